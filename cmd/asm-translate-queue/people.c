/*
 * people, person, credits, forget: who translates.
 */
#include <stdio.h>

#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "store/person.h"
#include "store/trace.h"
#include "text/language.h"

const char	*queue_role, *queue_credit, *queue_team;

static int
add_person(struct record_writer *out, const struct person *p, struct err *err)
{
	struct record	r = RECORD_INIT;
	int		result = -1;

	if (record_addf(&r, err, "Person", "%lld", (long long)p->id) == 0 && record_add(&r, "Who", p->name, err) == 0 &&
	    record_add(&r, "Role", p->role, err) == 0 && record_add(&r, "Languages", p->languages, err) == 0 &&
	    record_add(&r, "Form", p->form, err) == 0 && record_add(&r, "Credit", p->credit, err) == 0 &&
	    record_add(&r, "Team", p->team, err) == 0 && record_add(&r, "Paused", p->paused ? "yes" : "no", err) == 0 &&
	    record_addtime(&r, "Since", p->since, err) == 0)
		result = record_writer_put(out, &r, err);
	record_free(&r);
	return result;
}

static int
list_people(int credited)
{
	struct record_writer	 out;
	struct person		 p;
	struct db_rows		*rows;
	struct site		*site = program_open(SITE_PRIVATE_READ);
	struct err		 err;
	int			 got;

	if ((rows = person_list(site->priv, &err)) == NULL)
		program_fail(&err);
	record_writer_start(&out, stdout, program_form());
	while ((got = person_row(rows, &p, &err)) == 1)
		if ((!credited || *p.credit != '\0') && (got = add_person(&out, &p, &err)) == -1)
			break;
	record_writer_end(&out);
	db_done(rows);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	return 0;
}

int
run_people(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	return list_people(0);
}

int
run_credits(char **operand, size_t n)
{
	(void)operand;
	(void)n;
	return list_people(1);
}

/* "es,ar" as it is stored: parted by one blank. */
static int
read_tags(struct buf *out, const char *tags, struct err *err)
{
	struct span	rest = span_str(tags), tag;

	while (span_cut(&rest, ',', &tag)) {
		tag = span_trim(tag);
		if (tag.n == 0)
			continue;
		if (!language_valid(tag))
			program_usage("\"%.*s\" is no language tag", SPAN_FMT(tag));
		buf_addf(out, "%s%.*s", out->len > 0 ? " " : "", SPAN_FMT(tag));
	}
	return buf_ok(out, err);
}

int
run_person(char **operand, size_t n)
{
	struct person_change	 change = PERSON_CHANGE_INIT;
	struct site		*site = program_open(SITE_PRIVATE);
	struct buf		 languages = BUF_INIT, team = BUF_INIT;
	struct err		 err;
	int64_t			 id;
	int			 result = -1;

	(void)n;
	if ((program_given(PROGRAM_LANGUAGE) == NULL || read_tags(&languages, program_given(PROGRAM_LANGUAGE), &err) == 0) &&
	    (queue_team == NULL || read_tags(&team, queue_team, &err) == 0) && db_begin(site->priv, &err) == 0) {
		change.languages = program_given(PROGRAM_LANGUAGE) != NULL ? buf_str(&languages) : NULL;
		change.team = queue_team != NULL ? buf_str(&team) : NULL;
		change.role = queue_role;
		change.credit = queue_credit;
		change.form = queue_as;
		if (person_need(site->priv, operand[0], program_now(), &id, &err) == 0 &&
		    person_set(site->priv, id, &change, &err) == 0)
			result = db_commit(site->priv, &err);
	}
	buf_free(&languages);
	buf_free(&team);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

int
forget_person(struct site *site, const char *name, struct err *err)
{
	struct queue_event	 e = { .what = "give-back", .at = program_now() };
	struct db_rows		*rows;
	int			 got;

	if ((got = person_find(site->priv, name, &e.person, err)) != 1)
		return got;
	if ((rows = queue_held(site->priv, e.person, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		if ((got = queue_apply(site->priv, db_int(rows, 0), &e, err)) == -1)
			break;
	db_done(rows);
	if (got == -1 || person_forget(site->priv, name, err) == -1 || trace_remove(site->priv, name, err) == -1)
		return -1;
	return 1;
}

int
run_forget(char **operand, size_t n)
{
	struct site	*site = program_open(SITE_PRIVATE);
	struct err	 err;
	int		 got = -1;

	(void)n;
	if (db_begin(site->priv, &err) == 0 && (got = forget_person(site, operand[0], &err)) == 1 &&
	    (db_commit(site->priv, &err) == -1 || trace_scrub(site->priv, &err) == -1))
		got = -1;
	site_close(site);
	if (got == -1)
		program_fail(&err);
	if (got == 0)
		program_say("nobody of that name");
	return got == 1 ? 0 : 1;
}
