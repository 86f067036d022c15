/*
 * What the files of trust/page share: the address sought, the evidence found, and what surrounds a place of the page.
 */
#ifndef ASM_TRUST_PAGE_PRIVATE_H
#define ASM_TRUST_PAGE_PRIVATE_H

#include "text/markup_scan.h"
#include "trust/page.h"

/* What a place of a page is, from all elements around it. */
#define PLACE_HIDDEN		0x0001u		/* not shown */
#define PLACE_VISITOR		0x0002u		/* anybody may write there */
#define PLACE_DOUBT		0x0004u		/* perhaps not shown, perhaps somebody else's words */
#define PLACE_REVERSED		0x0008u		/* letters are shown in another order */
#define PLACE_ARTICLE		0x0010u
#define PLACE_FRAME		0x0020u		/* footer, address, banner */
#define PLACE_SECTION		0x0040u		/* id or class has a contact word */
#define PLACE_OTHERS		0x0080u		/* id or class says: others, links */
#define PLACE_ENTRY		0x0100u		/* h-entry */
#define PLACE_CARD		0x0200u		/* hCard, h-card */
#define PLACE_ORGANIZATION	0x0400u		/* microdata, RDFa of an organisation */
#define PLACE_OTHER_ITEM	0x0800u		/* microdata of something else */
#define PLACE_EMAIL		0x1000u		/* the property of one of these that is an address */

struct page {
	struct buf	 address;	/* normal form */
	struct span	 local, domain;	/* of it */
	struct page_answer *answer;
	int		 denied;	/* somewhere stands that it is not */
	const char	*capped;	/* why nothing of this page is official; NULL */
	int		 path_context, title_context;
	int		 title_visitors;	/* the whole page is a guest book or the like */
	size_t		 work;
	struct err	*err;
	int		 failed;	/* err says why */
};

/* ---- page.c ---- */

/* Keep what was found, if it is more than what was known. */
void	 page_keep(struct page *, enum page_verdict, const char *kind, const char *context, const char *reason,
	    struct span block);
void	 page_fail(struct page *);		/* memory is out */
/* So much work is to be done: 1, or 0 if the page has cost too much; then it is refused. */
int	 page_spend(struct page *, size_t units);

/* ---- page_address.c: is it in here? ---- */

/* Exactly this address, in any spelling that trust/identity holds for the same. */
int	 page_is_address(struct page *, struct span);
/* A mailto: URL, decoded once, that has it among its addresses; *others: it has others. */
int	 page_mailto(struct page *, struct span url, int *others);
/* Cloudflare's form: hex, the first byte XORed with the rest. */
int	 page_cloudflare(struct page *, struct span hex);
/* The next place in a visible text, from *at on: 1, and [*at, *end) is it. */
int	 page_find_text(struct page *, struct span text, size_t *at, size_t *end);
int	 page_find_spelled(struct page *, struct span text, size_t *at, size_t *end);
/* Any address at all, but this one. */
int	 page_find_other(struct page *, struct span text);
/* What a reader does not see is taken out: characters without width. */
int	 page_visible(struct page *, struct buf *, struct span text);

/* ---- page_data.c: what is no running text ---- */

void	 page_json(struct page *, struct span script, unsigned place);
/* vCard, security.txt, asm-contact.txt: 1 if the file is one of these, and is dealt with. */
int	 page_file(struct page *, struct span utf8);
/* "https://schema.org/NGO", "schema:Organization": 1 an organisation or its contact, 0 something else. */
int	 page_is_organization(struct span type);

/* ---- page_style.c: declarations of style ---- */

/* Colours, 0xRRGGBB, of letters and of what is behind them. */
struct page_paint {
	long		 ink, ground;
};

#define PAGE_PAINT_UNKNOWN	(-1L)
#define PAGE_PAINT_NONE		(-3L)	/* nothing is said of it */
#define PAGE_PAINT_INIT		{ PAGE_PAINT_UNKNOWN, PAGE_PAINT_UNKNOWN }

/* PLACE_HIDDEN, PLACE_DOUBT, PLACE_REVERSED of a list of declarations; the colours that it sets go to *paint. */
unsigned page_style(struct span declarations, struct page_paint *paint);
/* A colour as an attribute of old says it ("#fff", "white", "ffffff"). */
void	 page_paint_attribute(long *color, struct span value);
int	 page_paint_hides(const struct page_paint *);
/* The next character of a style sheet, an escape undone; `s` is not empty. */
void	 page_css_char(struct buf *, struct span *s);

/* ---- page_select.c: selectors of style sheets ---- */

/* An element as its tag says; spans are raw and borrow from the page. */
struct page_tag {
	char		 name[32];
	struct span	 whole, id, classes, role, rel, itemtype, type_of, itemprop, property;
	int		 itemscope;
};

#define PAGE_PARTS	16	/* compounds of one selector that are told apart */

struct page_part {
	struct span	 compound;
	char		 before;	/* the combinator in front of it */
};

/* What stays between questions. */
struct page_asker {
	struct scan	 scan;		/* the attributes of the tag that was read last */
	const char	*scanned;
	struct buf	 name;		/* of the selector that is being read; the owner frees it */
	size_t		 work;		/* counted up, for page_spend() */
};

enum page_match { PAGE_NO, PAGE_PERHAPS, PAGE_YES };

/* Is a selector about the last of n elements, each within the one before? */
enum page_match page_selector_match(struct page_asker *, const struct page_tag *, size_t n, struct span selector);
/* The next of a list, trimmed: 1, or 0. */
int	 page_selector_next(struct span *list, struct span *selector);
/* The last PAGE_PARTS compounds of a selector; *all: there are no more. */
size_t	 page_selector_cut(struct span, struct page_part *, int *all);
/* A name at the front of *s, escapes undone. */
void	 page_selector_name(struct span *s, struct buf *name);
/* Where one of these bytes stands first outside of brackets and quotes; s.n: nowhere. */
size_t	 page_selector_find(struct span s, const char *bytes);

/* ---- page_sheet.c: what style sheets hide ---- */

struct page_sheet;

void	 page_sheet_add(struct page_sheet **, struct span css);
void	 page_sheet_free(struct page_sheet *);
int	 page_sheet_too_many(const struct page_sheet *);	/* some are not looked at */
int	 page_sheet_paints(const struct page_sheet *);		/* they say something of backgrounds */
/* How many rules page_sheet_look would try; 0: none of them can be about this element. */
size_t	 page_sheet_may(const struct page_sheet *, const struct page_tag *);
/* PLACE_* of the last of n elements, each within the one before; *work: what it cost, for page_spend(). */
unsigned page_sheet_look(struct page_sheet *, const struct page_tag *, size_t n, size_t *work);

/* ---- page_sheets.c ---- */

/* All that a page has; the caller frees it. */
struct page_sheet *page_sheets(struct page *, struct span utf8);

/* ---- page_place.c ---- */

/* What a place inside of the last of these elements is, if `around` is what the element's own place is. */
unsigned page_place(struct page *, struct page_sheet *, const struct page_tag *, size_t n, unsigned around);

/* ---- page_block.c: one block of text, and the headings above it ---- */

#define PAGE_LEVELS	6

/* A link, an image: an address that does not stand in the text, or is not the text. */
struct page_mark {
	const char	*kind;		/* "link", "data", "image"; "other": somebody else's */
	size_t		 at, end;	/* of the block's text */
	const char	*doubt;		/* why it needs a human, or NULL */
	int		 is_ours;
	unsigned	 place;		/* of the tag itself, besides that of the block */
};

#define PAGE_MARKS	64		/* in one block; what is more is not looked at */

struct page_block {
	struct buf	 text;
	struct page_mark mark[PAGE_MARKS];
	size_t		 n;
	char		 name[32];	/* of the element that it is in */
	struct buf	 last;		/* the block before, if it is short enough for a label */
	char		 last_name[32];
	struct buf	 headings;	/* all texts of headings, NUL-terminated, from offset 1 on */
	size_t		 heading[PAGE_LEVELS];	/* offsets of those above here; 0 none */
};

/* What is in the block, seen from a place; then it is empty. */
typedef unsigned page_place_fn(void *);
void	 page_block_end(struct page *, struct page_block *, page_place_fn *, void *arg);
void	 page_block_free(struct page_block *);

/* ---- page_names.c: what kinds of elements there are ---- */

enum {
	N_INLINE = 0x0001,	/* in a line of text */
	N_VOID = 0x0002,	/* has no end */
	N_UNSEEN = 0x0004,	/* is not shown, with all in it */
	N_SCOPE = 0x0008,	/* headings in it end with it */
	N_FRESH = 0x0010,	/* and none of before counts in it */
	N_LINK = 0x0020,	/* has an href */
	/* What the rules of parsing tell apart. */
	N_SPECIAL = 0x0040,	/* the end of a mere phrase does not reach out of it */
	N_BOX = 0x0080,		/* its own end does, up to the next fence */
	N_FENCE = 0x0100,
	N_WALL = 0x0200,	/* nothing around it ends it, nor does what is in it end anything around */
	N_FOREIGN = 0x0400,	/* what is in it is no HTML */
	N_BREAKS = 0x0800,	/* but this is, even there */
	N_FORMAT = 0x1000,	/* goes on behind what it was not ended in */
	N_ENDS_P = 0x2000,	/* ends a paragraph */
	N_META = 0x4000,	/* may stand in the head */
	N_ROOT = 0x8000,	/* stands there once */
	N_LIST = 0x10000,
	N_TABLE = 0x20000,
	N_LI = 0x40000,
	N_TERM = 0x80000,
	N_CELL = 0x100000,
	N_ROW = 0x200000,
	N_ROWS = 0x400000,
	N_THIN = 0x800000,	/* special, but the end of an item reaches out of it */
	N_BUTTON = 0x1000000
};

/* N_* of an element's name, in lower case; 0 of one that nobody knows. */
unsigned page_kinds(const char *name);

/* To tell most names apart without looking at them. */
unsigned page_name_digest(const char *name);

/* ---- page_walk.c ---- */

void	 page_html(struct page *, struct span utf8);

#endif
