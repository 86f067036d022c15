/*
 * Status and words to a class.
 *
 * An enhanced status (RFC 3463) that says something wins over words, but for two cases seen often: a 5.1.x or 5.2.x
 * whose words speak of size, and a 5.0.0, which says nothing.  Without one, words are looked for in the order in
 * which one hides the other: what is wrong with the sender, then who is not there, then what is full, then what is
 * not liked.
 */
#include "mail/bounce.h"

#include <string.h>

#include "base/limits.h"
#include "text/utf8.h"

/* All lower case, blanks single. */
static const char *const sender_words[] = {
	"sender address rejected", "sender domain", "sender verify", "sender policy framework", "sender not",
	"sender rejected", "sending address", "from address", "not allowed to send", "not authorized to send",
	"domain of sender", "client host", "helo command rejected", "your ip", "your server requires",
	"reverse dns", "reverse lookup", "ptr record", "dns ptr", "no ptr", "rdns", NULL
};

static const char *const hard_words[] = {
	"user unknown", "unknown user", "unknown recipient", "recipient unknown", "unknown address", "address unknown",
	"mailbox unknown", "unknown mailbox", "unknown local", "no such user", "no such recipient", "no such mailbox",
	"no such address", "no such person", "no such domain", "no such host", "no such name", "does not exist", "doesn't exist",
	"not exist", "not a known user", "not a valid user", "not a valid recipient", "not a valid mailbox",
	"isn't a valid", "not our customer", "not known here", "invalid recipient", "invalid mailbox", "invalid user",
	"invalid address", "bad recipient", "bad_recipient", "bad address", "bad destination", "mailbox unavailable",
	"mailbox not found", "mail-box not found", "mailbox not available", "mailbox not here", "no mailbox", "no mail box",
	"user not found", "unable to find", "cannot find", "could not find", "recipient not found", "address not found", "account not found", "email address could not be found",
	"recipient rejected", "recipient address rejected", "rejected recipient", "not listed in", "not recognized",
	"not a user", "not an active address", "not active", "inactive", "deactivated", "disabled", "suspended",
	"discontinued", "expired account", "no longer", "account has been", "account is closed", "closed account", "no account",
	"doesn't have a", "unrouteable", "unroutable", "host unknown", "unknown host", "host not found",
	"domain not found", "name service error", "name or service not known", "nxdomain", "domain does not",
	"non-existent hosts", "nonexistent", "not delivered to any", "dd sorry your message", "relocated", "has moved", "left the company",
	"nie istnieje", "konto niedostepne", "nieznany", "existe pas", "inconnu", "desconocido", "no existe",
	"inexistente", "n\303\243o existe", "unbekannt", "existiert nicht", "nicht gefunden", "non esiste", "sconosciuto",
	"onbekend", "bestaat niet", "mevcut de\304\237il", NULL
};

static const char *const soft_words[] = {
	"quota", "mailbox full", "mailbox is full", "mailbox size", "mailbox exceeds", "full mailbox", "inbox is full", "over limit",
	"disk space", "disk full", "storage", "insufficient space", "out of space", "too large", "too big", "size limit",
	"message size", "maximum size", "size exceed", "exceeds size", "exceeded the size", "too many messages", "zuviele mails", "zu viele", "voll",
	"buz\303\263n lleno", "caixa cheia", "bo\303\256te pleine", "pe\305\202na", "casella piena", NULL
};

static const char *const policy_words[] = {
	"spam", "unsolicited", "bulk", "junk", "ube", "virus", "malware", "phish", "blocked", "blocklist", "block list",
	"blacklist", "black list", "denylist", "dnsbl", "rbl", "uribl", "surbl", "spamhaus", "reputation", "policy", "policies",
	"content", "not allowed", "prohibited", "relay", "rcpthosts", "not permitted", "access denied", "denied",
	"dmarc", "dkim", "spf", "authentication", "unauthenticated", "not authorized", "not authorised", "banned",
	"mass mail", "confirmation", "pre-approved", "whitelist", "not accepting mail with", "greylist", "security",
	"filter", "classification", "message rejected", "message refused", "message cannot be accepted", "listed at", "listed in", NULL
};

static int
has(struct span text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_find(text, span_str(*words)) != -1)
			return 1;
	return 0;
}

static int
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* "N.N.N" at the beginning of s, not part of something longer such as an IP address: its length, or 0. */
static size_t
code_at(struct span s)
{
	size_t	i = 1, part, n;

	if (s.n < 5 || (s.s[0] != '2' && s.s[0] != '4' && s.s[0] != '5'))
		return 0;
	for (part = 0; part < 2; part++) {
		if (i >= s.n || s.s[i] != '.')
			return 0;
		for (i++, n = 0; i < s.n && is_digit(s.s[i]) && n < 4; i++, n++)
			;
		if (n == 0 || n == 4)
			return 0;
	}
	if (i < s.n && (is_digit(s.s[i]) || (s.s[i] == '.' && i + 1 < s.n && is_digit(s.s[i + 1]))))
		return 0;
	return i;
}

/* The first enhanced status in a text. */
static struct span
find_code(struct span text)
{
	size_t	i, n;

	for (i = 0; i < text.n; i++)
		if ((i == 0 || strchr(" (#-:[=\n\t", text.s[i - 1]) != NULL) && (n = code_at(span_from(text, i))) > 0)
			return span_make(text.s + i, n);
	return SPAN_NONE;
}

/* The first three digits that can be an SMTP reply that refuses: 550; 0 if there is none. */
static int
find_reply(struct span text)
{
	size_t	i;

	for (i = 0; i + 3 <= text.n; i++)
		if ((i == 0 || strchr(" :;\n\t", text.s[i - 1]) != NULL) && (text.s[i] == '4' || text.s[i] == '5') &&
		    text.s[i + 1] >= '0' && text.s[i + 1] <= '5' && is_digit(text.s[i + 2]) &&
		    (i + 3 == text.n || strchr(" -\n\t", text.s[i + 3]) != NULL))
			return (text.s[i] - '0') * 100 + (text.s[i + 1] - '0') * 10 + (text.s[i + 2] - '0');
	return 0;
}

/* By words and the reply alone. */
static enum bounce_class
by_words(struct span text)
{
	int	reply;

	if (has(text, sender_words))
		return BOUNCE_POLICY;
	if (has(text, hard_words))
		return BOUNCE_HARD;
	if (has(text, soft_words))
		return BOUNCE_SOFT;
	if (has(text, policy_words))
		return BOUNCE_POLICY;
	reply = find_reply(text);
	return reply == 550 || reply == 551 || reply == 553 ? BOUNCE_HARD : BOUNCE_SOFT;
}

static int
is_any(int detail, const char *list)
{
	return detail < 10 && strchr(list, '0' + detail) != NULL;
}

/* The class of a status that says something; BOUNCE_NONE if words must. */
static enum bounce_class
by_status(int class, int subject, int detail, struct span text)
{
	if (subject == 7)
		return BOUNCE_POLICY;
	if (class == 4)
		return BOUNCE_SOFT;
	switch (subject) {
	case 1:		/* addresses; 7 and 8 are the sender's */
		if (is_any(detail, "78"))
			return BOUNCE_POLICY;
		return has(text, soft_words) && !has(text, hard_words) ? BOUNCE_SOFT : BOUNCE_HARD;
	case 2:		/* the mailbox: 1 disabled, 2 full, 3 too large */
		if (detail == 0)
			return BOUNCE_NONE;
		return detail == 1 && !has(text, soft_words) ? BOUNCE_HARD : BOUNCE_SOFT;
	case 3:
		return detail == 0 ? BOUNCE_NONE : BOUNCE_SOFT;
	case 4:		/* routing: 4 no such host; what Exchange calls 1 is told by its words */
		if (detail == 4 || detail == 310)
			return BOUNCE_HARD;
		return detail == 0 || detail == 1 ? BOUNCE_NONE : BOUNCE_SOFT;
	case 6:		/* the content */
		return BOUNCE_POLICY;
	default:
		return BOUNCE_NONE;
	}
}

/* The numbers of "5.1.1". */
static void
numbers(struct span code, int *class, int *subject, int *detail)
{
	int	*out[3] = { class, subject, detail };
	size_t	 i;
	int	 part = 0;

	*class = *subject = *detail = 0;
	for (i = 0; i < code.n && part < 3; i++)
		if (code.s[i] == '.')
			part++;
		else
			*out[part] = *out[part] * 10 + (code.s[i] - '0');
}

/* Lower case, runs of blanks one blank, bounded. */
static void
normalise(struct buf *out, struct span text)
{
	struct buf	folded = BUF_INIT;
	size_t		i;
	int		blank = 1;

	utf8_fold(&folded, span_head(text, BOUNCE_TEXT));
	for (i = 0; i < folded.len; i++) {
		if (strchr(" \t\r\n", folded.s[i]) == NULL)
			buf_addc(out, folded.s[i]);
		else if (!blank)
			buf_addc(out, ' ');
		blank = folded.s[i] == '\0' || strchr(" \t\r\n", folded.s[i]) != NULL;
	}
	buf_free(&folded);
}

enum bounce_class
bounce_classify(struct span status, struct span text, char *code)
{
	struct buf		plain = BUF_INIT;
	struct span		said, better;
	enum bounce_class	found = BOUNCE_NONE;
	int			class, subject, detail;

	normalise(&plain, text);
	said = span_head(status, code_at(status));
	numbers(said, &class, &subject, &detail);
	better = find_code(span_buf(&plain));
	/* x.0.0 and 5.3.0 say nothing where the server's own words have a code. */
	if (better.n > 0 && (said.n == 0 || subject == 0 || (subject != 7 && detail == 0))) {
		said = better;
		numbers(said, &class, &subject, &detail);
	}
	memset(code, 0, 16);
	memcpy(code, said.n > 0 ? said.s : "", said.n < 16 ? said.n : 15);
	/* A transcript can end in the code of a consequence: what was wrong with us weighs more. */
	if (said.s == better.s && said.n > 0 && has(span_buf(&plain), sender_words))
		found = BOUNCE_POLICY;
	else if (said.n > 0)
		found = by_status(class, subject, detail, span_buf(&plain));
	if (found == BOUNCE_NONE)
		found = by_words(span_buf(&plain));
	/* Only what was refused for good can be hard. */
	if (found == BOUNCE_HARD && class == 4)
		found = BOUNCE_SOFT;
	buf_free(&plain);
	return found;
}
