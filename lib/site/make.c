/* site_make: a new site, or what is missing of one. */
#include "site/site.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/io.h"

static const char *const directories[] = { "po", "words", "style", "www", "tmp", "incoming", "stuck" };

struct making {
	const char	*dir;
	struct buf	*made;
	struct err	*err;
};

static int
name_in(const struct making *m, const char *name, struct buf *path)
{
	buf_reset(path);
	buf_addf(path, "%s/%s", m->dir, name);
	return buf_ok(path, m->err);
}

static void
say(const struct making *m, const char *name)
{
	buf_addf(m->made, "%s/%s\n", m->dir, name);
}

static int
is_there(const char *path)
{
	struct stat	 st;

	return lstat(path, &st) == 0;
}

/* A file that only its owner may read, unless something of that name is there. */
static int
make_file(const struct making *m, const char *name, const struct buf *text)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (buf_ok(text, m->err) == -1 || name_in(m, name, &path) == -1)
		goto out;
	if (is_there(buf_str(&path)))
		result = 0;
	else if ((result = io_replace(buf_str(&path), 0600, text->s, text->len, m->err)) == 0)
		say(m, name);
out:
	buf_free(&path);
	return result;
}

static int
make_directory(const struct making *m, const char *name)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (name_in(m, name, &path) == 0) {
		if (mkdir(buf_str(&path), 0700) == 0) {
			say(m, name);
			result = 0;
		} else
			result = errno == EEXIST ? 0 : err_errno(m->err, ERR_CREATE, "%s", buf_str(&path));
	}
	buf_free(&path);
	return result;
}

/* Thirty-two random bytes in hexadecimal: the secret, and the seed of the key. */
static int
make_secret(const struct making *m, const char *name)
{
	unsigned char	 raw[SITE_SECRET_LEN];
	struct buf	 text = BUF_INIT;
	int		 result;

	if (hash_random(raw, sizeof raw) == -1)
		return err_set(m->err, ERR_AGAIN, "no random bytes");
	hash_hex(&text, raw, sizeof raw);
	buf_addc(&text, '\n');
	result = make_file(m, name, &text);
	explicit_bzero(raw, sizeof raw);
	buf_wipe(&text);
	return result;
}

static int
make_conf(const struct making *m, const char *list, const char *title, moment now)
{
	struct buf	 text = BUF_INIT, path = BUF_INIT;
	int		 result = -1;

	if (name_in(m, "asm.conf", &path) == -1)
		goto out;
	if (is_there(buf_str(&path)))
		result = 0;
	else if (list == NULL)
		err_set(m->err, ERR_USAGE, "a new site needs the address of its list");
	else if (conf_write(&text, list, title, now, m->err) == 0)
		result = make_file(m, "asm.conf", &text);
	else if (m->err != NULL && m->err->class == ERR_CONFIG)
		m->err->class = ERR_USAGE;
out:
	buf_free(&text);
	buf_free(&path);
	return result;
}

static int
make_database(const struct making *m, const char *name, enum db_kind kind)
{
	struct buf	 path = BUF_INIT;
	struct db	*db;
	int		 there, result = -1;

	if (name_in(m, name, &path) == 0) {
		there = is_there(buf_str(&path));
		if ((db = db_open(buf_str(&path), kind, DB_CREATE, m->err)) != NULL) {
			db_close(db);
			if (!there)
				say(m, name);
			result = 0;
		}
	}
	buf_free(&path);
	return result;
}

/* Ourselves: the first server whose articles we accept. */
static int
make_servers(const struct making *m, moment now)
{
	struct site	*site;
	struct buf	 text = BUF_INIT;
	struct key	 key;
	int		 result = -1;

	if ((site = site_open(m->dir, 0, m->err)) == NULL)
		return -1;
	if (site_key(site, &key, m->err) == 0) {
		buf_adds(&text, "# Whose articles are accepted: one record for each server and key (asm-mail(5)).\n");
		buf_addf(&text, "Server: %s\nSelector: %s\nKey: ", site->conf.domain, site->conf.selector);
		hash_base64(&text, key.pub, sizeof key.pub);
		buf_adds(&text, "\nNot-Before: ");
		time_rfc3339(&text, now);
		buf_addc(&text, '\n');
		result = make_file(m, SITE_SERVERS, &text);
		key_wipe(&key);
	}
	buf_free(&text);
	site_close(site);
	return result;
}

static int
make_directories(const struct making *m)
{
	size_t	 i;

	for (i = 0; i < sizeof directories / sizeof directories[0]; i++)
		if (make_directory(m, directories[i]) == -1)
			return -1;
	return 0;
}

static int
make_site_directory(const struct making *m)
{
	if (is_there(m->dir))
		return 0;
	if (io_mkdirs(m->dir, 0700, m->err) == -1)
		return -1;
	buf_addf(m->made, "%s\n", m->dir);
	return 0;
}

int
site_make(const char *dir, const char *list, const char *title, moment now, struct buf *made, struct err *err)
{
	struct making	 m = { dir, made, err };

	buf_reset(made);
	if (make_site_directory(&m) == -1 || make_conf(&m, list, title, now) == -1 ||
	    make_secret(&m, "secret") == -1 || make_secret(&m, "key") == -1 ||
	    make_servers(&m, now) == -1 || make_directories(&m) == -1 ||
	    make_database(&m, "public.db", DB_PUBLIC) == -1 ||
	    make_database(&m, "private.db", DB_PRIVATE) == -1)
		return -1;
	return buf_ok(made, err);
}
