/* What a restored site must know before it signs again. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "site/backup.h"
#include "store/article.h"
#include "store/outbox.h"

int
backup_waits(const struct site *site, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 there;

	there = site_path(site, BACKUP_MARK, &path, NULL) == -1 || access(buf_str(&path), F_OK) == 0;
	buf_free(&path);
	if (there)
		err_set(err, ERR_AGAIN, "%s was restored and signs nothing: asm-site resume, once nothing is missing",
		    site->dir);
	return there;
}

int
backup_forget(struct site *site, struct err *err)
{
	int64_t	 serial;
	moment	 last;

	if (articles_last(site->pub, &serial, &last, err) == -1 || db_begin(site->priv, err) == -1)
		return -1;
	if (outbox_forget(site->priv, serial, err) == 0 && db_commit(site->priv, err) == 0)
		return 0;
	db_rollback(site->priv);
	return -1;
}

int
backup_resume(struct site *site, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (site_path(site, BACKUP_MARK, &path, err) == 0 && backup_forget(site, err) == 0)
		result = unlink(buf_str(&path)) == 0 || errno == ENOENT ? 0 :
		    err_errno(err, ERR_CREATE, "%s", buf_str(&path));
	buf_free(&path);
	return result;
}

/* ---- a new key ---- */

/* A name that no key of ours has had: the year and a letter. */
static int
new_selector(struct site *site, moment now, struct buf *out, struct err *err)
{
	struct civil	 day;
	struct key	 key;
	size_t		 start = out->len;
	char		 letter;
	int		 got = 1;

	time_civil(now, &day);
	for (letter = 'a'; got == 1 && letter <= 'z'; letter++) {
		buf_cut(out, start);
		buf_addf(out, "%d%c", day.year, letter);
		if (buf_ok(out, err) == -1)
			return -1;
		if (strcmp(buf_str(out) + start, site->conf.selector) != 0)
			got = site_server_key(site, site->conf.domain, buf_str(out) + start, &key, err);
	}
	return got == 1 ? err_set(err, ERR_CONFIG, "%s has had 26 keys this year", site->conf.domain) : got;
}

/* The file with `text` made of its bytes by the caller. */
static int
replace(struct site *site, const char *name, const struct buf *text, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (buf_ok(text, err) == 0 && site_path(site, name, &path, err) == 0)
		result = io_replace(buf_str(&path), 0600, text->s, text->len, err);
	buf_free(&path);
	return result;
}

static int
read_old(struct site *site, const char *name, struct buf *text, struct err *err)
{
	struct buf	 path = BUF_INIT;
	int		 result = -1;

	if (site_path(site, name, &path, err) == 0)
		result = io_read_file(buf_str(&path), RECORD_MAX, text, err);
	buf_free(&path);
	return result;
}

static int
tell_servers(struct site *site, const char *selector, const struct key *key, moment now, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result = -1;

	if (read_old(site, SITE_SERVERS, &text, err) == 0) {
		if (text.len > 0 && !span_ends(span_buf(&text), "\n"))
			buf_addc(&text, '\n');
		buf_addf(&text, "\nServer: %s\nSelector: %s\nKey: ", site->conf.domain, selector);
		hash_base64(&text, key->pub, sizeof key->pub);
		buf_adds(&text, "\nNot-Before: ");
		time_rfc3339(&text, now);
		buf_addc(&text, '\n');
		result = replace(site, SITE_SERVERS, &text, err);
	}
	buf_free(&text);
	return result;
}

static int
store_key(struct site *site, const struct key *key, struct err *err)
{
	struct buf	 text = BUF_INIT;
	int		 result;

	hash_hex(&text, key->seed, sizeof key->seed);
	buf_addc(&text, '\n');
	result = replace(site, "key", &text, err);
	buf_wipe(&text);
	return result;
}

static int
tell_conf(struct site *site, const char *selector, struct err *err)
{
	struct buf	 text = BUF_INIT, out = BUF_INIT;
	struct span	 left, line;
	int		 result = -1;

	if (read_old(site, "asm.conf", &text, err) == 0) {
		left = span_buf(&text);
		while (span_line(&left, &line)) {
			if (line.n >= 9 && span_caseeqs(span_head(line, 9), "Selector:"))
				buf_addf(&out, "Selector: %s\n", selector);
			else {
				buf_addspan(&out, line);
				buf_addc(&out, '\n');
			}
		}
		result = replace(site, "asm.conf", &out, err);
	}
	buf_free(&text);
	buf_free(&out);
	return result;
}

/* Cut off anywhere, the mark still stands, and the next run makes a newer key. */
int
backup_alone(struct site *site, moment now, struct buf *selector, struct err *err)
{
	struct key	 key;
	const char	*name;
	size_t		 start = selector->len;
	int		 result = -1;

	if (key_make(&key, err) == -1 || new_selector(site, now, selector, err) == -1)
		return -1;
	name = buf_str(selector) + start;
	if (tell_servers(site, name, &key, now, err) == 0 && store_key(site, &key, err) == 0 &&
	    tell_conf(site, name, err) == 0)
		result = backup_resume(site, err);
	key_wipe(&key);
	return result;
}
