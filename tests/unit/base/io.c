#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "base/io.h"
#include "tests/unit/tap.h"

/* A descriptor from which these bytes are read, in pieces of at most `piece`, by another process. */
static int
source(struct span v, size_t piece)
{
	int	 p[2];
	size_t	 n;

	if (pipe(p) == -1)
		bail("pipe");
	fflush(stdout);
	if (fork() == 0) {
		close(p[0]);
		for (; v.n > 0; v = span_from(v, n)) {
			n = v.n < piece ? v.n : piece;
			if (write(p[1], v.s, n) != (ssize_t)n)
				_exit(1);
		}
		_exit(0);
	}
	close(p[1]);
	return p[0];
}

static void
put(const char *path, const char *text)
{
	FILE	*f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		bail("cannot write %s", path);
}

static void
is_file(const char *path, const char *want, const char *what)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;

	if (io_read_file(path, 1000000, &b, &e) == -1)
		buf_addf(&b, "(%s)", e.text);
	is_buf(&b, want, "%s", what);
	buf_free(&b);
}

static int
mode_of(const char *path)
{
	struct stat	 st;

	return stat(path, &st) == -1 ? -1 : (int)(st.st_mode & 07777);
}

static int
entries(const char *path)
{
	DIR		*dir = opendir(path);
	struct dirent	*d;
	int		 n = 0;

	while (dir != NULL && (d = readdir(dir)) != NULL)
		n += strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void
test_read_all(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	char		*big = malloc(200001);
	int		 fd;

	memset(big, 'x', 200001);
	fd = source(span_make(big, 200000), 70000);
	buf_adds(&b, "before");
	is_ok(io_read_all(fd, 200000, &b, &e), &e, "exactly as large as allowed");
	is_int((long long)b.len, 200006, "appended");
	close(fd);
	buf_reset(&b);
	fd = source(span_make(big, 200001), 4096);
	is_err(io_read_all(fd, 200000, &b, &e), &e, ERR_DATA, "one byte more");
	is_str(e.text, "larger than 200000 bytes", "said so");
	is_int((long long)b.len, 200000, "the first ones are there");
	close(fd);
	buf_reset(&b);
	fd = source(SPAN("a\0b"), 1);
	is_ok(io_read_all(fd, 1000, &b, &e), &e, "slow, with a NUL");
	is_span(span_buf(&b), SPAN("a\0b"), "its bytes");
	close(fd);
	fd = source(SPAN_NONE, 1);
	is_ok(io_read_all(fd, 0, &b, &e), &e, "nothing where nothing is allowed");
	close(fd);
	is_err(io_read_all(-1, 10, &b, &e), &e, ERR_IO, "no descriptor");
	free(big);
	buf_free(&b);
	while (wait(NULL) > 0)
		continue;
}

static void
test_read_file(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;

	is_err(io_read_file(tap_path("none"), 10, &b, &e), &e, ERR_NOINPUT, "no such file");
	ok(strstr(e.text, "/none: ") != NULL, "it is named: %s", e.text);
	is_err(io_read_file(tap_tmpdir(), 10, &b, &e), &e, ERR_IO, "a directory");
	put(tap_path("f"), "0123456789");
	is_ok(io_read_file(tap_path("f"), 10, &b, &e), &e, "just fits");
	is_err(io_read_file(tap_path("f"), 9, &b, &e), &e, ERR_DATA, "too large");
	ok(strstr(e.text, "/f: larger than 9 bytes") != NULL, "it is named: %s", e.text);
	buf_free(&b);
}

static void
test_write_all(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	size_t		 n = 1000000;
	char		*big = calloc(1, n);
	int		 p[2], fd;

	if (pipe(p) == -1 || fcntl(p[1], F_SETFL, O_NONBLOCK) == -1 ||
	    fcntl(p[0], F_SETFL, O_NONBLOCK) == -1)
		bail("pipe");
	fflush(stdout);
	if (fork() == 0) {
		close(p[0]);
		_exit(io_write_all(p[1], big, n, &e) == -1);
	}
	close(p[1]);
	is_ok(io_read_all(p[0], n, &b, &e), &e, "through a pipe that never blocks");
	is_int((long long)b.len, (long long)n, "all of it");
	close(p[0]);
	while (wait(NULL) > 0)
		continue;
	if ((fd = open("/dev/full", O_WRONLY)) != -1) {
		is_err(io_write_all(fd, "x", 1, &e), &e, ERR_AGAIN, "a full disk may have room again");
		close(fd);
	}
	is_err(io_write_all(-1, "x", 1, &e), &e, ERR_IO, "no descriptor");
	is_ok(io_write_all(-1, "", 0, &e), &e, "nothing to write");
	free(big);
	buf_free(&b);
}

static void
test_replace(void)
{
	struct err	 e;
	const char	*dir = tap_path("r"), *path = tap_path("r/file"), *where;
	char		 here[4096];
	int		 changed;
	struct stat	 before, after;

	if (mkdir(dir, 0700) == -1 || getcwd(here, sizeof(here)) == NULL)
		bail("mkdir");
	umask(077);
	is_ok(io_replace(path, 0644, "one", 3, &e), &e, "a new file");
	is_file(path, "one", "its bytes");
	is_int(mode_of(path), 0644, "its mode, whatever the umask");
	is_ok(io_replace(path, 0600, "two", 3, &e), &e, "replaced");
	is_file(path, "two", "new bytes");
	is_int(mode_of(path), 0600, "new mode");
	is_ok(io_replace(path, 0600, NULL, 0, &e), &e, "by nothing");
	is_file(path, "", "empty");
	is_int(entries(dir), 1, "no temporary file is left");
	where = chdir(dir) == 0 ? "rel" : "";
	is_ok(io_replace(where, 0600, "x", 1, &e), &e, "a relative name");
	is_file(tap_path("r/rel"), "x", "where it should be");
	if (chdir(here) == -1)
		bail("chdir");
	is_err(io_replace(tap_path("none/x"), 0600, "x", 1, &e), &e, ERR_CREATE, "no directory");
	mkdir(tap_path("r/d"), 0700);
	is_err(io_replace(tap_path("r/d"), 0600, "x", 1, &e), &e, ERR_CREATE, "a directory there");
	is_int(entries(dir), 3, "the temporary file is gone");
	put(tap_path("r/.f.new"), "what a killed writer had, and more");
	is_ok(io_replace(tap_path("r/f"), 0600, "whole", 5, &e), &e, "after a writer was killed");
	is_file(tap_path("r/f"), "whole", "the whole file");
	is_int(entries(dir), 4, "and what the other left is taken over");
	if (symlink("rel", tap_path("r/.f.new")) == -1 || mkfifo(tap_path("r/.rel.new"), 0600) == -1)
		bail("symlink");
	is_err(io_replace(tap_path("r/f"), 0600, "x", 1, &e), &e, ERR_CREATE, "never through a symbolic link");
	is_err(io_replace(tap_path("r/rel"), 0600, "x", 1, &e), &e, ERR_CREATE, "nor into a pipe");

	is_ok(io_update(path, 0600, "new", 3, &changed, &e), &e, "update");
	is_int(changed, 1, "changed");
	stat(path, &before);
	is_ok(io_update(path, 0600, "new", 3, &changed, &e), &e, "update by the same");
	is_int(changed, 0, "not changed");
	stat(path, &after);
	is_int((long long)after.st_ino, (long long)before.st_ino, "the file was left alone");
	io_update(path, 0600, "ne", 2, &changed, &e);
	is_int(changed, 1, "shorter");
	io_update(path, 0600, "ne\0", 3, &changed, &e);
	is_int(changed, 1, "longer");
	is_ok(io_update(tap_path("r/u"), 0600, "", 0, NULL, &e), &e, "a new empty file");
	is_int(mode_of(tap_path("r/u")), 0600, "is made");
	umask(022);
}

/* What can go wrong before the first byte is written. */
static void
test_replace_failure(void)
{
	struct err	 e;
	char		 name[300];

	memset(name, 'n', sizeof(name));
	name[255] = '\0';
	is_ok(io_replace(tap_path(name), 0600, "x", 1, &e), &e, "the longest name");
	name[255] = 'n';
	name[256] = '\0';
	is_err(io_replace(tap_path(name), 0600, "x", 1, &e), &e, ERR_CREATE, "a name too long");
	is_err(io_replace("/proc/nothing", 0600, "x", 1, &e), &e, ERR_CREATE, "nowhere");
}

static void
test_mkdirs(void)
{
	struct err	 e;

	umask(077);
	is_ok(io_mkdirs(tap_path("m/a//b/c/"), 0750, &e), &e, "all on the way");
	is_int(mode_of(tap_path("m/a/b/c")), 0750, "the last one's mode");
	is_int(mode_of(tap_path("m/a")), 0750, "the others' mode");
	is_ok(io_mkdirs(tap_path("m/a/b/c"), 0700, &e), &e, "once more");
	is_int(mode_of(tap_path("m/a/b/c")), 0750, "as it was");
	is_ok(io_mkdirs("/", 0700, &e), &e, "the root");
	is_ok(io_mkdirs(".", 0700, &e), &e, "here");
	put(tap_path("m/file"), "");
	is_err(io_mkdirs(tap_path("m/file"), 0700, &e), &e, ERR_CREATE, "a file there");
	is_err(io_mkdirs(tap_path("m/file/x"), 0700, &e), &e, ERR_CREATE, "a file on the way");
	is_err(io_mkdirs("", 0700, &e), &e, ERR_CREATE, "no name");
	umask(022);
}

static void
test_sync_parent(void)
{
	struct err	 e;

	is_ok(io_mkdirs(tap_path("s/a"), 0700, &e), &e, "directories");
	is_ok(io_sync_parent(tap_path("s/a/gone"), &e), &e, "where a file stood");
	is_ok(io_sync_parent(tap_path("s/a/"), &e), &e, "a directory itself");
	is_ok(io_sync_parent("here", &e), &e, "the current one");
	is_ok(io_sync_parent("/", &e), &e, "the root");
	is_err(io_sync_parent(tap_path("s/b/gone"), &e), &e, ERR_IO, "no such directory");
}

static void
test_maildir(void)
{
	static const char *const bad[] = { "", ".x", "a/b", "a:2,S", "a b", "\xc3\xa9", "a\n" };
	const char	*dir = tap_path("md/x");
	struct err	 e;
	char		 lots[202];
	size_t		 i;

	is_ok(io_maildir(dir, "1.one-A", "mail\n", 5, &e), &e, "a mail");
	is_file(tap_path("md/x/new/1.one-A"), "mail\n", "its bytes");
	is_int(mode_of(tap_path("md/x/new/1.one-A")), 0600, "its mode");
	is_int(mode_of(tap_path("md/x/cur")), 0700, "the directories' mode");
	is_int(entries(tap_path("md/x/tmp")), 0, "tmp is empty");
	is_ok(io_maildir(dir, "1.one-A", "other", 5, &e), &e, "the same name again");
	is_file(tap_path("md/x/new/1.one-A"), "mail\n", "the first stays");
	is_int(entries(tap_path("md/x/tmp")), 0, "tmp is empty again");
	rename(tap_path("md/x/new/1.one-A"), tap_path("md/x/cur/1.one-A:2,S"));
	is_ok(io_maildir(dir, "1.one-A", "mail\n", 5, &e), &e, "after it was read");
	is_int(entries(tap_path("md/x/new")), 0, "it does not come twice");
	is_ok(io_maildir(dir, "1.one", "mail\n", 5, &e), &e, "a name that begins like it");
	is_int(entries(tap_path("md/x/new")), 1, "is another");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(io_maildir(dir, bad[i], "x", 1, &e), &e, ERR_BUG, "no name: %s", bad[i]);
	memset(lots, 'a', sizeof(lots));
	lots[201] = '\0';
	is_err(io_maildir(dir, lots, "x", 1, &e), &e, ERR_BUG, "a name of 201");
	lots[200] = '\0';
	is_ok(io_maildir(dir, lots, "x", 1, &e), &e, "a name of 200");
	put(tap_path("md/y"), "");
	is_err(io_maildir(tap_path("md/y"), "x", "x", 1, &e), &e, ERR_CREATE, "a file there");
}

static void
test_tempfile(void)
{
	struct err	 e;
	char		 got[4];
	int		 fd;

	mkdir(tap_path("t"), 0700);
	fd = io_tempfile(tap_path("t"), &e);
	ok(fd != -1, "a temporary file");
	is_int(entries(tap_path("t")), 0, "without a name");
	ok(fcntl(fd, F_GETFD) & FD_CLOEXEC, "that children do not get");
	ok(write(fd, "abc", 3) == 3 && pread(fd, got, 4, 0) == 3 && memcmp(got, "abc", 3) == 0,
	    "to write and read");
	close(fd);
	setenv("TMPDIR", tap_path("t/none"), 1);
	is_err(io_tempfile(NULL, &e), &e, ERR_CREATE, "TMPDIR is looked at");
	setenv("TMPDIR", "", 1);
	fd = io_tempfile(NULL, &e);
	ok(fd != -1, "an empty TMPDIR is none");
	close(fd);
	unsetenv("TMPDIR");
}

/* Read lines of at most `max` of v, given in pieces; they are joined with "|". */
static void
lines(struct span v, size_t piece, size_t max, const char *want, const char *what)
{
	struct buf	 b = BUF_INIT;
	struct span	 line, peek;
	struct err	 e;
	int		 fd = source(v, piece), r, agree = 1;
	struct io_reader *in = io_reader_new(fd, &e);

	for (;;) {
		if ((r = io_reader_peek(in, max, &peek, &e)) == 1)
			peek.s = span_dup(peek);
		if (io_reader_line(in, max, &line, &e) != r || (r == 1 && !span_eq(peek, line)))
			agree = 0;
		if (r != 1)
			break;
		free((void *)(size_t)peek.s);
		buf_addspan(&b, line);
		buf_addc(&b, '|');
	}
	is_int(r, 0, "%s: ends", what);
	ok(agree, "%s: peek says the same", what);
	is_int(io_reader_line(in, max, &line, &e), 0, "%s: and stays at the end", what);
	is_buf(&b, want, "%s: lines", what);
	io_reader_free(in);
	close(fd);
	buf_free(&b);
	while (wait(NULL) > 0)
		continue;
}

static void
test_reader(void)
{
	struct io_reader *in;
	struct span	 line;
	struct err	 e;
	int		 fd;

	lines(SPAN("one\ntwo\r\n\nend"), 100, 100, "one\n|two\r\n|\n|end|", "at once");
	lines(SPAN("one\ntwo\r\n\nend"), 1, 100, "one\n|two\r\n|\n|end|", "byte by byte");
	lines(SPAN("abcd\nabcde\nab"), 3, 5, "abcd\n|abcde|\n|ab|", "the longest and one longer");
	lines(SPAN("abcdefghijkl\n"), 100, 5, "abcde|fghij|kl\n|", "pieces");
	lines(SPAN_NONE, 1, 10, "", "nothing");
	lines(SPAN("\n\n"), 1, 10, "\n|\n|", "empty lines");
	lines(SPAN("x"), 1, 1, "x|", "one byte");

	fd = source(SPAN("first line\nsecond\n"), 4);
	in = io_reader_new(fd, &e);
	ok(io_reader_peek(in, 5, &line, &e) == 1 && span_eqs(line, "first"), "a short look");
	ok(io_reader_peek(in, 99, &line, &e) == 1 && span_eqs(line, "first line\n"), "a long look");
	ok(io_reader_peek(in, 2, &line, &e) == 1 && span_eqs(line, "fi"), "a shorter look");
	ok(io_reader_line(in, 99, &line, &e) == 1 && span_eqs(line, "first line\n"), "takes it");
	ok(io_reader_line(in, 99, &line, &e) == 1 && span_eqs(line, "second\n"), "the next");
	io_reader_free(in);
	close(fd);
	in = io_reader_new(-1, &e);
	is_err(io_reader_line(in, 10, &line, &e), &e, ERR_IO, "no descriptor");
	is_err(io_reader_peek(in, 10, &line, &e), &e, ERR_IO, "no descriptor to look at");
	io_reader_free(in);
	io_reader_free(NULL);
	while (wait(NULL) > 0)
		continue;
}

/* Lines around the size of the buffer, and one much larger. */
static void
test_reader_sizes(void)
{
	static const size_t size[] = { 1, 65535, 3, 65536, 65537, 40000, 40000, 40000, 1000000, 7 };
	struct buf	 b = BUF_INIT;
	struct span	 line;
	struct err	 e;
	struct io_reader *in;
	size_t		 i, j, bad = 0;
	int		 fd;

	for (i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		for (j = 1; j < size[i]; j++)
			buf_addc(&b, (int)('a' + i));
		buf_addc(&b, '\n');
	}
	fd = source(span_buf(&b), 10000);
	in = io_reader_new(fd, &e);
	for (i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		if (io_reader_line(in, 1000000, &line, &e) != 1 || line.n != size[i] ||
		    line.s[line.n - 1] != '\n' || (line.n > 1 && line.s[line.n - 2] != (char)('a' + i)))
			bad++;
	}
	is_int((long long)bad, 0, "lines of all sizes");
	is_int(io_reader_line(in, 1000000, &line, &e), 0, "and the end");
	io_reader_free(in);
	close(fd);
	buf_free(&b);
	while (wait(NULL) > 0)
		continue;
}

int
main(void)
{
	test_read_all();
	test_read_file();
	test_write_all();
	test_replace();
	test_replace_failure();
	test_mkdirs();
	test_sync_parent();
	test_maildir();
	test_tempfile();
	test_reader();
	test_reader_sizes();
	return done();
}
