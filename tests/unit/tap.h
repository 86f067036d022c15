/*
 * TAP for unit tests.  A test file has its own main:
 *
 *	int
 *	main(void)
 *	{
 *		is_int(add(2, 2), 4, "small numbers");
 *		is_str(name(7), "seven", "%d has a name", 7);
 *		return done();
 *	}
 *
 * What was got stands in front of what is wanted.  Each returns whether it
 * held; a failure shows both sides, escaped, and where they part.
 */
#ifndef ASM_TESTS_TAP_H
#define ASM_TESTS_TAP_H

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

#define TAP_SHOWN	400	/* bytes shown of a long value */

#define TAP_FN		static __attribute__((unused))
#define TAP_PRINTF(n)	static __attribute__((unused, format(printf, n, n + 1)))

static unsigned tap_run, tap_failed;
static char	tap_dir[64];

static int	 tap_result(int, const char *, va_list) __attribute__((format(printf, 2, 0)));
static int	 tap_compare(struct span, struct span, const char *, va_list)
		    __attribute__((unused, format(printf, 3, 0)));

static int
tap_result(int held, const char *fmt, va_list ap)
{
	char	 name[300], *p;

	vsnprintf(name, sizeof(name), fmt, ap);
	printf("%sok %u - ", held ? "" : "not ", ++tap_run);
	/* A name is one line, and no directive. */
	for (p = name; *p != '\0'; p++)
		putchar((unsigned char)*p < 0x20 || *p == '#' ? '?' : *p);
	putchar('\n');
	if (!held)
		tap_failed++;
	return held;
}

/* "# label: `bytes`", a line, whatever the bytes are. */
TAP_FN void
tap_show(const char *label, struct span v, size_t from)
{
	size_t	 i, n = v.n - from > TAP_SHOWN ? from + TAP_SHOWN : v.n;

	printf("#   %-6s %zu bytes%s `", label, v.n, from > 0 ? " (from the middle)" : "");
	for (i = from; i < n; i++) {
		unsigned char	 c = (unsigned char)v.s[i];

		if (c == '\n')
			printf("\\n");
		else if (c == '\\')
			printf("\\\\");
		else if (c < 0x20 || c == 0x7f)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
	printf("`%s\n", n < v.n ? " ..." : "");
}

static int
tap_compare(struct span got, struct span want, const char *fmt, va_list ap)
{
	size_t	 at = 0, from;

	while (at < got.n && at < want.n && got.s[at] == want.s[at])
		at++;
	if (tap_result(at == got.n && at == want.n, fmt, ap))
		return 1;
	from = at > TAP_SHOWN / 2 ? at - TAP_SHOWN / 4 : 0;
	tap_show("got", got, from);
	tap_show("wanted", want, from);
	printf("#   they part at byte %zu\n", at);
	return 0;
}

/* A condition. */
TAP_PRINTF(2) int
ok(int condition, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	tap_result(condition, fmt, ap);
	va_end(ap);
	return condition;
}

TAP_PRINTF(3) int
is_int(long long got, long long want, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	tap_result(got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		printf("#   got %lld, wanted %lld\n", got, want);
	return got == want;
}

/* Strings; NULL is equal to NULL only. */
TAP_PRINTF(3) int
is_str(const char *got, const char *want, const char *fmt, ...)
{
	va_list	 ap;
	int	 held;

	va_start(ap, fmt);
	if (got == NULL || want == NULL) {
		held = tap_result(got == want, fmt, ap);
		if (!held)
			printf("#   got %s, wanted %s\n", got == NULL ? "NULL" : got,
			    want == NULL ? "NULL" : want);
	} else {
		held = tap_compare((struct span){ got, strlen(got) },
		    (struct span){ want, strlen(want) }, fmt, ap);
	}
	va_end(ap);
	return held;
}

/* Bytes, NULs among them. */
TAP_PRINTF(3) int
is_span(struct span got, struct span want, const char *fmt, ...)
{
	va_list	 ap;
	int	 held;

	va_start(ap, fmt);
	held = tap_compare(got, want, fmt, ap);
	va_end(ap);
	return held;
}

TAP_PRINTF(3) int
is_spans(struct span got, const char *want, const char *fmt, ...)
{
	va_list	 ap;
	int	 held;

	va_start(ap, fmt);
	held = tap_compare(got, (struct span){ want, strlen(want) }, fmt, ap);
	va_end(ap);
	return held;
}

TAP_PRINTF(3) int
is_buf(const struct buf *got, const char *want, const char *fmt, ...)
{
	va_list	 ap;
	int	 held;

	va_start(ap, fmt);
	held = tap_compare((struct span){ got->s, got->len }, (struct span){ want, strlen(want) },
	    fmt, ap);
	va_end(ap);
	return held;
}

/* A result of 0; the error is shown if it was not. */
TAP_PRINTF(3) int
is_ok(int result, const struct err *e, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	tap_result(result == 0, fmt, ap);
	va_end(ap);
	if (result != 0)
		printf("#   got %d: class %d, %s\n", result, (int)e->class, e->text);
	return result == 0;
}

/* A result of -1 with this class and one line of text. */
TAP_PRINTF(4) int
is_err(int result, const struct err *e, enum err_class want, const char *fmt, ...)
{
	va_list	 ap;
	int	 held;

	held = result == -1 && e->class == want && e->text[0] != '\0' &&
	    strchr(e->text, '\n') == NULL;
	va_start(ap, fmt);
	tap_result(held, fmt, ap);
	va_end(ap);
	if (!held)
		printf("#   got %d, class %d (%s), wanted class %d\n", result,
		    result == -1 ? (int)e->class : 0, result == -1 ? e->text : "", (int)want);
	return held;
}

TAP_PRINTF(1) void
note(const char *fmt, ...)
{
	va_list	 ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* What cannot be tested here, said aloud. */
TAP_PRINTF(1) void
skip(const char *why, ...)
{
	va_list	 ap;

	printf("ok %u # SKIP ", ++tap_run);
	va_start(ap, why);
	vprintf(why, ap);
	va_end(ap);
	putchar('\n');
}

/* Nothing further makes sense. */
TAP_PRINTF(1) _Noreturn void
bail(const char *why, ...)
{
	va_list	 ap;

	printf("Bail out! ");
	va_start(ap, why);
	vprintf(why, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	exit(1);
}

TAP_FN void
tap_remove(const char *path)
{
	struct stat	 st;
	struct dirent	*d;
	DIR		*dir;
	char		 sub[4096];

	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && (dir = opendir(path)) != NULL) {
		while ((d = readdir(dir)) != NULL)
			if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
			    snprintf(sub, sizeof(sub), "%s/%s", path, d->d_name) < (int)sizeof(sub))
				tap_remove(sub);
		closedir(dir);
	}
	remove(path);
}

/* A directory for this test alone, made when first asked for; done() removes it. */
TAP_FN const char *
tap_tmpdir(void)
{
	if (tap_dir[0] == '\0') {
		strcpy(tap_dir, "/tmp/asm-test.XXXXXX");
		if (mkdtemp(tap_dir) == NULL)
			bail("no temporary directory");
	}
	return tap_dir;
}

struct tap_name {
	struct tap_name	*next;
	char		 path[];
};

static struct tap_name	*tap_names;

/* "DIR/name", valid until done(). */
TAP_FN const char *
tap_path(const char *name)
{
	size_t		 n = strlen(tap_tmpdir()) + strlen(name) + 2;
	struct tap_name	*t = malloc(sizeof(*t) + n);

	if (t == NULL)
		bail("out of memory");
	snprintf(t->path, n, "%s/%s", tap_tmpdir(), name);
	t->next = tap_names;
	tap_names = t;
	return t->path;
}

/* The plan, and the value for main to return. */
TAP_FN int
done(void)
{
	struct tap_name	*t;

	if (tap_dir[0] != '\0')
		tap_remove(tap_dir);
	while ((t = tap_names) != NULL) {
		tap_names = t->next;
		free(t);
	}
	printf("1..%u\n", tap_run);
	if (tap_failed > 0)
		printf("# %u of %u failed\n", tap_failed, tap_run);
	return fflush(stdout) == EOF || tap_failed > 0 || tap_run == 0;
}

#endif
