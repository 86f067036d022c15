#include "trust/authres.h"

#include <stdlib.h>
#include <string.h>

#include "mail/received.h"

#define FIELD		"Authentication-Results"

/* ---- the words of RFC 8601: a field that is not made of them is not believed at all ---- */

/* Skip blanks and comments, which nest.  -1: one does not end. */
static int
skip_cfws(struct span *s)
{
	size_t	 i, depth = 0;

	for (i = 0; i < s->n; i++) {
		char	 c = s->s[i];

		if (c == '(')
			depth++;
		else if (depth == 0 && c != ' ' && c != '\t')
			break;
		else if (depth > 0 && c == ')')
			depth--;
		else if (depth > 0 && c == '\\')
			i++;
	}
	*s = span_from(*s, i < s->n ? i : s->n);
	return depth == 0 ? 0 : -1;
}

static int
is_keyword_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* A bare value: wider than a token, since addresses, numbers of IPv6 and base64 stand there unquoted in practice. */
static int
is_value_byte(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && strchr(";()\"\\<>,", c) == NULL;
}

/* Copy a run of bytes that `is` allows into out[size].  -1: none, or too many. */
static int
take_run(struct span *s, int (*is)(char), char *out, size_t size)
{
	size_t	 i;

	for (i = 0; i < s->n && is(s->s[i]); i++) {
		if (i + 1 == size)
			return -1;
		out[i] = s->s[i];
	}
	out[i] = '\0';
	*s = span_from(*s, i);
	return i > 0 ? 0 : -1;
}

static int
take_quoted(struct span *s, char *out, size_t size)
{
	size_t	 i, n = 0;

	for (i = 1; i < s->n && s->s[i] != '"'; i++) {
		if (s->s[i] == '\\' && ++i == s->n)
			return -1;
		if (n + 1 == size || (unsigned char)s->s[i] < ' ')
			return -1;
		out[n++] = s->s[i];
	}
	if (i >= s->n)
		return -1;
	out[n] = '\0';
	*s = span_from(*s, i + 1);
	return 0;
}

/* A word: behind it only what parts words may stand. */
static int
take_value(struct span *s, char *out, size_t size)
{
	if (skip_cfws(s) == -1)
		return -1;
	if ((s->n > 0 && s->s[0] == '"' ? take_quoted(s, out, size) : take_run(s, is_value_byte, out, size)) == -1)
		return -1;
	return s->n == 0 || strchr(" \t(;", s->s[0]) != NULL ? 0 : -1;
}

static int
take_keyword(struct span *s, char *out, size_t size)
{
	return skip_cfws(s) == -1 ? -1 : take_run(s, is_keyword_byte, out, size);
}

/* The byte `c`, blanks and comments before it: 1 taken, 0 not there, -1. */
static int
take_byte(struct span *s, char c)
{
	if (skip_cfws(s) == -1)
		return -1;
	if (s->n == 0 || s->s[0] != c)
		return 0;
	*s = span_from(*s, 1);
	return 1;
}

/* ---- one result ---- */

struct property {
	const char	*name;
	char		*slot;
	size_t		 size;
};

static int
keep_property(struct authres_item *item, const char *name, const char *value)
{
	const struct property known[] = {
		{ "header.d", item->header_d, sizeof item->header_d },
		{ "header.s", item->header_s, sizeof item->header_s },
		{ "header.b", item->header_b, sizeof item->header_b },
		{ "header.from", item->header_from, sizeof item->header_from },
		{ "header.i", item->header_i, sizeof item->header_i },
	};
	size_t	 i, n = strlen(value);

	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (!span_caseeqs(span_str(name), known[i].name))
			continue;
		/* Said twice, it says nothing. */
		if (known[i].slot[0] != '\0' || n >= known[i].size)
			return -1;
		memcpy(known[i].slot, value, n + 1);
	}
	return 0;
}

/* "reason=value" or "ptype.property=value" */
static int
take_property(struct span *s, struct authres_item *item)
{
	char	 name[128], value[1024];
	size_t	 n;
	int	 dot;

	if (take_keyword(s, name, 64) == -1 || (dot = take_byte(s, '.')) == -1)
		return -1;
	if (dot == 1) {
		n = strlen(name);
		name[n++] = '.';
		if (take_keyword(s, name + n, 60) == -1)
			return -1;
	} else if (strcmp(name, "reason") != 0) {
		return -1;
	}
	if (take_byte(s, '=') != 1 || take_value(s, value, sizeof value) == -1)
		return -1;
	return keep_property(item, name, value);
}

/* "method[/version]=result": 1, 0 of a version we do not know, -1. */
static int
take_method(struct span *s, struct authres_item *item)
{
	char	 version[8] = "1";
	int	 slash;

	if (take_keyword(s, item->method, sizeof item->method) == -1 || (slash = take_byte(s, '/')) == -1)
		return -1;
	if (slash == 1 && take_keyword(s, version, sizeof version) == -1)
		return -1;
	if (take_byte(s, '=') != 1 || take_keyword(s, item->result, sizeof item->result) == -1)
		return -1;
	if (s->n > 0 && strchr(" \t(;", s->s[0]) == NULL)
		return -1;
	return strcmp(version, "1") == 0;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

/* What stands between two semicolons: 1, 0 nothing of use ("none"), -1. */
static int
take_result(struct span *s, struct authres_item *item)
{
	struct span	 word = *s;
	int		 known;

	memset(item, 0, sizeof *item);
	if (take_keyword(&word, item->method, sizeof item->method) == 0 && skip_cfws(&word) == 0 && word.n == 0 &&
	    span_caseeqs(span_str(item->method), "none")) {
		*s = word;
		return 0;
	}
	if ((known = take_method(s, item)) == -1)
		return -1;
	for (;;) {
		if (skip_cfws(s) == -1)
			return -1;
		if (s->n == 0 || s->s[0] == ';')
			break;
		if (take_property(s, item) == -1)
			return -1;
	}
	lower(item->method);
	lower(item->result);
	return known;
}

/* ---- a field ---- */

static int
append(struct authres_item **all, size_t *n, const struct authres_item *item, struct err *err)
{
	struct authres_item *grown = realloc(*all, (*n + 1) * sizeof **all);

	if (grown == NULL)
		return err_memory(err);
	*all = grown;
	grown[(*n)++] = *item;
	return 0;
}

/* Is it ours to believe: this server's id, in a version we know?  Leaves *s at the first semicolon. */
static int
is_ours(struct span *s, const char *authserv_id)
{
	char	 id[256], version[8];

	if (take_value(s, id, sizeof id) == -1 || !span_caseeqs(span_str(id), authserv_id) || skip_cfws(s) == -1)
		return 0;
	if (s->n == 0 || s->s[0] == ';')
		return 1;
	return take_keyword(s, version, sizeof version) == 0 && strcmp(version, "1") == 0 && skip_cfws(s) == 0;
}

/* The results of one unfolded value; whatever went before is taken back at a syntax error. */
static int
read_field(struct span s, const char *authserv_id, struct authres_item **all, size_t *n, struct err *err)
{
	struct authres_item item;
	size_t		 before = *n;
	int		 got = 0;

	if (!is_ours(&s, authserv_id))
		return 0;
	while (got != -1 && s.n > 0) {
		if (take_byte(&s, ';') != 1 || (got = take_result(&s, &item)) == -1)
			got = -1;
		else if (got == 1 && append(all, n, &item, err) == -1)
			return -1;
	}
	if (got == -1)
		*n = before;
	return 0;
}

/* Fields above the topmost Received, if our own server wrote that one: how many fields are trusted. */
static size_t
trusted(const struct header *h, const char *mx_host)
{
	struct buf	 value = BUF_INIT;
	struct span	 by;
	size_t		 i;
	int		 ours;

	for (i = 0; i < h->n && !span_caseeqs(h->field[i].name, "Received"); i++)
		continue;
	if (i == h->n || mx_host == NULL || *mx_host == '\0')
		return 0;
	ours = field_unfold(&value, h->field[i].value) == 0 && received_by(span_buf(&value), &by) &&
	    span_caseeqs(by, mx_host);
	buf_free(&value);
	return ours ? i : 0;
}

int
authres_read(const struct header *h, const char *authserv_id, const char *mx_host, struct authres_item **item,
    size_t *n, struct err *err)
{
	struct buf	 value = BUF_INIT;
	size_t		 i, zone = trusted(h, mx_host);
	int		 result = 0;

	*item = NULL;
	*n = 0;
	for (i = 0; i < zone && result == 0; i++) {
		if (!span_caseeqs(h->field[i].name, FIELD))
			continue;
		buf_reset(&value);
		if (field_unfold(&value, h->field[i].value) == -1)
			result = err_memory(err);
		else
			result = read_field(span_buf(&value), authserv_id, item, n, err);
	}
	buf_free(&value);
	if (result == -1) {
		free(*item);
		*item = NULL;
		*n = 0;
	}
	return result;
}
