#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <sqlite3.h>

#include "base/child.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/key.h"
#include "base/sandbox.h"
#include "tests/unit/tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED	1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED	1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED	0
#endif

#define FAILED	255		/* beside numbers of errors, all below */

/* Sets of kinds. */
#define FILTER	(1 << SANDBOX_FILTER)
#define FILES	(1 << SANDBOX_FILES)
#define EXEC	(1 << SANDBOX_EXEC)
#define RESOLVE	(1 << SANDBOX_RESOLVE)
#define ALL	(FILTER | FILES | EXEC | RESOLVE)

static const char *const	 kind_name[] = {
	[SANDBOX_FILTER] = "filter", [SANDBOX_FILES] = "files", [SANDBOX_EXEC] = "exec",
	[SANDBOX_RESOLVE] = "resolve"
};

/* The result of `act` in a process inside the sandbox: 0, or a number of errno; FAILED if it died. */
static int
inside(enum sandbox kind, int (*act)(void))
{
	struct err	 e;
	int		 status;
	pid_t		 pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		if (sandbox_enter(kind, &e) == -1)
			_exit(FAILED);
		_exit(act());
	}
	if (pid == -1 || waitpid(pid, &status, 0) != pid)
		bail("fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}

/* errno of a result that should be -1. */
static int
failure(long result)
{
	return result == -1 ? errno : 0;
}

/* ---- what must work ---- */

static int
act_nothing(void)
{
	return 0;
}

static int
act_exit(void)
{
	free(malloc(10));
	exit(0);
}

static int
act_memory(void)
{
	size_t	 i;
	char	*p = NULL, *q;

	for (i = 1; i < (1UL << 26); i *= 4) {
		if ((q = realloc(p, i)) == NULL)
			break;
		p = q;
		p[i - 1] = 'x';
	}
	free(p);
	return i < (1UL << 26);
}

static int
act_read(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	int		 r;

	r = io_read_file("/etc/passwd", 10000000, &b, &e);
	if (r == 0 && b.len == 0)
		r = -1;
	if (r == 0)
		r = io_read_file("/nonexistent/file", 10, &b, &e) == -1 && e.class == ERR_NOINPUT ? 0 : -1;
	buf_free(&b);
	return r == 0 ? 0 : 1;
}

static int
act_stdio(void)
{
	char	 line[200];
	FILE	*f = fopen("/etc/passwd", "r"), *out = fopen("/dev/null", "r");
	int	 bad;

	if (f == NULL || out == NULL)
		return 1;
	bad = fgets(line, sizeof(line), f) == NULL || fseek(f, 0, SEEK_END) != 0 || ftell(f) <= 0;
	(void)isatty(1);
	(void)setvbuf(stdout, NULL, _IOFBF, 4096);
	bad |= fclose(f) != 0 || fclose(out) != 0;
	return bad;
}

/* glibc loads a module for each of these. */
static int
act_iconv(void)
{
	static const char *const charset[] = { "ISO-8859-15", "KOI8-R", "SHIFT_JIS", "GB18030", "IBM850" };
	char	 in[] = "abc", out[20], *p, *q;
	size_t	 i, n, room;
	iconv_t	 cd;

	for (i = 0; i < sizeof(charset) / sizeof(charset[0]); i++) {
		p = in;
		q = out;
		n = 3;
		room = sizeof(out);
		if ((cd = iconv_open("UTF-8", charset[i])) == (iconv_t)-1)
			return 1;
		if (iconv(cd, &p, &n, &q, &room) == (size_t)-1 || memcmp(out, "abc", 3) != 0)
			return 2;
		iconv_close(cd);
	}
	return 0;
}

static int
act_crypto(void)
{
	unsigned char	 d[HASH_LEN], sig[KEY_SIG_LEN];
	struct key	 k;
	struct err	 e;

	return hash_sha256("abc", 3, d) == 0 && hash_hmac("k", 1, "abc", 3, d) == 0 &&
	    key_make(&k, &e) == 0 && key_sign(&k, "x", 1, sig, &e) == 0 &&
	    key_verify(&k, "x", 1, sig, sizeof(sig), &e) == 1 ? 0 : 1;
}

static int
act_tempfile(void)
{
	struct err	 e;
	int		 fd = io_tempfile(tap_tmpdir(), &e);

	return fd != -1 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 ? 0 : 1;
}

static int
act_abort(void)
{
	signal(SIGABRT, SIG_DFL);
	abort();
}

/* Narrower is possible, wider is not. */
static int
act_again(void)
{
	struct err	 e;
	int		 fd;

	if (sandbox_enter(SANDBOX_FILTER, &e) == -1)
		return 1;
	if ((fd = open("/etc/passwd", O_RDONLY)) == -1)
		return 2;
	close(fd);
	if (open(tap_path("again"), O_WRONLY | O_CREAT, 0600) != -1 || errno != EPERM)
		return 3;
	if (sandbox_enter(SANDBOX_EXEC, &e) == -1)
		return 4;
	return open(tap_path("again"), O_WRONLY | O_CREAT, 0600) == -1 && errno == EPERM ? 0 : 5;
}

static int
act_files(void)
{
	struct err	 e;

	if (io_mkdirs(tap_path("s/a/b"), 0700, &e) == -1 ||
	    io_replace(tap_path("s/a/file"), 0640, "x", 1, &e) == -1 ||
	    io_replace(tap_path("s/a/file"), 0640, "y", 1, &e) == -1 ||
	    io_maildir(tap_path("s/md"), "1", "x", 1, &e) == -1)
		return 1;
	if (rename(tap_path("s/a/file"), tap_path("s/a/b/other")) == -1 ||
	    truncate(tap_path("s/a/b/other"), 0) == -1 || unlink(tap_path("s/a/b/other")) == -1 ||
	    rmdir(tap_path("s/a/b")) == -1)
		return 2;
	return 0;
}

static int
act_sqlite(void)
{
	sqlite3		*db, *second;
	const char	*path = tap_path("test.db");
	int		 i;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE IF NOT EXISTS t (x); CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(y);",
	    NULL, NULL, NULL) != SQLITE_OK)
		return 1;
	if (sqlite3_open(path, &second) != SQLITE_OK || sqlite3_busy_timeout(second, 20) != SQLITE_OK)
		return 2;
	for (i = 0; i < 100; i++)
		if (sqlite3_exec(db, "BEGIN IMMEDIATE; INSERT INTO t VALUES (randomblob(20000));"
		    "INSERT INTO f VALUES ('word word'); COMMIT;", NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(second, "SELECT count(*) FROM t;", NULL, NULL, NULL) != SQLITE_OK)
			return 3;
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(second, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_BUSY ||
	    sqlite3_exec(db, "COMMIT; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);", NULL, NULL,
	    NULL) != SQLITE_OK)
		return 4;
	sqlite3_close(second);
	sqlite3_exec(db, "PRAGMA journal_mode=DELETE; INSERT INTO t VALUES (1);", NULL, NULL, NULL);
	return sqlite3_close(db) == SQLITE_OK ? 0 : 5;
}

/* A filter may read a database that nobody writes. */
static int
act_sqlite_read(void)
{
	sqlite3	*db;

	return sqlite3_open_v2(tap_path("test.db"), &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_exec(db, "SELECT count(*) FROM t;", NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}

static int
act_child(void)
{
	const char	*argv[] = { "sh", "-c", "cat; ls / | wc -l; sleep 0.1; exit 4", NULL };
	struct buf	 out = BUF_INIT;
	struct err	 e;
	struct child	 c = { .argv = argv, .in = SPAN("in"), .out = &out, .max_out = 100, .seconds = 20 };

	if (child_run(&c, &e) == -1)
		return 1;
	return c.status == 4 && strncmp(buf_str(&out), "in", 2) == 0 ? 0 : 2;
}

static int
act_slow_child(void)
{
	const char	*argv[] = { "sleep", "30", NULL };
	struct err	 e;
	struct child	 c = { .argv = argv, .seconds = 1 };

	return child_run(&c, &e) == -1 && e.class == ERR_AGAIN && c.status == 128 + SIGKILL ? 0 : 1;
}

static int
act_gpgv(void)
{
	const char	*argv[] = { "gpgv", "--version", NULL };
	struct buf	 out = BUF_INIT;
	struct err	 e;
	struct child	 c = { .argv = argv, .out = &out, .max_out = 1000, .seconds = 20 };

	if (child_run(&c, &e) == -1)
		return 1;
	return c.status == 0 && strncmp(buf_str(&out), "gpgv", 4) == 0 ? 0 : 2;
}

/* A DNS server on loopback that knows no name: its descriptor is ours, as is its process. */
static struct sockaddr_in	 server;
static pid_t			 server_pid;

static void
start_server(void)
{
	socklen_t		 n = sizeof(server);
	struct sockaddr_in	 from;
	unsigned char		 packet[512];
	ssize_t			 got;
	int			 fd = socket(AF_INET, SOCK_DGRAM, 0);

	server.sin_family = AF_INET;
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&server, n) == -1 ||
	    getsockname(fd, (struct sockaddr *)&server, &n) == -1)
		bail("no loopback");
	fflush(stdout);
	if ((server_pid = fork()) == 0) {
		alarm(120);
		for (;;) {
			n = sizeof(from);
			got = recvfrom(fd, packet, sizeof(packet), 0, (struct sockaddr *)&from, &n);
			if (got < 12)
				continue;
			packet[2] |= 0x80;
			packet[3] = (unsigned char)((packet[3] & 0xf0) | 3);
			sendto(fd, packet, (size_t)got, 0, (struct sockaddr *)&from, n);
		}
	}
	close(fd);
}

static int
act_resolve(void)
{
	unsigned char	 answer[512];
	struct __res_state res = { 0 };

	if (res_ninit(&res) == -1)
		return 1;
	res.nsaddr_list[0] = server;
	res.nscount = 1;
	res.retrans = 5;
	if (res_nquery(&res, "key._domainkey.example.org", 1, 16, answer, sizeof(answer)) != -1)
		return 2;
	return res.res_h_errno == HOST_NOT_FOUND ? 0 : 3;
}

static void
test_allowed(void)
{
	static const struct {
		const char	*name;
		int		(*act)(void);
		int		 kinds;
	} allowed[] = {
		{ "enter", act_nothing, ALL },
		{ "exit", act_exit, ALL },
		{ "memory", act_memory, ALL },
		{ "read files", act_read, ALL },
		{ "stdio", act_stdio, ALL },
		{ "iconv", act_iconv, ALL },
		{ "digests and signatures", act_crypto, ALL },
		{ "a temporary file", act_tempfile, ALL },
		{ "enter again", act_again, ALL },
		{ "write files", act_files, FILES | EXEC },
		{ "a database", act_sqlite, FILES | EXEC },
		{ "read a database", act_sqlite_read, ALL },
		{ "a child", act_child, EXEC },
		{ "a child that is too slow", act_slow_child, EXEC },
		{ "ask a DNS server", act_resolve, RESOLVE },
	};
	size_t	 i;
	int	 k;

	for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		for (k = 0; k < 4; k++)
			if (allowed[i].kinds & 1 << k)
				is_int(inside((enum sandbox)k, allowed[i].act), 0, "%s: %s",
				    kind_name[k], allowed[i].name);
	if (access("/usr/bin/gpgv", X_OK) == 0)
		is_int(inside(SANDBOX_EXEC, act_gpgv), 0, "exec: gpgv");
	else
		skip("no gpgv");
	is_int(inside(SANDBOX_FILTER, act_abort), FAILED, "abort still ends a program");
}

/* ---- what must not ---- */

static int	no_socket(void) { return failure(socket(AF_INET, SOCK_STREAM, 0)); }
static int	no_socket6(void) { return failure(socket(AF_INET6, SOCK_DGRAM, 0)); }
static int	no_raw_socket(void) { return failure(socket(AF_INET, SOCK_RAW, 1)); }
static int	no_listen(void) { return failure(listen(0, 1)); }
static int	no_local_socket(void) { return failure(socket(AF_UNIX, SOCK_STREAM, 0)); }
static int	no_netlink(void) { return failure(socket(AF_NETLINK, SOCK_RAW, 0)); }
static int	no_pair(void) { int p[2]; return failure(socketpair(AF_UNIX, SOCK_STREAM, 0, p)); }
static int	no_ptrace(void) { return failure(ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static int	no_vm_write(void)
{
	char		 a = 0, b = 0;
	struct iovec	 x = { &a, 1 }, y = { &b, 1 };

	return failure(process_vm_writev(getpid(), &x, 1, &y, 1, 0));
}
static int	no_vm_read(void)
{
	char		 a = 0, b = 0;
	struct iovec	 x = { &a, 1 }, y = { &b, 1 };

	return failure(process_vm_readv(getpid(), &x, 1, &y, 1, 0));
}
static int	no_mount(void) { return failure(mount("none", "/mnt", "tmpfs", 0, NULL)); }
static int	no_umount(void) { return failure(umount("/nonexistent")); }
static int	no_chroot(void) { return failure(chroot("/")); }
static int	no_bpf(void) { return failure(syscall(SYS_bpf, 0, NULL, 0)); }
static int	no_perf(void) { return failure(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0)); }
static int	no_keyctl(void) { return failure(syscall(SYS_keyctl, 0, 0, 0, 0, 0)); }
static int	no_add_key(void) { return failure(syscall(SYS_add_key, NULL, NULL, NULL, 0, 0)); }
static int	no_module(void) { return failure(syscall(SYS_init_module, NULL, 0, "")); }
static int	no_module_file(void) { return failure(syscall(SYS_finit_module, -1, "", 0)); }
static int	no_module_end(void) { return failure(syscall(SYS_delete_module, "none", 0)); }
static int	no_kexec(void) { return failure(syscall(SYS_kexec_load, 0, 0, NULL, 0)); }
static int	no_reboot(void) { return failure(syscall(SYS_reboot, 0, 0, 0, NULL)); }
static int	no_setuid(void) { return failure(setuid(getuid())); }
static int	no_setgid(void) { return failure(setgid(getgid())); }
static int	no_setresuid(void) { return failure(setresuid(-1, -1, -1)); }
static int	no_setreuid(void) { return failure(syscall(SYS_setreuid, -1, -1)); }
static int	no_setgroups(void) { return failure(syscall(SYS_setgroups, 0, NULL)); }
static int	no_capset(void) { return failure(syscall(SYS_capset, NULL, NULL)); }
static int	no_unshare(void) { return failure(unshare(0)); }
static int	no_setns(void) { return failure(setns(-1, 0)); }
static int	no_userfault(void) { return failure(syscall(SYS_userfaultfd, 0)); }
static int	no_io_uring(void) { return failure(syscall(425, 1, NULL)) == ENOSYS ? EPERM : 0; }
static int	no_open_by_handle(void) { return failure(syscall(SYS_open_by_handle_at, -1, NULL, 0)); }
static int	no_chown(void) { return failure(chown("/nonexistent", 0, 0)); }
static int	no_mknod(void) { return failure(mknod(tap_path("node"), S_IFIFO | 0600, 0)); }
static int	no_typing(void) { return failure(ioctl(0, TIOCSTI, "x")); }
static int	no_limits(void)
{
	struct rlimit	 r;

	return failure(prlimit(getppid(), RLIMIT_CORE, NULL, &r));
}

static int	no_create(void) { return failure(open(tap_path("no"), O_WRONLY | O_CREAT, 0600)); }
static int	no_creat(void) { return failure(creat(tap_path("no"), 0600)); }
static int	no_write(void) { return failure(open(tap_path("yes"), O_WRONLY)); }
static int	no_update(void) { return failure(open(tap_path("yes"), O_RDWR)); }
static int	no_truncate(void) { return failure(open(tap_path("yes"), O_RDONLY | O_TRUNC)); }
static int	no_oddity(void) { return failure(open(tap_path("yes"), O_ACCMODE)); }
static int	no_linkable(void) { return failure(open(tap_tmpdir(), O_TMPFILE | O_RDWR, 0600)); }
static int	no_old_open(void)
{
#ifdef SYS_open
	return failure(syscall(SYS_open, tap_path("yes"), O_WRONLY));
#else
	return EPERM;
#endif
}
static int	no_open_how(void) { return failure(syscall(437, 0, "", NULL, 0)) == ENOSYS ? EPERM : 0; }
static int	no_unlink(void) { return failure(unlink(tap_path("yes"))); }
static int	no_rename(void) { return failure(rename(tap_path("yes"), tap_path("no"))); }
static int	no_link(void) { return failure(link(tap_path("yes"), tap_path("no"))); }
static int	no_symlink(void) { return failure(symlink("yes", tap_path("no"))); }
static int	no_mkdir(void) { return failure(mkdir(tap_path("no"), 0700)); }
static int	no_rmdir(void) { return failure(rmdir(tap_path("dir"))); }
static int	no_chmod(void) { return failure(chmod(tap_path("yes"), 0777)); }
static int	no_fchmod(void) { return failure(fchmod(1, 0777)); }
static int	no_shorten(void) { return failure(truncate(tap_path("yes"), 0)); }

static int	no_fork(void)
{
	pid_t	 pid = fork();

	if (pid == 0)
		_exit(0);
	return failure(pid);
}
static int	no_exec(void) { return failure(execl("/bin/true", "true", (char *)NULL)); }
static int	no_kill(void) { return failure(kill(getppid(), 0)); }
static int	no_kill_group(void) { return failure(kill(0, 0)); }
static int	no_thread_kill(void) { return failure(syscall(SYS_tgkill, getppid(), getppid(), 0)); }

struct refusal {
	const char	*name;
	int		(*act)(void);
	int		 sanitizer;	/* needs it itself */
};

static void
refused(int kinds, const struct refusal *r, size_t n)
{
	size_t	 i;
	int	 k;

	for (i = 0; i < n; i++)
		for (k = 0; k < 4; k++) {
			if (!(kinds & 1 << k))
				continue;
			if (SANITIZED && r[i].sanitizer)
				skip("%s: the sanitizer itself needs it", r[i].name);
			else
				is_int(inside((enum sandbox)k, r[i].act), EPERM, "%s: no %s",
				    kind_name[k], r[i].name);
		}
}

static void
test_refused(void)
{
	static const struct refusal always[] = {
		{ "raw socket", no_raw_socket, 0 }, { "listening", no_listen, 0 }, { "local socket", no_local_socket, 0 }, { "netlink", no_netlink, 0 },
		{ "socketpair", no_pair, 0 }, { "ptrace", no_ptrace, 1 },
		{ "process_vm_writev", no_vm_write, 0 }, { "process_vm_readv", no_vm_read, 1 },
		{ "mount", no_mount, 0 }, { "umount", no_umount, 0 }, { "chroot", no_chroot, 0 },
		{ "bpf", no_bpf, 0 }, { "perf", no_perf, 0 }, { "keyctl", no_keyctl, 0 },
		{ "add_key", no_add_key, 0 }, { "init_module", no_module, 0 },
		{ "finit_module", no_module_file, 0 }, { "delete_module", no_module_end, 0 },
		{ "kexec", no_kexec, 0 }, { "reboot", no_reboot, 0 }, { "setuid", no_setuid, 0 },
		{ "setgid", no_setgid, 0 }, { "setresuid", no_setresuid, 0 },
		{ "setreuid", no_setreuid, 0 }, { "setgroups", no_setgroups, 0 },
		{ "capset", no_capset, 0 }, { "unshare", no_unshare, 0 }, { "setns", no_setns, 0 },
		{ "userfaultfd", no_userfault, 0 }, { "io_uring", no_io_uring, 0 },
		{ "open_by_handle_at", no_open_by_handle, 0 }, { "chown", no_chown, 0 },
		{ "mknod", no_mknod, 0 }, { "typing for a terminal", no_typing, 0 },
		{ "limits of another", no_limits, 0 }
	};
	static const struct refusal sockets[] = {
		{ "socket", no_socket, 0 }, { "IPv6 socket", no_socket6, 0 }
	};
	static const struct refusal files[] = {
		{ "creating", no_create, 0 }, { "creat", no_creat, 0 }, { "writing", no_write, 0 },
		{ "updating", no_update, 0 }, { "truncating", no_truncate, 0 },
		{ "odd access mode", no_oddity, 0 },
		{ "unnamed file that can be linked", no_linkable, 0 }, { "writing by open", no_old_open, 0 },
		{ "openat2", no_open_how, 0 }, { "unlink", no_unlink, 0 }, { "rename", no_rename, 0 },
		{ "link", no_link, 0 }, { "symlink", no_symlink, 0 }, { "mkdir", no_mkdir, 0 },
		{ "rmdir", no_rmdir, 0 }, { "chmod", no_chmod, 0 }, { "fchmod", no_fchmod, 0 },
		{ "truncate", no_shorten, 0 }
	};
	static const struct refusal children[] = {
		{ "fork", no_fork, 1 }, { "exec", no_exec, 0 }, { "kill", no_kill, 1 },
		{ "kill of the group", no_kill_group, 1 }, { "tgkill", no_thread_kill, 1 }
	};

	refused(ALL, always, sizeof(always) / sizeof(always[0]));
	refused(ALL & ~RESOLVE, sockets, sizeof(sockets) / sizeof(sockets[0]));
	refused(FILTER | RESOLVE, files, sizeof(files) / sizeof(files[0]));
	refused(ALL & ~EXEC, children, sizeof(children) / sizeof(children[0]));
}

/* A namespace of its own would give a child back what was taken. */
static int
no_namespace(void)
{
	pid_t	 pid = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		_exit(0);
	return failure(pid);
}

static int
no_child_socket(void)
{
	const char	*argv[] = { "perl", "-MSocket", "-e",
			    "exit(socket(my $s, AF_INET, SOCK_STREAM, 0) ? 1 : $!{EPERM} ? 3 : 2)", NULL };
	struct err	 e;
	struct child	 c = { .argv = argv, .seconds = 20 };

	return child_run(&c, &e) == 0 && c.status == 3 ? EPERM : c.status;
}

int
main(void)
{
	struct err	 e;

	ok(strcmp(sandbox_kind(), "seccomp") == 0 || strcmp(sandbox_kind(), "pledge") == 0 ||
	    strcmp(sandbox_kind(), "none") == 0, "kind: %s", sandbox_kind());
	if (io_replace(tap_path("yes"), 0600, "x", 1, &e) == -1 || io_mkdirs(tap_path("dir"), 0700, &e) == -1)
		bail("%s", e.text);
	start_server();
	test_allowed();
	kill(server_pid, SIGKILL);
	waitpid(server_pid, NULL, 0);
	if (strcmp(sandbox_kind(), "seccomp") != 0) {
		skip("no seccomp here");
		return done();
	}
	test_refused();
	is_int(inside(SANDBOX_EXEC, no_namespace), EPERM, "exec: no namespace");
	if (access("/usr/bin/perl", X_OK) == 0)
		is_int(inside(SANDBOX_EXEC, no_child_socket), EPERM, "exec: no socket for a child");
	else
		skip("no perl");
	is_int(access(tap_path("no"), F_OK), -1, "nothing was made");
	is_int(access(tap_path("yes"), F_OK), 0, "nothing was removed");
	return done();
}
