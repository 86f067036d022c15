#include <errno.h>

#include "tests/unit/tap.h"

static void
test_set(void)
{
	struct err	 e;

	is_err(err_set(&e, ERR_DATA, "line %d: %s", 7, "bad"), &e, ERR_DATA, "err_set");
	is_str(e.text, "line 7: bad", "its text");
	is_int(err_set(NULL, ERR_DATA, "x"), -1, "nobody listens");
	is_int(err_errno(NULL, ERR_DATA, "x"), -1, "nobody listens to errno");
	is_int(err_within(NULL, "x"), -1, "nobody listens to the place");
	is_int(err_memory(NULL), -1, "nor to want of memory");
	err_set(&e, ERR_DATA, "a\nb\tc\033[1m\177\xc2\x9bz");
	is_str(e.text, "a?b?c?[1m???z", "control characters become ?");
	err_set(&e, ERR_DATA, "caf\xc3\xa9 \xc2\xa0");
	is_str(e.text, "caf\xc3\xa9 \xc2\xa0", "other characters stay");
	err_set(&e, ERR_DATA, "inner");
	err_set(&e, ERR_IO, "outer: %s", e.text);
	is_str(e.text, "outer: inner", "the old text may be an argument");
}

static void
test_length(void)
{
	struct err	 e;
	char		 lots[2000];

	memset(lots, 'x', sizeof(lots));
	lots[511] = '\0';
	err_set(&e, ERR_DATA, "%s", lots);
	is_int((long long)strlen(e.text), 511, "511 bytes fit");
	lots[511] = 'x';
	lots[sizeof(lots) - 1] = '\0';
	err_set(&e, ERR_DATA, "%s", lots);
	is_int((long long)strlen(e.text), 511, "more are cut");
	memcpy(lots + 510, "\xc3\xa9", 2);
	err_set(&e, ERR_DATA, "%s", lots);
	is_int((long long)strlen(e.text), 510, "not inside a character");
	memcpy(lots + 509, "\xc3\xa9zz", 4);
	err_set(&e, ERR_DATA, "%s", lots);
	is_int((long long)strlen(e.text), 511, "a whole one stays");
	errno = ENOENT;
	err_errno(&e, ERR_NOINPUT, "%s", lots);
	is_int((long long)strlen(e.text), 511, "with errno behind");
	err_within(&e, "%s", lots);
	is_int((long long)strlen(e.text), 511, "with a place in front");
}

static void
test_errno(void)
{
	static const int passing[] = {
		ENOSPC, EDQUOT, ENOMEM, EAGAIN, EMFILE, ENFILE, EBUSY, EINTR
	};
	struct err	 e;
	size_t		 i;

	errno = ENOENT;
	is_err(err_errno(&e, ERR_NOINPUT, "%s", "/nowhere"), &e, ERR_NOINPUT, "err_errno");
	is_str(e.text, "/nowhere: No such file or directory", "its text");
	is_int(errno, ENOENT, "errno is kept");
	for (i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
		errno = passing[i];
		err_errno(&e, ERR_IO, "x");
		is_int(e.class, ERR_AGAIN, "%s may pass", strerror(passing[i]));
	}
	errno = EACCES;
	err_errno(&e, ERR_IO, "x");
	is_int(e.class, ERR_IO, "another does not");
	err_memory(&e);
	is_int(e.class, ERR_AGAIN, "want of memory may pass");
}

static void
test_within(void)
{
	struct err	 e;

	err_set(&e, ERR_CONFIG, "no name");
	is_err(err_within(&e, "asm.conf line %d", 3), &e, ERR_CONFIG, "the class stays");
	is_str(e.text, "asm.conf line 3: no name", "the place stands in front");
}

static void
test_exit(void)
{
	struct err	 e = { ERR_NONE, "" };

	is_int(err_exit(&e), 70, "an error without a class is a bug");
	err_set(&e, ERR_AGAIN, "x");
	is_int(err_exit(&e), 75, "the class is the exit status");
}

int
main(void)
{
	test_set();
	test_length();
	test_errno();
	test_within();
	test_exit();
	return done();
}
