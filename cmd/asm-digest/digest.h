/*
 * asm-digest: what is shared by choosing (gather.c, ahead.c), reading (load.c), laying out (layout.c, layout_ahead.c) and sending
 * (issue.c, burst.c).
 */
#ifndef ASM_DIGEST_H
#define ASM_DIGEST_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/entry.h"
#include "mail/events.h"
#include "mail/list.h"
#include "mail/shelf.h"
#include "text/catalog.h"
#include "text/doc.h"
#include "text/words.h"

#define DIGEST_WORDS	60		/* of each text */
#define DIGEST_TITLE	150		/* columns of a title */
#define DIGEST_SHOWN	240		/* entries in an issue; the rest is counted */
#define DIGEST_HTML	90000		/* bytes of the HTML part: large webmails cut at 102 kB */
#define DIGEST_AHEAD	14		/* days of the calendar */
#define DIGEST_EVENTS	60		/* lines of the calendar */
#define DIGEST_CALLED	2000		/* events looked at, before or after their time */
#define DIGEST_OPEN	60		/* proposals still to be answered that are listed */
#define DIGEST_ZONES	5		/* zones of readers */
#define DIGEST_LOOK	(60 * INT64_C(86400))	/* mail of no site is searched for events so long */
#define DIGEST_BURST	(8UL * 1024 * 1024)	/* bytes of the mails in one digest; the rest is counted */
#define DIGEST_DAY	11		/* "2026-11-21" and its NUL */

/* In the order of the issue. */
enum digest_section {
	DIGEST_HELP, DIGEST_PROPOSALS, DIGEST_UPDATES, DIGEST_DOCUMENTS, DIGEST_OTHER, DIGEST_CORRECTIONS,
	DIGEST_TRANSLATED, DIGEST_SECTIONS
};

struct digest_other {
	char	*language, *url;
};

/* What is shown of an item; owned by it. */
struct digest_text {
	char	*title, *name, *place, *url, *language, *excerpt;
	char	*corrected;		/* title of what it corrects, "" if it is not here */
	int	 withdraws;		/* which it takes back */
	struct digest_other *other;	/* where it can be read in other languages */
	size_t	 nothers;
	int	 is_translation, is_unreviewed, is_outdated;
};

struct digest_item {
	enum digest_section section;
	size_t	 volume, entry;
	size_t	 replies;		/* in the whole thread below it */
	int	 foreign;		/* in no language of the reader */
	int	 is_due;		/* answer_by is still to come */
	char	 answer_by[DIGEST_DAY];
	char	*key;			/* of order: place, assembly */
	struct digest_text *text;	/* NULL until digest_load */
};

/* What translators are asked for. */
struct digest_wanted {
	const char	*language;
	size_t		 posts, words;
};

/* One time at which something happens. */
struct digest_happening {
	moment	 at;
	size_t	 event;			/* in events */
};

/* The newsletter as a mail, or one of its parts alone; or the mails themselves (RFC 2046, RFC 1153). */
enum digest_form { DIGEST_MAIL, DIGEST_TEXT, DIGEST_PAGE, DIGEST_MIME, DIGEST_RFC1153 };

struct digest {
	enum digest_form form;
	const char	*title;		/* NULL: the list's */
	const char	*languages;
	const char	*edition;
	moment		 from, until;
	char		 from_day[DIGEST_DAY], until_day[DIGEST_DAY];	/* as people read them */
	int		 from_east, until_east;		/* seconds before UTC of the clocks by which they were written */

	struct words	*words;
	struct shelf	*shelf;
	struct catalog	*catalog;
	struct list	 list;

	struct digest_item *item;	/* in the order of the issue */
	size_t		 n, shown;
	size_t		 count[DIGEST_SECTIONS];
	size_t		 posts, replies, senders;
	const struct digest_item *urgent;	/* NULL if nothing is */
	const char	*zone[DIGEST_ZONES];	/* times are told in these too */
	size_t		 nzones;
	struct events	 events;	/* what happens in the days ahead */
	size_t		*event_of;	/* the volume of each */
	struct digest_happening *happening;	/* by time */
	size_t		 nhappening;
	struct digest_item *open;	/* proposals still to be answered, by day */
	size_t		 nopen;
	struct digest_wanted *wanted;
	size_t		 nwanted;
};

/* Choose and order.  After it d->n is 0 if the window is empty. */
int	 digest_gather(struct digest *, struct err *);
void	 digest_forget(struct digest *);
/* What lies ahead: the calendar, and proposals still to be answered, also those of earlier issues. */
int	 digest_ahead(struct digest *, struct err *);
void	 digest_forget_ahead(struct digest *);
/* Read what is shown of the first d->shown items, and count what translators are asked for. */
int	 digest_load(struct digest *, struct err *);
void	 digest_text_free(struct digest_text *);
/* The volume's post stands in the window. */
int	 digest_is_inside(const struct digest *, size_t volume);
/* It is a post, and nobody took it back. */
int	 digest_is_post(const struct digest *, size_t volume);

/* The issue as a tree: at most `words` of each text (0: titles only, without contents), `shown` entries. */
struct doc *digest_layout(const struct digest *, size_t words, size_t shown, struct err *);
/* Two sections of it, below `root`. */
void	 digest_layout_ahead(const struct digest *, struct doc *root, size_t shown);
/* A line saying whose and what an item is: title and name, the title as a link to its entry if that is among `shown`. */
void	 digest_item_line(const struct digest *, struct doc *, const struct digest_item *, size_t shown);
int	 digest_add_day(struct buf *, const struct digest *, const char *day);
const char *digest_title(const struct digest *);
/* "24-31 March 2026" */
int	 digest_dates(struct buf *, const struct digest *);

extern const char digest_style[];

/* The calendar as iCalendar; empty if nothing happens. */
int	 digest_calendar(struct buf *, const struct digest *, struct err *);
/* The fields of an issue, for both forms of mail. */
struct compose;
void	 digest_fields(struct compose *, const struct digest *);
/* The mails of the window one behind the other. */
int	 digest_burst(struct buf *, const struct digest *, struct err *);
/* The whole mail, or what of it is wanted. */
int	 digest_issue(struct buf *, const struct digest *, struct err *);

#endif
