/*
 * repeat COUNT INPUT PROGRAM [ARGUMENT ...]: start PROGRAM that often on INPUT, output thrown away, and say the
 * fastest and the median time from start to exit in milliseconds, and the last exit status.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

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
	start = milliseconds();
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) == 0)
		waitpid(pid, &status, 0);
	*ms = milliseconds() - start;
	posix_spawn_file_actions_destroy(&files);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

int
main(int argc, char *argv[])
{
	double	*ms;
	long	 i, count;
	int	 status = 0;

	if (argc < 4 || (count = strtol(argv[1], NULL, 10)) < 1 || count > 1000000 ||
	    (ms = calloc((size_t)count, sizeof(*ms))) == NULL) {
		fprintf(stderr, "usage: repeat COUNT INPUT PROGRAM [ARGUMENT ...]\n");
		return 64;
	}
	for (i = 0; i < count && status != 255; i++)
		status = start_to_exit(argv[2], argv + 3, &ms[i]);
	qsort(ms, (size_t)count, sizeof(*ms), compare);
	printf("%.3f %.3f %d\n", ms[0], ms[count / 2], status);
	free(ms);
	return status == 255;
}
