#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "text/html_attr.h"

/* A style sheet may be written with any spacing, case and comments: bring it to "name:value;name:value". */
static void
normal(struct buf *b, const char *style)
{
	char	 c;

	for (; *style != '\0'; style++) {
		c = *style;
		if (c == '/' && style[1] == '*') {
			if ((style = strstr(style + 2, "*/")) == NULL)
				return;
			style++;
		} else if (c >= 'A' && c <= 'Z')
			buf_addc(b, c - 'A' + 'a');
		else if ((unsigned char)c > ' ')
			buf_addc(b, c);
	}
}

/* Zero, or so small that nobody reads it; a unit that is not absolute counts only at zero. */
static int
is_tiny(struct span value)
{
	char	 s[16], *end;
	double	 n;

	if (value.n == 0 || value.n >= sizeof(s) || strchr("0123456789.", value.s[0]) == NULL)
		return 0;
	memcpy(s, value.s, value.n);
	s[value.n] = '\0';
	n = strtod(s, &end);
	return n == 0 || (n < 2 && (strcmp(end, "px") == 0 || strcmp(end, "pt") == 0));
}

/* "-9999px", "-100em": out of the page. */
static int
is_far_off(struct span value)
{
	size_t	 digits = 0;

	if (!span_starts(value, "-"))
		return 0;
	while (digits + 1 < value.n && value.s[digits + 1] >= '0' && value.s[digits + 1] <= '9')
		digits++;
	return digits >= 3;
}

static int
hides(struct span name, struct span value)
{
	if (span_eqs(name, "display"))
		return span_eqs(value, "none");
	if (span_eqs(name, "visibility"))
		return span_eqs(value, "hidden") || span_eqs(value, "collapse");
	if (span_eqs(name, "mso-hide"))
		return span_eqs(value, "all");
	if (span_eqs(name, "max-height"))
		return is_tiny(value);
	if (span_eqs(name, "opacity"))
		return span_eqs(value, "0") || span_eqs(value, "0.0");
	if (span_eqs(name, "text-indent") || span_eqs(name, "left") || span_eqs(name, "top"))
		return is_far_off(value);
	return 0;
}

static int
sizes(struct span name, struct span value)
{
	return span_eqs(name, "font-size") && value.n > 0;
}

static int
shrinks(struct span name, struct span value)
{
	return span_eqs(name, "font-size") && is_tiny(value);
}

static int
keeps_lines(struct span name, struct span value)
{
	return span_eqs(name, "white-space") && (span_starts(value, "pre") || span_eqs(value, "break-spaces"));
}

static int
is_borderless(struct span name, struct span value)
{
	return span_eqs(name, "border") && (span_eqs(value, "none") || span_eqs(value, "0") || span_eqs(value, "0px"));
}

static int
is_list(struct span name, struct span value)
{
	return span_eqs(name, "mso-list") && !span_eqs(value, "none");
}

static int
is_list_mark(struct span name, struct span value)
{
	return span_eqs(name, "mso-list") && span_eqs(value, "ignore");
}

static int
any(const char *style, int (*test)(struct span, struct span))
{
	struct buf b = BUF_INIT;
	struct span rest, item, name;
	int	 found = 0;

	if (style == NULL)
		return 0;
	normal(&b, style);
	rest = span_buf(&b);
	while (!found && rest.n > 0 && span_cut(&rest, ';', &item)) {
		if (!span_cut(&item, ':', &name))
			continue;
		if (span_ends(item, "!important"))
			item.n -= strlen("!important");
		found = test(name, item);
	}
	buf_free(&b);
	return found;
}

int
html_style_hidden(const char *style)
{
	return any(style, hides);
}

int
html_style_size(const char *style)
{
	return any(style, shrinks) ? 0 : any(style, sizes) ? 1 : -1;
}

int
html_style_lines(const char *style)
{
	return any(style, keeps_lines);
}

int
html_style_list(const char *style)
{
	if (style == NULL || strcasestr(style, "mso-list") == NULL)
		return 0;
	return any(style, is_list_mark) ? 2 : any(style, is_list);
}

int
html_style_borderless(const char *style)
{
	return any(style, is_borderless);
}

int
html_class(const char *classes, const char *word)
{
	struct span rest = span_str(classes), piece;

	while (rest.n > 0 && span_cut(&rest, ' ', &piece))
		if (span_eqs(span_trim(piece), word))
			return 1;
	return 0;
}

/* Browsers drop what stands around and line ends inside; the rest that cannot stand in an address is encoded. */
int
html_url(struct buf *b, const char *href)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t	 start = b->len, n;
	unsigned char c;

	while (*href != '\0' && (unsigned char)*href <= ' ')
		href++;
	for (n = strlen(href); n > 0 && (unsigned char)href[n - 1] <= ' '; n--)
		;
	if (n == 0 || n > HTML_URL)
		return 0;
	for (; n > 0; n--) {
		c = (unsigned char)*href++;
		if (c < ' ' || c == 0x7F)
			continue;
		if (strchr(" <>\"`\\^{|}", c) != NULL) {
			buf_addc(b, '%');
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		} else
			buf_addc(b, c);
	}
	return !b->err && (span_casestarts(span_from(span_buf(b), start), "http://") ||
	    span_casestarts(span_from(span_buf(b), start), "https://") ||
	    span_casestarts(span_from(span_buf(b), start), "mailto:"));
}
