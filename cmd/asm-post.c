#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "mail/field.h"
#include "mail/mbox.h"
#include "site/posting.h"
#include "site/site.h"
#include "trust/seal.h"

/* The seal stands on top of what asm-verify was given. */
#define SEALED_MAX	(MAIL_MAX + FIELD_MAX)

enum { OPT_OWN = 1 };

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "own", "FORM", "mails of the site's own pipes, unsealed: issue, translation or wire", NULL, OPT_OWN },
	OPTION_END
};

static const struct program program = {
	.name = "asm-post", .about = "Make an article of one sealed mail: signed, chained, numbered.",
	.options = options
};

static enum posting_own
form_of(const char *name)
{
	if (strcmp(name, "issue") == 0)
		return POSTING_ISSUE;
	if (strcmp(name, "translation") == 0)
		return POSTING_TRANSLATION;
	if (strcmp(name, "wire") == 0)
		return POSTING_WIRE;
	program_usage("--own: %s is none of issue, translation, wire", name);
}

/* By the article: what of it everybody can read. */
static void
report(struct span article, struct span mail)
{
	static const char *const names[] = { "Asm-Type", "Asm-Number", "Asm-Seq", "Asm-Assembly", "Asm-By" };
	struct buf	value[5] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct header	h;
	char		digest[17] = "";
	size_t		i;

	if (header_split(&h, article, NULL) == -1)
		return;
	for (i = 0; i < 5; i++)
		(void)header_value(&h, names[i], &value[i]);
	if (mail.n > 0)
		program_digest(digest, mail);
	program_event("mail", digest, "type", buf_str(&value[0]), "number", buf_str(&value[1]), "seq", buf_str(&value[2]),
	    "assembly", buf_str(&value[3]), "by", buf_str(&value[4]), NULL);
	for (i = 0; i < 5; i++)
		buf_free(&value[i]);
	header_free(&h);
}

static int
post_sealed(struct site *site, struct span mail, struct buf *out, struct err *err)
{
	struct buf	 secret = BUF_INIT;
	struct seal	 seal;
	struct span	 rest;
	int		 result;

	if (site_secret(site, &secret, err) == -1)
		return -1;
	result = seal_check(mail, span_buf(&secret), program_now(), &seal, &rest, err);
	buf_wipe(&secret);
	if (result == -1)
		return -1;
	if (seal.refused)
		result = err_set(err, ERR_REFUSED, "the seal says that this mail was refused");
	else
		result = posting_contact(site, &seal, rest, program_now(), out, err);
	if (result == 0)
		report(span_buf(out), rest);
	seal_free(&seal);
	return result;
}

/* What our own pipes write may be a stream: each mail of it stands or falls by itself. */
static int
run_own(struct site *site, enum posting_own form)
{
	struct mbox	*in;
	struct buf	 mail = BUF_INIT, article = BUF_INIT;
	struct err	 e;
	int		 got, status = 0;

	if ((in = mbox_open(STDIN_FILENO, &e)) == NULL)
		program_fail(&e);
	while ((got = mbox_next(in, &mail, &e)) == 1) {
		if (posting_own(site, form, span_buf(&mail), program_now(), &article, &e) == -1) {
			program_say("%s", e.text);
			status = program_worse(status, err_exit(&e));
			continue;
		}
		report(span_buf(&article), SPAN_NONE);
		if (!mbox_is_stream(in))
			fwrite(article.s, 1, article.len, stdout);
		else if (mbox_write(stdout, span_buf(&article), site->conf.list, program_now(), &e) == -1)
			program_fail(&e);
	}
	if (got == -1)
		program_fail(&e);
	mbox_free(in);
	buf_free(&mail);
	buf_free(&article);
	return status;
}

static int
run_sealed(struct site *site, struct span mail)
{
	struct buf	article = BUF_INIT;
	struct err	e;

	if (post_sealed(site, mail, &article, &e) == -1)
		program_fail(&e);
	fwrite(article.s, 1, article.len, stdout);
	buf_free(&article);
	return 0;
}

static struct site *
open_site(void)
{
	struct site	*site;
	struct err	 e;

	if ((site = site_open(program_site(), SITE_PUBLIC, &e)) == NULL)
		program_fail(&e);
	program_sandbox(SANDBOX_FILES);
	return site;
}

int
main(int argc, char **argv)
{
	enum posting_own form = POSTING_ISSUE;
	struct buf	 mail = BUF_INIT;
	struct site	*site;
	struct err	 e;
	const char	*value;
	size_t		 n;
	int		 own = 0, status = 0;

	program_start(&program, argc, argv);
	while (program_next(&value) == OPT_OWN) {
		form = form_of(value);
		own = 1;
	}
	program_operands(&n);
	if (own) {
		site = open_site();
		status = run_own(site, form);
		site_close(site);
		return program_end(status);
	}
	if (io_read_all(STDIN_FILENO, SEALED_MAX, &mail, &e) == -1)
		program_fail(&e);
	if (mail.len > 0) {
		site = open_site();
		status = run_sealed(site, span_buf(&mail));
		site_close(site);
	}
	buf_free(&mail);
	return program_end(status);
}
