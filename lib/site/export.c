#include "site/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "mail/body.h"
#include "mail/entry.h"
#include "mail/mime.h"
#include "site/outgoing.h"
#include "store/article.h"
#include "store/search.h"
#include "text/terms.h"
#include "text/words.h"

struct exporting {
	struct site		*site;
	const char		*path;
	struct buf		 part;		/* the new file's name until it is whole */
	struct words		*words;
	struct export_report	*report;
	int			 lock;
};

/* ---- one article ---- */

/* Bounded, between two characters. */
static void
cut_text(struct buf *text)
{
	size_t	n = SEARCH_TEXT;

	if (text->len <= n)
		return;
	while (n > 0 && ((unsigned char)text->s[n] & 0xC0) == 0x80)
		n--;
	buf_cut(text, n);
}

/* What people read of it. */
static int
read_text(struct span message, struct buf *out, struct err *err)
{
	struct mime	*m;
	struct body	 b;
	int		 result;

	if ((m = mime_parse(message, err)) == NULL)
		return -1;
	if ((result = body_read(&b, m, err)) == 0) {
		result = body_words(out, &b, err);
		body_free(&b);
	}
	mime_free(m);
	cut_text(out);
	return result == -1 ? -1 : buf_ok(out, err);
}

/* Its title and who wrote it are found, too. */
static int
plain_words(struct buf *out, const struct entry *e, const struct buf *text, struct err *err)
{
	terms_plain(out, span_str(e->title));
	terms_plain(out, span_str(e->name));
	terms_plain(out, span_str(e->place));
	terms_plain(out, span_str(e->group));
	terms_plain(out, span_buf(text));
	return buf_ok(out, err);
}

/* Strings of one page, kept until it is put. */
struct page_text {
	struct buf	number, language, url, text, words;
};

static void
page_text_free(struct page_text *t)
{
	buf_free(&t->number);
	buf_free(&t->language);
	buf_free(&t->url);
	buf_free(&t->text);
	buf_free(&t->words);
}

static int
put_page(struct exporting *x, struct db *to, const struct articles_row *row, const struct entry *e, struct err *err)
{
	struct page_text	t = { .number = BUF_INIT };
	struct search_page	p = { row->serial, "", row->type, "", e->title, e->name, e->place, "", row->arrival, SPAN_NONE };
	int			result = -1;

	if (strcmp(row->origin, x->site->conf.domain) != 0 && *e->number != '\0')
		buf_addf(&t.number, "%s/", row->origin);
	buf_adds(&t.number, e->number);
	buf_add(&t.language, e->language, strcspn(e->language, "-"));
	if (outgoing_url(&t.url, x->site, row->message, err) == 0 && read_text(row->message, &t.text, err) == 0 &&
	    plain_words(&t.words, e, &t.text, err) == 0) {
		p.number = buf_str(&t.number);
		p.language = buf_str(&t.language);
		p.url = buf_str(&t.url);
		p.text = span_str(buf_str(&t.text));
		result = search_put(to, &p, span_buf(&t.words), err);
	}
	page_text_free(&t);
	return result;
}

/* Records of the directory and checkpoints are for programs. */
static int
is_read(const char *type)
{
	return strcmp(type, "post") == 0 || strcmp(type, "translation") == 0 || strcmp(type, "issue") == 0 ||
	    strcmp(type, "wire") == 0;
}

static int
put_article(struct exporting *x, struct db *to, const struct articles_row *row, struct err *err)
{
	struct entry	e;
	int		result;

	if (!is_read(row->type))
		return 0;
	if (entry_read(&e, x->words, row->message, "", err) == -1)
		return -1;
	if ((result = put_page(x, to, row, &e, err)) == 0)
		x->report->pages++;
	entry_free(&e);
	return result;
}

/* ---- all that is new ---- */

/* In a transaction on `to`. */
static int
put_articles(struct exporting *x, struct db *to, int64_t serial, struct err *err)
{
	struct articles_row	row;
	struct db_rows		*rows;
	unsigned char		digest[HASH_LEN];
	int			got, any = 0;

	if ((rows = articles_after(x->site->pub, serial, err)) == NULL)
		return -1;
	while ((got = articles_next(rows, &row, err)) == 1) {
		if (put_article(x, to, &row, err) == -1) {
			got = -1;
			break;
		}
		any = 1;
		serial = row.serial;
		memcpy(digest, row.digest.s, sizeof digest);
	}
	db_done(rows);
	if (got == 0 && any)
		got = search_set_mark(to, serial, span_make((const char *)digest, sizeof digest), x->site->conf.url, err);
	return got;
}

static int
add_new(struct exporting *x, int64_t serial, struct err *err)
{
	struct db	*to;
	int		 result = -1;

	if ((to = db_open(buf_str(&x->part), DB_SEARCH, DB_WRITE, err)) == NULL)
		return -1;
	if (db_begin(to, err) == 0 && put_articles(x, to, serial, err) == 0)
		result = db_commit(to, err);
	db_close(to);
	return result;
}

/* ---- the file ---- */

/*
 * What there is, if it can be gone on from: 1 with *old open and *serial its last article, 0 it cannot (*old an empty one), -1.
 */
static int
open_old(struct exporting *x, struct db **old, int64_t *serial, struct err *err)
{
	struct articles_row	row;
	struct db_rows		*rows = NULL;
	struct buf		url = BUF_INIT;
	unsigned char		digest[HASH_LEN];
	struct err		why = { 0 };
	int			good = 0;

	*serial = 0;
	/* What is no such file is somebody's. */
	if ((*old = db_open(x->path, DB_SEARCH, DB_READ, &why)) == NULL && why.class != ERR_NOINPUT)
		return err_set(err, why.class == ERR_AGAIN ? ERR_AGAIN : ERR_CREATE, "%s (remove it, and it is made anew)", why.text);
	if (*old != NULL && search_get_mark(*old, serial, digest, &url, &why) == 1 &&
	    strcmp(buf_str(&url), x->site->conf.url) == 0 &&
	    (rows = articles_by_serial(x->site->pub, *serial, &why)) != NULL && articles_next(rows, &row, &why) == 1)
		good = span_eq(row.digest, span_make((const char *)digest, sizeof digest));
	db_done(rows);
	buf_free(&url);
	if (good)
		return 1;
	db_close(*old);
	*serial = 0;
	return (*old = db_open(NULL, DB_SEARCH, DB_SCRATCH, err)) == NULL ? -1 : 0;
}

/* The old one and what is new, under another name; then it takes the old one's place. */
static int
replace(struct exporting *x, struct db *old, int64_t serial, struct err *err)
{
	const char	*part = buf_str(&x->part);

	if (unlink(part) == -1 && errno != ENOENT)
		return err_errno(err, ERR_CREATE, "%s", part);
	if (db_copy(old, part, err) == -1)
		return -1;
	if (add_new(x, serial, err) == 0) {
		if (chmod(part, 0644) == 0 && rename(part, x->path) == 0)
			return io_sync_parent(x->path, err);
		err_errno(err, ERR_CREATE, "%s", x->path);
	}
	(void)unlink(part);
	return -1;
}

static int
bring_up_to_date(struct exporting *x, struct err *err)
{
	struct db	*old = NULL;
	int64_t		 serial, last;
	moment		 arrival;
	int		 known, result = -1;

	if ((known = open_old(x, &old, &serial, err)) != -1 && articles_last(x->site->pub, &last, &arrival, err) == 0)
		result = known && serial == last ? 0 : replace(x, old, serial, err);
	db_close(old);
	return result;
}

/* Of a site one run at a time writes the file; the kernel gives the lock back, whatever happens. */
static int
take_lock(struct exporting *x, struct err *err)
{
	struct flock	lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct buf	path = BUF_INIT;
	int		result = -1;

	if (site_path(x->site, "export.lock", &path, err) == -1)
		;
	else if ((x->lock = open(buf_str(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) == -1)
		err_errno(err, ERR_CREATE, "%s", buf_str(&path));
	else if (fcntl(x->lock, F_SETLK, &lock) == -1)
		err_set(err, ERR_AGAIN, "another run is exporting");
	else
		result = 0;
	buf_free(&path);
	return result;
}

int
export_search(struct site *site, const char *path, struct export_report *report, struct err *err)
{
	struct exporting	x = { .site = site, .path = path, .report = report, .lock = -1 };
	struct buf		overrides = BUF_INIT;
	int			result = -1;

	*report = (struct export_report){ 0 };
	buf_addf(&x.part, "%s.part", path);
	if (buf_ok(&x.part, err) == 0 && site_path(site, "words", &overrides, err) == 0 && take_lock(&x, err) == 0 &&
	    (x.words = words_open(buf_str(&overrides), err)) != NULL)
		result = bring_up_to_date(&x, err);
	words_free(x.words);
	if (x.lock != -1)
		close(x.lock);
	buf_free(&overrides);
	buf_free(&x.part);
	return result;
}
