#include "site/outgoing.h"

#include <string.h>

#include "mail/field.h"
#include "mail/word.h"
#include "store/article.h"

/* ---- links ---- */

/* "<id@host>; rev=1": what stands between the brackets, appended. */
static int
add_inner_id(struct buf *out, const struct header *h, const char *name)
{
	struct buf	value = BUF_INIT;
	ptrdiff_t	open, close;
	int		found = 0;

	if (header_value(h, name, &value) == 1 && (open = span_chr(span_buf(&value), '<')) != -1 &&
	    (close = span_chr(span_buf(&value), '>')) > open + 1) {
		buf_add(out, value.s + open + 1, (size_t)(close - open - 1));
		found = 1;
	}
	buf_free(&value);
	return found;
}

/* Only what we write into paths ourselves: numbers, tags, dates. */
static int
add_path(struct buf *out, const struct header *h, const char *name, size_t max)
{
	struct buf	value = BUF_INIT;
	size_t		i, n;
	int		found;

	found = header_value(h, name, &value) == 1;
	for (i = 0, n = 0; found && i < value.len && n < max; i++, n++) {
		char	c = value.s[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'))
			break;
		buf_addc(out, c);
	}
	buf_free(&value);
	return n > 0;
}

static int
url_of_post(struct buf *out, const struct site *site, const struct header *h)
{
	size_t	start = out->len;

	buf_addf(out, "%sposts/", site->conf.url);
	if (add_path(out, h, "Asm-Number", 20))
		return 1;
	buf_cut(out, start);
	return 0;
}

/* The page of a translation is its original's, with the language. */
static int
url_of_translation(struct buf *out, struct site *site, const struct header *h, struct err *err)
{
	struct articles_row	 row;
	struct db_rows		*rows = NULL;
	struct header		 original = { 0 };
	struct buf		 id = BUF_INIT;
	size_t			 start = out->len;
	int			 got = 0;

	if (add_inner_id(&id, h, "Asm-Translation-Of") &&
	    (got = (rows = articles_by_id(site->pub, buf_str(&id), err)) == NULL ? -1 : 1) == 1 &&
	    (got = articles_next(rows, &row, err)) == 1 &&
	    (got = header_split(&original, row.message, err)) == 0 && url_of_post(out, site, &original)) {
		buf_addc(out, '.');
		if (!add_path(out, h, "Content-Language", 35))
			buf_cut(out, start);
	}
	header_free(&original);
	db_done(rows);
	buf_free(&id);
	return got == -1 ? -1 : out->len > start;
}

static int
url_of_issue(struct buf *out, const struct site *site, const struct header *h)
{
	size_t	start = out->len;

	buf_addf(out, "%sissues/", site->conf.url);
	if (add_path(out, h, "Asm-Edition", 40) && buf_addc(out, '-') == 0 && add_path(out, h, "Asm-Window", 10) &&
	    buf_addc(out, '.') == 0 && add_path(out, h, "Content-Language", 35))
		return 1;
	buf_cut(out, start);
	return 0;
}

/* An entry of the newswire stands on its assembly's own site. */
static int
url_of_wire(struct buf *out, const struct header *h)
{
	struct buf	value = BUF_INIT;
	struct span	url;
	int		found;

	found = header_value(h, "Asm-Link", &value) == 1 && value.len > 2;
	url = found ? span_make(value.s + 1, value.len - 2) : SPAN_NONE;
	found = span_starts(url, "https://") || span_starts(url, "http://");
	if (found)
		buf_addspan(out, url);
	buf_free(&value);
	return found;
}

static int
add_url(struct buf *out, struct site *site, const struct header *h, struct err *err)
{
	struct buf	type = BUF_INIT;
	int		got = 0;

	if (header_value(h, "Asm-Type", &type) == 1 && strcmp(buf_str(&type), "wire") == 0)
		(void)url_of_wire(out, h);
	else if (site->conf.url[0] == '\0')
		;
	else if (strcmp(buf_str(&type), "post") == 0)
		got = url_of_post(out, site, h);
	else if (strcmp(buf_str(&type), "translation") == 0)
		got = url_of_translation(out, site, h, err);
	else if (strcmp(buf_str(&type), "issue") == 0)
		got = url_of_issue(out, site, h);
	if (got == 1)
		buf_adds(out, ".html");
	buf_free(&type);
	return got == -1 ? -1 : 0;
}

int
outgoing_url(struct buf *out, struct site *site, struct span article, struct err *err)
{
	struct header	h;
	int		result;

	if (header_split(&h, article, err) == -1)
		return -1;
	result = add_url(out, site, &h, err);
	header_free(&h);
	return result;
}

/* ---- fields ---- */

static int
add_local(struct buf *out, struct site *site, const struct header *h, moment arrival, struct err *err)
{
	struct buf	url = BUF_INIT;
	int		result;

	buf_adds(out, "Asm-Date: ");
	time_rfc3339(out, arrival);
	buf_addc(out, '\n');
	if ((result = add_url(&url, site, h, err)) == 0 && url.len > 0)
		buf_addf(out, "Archived-At: <%s>\n", buf_str(&url));
	buf_free(&url);
	return result;
}

/* RFC 8058 is promised only where a POST to that very address is enough; a mail leaves everywhere. */
static void
add_leave(struct buf *out, const struct conf *conf, const char *leave)
{
	if (leave == NULL)
		buf_addf(out, "List-Unsubscribe: <mailto:observe@%s?subject=leave>\n", conf->domain);
	else if (conf->one_click[0] == '\0')
		buf_addf(out, "List-Unsubscribe: <mailto:observe+%s@%s?subject=leave>\n", leave, conf->domain);
	else
		buf_addf(out, "List-Unsubscribe: <%s/leave/%s>,\n <mailto:observe+%s@%s?subject=leave>\n"
		    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n", conf->one_click, leave, leave, conf->domain);
}

/* The list's own fields (RFC 2919, 2369).  A robot's answer stops at Precedence, a loop at our mark. */
static void
add_list(struct buf *out, const struct conf *conf, const char *leave)
{
	buf_adds(out, "List-Id: ");
	word_encode_phrase(out, span_str(conf->title), 9);
	buf_addf(out, "\n <%s>\n", conf->list_id);
	buf_addf(out, "List-Post: <mailto:%s> (assemblies only)\n", conf->list);
	buf_addf(out, "List-Help: <mailto:help@%s>\n", conf->domain);
	add_leave(out, conf, leave);
	buf_addf(out, "List-Subscribe: <mailto:observe@%s?subject=join>\n", conf->domain);
	buf_addf(out, "List-Owner: <mailto:owner@%s>\n", conf->domain);
	if (conf->url[0] != '\0')
		buf_addf(out, "List-Archive: <%s>\n", conf->url);
	buf_addf(out, "Precedence: list\nX-Loop: %s\n", conf->list);
}

static int
put(struct buf *out, struct site *site, struct span article, moment arrival, int list, const char *leave,
    struct err *err)
{
	struct header	h;
	int		result;

	if (header_split(&h, article, err) == -1)
		return -1;
	if ((result = add_local(out, site, &h, arrival, err)) == 0) {
		if (list)
			add_list(out, &site->conf, leave);
		buf_addspan(out, article);
		result = buf_ok(out, err);
	}
	header_free(&h);
	return result;
}

int
outgoing_stream(struct buf *out, struct site *site, struct span article, moment arrival, struct err *err)
{
	return put(out, site, article, arrival, 0, NULL, err);
}

int
outgoing_mail(struct buf *out, struct site *site, struct span article, moment arrival, const char *leave,
    struct err *err)
{
	return put(out, site, article, arrival, 1, leave, err);
}
