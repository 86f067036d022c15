#include "tests/unit/tap.h"

#include "base/limits.h"
#include "mail/entry.h"
#include "text/utf8.h"

static struct words	*words;
static struct err	 err;

static struct entry
entry_of(const char *message, const char *envelope)
{
	struct entry	 e;

	if (entry_read(&e, words, span_str(message), envelope, &err) == -1)
		bail("%s", err.text);
	return e;
}

static void
test_plain(void)
{
	struct entry	 e = entry_of(
	    "Received: from a by b; Sat, 14 Nov 2026 10:00:05 +0000\n"
	    "From: =?utf-8?q?Ana_L=C3=B3pez?= <ana@sol.example>\n"
	    "Date: Sat, 14 Nov 2026 11:00:00 +0100\n"
	    "Subject: Re: [propuesta] =?utf-8?b?TcOhcyBodWVydG9z?=\n"
	    "Message-ID: <one@sol.example>\n"
	    "In-Reply-To: <zero@sol.example>\n"
	    "References: <a@x> <b@x>\n\t<zero@sol.example>\n"
	    "Content-Language: ES, en\n\nHola\n", "");

	is_str(e.id, "one@sol.example", "id without brackets");
	is_int(e.id_is_ours, 0, "which is the message's own");
	is_str(e.from_name, "Ana López", "name of the sender");
	is_str(e.from_addr, "ana@sol.example", "and address");
	is_str(e.name, "Ana López", "outside of a site her name is the name");
	is_str(e.subject, "Re: [propuesta] Más huertos", "the subject as it is");
	is_str(e.title, "Más huertos", "and without reply prefix and mark");
	is_str(e.kind, "other", "only the site says of which kind it is");
	is_str(e.language, "es", "the first language");
	is_str(e.in_reply_to, "zero@sol.example", "what it answers");
	is_str(e.references, "a@x b@x zero@sol.example", "references on one line");
	is_int(e.date, 1794650400, "date");
	is_int(e.arrival, 1794650405, "arrival by the topmost trace field");
	is_str(e.type, "", "no type");
	is_str(e.url, "", "no address in the web");
	entry_free(&e);
	ok(e.id == NULL, "freed and forgotten");
}

static void
test_article(void)
{
	struct entry	 e = entry_of(
	    "Asm-Date: 2026-11-16T08:00:00Z\n"
	    "Archived-At: <https://lists.example/posts/41.html>\n"
	    "From: \"Sol\" <assemblies@lists.example>\n"
	    "Subject: Acta\nMessage-ID: <tr@lists.example>\nContent-Language: en\n"
	    "Asm-Type: translation\nAsm-Origin: lists.example\nAsm-Assembly: sol\n"
	    "Asm-Name: =?utf-8?q?Asamblea_de_Sol?=\nAsm-Place: Madrid\nAsm-Kind: proposal\n"
	    "Asm-Answer-By: 2026-12-20\nAsm-Review: unreviewed\n"
	    "Asm-Translation-Of: <orig@lists.example>; rev=3\n"
	    "Asm-Corrects: <old@lists.example>\n\ntext\n", "From x Sat Nov 21 09:00:00 2026");

	is_str(e.name, "Asamblea de Sol", "the assembly's name goes before the sender's");
	is_str(e.kind, "proposal", "kind");
	is_str(e.translation_of, "orig@lists.example", "translation of");
	is_int(e.translation_rev, 3, "revision");
	is_str(e.corrects, "old@lists.example", "corrects");
	is_str(e.answer_by, "2026-12-20", "answer by");
	is_str(e.review, "unreviewed", "review");
	is_str(e.url, "https://lists.example/posts/41.html", "address");
	is_int(e.arrival, 1794816000, "the site's own word about arrival goes before all");
	ok(e.date == MOMENT_NONE, "no date is no date");
	entry_free(&e);
}

/* What strangers write where a word of ours should stand. */
static void
test_nonsense(void)
{
	struct entry	 e = entry_of(
	    "Subject: \nAsm-Kind: <b>\nAsm-Review: perhaps\nAsm-Answer-By: 2026-02-30\nContent-Language: ../../x\n"
	    "Archived-At: <javascript:alert(1)>\nAsm-Translation-Of: <o@x>; rev=-7\nDate: yesterday\n\n", "");
	char		 id[64];

	is_str(e.kind, "other", "an unknown kind is none");
	is_str(e.review, "", "an unknown word about a review is none");
	is_str(e.answer_by, "", "a day that does not exist");
	is_str(e.language, "", "no language tag");
	is_str(e.url, "", "not every address is one to follow");
	is_int(e.translation_rev, 1, "a bad revision is the first");
	is_str(e.name, "?", "nobody");
	is_str(e.title, "?", "a title is never empty");
	is_int(e.arrival, 0, "nothing known about time");
	is_int(e.id_is_ours, 1, "no id: one is made");
	snprintf(id, sizeof(id), "%s", e.id);
	entry_free(&e);
	e = entry_of("Subject: \nAsm-Kind: <c>\n\n", "");
	ok(strcmp(id, e.id) != 0, "of another mail another one");
	entry_free(&e);
	e = entry_of("", "");
	is_str(e.subject, "", "an empty message");
	entry_free(&e);
}

static void
test_envelope(void)
{
	static const struct {
		const char	*line;
		long long	 arrival;
	} all[] = {
		{ "From a@b.example Sat Nov 14 10:00:00 2026", 1794650400 },
		{ "From ana at sol.example  Sat Nov 14 10:00:00 2026", 1794650400 },
		{ "From mboxrd@z Thu Jan  1 00:00:00 1970", 0 },
		{ "From 0123456789abcdef Mon Sep 17 00:00:00 2001", 0 },
		{ "From nothing", 0 },
		{ "From Sun Sun Sun", 0 },
		{ "", 0 }
	};
	struct entry	 e;
	size_t		 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		e = entry_of("Subject: x\n\n", all[i].line);
		is_int(e.arrival, all[i].arrival, "`%s`", all[i].line);
		entry_free(&e);
	}
}

static void
test_bounds(void)
{
	struct buf	 m = BUF_INIT, id = BUF_INIT;
	struct entry	 e;
	size_t		 i, n;

	for (n = ARTICLE_ID_MAX; n <= ARTICLE_ID_MAX + 1; n++) {
		buf_reset(&id);
		for (i = 0; i < n - 2; i++)
			buf_addc(&id, 'i');
		buf_reset(&m);
		buf_addf(&m, "Message-ID: <%s@x>\nIn-Reply-To: <%s@x>\n\n", buf_str(&id), buf_str(&id));
		e = entry_of(buf_str(&m), "");
		is_int((long long)strlen(e.id), n == ARTICLE_ID_MAX ? (long long)n : 45, "an id of %zu bytes", n);
		is_str(e.in_reply_to, e.id, "and what refers to it finds it");
		entry_free(&e);
	}
	/* A character of two bytes lies across the limit. */
	buf_reset(&m);
	buf_adds(&m, "Subject: x");
	for (i = 0; i < ENTRY_TEXT; i++)
		buf_adds(&m, "é");
	buf_adds(&m, "\n\n");
	e = entry_of(buf_str(&m), "");
	is_int((long long)strlen(e.subject), ENTRY_TEXT - 1, "a long subject is cut");
	ok(utf8_valid(span_str(e.subject)), "between characters");
	entry_free(&e);
	buf_reset(&m);
	buf_adds(&m, "References:");
	for (i = 0; i < ENTRY_REFERENCES + 1; i++)
		buf_addf(&m, " <%zu@x>", i);
	buf_adds(&m, "\n\n");
	e = entry_of(buf_str(&m), "");
	ok(strncmp(e.references, "1@x 2@x ", 8) == 0, "of too many references the last ones stay");
	entry_free(&e);
	buf_free(&m);
	buf_free(&id);
}

static void
test_public_name(void)
{
	static const char *const all[][2] = {
		{ "Ana", "Ana" }, { "Assembly at Sol", "Assembly at Sol" }, { "ana@sol.example", "ana" },
		{ "ana at sol.example", "ana" }, { "Ana (ana@sol.example)", "Ana" }, { "@x", "?" },
		{ "Ana ana@sol.example Lopez", "Ana" }
	};
	struct buf	 b = BUF_INIT;
	struct entry	 e;
	size_t		 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		e = (struct entry){ .name = (char *)(uintptr_t)all[i][0] };
		buf_reset(&b);
		entry_public_name(&b, &e);
		is_str(buf_str(&b), all[i][1], "%s", all[i][0]);
	}
	buf_free(&b);
}

int
main(void)
{
	if ((words = words_open(NULL, &err)) == NULL)
		bail("%s", err.text);
	test_plain();
	test_article();
	test_nonsense();
	test_envelope();
	test_bounds();
	test_public_name();
	words_free(words);
	return done();
}
