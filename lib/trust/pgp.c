#include "trust/pgp.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"
#include "base/limits.h"
#include "mail/date.h"
#include "mail/word.h"
#include "trust/dkim_rules.h"
#include "trust/identity.h"
#include "trust/pgp_parts.h"

/* ---- what gpgv says ---- */

struct status {
	int		 signatures, valid, bad;
	struct span	 valid_line;
};

static void
read_status(struct span text, struct status *s)
{
	static const char *const bad[] = {
		"BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "NODATA", "UNEXPECTED", "FAILURE"
	};
	struct span	 line, word;
	size_t		 i;

	memset(s, 0, sizeof *s);
	while (span_line(&text, &line)) {
		if (!span_starts(line, "[GNUPG:] "))
			continue;
		line = span_from(line, strlen("[GNUPG:] "));
		span_cut(&line, ' ', &word);
		s->signatures += span_eqs(word, "NEWSIG");
		if (span_eqs(word, "VALIDSIG")) {
			s->valid++;
			s->valid_line = line;
		}
		for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
			s->bad |= span_eqs(word, bad[i]);
	}
}

/* VALIDSIG: fingerprint, day, moment, expiry, version, reserved, two algorithms, class, primary fingerprint. */
static const char *
fault_of_valid(const struct pgp_ask *ask, struct span line, struct pgp_answer *a)
{
	struct span	 word[10], rest = span_str(ask->fingerprints), one;
	unsigned long long at;
	size_t		 n = 0;

	while (n < 10 && span_cut(&line, ' ', &word[n]))
		n++;
	if (n < 10 || span_number(word[2], &at) == -1 || at > INT64_MAX)
		return "pgp-signature";
	if (!span_eqs(word[8], "00") && !span_eqs(word[8], "01"))
		return "pgp-signature";
	if ((moment)at > ask->now + DKIM_FUTURE)
		return "future";
	if ((moment)at < ask->now - DKIM_PAST)
		return "stale";
	while (span_cut(&rest, ' ', &one))
		if (one.n == PGP_FINGERPRINT && span_eq(one, word[9])) {
			memcpy(a->fingerprint, one.s, one.n);
			return NULL;
		}
	return "pgp-key";
}

/* ---- running it ---- */

/* Signed bytes have CRLF (RFC 3156, 5). */
static int
with_crlf(struct buf *out, struct span s, struct err *err)
{
	struct span	 line;
	int		 ended = s.n > 0 && s.s[s.n - 1] == '\n';

	while (span_line(&s, &line)) {
		buf_addspan(out, line);
		if (s.n > 0 || ended)
			buf_adds(out, "\r\n");
	}
	return buf_ok(out, err);
}

/* A file without a name that holds the signature. */
static int
signature_file(struct span armor, struct err *err)
{
	int	 fd = -1;

#ifdef MFD_CLOEXEC
	fd = memfd_create("signature", MFD_CLOEXEC);
#endif
	if (fd == -1 && (fd = io_tempfile(NULL, err)) == -1)
		return -1;
	if (io_write_all(fd, armor.s, armor.n, err) == 0 && lseek(fd, 0, SEEK_SET) != -1)
		return fd;
	close(fd);
	return -1;
}

static int
run_gpgv(const char *ring, struct span content, struct span armor, struct buf *status, struct err *err)
{
	char		 file[32];
	const char	*argv[] = {
		"gpgv", "--quiet", "--weak-digest", "SHA1", "--status-fd", "1", "--keyring", ring, file, "-", NULL
	};
	struct buf	 signed_bytes = BUF_INIT, noise = BUF_INIT;
	struct child	 c = { .argv = argv, .out = status, .errout = &noise, .max_out = PGP_STATUS, .seconds = GPGV_SECONDS };
	int		 fd, result = -1;

	if ((fd = signature_file(armor, err)) == -1)
		return -1;
	snprintf(file, sizeof file, "/dev/fd/%d", fd);
	c.extra = &fd;
	c.nextra = 1;
	if (with_crlf(&signed_bytes, content, err) == 0) {
		c.in = span_buf(&signed_bytes);
		result = child_run(&c, err);
	}
	close(fd);
	buf_free(&signed_bytes);
	buf_free(&noise);
	return result;
}

static int
verify(const struct pgp_ask *ask, const struct pgp_parts *parts, struct pgp_answer *a, struct err *err)
{
	struct buf	 text = BUF_INIT;
	struct status	 s;
	int		 result = 0;

	if (run_gpgv(ask->ring, parts->content, parts->signature, &text, err) == -1) {
		result = err->class == ERR_SERVICE ? 0 : -1;
		a->reason = "no-gpgv";
	} else {
		read_status(span_buf(&text), &s);
		a->reason = text.len >= PGP_STATUS || s.signatures != 1 || s.valid != 1 || s.bad ? "pgp-signature" :
		    fault_of_valid(ask, s.valid_line, a);
		a->pass = a->reason == NULL;
	}
	buf_free(&text);
	return result;
}

/* ---- the protected header ---- */

static const char *const protected_fields[] = {
	"From", "Date", "Subject", "To", "Cc", "In-Reply-To", "References"
};

#define NPROTECTED	(sizeof protected_fields / sizeof protected_fields[0])

int
pgp_protects(struct span name)
{
	size_t	 i;

	for (i = 0; i < NPROTECTED; i++)
		if (span_caseeqs(name, protected_fields[i]))
			return 1;
	return 0;
}

/* Does the part say that its header counts?  protected-headers="v1", or hp="clear" of RFC 9788. */
static int
says_protected(const struct header *h, struct err *err)
{
	struct buf	 value = BUF_INIT, type = BUF_INIT;
	struct word_params params = { NULL, 0 };
	const char	*old, *clear;
	int		 result = -1;

	if (header_value(h, "Content-Type", &value) == -1)
		err_memory(err);
	else if (word_params_parse(span_buf(&value), &type, &params, err) == 0) {
		old = word_params_get(&params, "protected-headers");
		clear = word_params_get(&params, "hp");
		result = (old != NULL && strcmp(old, "v1") == 0) || (clear != NULL && strcmp(clear, "clear") == 0);
	}
	buf_free(&value);
	buf_free(&type);
	word_params_free(&params);
	return result;
}

static int
is_from(const struct pgp_ask *ask, const struct header *h, struct err *err)
{
	struct buf	 address = BUF_INIT;
	const char	*fault;
	int		 got;

	if ((got = identity_from(h, &address, &fault, err)) == 1)
		got = span_eqs(span_buf(&address), ask->address);
	buf_free(&address);
	return got;
}

static int
has_date(const struct header *h)
{
	struct buf	 value = BUF_INIT;
	moment		 at;
	int		 got;

	if ((got = header_value(h, "Date", &value)) == 1)
		got = date_parse_strict(span_buf(&value), &at) == 0;
	buf_free(&value);
	return got;
}

static int
names_list(const struct pgp_ask *ask, const struct header *h, struct err *err)
{
	struct dkim_ask	 list = { .list = ask->list };
	struct dkim_run	 run = { .ask = &list, .header = h, .err = err };
	int		 found = dkim_names_list(&run, "To") || dkim_names_list(&run, "Cc");

	return run.memory ? -1 : found;
}

/* 1 if all that is taken from it is there, once, and in order. */
static int
is_whole(const struct pgp_ask *ask, const struct header *h, struct err *err)
{
	size_t	 i;
	int	 got;

	if ((h->defects & ~(FIELD_8BIT | FIELD_BLANK_FOLD)) != 0 || header_count(h, "Content-Type") != 1 ||
	    header_count(h, "Subject") != 1)
		return 0;
	for (i = 0; i < NPROTECTED; i++)
		if (header_count(h, protected_fields[i]) > 1)
			return 0;
	if ((got = says_protected(h, err)) != 1 || (got = is_from(ask, h, err)) != 1 || (got = has_date(h)) != 1)
		return got;
	return names_list(ask, h, err);
}

int
pgp_check(const struct pgp_ask *ask, const struct header *mail, struct pgp_answer *a, struct err *err)
{
	struct pgp_parts parts;
	struct header	 h;
	int		 got;

	memset(a, 0, sizeof *a);
	a->reason = "pgp-none";
	if ((got = pgp_split(mail, &parts, err)) != 1)
		return got;
	if (header_split(&h, parts.content, err) == -1)
		return -1;
	if ((got = is_whole(ask, &h, err)) == 0)
		a->reason = "pgp-unprotected";
	else if (got == 1 && access(ask->ring, R_OK) == -1) {
		a->reason = "pgp-no-ring";
		got = 0;
	}
	header_free(&h);
	return got == 1 ? verify(ask, &parts, a, err) : got;
}

int
pgp_protected(struct buf *out, const struct header *mail, struct err *err)
{
	struct pgp_parts parts;
	struct header	 h;
	struct span	 rest, line;
	const struct field *f;
	size_t		 i;
	int		 got;

	if ((got = pgp_split(mail, &parts, err)) != 1)
		return got == 0 ? err_set(err, ERR_BUG, "no signed parts") : -1;
	if (header_split(&h, parts.content, err) == -1)
		return -1;
	for (i = 0; i < NPROTECTED; i++)
		if ((f = header_find(&h, protected_fields[i], 0)) != NULL)
			for (rest = f->whole; span_line(&rest, &line); buf_addc(out, '\n'))
				buf_addspan(out, line);
	header_free(&h);
	return buf_ok(out, err);
}
