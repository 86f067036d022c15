/*
 * asm-verify: is a mail the word of an assembly's contact?  The answer is the
 * exit status, and a sealed field on top of the mail.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "mail/mbox.h"
#include "net/dns.h"
#include "site/site.h"
#include "store/article.h"
#include "trust/decide.h"
#include "trust/dkim.h"
#include "trust/seal.h"

enum { OPT_AUTHSERV_ID = 1, OPT_MX_HOST, OPT_MBOX };

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	OPTION_KEY_FILE,
	OPTION_QUIET,
	{ 0, "authserv-id", "ID", "believe our MTA's results under this name; empty: do not", NULL, OPT_AUTHSERV_ID },
	{ 0, "mx-host", "HOST", "our MTA's name in the Received fields it writes", NULL, OPT_MX_HOST },
	{ 0, "mbox", NULL, "a stream of mails, each with its own verdict", NULL, OPT_MBOX },
	OPTION_END
};

static const struct program program = {
	.name = "asm-verify", .about = "Decide whether a mail is the word of an assembly's contact.",
	.operands = "[RECIPIENT]", .max = 1, .options = options
};

/* What the decision asks about goes through here. */
struct world {
	struct site		*site;
	struct dkim_keys	*keys;		/* of a file, or */
	struct dns		*dns;
	const char		*address[2];	/* that has to be under the signature; none: the list's */
	struct buf		 own;
};

static const char	*authserv_id, *mx_host;		/* NULL: as asm.conf says */
static int		 is_stream;

/* ---- what the decision asks ---- */

static int
ask_contact(void *arg, const char *address, struct decide_contact *out, struct err *err)
{
	struct world	*w = arg;
	struct directory_contact c;
	int		 got;

	memset(out, 0, sizeof *out);
	if ((got = site_contact(w->site, address, program_now(), &c, err)) != 1)
		return got;
	snprintf(out->assembly, sizeof out->assembly, "%s", c.assembly);
	snprintf(out->address, sizeof out->address, "%s", c.address);
	snprintf(out->policy, sizeof out->policy, "%s", c.policy);
	snprintf(out->fingerprints, sizeof out->fingerprints, "%s", c.fingerprints);
	out->endorsed = c.endorsed;
	out->relaxed = c.relaxed;
	return 1;
}

static int
ask_posted(void *arg, const unsigned char proof[HASH_LEN], struct err *err)
{
	struct world	*w = arg;
	struct db	*pub = site_public(w->site, err);

	return pub == NULL ? -1 : articles_has_proof(pub, w->site->conf.domain, proof, err);
}

static int
ask_ring(void *arg, const char *assembly, struct buf *path, struct err *err)
{
	struct world	*w = arg;

	return site_ring(w->site, assembly, path, err);
}

static int
ask_key(void *arg, const char *name, struct buf *txt, struct err *err)
{
	struct world	*w = arg;

	return w->keys != NULL ? dkim_keys_get(w->keys, name, txt, err) : dns_txt(w->dns, name, txt, err);
}

/* ---- setting up ---- */

static int
open_keys(struct world *w, struct err *err)
{
	const char	*path = program_given(PROGRAM_KEY_FILE);

	if (path == NULL)
		path = w->site->conf.key_file;
	return path == NULL || (w->keys = dkim_keys_open(path, err)) != NULL ? 0 : -1;
}

static int
open_world(struct world *w, struct buf *secret, struct err *err)
{
	if ((w->site = site_open(program_site(), SITE_PUBLIC_LATER, err)) == NULL)
		return -1;
	return site_secret(w->site, secret, err) == -1 ? -1 : open_keys(w, err);
}

/* What is written to assembly@ is no word to the list, and the other way round. */
static int
choose_address(struct world *w, const char *recipient, struct err *err)
{
	static const char *const own[] = { "assembly", "entry" };
	struct span	 r = span_str(recipient);
	size_t		 i, n;

	for (i = 0; i < sizeof own / sizeof own[0]; i++) {
		n = strlen(own[i]);
		if (span_casestarts(r, own[i]) && (r.s[n] == '@' || r.s[n] == '+')) {
			buf_addf(&w->own, "%s@%s", own[i], w->site->conf.domain);
			w->address[0] = buf_str(&w->own);
		}
	}
	return buf_ok(&w->own, err);
}

/* ---- one mail ---- */

/* One byte more than is allowed tells the decision that there is more; the rest is not wanted. */
static int
read_mail(struct buf *mail, struct err *err)
{
	if (io_read_all(STDIN_FILENO, MAIL_MAX + 1, mail, err) == 0 || mail->len > MAIL_MAX)
		return 0;
	return -1;
}

static int
ask(struct world *w, struct span mail, struct decision *d, struct err *err)
{
	const struct conf *conf = &w->site->conf;
	const char	*id = authserv_id != NULL ? authserv_id : conf->authserv_id;
	struct decide_rules rules = {
		.list = w->address[0] != NULL ? w->address : site_addresses(w->site), .list_id = conf->list_id, .loop = conf->list,
		.authserv_id = id != NULL && *id != '\0' ? id : NULL,
		.mx_host = mx_host != NULL ? mx_host : conf->mx_host, .now = program_now()
	};
	struct decide_world world = {
		.contact = ask_contact, .posted = ask_posted, .ring = ask_ring, .key = ask_key, .arg = w, .key_arg = w
	};

	return decide(&rules, &world, mail, d, err);
}

/* The resolver's patience is for one mail. */
static int
decide_mail(struct world *w, struct span mail, struct decision *d, struct err *err)
{
	int	 result = -1;

	if (w->keys != NULL)
		return ask(w, mail, d, err);
	if ((w->dns = dns_new(DKIM_DNS_SECONDS, err)) != NULL)
		result = ask(w, mail, d, err);
	dns_free(w->dns);
	return result;
}

static int
seal_mail(struct buf *out, struct span mail, struct span secret, const struct decision *d,
    const char *recipient, struct err *err)
{
	struct buf	 plain = BUF_INIT;
	struct seal	 s = {
		.refused = d->verdict != VERDICT_ACCEPT, .verdict = (int)d->verdict, .reason = d->reason, .by = d->by,
		.recipient = recipient, .at = program_now()
	};
	int		 result = -1;

	if (d->verdict == VERDICT_ACCEPT || d->verdict == VERDICT_CHALLENGE) {
		s.assembly = d->assembly;
		s.contact = d->contact;
		s.domain = d->domain;
		s.selector = d->selector;
	}
	if (decide_strip(&plain, mail, d, err) == 0)
		result = seal_write(out, &s, secret, span_buf(&plain), err);
	buf_free(&plain);
	return result;
}

static const char *
verdict_word(enum verdict v)
{
	switch (v) {
	case VERDICT_ACCEPT:
		return "accept";
	case VERDICT_CHALLENGE:
		return "challenge";
	case VERDICT_IGNORE:
		return "ignore";
	case VERDICT_REJECT:
		return "reject";
	default:
		return "drop";
	}
}

/* The mail goes by its digest, which is that of what is behind the sealed field. */
static void
report(const struct decision *d, struct span sealed)
{
	const int	 accepted = d->verdict == VERDICT_ACCEPT;
	char		 digest[17];
	ptrdiff_t	 end;

	while ((end = span_chr(sealed, '\n')) != -1) {
		sealed = span_from(sealed, (size_t)end + 1);
		if (sealed.n == 0 || sealed.s[0] != ' ')
			break;
	}
	program_digest(digest, sealed);
	program_report("mail", digest, "verdict", verdict_word(d->verdict), "reason", d->reason, "assembly", d->assembly,
	    "by", accepted ? d->by : NULL, "d", accepted ? d->domain : NULL, "s", accepted ? d->selector : NULL, NULL);
}

/* 1 if all of it is out; what is not, program_end will see. */
static int
put(const struct buf *out)
{
	if (is_stream)
		return mbox_write(stdout, span_buf(out), "asm-verify", program_now(), NULL) == 0;
	return fwrite(out->s, 1, out->len, stdout) == out->len && fflush(stdout) == 0;
}

/* The exit status of one mail; -1 and the reason. */
static int
handle(struct world *w, struct span mail, struct span secret, const char *recipient, struct err *err)
{
	struct buf	 out = BUF_INIT;
	struct decision	 d;
	int		 status = -1;

	if (decide_mail(w, mail, &d, err) == 0) {
		if (program_given(PROGRAM_QUIET) != NULL)
			status = (int)d.verdict;
		else if (seal_mail(&out, mail, secret, &d, recipient, err) == 0) {
			if (put(&out))
				report(&d, span_buf(&out));
			status = (int)d.verdict;
		}
	}
	buf_free(&out);
	return status;
}

static int
handle_one(struct world *w, struct span secret, const char *recipient, struct err *err)
{
	struct buf	 mail = BUF_INIT;
	int		 status = -1;

	if (read_mail(&mail, err) == 0)
		status = handle(w, span_buf(&mail), secret, recipient, err);
	buf_free(&mail);
	return status;
}

/* A mail that cannot be decided now is left out, aloud, and the stream goes on. */
static int
handle_stream(struct world *w, struct span secret, const char *recipient, struct err *err)
{
	struct mbox	*mbox;
	struct buf	 mail = BUF_INIT;
	int		 got, one, status = 0;

	if ((mbox = mbox_open(STDIN_FILENO, err)) == NULL)
		return -1;
	mbox_plain(mbox);
	while ((got = mbox_next(mbox, &mail, err)) == 1) {
		if ((one = handle(w, span_buf(&mail), secret, recipient, err)) == -1) {
			program_say("%s", err->text);
			one = err_exit(err);
		}
		status = program_worse(status, one);
	}
	mbox_free(mbox);
	buf_free(&mail);
	return got == -1 ? -1 : status;
}

int
main(int argc, char **argv)
{
	/* Not closed at the end: that is what an exit does, and closing a database of readers alone takes its time. */
	static struct world w;
	struct buf	 secret = BUF_INIT;
	struct err	 err;
	const char	*value;
	char		**operand;
	size_t		 n;
	int		 c, status = -1;

	program_start(&program, argc, argv);
	dkim_alone();
	while ((c = program_next(&value)) != 0)
		if (c == OPT_MBOX)
			is_stream = 1;
		else
			*(c == OPT_AUTHSERV_ID ? &authserv_id : &mx_host) = value;
	operand = program_operands(&n);
	if (open_world(&w, &secret, &err) == 0 && choose_address(&w, n > 0 ? operand[0] : "", &err) == 0) {
		program_sandbox(site_has_rings(w.site) ? SANDBOX_VERIFY : w.keys != NULL ? SANDBOX_FILTER : SANDBOX_RESOLVE);
		status = (is_stream ? handle_stream : handle_one)(&w, span_buf(&secret), n > 0 ? operand[0] : "", &err);
	}
	buf_wipe(&secret);
	if (status == -1)
		program_fail(&err);
	return program_end(status);
}
