#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"
#include "site/help.h"
#include "site/hold.h"

/* The decided mail, sealed, for asm-post. */
static int
emit(struct site *site, int64_t id, struct err *err)
{
	struct buf	out = BUF_INIT;
	int		got;

	if ((got = hold_emit(site, id, program_now(), &out, err)) == 1 &&
	    (fwrite(out.s, 1, out.len, stdout) != out.len || fflush(stdout) == EOF))
		got = err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	buf_free(&out);
	return got;
}

int
hold_run_mail(char **operand, size_t n)
{
	struct site	*site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	struct buf	 mail = BUF_INIT;
	const char	*what = "";
	char		 digest[17];
	struct err	 err;
	int64_t		 id = 0;
	int		 got;

	(void)n;
	if ((got = io_read_all(STDIN_FILENO, MAIL_MAX, &mail, &err)) == -1 && err.class == ERR_DATA) {
		got = 0;	/* nobody says yes in so many words */
		what = "too-large";
	} else if (got == 0)
		got = hold_reply(site, operand[0], span_buf(&mail), program_now(), &id, &what, &err);
	if (got == 1)
		got = emit(site, id, &err);
	program_digest(digest, span_buf(&mail));
	buf_free(&mail);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	program_event("mail", digest, "answer", what, NULL);
	program_note("answer=%s", what);
	if (strcmp(what, HOLD_NOBODY_TOLD) == 0)
		program_say("an answer was neither yes nor no, and no moderator could be asked: see Moderators in asm.conf");
	return 0;
}

int
hold_run_help(char **operand, size_t n)
{
	struct site	*site = hold_site(SITE_PRIVATE);
	struct buf	 mail = BUF_INIT;
	const char	*what = "too-large";
	char		 digest[17];
	struct err	 err;
	int		 got;

	(void)operand;
	(void)n;
	if ((got = io_read_all(STDIN_FILENO, MAIL_MAX, &mail, &err)) == 0)
		got = help_answer(site, span_buf(&mail), program_now(), &what, &err);
	else if (err.class == ERR_DATA)
		got = 0;
	program_digest(digest, span_buf(&mail));
	buf_free(&mail);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	program_event("mail", digest, "help", what, NULL);
	program_note("help=%s", what);
	return 0;
}

int
hold_run_release(char **operand, size_t n)
{
	struct site	*site;
	const char	*why;
	struct err	 err;
	int64_t		 id = hold_number(operand[0]);
	int		 got;

	(void)n;
	site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	if ((got = hold_release(site, id, program_now(), &why, &err)) == 0)
		program_say("%s: %s", operand[0], why);
	else if (got == 1)
		program_event("held", operand[0], "decision", "release", NULL);
	if (got == 1 && emit(site, id, &err) == -1)
		got = -1;
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return got == 1 ? 0 : 1;
}

int
hold_run_discard(char **operand, size_t n)
{
	struct site	*site;
	const char	*why;
	struct err	 err;
	size_t		 i, count = 0;
	int		 got = 0;

	for (i = 0; i < n; i++)
		(void)hold_number(operand[i]);
	site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	for (i = 0; i < n && got != -1; i++) {
		if ((got = hold_discard(site, hold_number(operand[i]), program_now(), &why, &err)) == 0)
			program_say("%s: %s", operand[i], why);
		else if (got == 1)
			program_event("held", operand[i], "decision", "discard", NULL);
		count += got == 1;
	}
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return count == n ? 0 : 1;
}

/* ---- pending ---- */

static int
list_one(void *arg, const struct held *h, struct err *err)
{
	struct record	r = RECORD_INIT;
	int		result;

	if ((result = hold_add_row(&r, h, err)) == 0)
		result = record_writer_put(arg, &r, err);
	record_free(&r);
	return result;
}

static int
list_pending(struct site *site, struct err *err)
{
	struct record_writer	out;
	int			result;

	if (hold_tidy(site, program_now(), err) == -1)
		return -1;
	record_writer_start(&out, stdout, program_form());
	result = hold_pending(site, list_one, &out, err);
	record_writer_end(&out);
	return result == -1 ? -1 : 1;
}

int
hold_run_pending(char **operand, size_t n)
{
	struct site	*site;
	struct err	 err;
	int64_t		 id = n > 0 ? hold_number(operand[0]) : 0;
	int		 got;

	site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	got = id != 0 ? emit(site, id, &err) : list_pending(site, &err);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return got == 1 ? 0 : 1;
}
