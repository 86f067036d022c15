#include "site/site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "store/contacts.h"
#include "store/db_early.h"

#define FILE_CONF	"asm.conf"
#define FILE_PUBLIC	"public.db"
#define FILE_PRIVATE	"private.db"
#define FILE_SECRET	"secret"
#define FILE_KEY	"key"
#define SECRET_FILE_MAX	1024

int
site_path(const struct site *site, const char *name, struct buf *path, struct err *err)
{
	buf_reset(path);
	buf_addf(path, "%s/%s", site->dir, name);
	return buf_ok(path, err);
}

int
site_ring(const struct site *site, const char *assembly, struct buf *path, struct err *err)
{
	buf_reset(path);
	buf_addf(path, "%s/" SITE_RINGS "/%s.gpg", site->dir, assembly);
	return buf_ok(path, err);
}

int
site_has_rings(const struct site *site)
{
	struct buf	 path = BUF_INIT;
	int		 there;

	there = site_path(site, SITE_RINGS, &path, NULL) == 0 && access(buf_str(&path), X_OK) == 0;
	buf_free(&path);
	return there;
}

const char *const *
site_addresses(const struct site *site)
{
	return site->address;
}

/* ---- opening ---- */

/* What others may read or change is no place for a secret. */
static int
check_owner(const char *dir, struct err *err)
{
	struct stat	 st;

	if (stat(dir, &st) == -1)
		return err_set(err, ERR_CONFIG, "no site at %s: %s", dir, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_CONFIG, "no site at %s: not a directory", dir);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG, "%s belongs to user %lu, and this is user %lu", dir,
		    (unsigned long)st.st_uid, (unsigned long)geteuid());
	if ((st.st_mode & 077) != 0)
		return err_set(err, ERR_CONFIG, "%s is open to others (mode %03o): chmod 700", dir,
		    (unsigned)st.st_mode & 0777);
	return 0;
}

static int
check_conf(const char *dir, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result = 0;

	buf_addf(&path, "%s/" FILE_CONF, dir);
	if ((result = buf_ok(&path, err)) == 0 && access(buf_str(&path), F_OK) == -1)
		result = err_set(err, ERR_CONFIG, "no site at %s: no " FILE_CONF " there (asm-site init makes one)",
		    dir);
	buf_free(&path);
	return result;
}

static struct db *
open_db(const struct site *site, const char *name, enum db_kind kind, enum db_mode mode, struct err *err)
{
	struct buf	 path = BUF_INIT;
	struct db	*db = NULL;

	if (site_path(site, name, &path, err) == 0 &&
	    (db = db_open(buf_str(&path), kind, mode, err)) == NULL &&
	    err != NULL && err->class == ERR_NOINPUT)
		err->class = ERR_CONFIG;
	buf_free(&path);
	return db;
}

static int
open_early(const struct site *site, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result;

	if ((result = site_path(site, FILE_PUBLIC, &path, err)) == 0 &&
	    (result = db_early(buf_str(&path), err)) == -1 && err != NULL && err->class == ERR_NOINPUT)
		err->class = ERR_CONFIG;
	buf_free(&path);
	return result;
}

static int
open_databases(struct site *site, unsigned flags, struct err *err)
{
	if ((flags & (SITE_PUBLIC | SITE_PUBLIC_READ)) != 0 &&
	    (site->pub = open_db(site, FILE_PUBLIC, DB_PUBLIC,
	    (flags & SITE_PUBLIC) != 0 ? DB_WRITE : DB_READ, err)) == NULL)
		return -1;
	site->writes = (flags & SITE_PUBLIC) != 0;
	if ((flags & SITE_PUBLIC_LATER) != 0 && open_early(site, err) == -1)
		return -1;
	if ((flags & (SITE_PRIVATE | SITE_PRIVATE_READ)) != 0 &&
	    (site->priv = open_db(site, FILE_PRIVATE, DB_PRIVATE,
	    (flags & SITE_PRIVATE) != 0 ? DB_WRITE : DB_READ, err)) == NULL)
		return -1;
	return 0;
}

/* A name that stays right when the caller changes directory. */
static char *
absolute(const char *dir, struct err *err)
{
	struct buf	 out = BUF_INIT;
	char		*here, *path;

	if (*dir != '/') {
		if ((here = getcwd(NULL, 0)) == NULL) {
			err_errno(err, ERR_CONFIG, "the current directory");
			return NULL;
		}
		buf_addf(&out, "%s/", here);
		free(here);
	}
	buf_adds(&out, dir);
	while (out.len > 1 && out.s[out.len - 1] == '/')
		buf_cut(&out, out.len - 1);
	if ((path = buf_take(&out)) == NULL)
		err_memory(err);
	return path;
}

struct site *
site_open(const char *dir, unsigned flags, struct err *err)
{
	struct site	*site;

	if (check_owner(dir, err) == -1 || check_conf(dir, err) == -1)
		return NULL;
	if ((site = calloc(1, sizeof *site)) == NULL) {
		err_memory(err);
		return NULL;
	}
	if ((site->dir = absolute(dir, err)) == NULL || conf_read(&site->conf, site->dir, err) == -1 ||
	    open_databases(site, flags, err) == -1) {
		site_close(site);
		return NULL;
	}
	site->address[0] = site->conf.list;
	return site;
}

void
site_close(struct site *site)
{
	if (site == NULL)
		return;
	/* Without the file everything works; whoever closes next will try again. */
	if (site->pub != NULL && site->writes)
		(void)contacts_keep(site->pub, NULL);
	db_close(site->pub);
	db_close(site->priv);
	conf_free(&site->conf);
	key_wipe(&site->key);
	if (site->words != NULL)
		site->free_words(site->words);
	free(site->dir);
	free(site);
}

/* ---- one question ---- */

struct db *
site_public(struct site *site, struct err *err)
{
	if (site->pub == NULL)
		site->pub = open_db(site, FILE_PUBLIC, DB_PUBLIC, DB_READ, err);
	return site->pub;
}

int
site_contact(struct site *site, const char *address, moment now, struct directory_contact *c, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 got = -1;

	if (site->pub == NULL && site_path(site, FILE_PUBLIC, &path, err) == 0)
		got = contacts_find(buf_str(&path), address, now, c);
	buf_free(&path);
	if (got == -1)
		got = site_public(site, err) != NULL ? directory_contact(site->pub, address, now, c, err) : -1;
	return got;
}

/* ---- secrets ---- */

/* The bytes of a file of one line of hex that only its owner may read. */
static int
read_secret(const struct site *site, const char *name, unsigned char *out, size_t n, struct err *err)
{
	struct buf	 path = BUF_INIT, text = BUF_INIT;
	struct stat	 st;
	int		 result = -1;

	if (site_path(site, name, &path, err) == -1)
		goto out;
	if (stat(buf_str(&path), &st) == -1)
		err_set(err, ERR_CONFIG, "%s: %s", buf_str(&path), strerror(errno));
	else if ((st.st_mode & 077) != 0)
		err_set(err, ERR_CONFIG, "%s is open to others (mode %03o): chmod 600", buf_str(&path),
		    (unsigned)st.st_mode & 0777);
	else if (io_read_file(buf_str(&path), SECRET_FILE_MAX, &text, err) == 0) {
		if (hash_unhex(span_trim(span_buf(&text)), out, n) == 0)
			result = 0;
		else
			err_set(err, ERR_CONFIG, "%s: not %zu bytes in hexadecimal", buf_str(&path), n);
	}
out:
	buf_free(&path);
	buf_wipe(&text);
	return result;
}

int
site_secret(const struct site *site, struct buf *secret, struct err *err)
{
	unsigned char	 raw[SITE_SECRET_LEN];
	int		 result;

	if ((result = read_secret(site, FILE_SECRET, raw, sizeof raw, err)) == 0) {
		buf_reset(secret);
		buf_add(secret, raw, sizeof raw);
		result = buf_ok(secret, err);
	}
	explicit_bzero(raw, sizeof raw);
	return result;
}

int
site_key(struct site *site, struct key *key, struct err *err)
{
	unsigned char	 seed[KEY_LEN];
	int		 result = 0;

	if (!site->key.is_private && (result = read_secret(site, FILE_KEY, seed, sizeof seed, err)) == 0)
		result = key_of_seed(&site->key, seed, err);
	explicit_bzero(seed, sizeof seed);
	*key = site->key;
	return result;
}

/* ---- servers ---- */

static int
is_server(const struct record *r, const char *domain, const char *selector)
{
	const char	*server = record_get(r, "Server"), *name = record_get(r, "Selector");

	return server != NULL && name != NULL && strcmp(server, domain) == 0 && strcmp(name, selector) == 0;
}

static int
find_server(struct span text, const char *domain, const char *selector, struct key *key, struct err *err)
{
	struct record	 r = RECORD_INIT;
	const char	*value;
	int		 got, found = 0;

	while (found == 0 && (got = record_parse(&text, &r, err)) != 0) {
		if (got == -1)
			found = -1;
		else if (is_server(&r, domain, selector))
			found = (value = record_get(&r, "Key")) != NULL &&
			    key_of_public(key, span_str(value), err) == 0 ? 1 :
			    err_set(err, ERR_CONFIG, "%s, %s: no usable Key", domain, selector);
	}
	record_free(&r);
	return found;
}

int
site_server_key(void *arg, const char *domain, const char *selector, struct key *key, struct err *err)
{
	struct buf	 path = BUF_INIT, text = BUF_INIT;
	int		 found = -1;

	if (site_path(arg, SITE_SERVERS, &path, err) == 0 &&
	    io_read_file(buf_str(&path), RECORD_MAX, &text, err) == 0)
		found = find_server(span_buf(&text), domain, selector, key, err);
	if (found == -1) {
		err_within(err, SITE_SERVERS);
		if (err != NULL && err->class != ERR_AGAIN)
			err->class = ERR_CONFIG;
	}
	buf_free(&path);
	buf_free(&text);
	return found;
}
