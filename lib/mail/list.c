#include <stdlib.h>
#include <string.h>

#include "mail/address.h"
#include "mail/field.h"
#include "mail/list.h"
#include "mail/word.h"
#include "text/utf8.h"

#define LIST_URL_MAX	2000
#define LIST_NAME_MAX	200

static int
is_set(const char *s)
{
	return s != NULL && *s != '\0';
}

static int
keep(char **where, struct span value, struct err *err)
{
	char	*copy = span_dup(value);

	if (copy == NULL)
		return err_memory(err);
	free(*where);
	*where = copy;
	return 0;
}

/* The domain of an address we are ready to write to, in lower case; empty if it is none. */
static int
domain_of(struct buf *out, struct span address)
{
	ptrdiff_t	 at = span_chr(address, '@');

	if (at == -1 || !address_plain(address))
		return 0;
	return address_normal(out, span_from(address, (size_t)at + 1));
}

static int
keep_address(struct list *l, struct span address, struct err *err)
{
	struct buf	 domain = BUF_INIT;
	int		 r = 0;

	if (domain_of(&domain, address) == -1)
		r = err_memory(err);
	else if (domain.len > 0 && !is_set(l->address) &&
	    ((r = keep(&l->address, address, err)) == -1 || (r = keep(&l->domain, span_buf(&domain), err)) == -1))
		r = -1;
	buf_free(&domain);
	return r;
}

int
list_set_address(struct list *l, const char *address, struct err *err)
{
	if (!address_plain(span_str(address)))
		return err_set(err, ERR_USAGE, "%s is no mail address", address);
	free(l->address);
	l->address = NULL;
	return keep_address(l, span_str(address), err);
}

/* ---- fields ---- */

/* Is it an address we can show as a link? Its form was checked by whoever wrote it, or not at all. */
static int
is_link(struct span url, int mail_too)
{
	size_t	 i;

	for (i = 0; i < url.n; i++)
		if ((unsigned char)url.s[i] <= ' ' || (unsigned char)url.s[i] >= 0x7f ||
		    strchr("<>\"`\\^{}|", url.s[i]) != NULL)
			return 0;
	return url.n <= LIST_URL_MAX &&
	    (span_casestarts(url, "https://") || span_casestarts(url, "http://") ||
	    (mail_too && span_casestarts(url, "mailto:")));
}

/* The first fitting one of "<url> (comment), <url>". */
static struct span
url_of(struct span value, int mail_too)
{
	ptrdiff_t	 open, close;
	struct span	 url;

	while ((open = span_chr(value, '<')) != -1) {
		value = span_from(value, (size_t)open + 1);
		if ((close = span_chr(value, '>')) == -1)
			break;
		url = span_trim(span_head(value, (size_t)close));
		if (is_link(url, mail_too))
			return url;
		value = span_from(value, (size_t)close + 1);
	}
	return SPAN_NONE;
}

static int
keep_url(char **where, const struct header *h, const char *name, int mail_too, struct err *err)
{
	struct buf	 raw = BUF_INIT;
	struct span	 url;
	int		 r = 0;

	if (is_set(*where))
		return 0;
	if (header_value(h, name, &raw) == -1)
		r = err_memory(err);
	else if ((url = url_of(span_buf(&raw), mail_too)).n > 0)
		r = keep(where, url, err);
	buf_free(&raw);
	return r;
}

/* "<squares.lists.example>": the domain is what stands behind the list's own label. */
static int
learn_namespace(struct list *l, struct span id, struct err *err)
{
	struct buf	 domain = BUF_INIT;
	ptrdiff_t	 dot = span_chr(id, '.');
	size_t		 i;
	int		 r = 0;

	if (is_set(l->domain) || dot <= 0)
		return 0;
	address_normal(&domain, span_from(id, (size_t)dot + 1));
	i = strspn(buf_str(&domain), "abcdefghijklmnopqrstuvwxyz0123456789.-");
	if (buf_ok(&domain, err) == -1)
		r = -1;
	else if (i > 0 && i == domain.len && i <= LIST_NAME_MAX && strchr(buf_str(&domain), '.') != NULL)
		r = keep(&l->domain, span_buf(&domain), err);
	buf_free(&domain);
	return r;
}

/* List-Id: "A name <squares.lists.example>" (RFC 2919). */
static int
learn_name(struct list *l, const struct header *h, struct err *err)
{
	struct buf	 raw = BUF_INIT, decoded = BUF_INIT, line = BUF_INIT;
	struct span	 phrase, id;
	ptrdiff_t	 open, close;
	int		 r = -1;

	if (is_set(l->name) && is_set(l->domain))
		return 0;
	if (header_value(h, "List-Id", &raw) == -1)
		goto out;
	phrase = span_buf(&raw);
	if ((open = span_chr(phrase, '<')) != -1) {
		id = span_from(phrase, (size_t)open + 1);
		phrase = span_trim(span_head(phrase, (size_t)open));
		if ((close = span_chr(id, '>')) != -1 && learn_namespace(l, span_head(id, (size_t)close), err) == -1)
			goto out;
	}
	if (phrase.n >= 2 && phrase.s[0] == '"' && phrase.s[phrase.n - 1] == '"')
		phrase = span_make(phrase.s + 1, phrase.n - 2);
	if (word_decode(&decoded, phrase, err) == -1 || utf8_line(&line, span_buf(&decoded)) == -1)
		goto out;
	r = is_set(l->name) || line.len == 0 || line.len > LIST_NAME_MAX ? 0 : keep(&l->name, span_buf(&line), err);
out:
	buf_free(&raw);
	buf_free(&decoded);
	buf_free(&line);
	return r == 0 ? 0 : err_memory(err);
}

/* "List-Post: <mailto:list@domain?subject=...>" */
static int
learn_post(struct list *l, const struct header *h, struct err *err)
{
	char		*url = NULL;
	struct span	 address;
	ptrdiff_t	 query;
	int		 r = 0;

	if (is_set(l->address))
		return 0;
	if (keep_url(&url, h, "List-Post", 1, err) == -1)
		return -1;
	address = span_str(url);
	if (span_casestarts(address, "mailto:")) {
		address = span_from(address, 7);
		if ((query = span_chr(address, '?')) != -1)
			address = span_head(address, (size_t)query);
		r = keep_address(l, address, err);
	}
	free(url);
	return r;
}

/* Every article is from the list. */
static int
learn_article(struct list *l, const struct header *h, struct err *err)
{
	struct addresses	 from = { NULL, 0 };
	struct buf		 raw = BUF_INIT;
	int			 r = 0;

	if (header_find(h, "Asm-Origin", 0) == NULL)
		return 0;
	l->is_ours = 1;
	if (header_value(h, "From", &raw) == -1)
		r = err_memory(err);
	else if (addresses_parse(&from, span_buf(&raw), err) == -1)
		r = -1;
	else if (from.n > 0)
		r = keep_address(l, span_str(from.address[0].addr), err);
	addresses_free(&from);
	buf_free(&raw);
	return r;
}

static int
learn(struct list *l, const struct header *h, struct err *err)
{
	if (learn_post(l, h, err) == -1 || learn_article(l, h, err) == -1 || learn_name(l, h, err) == -1)
		return -1;
	if (keep_url(&l->archive, h, "List-Archive", 0, err) == -1)
		return -1;
	return keep_url(&l->leave, h, "List-Unsubscribe", 1, err);
}

int
list_learn(struct list *l, struct span message, struct err *err)
{
	char		**all[] = { &l->name, &l->address, &l->domain, &l->archive, &l->leave };
	struct header	 h;
	size_t		 i;
	int		 r, missing = 0;

	if (header_split(&h, message, err) == -1)
		return -1;
	r = learn(l, &h, err);
	header_free(&h);
	for (i = 0; i < sizeof(all) / sizeof(all[0]) && r == 0; i++) {
		missing |= !is_set(*all[i]);
		if (*all[i] == NULL && (*all[i] = span_dup(SPAN_NONE)) == NULL)
			r = err_memory(err);
	}
	return r == 0 ? !missing : -1;
}

void
list_free(struct list *l)
{
	free(l->name);
	free(l->address);
	free(l->domain);
	free(l->archive);
	free(l->leave);
	memset(l, 0, sizeof(*l));
}
