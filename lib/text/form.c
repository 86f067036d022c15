#include "text/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "text/utf8.h"

_Static_assert(FORM_FIELDS == sizeof(((struct form *)0)->field) / sizeof(struct form_field), "fields of a form");

static char *
decode(struct span s, struct err *err)
{
	struct buf	raw = BUF_INIT, clean = BUF_INIT;
	unsigned char	byte;
	char		*text;
	size_t		i;

	for (i = 0; i < s.n; i++)
		if (s.s[i] == '+')
			buf_addc(&raw, ' ');
		else if (s.s[i] == '%' && i + 2 < s.n && hash_unhex(span_make(s.s + i + 1, 2), &byte, 1) == 0) {
			buf_addc(&raw, byte);
			i += 2;
		} else
			buf_addc(&raw, s.s[i]);
	utf8_clean(&clean, span_buf(&raw));
	buf_free(&raw);
	if ((text = buf_take(&clean)) == NULL)
		err_memory(err);
	return text;
}

int
form_parse(struct form *f, struct span s, struct err *err)
{
	struct span	 pair;
	ptrdiff_t	 equals;

	memset(f, 0, sizeof *f);
	if (s.n > FORM_MAX)
		return err_set(err, ERR_DATA, "a form of more than %d bytes", FORM_MAX);
	while (f->n < FORM_FIELDS && span_cut(&s, '&', &pair)) {
		if (pair.n == 0)
			continue;
		equals = span_chr(pair, '=');
		f->field[f->n].name = decode(equals == -1 ? pair : span_head(pair, (size_t)equals), err);
		f->field[f->n].value = decode(equals == -1 ? SPAN_NONE : span_from(pair, (size_t)equals + 1), err);
		f->n++;
		if (f->field[f->n - 1].name == NULL || f->field[f->n - 1].value == NULL) {
			form_free(f);
			return -1;
		}
	}
	return 0;
}

void
form_free(struct form *f)
{
	size_t	i;

	for (i = 0; i < f->n; i++) {
		free(f->field[i].name);
		free(f->field[i].value);
	}
	memset(f, 0, sizeof *f);
}

const char *
form_get(const struct form *f, const char *name)
{
	size_t	i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->field[i].name, name) == 0)
			return f->field[i].value;
	return "";
}

int
form_escape(struct buf *out, struct span s)
{
	size_t	i;

	for (i = 0; i < s.n; i++)
		if ((s.s[i] >= '0' && s.s[i] <= '9') || (s.s[i] >= 'a' && s.s[i] <= 'z') ||
		    (s.s[i] >= 'A' && s.s[i] <= 'Z') || (s.s[i] != '\0' && strchr("-._~", s.s[i]) != NULL))
			buf_addc(out, s.s[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)s.s[i]);
	return buf_ok(out, NULL);
}
