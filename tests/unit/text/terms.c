/* text/terms: what is written and what is asked for come out the same. */
#include "tests/unit/tap.h"
#include "text/terms.h"

static void
plain(const char *text, const char *want)
{
	struct buf	out = BUF_INIT;

	terms_plain(&out, span_str(text));
	is_str(buf_str(&out), want, "%s", text);
	buf_free(&out);
}

static void
asked(const char *question, const char *want)
{
	struct terms	t;
	struct err	err;

	terms_ask(&t, span_str(question), &err);
	is_str(buf_str(&t.match), want, "%s", question);
	terms_free(&t);
}

static void
limits(void)
{
	struct buf	text = BUF_INIT;
	struct terms	t;
	struct err	err;
	int		i;

	for (i = 0; i < TERMS_MAX + 5; i++)
		buf_addf(&text, "palabra%d ", i);
	terms_ask(&t, span_buf(&text), &err);
	is_int((long)t.n, TERMS_MAX, "so many words are asked for");
	terms_free(&t);
	buf_reset(&text);
	for (i = 0; i < 1000000; i++)
		buf_adds(&text, i < 500000 ? "a" : "\314\201");
	terms_ask(&t, span_buf(&text), &err);
	ok(t.word[0].len <= 80, "a long word is told by its beginning");
	terms_free(&t);
	buf_reset(&text);
	terms_ask(&t, span_make("a\0b\xff\"c", 6), &err);
	is_str(buf_str(&t.match), "\"a b\" \"c\"", "NUL and bytes that are no UTF-8 part words");
	terms_free(&t);
	buf_free(&text);
}

static void
found(const char *question, const char *text, int want)
{
	struct terms	t;
	struct buf	word = BUF_INIT;
	struct span	rest = span_str(text), at;
	struct err	err;
	int		has = 0;

	terms_ask(&t, span_str(question), &err);
	while (terms_next(&rest, &word, &at) == 1)
		has |= terms_has(&t, span_buf(&word));
	is_int(has, want, "%s in: %s", question, text);
	terms_free(&t);
	buf_free(&word);
}

int
main(void)
{
	plain("Asamblea de SOL, 15-M!", "asamblea de sol 15 m ");
	plain("l\342\200\231Assembl\303\251a \303\234ber Stra\303\237e \305\201\303\263d\305\272 S\303\270r \303\206on", "l assemblea uber strasse lodz sor aeon ");
	plain("\316\235\316\255\316\261 \316\243\317\205\316\275\316\255\316\273\316\265\317\205\317\203\316\267\317\202", "\316\275\316\265\316\261 \317\203\317\205\316\275\316\265\316\273\316\265\317\205\317\203\316\267\317\203 ");
	plain("\304\260STANBUL \304\261l\304\261k", "istanbul ilik ");
	plain("\331\206\331\216\330\271\331\216\331\205 \330\243\331\207\331\204\330\247\331\213 \331\205\330\257\330\261\330\263\330\251 \331\205\330\263\330\252\330\264\331\201\331\211",
	    "\331\206\330\271\331\205 \330\247\331\207\331\204\330\247 \331\205\330\257\330\261\330\263\331\207 \331\205\330\263\330\252\330\264\331\201\331\212 ");
	plain("\331\241\331\245 \333\264\333\262 \340\245\247", "15 42 1 ");
	plain("\346\235\261\344\272\254\343\201\247 ok\346\227\245", "\346\235\261 \344\272\254 \343\201\246 ok \346\227\245 ");
	plain("\330\247\331\204\331\205\330\257\330\261\330\263\330\251 \331\210\330\247\331\204\330\263\331\204\330\247\331\205 \330\247\331\204\330\247",
	    "\331\205\330\257\330\261\330\263\331\207 \330\263\331\204\330\247\331\205 \330\247\331\204\330\247 ");
	plain("", "");
	plain(" .,\342\200\246 \360\237\230\200", "");

	asked("", "");
	asked("plaza", "\"plaza\"*");
	asked("en plaza", "\"en\" \"plaza\"*");
	asked("l'assemblea", "\"l assemblea\"*");
	asked("\"plaza del sol\" ya", "\"plaza del sol\" \"ya\"");
	asked("\"sin fin", "\"sin fin\"");
	asked("a\"b c\"", "\"a\" \"b c\"");
	asked("\346\235\261\344\272\254", "\"\346\235\261 \344\272\254\"");
	asked("NEAR(a b) OR NOT title:x* ^y -z", "\"near a\" \"b\" \"or\" \"not\"* \"title x\" \"y\" \"z\"");
	asked("') ; DROP TABLE page; --", "\"drop\"* \"table\"* \"page\"*");

	found("asamble", "Las ASAMBLEAS", 1);
	found("as", "Las asambleas", 0);
	found("\"asamblea\"", "Las asambleas", 0);
	found("\331\205\330\257\330\261\330\263\331\207", "\330\247\331\204 \331\205\331\216\330\257\330\261\331\216\330\263\330\251", 1);
	limits();
	return done();
}
