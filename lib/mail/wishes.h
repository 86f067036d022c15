/*
 * What somebody asks who writes to observe@: to join, to leave, to be
 * forgotten, or other settings, in the words of any language we know.
 */
#ifndef ASM_MAIL_WISHES_H
#define ASM_MAIL_WISHES_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "text/words.h"

enum wish { WISH_NOTHING, WISH_SET, WISH_JOIN, WISH_STATUS, WISH_LEAVE, WISH_FORGET };

/* What was said of one setting. */
#define WISHES_LANGUAGES	0x01u
#define WISHES_RHYTHM		0x02u
#define WISHES_KINDS		0x04u
#define WISHES_REGIONS		0x08u
#define WISHES_ASSEMBLIES	0x10u
#define WISHES_PAUSE		0x20u
#define WISHES_WAIT		0x40u

struct wishes {
	enum wish	 what;		/* WISH_SET: settings alone */
	unsigned	 given;		/* which of these were said and understood */
	unsigned	 wrong;		/* said, and not understood */
	struct buf	 languages, kinds, regions, assemblies;	/* as store/observer keeps them */
	const char	*rhythm;	/* static */
	moment		 paused;	/* 0: no longer */
	int64_t		 wait;
	char		 language[36];	/* of the words that were used; "" if none */
};

/*
 * `extension` of the address ("join", "language-es"), decoded `subject`, readable `text`: each looked at in that order, of
 * the text the lines up to the first that says nothing to us (at most WISHES_LINES).  Of the same setting the last one counts,
 * of commands the first.
 */
int	 wishes_read(struct wishes *, const struct words *, struct span extension, struct span subject, struct span text,
	    moment now, struct err *);
void	 wishes_free(struct wishes *);

/* The values alone, as verbs and files give them: 1 understood and appended, 0 not, -1. */
int	 wishes_languages(struct buf *, struct span value, struct err *);
int	 wishes_kinds(struct buf *, const struct words *, struct span value);
int	 wishes_regions(struct buf *, const struct words *, struct span value);
int	 wishes_assemblies(struct buf *, const struct words *, struct span value);

#endif
