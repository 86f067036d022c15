/*
 * What the files of trust/page share: the address sought, the evidence found, and what surrounds a place of the page.
 */
#ifndef ASM_TRUST_PAGE_PRIVATE_H
#define ASM_TRUST_PAGE_PRIVATE_H

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

/* ---- page_hide.c ---- */

struct page_sheet;		/* what style sheets hide */

void	 page_sheet_add(struct page_sheet **, struct span css);
void	 page_sheet_free(struct page_sheet *);
/* PLACE_* of an element by its style attribute, name, id and classes (decoded; NULL: none). */
unsigned page_style(const char *style);
unsigned page_sheet_look(const struct page_sheet *, const char *name, const char *id, const char *classes);

/* ---- page_place.c ---- */

/* An element as its tag says; spans are raw and borrow from the page. */
struct page_tag {
	char		 name[32];
	struct span	 id, classes, role, rel, itemtype, type_of, itemprop, property;
	int		 itemscope;
};

/* What a place inside of this element is, if `around` is what the element's own place is. */
unsigned page_place(struct page *, const struct page_sheet *, const struct page_tag *, unsigned around);

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

/* ---- page_walk.c ---- */

void	 page_html(struct page *, struct span utf8);

#endif
