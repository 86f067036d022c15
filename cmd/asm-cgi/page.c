#include <stdio.h>

#include "base/hash.h"
#include "cmd/asm-cgi/cgi.h"
#include "text/doc.h"

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.1em/1.5 sans-serif;margin:0 auto;max-width:38em;padding:1em}"
    "label{display:block;margin:1em 0 .2em}"
    "input,select,button{font:inherit;padding:.4em;max-width:100%;box-sizing:border-box}"
    "input[type=email],input[type=search]{width:100%}"
    "button{margin-top:1em;padding:.5em 1.2em}"
    "nav{font-size:.9em}nav a{margin-inline-end:.8em;display:inline-block}"
    "h2{font-size:1.1em;margin:1.5em 0 0}.about{font-size:.9em;margin:0}.about bdi{margin-inline-end:.8em}"
    ".complaint{border-inline-start:.3em solid;padding-inline-start:.7em}";

int
page_link(struct request *r, const char *path, struct buf *out)
{
	return buf_addf(out, "%s%s?l=%s", r->script, path, r->language);
}

/* Every language by its own name, to this very page. */
static void
write_languages(struct request *r, struct markup_writer *w, struct err *err)
{
	const char *const	*tag;
	struct catalog		*cat;
	struct buf		 href = BUF_INIT;

	markup_open(w, "nav");
	for (tag = catalog_languages(); *tag != NULL; tag++) {
		if ((cat = catalog_open(*tag, NULL, err)) == NULL)
			break;
		buf_reset(&href);
		buf_addf(&href, "%s%s?l=%s%s", r->script, r->path, *tag, buf_str(&r->keep));
		markup_open(w, "a");
		markup_attribute(w, "href", buf_str(&href));
		markup_attribute(w, "lang", *tag);
		markup_attribute(w, "hreflang", *tag);
		markup_writes(w, catalog_language_name(cat, *tag));
		markup_close(w);
		markup_writes(w, " ");
		catalog_free(cat);
	}
	markup_close(w);
	buf_free(&href);
}

struct markup_writer *
page_begin(struct request *r, const char *title, struct err *err)
{
	struct markup_writer	*w;

	buf_reset(&r->page);
	if ((w = markup_writer_new(&r->page, MARKUP_HTML, 0, err)) == NULL)
		return NULL;
	markup_open(w, "html");
	markup_attribute(w, "lang", r->language);
	markup_attribute(w, "dir", doc_direction(r->language));
	markup_open(w, "head");
	markup_open(w, "meta");
	markup_attribute(w, "charset", "utf-8");
	markup_close(w);
	markup_open(w, "meta");
	markup_attribute(w, "name", "viewport");
	markup_attribute(w, "content", "width=device-width, initial-scale=1");
	markup_close(w);
	markup_element(w, "title", title);
	markup_open(w, "style");
	markup_raw(w, style);
	markup_close(w);
	markup_close(w);
	markup_open(w, "body");
	write_languages(r, w, err);
	markup_open(w, "main");
	markup_element(w, "h1", title);
	return w;
}

int
page_end(struct request *r, struct markup_writer *w, struct err *err)
{
	(void)r;
	return markup_writer_end(w, err);
}

int
page_say(struct request *r, const char *status, const char *title, const char *text, struct err *err)
{
	struct markup_writer	*w;

	r->status = status;
	if ((w = page_begin(r, title, err)) == NULL)
		return -1;
	markup_element(w, "p", text);
	return page_end(r, w, err);
}

/* The style sheet alone is allowed, by its digest; no script, no picture, no frame, no other server. */
static int
add_policy(struct buf *out)
{
	unsigned char	digest[HASH_LEN];

	if (hash_sha256(style, sizeof style - 1, digest) == -1)
		return -1;
	buf_adds(out, "Content-Security-Policy: default-src 'none'; style-src 'sha256-");
	hash_base64(out, digest, sizeof digest);
	return buf_adds(out, "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n");
}

int
page_send(const struct request *r, struct err *err)
{
	struct buf	out = BUF_INIT;
	int		result = -1;

	buf_addf(&out, "Status: %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Language: %s\r\n", r->status,
	    r->language);
	buf_adds(&out, "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
	    "X-Robots-Tag: noindex\r\nVary: Accept-Language\r\n");
	if (add_policy(&out) == -1)
		err_memory(err);
	else {
		buf_adds(&out, "\r\n");
		if (!r->is_head)
			buf_addbuf(&out, &r->page);
		if (buf_ok(&out, err) == 0) {
			fwrite(out.s, 1, out.len, stdout);
			result = 0;	/* program_end looks at the stream */
		}
	}
	buf_free(&out);
	return result;
}
