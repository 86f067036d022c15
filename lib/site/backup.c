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
#include "base/limits.h"
#include "site/derive.h"
#include "store/article.h"
#include "store/outbox.h"

/* What a site is, beside its databases.  The first four must be there. */
static const char *const files[] = { "asm.conf", "secret", "key", "servers", BACKUP_MARK };
#define FILES_NEEDED	4
static const char *const directories[] = { "po", "words", "style", SITE_RINGS, "stuck", "stuck/new", "stuck/cur" };

struct copying {
	const char		*from, *to;
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

/* Written, durable, and read back. */
static int
copy_bytes(struct copying *c, const char *from, const char *to)
{
	struct buf	 text = BUF_INIT, back = BUF_INIT;
	int		 result = -1;

	if (io_read_file(from, MESSAGE_MAX, &text, c->err) == 0 &&
	    io_replace(to, 0600, text.s, text.len, c->err) == 0 && io_read_file(to, MESSAGE_MAX, &back, c->err) == 0)
		result = span_eq(span_buf(&text), span_buf(&back)) ? 0 :
		    err_set(c->err, ERR_IO, "%s: not what was written", to);
	c->report->files++;
	buf_wipe(&text);
	buf_wipe(&back);
	return result;
}

static int
copy_file(struct copying *c, const char *name, int needed)
{
	struct buf	 from = BUF_INIT, to = BUF_INIT;
	struct stat	 st;
	int		 result = -1;

	if (name_in(&from, c->from, name, c->err) == -1 || name_in(&to, c->to, name, c->err) == -1)
		result = -1;
	else if (stat(buf_str(&from), &st) == -1)
		result = !needed && errno == ENOENT ? 0 : err_errno(c->err, ERR_CONFIG, "%s", buf_str(&from));
	else
		result = S_ISREG(st.st_mode) ? copy_bytes(c, buf_str(&from), buf_str(&to)) : 0;
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
	buf_addf(part, "%s.part", dir);
	if (buf_ok(part, err) == -1)
		return -1;
	if (lstat(buf_str(part), &st) == 0)
		nftw(buf_str(part), remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return io_mkdirs(buf_str(part), 0700, err);
}

static int
sync_directory(const char *dir, struct err *err)
{
	int	 fd, result;

	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return err_errno(err, ERR_IO, "%s", dir);
	result = fsync(fd) == 0 ? 0 : err_errno(err, ERR_IO, "%s", dir);
	close(fd);
	return result;
}

static int
end_part(const struct buf *part, const char *dir, struct err *err)
{
	struct buf	 parent = BUF_INIT;
	const char	*slash = strrchr(dir, '/');
	int		 result = -1;

	if (slash == NULL)
		buf_addc(&parent, '.');
	else
		buf_add(&parent, dir, slash > dir ? (size_t)(slash - dir) : 1);
	if (buf_ok(&parent, err) == 0 && sync_directory(buf_str(part), err) == 0)
		result = rename(buf_str(part), dir) == 0 ? sync_directory(buf_str(&parent), err) :
		    err_errno(err, ERR_CREATE, "%s", dir);
	buf_free(&parent);
	return result;
}

int
backup_make(struct site *site, const char *dir, struct backup_report *report, struct err *err)
{
	struct buf	 part = BUF_INIT;
	struct copying	 c = { site->dir, NULL, report, err };
	int		 result = -1;

	*report = (struct backup_report){ 0, 0 };
	if (start_part(dir, &part, err) == 0) {
		c.to = buf_str(&part);
		if (copy_databases(&c, site) == 0 && copy_files(&c) == 0 && verify(&c) == 0)
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

int
backup_restore(const char *dir, const char *from, moment now, struct backup_report *report, struct err *err)
{
	struct buf	 part = BUF_INIT;
	struct copying	 c = { from, NULL, report, err };
	struct site	*backup;
	int		 result = -1;

	*report = (struct backup_report){ 0, 0 };
	if ((backup = site_open(from, SITE_PUBLIC_READ | SITE_PRIVATE_READ, err)) == NULL)
		return -1;
	if (start_part(dir, &part, err) == 0) {
		c.to = buf_str(&part);
		if (copy_databases(&c, backup) == 0 && copy_files(&c) == 0 && verify(&c) == 0 && prepare(&c, now) == 0)
			result = end_part(&part, dir, err);
	}
	site_close(backup);
	buf_free(&part);
	return result;
}
