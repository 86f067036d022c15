/*
 * What a contact wrote for us to understand: kind, dates, positions, from the
 * Subject, the address and the lines at the top of the body.
 */
#ifndef ASM_MAIL_TAGS_H
#define ASM_MAIL_TAGS_H

#include "base/buf.h"
#include "base/err.h"
#include "text/words.h"

#define TAGS_POSITIONS	20
#define TAGS_LINES	40		/* at the top of a text that are looked at */

struct tags {
	const char	*kind;		/* "proposal", "update", "help", "document", "other", static; NULL: not said */
	char		*answer_by;	/* YYYY-MM-DD, validated; NULL if none */
	char		*campaign;	/* [a-z0-9-]{1,40}; NULL if none */
	char		*group;		/* one line, clean UTF-8; NULL if none */
	char		*event;		/* an Asm-Event value (text/calendar.h): "start=2026-12-07T19:00; tz=Europe/London; rule=weekly MO;
					   where=URL", of each `When` and each further `Where` one; NULL */
	char		*language;	/* a valid tag; NULL if none */
	char		*corrects;	/* "41" or "home.example/41"; NULL */
	char		*withdraws;	/* likewise */
	char		*translate;	/* the languages that the writer wishes it in: valid tags parted by one blank; NULL */
	struct {
		const char	*position;	/* static: "agree", "object", "stand-aside", "amend", "sign" */
		char		*number;	/* of the proposal, as corrects; NULL: by In-Reply-To */
	} position[TAGS_POSITIONS];
	size_t		 npositions;
};

/*
 * `subject` decoded; `recipient` the envelope recipient ("assemblies+proposal@..."); `text` the readable body.
 * Lines are looked at up to the first empty line, at most TAGS_LINES; unknown lines are text.  Body lines win over the subject, the
 * subject over the address; of the same field the first line counts, but of positions and events all.  An answer ("Re: [proposal] ...") does not
 * take its kind from the subject.
 */
int	 tags_read(struct tags *, const struct words *, struct span subject, struct span recipient, struct span text, struct err *);
void	 tags_free(struct tags *);
/* Is a line of a body one that tags_read would look at ("Kind: ...", in any language)?  Readers leave such lines out. */
int	 tags_is_line(const struct words *, struct span line);
/* The name of such a line's field, "kind" or "answer-by", and what it says; NULL if it is none. */
const char *tags_field(const struct words *, struct span line, struct span *value);
/* Is it understood, too?  1, 0 it is text (a day that is none, "Answer: we do not know yet"), -1. */
int	 tags_understood(const struct words *, struct span line, struct err *);
/*
 * The lines as they are written in another language ("Tipo: propuesta"): fields, kinds, positions and rules by its first
 * words, the rest as it stands.  Lines that are none, and languages that are not shipped, stay as they are.
 */
int	 tags_say(struct buf *, const struct words *, struct span lines, const char *language, struct err *);
/* The subject without a leading "[kind]" mark and without reply prefixes: borrowed part of `subject`. */
struct span tags_subject(const struct words *, struct span subject);

#endif
