/* Yes and no as people write them, in all languages. */
#include <string.h>

#include "text/blob.h"
#include "text/words.h"
#include "tests/unit/tap.h"

static const char *const denials[] = {
	"No", "no.", "NO!!!", "*No*", "\"No\"", "No, that was not us.", "No, that wasn\xE2\x80\x99t us!", "That was not us",
	"no - it was not us", "No. We did not send this.", "No, thanks.", "Hello, no, that was not us, sorry.",
	"No, we never wrote this. Somebody is using our address.", "Not us!", "no that was not us", "No no fuimos nosotras", "nein das waren wir nicht", "no thank you",
	"Nope, it's a fake.",
	"It was not us. Please do not post it.",
	"No, no fuimos nosotras.", "¡No! No hemos sido nosotros", "No, eso no es nuestro.", "No, gracias",
	"Hola: no lo hemos escrito nosotras, alguien usa nuestro nombre.",
	"No, no hem estat nosaltres.", "Això no és nostre, gràcies.", "No ho hem enviat",
	"Non, ce n'est pas nous.", "Non, ce n’était pas nous !", "C'est pas nous", "Non, ça ne vient pas de nous, merci.",
	"Nous n'avons pas envoyé ce message.",
	"No, non siamo stati noi.", "Non l'abbiamo scritta noi", "No, questa mail non è nostra. Grazie!",
	"Não, não fomos nós.", "Nao fomos nos", "Não foi a gente", "Não, esta mensagem não é nossa.",
	"Nein, das waren wir nicht.", "Nein. Das ist nicht von uns!", "Das waren nicht wir", "Nein, danke.",
	"Nein, diese Mail haben wir nicht geschrieben.",
	"Όχι, δεν ήμασταν εμείς.", "Οχι, δεν το γραψαμε εμεις", "Όχι, αυτό το μήνυμα δεν είναι δικό μας.", "ΟΧΙ",
	"Hayır, biz değildik.", "Hayir, bunu biz yazmadik", "HAYIR!", "Hayır, bu mesaj bizden değil. Teşekkürler.",
	"لا، لم نكن نحن.", "لا، هذه الرسالة ليست منا.", "لا لم نكن نحن", "كلا، لم نكتبها نحن", "لا، شكرا",
	"Nie, to nie my.", "Nie, to nie bylismy my", "To nie nasza wiadomość.", "Nie, nie wysłaliśmy tego. Dziękujemy!",
	"Ei, se emme olleet me.", "Ei ollut meilta", "Ei, tämä viesti ei ole meiltä. Kiitos!", "Emme lähettäneet tätä.",
};

static const char *const agreements[] = {
	"Yes", "yes.", "YES!", "*yes*", "Yes, it was us", "Yes - that was us. Thanks!", "Hi, yes please", "We confirm.",
	"Sí", "¡Sí!", "Si, fuimos nosotras, gracias", "Confirmamos.", "Sí, hem estat nosaltres", "Oui, c'est bien nous. Merci !",
	"Sì, siamo state noi", "Sim, fomos nós. Obrigada!", "Ja, das waren wir.", "Ναι, εμείς το γράψαμε", "ΝΑΙ", "Evet, biz yazdık",
	"نعم، نحن أرسلناها", "نعم!", "Tak, to my. Dzięki!", "Kyllä, se olimme me",
};

static const char *const neither[] = {
	"Yes?", "No?", "\xD9\x86\xD8\xB9\xD9\x85\xD8\x9F", "Ναι;", "Yes, no", "No, yes", "Yes and no", "No no problem", "yes we did not", "No yes", "No, that's fine, post it.",
	"Yes, but not today", "No problem, it was us", "I am away until Monday.", "Why?", "It was not us who were late.",
	"What is this, it was not us", "Yes, it was not us", "yes we can", "nobody", "\xFF", "yes\xFF",
};

static const char *const greetings[] = { "", "  ", "...", "Hello!", "Hola, compañeras:", "Hallo zusammen,", "السلام عليكم" };

static void
all(const struct words *w, const char *const *lines, size_t n, enum words_answer want)
{
	for (; n > 0; n--, lines++)
		is_int(words_answer(w, span_str(*lines), NULL), want, "%s", *lines);
}

/* Whatever stands in a table is what the table says, alone and with marks around it. */
static void
tables(const struct words *w, const char *name, enum words_answer want)
{
	const struct text_blob	*b;
	struct span		 rest, line, word;
	struct buf		 marked = BUF_INIT;
	size_t			 n = 0, wrong = 0;

	for (b = text_words_blobs; b->name != NULL; b++)
		for (rest = span_make(b->data, b->len); span_line(&rest, &line); ) {
			if (!span_starts(line, name))
				continue;
			for (line = span_from(line, strlen(name)); span_cut(&line, '|', &word); n++) {
				buf_reset(&marked);
				buf_addf(&marked, "*%.*s*!", SPAN_FMT(span_trim(word)));
				if (words_answer(w, span_buf(&marked), NULL) == want && words_answer(w, word, NULL) == want)
					continue;
				wrong++;
				note("%s: %.*s", b->name, SPAN_FMT(word));
			}
		}
	ok(n > 100 && wrong == 0, "all of %zu words of \"%s\"", n, name);
	buf_free(&marked);
}

static void
languages(const struct words *w)
{
	const char	*in = "none";

	words_answer(w, SPAN("Nein, das waren wir nicht"), &in);
	is_str(in, "de", "what language it was");
	in = "none";
	words_answer(w, SPAN("Gracias"), &in);
	is_str(in, "none", "of politeness nobody is sure");
}

static void
bounds(const struct words *w)
{
	struct buf	line = BUF_INIT;

	while (line.len < 996)
		buf_adds(&line, "no, ");
	is_int(words_answer(w, span_buf(&line), NULL), WORDS_NO, "a long line");
	while (line.len < 1004)
		buf_adds(&line, "no, ");
	is_int(words_answer(w, span_buf(&line), NULL), WORDS_UNCLEAR, "a longer one");
	while (line.len < 4000000)
		buf_adds(&line, ",,,,no, ");
	is_int(words_answer(w, span_buf(&line), NULL), WORDS_UNCLEAR, "megabytes");
	buf_free(&line);
	is_int(words_answer(w, SPAN("no\0, yes"), NULL), WORDS_UNCLEAR, "a NUL");
}

int
main(void)
{
	struct words	*w = words_open(NULL, NULL);

	if (w == NULL)
		bail("no words");
	all(w, denials, sizeof(denials) / sizeof(denials[0]), WORDS_NO);
	all(w, agreements, sizeof(agreements) / sizeof(agreements[0]), WORDS_YES);
	all(w, neither, sizeof(neither) / sizeof(neither[0]), WORDS_UNCLEAR);
	all(w, greetings, sizeof(greetings) / sizeof(greetings[0]), WORDS_POLITE);
	tables(w, "Yes: ", WORDS_YES);
	tables(w, "No: ", WORDS_NO);
	tables(w, "Polite: ", WORDS_POLITE);
	languages(w);
	bounds(w);
	words_free(w);
	return done();
}
