#include "store/post.h"

/* ---- written ---- */

int
post_put(struct db *db, const struct post_row *p, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO post (serial, origin, number, assembly, kind, language, corrects, event)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "ititttti", p->serial, p->origin, p->number, p->assembly,
	    p->kind, p->language, p->corrects, p->event);
}

int
translation_put(struct db *db, const struct translation_row *t, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO translation (serial, original, revision, language) VALUES (?, ?, ?, ?)", "itit",
	    t->serial, t->original, t->revision, t->language);
}

int
issue_put(struct db *db, const struct issue_row *i, struct err *err)
{
	return db_run(db, err,
	    "INSERT INTO issue (serial, edition, language, begins, ends) VALUES (?, ?, ?, ?, ?)", "ittii",
	    i->serial, i->edition, i->language, (int64_t)i->begins, (int64_t)i->ends);
}

int
wire_put(struct db *db, int64_t serial, const char *assembly, moment arrival, struct err *err)
{
	return db_run(db, err, "INSERT INTO wire (serial, assembly, arrival) VALUES (?, ?, ?)", "iti", serial, assembly,
	    (int64_t)arrival);
}

/* ---- read ---- */

int
wire_count(struct db *db, const char *assembly, moment since, int64_t *n, struct err *err)
{
	return db_number(db, n, err, "SELECT count(*) FROM wire WHERE assembly = ? AND arrival > ?", "ti", assembly,
	    (int64_t)since) == -1 ? -1 : 0;
}

int
post_next_number(struct db *db, const char *origin, int64_t *number, struct err *err)
{
	return db_number(db, number, err, "SELECT coalesce(max(number), 0) + 1 FROM post WHERE origin = ?", "t",
	    origin) == -1 ? -1 : 0;
}

int
post_of_number(struct db *db, const char *origin, int64_t number, const char *assembly, struct buf *id,
    struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = db_query(db, err,
	    "SELECT id FROM post JOIN article USING (serial) WHERE post.origin = ?1 AND number = ?2"
	    " AND (?3 IS NULL OR assembly = ?3)", "tit", origin, number, assembly)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1) {
		buf_adds(id, db_text(rows, 0));
		if (buf_ok(id, err) == -1)
			got = -1;
	}
	db_done(rows);
	return got;
}

int
post_exists(struct db *db, const char *id, struct err *err)
{
	int64_t	 n;

	return db_number(db, &n, err, "SELECT 1 FROM article JOIN post USING (serial) WHERE id = ?", "t", id);
}

int
translation_newest(struct db *db, const char *origin, const char *stem, struct buf *id, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	/* Ids are ASCII: all that begin with the stem stand between it and it with a byte behind them all. */
	if ((rows = db_query(db, err, "SELECT id FROM article WHERE id >= ?1 AND id < ?1 || char(127) AND origin = ?2"
	    " AND type = 'translation' ORDER BY serial DESC LIMIT 1", "tt", stem, origin)) == NULL)
		return -1;
	if ((got = db_next(rows, err)) == 1)
		buf_adds(id, db_text(rows, 0));
	db_done(rows);
	return got == 1 && buf_ok(id, err) == -1 ? -1 : got;
}

struct db_rows *
post_select(struct db *db, const struct post_filter *f, struct err *err)
{
	/* Few posts call an event: they are found by an index of their own, whatever else there is. */
	const char	*events = " AND a.serial IN (SELECT serial FROM post WHERE event = 1)";
	struct db_rows	*rows;
	struct buf	 sql = BUF_INIT;

	buf_addf(&sql,
	    "WITH chosen (serial, original) AS MATERIALIZED (SELECT a.serial, t.original FROM article a"
	    " LEFT JOIN translation t ON t.serial = a.serial"
	    " LEFT JOIN article o ON o.id = t.original"
	    " LEFT JOIN post p ON p.serial = coalesce(o.serial, a.serial)"
	    " LEFT JOIN issue i ON i.serial = a.serial"
	    " WHERE a.arrival >= ?1 AND a.arrival < ?2%s"
	    " AND (?3 IS NULL OR instr(?3, ' ' || a.type || ' '))"
	    " AND (?4 IS NULL OR p.kind = ?4)"
	    " AND (?5 IS NULL OR p.assembly = ?5)"
	    " AND (?6 IS NULL OR a.origin = ?6)"
	    " AND (?11 IS NULL OR p.assembly IN (SELECT id FROM assembly WHERE region = ?11))"
	    " AND (?7 IS NULL OR coalesce(t.language, p.language, i.language) = ?7"
	    "  OR coalesce(t.language, p.language, i.language) GLOB ?7 || '-*')"
	    " AND (?8 = 0 OR p.number = ?8)"
	    " ORDER BY a.serial DESC LIMIT ?9)"
	    " SELECT serial, arrival, origin, chain, seq, id, type, proof, original, leaf, digest, message"
	    " FROM article WHERE serial IN (SELECT serial FROM chosen"
	    "  UNION SELECT o.serial FROM chosen JOIN article o ON o.id = chosen.original WHERE ?10"
	    "  UNION SELECT t.serial FROM chosen JOIN article c ON c.serial = chosen.serial"
	    "   JOIN translation t ON t.original = c.id WHERE ?12"
	    "  UNION SELECT x.serial FROM chosen JOIN article c ON c.serial = chosen.serial JOIN post x ON x.corrects = c.id"
	    "   JOIN article d ON d.serial = x.serial WHERE (?12 OR ?4 IS NOT NULL) AND ?9 = -1 AND d.arrival < ?2)"
	    " ORDER BY serial", f->events ? events : "");
	rows = buf_ok(&sql, err) == 0 ? db_query(db, err, sql.s, "iitttttiiiti", (int64_t)f->since, (int64_t)f->until, f->types, f->kind, f->assembly, f->origin,
	    f->language, f->number, f->newest, (int64_t)f->originals, f->region, (int64_t)f->events) : NULL;
	buf_free(&sql);
	return rows;
}

/* ---- newsletters ---- */

int
issue_last(struct db *db, const char *edition, const char *language, moment *ends, struct err *err)
{
	int64_t	 last;
	int	 got;

	if ((got = db_number(db, &last, err,
	    "SELECT ends FROM issue WHERE edition = ? AND language = ? ORDER BY ends DESC LIMIT 1", "tt",
	    edition, language)) == -1)
		return -1;
	*ends = got == 1 ? last : MOMENT_NONE;
	return 0;
}

#define OF_THE_EDITION	" (?3 = '' OR p.kind = ?3)" \
	" AND (?4 = '' OR p.assembly IN (SELECT id FROM assembly WHERE region = ?4))"

struct db_rows *
issue_arrivals(struct db *db, const struct issue_range *r, struct err *err)
{
	return db_query(db, err,
	    "SELECT a.arrival AS at, 0 FROM article a JOIN post p USING (serial)"
	    " WHERE a.type = 'post' AND a.arrival >= ?1 AND a.arrival < ?2 AND" OF_THE_EDITION
	    " UNION ALL"
	    " SELECT a.arrival, 1 FROM article a JOIN translation t USING (serial)"
	    "  JOIN article o ON o.id = t.original JOIN post p ON p.serial = o.serial"
	    " WHERE a.type = 'translation' AND a.arrival >= ?1 AND a.arrival < ?2 AND" OF_THE_EDITION
	    " AND (t.language = ?5 OR t.language GLOB ?5 || '-*')"
	    " ORDER BY at", "iittt",
	    (int64_t)r->since, (int64_t)r->until, r->kind, r->region, r->language);
}
