#include "tests/unit/tap.h"

#include "base/io.h"
#include "store/contacts.h"
#include "store/derived.h"

#define N	300		/* assemblies, with a contact each, some with two */

static struct db	*db;
static const char	*path;
static struct err	 e;

static void
must(int result)
{
	if (result == -1)
		bail("%s", e.text);
}

static void
put_assembly(const char *id, const char *status, int64_t version)
{
	struct directory_assembly	 a = {
		.id = id, .origin = "here", .status = status, .name = "", .place = "", .region = "", .languages = "", .page = "",
		.feed = "", .reason = "", .version = version, .serial = version
	};

	must(directory_put_assembly(db, &a, &e));
}

static void
put_contact(const char *id, int64_t number, const char *address, int64_t version)
{
	struct directory_line	 c = {
		.assembly = id, .number = number, .address = address, .version = version, .serial = version,
		.policy = version % 3 == 0 ? "pgp" : "dkim", .alignment = version % 2 == 0 ? "strict" : "relaxed",
		.fingerprints = version % 3 == 0 ? "0123456789ABCDEF0123456789ABCDEF01234567" : "", .not_after = 1000 + version
	};

	must(directory_put_contact(db, &c, "here", &e));
}

static void
put_revocation(const char *id, int64_t number, int64_t version)
{
	struct directory_line	 c = { .assembly = id, .number = number, .version = version, .serial = version };

	must(directory_put_revocation(db, &c, "here", &e));
}

static void
fill(void)
{
	char	 id[32], address[64];
	int	 i;

	must(db_begin(db, &e));
	for (i = 0; i < N; i++) {
		snprintf(id, sizeof id, "id%d", i);
		snprintf(address, sizeof address, "%.*s@%d.example", i % 7 + 1, "letters", i * 7 % N);
		put_assembly(id, i % 11 == 0 ? "suspended" : "endorsed", i + 1);
		put_contact(id, 1, address, i + 1);
		if (i % 5 == 0) {
			/* the address goes to another assembly: two rows have it */
			put_revocation(id, 1, i + 2);
			put_assembly("heir", "endorsed", 1);
			put_contact("heir", i + 1, address, i + 3);
		}
	}
	must(db_commit(db, &e));
}

/* The answer of the file: 1 it is the database's, 0 it is another, -1 the file is not believed. */
static int
agrees(const char *address, moment now)
{
	struct directory_contact	 is, should;
	int				 got, wanted;

	if ((wanted = directory_contact(db, address, now, &should, &e)) == -1)
		bail("%s", e.text);
	if ((got = contacts_find(path, address, now, &is)) == -1)
		return -1;
	if (got == 0 || wanted == 0)
		return got == wanted;
	return strcmp(is.assembly, should.assembly) == 0 && strcmp(is.address, should.address) == 0 &&
	    strcmp(is.policy, should.policy) == 0 && strcmp(is.fingerprints, should.fingerprints) == 0 &&
	    is.relaxed == should.relaxed && is.endorsed == should.endorsed && strcmp(is.reason, should.reason) == 0;
}

static void
test_answers(void)
{
	char	 address[64];
	int	 i, j, bad = 0;

	ok(contacts_find(path, "l@0.example", 0, &(struct directory_contact){ .relaxed = 0 }) == -1, "no file: no answer");
	is_int(contacts_keep(db, &e), 1, "it is made");
	is_int(contacts_keep(db, &e), 0, "once");
	for (i = 0; i < N; i++)
		for (j = 1; j <= 8; j++) {
			snprintf(address, sizeof address, "%.*s@%d.example", j, "letters!", i);
			bad += agrees(address, 1000 + i) != 1;
		}
	is_int(bad, 0, "whatever address is asked for, it says what the database says");
	ok(agrees("", 0) == 1 && agrees("a", 0) == 1 && agrees("zzzz", 0) == 1 && agrees("\xff", 0) == 1, "in front, behind, nothing");
	is_int(contacts_check(db, &e), 1, "and it is found right");
}

static int
is_gone(void)
{
	return !contacts_there(path);
}

static void
again(void)
{
	if (contacts_keep(db, &e) != 1)
		bail("not made: %s", e.text);
}

static void
test_changes(void)
{
	struct directory_assembly	 a = { .id = "id1", .origin = "here", .status = "suspended", .reason = "", .version = 900, .serial = 1 };
	struct db			*other;

	must(db_begin(db, &e));
	put_assembly("id1", "endorsed", 1);
	ok(!is_gone(), "what changes nothing leaves the file alone");
	must(directory_put_status(db, &a, &e));
	ok(is_gone(), "a suspension removes it before its commit");
	if ((other = db_open(path, DB_PUBLIC, DB_WRITE, &e)) == NULL)
		bail("%s", e.text);
	is_int(contacts_keep(other, &e), 0, "nobody makes it while one writes");
	is_int(contacts_keep(db, NULL), -1, "nor does the one that writes");
	ok(is_gone(), "so it is not there");
	must(db_commit(db, &e));
	is_int(contacts_keep(other, &e), 1, "now it is made");
	db_close(other);
	ok(agrees("le@7.example", 5) == 1, "with the suspension");

	must(db_begin(db, &e));
	put_revocation("id2", 1, 901);
	ok(is_gone(), "a revocation removes it");
	db_rollback(db);
	again();
	is_int(contacts_check(db, &e), 1, "one that is undone leaves it right");
	must(db_begin(db, &e));
	put_contact("id2", 2, "new@2.example", 902);
	must(db_commit(db, &e));
	ok(is_gone(), "a contact removes it");
	again();
	must(db_begin(db, &e));
	put_assembly("new", "endorsed", 903);
	must(db_commit(db, &e));
	ok(is_gone(), "an assembly removes it");
	again();
	must(db_begin(db, &e));
	must(derived_empty(db, &e));
	ok(is_gone(), "a rebuild removes it");
	db_rollback(db);
	again();
}

static struct buf
read_file(void)
{
	struct buf	 text = BUF_INIT;

	must(io_read_file(tap_path("public.db" CONTACTS_SUFFIX), 1 << 20, &text, &e));
	return text;
}

static void
write_file(const void *s, size_t n)
{
	must(io_refresh(tap_path("public.db" CONTACTS_SUFFIX), 0600, s, n, NULL, &e));
}

/* All the answers there are, from a file that was damaged. */
static int
count_wrong(const char *const *address)
{
	int	 wrong = 0;

	for (; *address != NULL; address++)
		wrong += agrees(*address, 1003) == 0;
	return wrong;
}

static void
test_damage(void)
{
	static const char *const	 address[] = { "l@0.example", "lett@21.example", "letters@42.example", "x@42.example", NULL };
	struct buf			 text = read_file();
	size_t				 i;
	int				 wrong = 0, believed = 0;

	for (i = 0; i < text.len; i += 1 + text.len / 1500) {
		text.s[i] ^= 1;
		write_file(text.s, text.len);
		wrong += count_wrong(address);
		text.s[i] ^= 1;
	}
	is_int(wrong, 0, "a bit flipped anywhere: the answer is right or none");
	for (i = 0; i < text.len; i += 1 + text.len / 500) {
		write_file(text.s, i);
		believed += contacts_there(path);
	}
	is_int(believed, 0, "a file that was cut is none");
	write_file(text.s, text.len);
	ok(contacts_there(path), "a whole one is");
	text.s[text.len - 2] ^= 1;
	write_file(text.s, text.len);
	is_int(contacts_check(db, &e), 0, "the check finds what was changed");
	must(db_copy(db, tap_path("copy.db"), &e));
	must(rename(tap_path("copy.db"), path));
	ok(is_gone(), "the file of a database that was replaced is none");
	buf_free(&text);
}

static void
test_odd_values(void)
{
	struct buf	 wide = BUF_INIT;
	size_t		 i;

	must(db_begin(db, &e));
	put_contact("id3", 3, "tab\tin@3.example", 904);
	is_err(contacts_keep(db, &e), &e, ERR_BUG, "not in a transaction");
	must(db_commit(db, &e));
	is_err(contacts_keep(db, &e), &e, ERR_DATA, "a tab in an address: no file");
	must(db_run(db, &e, "UPDATE contact SET address = 'a@3.example' WHERE version = 904", ""));
	is_int(contacts_keep(db, &e), 1, "without it there is one");
	for (i = 0; i < 1800; i++)
		buf_addc(&wide, 'w');
	must(db_begin(db, &e));
	put_contact("id3", 4, buf_str(&wide), 905);
	must(db_commit(db, &e));
	is_int(contacts_keep(db, &e), 1, "a long line");
	is_int(contacts_find(path, buf_str(&wide), 0, &(struct directory_contact){ .relaxed = 0 }), -1, "that no answer can hold");
	for (i = 0; i < 300; i++)
		buf_addc(&wide, 'w');
	must(db_begin(db, &e));
	put_contact("id3", 5, buf_str(&wide), 906);
	must(db_commit(db, &e));
	is_err(contacts_keep(db, &e), &e, ERR_DATA, "a line that is too long");
	buf_free(&wide);
}

int
main(void)
{
	path = tap_path("public.db");
	if ((db = db_open(path, DB_PUBLIC, DB_CREATE, &e)) == NULL)
		bail("%s", e.text);
	/* Articles are not what this is about. */
	must(db_run(db, &e, "PRAGMA foreign_keys = OFF", ""));
	fill();
	test_answers();
	test_changes();
	test_odd_values();
	must(db_run(db, &e, "DELETE FROM contact WHERE length(address) > 1000", ""));
	again();
	test_damage();
	db_close(db);
	return done();
}
