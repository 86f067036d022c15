#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	.name = "asm-post", .about = "Make articles of sealed mails: signed, chained, numbered.",
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

/* What is read, and as what. */
struct input {
	struct site	*site;
	struct mbox	*mails;
	struct buf	 secret;
	size_t		 read;
	int		 is_own;
	enum posting_own form;
};

static int
post_sealed(struct input *in, struct span mail, struct buf *out, struct err *err)
{
	struct seal	 seal;
	struct span	 rest;
	int		 result;

	if (mail.n > SEALED_MAX)
		return err_set(err, ERR_DATA, "larger than %zu bytes", (size_t)SEALED_MAX);
	if (seal_check(mail, span_buf(&in->secret), program_now(), &seal, &rest, err) == -1)
		return -1;
	if (seal.refused)
		result = err_set(err, ERR_REFUSED, "the seal says that this mail was refused");
	else
		result = posting_contact(in->site, &seal, rest, program_now(), out, err);
	if (result == 0)
		report(span_buf(out), rest);
	seal_free(&seal);
	return result;
}

static int
post_own(struct input *in, struct span mail, struct buf *out, struct err *err)
{
	if (posting_own(in->site, in->form, mail, program_now(), out, err) == -1)
		return -1;
	report(span_buf(out), SPAN_NONE);
	return 0;
}

/* The exit status of one mail.  What cannot be written stands in the log all the same; program_end will see. */
static int
run_one(struct input *in, struct span mail, struct buf *article)
{
	struct err	 e;

	if ((in->is_own ? post_own : post_sealed)(in, mail, article, &e) == -1) {
		if (mbox_is_stream(in->mails))
			err_within(&e, "mail %zu", in->read);
		program_say("%s", e.text);
		return err_exit(&e);
	}
	if (!mbox_is_stream(in->mails))
		fwrite(article->s, 1, article->len, stdout);
	else
		(void)mbox_write(stdout, span_buf(article), in->site->conf.list, program_now(), NULL);
	return 0;
}

/* Each mail of a stream stands or falls by itself. */
static int
run(struct input *in)
{
	struct buf	 mail = BUF_INIT, article = BUF_INIT;
	struct err	 e;
	int		 got, status = 0;

	while ((got = mbox_next(in->mails, &mail, &e)) == 1) {
		in->read++;
		status = program_worse(status, run_one(in, span_buf(&mail), &article));
	}
	if (got == -1)
		program_fail(&e);
	buf_free(&mail);
	buf_free(&article);
	return status;
}

static void
open_input(struct input *in)
{
	struct err	 e;

	if ((in->mails = mbox_open(STDIN_FILENO, &e)) == NULL ||
	    (in->site = site_open(program_site(), SITE_PUBLIC, &e)) == NULL || site_secret(in->site, &in->secret, &e) == -1)
		program_fail(&e);
	mbox_plain(in->mails);
	program_sandbox(SANDBOX_FILES);
}

int
main(int argc, char **argv)
{
	struct input	 in = { .is_own = 0 };
	const char	*value;
	size_t		 n;
	int		 status;

	program_start(&program, argc, argv);
	while (program_next(&value) == OPT_OWN) {
		in.form = form_of(value);
		in.is_own = 1;
	}
	program_operands(&n);
	open_input(&in);
	status = run(&in);
	mbox_free(in.mails);
	buf_wipe(&in.secret);
	site_close(in.site);
	return program_end(status);
}
