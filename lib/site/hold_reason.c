/*
 * Why a mail proves nothing, in words for the person who may have written it.
 */
#include <string.h>

#include "site/hold_parts.h"

#define UNSIGNED	CATALOG_N("It carries no signature of the mail server of your address (DKIM).")
#define ALTERED		CATALOG_N("Its signature does not fit what it says: it was changed on its way, or it is not yours.")
#define KEY		CATALOG_N("The key to its signature is missing in the DNS of your domain, or too short, revoked or " \
			    "marked as a test.")
#define TIME		CATALOG_N("Its signature is too old, or from the future.")
#define COVER		CATALOG_N("Its signature leaves out what it must cover: From, Date, Subject, the whole text, and the " \
			    "list's address in To or Cc.")
#define TOKEN		CATALOG_N("Your assembly wants to be asked about every mail.")
#define PGP		CATALOG_N("Your assembly signs its mails by OpenPGP, and this one has no good signature of the " \
			    "registered key that covers its header as well.")

/* The words of asm-verify, and what they mean to people. */
static const struct {
	const char	*reason, *text;
} reasons[] = {
	{ "unsigned", UNSIGNED }, { "unaligned", UNSIGNED },
	{ "body", ALTERED }, { "signature", ALTERED }, { "invalid", ALTERED }, { "bare-cr", ALTERED },
	{ "control", ALTERED },
	{ "no-key", KEY }, { "revoked", KEY }, { "short-key", KEY }, { "test-key", KEY }, { "key-lookup", KEY },
	{ "selector", KEY },
	{ "stale", TIME }, { "future", TIME }, { "expired", TIME }, { "time", TIME },
	{ "uncovered", COVER }, { "list-unsigned", COVER }, { "length", COVER }, { "algorithm", COVER },
	{ "token-policy", TOKEN },
	{ "pgp-policy", PGP }, { "pgp-none", PGP }, { "pgp-signature", PGP }, { "pgp-key", PGP },
	{ "pgp-unprotected", PGP }, { "pgp-no-ring", PGP }, { "no-gpgv", PGP },
};

const char *
hold_reason(const struct catalog *cat, const char *reason)
{
	size_t	i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (strcmp(reason, reasons[i].reason) == 0)
			return catalog_get(cat, reasons[i].text);
	return NULL;
}
