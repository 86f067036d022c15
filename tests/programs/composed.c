/*
 * composed COUNT DIR: write COUNT mails with mail/compose, DIR/N.eml, and what each must be read as, DIR/N.json, so that readers
 * which others wrote can be asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/json.h"
#include "mail/compose.h"
#include "text/utf8.h"

static unsigned seed = 5;

static unsigned
next(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static void
some_text(struct buf *b, unsigned pieces)
{
	static const char *const some[] = { "a", "Bar ", "\xc3\xa9", "\xd9\x85\xd8\xb1", "\xf0\x9f\x8c\x8d", "=?", "?=", "=", "\"", "\\",
	    "\n", "\n\n", "From ", "--", "--=_", ".", "<a@b>", "; x=y", ", ", " ", "\t", "a rather long word and a space ", "\xe4\xb8\xad" };
	unsigned i;

	buf_reset(b);
	for (i = next(pieces); i > 0; i--)
		buf_adds(b, some[next(sizeof(some) / sizeof(some[0]))]);
}

static void
put(struct buf *json, const char *name, struct span value)
{
	buf_addf(json, "%s\"%s\": ", json->len > 0 ? ", " : "{", name);
	json_put_string(json, value);
}

static void
put_line(struct buf *json, const char *name, const struct buf *value)
{
	struct buf line = BUF_INIT;

	utf8_line(&line, span_buf(value));
	put(json, name, span_buf(&line));
	buf_free(&line);
}

static int
write_pair(const char *dir, unsigned n)
{
	struct buf subject = BUF_INIT, name = BUF_INIT, text = BUF_INIT, file = BUF_INIT, bytes = BUF_INIT;
	struct buf out = BUF_INIT, json = BUF_INIT, path = BUF_INIT, hex = BUF_INIT;
	struct compose *c = compose_new(NULL);
	struct err e = { ERR_NONE, "" };
	int	 r;

	some_text(&subject, 30);
	some_text(&name, 12);
	some_text(&text, 300);
	some_text(&file, 20);
	some_text(&bytes, 100);
	compose_field(c, "Subject", span_buf(&subject));
	compose_address(c, "From", buf_str(&name), "a@b.example");
	compose_date(c, 1332612000);
	compose_begin(c, "mixed");
	compose_text(c, "plain", NULL, "es", span_buf(&text));
	compose_attachment(c, "application/octet-stream", buf_str(&file), span_buf(&bytes));
	compose_message(c, SPAN("Subject: inner\n\nbody\n"));
	compose_close(c);
	r = compose_end(c, &out, &e);
	put_line(&json, "subject", &subject);
	put_line(&json, "name", &name);
	put_line(&json, "file", &file);
	put(&json, "text", span_buf(&text));
	hash_hex(&hex, bytes.s, bytes.len);
	put(&json, "bytes", span_buf(&hex));
	buf_adds(&json, "}\n");
	buf_addf(&path, "%s/%u.eml", dir, n);
	if (r == 0)
		r = io_replace(path.s, 0644, out.s, out.len, &e);
	buf_reset(&path);
	buf_addf(&path, "%s/%u.json", dir, n);
	if (r == 0)
		r = io_replace(path.s, 0644, json.s, json.len, &e);
	if (r == -1)
		fprintf(stderr, "composed: %s\n", e.text);
	buf_free(&subject);
	buf_free(&name);
	buf_free(&text);
	buf_free(&file);
	buf_free(&bytes);
	buf_free(&out);
	buf_free(&json);
	buf_free(&path);
	buf_free(&hex);
	return r;
}

int
main(int argc, char *argv[])
{
	unsigned i, n = argc == 3 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;

	if (n == 0) {
		fprintf(stderr, "usage: composed COUNT DIR\n");
		return 64;
	}
	for (i = 0; i < n; i++)
		if (write_pair(argv[2], i) == -1)
			return 74;
	return 0;
}
