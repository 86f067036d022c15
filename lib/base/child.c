#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"

#define CHUNK	16384

/* What runs, as the parent sees it. */
struct running {
	struct child	*c;
	pid_t		 pid;
	int		 in;		/* -1 when closed, as the others */
	int		 out[2];
	int		 errout[2];
	int		 report[2];	/* errno of an exec that failed */
	int		 has_deadline;
	struct timespec	 deadline;
	int		 status;	/* of waitpid */
	sigset_t	 mask;		/* as it was */
	struct sigaction old;
};

static const char	*const environment[] = {
	"PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
	"LC_ALL=C", "TZ=UTC", "HOME=/", NULL
};

static void
close_fd(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

/* ---- in the child ---- */

/* Descriptors from lo to below hi do not survive the exec. */
static void
hide_range(unsigned lo, unsigned hi)
{
	unsigned	 most = (unsigned)sysconf(_SC_OPEN_MAX);

	if (lo >= hi)
		return;
#ifdef CLOSE_RANGE_CLOEXEC
	if (close_range(lo, hi - 1, CLOSE_RANGE_CLOEXEC) == 0)
		return;
#endif
	for (; lo < hi && lo < most; lo++)
		(void)fcntl((int)lo, F_SETFD, FD_CLOEXEC);
}

/* All above 2 but the extra ones, whatever order they come in. */
static void
hide_others(const struct child *c)
{
	unsigned	 lo = 3, hi;
	size_t		 i;

	do {
		hi = INT_MAX;
		for (i = 0; i < c->nextra; i++)
			if ((unsigned)c->extra[i] >= lo && (unsigned)c->extra[i] < hi)
				hi = (unsigned)c->extra[i];
		hide_range(lo, hi);
		if (hi < INT_MAX)
			(void)fcntl((int)hi, F_SETFD, 0);
		lo = hi + 1;
	} while (hi < INT_MAX);
}

/* Everything between fork and exec; an error goes through the report pipe. */
static _Noreturn void
become(struct running *r)
{
	sigset_t	 none;
	int		 number;

	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(r->in, 0) != -1 && dup2(r->out[1], 1) != -1 &&
	    (r->errout[1] == -1 || dup2(r->errout[1], 2) != -1)) {
		hide_others(r->c);
		environ = (char **)(size_t)environment;
		execvp(r->c->argv[0], (char *const *)(size_t)r->c->argv);
	}
	number = errno;
	(void)!write(r->report[1], &number, sizeof(number));
	_exit(127);
}

/* ---- before ---- */

/* Its stdin: a file without a name that holds all of it. */
static int
open_input(struct span v, struct err *e)
{
	int	 fd = -1;

	if (v.n == 0) {
		if ((fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) == -1)
			err_errno(e, ERR_SERVICE, "/dev/null");
		return fd;
	}
#ifdef MFD_CLOEXEC
	fd = memfd_create("input", MFD_CLOEXEC);
#endif
	if (fd == -1 && (fd = io_tempfile(NULL, e)) == -1)
		return -1;
	if (io_write_all(fd, v.s, v.n, e) == 0 && lseek(fd, 0, SEEK_SET) != -1)
		return fd;
	close(fd);
	return -1;
}

/* A pipe whose reading end never blocks. */
static int
open_pipe(int p[2])
{
	if (pipe2(p, O_CLOEXEC) == -1)
		return -1;
	return fcntl(p[0], F_SETFL, O_NONBLOCK);
}

static int
open_all(struct running *r, struct err *e)
{
	int	 made;

	if ((r->in = open_input(r->c->in, e)) == -1)
		return -1;
	if (r->c->out != NULL)
		made = open_pipe(r->out);
	else
		made = r->out[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (made != -1 && r->c->errout != NULL)
		made = open_pipe(r->errout);
	if (made != -1)
		made = pipe2(r->report, O_CLOEXEC);
	return made == -1 ? err_errno(e, ERR_AGAIN, "%s", r->c->argv[0]) : 0;
}

static void
close_all(struct running *r)
{
	int	 i;

	close_fd(&r->in);
	for (i = 0; i < 2; i++) {
		close_fd(&r->out[i]);
		close_fd(&r->errout[i]);
		close_fd(&r->report[i]);
	}
}

/* SIGCHLD comes while we wait in ppoll, and at no other moment. */
static void
on_child(int sig)
{
	(void)sig;
}

static void
catch_child(struct running *r)
{
	struct sigaction	 act = { .sa_handler = on_child };
	sigset_t		 set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &r->mask);
	sigemptyset(&act.sa_mask);
	sigaction(SIGCHLD, &act, &r->old);
}

static void
release_child(struct running *r)
{
	sigaction(SIGCHLD, &r->old, NULL);
	sigprocmask(SIG_SETMASK, &r->mask, NULL);
}

/* Fork, and learn whether the exec went well. */
static int
start(struct running *r, struct err *e)
{
	int	 number = 0;
	ssize_t	 got;

	if ((r->pid = fork()) == -1)
		return err_errno(e, ERR_AGAIN, "%s: fork", r->c->argv[0]);
	if (r->pid == 0)
		become(r);
	setpgid(r->pid, r->pid);
	close_fd(&r->report[1]);
	close_fd(&r->out[1]);
	close_fd(&r->errout[1]);
	while ((got = read(r->report[0], &number, sizeof(number))) == -1 && errno == EINTR)
		continue;
	if (got != (ssize_t)sizeof(number))
		return 0;
	while (waitpid(r->pid, &r->status, 0) == -1 && errno == EINTR)
		continue;
	errno = number;
	return err_errno(e, ERR_SERVICE, "%s", r->c->argv[0]);
}

/* ---- while it runs ---- */

/* Take what there is now; the descriptor is closed at its end. */
static void
drain(struct child *c, int *fd, struct buf *b)
{
	char	 chunk[CHUNK];
	size_t	 kept, room;
	ssize_t	 got = 1;
	int	 i;

	/* At most what a pipe can hold: somebody may be writing without end. */
	for (i = 0; *fd != -1 && got > 0 && i < 64; i++) {
		if ((got = read(*fd, chunk, sizeof(chunk))) == -1 && (errno == EAGAIN || errno == EINTR))
			return;
		if (got <= 0) {
			close_fd(fd);
			return;
		}
		kept = (c->out != NULL ? c->out->len : 0);
		if (c->errout != NULL && c->errout != c->out)
			kept += c->errout->len;
		room = c->max_out > kept ? c->max_out - kept : 0;
		buf_add(b, chunk, (size_t)got < room ? (size_t)got : room);
	}
}

/* What is left until the deadline; NULL: no limit. */
static const struct timespec *
time_left(const struct running *r, struct timespec *left)
{
	if (!r->has_deadline)
		return NULL;
	clock_gettime(CLOCK_MONOTONIC, left);
	left->tv_sec = r->deadline.tv_sec - left->tv_sec;
	left->tv_nsec = r->deadline.tv_nsec - left->tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_nsec += 1000000000;
		left->tv_sec--;
	}
	if (left->tv_sec < 0)
		left->tv_sec = left->tv_nsec = 0;
	return left;
}

/* Until it has ended: 0, or -1 when its time is over. */
static int
attend(struct running *r)
{
	struct timespec		 left;
	const struct timespec	*limit;
	sigset_t		 open_mask = r->mask;
	pid_t			 ended;

	sigdelset(&open_mask, SIGCHLD);
	for (;;) {
		struct pollfd	 p[2] = { { .events = POLLIN }, { .events = POLLIN } };

		ended = waitpid(r->pid, &r->status, WNOHANG);
		drain(r->c, &r->out[0], r->c->out);
		drain(r->c, &r->errout[0], r->c->errout);
		if (ended == r->pid || (ended == -1 && errno != EINTR))
			return 0;
		limit = time_left(r, &left);
		if (limit != NULL && left.tv_sec == 0 && left.tv_nsec == 0)
			return -1;
		p[0].fd = r->out[0];
		p[1].fd = r->errout[0];
		(void)ppoll(p, 2, limit, &open_mask);
	}
}

static int
wait_for(struct running *r, struct err *e)
{
	if (attend(r) == 0)
		return 0;
	kill(-r->pid, SIGKILL);
	while (waitpid(r->pid, &r->status, 0) == -1 && errno == EINTR)
		continue;
	return err_set(e, ERR_AGAIN, "%s: no end after %u seconds", r->c->argv[0], r->c->seconds);
}

int
child_run(struct child *c, struct err *e)
{
	struct running	 r = { .c = c, .in = -1, .out = { -1, -1 }, .errout = { -1, -1 },
			    .report = { -1, -1 }, .has_deadline = c->seconds > 0 };
	int		 done = -1;

	clock_gettime(CLOCK_MONOTONIC, &r.deadline);
	r.deadline.tv_sec += c->seconds;
	catch_child(&r);
	if (open_all(&r, e) == 0 && start(&r, e) == 0)
		done = wait_for(&r, e);
	release_child(&r);
	close_all(&r);
	c->status = WIFEXITED(r.status) ? WEXITSTATUS(r.status) : 128 + WTERMSIG(r.status);
	if (done == 0 && c->out != NULL)
		done = buf_ok(c->out, e);
	if (done == 0 && c->errout != NULL)
		done = buf_ok(c->errout, e);
	return done;
}
