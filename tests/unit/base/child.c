#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>

#include "base/child.h"
#include "base/io.h"
#include "tests/unit/tap.h"

static struct buf	 out = BUF_INIT, errout = BUF_INIT;

/* Run a shell line with everything caught. */
static int
shell(struct child *c, const char *line, struct span in, struct err *e)
{
	static const char	*argv[4] = { "sh", "-c" };

	argv[2] = line;
	buf_reset(&out);
	buf_reset(&errout);
	*c = (struct child){ .argv = argv, .in = in, .out = &out, .errout = &errout,
	    .max_out = 1000000, .seconds = 20 };
	return child_run(c, e);
}

static int
open_descriptors(void)
{
	int	 fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static void
test_run(void)
{
	struct child	 c;
	struct err	 e;
	struct buf	 big = BUF_INIT;
	int		 i, before = open_descriptors();

	is_ok(shell(&c, "cat; echo bad >&2; exit 7", SPAN("a\0b"), &e), &e, "run");
	is_span(span_buf(&out), SPAN("a\0b"), "stdin to stdout");
	is_buf(&errout, "bad\n", "stderr");
	is_int(c.status, 7, "status");
	is_ok(shell(&c, "cat", SPAN_NONE, &e), &e, "empty input");
	is_buf(&out, "", "empty output");
	is_int(c.status, 0, "well");
	is_ok(shell(&c, "kill -TERM $$", SPAN_NONE, &e), &e, "a signal");
	is_int(c.status, 128 + SIGTERM, "its number");
	for (i = 0; i < 50000; i++)
		buf_addf(&big, "line %d\n", i);
	is_ok(shell(&c, "cat >&2; echo end", span_buf(&big), &e), &e, "more than a pipe holds");
	is_span(span_buf(&errout), span_buf(&big), "all of it");
	is_ok(shell(&c, "exec true", span_buf(&big), &e), &e, "a child that does not read");
	is_int(c.status, 0, "harms nobody");
	is_int(open_descriptors(), before, "no descriptor is left open");
	buf_free(&big);
}

static void
test_surroundings(void)
{
	struct child	 c;
	struct err	 e;
	int		 fds[2] = { 77, 33 };

	setenv("LD_PRELOAD_SECRET", "x", 1);
	shell(&c, "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort", SPAN_NONE, &e);
	is_buf(&out, "HOME=/\nLC_ALL=C\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin\n"
	    "TZ=UTC\n", "the environment is ours");
	unsetenv("LD_PRELOAD_SECRET");
	dup2(1, 33);
	dup2(1, 77);
	dup2(1, 50);
	shell(&c, "for i in 3 4 5 6 7 8 9 33 50 77; do [ -e /proc/self/fd/$i ] && echo $i; done",
	    SPAN_NONE, &e);
	if (access("/proc/self/fd", F_OK) == -1) {
		skip("no /proc");
	} else {
		is_buf(&out, "", "no descriptor but three");
		c.extra = fds;
		c.nextra = 2;
		buf_reset(&out);
		c.argv = (const char *const[]){ "sh", "-c",
		    "for i in 3 4 5 6 7 8 9 33 50 77; do [ -e /proc/self/fd/$i ] && echo $i; done", NULL };
		is_ok(child_run(&c, &e), &e, "with extra ones");
		is_buf(&out, "33\n77\n", "those and no other");
	}
	close(33);
	close(77);
	close(50);
	shell(&c, "trap - PIPE; kill -PIPE $$; echo survived", SPAN_NONE, &e);
	is_int(c.status, 128 + SIGPIPE, "SIGPIPE is not ignored");
}

static void
test_limits(void)
{
	struct child	 c = { 0 };
	struct err	 e;
	struct buf	 both = BUF_INIT;
	const char	*argv[] = { "sh", "-c", "head -c 300000 /dev/zero", NULL };

	c.argv = argv;
	c.out = &both;
	c.max_out = 299999;
	is_ok(child_run(&c, &e), &e, "more output than is wanted");
	is_int((long long)both.len, 299999, "is cut");
	is_int(c.status, 0, "and the child writes on");
	buf_reset(&both);
	argv[2] = "head -c 300000 /dev/zero; echo 12345 >&2";
	c.max_out = 300006;
	c.errout = &both;
	is_ok(child_run(&c, &e), &e, "both into one");
	is_int((long long)both.len, 300006, "just fits");
	buf_reset(&both);
	c.max_out = 0;
	is_ok(child_run(&c, &e), &e, "nothing is wanted");
	is_int((long long)both.len, 0, "nothing is kept");
	c.out = c.errout = NULL;
	argv[2] = "echo nobody reads this";
	is_ok(child_run(&c, &e), &e, "stdout to nowhere");
	buf_free(&both);
}

static long
seconds_since(const struct timespec *t)
{
	struct timespec	 now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - t->tv_sec);
}

static void
test_time(void)
{
	struct child	 c = { 0 };
	struct err	 e;
	struct timespec	 t;
	const char	*argv[] = { "sh", "-c", "sleep 30 & echo begun; sleep 30", NULL };
	struct buf	 b = BUF_INIT;
	char		*end;
	pid_t		 pid;

	clock_gettime(CLOCK_MONOTONIC, &t);
	c.argv = argv;
	c.out = &b;
	c.max_out = 100;
	c.seconds = 1;
	is_err(child_run(&c, &e), &e, ERR_AGAIN, "too slow");
	ok(seconds_since(&t) < 10, "ended in time");
	is_int(c.status, 128 + SIGKILL, "killed");
	is_buf(&b, "begun\n", "what it said is kept");

	buf_reset(&b);
	argv[2] = "sleep 30 & echo $!";
	c.seconds = 20;
	clock_gettime(CLOCK_MONOTONIC, &t);
	is_ok(child_run(&c, &e), &e, "a child that leaves one behind");
	ok(seconds_since(&t) < 10, "is not waited for longer than itself");
	pid = (pid_t)strtol(buf_str(&b), &end, 10);
	if (ok(pid > 1, "its number: %s", buf_str(&b)))
		kill(pid, SIGKILL);
	c.out = NULL;
	argv[2] = "exit 3";
	clock_gettime(CLOCK_MONOTONIC, &t);
	is_ok(child_run(&c, &e), &e, "nothing to read from");
	ok(c.status == 3 && seconds_since(&t) < 10, "is noticed at once");
	buf_free(&b);
}

static volatile sig_atomic_t	 seen;

static void
on_signal(int sig)
{
	seen = sig;
}

/* Our own signals come back as they were. */
static void
test_signals(void)
{
	struct child	 c;
	struct err	 e;
	sigset_t	 before, after;

	signal(SIGCHLD, SIG_IGN);
	sigprocmask(SIG_SETMASK, NULL, &before);
	is_ok(shell(&c, "exit 5", SPAN_NONE, &e), &e, "where SIGCHLD is ignored");
	is_int(c.status, 5, "the status is seen");
	ok(signal(SIGCHLD, SIG_DFL) == SIG_IGN, "and ignored again");
	sigprocmask(SIG_SETMASK, NULL, &after);
	ok(sigismember(&before, SIGCHLD) == sigismember(&after, SIGCHLD), "the mask is as before");
	signal(SIGALRM, on_signal);
	alarm(1);
	is_ok(shell(&c, "sleep 2; echo done", SPAN_NONE, &e), &e, "a signal of ours meanwhile");
	is_buf(&out, "done\n", "disturbs nothing");
	is_int(seen, SIGALRM, "and is handled");
}

static void
test_failures(void)
{
	static const char *const none[] = { "no-such-program-here", NULL };
	static const char *const directory[] = { "/", NULL };
	struct child	 c = { .argv = none, .max_out = 10 };
	struct err	 e;
	int		 before = open_descriptors();

	is_err(child_run(&c, &e), &e, ERR_SERVICE, "no such program");
	ok(strstr(e.text, "no-such-program-here: ") == e.text, "is named: %s", e.text);
	c.argv = directory;
	is_err(child_run(&c, &e), &e, ERR_SERVICE, "a directory");
	is_int(open_descriptors(), before, "no descriptor is left open");
}

int
main(void)
{
	test_run();
	test_surroundings();
	test_limits();
	test_time();
	test_signals();
	test_failures();
	buf_free(&out);
	buf_free(&errout);
	return done();
}
