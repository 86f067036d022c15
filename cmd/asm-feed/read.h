/*
 * Other people's feeds: what is found in one, whatever form it has.
 */
#ifndef ASM_FEED_READ_H
#define ASM_FEED_READ_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

enum found_form { FOUND_TEXT, FOUND_HTML, FOUND_GUESS };

/* A text, and how it is meant. */
struct found_text {
	struct buf	 text;
	enum found_form	 form;
};

/* An entry, or what is said of the whole feed. */
struct found {
	struct buf	 id, link, author, address, language;
	struct found_text title, content, summary;
	moment		 published, updated;	/* MOMENT_NONE */
	int		 id_is_link;		/* an RSS guid that may stand for a missing link */
	int		 link_is_other;		/* the link leads to something that is no page */
};

typedef int found_fn(void *arg, const struct found *feed, const struct found *entry, struct err *);

void	 found_start(struct found *);
void	 found_free(struct found *);

/*
 * Give every entry, in the order of the document.  What stands before an error is given; ERR_DATA then says what was wrong.
 * `url` (or NULL) is where it was found.
 */
int	 read_xml(struct span utf8, const char *url, found_fn *, void *, struct err *);
int	 read_json(struct span utf8, const char *url, found_fn *, void *, struct err *);

/* The document in UTF-8, without its DOCTYPE and with HTML's named characters, as markup_xml takes it. */
int	 read_decode(struct buf *utf8, struct span bytes, struct err *);

/* `ref` as it is meant in a document at `base` (RFC 3986, 5.2), ASCII only; nothing if it is no http(s) or mailto URL. */
int	 url_resolve(struct buf *, const char *base, struct span ref);

#endif
