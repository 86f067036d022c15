#include "net/dns.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
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

/* The strings of one TXT record, joined. */
static int
add_strings(struct buf *out, const unsigned char *p, size_t n)
{
	size_t	 len;

	while (n > 0) {
		len = *p++;
		n--;
		if (len > n)
			return -1;
		buf_add(out, p, len);
		p += len;
		n -= len;
	}
	return 0;
}

/* 1 appended, 0 no TXT record in it, -1 malformed. */
static int
read_answer(const unsigned char *answer, int n, struct buf *txt)
{
	struct buf	 one = BUF_INIT;
	ns_msg		 msg;
	ns_rr		 rr;
	size_t		 start = txt->len;
	int		 i, found = 0, result;

	if (ns_initparse(answer, n, &msg) == -1)
		return -1;
	for (i = 0; i < ns_msg_count(msg, ns_s_an); i++) {
		if (ns_parserr(&msg, ns_s_an, i, &rr) == -1)
			break;
		if (ns_rr_type(rr) != ns_t_txt || ns_rr_class(rr) != ns_c_in)
			continue;
		buf_reset(&one);
		if (add_strings(&one, ns_rr_rdata(rr), ns_rr_rdlen(rr)) == -1)
			break;
		if (found && !span_starts(span_buf(&one), "v=DKIM1"))
			continue;
		buf_cut(txt, start);
		buf_addbuf(txt, &one);
		found = 1;
		if (span_starts(span_buf(&one), "v=DKIM1"))
			break;
	}
	result = found ? 1 : i == ns_msg_count(msg, ns_s_an) ? 0 : -1;
	buf_free(&one);
	return result;
}

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
		result = read_answer(answer, n > ANSWER_MAX ? ANSWER_MAX : n, txt);
	else if (d->res.res_h_errno == HOST_NOT_FOUND || d->res.res_h_errno == NO_DATA)
		result = 0;
	free(answer);
	if (result == -1)
		err_set(err, ERR_AGAIN, "DNS: %s", n >= 0 ? "a malformed answer" : hstrerror(d->res.res_h_errno));
	else if (buf_ok(txt, err) == -1)
		result = -1;
	return result;
}
