#include "net/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <stdlib.h>
#include <time.h>

#define ANSWER_MAX	65535

struct dns {
	struct __res_state res;
	unsigned	 budget;
	int		 begun;
	int64_t		 deadline;	/* of CLOCK_MONOTONIC, in seconds; once begun */
};

static int64_t
seconds_now(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

struct dns *
dns_new(unsigned seconds, struct err *err)
{
	struct dns	*d = calloc(1, sizeof *d);

	if (d == NULL)
		err_memory(err);
	else
		d->budget = seconds;
	return d;
}

/* Many a mail needs no key: nothing is set up before the first question. */
static int
begin(struct dns *d, struct err *err)
{
	if (d->begun)
		return 0;
	if (res_ninit(&d->res) == -1)
		return err_errno(err, ERR_AGAIN, "the resolver");
	/* Names are whole, and large answers wanted. */
	d->res.options &= ~(unsigned long)(RES_DNSRCH | RES_DEFNAMES);
	d->res.options |= RES_USE_EDNS0 | RES_NOALIASES;
	d->deadline = seconds_now() + d->budget;
	d->begun = 1;
	return 0;
}

void
dns_free(struct dns *d)
{
	if (d != NULL && d->begun)
		res_nclose(&d->res);
	free(d);
}

/* ---- answers: hostile bytes ---- */

/* What is left of an answer. */
struct rest {
	const unsigned char *p, *begin, *end;
};

static int
take_number(struct rest *r)
{
	int	 n;

	if (r->end - r->p < 2)
		return -1;
	n = r->p[0] << 8 | r->p[1];
	r->p += 2;
	return n;
}

static int
skip(struct rest *r, size_t n)
{
	if ((size_t)(r->end - r->p) < n)
		return -1;
	r->p += n;
	return 0;
}

static int
skip_name(struct rest *r)
{
	int	 n = dn_skipname(r->p, r->end);

	return n < 0 ? -1 : skip(r, (size_t)n);
}

/* The strings of one TXT record, joined. */
static int
add_strings(struct buf *out, struct rest r)
{
	size_t	 n;

	while (r.p < r.end) {
		n = *r.p++;
		if ((size_t)(r.end - r.p) < n)
			return -1;
		buf_add(out, r.p, n);
		r.p += n;
	}
	return 0;
}

/* The next record of the answer: 1 a TXT record with its text in `one` (reset first), 0 another, -1 malformed. */
static int
take_record(struct rest *r, struct buf *one)
{
	struct rest	 data;
	int		 type, class, n;

	buf_reset(one);
	if (skip_name(r) == -1 || (type = take_number(r)) == -1 || (class = take_number(r)) == -1 ||
	    skip(r, 4) == -1 || (n = take_number(r)) == -1 || r->end - r->p < n)
		return -1;
	data = (struct rest){ r->p, r->begin, r->p + n };
	r->p += n;
	if (type != ns_t_txt || class != ns_c_in)
		return 0;
	return add_strings(one, data) == -1 ? -1 : 1;
}

static int
is_key(const struct buf *text)
{
	return span_starts(span_buf(text), "v=DKIM1");
}

int
dns_read(const void *answer, size_t size, struct buf *txt)
{
	struct rest	 r = { answer, answer, (const unsigned char *)answer + size };
	struct buf	 one = BUF_INIT;
	size_t		 start = txt->len;
	int		 questions, answers, got = 0, found = 0;

	if (skip(&r, 4) == -1 || (questions = take_number(&r)) == -1 || (answers = take_number(&r)) == -1 ||
	    skip(&r, 4) == -1)
		return -1;
	while (questions-- > 0)
		if (skip_name(&r) == -1 || skip(&r, 4) == -1)
			return -1;
	while (got != -1 && answers-- > 0) {
		if ((got = take_record(&r, &one)) != 1 || (found && !is_key(&one)))
			continue;
		buf_cut(txt, start);
		buf_addbuf(txt, &one);
		found = 1;
		if (is_key(&one))
			break;
	}
	buf_free(&one);
	if (got == -1) {
		buf_cut(txt, start);
		return -1;
	}
	return found;
}

/* ---- questions ---- */

/*
 * What is left of the budget, spread over the servers: the resolver doubles its patience
 * with every round, so one round only is asked for when time is short.
 */
static int
spend(struct dns *d, int64_t left)
{
	int	 servers = d->res.nscount > 0 ? d->res.nscount : 1;

	if (left <= 0)
		return -1;
	d->res.retry = left >= 4 * servers ? 2 : 1;
	d->res.retrans = (int)(left / (servers * (d->res.retry == 2 ? 3 : 1)));
	if (d->res.retrans < 1)
		d->res.retrans = 1;
	if (d->res.retrans > 5)
		d->res.retrans = 5;
	return 0;
}

int
dns_txt(void *dns, const char *name, struct buf *txt, struct err *err)
{
	struct dns	*d = dns;
	unsigned char	*answer;
	int		 n, result = -1;

	if (begin(d, err) == -1)
		return -1;
	if (spend(d, d->deadline - seconds_now()) == -1)
		return err_set(err, ERR_AGAIN, "DNS: no time left");
	if ((answer = malloc(ANSWER_MAX)) == NULL)
		return err_memory(err);
	n = res_nquery(&d->res, name, ns_c_in, ns_t_txt, answer, ANSWER_MAX);
	if (n >= 0)
		result = dns_read(answer, n > ANSWER_MAX ? ANSWER_MAX : (size_t)n, txt);
	else if (d->res.res_h_errno == HOST_NOT_FOUND || d->res.res_h_errno == NO_DATA)
		result = 0;
	free(answer);
	if (result == -1)
		err_set(err, ERR_AGAIN, "DNS: %s", n >= 0 ? "a malformed answer" : hstrerror(d->res.res_h_errno));
	else if (buf_ok(txt, err) == -1)
		result = -1;
	return result;
}
