#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "base/io.h"
#include "cmd/program.h"
#include "cmd/stream.h"
#include "mail/list.h"
#include "text/language.h"

#define INDEX		".asm-archive.db"

enum { OPT_ALL = 1 };

static const struct program_option options[] = {
	OPTION_LANGUAGE, OPTION_NOW, OPTION_TITLE, OPTION_VERBOSE,
	{ 'a', "all", NULL, "write every page again, not only what changed", NULL, OPT_ALL },
	OPTION_END
};

static const struct program program = {
	.name = "asm-archive", .about = "Put a mail stream into a static web archive.",
	.operands = "DIR [FILE ...]", .min = 1, .max = -1, .options = options
};

/* What the newest messages call the list. */
static int
learn(struct archive *a, struct shelf *shelf, struct list *list, struct err *err)
{
	if (a->title != NULL)
		return 0;
	if (stream_learn(shelf, list, err) == -1)
		return -1;
	if (list->name != NULL && *list->name != '\0')
		a->title = list->name;
	return 0;
}

/* ---- settings ---- */

static void
open_languages(struct archive *a, const char *languages)
{
	const char *const *all = catalog_languages();
	struct span	 rest = span_str(languages), tag;
	struct err	 err;
	char		*name;

	for (; languages == NULL && *all != NULL && a->ncatalogs < ARCHIVE_LANGUAGES; all++)
		if ((a->catalog[a->ncatalogs++] = catalog_open(*all, NULL, &err)) == NULL)
			program_fail(&err);
	while (languages != NULL && span_cut(&rest, ',', &tag) && a->ncatalogs < ARCHIVE_LANGUAGES) {
		if (!language_valid(span_trim(tag)) || (name = span_dup(span_trim(tag))) == NULL)
			program_usage("--language: %s is no language", languages);
		if ((a->catalog[a->ncatalogs++] = catalog_open(name, NULL, &err)) == NULL)
			program_fail(&err);
		if (strncmp(catalog_language(a->catalog[a->ncatalogs - 1]), name, strcspn(name, "-")) != 0)
			program_usage("--language: no pages in %s", name);
		free(name);
	}
	if (a->ncatalogs == 0)
		program_usage("--language: no language given");
}

/* Title and languages stand on every page, and feeds on many: when these change, so does every page. */
static int
settle(struct archive *a, struct err *err)
{
	struct buf	 languages = BUF_INIT;
	size_t		 i;
	int		 renamed, others = -1, feeds = -1;

	for (i = 0; i < a->ncatalogs; i++)
		buf_addf(&languages, "%s ", catalog_language(a->catalog[i]));
	if ((renamed = archive_setting(a->db, "title", a->title, err)) != -1)
		others = archive_setting(a->db, "languages", buf_str(&languages), err);
	if (others != -1)
		feeds = archive_setting(a->db, "feeds", page_has_feeds(a) ? "1" : "", err);
	buf_free(&languages);
	return feeds == -1 ? -1 : renamed || others || feeds;
}

/* ---- writing ---- */

/* A page's mark goes when it stands; all marks are durable only when the pages are. */
static int
write_posts(struct archive *a, struct err *err)
{
	struct archive_post p;
	struct db_rows	*rows;
	int64_t		 last = 0;
	int		 got;

	do {
		if ((rows = archive_posts(a->db, ARCHIVE_DIRTY, NULL, last, err)) == NULL)
			return -1;
		if ((got = archive_row(rows, &p, err)) == 1) {
			last = p.id;
			if (post_write(a, &p, err) == -1)
				got = -1;
		}
		db_done(rows);
		if (got == 1 && archive_clean(a->db, last, err) == -1)
			got = -1;
	} while (got == 1);
	return got;
}

static int
write_pages(struct archive *a, struct err *err)
{
	int64_t	 list, chunk;
	int	 got;

	if (write_posts(a, err) == -1)
		return -1;
	while ((got = archive_take_chunk(a->db, &list, &chunk, err)) == 1)
		if (list_write(a, list, chunk, err) == -1)
			return -1;
	if (got == -1 || front_write(a, err) == -1)
		return -1;
	return a->pages > 0 ? io_settle(a->dir, err) : 0;
}

static int
work(struct archive *a, struct shelf *shelf, int all, struct err *err)
{
	struct list	 list = LIST_INIT;
	struct buf	 title = BUF_INIT;
	int		 r = -1, changed;

	if (shelf_close(shelf, err) == -1 || learn(a, shelf, &list, err) == -1)
		goto out;
	if (archive_get_setting(a->db, "title", &title, err) == -1)
		goto out;
	if (a->title == NULL)
		a->title = title.len > 0 ? buf_str(&title) : catalog_get(a->catalog[0], "Assemblies");
	if (archive_add(a, shelf, err) == -1 || db_begin(a->db, err) == -1)
		goto out;
	if ((changed = settle(a, err)) != -1 && (!(changed || all) || archive_touch_all(a->db, err) == 0) &&
	    write_pages(a, err) == 0)
		r = db_commit(a->db, err);
out:
	buf_free(&title);
	list_free(&list);
	return r;
}

int
main(int argc, char *argv[])
{
	struct archive	 a = { .now = 0 };
	struct buf	 index = BUF_INIT;
	struct shelf	*shelf;
	struct err	 err;
	const char	*value;
	char		**operand;
	size_t		 n;
	int		 c, all = 0, status;

	program_start(&program, argc, argv);
	while ((c = program_next(&value)) != 0)
		all |= c == OPT_ALL;
	operand = program_operands(&n);
	a.dir = operand[0];
	a.title = program_given(PROGRAM_TITLE);
	a.now = program_now();
	open_languages(&a, program_given(PROGRAM_LANGUAGE));
	buf_addf(&index, "%s/" INDEX, a.dir);
	if (io_mkdirs(a.dir, 0755, &err) == -1 || (a.words = words_open(NULL, &err)) == NULL ||
	    (shelf = shelf_new(a.words, &err)) == NULL)
		program_fail(&err);
	program_sandbox(SANDBOX_FILES);
	if ((a.db = db_open(buf_str(&index), DB_ARCHIVE, DB_CREATE, &err)) == NULL)
		program_fail(&err);
	status = program_files(operand + 1, stream_shelve, shelf);
	if (work(&a, shelf, all, &err) == -1)
		program_fail(&err);
	program_note("%ld pages written", a.pages);
	db_close(a.db);
	shelf_free(shelf);
	words_free(a.words);
	while (a.ncatalogs > 0)
		catalog_free(a.catalog[--a.ncatalogs]);
	buf_free(&index);
	return program_end(status);
}
