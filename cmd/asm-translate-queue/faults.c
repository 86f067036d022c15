#include <string.h>

#include "cmd/asm-translate-queue/queue.h"
#include "mail/faults.h"
#include "store/memory.h"

struct noting {
	struct buf	*out;
	int		 number;
	int		*errors;
};

static int
note(void *arg, enum fault f, struct span about)
{
	struct noting	*n = arg;

	buf_addf(n->out, "%d %s %s%s%.*s\n", n->number, fault_is_error(f) ? "error" : "warning", fault_word(f),
	    about.n > 0 ? " " : "", SPAN_FMT(about));
	*n->errors += fault_is_error(f);
	return 0;
}

/* A name that the glossary keeps, in source and not in the translation. */
static int
missing_terms(struct noting *n, const struct job *job, const struct segment_texts *t, struct err *err)
{
	struct db_rows	*rows;
	int		 got, i;

	if ((rows = term_list(job->site->priv, job->item.work.language, job->item.language, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		struct span	source = span_str(db_text(rows, 2));

		if (strcmp(db_text(rows, 2), db_text(rows, 3)) != 0)
			continue;
		for (i = 1; i < (int)t->n; i++) {
			const struct segment *s = segments_find(&job->piece.segments, i);

			n->number = i;
			if (s != NULL && t->text[i] != NULL && span_find(span_str(s->text), source) != -1 &&
			    span_find(span_str(t->text[i]), source) == -1)
				note(n, FAULT_TERM, source);
		}
	}
	db_done(rows);
	return got;
}

int
faults_find(struct buf *out, const struct job *job, const struct segment_texts *t, int *errors, struct err *err)
{
	struct noting	n = { .out = out, .errors = errors };
	int		i;

	for (i = 1; i < (int)t->n; i++) {
		const struct segment *s = segments_find(&job->piece.segments, i);

		n.number = i;
		if (s != NULL && t->text[i] != NULL && strcmp(t->text[i], "[[same]]") != 0)
			faults_of(job->item.work.language, job->item.language, s->text, t->text[i], note, &n);
	}
	return missing_terms(&n, job, t, err) == -1 ? -1 : buf_ok(out, err);
}
