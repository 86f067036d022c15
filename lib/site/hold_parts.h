/*
 * What deciding and writing about held mail share.  Private to hold.
 */
#ifndef ASM_SITE_HOLD_PARTS_H
#define ASM_SITE_HOLD_PARTS_H

#include "site/answer.h"
#include "site/hold.h"
#include "store/directory.h"

/* One held mail, read. */
struct hold_mail {
	struct held	 h;
	struct buf	 message;
	struct db_rows	*rows;		/* which h borrows from */
};

/* 1, 0 there is none, -1; hold_close in every case. */
int	 hold_open(struct hold_mail *, struct site *, int64_t id, struct err *);
void	 hold_close(struct hold_mail *);

/* Actions of tokens; the subject is a held mail's number, of a summary the moment of it. */
#define HOLD_CONFIRM	"confirm"
#define HOLD_SUMMARY	"summary"
#define HOLD_MODERATE	"moderate"

/* Who decided, as others are told. */
enum hold_who { HOLD_BY_CONTACT, HOLD_BY_MODERATOR, HOLD_BY_ADMIN };

/* Name and languages of an assembly, owned; its id and "" if it is not in the log. */
struct hold_assembly {
	char	*name, *languages;
};

int	 hold_assembly(struct hold_assembly *, struct site *, const char *id, struct err *);
void	 hold_assembly_free(struct hold_assembly *);

/* Why a mail proves nothing (a word of asm-verify), as a sentence for people; NULL if there is none for it. */
const char *hold_reason(const struct catalog *, const char *reason);

/*
 * Decide, in the caller's transaction, and tell the moderators who were asked, except one (NULL: all).  1; 0 it cannot
 * be: *why; -1.
 */
int	 hold_decide_release(struct site *, const struct hold_mail *, enum hold_who, const char *except, moment now,
	    const char **why, struct err *);
int	 hold_decide_discard(struct site *, const struct hold_mail *, enum hold_who, const char *except, moment now,
	    const char **why, struct err *);

/*
 * The letters.  Each is sent in the caller's transaction: 1, 0 the limit is used up (or there is nobody to write to), -1.
 */
int	 hold_letter_challenge(struct site *, const struct held *, struct span message, moment now, struct err *);
int	 hold_letter_large(struct site *, const struct held *, struct span message, moment now, struct err *);
/* To the moderators: `answer` is what the contact said instead of yes or no. */
int	 hold_letter_moderate(struct site *, const struct held *, struct span message, struct span answer, moment now,
	    struct err *);
/* To the moderators who were asked, except one: it was decided. */
int	 hold_letter_decided(struct site *, const struct held *, int released, enum hold_who, const char *except,
	    moment now, struct err *);

#define HOLD_SUMMARY_LINES	3	/* of each mail of a list of them */

/* What a letter shows of a held mail: Date, Subject, why, what hangs on it, its digest and the first lines. */
int	 hold_letter_show(struct answer *, const struct held *, struct span message, size_t lines, struct err *);

enum hold_reply { HOLD_TOO_LATE, HOLD_YES_OR_NO, HOLD_ONE_BY_ONE, HOLD_NOT_POSSIBLE };

/* To somebody whose answer changed nothing. */
int	 hold_letter_reply(struct site *, enum hold_reply, const char *to, const char *languages, const struct header *,
	    moment now, struct err *);
/* A summary for each contact in whose name unasked mail waits: 0, -1. */
int	 hold_letter_summaries(struct site *, moment now, struct err *);

#endif
