/* The pieces that a page is looked at with.  Whole pages are tests/cli/asm-page.t's. */
#include "base/limits.h"
#include "tests/unit/tap.h"
#include "text/utf8.h"
#include "trust/page_private.h"
#include "trust/page_words.h"

static struct err	 err;

#define ADDRESS	"contacto@asamblea.example"

static struct page_answer answer;
static struct page	 page = { .answer = &answer, .err = &err };

static void
start(void)
{
	buf_adds(&page.address, ADDRESS);
	page.local = span_head(span_buf(&page.address), strlen("contacto"));
	page.domain = span_from(span_buf(&page.address), strlen("contacto@"));
}

/* ---- addresses ---- */

static void
test_links(void)
{
	static const struct {
		const char	*url;
		int		 found, others;
	} links[] = {
		{ "mailto:" ADDRESS, 1, 0 }, { " MAILTO:Contacto@Asamblea.Example\n", 1, 0 }, { "mailto:%63ontacto%40asamblea.example", 1, 0 },
		{ "mailto:otra@asamblea.example," ADDRESS "?subject=x", 1, 1 }, { "mailto:otra@asamblea.example", 0, 1 },
		{ "mailto:otra%2C" ADDRESS, 0, 1 }, { "mailto:?to=" ADDRESS, 0, 0 }, { "mailto:", 0, 0 }, { "mailto:%zz", 0, 1 },
		{ "https://x.example/mailto:" ADDRESS, 0, 0 }, { ADDRESS, 0, 0 }, { "", 0, 0 }
	};
	size_t	 i;
	int	 others;

	for (i = 0; i < sizeof links / sizeof links[0]; i++) {
		is_int(page_mailto(&page, span_str(links[i].url), &others), links[i].found, "link %s", links[i].url);
		is_int(others, links[i].others, "others in it");
	}
}

static void
test_cloudflare(void)
{
	is_int(page_cloudflare(&page, SPAN("7a1915140e1b190e153a1b091b1718161f1b541f021b170a161f")), 1, "hidden by Cloudflare");
	is_int(page_cloudflare(&page, SPAN("7A1915140E1B190E153A1B091B1718161F1B541F021B170A161F")), 1, "in capitals");
	is_int(page_cloudflare(&page, SPAN("7b1915140e1b190e153a1b091b1718161f1b541f021b170a161f")), 0, "by another key");
	is_int(page_cloudflare(&page, SPAN("7a1915140e1b190e153a1b091b1718161f1b541f021b170a161")), 0, "half a byte");
	is_int(page_cloudflare(&page, SPAN("7ax")), 0, "no hex");
	is_int(page_cloudflare(&page, SPAN_NONE), 0, "nothing");
}

static void
finds(int (*find)(struct page *, struct span, size_t *, size_t *), const char *text, const char *want)
{
	size_t		 at = 0, end = 0;
	struct span	 all = span_str(text);

	if (is_int(find(&page, all, &at, &end), want != NULL, "in \"%s\"", text) && want != NULL)
		is_spans(span_make(all.s + at, end - at), want, "where it stands");
}

static void
test_texts(void)
{
	static const char *const in[] = {
		ADDRESS, "Correo:" ADDRESS ".", "(" ADDRESS ")", "'" ADDRESS "'", "<" ADDRESS ">", "\xE3\x83\xA1\xE3\x83\xBC\xE3\x83\xAB" ADDRESS,
		"x@y.example " ADDRESS
	};
	static const char *const out[] = {
		"", "@", "xcontacto@asamblea.example", "x.contacto@asamblea.example", ADDRESS ".org", ADDRESS "s", "@" ADDRESS, ADDRESS "@x",
		"\xC3\xB1" ADDRESS, ADDRESS "\xC3\xB1", "contacto@ asamblea.example", "contacto@asamblea"
	};
	size_t	 i;

	for (i = 0; i < sizeof in / sizeof in[0]; i++)
		finds(page_find_text, in[i], ADDRESS);
	finds(page_find_text, "CONTACTO@Asamblea.Example", "CONTACTO@Asamblea.Example");
	for (i = 0; i < sizeof out / sizeof out[0]; i++)
		finds(page_find_text, out[i], NULL);
	is_int(page_find_other(&page, SPAN("a@b.example " ADDRESS)), 1, "another one");
	is_int(page_find_other(&page, SPAN(ADDRESS " " ADDRESS)), 0, "no other one");
}

static void
test_spelled(void)
{
	static const char *const in[] = {
		"contacto (at) asamblea (dot) example", "contacto[arroba]asamblea[punto]example", "contacto AT asamblea DOT example",
		"contacto \xEF\xBC\xA0 asamblea.example", "contacto @ asamblea . example"
	};
	static const char *const out[] = {
		"contacto at asamblea", "contactoatasambleadotexample", "a-contacto (at) asamblea (dot) example",
		"contacto (at) asamblea (dot) example (dot) org", "contacto (at) asamblea (dot) examples", "contacto (y) asamblea (dot) example"
	};
	size_t	 i;

	for (i = 0; i < sizeof in / sizeof in[0]; i++)
		finds(page_find_spelled, in[i], in[i]);
	for (i = 0; i < sizeof out / sizeof out[0]; i++)
		finds(page_find_spelled, out[i], NULL);
}

static void
test_visible(void)
{
	struct buf	 out = BUF_INIT;

	page_visible(&page, &out, SPAN("con\xC2\xADtac\xE2\x80\x8Bto\xC2\xA0x\xE3\x80\x80\xC3\xB1"));
	is_buf(&out, "contacto x \xC3\xB1", "what has no width is not seen");
	buf_free(&out);
}

/* ---- styles ---- */

static void
test_styles(void)
{
	static const struct {
		const char	*style;
		unsigned	 place;
	} styles[] = {
		{ "color: red", 0 }, { "", 0 }, { "display:none", PLACE_HIDDEN }, { "DISPLAY : NONE !important", PLACE_HIDDEN },
		{ "dis/* x */play:none", PLACE_HIDDEN }, { "visibility: hidden", PLACE_HIDDEN }, { "font-size:0", PLACE_HIDDEN },
		{ "font-size:0.8em", 0 }, { "color:#fff;background:#fff", PLACE_HIDDEN }, { "color:#fff;background:#000", 0 },
		{ "height:0;overflow:hidden", PLACE_HIDDEN }, { "height:0", 0 }, { "text-indent:-9999px", PLACE_HIDDEN },
		{ "unicode-bidi: bidi-override", PLACE_REVERSED }, { "di\\73play:none", PLACE_HIDDEN }, { "left:-9999px", PLACE_HIDDEN },
		{ "left:-20px", 0 }, { "clip-path:url(#x)", PLACE_DOUBT }, { "opacity:.05", PLACE_HIDDEN }, { "opacity:.5", 0 }
	};
	struct page_paint paint;
	size_t	 i;

	for (i = 0; i < sizeof styles / sizeof styles[0]; i++) {
		paint = (struct page_paint)PAGE_PAINT_INIT;
		is_int(page_style(span_str(styles[i].style), &paint), styles[i].place, "style %s", styles[i].style);
	}
	paint = (struct page_paint){ 0x000000, 0x101010 };
	is_int(page_style(SPAN("color:#111"), &paint), PLACE_HIDDEN, "letters of the colour around them");
	is_int(page_style(SPAN("color:white"), &paint), 0, "and of another");
	is_int(paint.ink, 0xFFFFFF, "which those within have, too");
}

/* What a sheet says of one element, in a page that has it in a <nav>. */
static unsigned
look(struct page_sheet *sheet, const char *tag)
{
	struct page_tag	 tags[2] = { { .name = "nav", .whole = SPAN("<nav class=around>"), .classes = SPAN("around") } };
	struct scan	*s = calloc(1, sizeof *s);
	size_t		 i, work = 0;
	unsigned	 place = 0;

	scan_start(s, span_str(tag));
	if (scan_next(s) == SCAN_OPEN) {
		memcpy(tags[1].name, s->name, sizeof tags[1].name);
		tags[1].whole = span_str(tag);
		for (i = 0; i < s->n_attr; i++)
			if (strcmp(s->attr[i].name, "id") == 0)
				tags[1].id = s->attr[i].value;
			else if (strcmp(s->attr[i].name, "class") == 0)
				tags[1].classes = s->attr[i].value;
		if (page_sheet_may(sheet, &tags[1]) > 0)
			place = page_sheet_look(sheet, tags, 2, &work);
	}
	free(s);
	return place;
}

static void
test_sheets(void)
{
	struct page_sheet *sheet = NULL;
	struct buf	 many = BUF_INIT;
	int		 i;

	is_int(look(NULL, "<p>"), 0, "no sheet");
	page_sheet_add(&sheet, SPAN("@import url(x); /* p{display:none} */ p{color:red} .no, div#x { display:none } i b{display:none}"
	    " nav .far{display:none} @media print { .paper{display:none} } @media screen{.glass{opacity:0}} .after{opacity:0}"
	    " a:hover{display:none} [rel~=b]{display:none} .around>.in{display:none} p+.next{display:none} em:not(.c){display:none}"));
	is_int(look(sheet, "<p>"), 0, "what hides nothing");
	is_int(look(sheet, "<p class='a no b'>"), PLACE_HIDDEN, "a class");
	is_int(look(sheet, "<p class=nono>"), 0, "a longer one");
	is_int(look(sheet, "<p class=NO>"), PLACE_DOUBT, "in capitals, perhaps");
	is_int(look(sheet, "<div id=x>"), PLACE_HIDDEN, "an element with an id");
	is_int(look(sheet, "<p id=x>"), 0, "another with it");
	is_int(look(sheet, "<b>"), 0, "within another than there is");
	is_int(look(sheet, "<p class=far>"), PLACE_HIDDEN, "within what there is");
	is_int(look(sheet, "<p class=in>"), PLACE_HIDDEN, "directly in it");
	is_int(look(sheet, "<p class=next>"), PLACE_DOUBT, "behind another, perhaps");
	is_int(look(sheet, "<p class=paper>"), 0, "on paper");
	is_int(look(sheet, "<p class=glass>"), PLACE_DOUBT, "on some screens, perhaps");
	is_int(look(sheet, "<p class=after>"), PLACE_HIDDEN, "behind these");
	is_int(look(sheet, "<a>"), 0, "not always");
	is_int(look(sheet, "<p rel='a b'>"), PLACE_HIDDEN, "an attribute");
	is_int(look(sheet, "<p rel=ab>"), 0, "another value of it");
	is_int(look(sheet, "<em>"), PLACE_HIDDEN, "what is not that");
	is_int(look(sheet, "<em class=c>"), 0, "what is");
	page_sheet_free(sheet);
	sheet = NULL;
	for (i = 0; i < PAGE_RULES + 1; i++)
		buf_addf(&many, ".c%d{display:none}", i);
	page_sheet_add(&sheet, span_buf(&many));
	buf_reset(&many);
	buf_addf(&many, "<p class=c%d>", PAGE_RULES - 1);
	is_int(look(sheet, buf_str(&many)), PLACE_HIDDEN, "so many rules");
	buf_reset(&many);
	buf_addf(&many, "<p class=c%d>", PAGE_RULES);
	is_int(look(sheet, buf_str(&many)), 0, "and no more");
	is_int(page_sheet_too_many(sheet), 1, "which is known");
	page_sheet_free(sheet);
	buf_free(&many);
}

/* ---- words and types ---- */

static void
test_words(void)
{
	static const struct {
		const char	*text;
		enum page_word	 kind;
		int		 has;
	} words[] = {
		{ "Contacto", PAGE_CONTACT, 1 }, { "\xCE\x95\xCF\x80\xCE\xB9\xCE\xBA\xCE\xBF\xCE\xB9\xCE\xBD\xCF\x89\xCE\xBD\xCE\xAF\xCE\xB1", PAGE_CONTACT, 1 },
		{ "Contactless", PAGE_CONTACT, 0 }, { "comments", PAGE_VISITOR, 1 }, { "commentsx", PAGE_VISITOR, 0 }, { "", PAGE_CONTACT, 0 }
	};
	struct buf	 key = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		buf_reset(&key);
		page_key(&key, span_str(words[i].text));
		is_int(page_has_word(span_buf(&key), words[i].kind, &err), words[i].has, "\"%s\"", words[i].text);
	}
	buf_reset(&key);
	page_key(&key, SPAN("  \xC3\x81rbol--de\tla <b>"));
	is_buf(&key, " arbol de la b ", "how texts are compared");
	buf_free(&key);
	is_int(page_word_at(SPAN("arroba) x"), PAGE_AT, &err), 6, "a word for @");
	is_int(page_word_at(SPAN("x"), PAGE_AT, &err), 0, "none");
}

static void
test_types(void)
{
	static const char *const in[] = { "http://schema.org/NGO", "schema:Organization", "x https://schema.org/Library", "ngo" };
	static const char *const out[] = { "http://schema.org/Person", "NGOs", "", "http://schema.org/NGO/x" };
	size_t	 i;

	for (i = 0; i < sizeof in / sizeof in[0]; i++)
		is_int(page_is_organization(span_str(in[i])), 1, "%s is an organisation", in[i]);
	for (i = 0; i < sizeof out / sizeof out[0]; i++)
		is_int(page_is_organization(span_str(out[i])), 0, "%s is none", out[i]);
}

/* ---- the answer ---- */

static void
test_block(void)
{
	const struct page_ask ask = { .address = { ADDRESS, strlen(ADDRESS) } };
	struct page_answer a, b;
	struct buf	 html = BUF_INIT;
	int		 i;

	buf_adds(&html, "<footer>" ADDRESS " .");
	for (i = 0; i < 400; i++)
		buf_adds(&html, "\xC3\xB1");		/* two bytes each, from an odd offset on */
	is_ok(page_check(&ask, span_buf(&html), &a, &err), &err, "a long block");
	is_int(a.verdict, PAGE_OFFICIAL, "is official");
	ok(a.block.len <= PAGE_BLOCK + 3 && a.block.len > PAGE_BLOCK - 4, "its text is cut: %zu", a.block.len);
	ok(utf8_valid(span_buf(&a.block)) && span_ends(span_buf(&a.block), "\xE2\x80\xA6"), "between letters, and says so");
	buf_adds(&html, "x");
	is_ok(page_check(&ask, span_buf(&html), &b, &err), &err, "one with a letter more");
	ok(memcmp(a.block_digest, b.block_digest, HASH_LEN) != 0, "is another one, cut or not");
	page_answer_free(&a);
	page_answer_free(&b);
	buf_free(&html);
}

static void
test_limits(void)
{
	struct page_ask	 ask = { .address = { ADDRESS, strlen(ADDRESS) } };
	struct page_answer a;
	struct buf	 html = BUF_INIT;

	buf_adds(&html, "<footer>" ADDRESS "</footer>");
	while (html.len < PAGE_MAX)
		buf_addc(&html, ' ');
	is_ok(page_check(&ask, span_buf(&html), &a, &err), &err, "so many bytes");
	is_int(a.verdict, PAGE_OFFICIAL, "are read");
	page_answer_free(&a);
	buf_addc(&html, ' ');
	is_err(page_check(&ask, span_buf(&html), &a, &err), &err, ERR_DATA, "and no more");
	ask.address = SPAN("nobody");
	is_err(page_check(&ask, SPAN("x"), &a, &err), &err, ERR_USAGE, "no address");
	buf_free(&html);
}

int
main(void)
{
	start();
	test_links();
	test_cloudflare();
	test_texts();
	test_spelled();
	test_visible();
	test_styles();
	test_sheets();
	test_words();
	test_types();
	test_block();
	test_limits();
	buf_free(&page.address);
	return done();
}
