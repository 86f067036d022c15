/*
 * What the verbs of asm-translate-queue share.
 */
#ifndef ASM_TRANSLATE_QUEUE_H
#define ASM_TRANSLATE_QUEUE_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/package.h"
#include "mail/segment.h"
#include "site/answer.h"
#include "site/site.h"
#include "store/queue.h"
#include "text/words.h"

extern const char	*queue_who;		/* --who, NULL if not given */
extern const char	*queue_from;		/* --from */
extern const char	*queue_as;		/* --as */
extern const char	*queue_state;		/* --state */
extern const char	*queue_reason;		/* --reason */
extern const char	*queue_role, *queue_credit, *queue_team;
extern long		 queue_max_words;	/* --max-words, 0: any */

/* Tokens of letters: what they allow, to which item and revision ("12 r1"). */
#define ACTION_WORK	"translate"
#define ACTION_REVIEW	"review"
#define ACTION_CONFIRM	"work-mail"	/* on a mail that was kept */
#define TOKEN_SECONDS	(365 * 86400L)	/* work that comes late is welcome */
#define CONFIRM_SECONDS	(3 * 86400L)

/* ---- opening (piece.c) ---- */

/* A post as work: what a translator gets of it. */
struct piece {
	char		*title;		/* clean, without marks */
	struct segments	 segments;
	int		*by_digest;	/* numbers, ordered by digest */
	size_t		 n;
};

int	 piece_read(struct piece *, const struct words *, struct span message, struct span numbers, struct err *);
void	 piece_free(struct piece *);
/* The first number of that digest, or 0; *more is how many have it. */
int	 piece_find(const struct piece *, struct span digest, size_t *more, size_t *at);

/* An item with all that belongs to it, until job_free. */
struct job {
	struct site		*site;
	const struct words	*words;
	struct queue_item	 item;
	struct buf		 message;	/* the post */
	struct piece		 piece;
	struct db_rows		*rows;		/* behind the strings of the item */
	struct buf		 tag;		/* "2k7q-es" */
};

/* 1, 0 no such item, -1. */
int	 job_open(struct job *, struct site *, const struct words *, int64_t item, struct err *);
void	 job_free(struct job *);

/* The translation of every segment as it stands, by number; NULL where there is none that fits the source. */
struct translation {
	char	**text;
	int64_t	 *person;		/* whose it is, 0 the coordinator's */
	int64_t	 *returned;
	size_t	 n;
	int	 there, wanted;		/* segments translated, and offered */
	int64_t	 left;			/* words not translated */
};

int	 translation_read(struct translation *, const struct job *, struct err *);
void	 translation_free(struct translation *);
/* Numbers that are not translated, in order, into `out`: how many. */
size_t	 translation_missing(const struct translation *, const struct job *, int *out);

/* The words of the site, or the end of the program. */
struct words *open_words(const struct site *);
/* The status of a verb on an item: got is 1 done, 0 there is none or it is in no state for it (said), -1 (the end). */
int	 told(const char *tag, int got, const struct err *);

/* ---- what is known beside (hints.c) ---- */

/* By number, for what is not translated yet; *hint has piece.segments.last + 1. */
int	 hints_read(struct package_hint **, const struct job *, const struct translation *, struct err *);
void	 hints_free(struct package_hint *, const struct job *);

/* ---- events (steps.c): inside the caller's transaction ---- */

int	 step(struct job *, const char *what, int64_t person, int64_t until, const char *note, struct err *);
/* Approved by a person, or by time (person -1): the memory learns, what leans on it is outdated, its translators are thanked. */
int	 step_approve(struct job *, int64_t person, struct err *);
int	 step_reject(struct job *, int64_t person, const char *reason, struct err *);
int	 step_keep(struct job *, struct err *);
/* Is the item complete after a change? Then it is returned, and approved where nobody is to review. */
int	 step_complete(struct job *, const struct translation *, int64_t person, int amends, struct err *);

/* ---- returns (deliver.c) ---- */

struct receipt {
	struct buf	accepted, missing, conflicts, stale;	/* segment numbers, parted by blanks */
	struct buf	faults;			/* lines: "3 error url https://..." */
	int		complete;
	int		known;			/* the same mail came before */
	int		errors;
	int		unplaced;		/* not one text was found in it */
};

#define RECEIPT_INIT	{ BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, 0, 0, 0, 0 }

struct delivery {
	struct site	*site;
	const struct words *words;
	int64_t		 item, person;
	int		 revision;	/* that the translator had; 0: the item's */
	int		 amends;
	int		 marked;	/* only what has numbers, or is a file: bare words were commands */
	struct span	 message;	/* what was read */
};

void	 receipt_free(struct receipt *);
/*
 * Take a mail or file in, inside the caller's transaction.  1; 0 nothing in it can be placed: it is kept, and somebody
 * has to look; -1.
 */
int	 deliver(const struct delivery *, struct receipt *, struct err *);
/* The item that a mail or file is of, and the revision it had (0 not said): 1, 0, -1. */
int	 delivery_find(struct site *, struct span message, int64_t *item, int *revision, struct err *);

/* ---- checks (faults.c) ---- */

/* Lines about the texts of a translation, appended; *errors counts those that are to be answered. */
int	 faults_find(struct buf *, const struct job *, const struct segment_texts *, int *errors, struct err *);

/* ---- letters (letters.c) ---- */

/* Of a person: her address if she has one ("" if not), and the languages she is written to in. */
struct addressee {
	struct buf	 to, languages;
	char		 form[8];
	int64_t		 id;
	int		 paused;
};

#define ADDRESSEE_INIT	{ BUF_INIT, BUF_INIT, "", 0, 0 }

int	 addressee_read(struct addressee *, struct site *, int64_t person, const char *language, struct err *);
void	 addressee_free(struct addressee *);

/* The work mail or review mail of an item that she holds. */
int	 letter_work(struct answer **, const struct job *, const struct addressee *, const char *kind, struct err *);
int	 letter_review(struct answer **, const struct job *, const struct addressee *, struct err *);

enum letter {
	LETTER_REMINDER, LETTER_EXPIRED, LETTER_CORRECTED, LETTER_CORRECTED_REVIEW, LETTER_CONFLICT, LETTER_REJECTED, LETTER_PUBLISHED,
	LETTER_AMENDED, LETTER_UNPLACED, LETTER_GIVEN_BACK, LETTER_MORE_TIME, LETTER_NO_MORE_TIME, LETTER_NOTHING, LETTER_HELD,
	LETTER_STOPPED, LETTER_CREDIT, LETTER_NOT_ALLOWED, LETTER_APPROVED, LETTER_HELP, LETTER_GROUP, LETTER_TAKEN
};

/* A short letter about an item (NULL: none); `text` is what it shows: a reason, differences, a name. */
int	 letter_send(struct site *, enum letter, int64_t person, const struct job *, struct span text,
	    const struct header *to_mail, struct err *);
/* To who coordinates, else to owner@. */
int	 letter_coordinators(struct site *, enum letter, const struct job *, struct span text, struct err *);
int	 letter_receipt(struct site *, int64_t person, const struct job *, const struct receipt *, const struct header *,
	    struct err *);
/* Was it she?  `asked` is the command, of which "forget" is explained; NULL: none. */
int	 letter_confirm(struct site *, const char *address, const char *languages, int64_t mail, const char *asked,
	    struct span subject, const struct header *, struct err *);
int	 letter_list(struct site *, int64_t person, const char *language, const struct header *, struct err *);

/* ---- verbs ---- */

/* Claim and write the work mail of the next item, inside the caller's transaction: 1 and the mail, 0 nothing to do, -1. */
int	 claim_next(struct site *, const struct words *, const struct queue_wish *, const char *pivot, struct answer **,
	    int64_t *item, struct err *);
/* The same of that item: 0 it is not to be had. */
int	 claim_item(struct site *, const struct words *, int64_t item, int64_t person, const char *pivot, struct answer **,
	    struct err *);
/* The same of a review. */
int	 review_next(struct site *, const struct words *, const char *language, int64_t person, struct answer **, int64_t *item,
	    struct err *);
/*
 * Somebody of that name is nowhere any more, and what she held is given back; inside the caller's transaction, behind which
 * trace_scrub is called.  1, 0 there is nobody, -1.
 */
int	 forget_person(struct site *, const char *name, struct err *);
/* The person of --who, made if she is new: 0 if it was not given. */
int64_t	 who(struct site *, struct err *, int *failed);

int	 run_add(char **, size_t);
int	 run_list(char **, size_t);
int	 run_next(char **, size_t);
int	 run_claim(char **, size_t);
int	 run_renew(char **, size_t);
int	 run_give_back(char **, size_t);
int	 run_show(char **, size_t);
int	 run_return(char **, size_t);
int	 run_review(char **, size_t);
int	 run_approve(char **, size_t);
int	 run_reject(char **, size_t);
int	 run_keep(char **, size_t);
int	 run_withdraw(char **, size_t);
int	 run_publish(char **, size_t);
int	 run_tick(char **, size_t);
int	 run_mail(char **, size_t);
int	 run_stats(char **, size_t);
int	 run_log(char **, size_t);
int	 run_mails(char **, size_t);
int	 run_fsck(char **, size_t);
int	 run_people(char **, size_t);
int	 run_person(char **, size_t);
int	 run_credits(char **, size_t);
int	 run_forget(char **, size_t);
int	 run_tm(char **, size_t);
int	 run_term(char **, size_t);
int	 run_check(char **, size_t);

/* Does the published log have this Message-ID? 1, 0, -1. */
int	 is_published(struct site *, const char *id, struct err *);
/* The Message-ID that an approved item's translation has: 1, 0 nothing came back, -1. */
int	 draft_id(struct buf *, struct site *, const struct queue_item *, moment *at, struct err *);

#endif
