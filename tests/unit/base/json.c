#include "base/json.h"
#include "base/limits.h"
#include "tests/unit/tap.h"

static void
refused(struct span text, const char *what)
{
	struct err	 e = { ERR_NONE, "" };
	struct json	*j = json_parse(text, &e);

	is_err(j == NULL ? -1 : 0, &e, ERR_DATA, "refused: %s", what);
	json_free(j);
}

static void
test_read(void)
{
	static const char text[] = "{\"zebra\": 1, \"apple\": [true, null, \"x\", -2.5e1],\n"
	    "\"caf\\u00e9\": \"a\\\"b\\\\c\\n\\ud83d\\ude00\", \"o\": {\"in\": {}}, \"e\": [], "
	    "\"big\": 123456789012345678901234567890}";
	struct err	 e = { ERR_NONE, "" };
	struct json	*j = json_parse(span_str(text), &e);
	const char	*name = NULL;
	double		 d = 0;

	if (!ok(j != NULL, "an object: %s", e.text))
		return;
	is_int((long long)json_count(j), 6, "six members");
	json_at(j, 0, &name);
	is_str(name, "zebra", "in their order: first");
	json_at(j, 1, &name);
	is_str(name, "apple", "second");
	json_at(j, 5, &name);
	is_str(name, "big", "last");
	ok(json_at(j, 6, &name) == NULL, "none behind");
	ok(json_number(json_get(j, "zebra"), &d) == 0 && d == 1.0, "a number");
	ok(json_number(json_at(json_get(j, "apple"), 3, NULL), &d) == 0 && d == -25.0, "another");
	ok(json_number(json_get(j, "big"), &d) == 0 && d > 1e29 && d < 2e29, "a large one");
	is_int((long long)json_count(json_get(j, "apple")), 4, "an array");
	json_at(json_get(j, "apple"), 2, &name);
	is_str(name, NULL, "its members have no names");
	is_str(json_text(json_at(json_get(j, "apple"), 2, NULL)), "x", "a string in it");
	is_str(json_text(json_get(j, "caf\xc3\xa9")), "a\"b\\c\n\xf0\x9f\x98\x80", "escapes");
	ok(json_get(json_get(j, "o"), "in") != NULL, "a member's member");
	is_int((long long)json_count(json_get(j, "e")), 0, "an empty array");
	is_int((long long)json_count(json_get(j, "zebra")), 0, "a number has no members");
	is_str(json_text(json_get(j, "zebra")), NULL, "nor text");
	is_int(json_number(json_get(j, "o"), &d), -1, "an object is no number");
	ok(json_get(j, "none") == NULL && json_get(json_get(j, "none"), "x") == NULL &&
	    json_get(json_get(j, "apple"), "x") == NULL && json_at(NULL, 0, NULL) == NULL &&
	    json_text(NULL) == NULL && json_number(NULL, &d) == -1 && json_count(NULL) == 0,
	    "what is not there has nothing");
	json_free((struct json *)(size_t)json_get(j, "o"));
	ok(json_get(json_get(j, "o"), "in") != NULL, "only the root can be freed");
	json_free(j);
	json_free(NULL);
	j = json_parse(SPAN("\"alone\""), &e);
	is_str(json_text(j), "alone", "a value alone");
	json_free(j);
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"", " ", "{", "[1,]", "{\"a\":1,\"a\":2}", "{a:1}", "nul", "[1] [2]", "\"\\u0000\"",
		"\"\n\"", "\"\xff\"", "\"\xed\xa0\x80\"", "\"\\ud800\"", "1e999", "01", "{\"\\u0000\":1}",
		"\xef\xbb\xbf{}"
	};
	size_t	 i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused(span_str(bad[i]), bad[i]);
	refused(SPAN("[1]\0"), "NUL behind");
	refused(SPAN("\"a\0b\""), "NUL inside");
	refused(SPAN_NONE, "nothing at all");
}

/* `n` arrays or objects in one another. */
static void
nest(struct buf *b, size_t n, const char *open, const char *close)
{
	size_t	 i;

	buf_reset(b);
	for (i = 0; i < n; i++)
		buf_adds(b, open);
	buf_adds(b, "0");
	for (i = 0; i < n; i++)
		buf_adds(b, close);
}

static void
test_depth(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	struct json	*j;

	nest(&b, JSON_DEPTH, "[", "]");
	j = json_parse(span_buf(&b), &e);
	ok(j != NULL, "%d arrays deep", JSON_DEPTH);
	json_free(j);
	nest(&b, JSON_DEPTH, "{\"a\":", "}");
	j = json_parse(span_buf(&b), &e);
	ok(j != NULL, "%d objects deep", JSON_DEPTH);
	json_free(j);
	nest(&b, JSON_DEPTH + 1, "[", "]");
	refused(span_buf(&b), "one array deeper");
	nest(&b, JSON_DEPTH + 1, "{\"a\":", "}");
	refused(span_buf(&b), "one object deeper");
	nest(&b, 1000000, "[", "]");
	refused(span_buf(&b), "a million deep");
	nest(&b, JSON_DEPTH, "[\"]\\\"]\",", "]");
	j = json_parse(span_buf(&b), &e);
	ok(j != NULL, "brackets in strings do not count");
	json_free(j);
	nest(&b, JSON_DEPTH + 1, "[\"]\\\"]\",", "]");
	refused(span_buf(&b), "nor do they close");
	buf_free(&b);
}

/* Going through many members takes no square of their number. */
static void
test_many(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	struct json	*j;
	double		 d, sum = 0;
	size_t		 i, n = 200000;

	for (i = 0; i < n; i++)
		buf_addf(&b, "%s\"m%zu\":%zu", i == 0 ? "{" : ",", i, i);
	buf_adds(&b, "}");
	j = json_parse(span_buf(&b), &e);
	for (i = 0; i < json_count(j); i++)
		if (json_number(json_at(j, i, NULL), &d) == 0)
			sum += d;
	ok(sum == 19999900000.0, "200000 members");
	json_free(j);
	buf_free(&b);
}

static void
test_write(void)
{
	struct buf	 b = BUF_INIT;
	struct err	 e;
	struct json	*j;
	char		 all[129];
	int		 i;

	json_put_string(&b, SPAN("a\"b\\c\n\r\t\x01\x1f\x7f\0/ \xc3\xa9 \xe2\x80\xa8"));
	is_buf(&b, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f\\u007f\\u0000/ \xc3\xa9 \xe2\x80\xa8\"",
	    "escapes");
	buf_reset(&b);
	json_put_string(&b, SPAN_NONE);
	is_buf(&b, "\"\"", "nothing");
	for (i = 1; i < 128; i++)
		all[i - 1] = (char)i;
	all[127] = '\0';
	buf_reset(&b);
	json_put_string(&b, span_str(all));
	j = json_parse(span_buf(&b), &e);
	is_str(json_text(j), all, "every ASCII character there and back");
	json_free(j);
	buf_free(&b);
}

int
main(void)
{
	test_read();
	test_refused();
	test_depth();
	test_many();
	test_write();
	return done();
}
