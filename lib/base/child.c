#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
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
	int		 has_deadline;
	struct timespec	 deadline;
	int		 status;	/* of waitpid */
	sigset_t	 mask;		/* as it was */
	struct sigaction old;
};

/* Where programs are looked for, and all that they find in their environment. */
static const char	 path[] = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";
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

/* ---- descriptors that it does not get ---- */

/* Those from lo to below hi do not survive an exec. */
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

/* All above 2 but the extra ones, whatever order they come in.  Nothing of ours is meant for an exec anyway. */
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

static void
hide_extra(const struct child *c)
{
	size_t	 i;

	for (i = 0; i < c->nextra; i++)
		(void)fcntl(c->extra[i], F_SETFD, FD_CLOEXEC);
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

/* The program's path: as it is if it has a slash, else the first of that name. */
static int
find_program(const char *name, struct buf *found, struct err *e)
{
	struct span	 rest = span_str(path), dir;

	if (strchr(name, '/') != NULL) {
		buf_adds(found, name);
		return buf_ok(found, e);
	}
	while (span_cut(&rest, ':', &dir)) {
		buf_reset(found);
		buf_addspan(found, dir);
		buf_addf(found, "/%s", name);
		if (buf_ok(found, e) == -1)
			return -1;
		if (access(found->s, X_OK) == 0)
			return 0;
	}
	errno = ENOENT;
	return err_errno(e, ERR_SERVICE, "%s", name);
}

/* Its descriptors; its signals as if nobody had touched them; a group of its own, to be killed as one. */
static int
prepare(const struct running *r, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attr)
{
	sigset_t	 none, standard;
	int		 number;

	sigemptyset(&none);
	sigemptyset(&standard);
	sigaddset(&standard, SIGPIPE);
	sigaddset(&standard, SIGCHLD);
	posix_spawnattr_setflags(attr,
	    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(attr, 0);
	posix_spawnattr_setsigdefault(attr, &standard);
	posix_spawnattr_setsigmask(attr, &none);
	number = posix_spawn_file_actions_adddup2(actions, r->in, 0);
	if (number == 0)
		number = posix_spawn_file_actions_adddup2(actions, r->out[1], 1);
	if (number == 0 && r->errout[1] != -1)
		number = posix_spawn_file_actions_adddup2(actions, r->errout[1], 2);
	return number;
}

static int
start(struct running *r, struct err *e)
{
	posix_spawn_file_actions_t	 actions;
	posix_spawnattr_t		 attr;
	struct buf	 program = BUF_INIT;
	int		 number;

	if (find_program(r->c->argv[0], &program, e) == -1) {
		buf_free(&program);
		return -1;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	hide_others(r->c);
	if ((number = prepare(r, &actions, &attr)) == 0)
		number = posix_spawn(&r->pid, buf_str(&program), &actions, &attr,
		    (char *const *)(size_t)r->c->argv, (char *const *)(size_t)environment);
	hide_extra(r->c);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	buf_free(&program);
	close_fd(&r->out[1]);
	close_fd(&r->errout[1]);
	errno = number;
	return number == 0 ? 0 : err_errno(e, ERR_SERVICE, "%s", r->c->argv[0]);
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
			    .has_deadline = c->seconds > 0 };
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
