/*
 * A post as readers see it: one message understood once, for show, digest, feed, archive.
 */
#ifndef ASM_MAIL_ENTRY_H
#define ASM_MAIL_ENTRY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "text/words.h"

/*
 * The strings are owned by the entry; "" where there is nothing.  All are clean UTF-8 of one line and bounded: an id of more than
 * ARTICLE_ID_MAX bytes stands as one made of its hash, here as in whatever refers to it; a longer other text is cut at ENTRY_TEXT.
 */
struct entry {
	char	*id;			/* Message-ID without <>; made of a hash of the message when missing */
	int	 id_is_ours;		/* there was none */
	char	*subject;		/* decoded, one line, reply prefixes and kind marks kept */
	char	*title;			/* subject without them; never empty: without a subject it is the name */
	char	*from_name, *from_addr;
	char	*assembly, *name, *place, *group;	/* Asm-Assembly ...; name falls back to from_name or from_addr, "?" at last */
	char	*type;			/* Asm-Type; "" outside a site (then it is a post to us) */
	char	*kind;			/* Asm-Kind; "other" if none */
	char	*language;		/* Content-Language, first tag; "" if unknown */
	char	*number;		/* Asm-Number */
	char	*origin;
	char	*url;			/* Archived-At: http(s) only */
	char	*in_reply_to;		/* the first id */
	char	*references;		/* ids parted by one blank, the last ENTRY_REFERENCES */
	char	*translation_of;	/* id of the original */
	int	 translation_rev;	/* its revision; 0 if it is no translation */
	char	*review;		/* "reviewed", "unreviewed" */
	char	*corrects, *withdraws;	/* id */
	char	*answer_by;		/* YYYY-MM-DD */
	char	*campaign, *event;
	char	*positions;		/* "agree <id>, object <id>" */
	char	*by;			/* Asm-By */
	char	*edition, *window;	/* of an issue */
	moment	 date;			/* Date; MOMENT_NONE if unreadable */
	moment	 arrival;		/* Asm-Date, else the mbox line, else the topmost Received, else Date, else 0 */
};

#define ENTRY_TEXT		2000		/* bytes of a name, a subject ... */
#define ENTRY_REFERENCES	50

/*
 * Headers only: no body is parsed.  `envelope` is the mbox "From " line or ""; `words` know reply prefixes and kind marks
 * (NULL: the title is the subject as it stands).
 */
int	 entry_read(struct entry *, const struct words *, struct span message, const char *envelope, struct err *);
void	 entry_free(struct entry *);
/* The name for where no mail address may stand (feeds, pages): of one only what stands before the @. Appended, never empty. */
int	 entry_public_name(struct buf *, const struct entry *);

#endif
