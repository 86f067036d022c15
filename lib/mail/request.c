#include <string.h>

#include "mail/request.h"

#define TYPE_MAX	40	/* bytes of a media type that is looked for */

/* Does a field of this name have a value that `holds` (of the unfolded value and arg)? */
static int
any_field(const struct header *h, const char *name, int (*holds)(struct span, const char *), const char *arg)
{
	struct buf value = BUF_INIT;
	const struct field *f;
	size_t	 i;
	int	 found = 0;

	for (i = 0; !found && (f = header_find(h, name, i)) != NULL; i++) {
		buf_reset(&value);
		field_unfold(&value, f->value);
		found = holds(span_buf(&value), arg);
	}
	buf_free(&value);
	return found;
}

static int
is_present(struct span value, const char *arg)
{
	(void)value;
	(void)arg;
	return 1;
}

static int
is_address(struct span value, const char *address)
{
	if (span_starts(value, "<") && span_ends(value, ">"))
		value = span_from(span_head(value, value.n - 1), 1);
	return span_caseeqs(span_trim(value), address);
}

/* `Name <assemblies.lists.example>`, or the bare id. */
static int
is_list(struct span value, const char *id)
{
	ptrdiff_t open = -1, at;

	while ((at = span_chr(span_from(value, (size_t)(open + 1)), '<')) != -1)
		open += at + 1;
	value = span_trim(span_from(value, (size_t)(open + 1)));
	if (open != -1 && span_ends(value, ">"))
		value.n--;
	return span_caseeqs(span_trim(value), id);
}

static int
is_null_path(struct span value, const char *arg)
{
	(void)arg;
	return value.n >= 2 && value.s[0] == '<' && span_trim(span_from(value, 1)).n > 0 &&
	    span_trim(span_from(value, 1)).s[0] == '>';
}

/* The first word of a structured value. */
static struct span
keyword(struct span value)
{
	size_t	 n = 0;

	while (n < value.n && strchr(" \t;(,", value.s[n]) == NULL && value.s[n] != '\0')
		n++;
	return span_head(value, n);
}

/* Comments and blanks may stand anywhere in a media type. */
static int
is_report(struct span value, const char *arg)
{
	static const char *const types[] = { "multipart/report", "message/delivery-status", "message/disposition-notification" };
	struct buf type = BUF_INIT;
	size_t	 i;
	int	 depth = 0, found = 0;

	(void)arg;
	for (i = 0; i < value.n && type.len < TYPE_MAX && (depth > 0 || value.s[i] != ';'); i++)
		if (value.s[i] == '(')
			depth++;
		else if (value.s[i] == ')' && depth > 0)
			depth--;
		else if (depth == 0 && strchr(" \t", value.s[i]) == NULL)
			buf_addc(&type, value.s[i]);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		found |= span_caseeqs(span_buf(&type), types[i]);
	buf_free(&type);
	return found;
}

static int
is_automatic(struct span value, const char *arg)
{
	(void)arg;
	return !span_caseeqs(keyword(value), "no");
}

static int
is_bulk(struct span value, const char *arg)
{
	static const char *const words[] = { "bulk", "junk", "list", "auto_reply" };
	size_t	 i;

	(void)arg;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_caseeqs(keyword(value), words[i]))
			return 1;
	return 0;
}

enum request_automatic
request_automatic(const struct header *h, const char *list_id, const char *loop)
{
	if (loop != NULL && *loop != '\0' && any_field(h, "X-Loop", is_address, loop))
		return REQUEST_LOOP;
	if (list_id != NULL && *list_id != '\0' && any_field(h, "List-Id", is_list, list_id))
		return REQUEST_LOOP;
	if (any_field(h, "Return-Path", is_null_path, NULL) || any_field(h, "Content-Type", is_report, NULL))
		return REQUEST_BOUNCE;
	if (any_field(h, "Auto-Submitted", is_automatic, NULL))
		return REQUEST_AUTO;
	if (any_field(h, "Precedence", is_bulk, NULL) || any_field(h, "X-Autoreply", is_present, NULL) ||
	    any_field(h, "X-Auto-Response-Suppress", is_present, NULL) || any_field(h, "List-Id", is_present, NULL))
		return REQUEST_BULK;
	return REQUEST_HUMAN;
}

const char *
request_word(enum request_automatic a)
{
	static const char *const words[] = { "human", "loop", "bounce", "auto", "bulk" };

	return words[a];
}

int
request_extension(struct span recipient, struct span *local, struct span *extension)
{
	size_t	 at = recipient.n;
	ptrdiff_t plus;

	while (at > 0 && recipient.s[at - 1] != '@')
		at--;
	*local = at > 0 ? span_head(recipient, at - 1) : recipient;
	*extension = SPAN_NONE;
	if ((plus = span_chr(*local, '+')) == -1)
		return 0;
	*extension = span_from(*local, (size_t)plus + 1);
	*local = span_head(*local, (size_t)plus);
	return extension->n > 0;
}
