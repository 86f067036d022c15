/* The copy and its way back; what a restored site must do first is in backup_resume.c. */
#include "site/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "site/backup_key.h"
#include "site/derive.h"
#include "store/article.h"

/* What a site is, beside its databases.  The first four must be there. */
static const char *const files[] = { "asm.conf", "secret", "key", "servers", BACKUP_MARK };
#define FILES_NEEDED	4
static const char *const directories[] = { "po", "words", "style", SITE_RINGS, "stuck", "stuck/new", "stuck/cur" };

struct copying {
	const char		*from, *to;
	const char		*key;		/* encrypt what is private; NULL: copy it */
	const char		*identity;	/* decrypt what is encrypted; NULL: copy it */
	const char		*home;		/* for gpg */
	struct backup_report	*report;
	struct err		*err;
};

/* ---- files ---- */

static int
name_in(struct buf *path, const char *dir, const char *name, struct err *err)
{
	buf_reset(path);
	buf_addf(path, "%s/%s", dir, name);
	return buf_ok(path, err);
}

/* The next block of a file: its length, 0 at the end, -1. */
static ssize_t
next_block(int fd, const char *path, char *block, size_t size, struct err *err)
{
	size_t	n = 0;
	ssize_t	got = 1;

	while (n < size && (got = io_read(fd, block + n, size - n)) > 0)
		n += (size_t)got;
	if (got == -1)
		err_errno(err, ERR_IO, "%s", path);
	return got == -1 ? -1 : (ssize_t)n;
}

/* Written, or (`compare`) the same. */
static int
stream(int in, int out, int compare, const char *from, const char *to, struct err *err)
{
	char	block[2][65536];
	ssize_t	n, m;

	do {
		if ((n = next_block(in, from, block[0], sizeof block[0], err)) == -1)
			return -1;
		if (!compare && n > 0 && io_write_all(out, block[0], (size_t)n, err) == -1) {
			err_within(err, "%s", to);
			return -1;
		}
		if (compare && (m = next_block(out, to, block[1], sizeof block[1], err)) != n)
			return m == -1 ? -1 : err_set(err, ERR_IO, "%s: not what was written", to);
		if (compare && memcmp(block[0], block[1], (size_t)n) != 0)
			return err_set(err, ERR_IO, "%s: not what was written", to);
	} while (n > 0);
	return compare || fsync(out) == 0 ? 0 : err_errno(err, ERR_IO, "%s", to);
}

static int
pass(const char *from, const char *to, int compare, struct err *err)
{
	int	in, out = -1, result = -1;

	if ((in = open(from, O_RDONLY | O_CLOEXEC)) == -1)
		err_errno(err, ERR_CONFIG, "%s", from);
	else if ((out = open(to, compare ? O_RDONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1)
		err_errno(err, ERR_CREATE, "%s", to);
	else
		result = stream(in, out, compare, from, to, err);
	if (in != -1)
		close(in);
	if (out != -1)
		close(out);
	return result;
}

/* What nobody but the site may read, whole directories included. */
static int
is_private(const char *name)
{
	return strcmp(name, "private.db") == 0 || strcmp(name, "secret") == 0 || strcmp(name, "key") == 0 ||
	    strncmp(name, "stuck/", 6) == 0;
}

/* Without the suffix of an encrypted file: 1 it has one, 0. */
static int
strip_suffix(struct buf *name)
{
	if (!span_ends(span_buf(name), ".age") && !span_ends(span_buf(name), ".gpg"))
		return 0;
	buf_cut(name, name->len - 4);
	return 1;
}

/* One file: written, durable, and read back, or to be opened (or closed) by a key on the way. */
static int
copy_bytes(struct copying *c, const char *name, struct buf *from, struct buf *to)
{
	if (c->key != NULL && is_private(name)) {
		buf_adds(to, backup_key_suffix(c->key));
		return buf_ok(to, c->err) == -1 ? -1 : backup_encrypt(c->key, c->home, buf_str(from), buf_str(to), c->err);
	}
	if (c->identity != NULL && strip_suffix(to))
		return backup_decrypt(c->identity, c->home, buf_str(from), buf_str(to), c->err);
	return pass(buf_str(from), buf_str(to), 0, c->err) == -1 ? -1 : pass(buf_str(from), buf_str(to), 1, c->err);
}

/* `name`, or as it is called when it is encrypted: 1 there, 0 not, -1. */
static int
find_file(struct copying *c, const char *name, struct buf *found, struct stat *st)
{
	static const char *const	suffix[] = { "", ".age", ".gpg" };
	size_t				i, n = c->identity != NULL ? 3 : 1;
	struct buf			path = BUF_INIT;
	int				got = 0;

	for (i = 0; i < n && got == 0; i++) {
		buf_reset(found);
		buf_addf(found, "%s%s", name, suffix[i]);
		if (name_in(&path, c->from, buf_str(found), c->err) == -1)
			got = -1;
		else if (stat(buf_str(&path), st) == 0)
			got = 1;
		else if (errno != ENOENT)
			got = err_errno(c->err, ERR_CONFIG, "%s", buf_str(&path));
	}
	buf_free(&path);
	return got;
}

static int
copy_file(struct copying *c, const char *name, int needed)
{
	struct buf	 found = BUF_INIT, from = BUF_INIT, to = BUF_INIT;
	struct stat	 st;
	int		 got, result = -1;

	if ((got = find_file(c, name, &found, &st)) == 0)
		result = !needed ? 0 : err_set(c->err, ERR_CONFIG, "%s: there is no %s in it", c->from, name);
	else if (got == 1 && !S_ISREG(st.st_mode))
		result = 0;
	else if (got == 1 && name_in(&from, c->from, buf_str(&found), c->err) == 0 &&
	    name_in(&to, c->to, buf_str(&found), c->err) == 0 &&
	    (result = copy_bytes(c, name, &from, &to)) == 0)
		c->report->files++;
	buf_free(&found);
	buf_free(&from);
	buf_free(&to);
	return result;
}

static int
copy_entries(struct copying *c, const char *name, DIR *dir)
{
	struct buf	 path = BUF_INIT;
	struct dirent	*entry;
	int		 result = 0;

	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		result = name_in(&path, name, entry->d_name, c->err) == -1 ? -1 : copy_file(c, buf_str(&path), 0);
	}
	buf_free(&path);
	return result;
}

static int
copy_directory(struct copying *c, const char *name)
{
	struct buf	 path = BUF_INIT;
	DIR		*dir;
	int		 result = -1;

	if (name_in(&path, c->from, name, c->err) == -1)
		goto out;
	if ((dir = opendir(buf_str(&path))) == NULL) {
		result = errno == ENOENT ? 0 : err_errno(c->err, ERR_CONFIG, "%s", buf_str(&path));
		goto out;
	}
	if (name_in(&path, c->to, name, c->err) == 0 && io_mkdirs(buf_str(&path), 0700, c->err) == 0)
		result = copy_entries(c, name, dir);
	closedir(dir);
out:
	buf_free(&path);
	return result;
}

static int
copy_files(struct copying *c)
{
	size_t	 i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		if (copy_file(c, files[i], i < FILES_NEEDED) == -1)
			return -1;
	for (i = 0; i < sizeof directories / sizeof directories[0]; i++)
		if (copy_directory(c, directories[i]) == -1)
			return -1;
	return 0;
}

static int
copy_databases(struct copying *c, struct site *site)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (name_in(&path, c->to, "private.db", c->err) == 0 && db_copy(site->priv, buf_str(&path), c->err) == 0 &&
	    name_in(&path, c->to, "public.db", c->err) == 0)
		result = db_copy(site->pub, buf_str(&path), c->err);
	buf_free(&path);
	return result;
}

/* ---- reading back ---- */

static int
verify_database(struct db *db, const char *name, struct err *err)
{
	struct buf	 trouble = BUF_INIT;
	int		 got;

	if ((got = db_check(db, &trouble, err)) == 0)
		err_set(err, ERR_CONFIG, "%s: %s", name, buf_str(&trouble));
	buf_free(&trouble);
	return got == 1 ? 0 : -1;
}

static int
verify(struct copying *c)
{
	struct site	*copy;
	const char	*table = NULL;
	int		 got, result = -1;

	if ((copy = site_open(c->to, SITE_PUBLIC_READ | SITE_PRIVATE_READ, c->err)) == NULL)
		return -1;
	if (verify_database(copy->priv, "private.db", c->err) == 0 &&
	    verify_database(copy->pub, "public.db", c->err) == 0 &&
	    articles_count(copy->pub, NULL, &c->report->articles, c->err) == 0) {
		if ((got = derive_compare(copy->pub, &table, c->err)) == 0)
			err_set(c->err, ERR_CONFIG, "public.db: table %s is not what the articles say"
			    " (asm-site rebuild)", table);
		result = got == 1 ? 0 : -1;
	}
	site_close(copy);
	return result;
}

/* ---- a directory that is there when it is whole ---- */

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st;
	(void)kind;
	(void)walk;
	return remove(path);
}

/* An earlier run may have been cut off. */
static int
start_part(const char *dir, struct buf *part, struct err *err)
{
	struct stat	 st;

	if (lstat(dir, &st) == 0)
		return err_set(err, ERR_CREATE, "%s is there already: move it away", dir);
	buf_reset(part);
	buf_adds(part, dir);
	buf_trim(part, "/");
	buf_adds(part, ".part");
	if (buf_ok(part, err) == -1)
		return -1;
	if (lstat(buf_str(part), &st) == 0)
		nftw(buf_str(part), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return io_mkdirs(buf_str(part), 0700, err);
}

static int
end_part(const struct buf *part, const char *dir, struct err *err)
{
	struct buf	 inside = BUF_INIT;
	int		 result = -1;

	if (name_in(&inside, buf_str(part), "", err) == 0 && io_sync_parent(buf_str(&inside), err) == 0)
		result = rename(buf_str(part), dir) == 0 ? io_sync_parent(buf_str(part), err) : err_errno(err, ERR_CREATE, "%s", dir);
	buf_free(&inside);
	return result;
}

static int
make_plain(struct copying *c, struct site *site)
{
	return copy_databases(c, site) == -1 || copy_files(c) == -1 ? -1 : verify(c);
}

/* All files of a site that lies still, what is private through a key. */
static int
copy_all(struct copying *c)
{
	struct buf	home = BUF_INIT;
	int		result = -1;

	if (name_in(&home, c->key != NULL ? c->from : c->to, "gnupg", c->err) == 0 &&
	    io_mkdirs(buf_str(&home), 0700, c->err) == 0) {
		c->home = buf_str(&home);
		if (copy_file(c, "private.db", 1) == 0 && copy_file(c, "public.db", 1) == 0)
			result = copy_files(c);
		nftw(buf_str(&home), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	c->home = NULL;
	buf_free(&home);
	return result;
}

/*
 * What is private is never written in the clear where the backup goes, which may be somebody else's disk: the copy is made
 * and read back inside the site, and encrypted from there.
 */
static int
make_locked(struct copying *c, struct site *site)
{
	struct buf		plain = BUF_INIT;
	struct backup_report	ignored = { 0, 0 };
	struct copying		inner = { .from = c->from, .report = c->report, .err = c->err };
	struct copying		outer = { .to = c->to, .key = site->conf.backup_key, .report = &ignored, .err = c->err };
	int			result = -1;

	if (name_in(&plain, site->dir, "tmp/backup.XXXXXX", c->err) == -1)
		;
	else if (mkdtemp(plain.s) == NULL)
		err_errno(c->err, ERR_CREATE, "%s", buf_str(&plain));
	else {
		inner.to = outer.from = buf_str(&plain);
		result = make_plain(&inner, site) == -1 ? -1 : copy_all(&outer);
		nftw(buf_str(&plain), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	buf_free(&plain);
	return result;
}

int
backup_make(struct site *site, const char *dir, struct backup_report *report, struct err *err)
{
	struct buf	 part = BUF_INIT;
	struct copying	 c = { .from = site->dir, .report = report, .err = err };
	int		 result = -1;

	*report = (struct backup_report){ 0, 0 };
	if (start_part(dir, &part, err) == 0) {
		c.to = buf_str(&part);
		if ((site->conf.backup_key[0] == '\0' ? make_plain : make_locked)(&c, site) == 0)
			result = end_part(&part, dir, err);
	}
	buf_free(&part);
	return result;
}

/* ---- and back ---- */

/* The databases of a site again, with what may have been mailed forgotten. */
static int
prepare(struct copying *c, moment now)
{
	struct buf	 made = BUF_INIT, text = BUF_INIT, path = BUF_INIT;
	struct site	*site = NULL;
	int		 result = -1;

	buf_adds(&text, "Restored: ");
	time_rfc3339(&text, now);
	buf_addc(&text, '\n');
	if (buf_ok(&text, c->err) == 0 && name_in(&path, c->to, BACKUP_MARK, c->err) == 0 &&
	    io_replace(buf_str(&path), 0600, text.s, text.len, c->err) == 0 &&
	    site_make(c->to, NULL, NULL, now, &made, c->err) == 0 &&
	    (site = site_open(c->to, SITE_PUBLIC | SITE_PRIVATE, c->err)) != NULL)
		result = backup_forget(site, c->err);
	site_close(site);
	buf_free(&made);
	buf_free(&text);
	buf_free(&path);
	return result;
}

static int
restore_plain(const char *dir, const char *from, moment now, struct backup_report *report, struct err *err)
{
	struct buf	 part = BUF_INIT;
	struct copying	 c = { .from = from, .report = report, .err = err };
	struct site	*backup;
	int		 result = -1;

	if ((backup = site_open(from, SITE_PUBLIC_READ | SITE_PRIVATE_READ, err)) == NULL)
		return -1;
	if (start_part(dir, &part, err) == 0) {
		c.to = buf_str(&part);
		if (make_plain(&c, backup) == 0 && prepare(&c, now) == 0)
			result = end_part(&part, dir, err);
	}
	site_close(backup);
	buf_free(&part);
	return result;
}

/* 1 it is, 0, -1. */
static int
is_encrypted(const char *dir, struct err *err)
{
	struct copying	c = { .from = dir, .identity = "", .err = err };
	struct buf	found = BUF_INIT;
	struct stat	st;
	int		got;

	if ((got = find_file(&c, "private.db", &found, &st)) == 1)
		got = strip_suffix(&found);
	buf_free(&found);
	return got;
}

/* Opened beside the new site first. */
static int
restore_locked(const char *dir, const char *from, const char *identity, moment now, struct backup_report *report,
    struct err *err)
{
	struct buf		plain = BUF_INIT;
	struct backup_report	ignored = { 0, 0 };
	struct copying		c = { .from = from, .identity = identity, .report = &ignored, .err = err };
	int			result = -1;

	buf_addf(&plain, "%s.plain", dir);
	if (buf_ok(&plain, err) == 0) {
		nftw(buf_str(&plain), remove_one, 16, FTW_DEPTH | FTW_PHYS);
		c.to = buf_str(&plain);
		if (io_mkdirs(c.to, 0700, err) == 0 && copy_all(&c) == 0)
			result = restore_plain(dir, c.to, now, report, err);
		nftw(buf_str(&plain), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	buf_free(&plain);
	return result;
}

int
backup_restore(const char *dir, const char *from, const char *identity, moment now, struct backup_report *report,
    struct err *err)
{
	int	got;

	*report = (struct backup_report){ 0, 0 };
	if ((got = is_encrypted(from, err)) == -1)
		return -1;
	if (got == 1 && identity == NULL)
		return err_set(err, ERR_CONFIG, "%s is encrypted: say with --identity by which key it is opened", from);
	return got == 1 ? restore_locked(dir, from, identity, now, report, err) : restore_plain(dir, from, now, report, err);
}
