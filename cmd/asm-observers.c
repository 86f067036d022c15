/*
 * asm-observers: the people who read by mail.
 */
#include <stdio.h>
#include <string.h>

#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/program.h"
#include "mail/roster.h"
#include "site/observing.h"
#include "site/settings.h"
#include "site/site.h"
#include "store/observer.h"
#include "text/language.h"
#include "text/words.h"
#include "trust/identity.h"

enum { OPT_RHYTHM = 1 };

static const char	*rhythm;
static struct buf	 languages = BUF_INIT;	/* -l as it is stored */

/*
 * Addresses are asked for and never repeated: not in an error, not in a log.
 */
static int
read_address(const char *operand, size_t nth, struct buf *address, struct err *err)
{
	const char	*fault;
	int		 got;

	if ((got = identity_address(span_str(operand), address, &fault, err)) == 1)
		return 0;
	return got == -1 ? -1 : err_set(err, ERR_DATA, "operand %zu: not a mail address (%s)", nth, fault);
}

/* -l "es,en" as it is stored: primary subtags parted by one blank, none twice. */
static void
read_languages(void)
{
	struct span	rest, tag;
	ptrdiff_t	hyphen;

	for (rest = span_str(program_given(PROGRAM_LANGUAGE)); span_cut(&rest, ',', &tag); ) {
		tag = span_trim(tag);
		if (tag.n == 0)
			continue;
		if (!language_valid(tag))
			program_usage("-l: \"%.*s\" is no language tag", SPAN_FMT(tag));
		if ((hyphen = span_chr(tag, '-')) != -1)
			tag = span_head(tag, (size_t)hyphen);
		if (span_lists(span_buf(&languages), ' ', tag))
			continue;
		if (languages.len > 0)
			buf_addc(&languages, ' ');
		buf_addspan(&languages, tag);
	}
}

/* Do `each` to every operand in one transaction; what it says is counted. */
static int
change(char **operand, size_t n, int (*each)(struct db *, const char *, struct err *), const char *done)
{
	struct site	*site;
	struct buf	 address = BUF_INIT;
	struct err	 err;
	size_t		 i, count = 0;
	int		 got = 0;

	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
	if ((got = observing_begin(site, program_now(), &err)) == 0)
		for (i = 0; i < n && got != -1; i++) {
			buf_reset(&address);
			if ((got = read_address(operand[i], i + 1, &address, &err)) == 0 &&
			    (got = each(site->priv, buf_str(&address), &err)) == 1)
				count++;
		}
	if (got != -1)
		got = db_commit(site->priv, &err);
	buf_free(&address);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	program_note("%zu of %zu %s", count, n, done);
	return count > 0 ? 0 : 1;
}

static int
put(struct db *db, const char *address, struct err *err)
{
	struct observer_change	c = OBSERVER_CHANGE_INIT;

	c.languages = program_given(PROGRAM_LANGUAGE) == NULL ? NULL : buf_str(&languages);
	c.rhythm = rhythm;
	return observer_put(db, address, &c, program_now(), err) == -1 ? -1 : 1;
}

static int
run_add(char **operand, size_t n)
{
	int	status;

	if (program_given(PROGRAM_LANGUAGE) != NULL)
		read_languages();
	status = change(operand, n, put, "added or changed");
	buf_free(&languages);
	return status;
}

static int
run_remove(char **operand, size_t n)
{
	return change(operand, n, observer_remove, "removed");
}

static int
run_forget(char **operand, size_t n)
{
	struct site	*site;
	struct buf	 address = BUF_INIT;
	struct err	 err;
	size_t		 i;
	int		 got = 0, count = 0;

	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
	for (i = 0; i < n && got != -1; i++) {
		buf_reset(&address);
		if ((got = read_address(operand[i], i + 1, &address, &err)) == 0 &&
		    (got = observing_forget(site, buf_str(&address), program_now(), &err)) == 1)
			count++;
	}
	buf_wipe(&address);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	program_note("%d of %zu forgotten", count, n);
	return count > 0 ? 0 : 1;
}

/* What came of it goes to the log as one word: who it was does not. */
static int
run_mail(char **operand, size_t n)
{
	struct site	*site;
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	const char	*done = "ignored";
	char		 digest[17];
	int		 result;

	program_mail(&mail);
	if (mail.len == 0) {
		buf_free(&mail);
		return 0;
	}
	site = program_open(SITE_PUBLIC_READ | SITE_PRIVATE);
	result = observing_mail(site, span_str(n > 0 ? operand[0] : ""), span_buf(&mail), program_now(), &done, &err);
	site_close(site);
	program_digest(digest, span_buf(&mail));
	buf_free(&mail);
	if (result == -1)
		program_fail(&err);
	program_event("mail", digest, "observe", done, NULL);
	program_note("%s", done);
	return 0;
}

/* ---- import ---- */

struct import {
	struct site	*site;
	struct words	*words;
	struct buf	 address;
	unsigned long	 taken, left;
};

/* Who could not be read is named by the line: an address is never repeated. */
static int
leave_out(struct import *im, unsigned long line, const char *why)
{
	program_say("line %lu: %s", line, why);
	im->left++;
	return 0;
}

static int
import_one(void *arg, const struct roster_entry *e, struct err *err)
{
	const struct record	 none = RECORD_INIT;
	struct import		*im = arg;
	struct settings		 s;
	struct err		 why;
	const char		*fault;
	int			 got;

	buf_reset(&im->address);
	if (e->address.n == 0)
		return leave_out(im, e->line, "no address");
	if ((got = identity_address(e->address, &im->address, &fault, err)) == 0)
		return leave_out(im, e->line, "not a mail address");
	if (got == -1)
		return -1;
	if (settings_read(&s, e->record != NULL ? e->record : &none, im->words, &why) == -1)
		return leave_out(im, e->line, why.text);
	if (e->rhythm != NULL)
		s.change.rhythm = e->rhythm;
	got = observer_put(im->site->priv, buf_str(&im->address), &s.change, program_now(), err);
	settings_free(&s);
	im->taken += got != -1;
	return got == -1 ? -1 : 0;
}

static int
run_import(char **operand, size_t n)
{
	struct import	im = { .taken = 0 };
	struct buf	text = BUF_INIT;
	struct err	err;
	int		got;

	if ((n == 0 || strcmp(operand[0], "-") == 0 ? io_read_all(STDIN_FILENO, IMPORT_MAX, &text, &err) :
	    io_read_file(operand[0], IMPORT_MAX, &text, &err)) == -1 ||
	    (im.site = site_open(program_site(), SITE_PUBLIC_READ | SITE_PRIVATE, &err)) == NULL ||
	    (im.words = words_open(NULL, &err)) == NULL)
		program_fail(&err);
	if ((got = observing_begin(im.site, program_now(), &err)) == 0 &&
	    (got = roster_read(span_buf(&text), import_one, &im, &err)) == 0)
		got = db_commit(im.site->priv, &err);
	site_close(im.site);
	words_free(im.words);
	buf_wipe(&im.address);
	buf_wipe(&text);
	if (got == -1)
		program_fail(&err);
	program_note("%lu read, %lu left out", im.taken, im.left);
	return im.taken == 0 && im.left > 0 ? ERR_DATA : 0;
}

static int
put_record(struct record_writer *out, const struct observer *o, struct err *err)
{
	struct record	r = RECORD_INIT;
	int		result = -1;

	if (record_addf(&r, err, "Observer", "%lld", (long long)o->id) == 0 &&
	    record_add(&r, "Address", o->address, err) == 0 &&
	    settings_of_observer(&r, o, 1, err) == 0 &&
	    record_addtime(&r, "Since", o->since, err) == 0)
		result = record_writer_put(out, &r, err);
	record_free(&r);
	return result;
}

static int
run_list(char **operand, size_t n)
{
	struct record_writer	 out;
	struct observer		 o;
	struct db_rows		*rows;
	struct site		*site;
	struct err		 err;
	int			 got;

	(void)operand;
	(void)n;
	if ((site = site_open(program_site(), SITE_PRIVATE_READ, &err)) == NULL ||
	    (rows = observer_list(site->priv, &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = observer_row(rows, &o, &err)) == 1)
		if ((got = put_record(&out, &o, &err)) == -1)
			break;
	record_writer_end(&out);
	db_done(rows);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

static const struct program_option options[] = {
	OPTION_SITE,
	OPTION_NOW,
	{ 'l', "language", "TAGS", "languages she reads, best first: es,en", "add", PROGRAM_LANGUAGE },
	{ 0, "rhythm", "RHYTHM", "each (every post), daily or weekly (a newsletter), none", "add", OPT_RHYTHM },
	OPTION_FORMS,
	OPTION_VERBOSE,
	OPTION_END
};

static const struct program_verb verbs[] = {
	{ "add", "ADDRESS ...", "add observers, or change their settings", 1, -1, run_add },
	{ "remove", "ADDRESS ...", "remove observers and all that was planned for them", 1, -1, run_remove },
	{ "forget", "ADDRESS ...", "erase every trace of addresses, down to the bytes of the file", 1, -1, run_forget },
	{ "import", "[FILE]", "add those of a list: records, Mailman, mlmmj, Sympa, CSV", 0, 1, run_import },
	{ "mail", "[RECIPIENT]", "take a mail to observe@, or to observe+TOKEN@", 0, 1, run_mail },
	{ "list", NULL, "all observers, as records", 0, 0, run_list },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct program program = {
	.name = "asm-observers",
	.about = "Keep the people who read the list by mail.",
	.options = options,
	.verbs = verbs
};

int
main(int argc, char **argv)
{
	const char	*value;
	int		 c;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		if (c == OPT_RHYTHM) {
			if (!observer_rhythm_valid(value))
				program_usage("--rhythm: \"%s\" is not each, daily, weekly or none", value);
			rhythm = value;
		}
	program_sandbox(SANDBOX_FILES);
	return program_end(program_run());
}
