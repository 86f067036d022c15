#include "mail/bounce.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/field.h"
#include "mail/word.h"
#include "text/utf8.h"

const char *
bounce_word(enum bounce_class class)
{
	static const char *const words[] = {
		[BOUNCE_NONE] = "none", [BOUNCE_DELAYED] = "delayed", [BOUNCE_POLICY] = "policy",
		[BOUNCE_SOFT] = "soft", [BOUNCE_HARD] = "hard"
	};

	return words[class];
}

void
bounce_free(struct bounce *b)
{
	size_t	 i;

	for (i = 0; i < b->n; i++) {
		free(b->report[i].recipient);
		free(b->report[i].original);
	}
	free(b->report);
	memset(b, 0, sizeof *b);
}

/* A new report; NULL when there are too many (err untouched) or memory is out. */
static struct bounce_report *
add(struct bounce *b, struct span recipient, struct span original, struct err *err)
{
	struct bounce_report	*grown, *r;

	if (b->n == BOUNCE_REPORTS)
		return NULL;
	if ((grown = reallocarray(b->report, b->n + 1, sizeof *grown)) == NULL) {
		err_memory(err);
		return NULL;
	}
	b->report = grown;
	r = &b->report[b->n];
	memset(r, 0, sizeof *r);
	r->recipient = span_dup(recipient);
	r->original = span_dup(original);
	if (r->recipient == NULL || r->original == NULL) {
		free(r->recipient);
		free(r->original);
		err_memory(err);
		return NULL;
	}
	b->n++;
	return r;
}

static void
weigh(struct bounce *b)
{
	size_t	 i;

	for (i = 0; i < b->n; i++)
		if (b->report[i].class > b->class)
			b->class = b->report[i].class;
}

/* ---- RFC 3464 ---- */

/* "rfc822; <Ana@reader.example>": the address in lower case, appended. */
static void
add_recipient(struct buf *out, struct span value)
{
	ptrdiff_t	at = span_chr(value, ';');
	size_t		i;

	value = span_trim(at == -1 ? value : span_from(value, (size_t)at + 1));
	if (span_starts(value, "<") && span_ends(value, ">"))
		value = span_head(span_from(value, 1), value.n - 2);
	for (i = 0; i < value.n && i < 320; i++)
		if ((unsigned char)value.s[i] > ' ')
			buf_addc(out, value.s[i] >= 'A' && value.s[i] <= 'Z' ? value.s[i] | 0x20 : value.s[i]);
}

/* The fields of one recipient. */
struct group {
	struct buf	recipient, original, action, status, diagnostic;
};

static void
group_free(struct group *g)
{
	buf_free(&g->recipient);
	buf_free(&g->original);
	buf_free(&g->action);
	buf_free(&g->status);
	buf_free(&g->diagnostic);
}

static void
group_read(struct group *g, const struct header *h)
{
	struct buf	value = BUF_INIT;

	if (header_value(h, "Final-Recipient", &value) == 1)
		add_recipient(&g->recipient, span_buf(&value));
	buf_reset(&value);
	if (header_value(h, "Original-Recipient", &value) == 1)
		add_recipient(&g->original, span_buf(&value));
	buf_free(&value);
	(void)header_value(h, "Action", &g->action);
	(void)header_value(h, "Status", &g->status);
	(void)header_value(h, "Diagnostic-Code", &g->diagnostic);
}

/* `prose`: what the report says to people, for a group that gives no reason of its own. */
static int
group_end(struct bounce *b, struct group *g, struct span prose, struct err *err)
{
	struct bounce_report	*r;
	struct span		 action = span_trim(span_buf(&g->action));

	if (g->recipient.len == 0 && g->original.len == 0 && action.n == 0)
		return 0;
	if ((r = add(b, span_buf(&g->recipient), span_buf(&g->original), err)) == NULL)
		return b->n == BOUNCE_REPORTS ? 0 : -1;
	r->class = bounce_classify(span_trim(span_buf(&g->status)),
	    g->diagnostic.len > 0 ? span_buf(&g->diagnostic) : prose, r->status);
	if (span_casestarts(action, "delayed"))
		r->class = BOUNCE_DELAYED;
	else if (span_casestarts(action, "delivered") || span_casestarts(action, "relayed") ||
	    span_casestarts(action, "expanded") || r->status[0] == '2')
		r->class = BOUNCE_NONE;
	return 0;
}

/* The next stanza of fields; 1, 0 at the end. */
static int
next_stanza(struct span *rest, struct span *stanza)
{
	struct span	 line;
	const char	*begin = NULL;

	while (span_line(rest, &line)) {
		if (span_trim(line).n > 0 && begin == NULL)
			begin = line.s;
		else if (span_trim(line).n == 0 && begin != NULL) {
			*stanza = span_make(begin, (size_t)(line.s - begin));
			return 1;
		}
		if (begin != NULL)
			*stanza = span_make(begin, (size_t)(line.s + line.n - begin));
	}
	return begin != NULL;
}

/*
 * One stanza is about the message, each other about one recipient.  Some servers put empty lines between the fields of
 * one recipient: a stanza without a recipient goes on with the last one.
 */
static int
read_status(struct bounce *b, struct span text, struct span prose, struct err *err)
{
	struct group	 g = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct header	 h;
	struct span	 stanza;
	int		 result = 0;

	while (result == 0 && next_stanza(&text, &stanza)) {
		if (header_split(&h, stanza, err) == -1)
			result = -1;
		else {
			if (header_find(&h, "Final-Recipient", 0) != NULL && g.recipient.len > 0) {
				result = group_end(b, &g, prose, err);
				group_free(&g);
				memset(&g, 0, sizeof g);
			}
			group_read(&g, &h);
			header_free(&h);
		}
	}
	if (result == 0)
		result = group_end(b, &g, prose, err);
	group_free(&g);
	return result;
}

/* ---- prose ---- */

/* From where on it is our own mail again. */
static const char *const copies[] = {
	"--- below this line is a copy", "------ this is a copy of", "original message follows",
	"----- message header follows", "----- original message", "--- the header of the original message",
	"-----original message", "--- enclosed is a copy", "unsent message follows", "message headers follow", NULL
};

static const char *const failures[] = {
	"could not be delivered", "couldn't be delivered", "could not deliver", "unable to deliver", "wasn't able to deliver",
	"was not delivered", "not delivered", "not been delivered", "undeliverable", "undelivered", "did not reach", "delivery fail", "delivery has failed",
	"failed permanently", "permanent error", "permanent fatal errors", "delivery error", "not a valid user", "user unknown",
	"unknown user", "mailbox exceeds", "returned mail", "returned to sender", "failure notice", "delivery problem",
	"no se pudo entregar", "no pudo entregarse", "n'a pas pu", "konnte nicht", "nie mo\305\274na", "impossibile consegnare",
	"n\303\243o p\303\264de ser entregue", NULL
};

static const char *const delays[] = {
	"will be retried", "delayed", NULL
};

/* Who writes so has not given up, even if the word "undelivered" follows. */
static const char *const patience[] = {
	"still being retried", "not yet been delivered", "will keep trying", "will continue to try", "delivery attempts will continue",
	"delivery will continue", "do not need to resend", "this is a warning message only", "could not send message for past", NULL
};

static int
has(struct span text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_find(text, span_str(*words)) != -1)
			return 1;
	return 0;
}

/* The words of the server, folded, without the copy of our mail. */
static int
read_prose(struct buf *out, struct mime *m, struct err *err)
{
	struct part	*p;
	struct buf	 text = BUF_INIT;
	size_t		 at;
	ptrdiff_t	 found;
	int		 result = 0, i;

	for (p = mime_walk(m, NULL); p != NULL && strcmp(p->type, "text/plain") != 0; p = mime_walk(m, p))
		if (strcmp(p->type, "message/rfc822") == 0) {
			p = NULL;
			break;
		}
	if (p != NULL && (result = mime_text(p, &text, err)) != -1) {
		result = 0;
		utf8_fold(out, span_head(span_buf(&text), BOUNCE_TEXT));
	}
	for (i = 0, at = out->len; copies[i] != NULL; i++)
		if ((found = span_find(span_head(span_buf(out), at), span_str(copies[i]))) != -1)
			at = (size_t)found;
	buf_cut(out, at);
	buf_free(&text);
	return result == -1 || buf_ok(out, err) == -1 ? -1 : 0;
}

static int
is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr(".-_+=!#$%&'*/?^{|}~", c) != NULL);
}

/* The address around an @. */
static struct span
address_around(struct span text, size_t at)
{
	size_t	begin = at, end = at + 1;

	while (begin > 0 && at - begin < 64 && is_word(text.s[begin - 1]))
		begin--;
	while (end < text.n && end - at < 254 && is_word(text.s[end]))
		end++;
	while (end > at + 1 && strchr(".-'", text.s[end - 1]) != NULL)
		end--;
	return begin < at && end > at + 1 ? span_make(text.s + begin, end - begin) : SPAN_NONE;
}

static int
is_known(const struct bounce *b, struct span address)
{
	size_t	i;

	for (i = 0; i < b->n; i++)
		if (span_eqs(address, b->report[i].recipient))
			return 1;
	return 0;
}

/* Every address of the prose that is not our own (`own`: To of the bounce) is a recipient, with the one class. */
static int
add_named(struct bounce *b, struct span prose, struct span own, struct err *err)
{
	struct span	 address;
	size_t		 i;

	for (i = 0; i < prose.n && b->n < BOUNCE_REPORTS; i++) {
		if (prose.s[i] != '@' || (address = address_around(prose, i)).n == 0 || is_known(b, address) ||
		    span_casefind(own, address) != -1)
			continue;
		if (add(b, address, SPAN(""), err) == NULL)
			return -1;
	}
	return 0;
}

static int
read_told(struct bounce *b, const struct header *h, struct span prose, struct err *err)
{
	enum bounce_class	class;
	struct buf		own = BUF_INIT, failed = BUF_INIT, all = BUF_INIT;
	char			code[16];
	size_t			i;
	int			result;

	(void)header_value(h, "To", &own);
	if (header_value(h, "X-Failed-Recipients", &failed) == 1)
		utf8_fold(&all, span_buf(&failed));
	buf_addc(&all, '\n');
	buf_addspan(&all, prose);
	if ((result = add_named(b, span_buf(&all), span_buf(&own), err)) == 0 && b->n == 0 &&
	    add(b, SPAN(""), SPAN(""), err) == NULL)
		result = -1;
	class = has(prose, patience) || (has(prose, delays) && !has(prose, failures)) ? BOUNCE_DELAYED :
	    bounce_classify(SPAN(""), prose, code);
	for (i = 0; i < b->n; i++) {
		b->report[i].class = class;
		memcpy(b->report[i].status, class == BOUNCE_DELAYED ? "" : code, class == BOUNCE_DELAYED ? 1 : 16);
	}
	buf_free(&own);
	buf_free(&failed);
	buf_free(&all);
	return result;
}

/* ---- who wrote it ---- */

static int
is_server(const struct header *h)
{
	static const char *const names[] = {
		"mailer-daemon", "mailer_daemon", "postmaster", "mail-daemon", "maildaemon", "mdaemon", "mail delivery", NULL
	};
	struct buf	from = BUF_INIT, folded = BUF_INIT;
	int		found;

	(void)header_value(h, "From", &from);
	utf8_fold(&folded, span_buf(&from));
	found = has(span_buf(&folded), names) || span_eqs(span_buf(&folded), "<>");
	buf_free(&from);
	buf_free(&folded);
	return found;
}

/* A server's mail that says so, in its Subject at least: it may have lost the rest. */
static int
is_told(const struct header *h, struct span prose, struct err *err)
{
	struct buf	subject = BUF_INIT, folded = BUF_INIT;
	int		found;

	if (header_find(h, "X-Failed-Recipients", 0) != NULL)
		return 1;
	if (!is_server(h))
		return 0;
	(void)header_value(h, "Subject", &subject);
	utf8_fold(&folded, span_buf(&subject));
	buf_addc(&folded, '\n');
	buf_addspan(&folded, prose);
	found = buf_ok(&folded, err) == -1 ? -1 : has(span_buf(&folded), failures) ||
	    has(span_buf(&folded), delays) || has(span_buf(&folded), patience);
	buf_free(&subject);
	buf_free(&folded);
	return found;
}

/* The report of another kind that a multipart/report can be. */
static int
is_other_report(const struct part *root)
{
	const char	*type = word_params_get(&root->params, "report-type");

	return strcmp(root->type, "multipart/report") == 0 && type != NULL && *type != '\0' &&
	    !span_caseeqs(span_str(type), "delivery-status");
}

static int
read_reports(struct bounce *b, struct mime *m, struct span prose, struct err *err)
{
	struct part	*p;
	struct buf	 text = BUF_INIT;
	int		 result = 0;

	for (p = mime_walk(m, NULL); p != NULL && result == 0; p = mime_walk(m, p)) {
		if (strcmp(p->type, "message/rfc822") == 0)
			break;		/* a report inside is one that we sent on */
		if (strcmp(p->type, "message/delivery-status") != 0 && strcmp(p->type, "message/global-delivery-status") != 0)
			continue;
		buf_reset(&text);
		if ((result = mime_decode(p, &text, err)) != -1)
			result = read_status(b, span_head(span_buf(&text), BOUNCE_STATUS), prose, err);
	}
	buf_free(&text);
	return result == -1 ? -1 : 0;
}

int
bounce_read(struct bounce *b, struct mime *m, struct err *err)
{
	struct buf	prose = BUF_INIT;
	int		result, told;

	memset(b, 0, sizeof *b);
	if (is_other_report(m->root))
		return 0;
	if ((result = read_prose(&prose, m, err)) == 0)
		result = read_reports(b, m, span_buf(&prose), err);
	if (result == 0 && b->n == 0) {
		if ((told = is_told(&m->header, span_buf(&prose), err)) == 1)
			result = read_told(b, &m->header, span_buf(&prose), err);
		else
			result = told;
	}
	buf_free(&prose);
	if (result == -1)
		bounce_free(b);
	weigh(b);
	return result;
}
