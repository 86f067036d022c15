/*
 * The whole decision about one mail at the door: input, identity, endorsement, proof.
 * Pure: the register, the log and the keys are reached by callbacks.
 */
#ifndef ASM_TRUST_DECIDE_H
#define ASM_TRUST_DECIDE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/time.h"
#include "trust/dkim.h"

enum verdict {
	VERDICT_ACCEPT = 0,
	VERDICT_CHALLENGE = 10,
	VERDICT_IGNORE = 11,
	VERDICT_REJECT = 12,
	VERDICT_DROP = 13
};

struct decide_contact {
	char	assembly[128];
	char	address[320];		/* normal form */
	char	policy[16];		/* "dkim" (default), "pgp", "token" */
	char	fingerprints[256];	/* of OpenPGP keys, as pgp_ask has them; "" if none */
	int	endorsed;		/* 0: known and not endorsed now */
	int	relaxed;		/* DKIM alignment */
};

struct decide_world {
	/* 1 known, 0 unknown, -1 trouble. */
	int	(*contact)(void *, const char *address, struct decide_contact *, struct err *);
	/* Is this proof (article_proof) in our own log?  Asked about what is not proved.  1, 0, -1. */
	int	(*posted)(void *, const unsigned char proof[HASH_LEN], struct err *);
	/* The file of an assembly's OpenPGP keys, into *path (reset first).  0, -1. */
	int	(*ring)(void *, const char *assembly, struct buf *path, struct err *);
	dkim_key_fn *key;
	void	*arg;			/* for contact, posted and ring */
	void	*key_arg;
};

struct decide_rules {
	const char *const *list;	/* our addresses, normal, NULL-terminated */
	const char	*list_id;	/* for the loop test */
	const char	*loop;		/* our X-Loop value */
	const char	*authserv_id;	/* NULL: the MTA's results are not believed */
	const char	*mx_host;	/* in the "by" of our own Received; NULL or "": not known */
	moment		 now;
};

/* Fields that a proof covers and that therefore stay. */
#define DECIDE_REPLY_TO		0x01u
#define DECIDE_SENDER		0x02u
#define DECIDE_IN_REPLY_TO	0x04u
#define DECIDE_REFERENCES	0x08u
#define DECIDE_CONTENT_LANGUAGE	0x10u

struct decision {
	enum verdict	 verdict;
	const char	*reason;	/* one word, static */
	char		 assembly[128], contact[320];	/* "" if not known */
	const char	*by;		/* accept: "dkim", "mta" or "pgp" */
	char		 domain[256], selector[256];	/* that signed; pgp: "" and the fingerprint */
	int		 protected;	/* pgp: the header that counts is in the signed part */
	unsigned	 covered;	/* DECIDE_* */
	int		 damaged;	/* refused for its header: passed on as it is */
};

/*
 * Decide.  `mail` as read (an envelope line is taken off here).  0 and the decision; -1 ERR_AGAIN when a key or the
 * register cannot be had now (a key: until DKIM_PATIENCE after the mail came), ERR_DATA for empty input.
 */
int	 decide(const struct decide_rules *, const struct decide_world *, struct span mail, struct decision *, struct err *);
/*
 * The mail that goes on: without envelope line and without the fields that no proof covers or that are
 * ours to write; a header with defects is passed on but for Asm- fields.  LF line ends.  At most MAIL_MAX bytes of the mail.
 */
int	 decide_strip(struct buf *out, struct span mail, const struct decision *, struct err *);

#endif
