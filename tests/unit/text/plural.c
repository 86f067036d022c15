#include "base/limits.h"
#include "text/plural.h"
#include "text/po.h"
#include "tests/unit/tap.h"

#define AR	"nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
#define PL	"nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"

static void
form(const char *field, unsigned long n, int want)
{
	size_t	 f = 99;
	int	 r = plural_form(span_str(field), n, &f);

	is_int(r == -1 ? -1 : (int)f, want, "%lu in %s", n, field);
}

int
main(void)
{
	static const unsigned char arabic[][2] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 3 }, { 10, 3 }, { 11, 4 }, { 99, 4 }, { 100, 5 },
	    { 102, 5 }, { 103, 3 } };
	static const char *const broken[] = {
		"", "x", "nplurals=2", "nplurals=2; plural=", "nplurals=2; plural=n n", "nplurals=2; plural=(n", "nplurals=2; plural=n)",
		"nplurals=0; plural=0", "nplurals=7; plural=0", "nplurals=2; plural=2", "nplurals=2; plural=n/0", "nplurals=2; plural=n%0",
		"nplurals=2; plural=n=1", "nplurals=2; plural=n?1", "nplurals=2; plural=x", "nplurals=2; plural=n&1", "nplurals=-1; plural=0",
		"nplurals=2; plural=1;;", "nplurals=; plural=0"
	};
	struct buf b = BUF_INIT;
	size_t	 i;
	int	 over;

	for (i = 0; i < sizeof(arabic) / sizeof(arabic[0]); i++)
		form(AR, arabic[i][0], arabic[i][1]);
	form(PL, 1, 0);
	form(PL, 22, 1);
	form(PL, 12, 2);
	form(PL, 112, 2);
	form(PL, 5, 2);
	form("nplurals=1; plural=0;", 7, 0);
	form("nplurals=2; plural=n>1", 1, 0);
	form("nplurals=2; plural=n>1", 2, 1);
	form("nplurals=2; plural=!(n!=1)", 1, 1);
	form("nplurals=6; plural=1+2*2", 0, 5);
	form("nplurals=6; plural=(1+2)*2-4/2", 0, 4);
	form("nplurals=6; plural=0||2>=2&&3<=2", 0, 0);
	form("nplurals=6; plural = 1 == 1 != 0", 0, 1);
	form("nplurals=2; plural=n==18446744073709551615", 1000000, 0);
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		form(broken[i], 1, -1);
	for (over = 0; over <= 1; over++) {
		buf_reset(&b);
		buf_adds(&b, "nplurals=2; plural=");
		/* Each parenthesis is two levels: itself and what it holds; the number and the whole are two more. */
		for (i = 0; i < (PLURAL_DEPTH - 2) / 2 + (size_t)over; i++)
			buf_addc(&b, '(');
		buf_adds(&b, "1");
		for (i = 0; i < (PLURAL_DEPTH - 2) / 2 + (size_t)over; i++)
			buf_addc(&b, ')');
		form(b.s, 1, over ? -1 : 1);
	}
	buf_reset(&b);
	buf_adds(&b, "nplurals=2; plural=");
	for (i = 0; i < 1000000; i++)
		buf_addc(&b, i % 2 ? '!' : '(');
	is_int(plural_form(span_buf(&b), 1, &i), -1, "a million levels are refused, not walked");
	buf_free(&b);
	return done();
}
