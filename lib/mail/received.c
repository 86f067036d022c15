#include "mail/received.h"

#include "mail/date.h"

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes of the comment that s begins with; all of them if it does not end. */
static size_t
comment_length(struct span s)
{
	size_t	 i, depth = 0;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '(')
			depth++;
		else if (s.s[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.n;
}

/* The next word that is no comment: 1, or 0 at the end. */
static int
take_word(struct span *rest, struct span *word)
{
	size_t	 i = 0;

	while (i < rest->n && (is_blank(rest->s[i]) || rest->s[i] == '('))
		i += rest->s[i] == '(' ? comment_length(span_from(*rest, i)) : 1;
	*rest = span_from(*rest, i);
	for (i = 0; i < rest->n && !is_blank(rest->s[i]) && rest->s[i] != '(' && rest->s[i] != ';'; i++)
		continue;
	*word = span_head(*rest, i);
	*rest = span_from(*rest, i);
	return i > 0;
}

int
received_by(struct span value, struct span *host)
{
	struct span	 word;

	if (!take_word(&value, &word))
		return 0;
	if (span_caseeqs(word, "from") && (!take_word(&value, &word) || !take_word(&value, &word)))
		return 0;
	return span_caseeqs(word, "by") && take_word(&value, host);
}

int
received_date(struct span value, moment *at)
{
	size_t	 i = value.n;

	while (i > 0 && value.s[i - 1] != ';')
		i--;
	return i == 0 ? -1 : date_parse(span_trim(span_from(value, i)), at, NULL);
}

int
received_here(const struct header *h, const char *host, moment *at)
{
	struct buf	 value = BUF_INIT;
	struct span	 by;
	int		 result = -1;

	if (header_value(h, "Received", &value) == 1 &&
	    (host == NULL || *host == '\0' || (received_by(span_buf(&value), &by) && span_caseeqs(by, host))))
		result = received_date(span_buf(&value), at);
	buf_free(&value);
	return result;
}
