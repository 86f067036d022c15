#include "tests/unit/tap.h"
#include "text/enriched.h"

static void
reads(const char *in, int richtext, const char *want, const char *what)
{
	struct buf b = BUF_INIT;

	is_int(enriched_text(&b, span_str(in), richtext, NULL), 0, "%s", what);
	is_buf(&b, want, "%s: the words", what);
	buf_free(&b);
}

int
main(void)
{
	reads("", 0, "\n", "nothing");
	reads("a\nb\n\nc\n\n\nd\n", 0, "a b\nc\n\nd\n", "line ends");
	reads("<bold>a</bold> <x-odd>b</x-odd>", 0, "a b\n", "commands");
	reads("<color><param>red</param>a</color>", 0, "a\n", "a parameter");
	reads("<param>a", 0, "\n", "a parameter without an end");
	reads("</param></nofill>a", 0, "a\n", "ends without a beginning");
	reads("1 << 2 < 3 <", 0, "1 < 2 < 3 <\n", "signs that are no commands");
	reads("<nofill>a\n b\n</nofill>c\nd", 0, "a\n b\nc d\n", "nofill");
	reads("<0123456789012345678901234567890123456789012345678901234567890123456789>", 0,
	    "<0123456789012345678901234567890123456789012345678901234567890123456789>\n", "too long for a command");
	reads("<BOLD>a</BOLD>", 0, "a\n", "capitals");
	reads("a\n\nb<nl>c <lt>d<comment>e</comment><paragraph>f</paragraph>g", 1, "a b\nc <df\ng\n", "richtext");
	reads("<lt>a<comment>b</comment>", 0, "ab\n", "commands that only richtext knows");
	return done();
}
