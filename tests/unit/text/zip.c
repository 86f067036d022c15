#include "tests/unit/tap.h"

#include <time.h>

#include "base/limits.h"
#include "text/zip.h"

static struct err	e;

/* "name=bytes|" of every file; an arg that is not NULL stops at that name. */
static struct buf	seen;

static int
show(void *stop, const char *name, struct span bytes)
{
	buf_addf(&seen, "%s=", name);
	buf_addspan(&seen, bytes);
	buf_addc(&seen, '|');
	return stop != NULL && strcmp(stop, name) == 0 ? 7 : 0;
}

static int
count(void *n, const char *name, struct span bytes)
{
	(void)name;
	(void)bytes;
	++*(int *)n;
	return 0;
}

static void
test_there_and_back(void)
{
	static char	stop[] = "b.txt";
	struct zip_file_in files[] = { { "work/", SPAN_NONE }, { "work/source/a.po", SPAN("msgid \"\"\n") },
	    { "b.txt", SPAN_NONE }, { "\xD9\x85.txt", span_make("\0\xFF\n", 3) } };
	struct buf	one = BUF_INIT, two = BUF_INIT;

	is_ok(zip_make(&one, files, 4, &e), &e, "an archive");
	is_ok(zip_make(&two, files, 4, &e), &e, "and again");
	is_span(span_buf(&two), span_buf(&one), "the same bytes");
	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	buf_reset(&two);
	is_ok(zip_make(&two, files, 4, &e), &e, "in another zone");
	is_span(span_buf(&two), span_buf(&one), "the same bytes");
	is_int(zip_each(span_buf(&one), 100, show, NULL, &e), 0, "is read");
	is_span(span_buf(&seen), span_make("work/source/a.po=msgid \"\"\n|b.txt=|\xD9\x85.txt=\0\xFF\n|", 45),
	    "folders are left out, and no byte changes");
	buf_reset(&seen);
	is_int(zip_each(span_buf(&one), 100, show, stop, &e), 7, "the callee stops it");
	is_buf(&seen, "work/source/a.po=msgid \"\"\n|b.txt=|", "there");
	buf_reset(&seen);
	is_int(zip_each(span_buf(&one), 8, show, NULL, &e), 0, "a bound of eight bytes");
	ok(span_find(span_buf(&seen), SPAN("a.po")) == -1, "leaves nine out");
	buf_free(&one);
	buf_free(&two);
}

/* Whatever byte is missing or wrong: an answer, and nothing beyond the bound. */
static void
test_damage(void)
{
	struct zip_file_in file = { "a.txt", SPAN("Queridas asambleas, queridas asambleas, queridas asambleas.") };
	struct buf	zip = BUF_INIT;
	size_t		i, answers = 0;
	int		n = 0, got;

	is_int(zip_each(SPAN_NONE, 100, count, &n, &e), 0, "in nothing there is nothing");
	is_err(zip_each(SPAN("PK\003\004 not at all"), 100, count, &n, &e), &e, ERR_DATA, "no archive");
	zip_make(&zip, &file, 1, &e);
	for (i = 0; i < zip.len; i++) {
		got = zip_each(span_head(span_buf(&zip), i), 100, count, &n, &e);
		answers += got == 0 || (got == -1 && e.class == ERR_DATA);
	}
	is_int((long long)answers, (long long)zip.len, "cut anywhere");
	is_int(n, 0, "nothing comes out of it");
	for (i = 0, answers = 0; i < zip.len; i++) {
		zip.s[i] = (char)(zip.s[i] ^ 0x55);
		got = zip_each(span_buf(&zip), 100, count, &n, &e);
		answers += got == 0 || (got == -1 && e.class == ERR_DATA);
		zip.s[i] = (char)(zip.s[i] ^ 0x55);
	}
	is_int((long long)answers, (long long)zip.len, "a wrong byte anywhere");
	buf_free(&zip);
}

static void
test_many(void)
{
	struct zip_file_in	*file;
	struct buf		 zip = BUF_INIT, names = BUF_INIT;
	int			 i, n = 0;

	if ((file = calloc(ZIP_FILES + 1, sizeof *file)) == NULL)
		bail("no memory");
	for (i = 0; i <= ZIP_FILES; i++)
		buf_addf(&names, "%05d%c", i, '\0');
	for (i = 0; i <= ZIP_FILES; i++)
		file[i].name = names.s + 6 * i;
	is_ok(zip_make(&zip, file, ZIP_FILES + 1, &e), &e, "an archive of one file more than are looked at");
	is_int(zip_each(span_buf(&zip), 10, count, &n, &e), 0, "is read");
	is_int(n, ZIP_FILES, "up to the limit");
	free(file);
	buf_free(&zip);
	buf_free(&names);
}

/* A small archive that would become large. */
static void
test_bomb(void)
{
	struct zip_file_in	file[9];
	struct buf		zip = BUF_INIT;
	char			names[9][2], *zeros;
	size_t			one = ZIP_BYTES / 8;
	int			i, n = 0;

	if ((zeros = calloc(1, one)) == NULL)
		bail("no memory");
	for (i = 0; i < 9; i++) {
		names[i][0] = (char)('a' + i);
		names[i][1] = '\0';
		file[i].name = names[i];
		file[i].bytes = span_make(zeros, i < 8 ? one : 1);
	}
	is_ok(zip_make(&zip, file, 9, &e), &e, "one byte more than is read");
	ok(zip.len < one / 50, "in %zu", zip.len);
	is_int(zip_each(span_buf(&zip), one, count, &n, &e), 0, "is read");
	is_int(n, 8, "without it");
	free(zeros);
	buf_free(&zip);
}

int
main(void)
{
	test_there_and_back();
	test_damage();
	test_many();
	test_bomb();
	buf_free(&seen);
	return done();
}
