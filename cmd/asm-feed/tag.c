/*
 * Names of feed and entries that never change (RFC 4151).  They are made of the Message-ID of the
 * original alone: not of URL, title, place in the stream or revision.
 */
#include <string.h>

#include "base/hash.h"
#include "feed.h"

#define TAG_BYTES	20	/* of the digest: 32 characters */

/* The domain behind the last @ of an id, if a tag may have it; empty else. */
static struct span
domain_of(const char *id)
{
	const char	*at = strrchr(id, '@');
	size_t		 n;

	if (at == NULL)
		return SPAN_NONE;
	n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789.-");
	return n > 0 && n <= 253 && at[1 + n] == '\0' ? span_make(at + 1, n) : SPAN_NONE;
}

static struct span
own_domain(const struct feed *f)
{
	if (f->tag != NULL)
		return span_make(f->tag, strcspn(f->tag, ",:"));
	return f->list.domain != NULL && *f->list.domain != '\0' ? span_str(f->list.domain) : SPAN("list.invalid");
}

int
feed_authority(struct buf *out, const struct feed *f)
{
	if (f->tag != NULL)
		return buf_add(out, f->tag, strcspn(f->tag, ":"));
	buf_addspan(out, own_domain(f));
	return buf_adds(out, "," FEED_YEAR);
}

int
feed_tag(struct buf *out, const struct feed *f)
{
	const char	*path = f->tag != NULL ? strchr(f->tag, ':') : NULL;

	buf_adds(out, "tag:");
	feed_authority(out, f);
	if (f->set != NULL)
		buf_addf(out, ":%s", f->set);
	else
		buf_adds(out, path != NULL ? path : ":posts");
	if (f->set == NULL && f->languages != NULL)
		buf_addf(out, "/%.*s", (int)strcspn(f->languages, ","), f->languages);
	return out->err ? -1 : 0;
}

static int
add_digest(struct buf *out, struct span bytes, size_t n)
{
	unsigned char	 digest[HASH_LEN];

	if (hash_sha256(bytes.s, bytes.n, digest) == -1)
		return -1;
	return hash_base32(out, digest, n);
}

int
feed_post_tag(struct buf *out, const struct feed *f, const char *id, int is_article)
{
	struct span	 domain = is_article ? domain_of(id) : SPAN_NONE;

	buf_adds(out, "tag:");
	if (domain.n == 0 || span_eq(domain, own_domain(f)))
		feed_authority(out, f);
	else
		buf_addf(out, "%.*s," FEED_YEAR, SPAN_FMT(domain));
	buf_adds(out, ":post/");
	return add_digest(out, span_str(id), TAG_BYTES);
}

int
feed_item_tag(struct buf *out, const struct feed *f, const struct feed_item *item, const struct entry *e,
    struct span message)
{
	int	 is_translation = *e->translation_of != '\0' && e->translation_rev > 0 &&
	    shelf_volume(f->shelf, item->volume)->original != item->entry;
	int	 r;

	r = feed_post_tag(out, f, is_translation ? e->translation_of : e->id, *e->origin != '\0');
	if (is_translation)
		buf_addf(out, "/%s", *e->language != '\0' ? e->language : "und");
	else if (shelf_find(f->shelf, e->id) != item->entry) {
		/* Another mail with the same Message-ID: an id may stand in a feed once. */
		buf_addc(out, '.');
		r |= add_digest(out, message, 5);
	}
	return r == -1 || out->err ? -1 : 0;
}
