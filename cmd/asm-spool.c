/*
 * asm-spool: between the MDA and asm-intake.  One mail at a time is taken in while its sender waits for the answer; what
 * comes meanwhile waits in line, and is taken in many at a time, so that the programs start once for all of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "mail/mbox.h"
#include "site/incoming.h"

enum { OPT_RUN = 1 };

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 0, "run", NULL, "take in what waits, also what was put off", NULL, OPT_RUN },
	OPTION_END
};

static const struct program program = {
	.name = "asm-spool", .about = "Have one mail taken in by asm-intake, now or in its turn.",
	.operands = "[RECIPIENT]", .max = 1, .wrong = ERR_AGAIN, .options = options
};

/* ---- other programs ---- */

/* Its process, or -1, and it was said why.  `in` becomes its standard input; the first of the two that is NULL ends its arguments. */
static pid_t
start(const char *name, int in, const char *first, const char *second)
{
	const char	*argv[6];
	size_t		 n = 0;
	pid_t		 pid;

	argv[n++] = name;
	if (program_given(PROGRAM_NOW) != NULL) {
		argv[n++] = "-N";
		argv[n++] = program_given(PROGRAM_NOW);
	}
	argv[n++] = first;
	argv[n++] = first != NULL ? second : NULL;
	argv[n] = NULL;
	if ((pid = fork()) == 0) {
		if (dup2(in, STDIN_FILENO) != -1)
			execvp(argv[0], (char **)(uintptr_t)argv);
		program_say("%s: %s", name, strerror(errno));
		_exit(ERR_AGAIN);
	}
	if (pid == -1)
		program_say("%s: %s", name, strerror(errno));
	return pid;
}

static int
finish(pid_t pid)
{
	int	 status = -1;

	if (pid != -1)
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			;
	return status == 0 ? 0 : ERR_AGAIN;
}

/* 0 if the mail is decided, else 75. */
static int
intake(struct incoming *in, const char *recipient, int mail)
{
	int	 status = finish(start("asm-intake", mail, recipient, NULL));

	incoming_note(in, status == 0);
	return status;
}

/* 1 if all mails of the mbox are posted. */
static int
intake_mbox(const char *recipient, int mbox)
{
	return finish(start("asm-intake", mbox, "--mbox", recipient)) == 0;
}

/*
 * What was posted together is sent while the next mails are taken in, by one asm-deliver at a time.  What it leaves, cron
 * sends: its status is not ours.
 */
static struct {
	pid_t	 pid;		/* -1: none is at work */
	int	 due;		/* something was posted since it began */
} courier = { .pid = -1 };

static void
deliver(void)
{
	int	 nothing;

	if (courier.pid != -1 && waitpid(courier.pid, NULL, WNOHANG) == 0)
		return;
	courier.pid = -1;
	if (!courier.due || (nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)) == -1)
		return;
	courier.due = 0;
	courier.pid = start("asm-deliver", nothing, "--seconds=60", NULL);
	close(nothing);
}

/* All that was posted together has been sent, as far as it could be. */
static void
deliver_all(void)
{
	do {
		(void)finish(courier.pid);
		courier.pid = -1;
		deliver();
	} while (courier.pid != -1);
}

/* ---- what waits ---- */

/* By itself; what cannot be decided now is put off until cron comes. */
static int
take_one(struct incoming *in, const char *name, struct err *err)
{
	struct buf	 recipient = BUF_INIT;
	int		 fd, status = ERR_AGAIN;

	if ((fd = incoming_get(in, name, &recipient, err)) != -1) {
		status = intake(in, buf_str(&recipient), fd);
		close(fd);
	} else
		program_say("%s", err->text);
	buf_free(&recipient);
	return status == 0 ? incoming_remove(in, name, err) : incoming_put_off(in, name, err);
}

static int
read_mail(struct incoming *in, const char *name, struct buf *recipient, struct buf *mail)
{
	int	 fd, result;

	if ((fd = incoming_get(in, name, recipient, NULL)) == -1)
		return -1;
	buf_reset(mail);
	result = io_read_all(fd, MAIL_MAX, mail, NULL);
	close(fd);
	return result;
}

/* How many of the first mails can be taken in together: those of one recipient that are not too large.  They stand in `mbox` then. */
static size_t
gather(struct incoming *in, const struct incoming_mail *list, size_t n, struct buf *recipient, FILE *mbox)
{
	struct buf	 other = BUF_INIT, mail = BUF_INIT;
	size_t		 bytes = 0, many = 0;

	while (many < n && many < INCOMING_TOGETHER && (bytes += list[many].size) <= INCOMING_BYTES) {
		if (read_mail(in, list[many].name, many == 0 ? recipient : &other, &mail) == -1 ||
		    (many > 0 && !span_eq(span_buf(recipient), span_buf(&other))) ||
		    mbox_write(mbox, span_buf(&mail), "asm-spool", program_now(), NULL) == -1)
			break;
		many++;
	}
	buf_free(&other);
	buf_free(&mail);
	return fflush(mbox) == EOF || lseek(fileno(mbox), 0, SEEK_SET) == -1 ? 0 : many;
}

static FILE *
open_mbox(struct err *err)
{
	FILE	*mbox = NULL;
	int	 fd;

	if ((fd = io_tempfile(NULL, err)) != -1 && (mbox = fdopen(fd, "w")) == NULL) {
		err_errno(err, ERR_AGAIN, "no temporary file");
		close(fd);
	}
	return mbox;
}

/*
 * The first mail, and all that can be taken in with it: how many, or -1.  Where they cannot be put together, or one of them is
 * not simply posted, each is looked at by itself: nothing is done twice.
 */
static ssize_t
take_some(struct incoming *in, const struct incoming_mail *list, size_t n, struct err *err)
{
	struct buf	 recipient = BUF_INIT;
	FILE		*mbox;
	size_t		 i, many = 0;
	int		 done = 0, result = 0;

	if (n > 1 && (mbox = open_mbox(err)) != NULL) {
		if ((many = gather(in, list, n, &recipient, mbox)) > 1)
			courier.due |= done = intake_mbox(buf_str(&recipient), fileno(mbox));
		fclose(mbox);
		buf_free(&recipient);
		deliver();
	}
	many = many > 0 ? many : 1;
	for (i = 0; i < many && result == 0; i++)
		result = done ? incoming_remove(in, list[i].name, err) : take_one(in, list[i].name, err);
	return result == 0 ? (ssize_t)many : -1;
}

/* Without those that were put off. */
static size_t
only_fresh(struct incoming_mail *list, size_t n)
{
	size_t	 i, fresh = 0;

	for (i = 0; i < n; i++)
		if (!list[i].put_off)
			list[fresh++] = list[i];
	return fresh;
}

/* What waits now; *took tells whether that was anything, so that more may have come meanwhile. */
static int
take_listed(struct incoming *in, int also_put_off, int *took, struct err *err)
{
	struct incoming_mail	*list;
	size_t			 i, n;
	ssize_t			 many = 0;

	*took = 0;
	if (incoming_list(in, &list, &n, err) == -1)
		return -1;
	if (!also_put_off)
		n = only_fresh(list, n);
	*took = n > 0;
	for (i = 0; i < n && (many = take_some(in, list + i, n - i, err)) > 0;)
		i += (size_t)many;
	free(list);
	return many == -1 ? -1 : 0;
}

static int
is_anything_fresh(struct incoming *in)
{
	size_t	 fresh, put_off;

	return incoming_count(in, &fresh, &put_off, NULL) == 0 && fresh > 0;
}

/*
 * The lock is ours, and is not when this returns.  Who put a mail in line while we had it has gone away: what came after our
 * last look, we look at again.
 */
static int
work(struct incoming *in, int also_put_off, struct err *err)
{
	int	 took, again, result;

	do {
		while ((result = take_listed(in, also_put_off, &took, err)) == 0 && took)
			also_put_off = 0;
		deliver_all();
		incoming_unlock(in);
		again = result == 0 && is_anything_fresh(in) ? incoming_lock(in, err) : 0;
	} while (again == 1);
	return again == -1 ? -1 : result;
}

/* ---- the mail of this run ---- */

/*
 * Somebody takes in what waits while we go away.  Nothing of the MDA's stays open, which would wait for it; what the
 * programs tell, they tell syslog.
 */
static void
leave_to_worker(struct incoming *in)
{
	struct err	 err;
	int		 fd;

	if (!is_anything_fresh(in) || fork() != 0)
		return;
	(void)setpgid(0, 0);
	/* The more mails wait, the less each costs: those that are being handed over go first. */
	(void)setpriority(PRIO_PROCESS, 0, 5);
	if ((fd = open("/dev/null", O_RDWR)) != -1) {
		(void)dup2(fd, STDIN_FILENO);
		(void)dup2(fd, STDOUT_FILENO);
		(void)dup2(fd, STDERR_FILENO);
	}
	(void)setenv("ASM_LOG", "syslog", 1);
	_exit(work(in, 0, &err) == 0 ? 0 : ERR_AGAIN);
}

static int
take(struct incoming *in, const char *recipient, struct err *err)
{
	int	 locked = incoming_lock(in, err), status;

	if (locked == 0 && incoming_has_room(in)) {
		if (incoming_put(in, recipient, STDIN_FILENO, err) == -1)
			return -1;
		/* Who was at work may have looked for the last time before that. */
		if (incoming_lock(in, err) == 1)
			leave_to_worker(in);
		return 0;
	}
	status = intake(in, recipient, STDIN_FILENO);
	if (locked == 1)
		leave_to_worker(in);
	return status;
}

static int
run(struct incoming *in, struct err *err)
{
	int	 locked = incoming_lock(in, err);

	incoming_sweep(in);
	return locked == 1 ? work(in, 1, err) : locked;
}

int
main(int argc, char **argv)
{
	struct incoming	*in;
	struct err	 err;
	const char	*value;
	char		**operand;
	size_t		 n;
	int		 only_run = 0, status = -1;

	program_start(&program, argc, argv);
	while (program_next(&value) == OPT_RUN)
		only_run = 1;
	operand = program_operands(&n);
	if (n == 0 && !only_run)
		program_usage("whom is the mail to? (asm-spool RECIPIENT < mail)");
	if (n == 1 && strlen(operand[0]) > RECIPIENT_MAX)
		program_usage("the recipient has more than %d bytes", RECIPIENT_MAX);
	(void)program_now();	/* a wrong time is a wrong call, before anything is read */
	if (setenv("ASM_SITE", program_site(), 1) == 0 && (in = incoming_open(program_site(), &err)) != NULL) {
		status = only_run ? run(in, &err) : take(in, operand[0], &err);
		incoming_close(in);
	}
	if (status == -1)
		program_say("%s", err.text);
	return program_end(status == 0 ? 0 : ERR_AGAIN);
}
