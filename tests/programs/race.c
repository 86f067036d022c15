/*
 * race COUNT INPUT PROGRAM [ARGUMENT ...] -- OTHER [ARGUMENT ...]: start both on INPUT, by turns, that often each, output
 * thrown away, and say the median times from start to exit in milliseconds, the ratio of the first to
 * the second, and the exit status of the first.  By turns, so that whatever else the machine does meets both alike.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX	100000

static double
milliseconds(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
start_to_exit(const char *input, char **argv, double *ms)
{
	posix_spawn_file_actions_t files;
	double	 start;
	pid_t	 pid;
	int	 status = -1;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	start = milliseconds();
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) == 0)
		waitpid(pid, &status, 0);
	*ms = milliseconds() - start;
	posix_spawn_file_actions_destroy(&files);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

int
main(int argc, char **argv)
{
	int		 count = argc > 2 ? atoi(argv[1]) : 0, i, other, status = 0;
	static double	 first[RUNS_MAX], second[RUNS_MAX];

	for (other = 3; other < argc && strcmp(argv[other], "--") != 0; other++)
		continue;
	if (count < 1 || count > RUNS_MAX || other + 1 >= argc)
		return 64;
	argv[other] = NULL;
	for (i = 0; i < count; i++) {
		status = start_to_exit(argv[2], argv + 3, &first[i]);
		if (start_to_exit(argv[2], argv + other + 1, &second[i]) == 126)
			return 66;
	}
	qsort(first, (size_t)count, sizeof *first, compare);
	qsort(second, (size_t)count, sizeof *second, compare);
	printf("%.3f %.3f %.2f %d\n", first[count / 2], second[count / 2], first[count / 2] / second[count / 2], status);
	return 0;
}
