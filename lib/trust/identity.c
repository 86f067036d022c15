#include "trust/identity.h"

#include <string.h>

#include "text/utf8.h"
#include "trust/domain.h"

#define LOCAL_MAX	64

/*
 * Every function that looks at the grammar returns NULL, or the word that says what is wrong.  Where readers
 * of mail are known to see different things, all of it is wrong.
 */

static int
is_blank(int c)
{
	return c == ' ' || c == '\t';
}

static int
is_atext(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* ---- the value as a whole ---- */

/* The bytes of a quoted string from its first quote to its last; 0 if it does not end. */
static size_t
quoted_length(struct span s)
{
	size_t	 i;

	for (i = 1; i < s.n; i++)
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '"')
			return i + 1;
	return 0;
}

/* A byte that may stand nowhere outside of quotes. */
static const char *
fault_outside(int c)
{
	switch (c) {
	case ',':
		return "two-addresses";
	case ':':
	case ';':
		return "group";
	case '\\':
		return "backslash";
	case '(':
	case ')':
		return "comment";
	case '>':
		return "bracket";
	default:
		return NULL;
	}
}

/* Where does what is outside of quotes first hold `c`?  *at; s.n if nowhere. */
static const char *
find_outside(struct span s, int c, size_t *at)
{
	const char	*fault;
	size_t		 i, n;

	for (i = 0; i < s.n && s.s[i] != c; i += n) {
		n = 1;
		if (s.s[i] == '"' && (n = quoted_length(span_from(s, i))) == 0)
			return "quote";
		if ((fault = fault_outside(s.s[i])) != NULL)
			return fault;
	}
	*at = i;
	return NULL;
}

/* A display name: atoms, dots between them as people write initials, quoted strings; an @ is none of these. */
static const char *
fault_in_name(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '"')
			i += quoted_length(span_from(s, i)) - 1;
		else if (!is_atext(s.s[i]) && !is_blank(s.s[i]) && s.s[i] != '.' && (unsigned char)s.s[i] < 0x80)
			return "name";
	}
	return NULL;
}

static const char *
fault_in_bytes(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (((unsigned char)s.s[i] < ' ' && s.s[i] != '\t') || s.s[i] == 0x7f)
			return "control";
	return NULL;
}

/* ---- local@domain ---- */

static const char *
fault_in_dot_atom(struct span s)
{
	struct span	 atom;
	size_t		 i;

	if (s.n == 0)
		return "no-local";
	if (s.s[s.n - 1] == '.')
		return "local";
	while (span_cut(&s, '.', &atom)) {
		if (atom.n == 0)
			return "local";
		for (i = 0; i < atom.n; i++)
			if (!is_atext(atom.s[i]))
				return "local";
	}
	return NULL;
}

/* The local part: *n bytes of `s`, an @ behind them. */
static const char *
take_local(struct span s, size_t *n)
{
	const char	*fault = NULL;
	ptrdiff_t	 at;

	if (s.n > 0 && s.s[0] == '"') {
		if ((*n = quoted_length(s)) == 0)
			return "quote";
		if (*n == s.n || s.s[*n] != '@')
			return "no-domain";
	} else {
		if ((at = span_chr(s, '@')) == -1)
			return "no-domain";
		*n = (size_t)at;
		fault = fault_in_dot_atom(span_head(s, *n));
	}
	return fault == NULL && *n > LOCAL_MAX ? "local" : fault;
}

static const char *
fault_in_domain(struct span s)
{
	size_t	 i;

	if (s.n == 0)
		return "no-domain";
	if (s.s[0] == '[')
		return "literal";
	for (i = 0; i < s.n; i++)
		if (s.s[i] == '@')
			return "two-addresses";
		else if (is_blank(s.s[i]))
			return "text-after";
	return utf8_valid(s) ? NULL : "domain";
}

static const char *
fault_in_addr_spec(struct span s, size_t *local)
{
	const char	*fault;

	if (s.n == 0)
		return "empty";
	if (span_find(s, SPAN("=?")) != -1)
		return "encoded-word";
	if (s.s[0] == '@')
		return span_chr(s, ':') != -1 ? "route" : "no-local";
	if ((fault = take_local(s, local)) != NULL)
		return fault;
	return fault_in_domain(span_from(s, *local + 1));
}

/*
 * A domain beyond ASCII that IDNA refuses is somebody's all the same, but nobody's whom we know: it stays as it is,
 * and no normal form equals it.
 */
static int
add_domain(struct buf *out, struct span domain, const char **fault, struct err *err)
{
	size_t	 i;
	int	 result;

	if ((result = domain_normal(out, domain, err)) != 0)
		return result;
	*fault = "domain";
	for (i = 0; i < domain.n; i++)
		if ((unsigned char)domain.s[i] > 0x7f) {
			buf_addspan(out, domain);
			return buf_ok(out, err) == 0 ? 1 : -1;
		}
	return 0;
}

static int
add_normal(struct buf *out, struct span s, size_t local, const char **fault, struct err *err)
{
	size_t	 start = out->len, i;
	int	 result;

	for (i = 0; i <= local; i++)
		buf_addc(out, s.s[i] >= 'A' && s.s[i] <= 'Z' ? s.s[i] - 'A' + 'a' : s.s[i]);
	if ((result = add_domain(out, span_from(s, local + 1), fault, err)) != 1)
		buf_cut(out, start);
	return result;
}

int
identity_address(struct span s, struct buf *address, const char **fault, struct err *err)
{
	size_t	 local = 0;

	if ((*fault = fault_in_bytes(s)) != NULL || (*fault = fault_in_addr_spec(s, &local)) != NULL)
		return 0;
	return add_normal(address, s, local, fault, err);
}

/* ---- From ---- */

/* What stands between the angle brackets that begin at s. */
static const char *
take_angle(struct span s, struct span *inside)
{
	ptrdiff_t	 end;

	*inside = span_from(s, 1);
	if ((end = span_chr(*inside, '>')) == -1)
		return "unterminated";
	if (span_trim(span_from(*inside, (size_t)end + 1)).n > 0)
		return "text-after";
	*inside = span_head(*inside, (size_t)end);
	return span_chr(*inside, '<') != -1 ? "bracket" : NULL;
}

/* Only a bare or bracketed address is left of it in *address. */
static const char *
take_mailbox(struct span value, struct span *address)
{
	const char	*fault;
	size_t		 angle;

	*address = value;
	if ((fault = fault_in_bytes(value)) != NULL)
		return fault;
	if (value.n == 0)
		return "empty";
	if ((fault = find_outside(value, '<', &angle)) != NULL || angle == value.n)
		return fault;
	if ((fault = fault_in_name(span_head(value, angle))) != NULL)
		return fault;
	return take_angle(span_from(value, angle), address);
}

int
identity_from(const struct header *h, struct buf *address, const char **fault, struct err *err)
{
	struct buf	 value = BUF_INIT;
	struct span	 mailbox;
	size_t		 n = header_count(h, "From");
	int		 result;

	*fault = n == 0 ? "no-from" : "two-from";
	if (n != 1)
		return 0;
	if (header_value(h, "From", &value) == -1) {
		result = err_memory(err);
	} else if ((*fault = take_mailbox(span_buf(&value), &mailbox)) != NULL) {
		result = 0;
	} else {
		result = identity_address(mailbox, address, fault, err);
	}
	buf_free(&value);
	return result;
}
