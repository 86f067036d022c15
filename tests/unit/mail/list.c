#include "tests/unit/tap.h"

#include "mail/list.h"

static struct err	 err;

static int
learn(struct list *l, const char *header)
{
	struct buf	 m = BUF_INIT;
	int		 r;

	buf_addf(&m, "%s\nbody\n", header);
	r = list_learn(l, span_buf(&m), &err);
	buf_free(&m);
	return r;
}

static void
test_plain(void)
{
	struct list	 l = LIST_INIT;

	is_int(learn(&l, "Subject: x\n"), 0, "nothing is said");
	is_str(l.name, "", "no name");
	is_int(learn(&l, "List-Id: \"Sol's =?utf-8?q?Pl=C3=A4tze?=\" <squares.Lists.example>\n"
	    "List-Post: <mailto:Squares@lists.example?subject=x> (members only)\n"), 0, "something");
	is_str(l.name, "Sol's Plätze", "its name");
	is_str(l.address, "Squares@lists.example", "its address");
	is_str(l.domain, "lists.example", "its domain");
	is_int(learn(&l, "List-Archive: <https://lists.example/a>\nList-Unsubscribe:\n <mailto:leave@lists.example>,\n"
	    " <https://lists.example/leave>\nList-Id: Other <o.o.example>\nList-Post: <mailto:o@o.example>\n"), 1, "all of it");
	is_str(l.archive, "https://lists.example/a", "its archive");
	is_str(l.leave, "mailto:leave@lists.example", "how to leave");
	is_str(l.name, "Sol's Plätze", "what was known stays");
	is_str(l.address, "Squares@lists.example", "and stays");
	is_int(l.is_ours, 0, "it is no list of assemblies");
	list_free(&l);
}

static void
test_article(void)
{
	struct list	 l = LIST_INIT;

	learn(&l, "From: \"Sol\" <assemblies@LISTS.example>\n");
	is_str(l.address, "", "the sender of a mail is no list");
	learn(&l, "From: \"Sol\" <assemblies@LISTS.example>\nAsm-Origin: lists.example\n");
	is_str(l.address, "assemblies@LISTS.example", "the sender of an article is");
	is_str(l.domain, "lists.example", "with its domain");
	is_int(l.is_ours, 1, "a list of assemblies");
	is_err(list_set_address(&l, "a@b, c@d", &err), &err, ERR_USAGE, "no address");
	is_ok(list_set_address(&l, "x@y.example", &err), &err, "another address");
	is_str(l.address, "x@y.example", "is taken");
	is_str(l.domain, "y.example", "with its domain");
	list_free(&l);
}

static void
test_namespace(void)
{
	static const char *const all[][2] = {
		{ "<a.b.example>", "b.example" }, { "<a.example>", "" }, { "<a>", "" }, { "<.b.example>", "" },
		{ "<a.b c.example>", "" }, { "a.b.example", "" }, { "<a.b.example", "" }, { "<>", "" }
	};
	struct buf	 field = BUF_INIT;
	size_t		 i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct list	 l = LIST_INIT;

		buf_reset(&field);
		buf_addf(&field, "List-Id: %s\n", all[i][0]);
		learn(&l, buf_str(&field));
		is_str(l.domain, all[i][1], "%s", all[i][0]);
		list_free(&l);
	}
	buf_free(&field);
}

static void
test_hostile(void)
{
	struct list	 l = LIST_INIT;

	learn(&l, "List-Archive: <javascript:alert(1)>, <https://x.example/\"onclick=>\n"
	    "List-Unsubscribe: <ftp://x.example>, <https://x.example/\xC3\xA9>\n"
	    "List-Post: <mailto:a@b,c@d>\nList-Id: =?utf-8?q?a=0Ab=1B?= <x>\n");
	is_str(l.archive, "", "no link that is none");
	is_str(l.leave, "", "nor one of letters that links do not have");
	is_str(l.address, "", "nor two addresses");
	is_str(l.name, "a b", "a name is one line");
	list_free(&l);
}

int
main(void)
{
	test_plain();
	test_article();
	test_namespace();
	test_hostile();
	return done();
}
