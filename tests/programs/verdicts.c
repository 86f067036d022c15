/*
 * verdicts KEYS FILE...: every mail of every file at the door, as if all the world were endorsed, everybody wrote to us,
 * and each domain had a key (KEYS, else that of "stranger"), and what must hold of any verdict.  For soak tests: prints one
 * line of counts; what does not hold ends it with status 70.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/mbox.h"
#include "trust/decide.h"
#include "trust/identity.h"
#include "trust/seal.h"

#define LISTS	8

static struct dkim_keys	*keys;
static const char	*path;
static unsigned long	 mails, verdicts[4], simple, wrong;
static size_t		 lookups, most;

static void
hold(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "verdicts: %s: mail %lu: %s\n", path, mails, what);
	wrong++;
}

/* ---- the world ---- */

static int
contact(void *arg, const char *address, struct decide_contact *c, struct err *err)
{
	(void)arg;
	(void)err;
	memset(c, 0, sizeof *c);
	snprintf(c->assembly, sizeof c->assembly, "one.place");
	snprintf(c->address, sizeof c->address, "%s", address);
	snprintf(c->policy, sizeof c->policy, "dkim");
	c->endorsed = 1;
	return 1;
}

static int
posted(void *arg, const unsigned char proof[HASH_LEN], struct err *err)
{
	(void)arg;
	(void)proof;
	(void)err;
	return 0;
}

static int
key(void *arg, const char *name, struct buf *txt, struct err *err)
{
	int	 got;

	(void)arg;
	lookups++;
	got = dkim_keys_get(keys, name, txt, err);
	return got == 0 ? dkim_keys_get(keys, "stranger", txt, err) : got;
}

/* Everybody a mail is to, so that "not to us" is never what saves us. */
struct lists {
	struct buf	 normal[LISTS];
	const char	*all[LISTS + 1];
	size_t		 n;
};

static void
add_lists(struct lists *l, const struct header *h, const char *name)
{
	struct buf	 value = BUF_INIT;
	struct addresses to = { NULL, 0 };
	const char	*fault;
	size_t		 i;

	if (header_value(h, name, &value) == 1 && addresses_parse(&to, span_buf(&value), NULL) == 0) {
		for (i = 0; i < to.n && l->n < LISTS; i++)
			if (identity_address(span_str(to.address[i].addr), &l->normal[l->n], &fault, NULL) == 1) {
				l->all[l->n] = buf_str(&l->normal[l->n]);
				l->n++;
			}
		addresses_free(&to);
	}
	buf_free(&value);
}

/* When the last signature says that it was made, or else the mail. */
static moment
made(const struct header *h)
{
	struct buf	 value = BUF_INIT;
	struct span	 t;
	unsigned long long n;
	moment		 at = 0;
	size_t		 i;

	for (i = 0; i < h->n; i++)
		if (span_caseeqs(h->field[i].name, "DKIM-Signature") && field_tag(h->field[i].value, "t", &t) &&
		    span_number(t, &n) == 0 && n < INT32_MAX && (moment)n > at)
			at = (moment)n;
	if (at == 0 && (header_value(h, "Date", &value) != 1 || date_parse_strict(span_buf(&value), &at) == -1))
		at = 1795251600;
	buf_free(&value);
	return at;
}

/* Decided a minute after it was signed; 0 if it is decided. */
static int
verdict(struct span mail, struct decision *d)
{
	static const struct decide_world world = { .contact = contact, .posted = posted, .key = key };
	struct lists	 l = { .n = 0 };
	struct decide_rules rules = { .list = l.all, .list_id = "list.example", .loop = "list@list.example" };
	struct header	 h;
	struct err	 e;
	size_t		 i;
	int		 result;

	if (header_split(&h, span_head(mail, MAIL_MAX), &e) == -1)
		return -1;
	add_lists(&l, &h, "To");
	add_lists(&l, &h, "Cc");
	rules.now = made(&h) + 60;
	header_free(&h);
	lookups = 0;
	result = decide(&rules, &world, mail, d, &e);
	hold(result == 0 || mail.n == 0, "it is decided");
	hold(lookups <= 8, "at most eight keys are asked for");
	most = lookups > most ? lookups : most;
	for (i = 0; i < LISTS; i++)
		buf_free(&l.normal[i]);
	return result;
}

/* ---- other forms of a mail ---- */

static void
line_ends(struct buf *out, struct span mail, const char *end)
{
	struct span	 line;
	int		 last = mail.n > 0 && mail.s[mail.n - 1] == '\n';

	buf_reset(out);
	while (span_line(&mail, &line)) {
		buf_addspan(out, line);
		if (mail.n > 0 || last)
			buf_adds(out, end);
	}
}

/* Letters of field names, `to` the case of 'A' or 'a'. */
static void
case_of_names(struct buf *out, struct span mail, char to)
{
	struct span	 line;
	size_t		 start, i, n;

	buf_reset(out);
	while (mail.n > 0) {
		start = out->len;
		n = span_chr(mail, '\n') == -1 ? mail.n : (size_t)span_chr(mail, '\n') + 1;
		line = span_head(mail, n);
		buf_addspan(out, line);
		mail = span_from(mail, n);
		if (span_trim(line).n == 0)
			break;
		for (i = 0; i < line.n && line.s[i] > ' ' && line.s[i] <= '~' && line.s[i] != ':'; i++)
			continue;
		if (i < line.n && line.s[i] == ':')
			for (; i > 0; i--)
				if ((out->s[start + i - 1] | 0x20) >= 'a' && (out->s[start + i - 1] | 0x20) <= 'z')
					out->s[start + i - 1] = (char)((out->s[start + i - 1] & ~0x20) | (to & 0x20));
	}
	buf_addspan(out, mail);
}

static void
same(struct span mail, const struct decision *as, const char *what)
{
	struct decision	 d;

	if (verdict(mail, &d) == 0)
		hold(d.verdict == as->verdict && strcmp(d.reason, as->reason) == 0, what);
}

/* A signature in the simple form is over the letters of names, too. */
static int
is_simple(struct span mail)
{
	struct header	 h;
	struct span	 c;
	size_t		 i;
	int		 found = 0;

	if (header_split(&h, mail, NULL) == -1)
		return 0;
	for (i = 0; i < h.n; i++)
		if (span_caseeqs(h.field[i].name, "DKIM-Signature"))
			found |= !field_tag(h.field[i].value, "c", &c) || span_starts(c, "simple");
	header_free(&h);
	return found;
}

static void
forms(struct span mail, const struct decision *d)
{
	struct buf	 lf = BUF_INIT, other = BUF_INIT;

	line_ends(&lf, mail, "\n");
	same(span_buf(&lf), d, "LF");
	line_ends(&other, mail, "\r\n");
	same(span_buf(&other), d, "CRLF");
	buf_reset(&other);
	if (!span_starts(mail, "From "))
		buf_adds(&other, "From x@y.example Sat Nov 21 09:00:00 2026\n");
	buf_addspan(&other, mail);
	if (mail.n + 64 < MAIL_MAX)
		same(span_buf(&other), d, "an envelope line");
	if (d->verdict == VERDICT_ACCEPT && is_simple(mail)) {
		simple++;
	} else {
		case_of_names(&other, mail, 'A');
		same(span_buf(&other), d, "capital names");
		case_of_names(&other, mail, 'a');
		same(span_buf(&other), d, "small names");
	}
	buf_free(&lf);
	buf_free(&other);
}

/* ---- an accepted one ---- */

static void
refused(struct span mail, const char *what)
{
	struct decision	 d;

	if (verdict(mail, &d) == 0)
		hold(d.verdict != VERDICT_ACCEPT, what);
}

static void
forgeries(struct span mail, const struct decision *d)
{
	const char	*at = strrchr(d->contact, '@');
	struct buf	 plain = BUF_INIT, other = BUF_INIT;
	struct header	 h;
	size_t		 i;

	hold(at != NULL && strcasecmp(at + 1, d->domain) == 0, "who signed is who wrote");
	if (header_split(&h, mail, NULL) == -1)
		return;
	for (i = 0; i < h.n; i++) {
		if (span_caseeqs(h.field[i].name, "DKIM-Signature"))
			continue;
		buf_addspan(&plain, h.field[i].whole);
		if (!span_caseeqs(h.field[i].name, "From"))
			buf_addspan(&other, h.field[i].whole);
		else
			buf_adds(&other, "From: somebody.else@elsewhere.example\n");
	}
	buf_adds(&plain, "\n");
	buf_addspan(&plain, h.body);
	refused(span_buf(&plain), "without its signatures");
	buf_reset(&plain);
	for (i = 0; i < h.n; i++)
		if (span_caseeqs(h.field[i].name, "DKIM-Signature"))
			buf_addspan(&plain, h.field[i].whole);
	buf_addbuf(&plain, &other);
	buf_adds(&plain, "\n");
	buf_addspan(&plain, h.body);
	refused(span_buf(&plain), "with its signatures, in another's name");
	header_free(&h);
	buf_free(&plain);
	buf_free(&other);
}

/* ---- what goes on ---- */

static void
output(struct span mail, const struct decision *d)
{
	struct buf	 plain = BUF_INIT, out = BUF_INIT;
	struct seal	 s = { .refused = d->verdict != VERDICT_ACCEPT, .verdict = (int)d->verdict, .reason = d->reason,
		.assembly = d->assembly, .contact = d->contact, .by = d->by, .domain = d->domain, .selector = d->selector,
		.recipient = "", .at = 1795251600 };
	struct span	 rest, line, name;
	size_t		 verified = 0, refusals = 0, ours = 0;

	if (decide_strip(&plain, mail, d, NULL) == -1 || seal_write(&out, &s, SPAN("secret"), span_buf(&plain), NULL) == -1) {
		hold(0, "it can be sealed");
		return;
	}
	for (rest = span_buf(&out); span_line(&rest, &line) && line.n > 0;) {
		if (line.s[0] == ' ' || line.s[0] == '\t')
			continue;
		span_cut(&line, ':', &name);
		verified += (size_t)span_caseeqs(name, SEAL_VERIFIED);
		refusals += (size_t)span_caseeqs(name, SEAL_REFUSED);
		ours += (size_t)span_casestarts(name, "Asm-");
	}
	hold(ours == 1 && (d->verdict == VERDICT_ACCEPT ? verified : refusals) == 1, "one field of ours");
	buf_free(&plain);
	buf_free(&out);
}

static void
look_at(struct span mail)
{
	struct decision	 d;

	mails++;
	if (mail.n == 0 || verdict(mail, &d) == -1)
		return;
	verdicts[d.verdict == VERDICT_ACCEPT ? 0 : d.verdict == VERDICT_CHALLENGE ? 1 : d.verdict == VERDICT_REJECT ? 2 : 3]++;
	if (span_find(mail, SPAN("\r\r\n")) == -1)
		forms(mail, &d);
	if (d.verdict == VERDICT_ACCEPT)
		forgeries(mail, &d);
	output(mail, &d);
}

/* As one mail; and if it is an mbox, each of it. */
static int
read_file(void)
{
	struct buf	 mail = BUF_INIT;
	struct mbox	*m;
	int		 fd, got = -1;

	if (io_read_file(path, MAIL_MAX, &mail, NULL) == 0)
		look_at(span_buf(&mail));
	if ((fd = open(path, O_RDONLY)) == -1 || (m = mbox_open(fd, NULL)) == NULL) {
		fprintf(stderr, "verdicts: %s: cannot be read\n", path);
		return 66;
	}
	while ((got = mbox_next(m, &mail, NULL)) == 1)
		if (mbox_is_stream(m))
			look_at(span_buf(&mail));
	mbox_free(m);
	close(fd);
	buf_free(&mail);
	return got == -1 ? 74 : 0;
}

int
main(int argc, char *argv[])
{
	int	 i, status = 0;

	if (argc < 2 || (keys = dkim_keys_open(argv[1], NULL)) == NULL) {
		fprintf(stderr, "usage: verdicts KEYS FILE...\n");
		return 64;
	}
	for (i = 2; i < argc && status == 0; i++) {
		path = argv[i];
		status = read_file();
	}
	printf("%lu mails: %lu accepted (%lu in the simple form), %lu asked about, %lu malformed, %lu dropped; at most %zu keys a mail\n",
	    mails, verdicts[0], simple, verdicts[1], verdicts[2], verdicts[3], most);
	dkim_keys_free(keys);
	dkim_end();
	return status != 0 ? status : wrong > 0 ? 70 : 0;
}
