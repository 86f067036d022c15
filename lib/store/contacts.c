#include "store/contacts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"

/*
 * A head of fixed length (the database's device and inode, this file's length, in hexadecimal), then a line an address,
 * in the order of their bytes: eight values parted by tabs, and a check over them.
 */
#define MAGIC		"asm contacts 1"
#define HEAD		(sizeof MAGIC - 1 + (size_t)3 * 17 + 1)
#define CHECK		16			/* hexadecimal digits of a line's check */

/* The last is never empty. */
enum { ADDRESS, ASSEMBLY, STATUS, STANDING, POLICY, ALIGNMENT, FINGERPRINTS, NOT_AFTER, VALUES };

static int
file_of(const char *path, struct buf *file, struct err *err)
{
	buf_reset(file);
	buf_addf(file, "%s" CONTACTS_SUFFIX, path);
	return buf_ok(file, err);
}

static int
add_head(struct buf *out, const char *path, size_t size, struct err *err)
{
	struct stat	 st;

	if (stat(path, &st) == -1)
		return err_errno(err, ERR_AGAIN, "%s", path);
	buf_addf(out, MAGIC " %016llx %016llx %016llx\n", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
	    (unsigned long long)size);
	return buf_ok(out, err);
}

/* The file, if it is that database's and whole: its descriptor and length; -1. */
static int
open_file(const char *path, off_t *size)
{
	struct buf	 name = BUF_INIT, head = BUF_INIT;
	char		 is[HEAD];
	struct stat	 st;
	int		 fd = -1;

	if (file_of(path, &name, NULL) == 0 && (fd = open(buf_str(&name), O_RDONLY | O_CLOEXEC)) != -1 &&
	    (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) || add_head(&head, path, (size_t)st.st_size, NULL) == -1 ||
	    pread(fd, is, HEAD, 0) != (ssize_t)HEAD || head.len != HEAD || memcmp(is, head.s, HEAD) != 0)) {
		close(fd);
		fd = -1;
	}
	if (fd != -1)
		*size = st.st_size;
	buf_free(&name);
	buf_free(&head);
	return fd;
}

/* ---- looking up ---- */

static int
check_of(struct span values, struct buf *check)
{
	unsigned char	 digest[HASH_LEN];

	buf_addc(check, '\t');
	return hash_sha256(values.s, values.n, digest) == -1 ? -1 : hash_hex(check, digest, CHECK / 2);
}

/* The line without its check, if that is right; SPAN_NONE. */
static struct span
checked(struct span line)
{
	struct buf	 check = BUF_INIT;
	struct span	 values = SPAN_NONE;

	if (line.n > CHECK + 1) {
		values = span_head(line, line.n - CHECK - 1);
		if (check_of(values, &check) == -1 || !span_eq(span_buf(&check), span_from(line, values.n)))
			values = SPAN_NONE;
	}
	buf_free(&check);
	return values;
}

/* The line around `at`, without its end, between `from` and `to`, which are ends of lines: where it begins, or -1. */
static off_t
line_at(int fd, off_t from, off_t to, off_t at, char buf[2 * CONTACTS_LINE], struct span *line)
{
	off_t		 first = at - from > CONTACTS_LINE ? at - CONTACTS_LINE : from;
	size_t		 n = (size_t)(to - first < 2 * CONTACTS_LINE ? to - first : 2 * CONTACTS_LINE), begin = (size_t)(at - first);
	const char	*end;

	if (pread(fd, buf, n, first) != (ssize_t)n)
		return -1;
	while (begin > 0 && buf[begin - 1] != '\n')
		begin--;
	if ((begin == 0 && first != from) || (end = memchr(buf + begin, '\n', n - begin)) == NULL)
		return -1;
	*line = span_make(buf + begin, (size_t)(end - buf) - begin);
	return first + (off_t)begin;
}

/* 1 and the values of its line, 0 none, -1 something is wrong with the file. */
static int
search(int fd, off_t size, struct span address, char buf[2 * CONTACTS_LINE], struct span value[VALUES])
{
	off_t		 from = HEAD, to = size, at;
	struct span	 line, text;
	int		 i, order;

	while (from < to) {
		if ((at = line_at(fd, from, to, from + (to - from) / 2, buf, &line)) == -1)
			return -1;
		text = checked(line);
		for (i = 0; i < VALUES; i++)
			if (!span_cut(&text, '\t', &value[i]))
				return -1;
		if ((order = span_cmp(address, value[ADDRESS])) == 0)
			return 1;
		if (order < 0)
			to = at;
		else
			from = at + (off_t)line.n + 1;
	}
	return 0;
}

static int
copy(char *out, size_t size, struct span value)
{
	if (value.n >= size)
		return -1;
	memcpy(out, value.s, value.n);
	out[value.n] = '\0';
	return 0;
}

static int
read_values(const struct span value[VALUES], moment now, struct directory_contact *c)
{
	unsigned long long	 not_after;
	char			 status[16], standing[16];

	if (copy(c->assembly, sizeof c->assembly, value[ASSEMBLY]) == -1 || copy(c->address, sizeof c->address, value[ADDRESS]) == -1 ||
	    copy(c->policy, sizeof c->policy, value[POLICY]) == -1 || copy(status, sizeof status, value[STATUS]) == -1 ||
	    copy(c->fingerprints, sizeof c->fingerprints, value[FINGERPRINTS]) == -1 ||
	    copy(standing, sizeof standing, value[STANDING]) == -1 ||
	    span_number(value[NOT_AFTER], &not_after) == -1 || not_after > MOMENT_LAST)
		return -1;
	c->relaxed = span_eqs(value[ALIGNMENT], "relaxed");
	c->reason = directory_reason(status, standing, (moment)not_after, now);
	c->endorsed = *c->reason == '\0';
	return 1;
}

int
contacts_find(const char *path, const char *address, moment now, struct directory_contact *c)
{
	char		 buf[2 * CONTACTS_LINE];
	struct span	 value[VALUES];
	off_t		 size;
	int		 fd, got;

	memset(c, 0, sizeof *c);
	c->reason = "";
	if ((fd = open_file(path, &size)) == -1)
		return -1;
	if ((got = search(fd, size, span_str(address), buf, value)) == 1)
		got = read_values(value, now, c);
	close(fd);
	return got;
}

int
contacts_there(const char *path)
{
	off_t	 size;
	int	 fd = open_file(path, &size);

	if (fd != -1)
		close(fd);
	return fd != -1;
}

/* ---- making ---- */

/* A control character in a value would make another line or value of it. */
static int
is_plain(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] < ' ')
			return 0;
	return 1;
}

static int
add_line(struct buf *out, struct db_rows *rows, struct err *err)
{
	const size_t	 begin = out->len;
	struct buf	 check = BUF_INIT;
	struct span	 value;
	int		 i, result;

	for (i = 0; i < VALUES; i++) {
		value = db_blob(rows, i);
		if (!is_plain(value) || (i == NOT_AFTER && db_int(rows, i) < 0))
			return err_set(err, ERR_DATA, "contact %s: no value for a line", db_text(rows, ADDRESS));
		if (i > 0)
			buf_addc(out, '\t');
		buf_addspan(out, value);
	}
	if (buf_ok(out, err) == -1 || out->len - begin + CHECK + 2 > CONTACTS_LINE)
		return err_set(err, ERR_DATA, "contact %s: too long for a line", db_text(rows, ADDRESS));
	result = check_of(span_from(span_buf(out), begin), &check);
	buf_addbuf(out, &check);
	buf_addc(out, '\n');
	buf_free(&check);
	return result == -1 ? err_memory(err) : buf_ok(out, err);
}

/* Of several contacts with one address, the one that directory_contact takes. */
static int
add_lines(struct buf *out, struct db *pub, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(pub, err,
	    "SELECT address, assembly, contact.status, assembly.status, policy, alignment, fingerprints, not_after,"
	    " max((contact.status = 'endorsed') << 62 | contact.serial)"
	    " FROM contact JOIN assembly ON assembly.id = assembly GROUP BY address ORDER BY address", "")) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if (add_line(out, rows, err) == -1) {
			got = -1;
			break;
		}
	db_done(rows);
	return got;
}

/* All of the file, as the database is now. */
static int
make_text(struct buf *out, struct db *pub, struct err *err)
{
	struct buf	 lines = BUF_INIT;
	int		 result = -1;

	buf_reset(out);
	if (add_lines(&lines, pub, err) == 0 && add_head(out, db_path(pub), HEAD + lines.len, err) == 0) {
		buf_addbuf(out, &lines);
		result = buf_ok(out, err);
	}
	buf_free(&lines);
	return result;
}

/* ---- keeping ---- */

int
contacts_forget(struct db *pub, struct err *err)
{
	struct buf	 file = BUF_INIT;
	int		 result = -1;

	if (*db_path(pub) == '\0')
		return 0;
	if (file_of(db_path(pub), &file, err) == 0) {
		/* The name must be gone before the commit is. */
		if (unlink(buf_str(&file)) == 0)
			result = io_sync_parent(buf_str(&file), err);
		else
			result = errno == ENOENT ? 0 : err_errno(err, ERR_AGAIN, "%s", buf_str(&file));
	}
	buf_free(&file);
	return result;
}

int
contacts_keep(struct db *pub, struct err *err)
{
	struct buf	 file = BUF_INIT, text = BUF_INIT;
	int		 got;

	if (contacts_there(db_path(pub)))
		return 0;
	if ((got = db_begin_now(pub, err)) != 1)
		return got;
	/* Nobody commits from here on. */
	if (file_of(db_path(pub), &file, err) == -1 || make_text(&text, pub, err) == -1 ||
	    io_replace(buf_str(&file), 0600, text.s, text.len, err) == -1)
		got = -1;
	db_rollback(pub);
	buf_free(&file);
	buf_free(&text);
	return got;
}

/* ---- checking ---- */

/* 1 and its bytes, 0 there is none of this database, -1. */
static int
read_text(struct buf *text, const char *path, struct err *err)
{
	off_t	 size;
	int	 fd, result;

	buf_reset(text);
	if ((fd = open_file(path, &size)) == -1)
		return 0;
	result = io_read_all(fd, (size_t)size, text, err) == 0 ? 1 : -1;
	close(fd);
	return result;
}

/* If it is another now than it was, somebody changed the directory meanwhile, and it is not wrong. */
static int
is_still(const struct buf *is, const char *path, struct err *err)
{
	struct buf	 now = BUF_INIT;
	int		 got;

	if ((got = read_text(&now, path, err)) == 1)
		got = span_eq(span_buf(is), span_buf(&now));
	buf_free(&now);
	return got;
}

int
contacts_check(struct db *pub, struct err *err)
{
	struct buf	 is = BUF_INIT, should = BUF_INIT;
	int		 got;

	if ((got = read_text(&is, db_path(pub), err)) != 1)
		got = got == 0 ? 1 : -1;
	else if (make_text(&should, pub, err) == -1)
		got = -1;
	else if (!span_eq(span_buf(&is), span_buf(&should)))
		got = (got = is_still(&is, db_path(pub), err)) == -1 ? -1 : !got;
	buf_free(&is);
	buf_free(&should);
	return got;
}
