#include "tests/unit/tap.h"

#include "mail/faults.h"

static struct buf	said;

static int
say(void *arg, enum fault f, struct span about)
{
	buf_addf(&said, "%s%s", said.len > 0 ? " " : "", fault_word(f));
	if (about.n > 0)
		buf_addf(&said, ":%.*s", SPAN_FMT(about));
	return arg == NULL ? 0 : -1;
}

static const char *
faults(const char *from, const char *into, const char *source, const char *text)
{
	buf_reset(&said);
	faults_of(from, into, source, text, say, NULL);
	return buf_str(&said);
}

static void
test_addresses(void)
{
	is_str(faults("es", "en", "Ved https://sol.example/plaza.", "See https://sol.example/plaza!"), "", "the address is there");
	is_str(faults("es", "en", "Ved https://sol.example/plaza.", "See https://sol.example/plazza."),
	    "address:https://sol.example/plaza", "it was changed");
	is_str(faults("es", "en", "Escribid a sol@sol.example (hoy)", "Write to us (today)"), "address:sol@sol.example",
	    "a mail address was lost");
	is_str(faults("es", "en", "<https://a.example>, \"mailto:b@c.example\"", "none of them here"),
	    "address:https://a.example address:mailto:b@c.example", "each is told, without what stands around it");
	is_str(faults("es", "en", "@todas y sol@ y a@b", "@all and sol@ and a@b c"), "", "what is no address");
	is_str(faults("es", "en", "Todo en HTTPS://a.example ya", "All at https://a.example now"), "address:HTTPS://a.example",
	    "a path may depend on case, so all of it counts");
}

static void
test_numbers(void)
{
	is_str(faults("es", "en", "A las 19:00 del 21", "On the 21st at 19:00"), "", "order does not matter");
	is_str(faults("es", "en", "A las 19:00", "At 20:00"), "numbers", "a time that differs");
	is_str(faults("es", "ar", "A las 19:30", "\xD9\x81\xD9\x8A \xD9\xA1\xD9\xA9:\xD9\xA3\xD9\xA0"), "", "in Arabic digits");
	is_str(faults("es", "hi", "Son 12", "\xE0\xA5\xA7\xE0\xA5\xA8 \xE0\xA4\xB9\xE0\xA5\x88\xE0\xA4\x82"), "", "in Devanagari ones");
	is_str(faults("es", "en", "Somos 12 y 12", "We are 12"), "numbers", "one of two equal ones is missing");
	is_str(faults("es", "en", "Nada", "Nothing 1"), "numbers", "one that was not there");
}

static void
test_the_rest(void)
{
	static const char	source[] = "Nos vemos todas en la plaza para hablar de la vivienda y del agua.";

	is_str(faults("es", "en", "uno dos tres cuatro", "uno dos tres cuatro"), "untranslated", "four words as they were");
	is_str(faults("es", "en", "Puerta del Sol", "Puerta del Sol"), "", "three may be a name");
	is_str(faults("es", "en", source, "We meet."), "short", "too short");
	is_str(faults("es", "en", "Nos vemos todas en la plaza", "We meet in the square and we talk there about everything that "
	    "there is to talk about, for as long as anybody wants to stay"), "long", "too long");
	is_str(faults("en", "zh", "We all meet in the square to talk about housing and water.",
	    "\xE6\x88\x91\xE4\xBB\xAC\xE9\x83\xBD\xE5\x9C\xA8\xE5\xB9\xBF\xE5\x9C\xBA\xE8\xA7\x81\xE9\x9D\xA2\xEF\xBC\x8C"
	    "\xE8\xB0\x88\xE4\xBD\x8F\xE6\x88\xBF\xE5\x92\x8C\xE6\xB0\xB4\xE3\x80\x82"), "", "Chinese needs fewer characters");
	is_str(faults("es", "zh", "Nos vemos a las 19:00 en https://sol.example/plaza para hablar.", "\xE6\x88\x91\xE4\xBB\xAC 19:00 "
	    "https://sol.example/plaza \xE8\xA7\x81\xE9\x9D\xA2\xE4\xBA\xA4\xE8\xB0\x88\xE3\x80\x82"), "", "addresses are as long in every language");
	is_str(faults("es", "en", "S\xC3\xAD", "Yes, of course"), "", "few words say nothing of length");
	is_str(faults("es", "ar", "Hola", "\xE2\x80\xAB\xD8\xA3\xD9\x87\xD9\x84\xD8\xA7"), "direction", "an embedding that is not closed");
	is_str(faults("es", "ar", "Hola", "\xE2\x81\xA7\xD8\xA3\xD9\x87\xD9\x84\xD8\xA7\xE2\x81\xA9"), "", "an isolate that is");
	is_str(faults("es", "ar", "Hola", "\xD8\xA3\xE2\x80\xAC\xE2\x80\xAB"), "direction", "closed before it is opened");
	is_str(faults("es", "ar", "Hola", "\xE2\x80\x8F\xD8\xA3\xD9\x87\xD9\x84\xD8\xA7"), "", "a mark stands alone");
	ok(fault_is_error(FAULT_ADDRESS) && !fault_is_error(FAULT_NUMBERS) && !fault_is_error(FAULT_TERM), "only addresses are errors");
	buf_reset(&said);
	is_int(faults_of("es", "en", "https://a.example https://b.example", "x", say, &said), -1, "the callee stops it");
}

int
main(void)
{
	test_addresses();
	test_numbers();
	test_the_rest();
	buf_free(&said);
	return done();
}
