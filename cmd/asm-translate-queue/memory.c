/*
 * tm, term, check: the memory, the glossary, and what is suspicious.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-translate-queue/queue.h"
#include "cmd/program.h"
#include "store/memory.h"
#include "text/language.h"
#include "text/utf8.h"

/* ---- tm ---- */

struct import {
	struct db	*db;
	unsigned long	 n;
};

/* The digest that a segment of this text has. */
static int
digest_of(struct buf *line, const char *text, unsigned char out[HASH_LEN], struct err *err)
{
	struct buf	nfc = BUF_INIT;
	int		result = 0;

	buf_reset(line);
	if (utf8_line(line, span_str(text)) == -1 || utf8_nfc(&nfc, span_buf(line)) == -1 ||
	    hash_sha256(nfc.s, nfc.len, out) == -1)
		result = err_memory(err);
	buf_free(&nfc);
	return result;
}

/* OmegaT writes "EN-GB" and people "es_ES": a primary tag and what follows, as we have it. */
static int
tag_of(const char *language, char out[40])
{
	size_t	i;

	for (i = 0; i < 39 && language[i] != '\0'; i++) {
		out[i] = language[i] == '_' ? '-' : language[i];
		if (memchr(out, '-', i) == NULL && out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	}
	out[i] = '\0';
	return language_valid(span_str(out));
}

static int
learn(void *arg, const char *source_language, const char *language, const char *source, const char *text,
    struct err *err)
{
	struct import	*in = arg;
	unsigned char	 digest[HASH_LEN];
	struct buf	 line = BUF_INIT, said = BUF_INIT;
	char		 tags[2][40];
	int		 result = 0;

	if (tag_of(source_language, tags[0]) && tag_of(language, tags[1]) && *source != '\0' && *text != '\0' &&
	    (result = digest_of(&line, source, digest, err)) == 0) {
		utf8_line(&said, span_str(text));
		if ((result = buf_ok(&said, err)) == 0 && line.len > 0 && said.len > 0) {
			result = memory_learn(in->db, tags[0], tags[1], digest, buf_str(&line), buf_str(&said), program_now(), err);
			in->n++;
		}
	}
	buf_free(&line);
	buf_free(&said);
	return result;
}

static int
import_tm(struct site *site, struct err *err)
{
	struct import	in = { .db = site->priv };
	struct buf	bytes = BUF_INIT;
	int		result = -1;

	if (io_read_all(STDIN_FILENO, XML_MAX, &bytes, err) == 0 && db_begin(site->priv, err) == 0 &&
	    package_tmx_each(span_buf(&bytes), learn, &in, err) == 0)
		result = db_commit(site->priv, err);
	db_rollback(site->priv);
	buf_free(&bytes);
	if (result == 0)
		program_note("%lu units", in.n);
	return result;
}

/* One pair of languages is one file: TMX has one source language. */
static int
export_tm(struct site *site, const char *source, const char *language, struct err *err)
{
	struct db_rows	*rows;
	struct buf	 out = BUF_INIT;
	char		**pairs = NULL;
	const char	**view;
	size_t		 n = 0, cap = 0, i;
	int		 got;

	if ((rows = memory_list(site->priv, language, err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1) {
		if (strcmp(db_text(rows, 0), source) != 0)
			continue;
		if (n == cap) {
			cap = cap == 0 ? 64 : 2 * cap;
			if ((view = reallocarray(pairs, cap, 2 * sizeof *pairs)) == NULL) {
				got = err_memory(err);
				break;
			}
			pairs = (char **)view;
		}
		pairs[2 * n] = strdup(db_text(rows, 2));
		pairs[2 * n + 1] = strdup(db_text(rows, 3));
		n++;
		if (pairs[2 * n - 2] == NULL || pairs[2 * n - 1] == NULL) {
			got = err_memory(err);
			break;
		}
	}
	db_done(rows);
	if (got == 0 && (got = package_tmx(&out, source, language, (const char *const *)pairs, n, err)) == 0 &&
	    fwrite(out.s, 1, out.len, stdout) != out.len)
		got = err_set(err, ERR_IO, "standard output: %s", strerror(errno));
	for (i = 0; i < 2 * n; i++)
		free(pairs[i]);
	free(pairs);
	buf_free(&out);
	return got;
}

int
run_tm(char **operand, size_t n)
{
	struct site	*site;
	struct err	 err;
	int		 result;

	(void)n;
	if (strcmp(operand[0], "import") == 0) {
		site = program_open(SITE_PRIVATE);
		result = import_tm(site, &err);
	} else if (strcmp(operand[0], "export") == 0) {
		if (program_given(PROGRAM_LANGUAGE) == NULL || queue_from == NULL)
			program_usage("tm export: say into which language by -l and from which by --from");
		site = program_open(SITE_PRIVATE_READ);
		result = export_tm(site, queue_from, program_given(PROGRAM_LANGUAGE), &err);
	} else
		program_usage("tm: \"import\" or \"export\"");
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

/* ---- term ---- */

/* "source TAB translation TAB note"; no translation: it is kept. */
static int
put_term(struct site *site, struct span line, struct err *err)
{
	struct span	field[3] = { SPAN_NONE, SPAN_NONE, SPAN_NONE };
	char		*text[3];
	int		 i, result = -1;

	for (i = 0; i < 3 && span_cut(&line, '\t', &field[i]); i++)
		field[i] = span_trim(field[i]);
	if (field[0].n == 0 || span_starts(field[0], "#"))
		return 0;
	if (field[1].n == 0)
		field[1] = field[0];
	if (!utf8_valid(field[0]) || !utf8_valid(field[1]) || !utf8_valid(field[2]))
		return err_set(err, ERR_DATA, "standard input: not UTF-8");
	for (i = 0; i < 3; i++)
		text[i] = span_dup(field[i]);
	if (text[0] != NULL && text[1] != NULL && text[2] != NULL)
		result = term_put(site->priv, queue_from, program_given(PROGRAM_LANGUAGE), text[0], text[1], text[2], err);
	else
		err_memory(err);
	for (i = 0; i < 3; i++)
		free(text[i]);
	return result;
}

static int
import_terms(struct site *site, struct err *err)
{
	struct buf	bytes = BUF_INIT;
	struct span	rest, line;
	int		result = -1;

	if (io_read_all(STDIN_FILENO, PACKAGE_MAX, &bytes, err) == 0 && db_begin(site->priv, err) == 0) {
		for (result = 0, rest = span_buf(&bytes); result == 0 && span_line(&rest, &line); )
			result = put_term(site, line, err);
		if (result == 0)
			result = db_commit(site->priv, err);
	}
	db_rollback(site->priv);
	buf_free(&bytes);
	return result;
}

static int
export_terms(struct site *site, struct err *err)
{
	struct db_rows	*rows;
	int		 got;

	if ((rows = term_list(site->priv, queue_from, program_given(PROGRAM_LANGUAGE), err)) == NULL)
		return -1;
	while ((got = db_next(rows, err)) == 1)
		printf("%s\t%s\t%s\n", db_text(rows, 2), db_text(rows, 3), db_text(rows, 4));
	db_done(rows);
	return got;
}

int
run_term(char **operand, size_t n)
{
	struct site	*site;
	struct err	 err;
	int		 result;

	(void)n;
	if (program_given(PROGRAM_LANGUAGE) == NULL || queue_from == NULL)
		program_usage("term: say into which language by -l and from which by --from");
	if (strcmp(operand[0], "import") == 0) {
		site = program_open(SITE_PRIVATE);
		result = import_terms(site, &err);
	} else if (strcmp(operand[0], "export") == 0) {
		site = program_open(SITE_PRIVATE_READ);
		result = export_terms(site, &err);
	} else
		program_usage("term: \"import\" or \"export\"");
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}

/* ---- check ---- */

/* Take it in as a return would, say what is suspicious, and forget it. */
static int
check(struct delivery *d, struct receipt *r, struct err *err)
{
	int	got, revision = 0;

	if (db_begin(d->site->priv, err) == -1)
		return -1;
	if ((got = delivery_find(d->site, d->message, &d->item, &revision, err)) == 1) {
		d->revision = revision;
		got = deliver(d, r, err);
	}
	db_rollback(d->site->priv);
	return got == 0 ? err_set(err, ERR_DATA, "standard input: no work of this queue is in it") : got;
}

int
run_check(char **operand, size_t n)
{
	struct delivery	 d = { .person = 0 };
	struct receipt	 r = RECEIPT_INIT;
	struct site	*site = program_open(SITE_PRIVATE);
	struct words	*words = open_words(site);
	struct buf	 bytes = BUF_INIT;
	struct err	 err;
	int		 got;

	(void)operand;
	(void)n;
	d.site = site;
	d.words = words;
	if ((got = io_read_all(STDIN_FILENO, MAIL_MAX, &bytes, &err)) == 0) {
		d.message = span_buf(&bytes);
		got = check(&d, &r, &err);
	}
	if (got == 1 && r.faults.len > 0)
		(void)fwrite(r.faults.s, 1, r.faults.len, stdout);
	buf_free(&bytes);
	words_free(words);
	site_close(site);
	if (got == -1)
		program_fail(&err);
	got = r.faults.len > 0;
	receipt_free(&r);
	return got;
}
