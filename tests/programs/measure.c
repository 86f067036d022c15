/*
 * measure PROGRAM [ARGUMENT...]: run it, its standard output thrown away, and print "SECONDS KILOBYTES STATUS": processor time, the
 * most memory it ever had, how it ended.  A small program of its own, because a child's memory begins as its parent's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char *argv[])
{
	struct rusage	 used;
	pid_t		 child;
	int		 fd, status;

	if (argc < 2)
		return 64;
	if ((child = fork()) == -1)
		return 75;
	if (child == 0) {
		if ((fd = open("/dev/null", O_WRONLY)) == -1 || dup2(fd, STDOUT_FILENO) == -1)
			_exit(75);
		execvp(argv[1], argv + 1);
		_exit(66);
	}
	if (wait4(child, &status, 0, &used) == -1)
		return 75;
	printf("%.3f %ld %d\n", seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
