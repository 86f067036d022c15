#include "tests/unit/tap.h"

#include "mail/shelf.h"

static struct words	*words;
static struct err	 err;

/* A post: its id is "ID@x", it came in second `at`, and `more` are fields behind those. */
static void
add(struct shelf *s, const char *id, long at, const char *more)
{
	struct buf	 m = BUF_INIT;

	buf_addf(&m, "Asm-Date: 1970-01-01T00:00:%02ldZ\nMessage-ID: <%s@x>\nSubject: %s\n%s\nbody of %s\n", at, id, id, more, id);
	if (shelf_add(s, span_buf(&m), "", &err) == -1)
		bail("%s", err.text);
	buf_free(&m);
}

static struct shelf *
opened(void)
{
	struct shelf	*s = shelf_new(words, &err);

	if (s == NULL)
		bail("%s", err.text);
	return s;
}

static void
closed(struct shelf *s)
{
	if (shelf_close(s, &err) == -1)
		bail("%s", err.text);
}

/* "one": the id of an entry without its domain; "-" for none. */
static void
add_id(struct buf *b, const struct shelf *s, size_t entry)
{
	const char	*id;

	if (entry == SHELF_NONE) {
		buf_addc(b, '-');
		return;
	}
	id = shelf_card(s, entry).id;
	buf_add(b, id, strcspn(id, "@"));
}

static size_t
first_of(const struct volume *v)
{
	return v->original != SHELF_NONE ? v->original : v->variant[0];
}

/* All of it on one line: "one+en,fr^parent!correction ...". */
static const char *
seen(const struct shelf *s)
{
	static struct buf	 b;
	const struct volume	*v;
	size_t			 i, j;

	buf_reset(&b);
	for (i = 0; i < shelf_volumes(s); i++) {
		v = shelf_volume(s, i);
		buf_adds(&b, i > 0 ? " " : "");
		add_id(&b, s, v->original);
		for (j = 0; j < v->nvariant; j++) {
			buf_addf(&b, "%s%s=", j == 0 ? "+" : ",", shelf_card(s, v->variant[j]).language);
			add_id(&b, s, v->variant[j]);
		}
		if (v->parent != SHELF_NONE) {
			buf_addc(&b, '^');
			add_id(&b, s, first_of(shelf_volume(s, v->parent)));
		}
		for (j = 0; j < v->nreply; j++) {
			buf_addc(&b, '<');
			add_id(&b, s, first_of(shelf_volume(s, v->reply[j])));
		}
		for (j = 0; j < v->ncorrection; j++) {
			buf_addc(&b, '!');
			add_id(&b, s, first_of(shelf_volume(s, v->correction[j])));
		}
	}
	return buf_str(&b);
}

struct mail {
	const char	*id;
	long		 at;
	const char	*more;
};

/* Adds them in three orders: what is seen is the same. */
static void
is_seen(const struct mail *mail, size_t n, const char *wanted, const char *name)
{
	struct shelf	*s;
	size_t		 order, i;

	for (order = 0; order < 3; order++) {
		s = opened();
		for (i = 0; i < n; i++) {
			size_t	 k = order == 0 ? i : order == 1 ? n - 1 - i : (i * 3 + 2) % n;

			add(s, mail[k].id, mail[k].at, mail[k].more);
		}
		closed(s);
		is_str(seen(s), wanted, "%s, order %zu", name, order);
		shelf_free(s);
	}
}

#define IS_SEEN(all, wanted, name)	is_seen(all, sizeof(all) / sizeof((all)[0]), wanted, name)

static void
test_threads(void)
{
	static const struct mail all[] = {
		{ "root", 10, "" }, { "answer", 20, "In-Reply-To: <root@x>\n" },
		{ "late", 40, "In-Reply-To: <absent@x>\nReferences: <root@x> <answer@x> <absent@x>\n" },
		{ "early", 5, "In-Reply-To: <root@x>\n" }, { "other", 40, "In-Reply-To: <absent@x>\n" }
	};
	static const struct mail circle[] = {
		{ "a", 1, "In-Reply-To: <c@x>\n" }, { "b", 2, "In-Reply-To: <a@x>\n" },
		{ "c", 3, "In-Reply-To: <b@x>\n" }, { "d", 4, "In-Reply-To: <c@x>\n" },
		{ "self", 5, "In-Reply-To: <self@x>\n" }
	};

	IS_SEEN(all, "early^root root<early<answer answer^root<late late^answer other", "threads");
	IS_SEEN(circle, "a<b b^a<c c^b<d d^c self", "a circle is opened");
}

static void
test_variants(void)
{
	static const struct mail all[] = {
		{ "post", 10, "Content-Language: es\n" },
		{ "en1", 20, "Content-Language: en\nAsm-Translation-Of: <post@x>; rev=1\nIn-Reply-To: <post@x>\n" },
		{ "en2", 30, "Content-Language: en\nAsm-Translation-Of: <post@x>; rev=1\n" },
		{ "ar", 15, "Content-Language: ar\nAsm-Translation-Of: <post@x>; rev=1\n" },
		{ "pivot", 40, "Content-Language: fr\nAsm-Translation-Of: <en1@x>; rev=1\n" },
		{ "answer", 50, "In-Reply-To: <en1@x>\n" },
		{ "lone", 12, "Content-Language: en\nAsm-Translation-Of: <gone@x>; rev=1\n" },
		{ "too", 13, "Content-Language: ar\nAsm-Translation-Of: <gone@x>; rev=1\n" }
	};

	IS_SEEN(all, "post+ar=ar,en=en2,fr=pivot<answer -+ar=too,en=lone answer^post", "translations are no answers");
}

static void
test_corrections(void)
{
	static const struct mail all[] = {
		{ "post", 10, "Asm-Assembly: sol\nAsm-Origin: x\nContent-Language: es\n" },
		{ "en", 15, "Content-Language: en\nAsm-Translation-Of: <post@x>; rev=1\n" },
		{ "ar", 25, "Content-Language: ar\nAsm-Translation-Of: <post@x>; rev=2\n" },
		{ "right", 20, "Asm-Assembly: sol\nAsm-Origin: x\nAsm-Corrects: <post@x>\n" },
		{ "wrong", 21, "Asm-Assembly: leeds\nAsm-Origin: x\nAsm-Corrects: <post@x>\n" },
		{ "wrong2", 22, "Asm-Assembly: sol\nAsm-Origin: y\nAsm-Corrects: <post@x>\n" },
		{ "wrong3", 23, "Asm-Corrects: <post@x>\n" }
	};
	struct shelf	*s = opened();
	size_t		 i;
	int		 foreign;

	IS_SEEN(all, "post+ar=ar,en=en!right right wrong wrong2 wrong3", "an assembly corrects itself alone");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		add(s, all[i].id, all[i].at, all[i].more);
	closed(s);
	i = shelf_choose(s, 0, "en", &foreign);
	is_str(shelf_card(s, i).id, "en@x", "an outdated translation is still one");
	is_int(foreign, 0, "that she can read");
	is_int(shelf_outdated(s, 0, i), 1, "and is known to be outdated");
	is_int(shelf_outdated(s, 0, shelf_find(s, "ar@x")), 0, "one of the corrected text is not");
	is_int(shelf_outdated(s, 0, shelf_find(s, "post@x")), 0, "nor is the original");
	shelf_free(s);
}

static void
test_choose(void)
{
	static const struct {
		const char	*languages, *id;
		int		 foreign;
	} all[] = {
		{ "es", "post@x", 0 }, { "en", "en@x", 0 }, { "de,pt,en", "pt@x", 0 }, { "pt-PT", "pt@x", 0 },
		{ "de", "post@x", 1 }, { "", "post@x", 1 }, { "en,es", "en@x", 0 }, { " en", "en@x", 0 },
		{ "../..", "post@x", 1 }
	};
	struct shelf	*s = opened();
	size_t		 i, entry;
	int		 foreign;

	add(s, "post", 10, "Content-Language: es\n");
	add(s, "en", 20, "Content-Language: en\nAsm-Translation-Of: <post@x>; rev=1\n");
	add(s, "pt", 20, "Content-Language: pt-BR\nAsm-Translation-Of: <post@x>; rev=1\n");
	closed(s);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		entry = shelf_choose(s, 0, all[i].languages, &foreign);
		is_str(shelf_card(s, entry).id, all[i].id, "for a reader of `%s`", all[i].languages);
		is_int(foreign, all[i].foreign, "which is foreign to her or not");
	}
	shelf_free(s);
}

static void
test_copies(void)
{
	struct shelf	*s = opened();
	struct buf	 m = BUF_INIT;
	struct entry	 e;
	size_t		 i;

	/* By two ways, the slower first; then another mail that took the same id. */
	add(s, "one", 20, "Received: from a by b; Sat, 14 Nov 2026 10:00:05 +0000\n");
	add(s, "one", 10, "");
	add(s, "one", 15, "From: another@x\n");
	closed(s);
	is_str(seen(s), "one one", "a copy is no second message, another text is one");
	is_int(shelf_volume(s, 0)->arrival, 10, "the earlier copy stays");
	is_int((long long)shelf_find(s, "one@x"), 0, "the first is the one that is found");
	ok(shelf_find(s, "two@x") == SHELF_NONE, "what is not there is not found");
	for (i = 0; i < 2; i++) {
		if (shelf_get(s, i, &m, &e, &err) == -1)
			bail("%s", err.text);
		is_int(e.arrival, i == 0 ? 10 : 15, "entry %zu keeps its arrival", i);
		is_str(e.from_addr, i == 0 ? "" : "another@x", "and is read back");
		entry_free(&e);
	}
	buf_free(&m);
	shelf_free(s);
}

static void
test_empty(void)
{
	struct shelf	*s = opened();

	closed(s);
	is_int((long long)shelf_volumes(s), 0, "an empty shelf");
	ok(shelf_find(s, "x") == SHELF_NONE, "has nothing");
	shelf_free(s);
	shelf_free(NULL);
}

/* The arrival that an mbox line gives survives the spool. */
static void
test_stream(void)
{
	static const char text[] = "From a Sat Nov 14 10:00:00 2026\nMessage-ID: <b@x>\n\n>From me\n\n"
	    "From a Fri Nov 13 10:00:00 2026\nMessage-ID: <a@x>\n\nx\n";
	struct shelf	*s = opened();
	struct buf	 m = BUF_INIT;
	struct entry	 e;
	struct mbox	*box;
	int		 fd[2];

	if (pipe(fd) == -1 || write(fd[1], text, sizeof(text) - 1) != (ssize_t)sizeof(text) - 1 || close(fd[1]) == -1 ||
	    (box = mbox_open(fd[0], &err)) == NULL)
		bail("pipe");
	is_ok(shelf_read(s, box, &err), &err, "a stream");
	closed(s);
	is_str(seen(s), "a b", "in order");
	if (shelf_get(s, 1, &m, &e, &err) == -1)
		bail("%s", err.text);
	is_int(e.arrival, 1794650400, "arrival by the mbox line");
	ok(span_ends(span_buf(&m), "\n\nFrom me\n"), "the message as it was sent");
	entry_free(&e);
	buf_free(&m);
	mbox_free(box);
	close(fd[0]);
	shelf_free(s);
}

int
main(void)
{
	if ((words = words_open(NULL, &err)) == NULL)
		bail("%s", err.text);
	test_threads();
	test_variants();
	test_corrections();
	test_choose();
	test_copies();
	test_empty();
	test_stream();
	words_free(words);
	return done();
}
