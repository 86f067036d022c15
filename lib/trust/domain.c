#include "trust/domain.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

#include "text/utf8.h"

#define DOMAIN_MAX	253
#define LABEL_MAX	63

static int
is_ldh(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

static int
is_label(struct span label)
{
	size_t	 i;

	if (label.n == 0 || label.n > LABEL_MAX || label.s[0] == '-' || label.s[label.n - 1] == '-')
		return 0;
	for (i = 0; i < label.n; i++)
		if (!is_ldh(label.s[i]))
			return 0;
	return 1;
}

/* Letters, digits and hyphens in at least two labels, without a final dot. */
static int
is_host(struct span s)
{
	struct span	 rest = s, label;
	size_t		 n;

	if (s.n == 0 || s.n > DOMAIN_MAX || s.s[s.n - 1] == '.')
		return 0;
	for (n = 0; span_cut(&rest, '.', &label); n++)
		if (!is_label(label))
			return 0;
	return n >= 2;
}

static int
is_ascii(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] > 0x7f || s.s[i] == '\0')
			return 0;
	return 1;
}

/* One letter, or its capital.  Whatever else the mapping would make of it is another name than the one that is shown. */
static int
is_same_letter(uint32_t shown, uint32_t mapped)
{
	struct buf	 a = BUF_INIT, b = BUF_INIT, x = BUF_INIT, y = BUF_INIT;
	int		 same = shown == mapped;

	if (!same && shown != UTF8_BAD && (shown < 0x80) == (mapped < 0x80)) {
		utf8_put(&a, shown);
		utf8_put(&b, mapped);
		utf8_fold(&x, span_buf(&a));
		utf8_fold(&y, span_buf(&b));
		same = span_eq(span_buf(&x), span_buf(&y));
	}
	buf_free(&a);
	buf_free(&b);
	buf_free(&x);
	buf_free(&y);
	return same;
}

static int
is_same_name(struct span shown, const char *ascii)
{
	char		*name = NULL;
	struct span	 mapped;
	int		 same = 0;

	if (idn2_to_unicode_8z8z(ascii, &name, 0) == IDN2_OK) {
		for (mapped = span_str(name), same = 1; same && shown.n > 0 && mapped.n > 0; )
			same = is_same_letter(utf8_take(&shown), utf8_take(&mapped));
		same = same && shown.n == 0 && mapped.n == 0;
	}
	idn2_free(name);
	return same;
}

/*
 * What a person cannot see must not decide: the mapping of UTS 46 would drop zero-width characters,
 * and make of a deceptive name the one that it resembles.
 */
static int
add_alabels(struct buf *out, struct span s, struct err *err)
{
	struct buf	 name = BUF_INIT;
	uint8_t		*ascii = NULL;
	int		 result = 0;

	if (s.n > 4 * DOMAIN_MAX || memchr(s.s, '\0', s.n) != NULL || !utf8_valid(s) || utf8_deceptive(s))
		return 0;
	buf_addspan(&name, s);
	if (buf_ok(&name, err) == -1)
		result = -1;
	else if (idn2_lookup_u8((const uint8_t *)name.s, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK &&
	    is_host(span_str((const char *)ascii)) && is_same_name(s, (const char *)ascii)) {
		buf_addlower(out, span_str((const char *)ascii));
		result = buf_ok(out, err) == 0 ? 1 : -1;
	}
	idn2_free(ascii);
	buf_free(&name);
	return result;
}

int
domain_normal(struct buf *out, struct span s, struct err *err)
{
	if (!is_ascii(s))
		return add_alabels(out, s, err);
	if (!is_host(s))
		return 0;
	buf_addlower(out, s);
	return buf_ok(out, err) == 0 ? 1 : -1;
}

int
domain_within(struct span sub, struct span domain)
{
	if (domain.n == 0 || sub.n < domain.n)
		return 0;
	if (sub.n == domain.n)
		return span_eq(sub, domain);
	return sub.s[sub.n - domain.n - 1] == '.' && span_eq(span_from(sub, sub.n - domain.n), domain);
}

struct span
domain_registrable(struct span normal)
{
	const psl_ctx_t	*list = psl_builtin();
	const char	*found;
	char		 name[DOMAIN_MAX + 1];

	if (list == NULL || normal.n == 0 || normal.n > DOMAIN_MAX)
		return SPAN_NONE;
	memcpy(name, normal.s, normal.n);
	name[normal.n] = '\0';
	if ((found = psl_registrable_domain(list, name)) == NULL)
		return SPAN_NONE;
	return span_from(normal, (size_t)(found - name));
}
