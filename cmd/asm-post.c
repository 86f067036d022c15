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

/* A mail of it. */
struct item {
	struct buf	 mail, article;
	struct seal	 seal;
	struct span	 rest;			/* of the mail, behind the seal */
	struct posting	*posting;
	size_t		 place;			/* in the stream, from 1 */
};

/* ---- into the log ---- */

/* What can be done before the log is locked. */
static int
prepare(struct input *in, struct item *item, struct err *err)
{
	struct span	 mail = span_buf(&item->mail);

	item->rest = SPAN_NONE;
	if (in->is_own)
		return 0;
	if (mail.n > SEALED_MAX)
		return err_set(err, ERR_DATA, "larger than %zu bytes", (size_t)SEALED_MAX);
	if (seal_check(mail, span_buf(&in->secret), program_now(), &item->seal, &item->rest, err) == -1)
		return -1;
	if (item->seal.refused)
		return err_set(err, ERR_REFUSED, "the seal says that this mail was refused");
	return (item->posting = posting_read(in->site, &item->seal, item->rest, err)) != NULL ? 0 : -1;
}

static int
add(struct input *in, struct item *item, struct log *log, struct err *err)
{
	if (in->is_own)
		return posting_own(in->site, log, in->form, span_buf(&item->mail), program_now(), &item->article, err);
	return posting_add(item->posting, log, program_now(), &item->article, err);
}

/* All of them in one transaction, or none. */
static int
post(struct input *in, struct item *item, size_t n, struct err *err)
{
	struct log	*log = NULL;
	size_t		 i;
	int		 result = 0;

	for (i = 0; i < n && result == 0; i++)
		result = prepare(in, &item[i], err);
	if (result == 0 && (log = log_begin(in->site, program_now(), err)) == NULL)
		result = -1;
	for (i = 0; i < n && result == 0; i++)
		result = add(in, &item[i], log, err);
	if (result == 0)
		result = log_commit(log, err);
	log_end(log);
	for (i = 0; i < n; i++) {
		posting_free(item[i].posting);
		item[i].posting = NULL;
		seal_free(&item[i].seal);
	}
	return result;
}

/* What cannot be written stands in the log all the same; program_end will see. */
static void
write_article(struct input *in, const struct item *item)
{
	report(span_buf(&item->article), item->rest);
	if (!mbox_is_stream(in->mails))
		fwrite(item->article.s, 1, item->article.len, stdout);
	else
		(void)mbox_write(stdout, span_buf(&item->article), in->site->conf.list, program_now(), NULL);
}

/* The exit status of some mails.  Where one cannot be posted, each of them stands or falls by itself. */
static int
post_or_say(struct input *in, struct item *item, size_t n)
{
	struct err	 e;
	size_t		 i;
	int		 status = 0;

	if (post(in, item, n, &e) == 0) {
		for (i = 0; i < n; i++)
			write_article(in, &item[i]);
	} else if (n > 1) {
		for (i = 0; i < n; i++)
			status = program_worse(status, post_or_say(in, &item[i], 1));
	} else {
		if (mbox_is_stream(in->mails))
			err_within(&e, "mail %zu", item->place);
		program_say("%s", e.text);
		status = err_exit(&e);
	}
	return status;
}

/* ---- the stream ---- */

/* The mails that are there, as many as go into one transaction.  0 after the last one. */
static int
gather(struct input *in, struct item item[POST_TOGETHER], size_t *n, struct err *err)
{
	size_t	 bytes = 0;
	int	 got;

	*n = 0;
	do {
		if ((got = mbox_next(in->mails, &item[*n].mail, err)) != 1)
			break;
		item[*n].place = ++in->read;
		bytes += item[(*n)++].mail.len;
	} while (*n < POST_TOGETHER && bytes < POST_BYTES && !mbox_idle(in->mails, POST_WAIT));
	return got;
}

static int
run(struct input *in)
{
	static struct item	 item[POST_TOGETHER];
	struct err		 e;
	size_t			 i, n;
	int			 got, status = 0;

	do {
		got = gather(in, item, &n, &e);
		if (n > 0)
			status = program_worse(status, post_or_say(in, item, n));
		for (i = 0; i < POST_TOGETHER; i++) {
			buf_free(&item[i].mail);
			buf_free(&item[i].article);
		}
	} while (got == 1);
	if (got == -1)
		program_fail(&e);
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
