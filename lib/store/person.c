#include "store/person.h"

#include <string.h>

#define PERSON_COLUMNS	"id, name, languages, role, credit, form, team, paused, since"

static int
is_one_of(const char *word, const char *const words[])
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return 1;
	return 0;
}

int
person_role_valid(const char *role)
{
	return is_one_of(role, (const char *const[]){ "translator", "reviewer", "coordinator", NULL });
}

int
person_form_valid(const char *form)
{
	return is_one_of(form, (const char *const[]){ "text", "po", "xliff", "kit", NULL });
}

int
person_find(struct db *db, const char *name, int64_t *id, struct err *err)
{
	return db_number(db, id, err, "SELECT id FROM person WHERE name = ?", "t", name);
}

int
person_need(struct db *db, const char *name, moment now, int64_t *id, struct err *err)
{
	int	got;

	if ((got = person_find(db, name, id, err)) != 0)
		return got == 1 ? 0 : -1;
	if (db_run(db, err, "INSERT INTO person (name, since) VALUES (?, ?)", "ti", name, (int64_t)now) == -1)
		return -1;
	*id = db_last_id(db);
	return 0;
}

int
person_set(struct db *db, int64_t id, const struct person_change *c, struct err *err)
{
	return db_run(db, err,
	    "UPDATE person SET languages = ifnull(?2, languages), role = ifnull(?3, role), credit = ifnull(?4, credit),"
	    " form = ifnull(?5, form), team = ifnull(?6, team), paused = CASE ?7 WHEN -1 THEN paused ELSE ?7 END"
	    " WHERE id = ?1", "ittttti", id, c->languages, c->role, c->credit, c->form, c->team,
	    (int64_t)c->paused);
}

struct db_rows *
person_list(struct db *db, struct err *err)
{
	return db_query(db, err, "SELECT " PERSON_COLUMNS " FROM person ORDER BY id", "");
}

struct db_rows *
person_by_id(struct db *db, int64_t id, struct err *err)
{
	return db_query(db, err, "SELECT " PERSON_COLUMNS " FROM person WHERE id = ?", "i", id);
}

int
person_row(struct db_rows *rows, struct person *p, struct err *err)
{
	int	got;

	if ((got = db_next(rows, err)) != 1)
		return got;
	p->id = db_int(rows, 0);
	p->name = db_text(rows, 1);
	p->languages = db_text(rows, 2);
	p->role = db_text(rows, 3);
	p->credit = db_text(rows, 4);
	p->form = db_text(rows, 5);
	p->team = db_text(rows, 6);
	p->paused = (int)db_int(rows, 7);
	p->since = db_int(rows, 8);
	return 1;
}

int
person_team(struct db *db, const char *language, int64_t *id, struct err *err)
{
	return db_number(db, id, err,
	    "SELECT id FROM person WHERE instr(' ' || team || ' ', ' ' || ? || ' ') > 0 ORDER BY id LIMIT 1", "t",
	    language);
}

int
person_forget(struct db *db, const char *name, struct err *err)
{
	int64_t	id;
	int	got;

	if ((got = person_find(db, name, &id, err)) != 1)
		return got;
	if (db_run(db, err,
	    "UPDATE person SET name = 'forgotten ' || id, languages = '', credit = '', team = '', paused = 1 WHERE id = ?",
	    "i", id) == -1 ||
	    db_run(db, err, "UPDATE returned SET message = x'' WHERE person = ?", "i", id) == -1 ||
	    db_run(db, err, "UPDATE work_mail SET message = NULL WHERE person = ?", "i", id) == -1)
		return -1;
	return 1;
}

struct db_rows *
person_credits(struct db *db, int64_t item, struct err *err)
{
	return db_query(db, err,
	    "SELECT credit FROM person WHERE credit <> '' AND id IN (SELECT person FROM returned JOIN standing"
	    " ON returned.id = standing.returned WHERE standing.item = ?1 UNION SELECT person FROM work_event"
	    " WHERE item = ?1 AND what = 'approve') ORDER BY id", "i", item);
}
