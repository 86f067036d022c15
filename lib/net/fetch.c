#include "net/fetch.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "base/limits.h"
#include "net/reach.h"

/* One transfer, as the library's callbacks see it. */
struct transfer {
	struct fetch	*f;
	CURL		*curl;
	struct curl_slist *conditions;
	size_t		 headers, header_bytes;
	const char	*stop;		/* why we ended it */
	enum err_class	 class;
};

static void
stop(struct transfer *t, enum err_class class, const char *why)
{
	if (t->stop == NULL) {
		t->stop = why;
		t->class = class;
	}
}

/* ---- what we ask for ---- */

static int
part_is(CURLU *u, CURLUPart part, const char *a, const char *b, int absent)
{
	char	*value = NULL;
	int	 good;

	if (curl_url_get(u, part, &value, 0) != CURLUE_OK)
		return absent;
	good = (a != NULL && strcmp(value, a) == 0) || (b != NULL && strcmp(value, b) == 0);
	curl_free(value);
	return good;
}

static const char *
fault_of_parts(CURLU *u, const struct fetch *f)
{
	if (curl_url_set(u, CURLUPART_URL, f->url, 0) != CURLUE_OK)
		return "not a URL of http or https";
	if (!part_is(u, CURLUPART_SCHEME, "http", "https", 0))
		return "not a URL of http or https";
	if (!part_is(u, CURLUPART_USER, NULL, NULL, 1) || !part_is(u, CURLUPART_PASSWORD, NULL, NULL, 1))
		return "credentials in the URL";
	if (!f->loopback && !part_is(u, CURLUPART_PORT, "80", "443", 1))
		return "a port other than 80 and 443";
	return NULL;
}

static const char *
fault_of_url(const struct fetch *f)
{
	CURLU		*u;
	const char	*p, *fault;

	if (strlen(f->url) > HTML_URL)
		return "the URL is too long";
	for (p = f->url; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return "a blank, control or non-ASCII character in the URL";
	if ((u = curl_url()) == NULL)
		return "no memory";
	fault = fault_of_parts(u, f);
	curl_url_cleanup(u);
	return fault;
}

/* ---- what the library asks ---- */

/* The address that is about to be spoken to, whatever name led to it. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer	*t = arg;
	unsigned	 port = reach_port(&to->addr);

	(void)purpose;
	if (t->f->loopback ? !reach_loopback(&to->addr) : !reach_public(&to->addr))
		stop(t, ERR_REFUSED, "its address is not one of the public internet");
	else if (!t->f->loopback && port != 80 && port != 443)
		stop(t, ERR_REFUSED, "a port other than 80 and 443");
	else
		return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	return CURL_SOCKET_BAD;
}

static size_t
take_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer	*t = arg;

	if (n * size > t->f->max - t->f->body.len) {
		stop(t, ERR_DATA, "it is too large");
		return 0;
	}
	if (buf_add(&t->f->body, data, n * size) == -1) {
		stop(t, ERR_AGAIN, "no memory");
		return 0;
	}
	return n * size;
}

/* "ETag: "x"", if it can be sent back as it is. */
static void
take_validator(struct buf *out, struct span line, const char *name)
{
	struct span	 value = span_trim(span_from(line, strlen(name)));
	size_t		 i;

	if (!span_casestarts(line, name) || value.n == 0 || value.n > FETCH_VALIDATOR)
		return;
	for (i = 0; i < value.n; i++)
		if (value.s[i] < ' ' || value.s[i] > '~')
			return;
	buf_reset(out);
	buf_addspan(out, value);
}

static size_t
take_header(char *data, size_t size, size_t n, void *arg)
{
	struct transfer	*t = arg;

	/* Of each answer on the way the body is its own. */
	if (n * size > 5 && memcmp(data, "HTTP/", 5) == 0) {
		buf_reset(&t->f->body);
		buf_reset(&t->f->tag);
		buf_reset(&t->f->modified);
	}
	take_validator(&t->f->tag, span_make(data, n * size), "ETag:");
	take_validator(&t->f->modified, span_make(data, n * size), "Last-Modified:");
	t->header_bytes += n * size;
	if (++t->headers > FETCH_HEADERS || t->header_bytes > FETCH_HEADER_BYTES) {
		stop(t, ERR_DATA, "too many headers");
		return 0;
	}
	return n * size;
}

/* ---- one transfer ---- */

/* Ask for the page only if it is another than the one that is known. */
static int
add_condition(struct transfer *t, const char *name, const char *value)
{
	struct curl_slist *grown;
	struct buf	 line = BUF_INIT;
	const char	*p;

	if (value == NULL || *value == '\0')
		return 0;
	for (p = value; *p >= ' ' && *p <= '~'; p++)
		;
	if (*p != '\0' || strlen(value) > FETCH_VALIDATOR)
		return 0;
	buf_addf(&line, "%s: %s", name, value);
	grown = curl_slist_append(t->conditions, buf_str(&line));
	buf_free(&line);
	if (grown == NULL)
		return -1;
	t->conditions = grown;
	return 0;
}

static int
set_up(struct transfer *t)
{
	CURL	*c = t->curl;
	int	 bad = 0;

	bad |= curl_easy_setopt(c, CURLOPT_URL, t->f->url) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)t->f->seconds) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "") != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_USERAGENT, "asm-fetch/" ASM_VERSION) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_WRITEDATA, t) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header) != CURLE_OK;
	bad |= curl_easy_setopt(c, CURLOPT_HEADERDATA, t) != CURLE_OK;
	bad |= add_condition(t, "If-None-Match", t->f->if_tag) != 0;
	bad |= add_condition(t, "If-Modified-Since", t->f->if_modified) != 0;
	if (t->conditions != NULL)
		bad |= curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->conditions) != CURLE_OK;
	/* Whatever it can unpack; the size is counted behind it. */
	(void)curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	return bad ? -1 : 0;
}

/* "text/html; charset=utf-8" */
static void
read_type(struct fetch *f, const char *value)
{
	struct span	 rest = span_str(value), item, name;

	span_cut(&rest, ';', &item);
	buf_addspan(&f->type, span_trim(item));
	while (span_cut(&rest, ';', &item)) {
		span_cut(&item, '=', &name);
		item = span_trim(item);
		if (item.n >= 2 && item.s[0] == '"' && item.s[item.n - 1] == '"')
			item = span_make(item.s + 1, item.n - 2);
		if (span_caseeqs(span_trim(name), "charset") && f->charset.len == 0)
			buf_addspan(&f->charset, item);
	}
}

static int
read_answer(struct transfer *t, struct err *err)
{
	struct fetch	*f = t->f;
	char		*url = NULL, *type = NULL;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &f->status);
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	buf_adds(&f->final, url != NULL ? url : f->url);
	if (type != NULL)
		read_type(f, type);
	return buf_ok(&f->final, err) == 0 && buf_ok(&f->type, err) == 0 ? buf_ok(&f->charset, err) : -1;
}

static int
trouble(const struct transfer *t, CURLcode code, struct err *err)
{
	if (t->stop != NULL)
		return err_set(err, t->class, "%s", t->stop);
	switch (code) {
	case CURLE_TOO_MANY_REDIRECTS:
		return err_set(err, ERR_DATA, "more than %d redirects", FETCH_REDIRECTS);
	case CURLE_UNSUPPORTED_PROTOCOL:
		return err_set(err, ERR_REFUSED, "redirected to something other than http and https");
	case CURLE_LOGIN_DENIED:
	case CURLE_URL_MALFORMAT:
		return err_set(err, ERR_REFUSED, "redirected to a URL that is not followed");
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, ERR_AGAIN, "no end after %u seconds", t->f->seconds);
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WEIRD_SERVER_REPLY:
		return err_set(err, ERR_DATA, "%s", curl_easy_strerror(code));
	default:
		return err_set(err, ERR_AGAIN, "%s", curl_easy_strerror(code));
	}
}

int
fetch_get(struct fetch *f, struct err *err)
{
	struct transfer	 t = { .f = f };
	const char	*fault;
	CURLcode	 code;
	int		 result = -1;

	if ((fault = fault_of_url(f)) != NULL)
		return err_set(err, ERR_REFUSED, "%s", fault);
	if ((t.curl = curl_easy_init()) == NULL || set_up(&t) == -1)
		err_set(err, ERR_BUG, "libcurl cannot be set up");
	else if ((code = curl_easy_perform(t.curl)) != CURLE_OK)
		trouble(&t, code, err);
	else
		result = read_answer(&t, err);
	if (t.curl != NULL)
		curl_easy_cleanup(t.curl);
	curl_slist_free_all(t.conditions);
	return result;
}

void
fetch_free(struct fetch *f)
{
	buf_free(&f->final);
	buf_free(&f->type);
	buf_free(&f->charset);
	buf_free(&f->tag);
	buf_free(&f->modified);
	buf_free(&f->body);
}
