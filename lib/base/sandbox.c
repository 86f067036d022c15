/*
 * On Linux this is a list of what may be called; all else fails with EPERM, or
 * with ENOSYS where libraries know what to do without.  The filter is assembled
 * here and not by libseccomp, because one process a mail is started: a list of
 * this length costs about 1 ms there, some of it in the kernel, which walks a
 * filter once for each number of a call; as a search tree it costs 0.2 ms.
 */
#include "base/sandbox.h"

#if defined(__OpenBSD__)

#include <unistd.h>

int
sandbox_enter(enum sandbox kind, struct err *e)
{
	static const char *const promises[] = {
		[SANDBOX_FILTER] = "stdio rpath",
		[SANDBOX_FILES] = "stdio rpath wpath cpath fattr flock",
		[SANDBOX_EXEC] = "stdio rpath wpath cpath fattr flock proc exec",
		[SANDBOX_RESOLVE] = "stdio rpath dns",
		[SANDBOX_FETCH] = "stdio rpath inet dns",
		[SANDBOX_VERIFY] = "stdio rpath tmppath proc exec dns"
	};

	return pledge(promises[kind], NULL) == -1 ? err_errno(e, ERR_BUG, "pledge") : 0;
}

const char *
sandbox_kind(void)
{
	return "pledge";
}

#elif defined(__linux__) && \
    ((defined(__x86_64__) && defined(__LP64__)) || defined(__aarch64__) || \
    (defined(__riscv) && __riscv_xlen == 64))

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#if defined(__x86_64__)
#define ARCHITECTURE	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE	AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE	AUDIT_ARCH_RISCV64
#endif

/* From here on all architectures number alike, and libraries ask for nothing without an older way. */
#define NEWER		424
#define CALLS		512		/* numbers looked at; above them none is allowed */
#define CODE_MAX	600
#define LENGTH(a)	(sizeof(a) / sizeof((a)[0]))
/* The sanitizers read /proc, and look for leaks from another thread, by ptrace. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED
#endif
#endif

/* ---- what may be called ---- */

enum action {
	DENY, ALLOW, ABSENT, OPENING, OPENING_AT, TERMINAL, OURSELVES, OUR_LIMITS, PROCESS, CLONING, INTERNET
};

static const short	 filter_calls[] = {
	/* open files */
	SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev,
	SYS_lseek, SYS_close, SYS_dup, SYS_dup3, SYS_fcntl, SYS_flock, SYS_fstat, SYS_fstatfs,
	SYS_ftruncate, SYS_fallocate, SYS_fsync, SYS_fdatasync, SYS_fadvise64, SYS_getdents64,
	SYS_pipe2, SYS_ppoll, SYS_pselect6, SYS_sendfile, SYS_splice, SYS_tee, SYS_copy_file_range,
	SYS_memfd_create,
	/* names */
	SYS_newfstatat, SYS_statx, SYS_statfs, SYS_readlinkat, SYS_faccessat, SYS_getcwd, SYS_chdir,
	SYS_fchdir,
	/* memory */
	SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_msync, SYS_brk, SYS_futex,
	SYS_set_robust_list, SYS_membarrier,
	/* time */
	SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday,
	SYS_setitimer, SYS_getitimer, SYS_times,
	/* ourselves */
	SYS_exit, SYS_exit_group, SYS_restart_syscall, SYS_rt_sigaction, SYS_rt_sigprocmask,
	SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_sigaltstack,
	SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
	SYS_getresuid, SYS_getresgid, SYS_getgroups, SYS_getpgid, SYS_getsid, SYS_getrlimit,
	SYS_getrusage, SYS_getrandom, SYS_uname, SYS_sysinfo, SYS_umask, SYS_sched_yield,
	SYS_sched_getaffinity, SYS_set_tid_address,
#ifdef SYS_rseq
	SYS_rseq,
#endif
#ifdef SYS_close_range
	SYS_close_range,
#endif
#ifdef SYS_faccessat2
	SYS_faccessat2,
#endif
#ifdef __x86_64__
	SYS_dup2, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_getdents, SYS_pipe, SYS_poll,
	SYS_select, SYS_time, SYS_alarm, SYS_pause, SYS_getpgrp, SYS_arch_prctl,
#endif
#ifdef SANITIZED
	SYS_clone, SYS_ptrace, SYS_wait4, SYS_prctl, SYS_kill, SYS_tgkill, SYS_process_vm_readv,
	SYS_sched_getparam, SYS_sched_getscheduler,
#endif
};

static const short	 files_calls[] = {
	SYS_openat, SYS_mkdirat, SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_fchmod, SYS_fchmodat,
	SYS_utimensat, SYS_truncate, SYS_sync_file_range, SYS_syncfs,
#ifdef SYS_renameat
	SYS_renameat,
#endif
#ifdef SYS_fchmodat2
	SYS_fchmodat2,
#endif
#ifdef __x86_64__
	SYS_open, SYS_creat, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename, SYS_link, SYS_chmod,
	SYS_utime, SYS_utimes,
#endif
};

static const short	 exec_calls[] = {
	SYS_execve, SYS_wait4, SYS_waitid, SYS_kill, SYS_tkill, SYS_tgkill, SYS_setpgid, SYS_setsid,
	SYS_prctl, SYS_seccomp, SYS_setrlimit, SYS_mlock, SYS_munlock, SYS_epoll_create1,
	SYS_epoll_ctl, SYS_epoll_pwait, SYS_eventfd2, SYS_timerfd_create, SYS_timerfd_settime,
	SYS_sched_getparam, SYS_sched_getscheduler, SYS_getpriority, SYS_capget, SYS_getxattr,
	SYS_lgetxattr, SYS_fgetxattr,
#ifdef __x86_64__
	SYS_fork, SYS_vfork, SYS_epoll_create, SYS_epoll_wait,
#endif
};

/* No listen, no accept; bind is how musl asks for a port. */
static const short	 resolve_calls[] = {
	SYS_connect, SYS_bind, SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_recvfrom, SYS_recvmsg,
	SYS_recvmmsg, SYS_getsockname, SYS_getpeername, SYS_getsockopt, SYS_setsockopt, SYS_shutdown
};

/* Those that depend on an argument. */
static const struct { short call; unsigned char action; } checked_calls[] = {
	{ SYS_openat, OPENING_AT },
#ifdef __x86_64__
	{ SYS_open, OPENING },
#endif
	{ SYS_ioctl, TERMINAL },
	{ SYS_prlimit64, OUR_LIMITS },
#ifndef SANITIZED
	{ SYS_kill, OURSELVES }, { SYS_tgkill, OURSELVES }, { SYS_prctl, PROCESS },
#endif
};

static void
allow(unsigned char action[CALLS], const short *call, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		action[call[i]] = ALLOW;
}

static void
choose(unsigned char action[CALLS], enum sandbox kind)
{
	size_t	 i;

	for (i = 0; i < CALLS; i++)
		action[i] = i < NEWER ? DENY : ABSENT;
	for (i = 0; i < LENGTH(checked_calls); i++)
		action[checked_calls[i].call] = checked_calls[i].action;
	allow(action, filter_calls, LENGTH(filter_calls));
	if (kind == SANDBOX_FILES || kind == SANDBOX_EXEC)
		allow(action, files_calls, LENGTH(files_calls));
	if (kind == SANDBOX_EXEC || kind == SANDBOX_VERIFY) {
		allow(action, exec_calls, LENGTH(exec_calls));
		action[SYS_clone] = CLONING;
	}
	if (kind == SANDBOX_FETCH) {
		action[SYS_clone] = CLONING;
		action[SYS_socketpair] = ALLOW;
	}
	if (kind == SANDBOX_RESOLVE || kind == SANDBOX_FETCH || kind == SANDBOX_VERIFY) {
		allow(action, resolve_calls, LENGTH(resolve_calls));
		action[SYS_socket] = INTERNET;
	}
}

/* ---- the filter ---- */

struct code {
	struct sock_filter	 op[CODE_MAX];
	unsigned		 n;
	int			 too_long;
};

/* A stretch of calls from `first` on with the same action. */
struct run {
	unsigned	 first;
	unsigned char	 action;
};

static void
emit(struct code *c, unsigned short code, unsigned char jt, unsigned char jf, uint32_t k)
{
	if (c->n == CODE_MAX) {
		c->too_long = 1;
		return;
	}
	c->op[c->n++] = (struct sock_filter){ code, jt, jf, k };
}

static void
emit_return(struct code *c, uint32_t what)
{
	emit(c, BPF_RET | BPF_K, 0, 0, what);
}

/* Load the low half of an argument: little-endian, as all architectures above are here. */
static void
emit_load(struct code *c, unsigned arg, uint32_t mask)
{
	uint32_t	 at = (uint32_t)(offsetof(struct seccomp_data, args) + arg * sizeof(uint64_t));

	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, at);
	emit(c, BPF_ALU | BPF_AND | BPF_K, 0, 0, mask);
}

/* Allowed if the argument, masked, is one of these; else go on behind. */
static void
emit_test(struct code *c, unsigned arg, uint32_t mask, const uint32_t *value, unsigned n)
{
	unsigned	 i;

	emit_load(c, arg, mask);
	for (i = 0; i < n; i++)
		emit(c, BPF_JMP | BPF_JEQ | BPF_K, (unsigned char)(n - 1 - i), i == n - 1, value[i]);
	emit_return(c, SECCOMP_RET_ALLOW);
}

/* Refused unless the argument, masked, is one of two; else go on behind. */
static void
emit_need(struct code *c, unsigned arg, uint32_t mask, uint32_t one, uint32_t other)
{
	emit_load(c, arg, mask);
	emit(c, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, one);
	emit(c, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, other);
	emit_return(c, SECCOMP_RET_ERRNO | EPERM);
}

/* Reading, or a file without a name that can never get one. */
static void
emit_open_test(struct code *c, unsigned arg)
{
	const uint32_t	 tmpfile = O_TMPFILE & ~O_DIRECTORY;
	const uint32_t	 nothing = 0, unnamed = tmpfile | O_EXCL;

	emit_test(c, arg, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | tmpfile, &nothing, 1);
	emit_test(c, arg, unnamed, &unnamed, 1);
}

static void
emit_action(struct code *c, unsigned char action)
{
	static const uint32_t	 nothing = 0;
	static const uint32_t	 terminal[] = {
		TCGETS, TIOCGWINSZ, TIOCGPGRP, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX
	};
	static const uint32_t	 process[] = {
		PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_GET_SECCOMP, PR_SET_NAME,
		PR_GET_DUMPABLE
	};
	static const uint32_t	 families[] = { AF_INET, AF_INET6 };
	static const uint32_t	 spaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
				    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
	uint32_t		 pid;

	switch (action) {
	case ALLOW:
		emit_return(c, SECCOMP_RET_ALLOW);
		return;
	case ABSENT:
		emit_return(c, SECCOMP_RET_ERRNO | ENOSYS);
		return;
	case OPENING:
		emit_open_test(c, 1);
		break;
	case OPENING_AT:
		emit_open_test(c, 2);
		break;
	case TERMINAL:
		emit_test(c, 1, UINT32_MAX, terminal, LENGTH(terminal));
		break;
	case OURSELVES:
		pid = (uint32_t)getpid();
		emit_test(c, 0, UINT32_MAX, &pid, 1);
		break;
	case OUR_LIMITS:
		emit_test(c, 0, UINT32_MAX, &nothing, 1);
		break;
	case PROCESS:
		emit_test(c, 0, UINT32_MAX, process, LENGTH(process));
		break;
	case CLONING:
		emit_test(c, 0, spaces, &nothing, 1);
		break;
	case INTERNET:
		emit_need(c, 1, 0xf, SOCK_DGRAM, SOCK_STREAM);
		emit_test(c, 0, UINT32_MAX, families, LENGTH(families));
		break;
	}
	emit_return(c, SECCOMP_RET_ERRNO | EPERM);
}

/* A binary search among n runs, as deep as the logarithm of n. */
static void
emit_search(struct code *c, const struct run *run, unsigned n)
{
	unsigned	 at = c->n, half = n / 2, jump;

	if (n == 1) {
		emit_action(c, run->action);
		return;
	}
	emit(c, BPF_JMP | BPF_JGE | BPF_K, 0, 0, run[half].first);
	emit_search(c, run, half);
	jump = c->n - at - 1;
	if (jump > 255)
		c->too_long = 1;
	else if (!c->too_long)
		c->op[at].jt = (unsigned char)jump;
	emit_search(c, run + half, n - half);
}

static void
assemble(struct code *c, const unsigned char action[CALLS])
{
	struct run	 run[CALLS];
	unsigned	 i, n = 0;

	for (i = 0; i < CALLS; i++)
		if (n == 0 || run[n - 1].action != action[i])
			run[n++] = (struct run){ i, action[i] };
	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
	emit(c, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
	emit_return(c, SECCOMP_RET_KILL_PROCESS);
	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
	emit_search(c, run, n);
}

/* A kernel that has filters complains of the address, not of the request. */
static int
is_there(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) == -1 && errno == EFAULT;
}

int
sandbox_enter(enum sandbox kind, struct err *e)
{
	unsigned char		 action[CALLS];
	struct code		 c = { .n = 0 };
	struct sock_fprog	 program;

	if (!is_there())
		return 0;
	choose(action, kind);
	assemble(&c, action);
	if (c.too_long)
		return err_set(e, ERR_BUG, "the sandbox's filter is too long");
	program = (struct sock_fprog){ (unsigned short)c.n, c.op };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == -1)
		return err_errno(e, ERR_SERVICE, "cannot enter the sandbox");
	return 0;
}

const char *
sandbox_kind(void)
{
	return is_there() ? "seccomp" : "none";
}

#else

int
sandbox_enter(enum sandbox kind, struct err *e)
{
	(void)kind;
	(void)e;
	return 0;
}

const char *
sandbox_kind(void)
{
	return "none";
}

#endif
