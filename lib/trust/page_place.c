/* What an element says of all that is in it. */
#include "trust/page_private.h"

#include <string.h>

#include "text/markup.h"
#include "trust/page_words.h"

/* ---- values ---- */

static void
decode(struct buf *out, struct span raw)
{
	buf_reset(out);
	markup_decode(out, raw);
}

static int
has_word(struct page *p, struct span key, enum page_word kind)
{
	int	 got = page_has_word(key, kind, p->err);

	if (got == -1)
		p->failed = 1;
	return got == 1;
}

/* With which letters do words of a key begin? */
static uint32_t
first_letters(struct span key)
{
	uint32_t	 letters = 0;
	size_t		 i;

	for (i = 0; i + 1 < key.n; i++)
		if (key.s[i] == ' ')
			letters |= UINT32_C(1) << ((unsigned char)key.s[i + 1] & 31);
	return letters;
}

/* A whole word of a list, whatever parts it. */
static int
is_in(struct span key, const char *const *word, size_t n)
{
	uint32_t letters = first_letters(key);
	char	 padded[40];
	size_t	 i, len;

	for (i = 0; i < n; i++) {
		if ((letters & UINT32_C(1) << ((unsigned char)word[i][0] & 31)) == 0 || (len = strlen(word[i])) + 2 >= sizeof padded)
			continue;
		padded[0] = padded[len + 1] = ' ';
		memcpy(padded + 1, word[i], len);
		if (span_find(key, span_make(padded, len + 2)) != -1)
			return 1;
	}
	return 0;
}

#define IS_IN(key, words)	is_in(key, words, sizeof words / sizeof words[0])

/* ---- id and class ---- */

/* "siteFooter" is two words. */
static void
add_parted(struct buf *out, struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++) {
		if (i > 0 && s.s[i] >= 'A' && s.s[i] <= 'Z' && s.s[i - 1] >= 'a' && s.s[i - 1] <= 'z')
			buf_addc(out, ' ');
		buf_addc(out, s.s[i]);
	}
	buf_addc(out, ' ');
}

static unsigned
place_of_names(struct page *p, struct span key, unsigned around)
{
	static const char *const frames[] = { "footer", "colophon", "contentinfo", "pie", "fusszeile", "rodape" };
	static const char *const parts[] = { "entry", "post", "comment", "card", "article", "modal", "menu", "quote" };
	static const char *const links[] = { "blogroll", "links", "enlaces", "liens", "friends", "amigos", "linklist" };
	static const char *const articles[] = {
		"post", "blog post", "article", "articulo", "artikel", "artigo", "news", "noticia", "noticias", "press release",
		"nota de prensa", "event", "evento", "tweet", "toot", "message", "mensaje", "nachricht", "signature", "firma",
		"author", "autor", "autora", "bio", "sponsor", "sponsors", "patrocinadores", "ad", "ads", "advert",
		"advertisement", "publicidad", "werbung", "quote", "cita", "note", "cooked", "postcontent", "postbit", "postbody",
		"addendum", "status", "thread", "topic", "twig", "mailbody", "msg", "mail archive", "email body"
	};
	/* No words of headings, where there are streets of such a name: of what programs make out of visitors' words. */
	static const char *const walls[] = {
		"wall", "answer", "answers", "chatbox", "chat box", "cbox", "cusdis", "echo item", "elgg list annotation", "fb iframe widget",
		"feedback list", "gastebok", "gb entry", "gb text", "gbentry", "giscus", "hashover", "js kit", "kmt", "komentarai",
		"komentari", "message board", "opinion", "qa", "remark42", "replylist", "staticman", "stream element", "talkyard",
		"thread body", "threadbody", "user post", "usertext", "utterances", "wpdiscuz"
	};
	/* Of what might have comments. */
	static const char *const silent[] = { "no comments", "comments closed", "comments open", "comments off", "has comments" };
	static const char *const unseen[] = { "hidden", "d none", "hide", "invisible", "sr only", "visually hidden", "screen reader text", "is hidden" };
	unsigned	 place = around;

	if (!IS_IN(key, silent) && (has_word(p, key, PAGE_VISITOR) || IS_IN(key, walls) || span_find(key, SPAN("comment")) != -1 ||
	    span_find(key, SPAN("guestbook")) != -1))
		place |= PLACE_VISITOR;
	if (IS_IN(key, articles))
		place |= PLACE_ARTICLE;
	/* A contact section may hold an article; in an article anybody may have made one. */
	if ((place & PLACE_ARTICLE) == 0 && has_word(p, key, PAGE_CONTACT))
		place |= PLACE_SECTION;
	if (IS_IN(key, frames) && !IS_IN(key, parts))
		place |= PLACE_FRAME;
	if (IS_IN(key, links))
		place |= PLACE_OTHERS;
	if (IS_IN(key, unseen))
		place |= PLACE_DOUBT;
	return place;
}

/* Classes whose meaning is agreed on (microformats). */
static unsigned
place_of_formats(struct span key, unsigned place)
{
	static const char *const cited[] = { "h cite" }, *const entry[] = { "h entry", "hentry" };
	static const char *const card[] = { "vcard", "h card" }, *const email[] = { "u email", "email" };

	if (IS_IN(key, cited) || (IS_IN(key, entry) && (place & PLACE_ENTRY) != 0))
		place |= PLACE_VISITOR;
	if (IS_IN(key, entry))
		place |= PLACE_ENTRY | PLACE_ARTICLE;
	if (IS_IN(key, card))
		place |= PLACE_CARD;
	if (IS_IN(key, email) && (place & (PLACE_CARD | PLACE_ENTRY)) == PLACE_CARD)
		place |= PLACE_EMAIL;
	return place;
}

/* ---- types ---- */

static unsigned
place_of_type(struct span type, unsigned place)
{
	static const char *const visitors[] = { "comment", "usercomments", "review", "answer", "discussionforumposting" };
	static const char *const articles[] = {
		"article", "newsarticle", "blogposting", "socialmediaposting", "posting", "report", "event", "creativework"
	};
	struct buf	 key = BUF_INIT;

	if (type.n == 0)
		return place;
	place &= ~(PLACE_ORGANIZATION | PLACE_OTHER_ITEM | PLACE_EMAIL);
	place |= page_is_organization(type) ? PLACE_ORGANIZATION : PLACE_OTHER_ITEM;
	if (page_key(&key, type) == 0 && IS_IN(span_buf(&key), visitors))
		place |= PLACE_VISITOR;
	if (!key.err && IS_IN(span_buf(&key), articles))
		place |= PLACE_ARTICLE;
	buf_free(&key);
	return place;
}

static unsigned
place_of_property(struct span property, unsigned place)
{
	static const char *const email[] = { "email", "mbox" };
	struct buf	 key = BUF_INIT;

	if (property.n > 0 && (place & PLACE_ORGANIZATION) != 0 && page_key(&key, property) == 0 &&
	    IS_IN(span_buf(&key), email))
		place |= PLACE_EMAIL;
	buf_free(&key);
	return place;
}

/* ---- the element ---- */

static unsigned
place_of_name(const struct page_tag *t, unsigned place)
{
	static const struct {
		const char	*name;
		unsigned	 place;
	} names[] = {
		{ "article", PLACE_ARTICLE }, { "footer", PLACE_FRAME }, { "header", PLACE_FRAME }, { "address", PLACE_FRAME },
		{ "blockquote", PLACE_DOUBT }, { "q", PLACE_DOUBT }, { "cite", PLACE_DOUBT }
	};
	size_t	 i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(t->name, names[i].name) == 0)
			place |= names[i].place;
	if (span_caseeqs(t->role, "contentinfo") || span_caseeqs(t->role, "banner"))
		place |= PLACE_FRAME;
	if (span_caseeqs(t->role, "article") || span_caseeqs(t->role, "comment"))
		place |= span_caseeqs(t->role, "comment") ? PLACE_VISITOR : PLACE_ARTICLE;
	return place;
}

/* Nothing but a word of contacts: <article id="contact">. */
static int
is_contact_name(struct page *p, struct span id)
{
	struct buf	 key = BUF_INIT;
	int		 is = 0;

	if (page_key(&key, id) == 0 && key.len > 2 && span_chr(span_trim(span_buf(&key)), ' ') == -1)
		is = has_word(p, span_buf(&key), PAGE_CONTACT);
	buf_free(&key);
	return is;
}

unsigned
page_place(struct page *p, struct page_sheet *sheet, const struct page_tag *tags, size_t n, unsigned around)
{
	static const char *const ugc[] = { "ugc" }, *const pages[] = { "type page" };
	const struct page_tag *t = &tags[n - 1];
	struct buf	 id = BUF_INIT, classes = BUF_INIT, names = BUF_INIT, key = BUF_INIT;
	unsigned	 place = place_of_name(t, around), hides;
	int		 is_root = strcmp(t->name, "html") == 0 || strcmp(t->name, "body") == 0;
	size_t		 rules = page_sheet_may(sheet, t);

	page_spend(p, 20 + rules + (t->id.n + t->classes.n > 0 ? 300 + 2 * (t->id.n + t->classes.n) : 0));
	if (p->failed)
		return place;
	decode(&id, t->id);
	decode(&classes, t->classes);
	if (rules > 0) {
		hides = page_sheet_look(sheet, tags, n, &rules);
		/* A page that is hidden as a whole waits for a script to show it. */
		place |= is_root && (hides & PLACE_HIDDEN) != 0 ? (hides & ~PLACE_HIDDEN) | PLACE_DOUBT : hides;
		page_spend(p, rules);
	}
	place = place_of_type(t->itemtype.n > 0 ? t->itemtype : t->type_of, place);
	/* Of a whole page such names say what kind of page it is. */
	if ((id.len > 0 || classes.len > 0) && !is_root) {
		add_parted(&names, span_buf(&id));
		add_parted(&names, span_buf(&classes));
		page_key(&key, span_buf(&names));
		place = place_of_names(p, span_buf(&key), place);
		place = place_of_formats(span_buf(&key), place);
		/* Where WordPress makes an article of what is a page; and a part of the page that is named after contacts. */
		if (IS_IN(span_buf(&key), pages) || is_contact_name(p, span_buf(&id)))
			place = (place & ~PLACE_ARTICLE) | (around & PLACE_ARTICLE);
	}
	place = place_of_property(t->itemprop.n > 0 ? t->itemprop : t->property, place);
	buf_reset(&key);
	if (t->rel.n > 0 && page_key(&key, t->rel) == 0 && IS_IN(span_buf(&key), ugc))
		place |= PLACE_VISITOR;
	if (id.err || classes.err || names.err || key.err)
		page_fail(p);
	buf_free(&id);
	buf_free(&classes);
	buf_free(&names);
	buf_free(&key);
	return place;
}
