#include "cmd/asm-site/site_cmd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/asm-site/check.h"
#include "cmd/program.h"
#include "site/backup.h"
#include "site/derive.h"
#include "site/site.h"
#include "store/article.h"
#include "store/contacts.h"
#include "text/words.h"
#include "trust/article.h"

/* A chain as far as it was read. */
struct chain {
	char		*origin, *name;
	int64_t		 seq;
	unsigned char	 leaf[HASH_LEN];
};

void
found(struct check *c, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	c->findings++;
}

/* ---- files ---- */

/* 1 if it is as it should be. */
static int
check_mode(struct check *c, const char *name, int is_directory)
{
	struct buf	 path = BUF_INIT;
	struct stat	 st;
	struct err	 e;
	int		 before = c->findings;

	if (site_path(c->site, name, &path, &e) == -1)
		program_fail(&e);
	if (stat(buf_str(&path), &st) == -1)
		found(c, "%s: %s: %s", buf_str(&path), strerror(errno),
		    is_directory ? "run asm-site init" : "restore it from a backup");
	else if (S_ISDIR(st.st_mode) != is_directory)
		found(c, "%s: not a %s: move it away and run asm-site init", buf_str(&path),
		    is_directory ? "directory" : "file");
	else if ((st.st_mode & 077) != 0)
		found(c, "%s: open to others (mode %03o): chmod %s", buf_str(&path),
		    (unsigned)st.st_mode & 0777, is_directory ? "700" : "600");
	buf_free(&path);
	return c->findings == before;
}

static void
check_files(struct check *c)
{
	c->closed = check_mode(c, "secret", 0) & check_mode(c, "key", 0);
	/* Missing ones were found when they were opened. */
	if (c->site->pub != NULL && c->site->priv != NULL) {
		check_mode(c, "public.db", 0);
		check_mode(c, "private.db", 0);
	}
	check_mode(c, "tmp", 1);
	check_mode(c, "incoming", 1);
	check_mode(c, "stuck", 1);
}

/* Our own key must be the one that everybody checks our articles with. */
static void
check_keys(struct check *c)
{
	struct key	 ours, told;
	struct buf	 secret = BUF_INIT;
	struct err	 e;
	int		 got;

	if (site_secret(c->site, &secret, &e) == -1)
		found(c, "%s: without it no mail is accepted; restore it from a backup", e.text);
	buf_wipe(&secret);
	if (site_key(c->site, &ours, &e) == -1) {
		found(c, "%s: without it nothing is signed; restore it from a backup", e.text);
		return;
	}
	if ((got = site_server_key(c->site, c->site->conf.domain, c->site->conf.selector, &told, &e)) == -1)
		found(c, "%s: correct %s", e.text, SITE_SERVERS);
	else if (got == 0)
		found(c, "%s has no record of %s with Selector %s: add it", SITE_SERVERS,
		    c->site->conf.domain, c->site->conf.selector);
	else if (memcmp(ours.pub, told.pub, KEY_LEN) != 0)
		found(c, "%s has another key for %s, %s than ours: restore whichever was changed", SITE_SERVERS,
		    c->site->conf.domain, c->site->conf.selector);
	key_wipe(&ours);
}

static void
check_overrides(struct check *c)
{
	struct buf	 path = BUF_INIT;
	struct words	*words;
	struct err	 e;

	if (site_path(c->site, "words", &path, &e) == -1)
		program_fail(&e);
	if ((words = words_open(buf_str(&path), &e)) == NULL)
		found(c, "%s: correct that file", e.text);
	words_free(words);
	buf_free(&path);
}

static void
check_database(struct check *c, struct db *db, const char *name)
{
	struct buf	 trouble = BUF_INIT;
	struct err	 e;
	int		 got;

	if ((got = db_check(db, &trouble, &e)) == -1)
		found(c, "%s: restore it from a backup", e.text);
	else if (got == 0)
		found(c, "%s: %s: restore it from a backup", name, buf_str(&trouble));
	buf_free(&trouble);
}

/* ---- articles ---- */

/* An archive has few signers and many articles: the last key is kept. */
static int
key_of(void *arg, const char *domain, const char *selector, struct key *key, struct err *err)
{
	struct check	*c = arg;
	int		 got;

	if (!c->has_key || strcmp(domain, c->key_domain) != 0 || strcmp(selector, c->key_selector) != 0) {
		c->has_key = 0;
		if ((got = site_server_key(c->site, domain, selector, &c->key, err)) != 1)
			return got;
		c->has_key = strlen(domain) < sizeof c->key_domain && strlen(selector) < sizeof c->key_selector;
		snprintf(c->key_domain, sizeof c->key_domain, "%s", domain);
		snprintf(c->key_selector, sizeof c->key_selector, "%s", selector);
	}
	*key = c->key;
	return 1;
}

static struct chain *
chain_of(struct check *c, const struct articles_row *row)
{
	struct chain	*grown;
	size_t		 i;

	for (i = 0; i < c->nchain; i++)
		if (strcmp(c->chain[i].origin, row->origin) == 0 && strcmp(c->chain[i].name, row->chain) == 0)
			return &c->chain[i];
	if ((grown = reallocarray(c->chain, c->nchain + 1, sizeof *grown)) == NULL)
		return NULL;
	c->chain = grown;
	grown[i] = (struct chain){ .origin = strdup(row->origin), .name = strdup(row->chain) };
	if (grown[i].origin == NULL || grown[i].name == NULL) {
		free(grown[i].origin);
		free(grown[i].name);
		return NULL;
	}
	c->nchain++;
	return &grown[i];
}

static void
chains_free(struct check *c)
{
	size_t	 i;

	for (i = 0; i < c->nchain; i++) {
		free(c->chain[i].origin);
		free(c->chain[i].name);
	}
	free(c->chain);
}

static int
same_hash(struct span column, const unsigned char *hash, int has)
{
	return has ? column.n == HASH_LEN && memcmp(column.s, hash, HASH_LEN) == 0 : column.n == 0;
}

/* Do the columns repeat what the message says? */
static int
same_columns(const struct articles_row *row, const struct article *a)
{
	return span_eqs(a->id, row->id) && span_eqs(a->origin, row->origin) && span_eqs(a->chain, row->chain) &&
	    span_eqs(a->type, row->type) && a->seq == (unsigned long long)row->seq &&
	    same_hash(row->proof, a->proof, a->has_proof) &&
	    same_hash(row->original, a->original, a->has_original);
}

/* What is wrong with an article, in a few words; NULL: nothing. */
static const char *
fault_of(struct check *c, const struct articles_row *row, const struct article *a, struct chain *chain,
    struct err *e)
{
	unsigned char	 digest[HASH_LEN], leaf[HASH_LEN];

	if (hash_sha256(row->message.s, row->message.n, digest) == -1 || article_leaf(row->message, leaf, e) == -1 ||
	    article_check(row->message, key_of, c, e) == -1)
		return e->text;
	if (!same_hash(row->digest, digest, 1))
		return "its bytes were changed";
	if (!same_columns(row, a))
		return "its columns do not say what it says";
	if (!same_hash(row->leaf, leaf, 1))
		return "its leaf is not the one it should have";
	if (row->seq != chain->seq + 1)
		return "its chain has a gap in front of it";
	if (memcmp(a->prev, chain->leaf, HASH_LEN) != 0)
		return "it does not follow the article in front of it in its chain";
	return row->arrival < c->arrival ? "it arrived before the one in front of it" : NULL;
}

static void
check_article(struct check *c, const struct articles_row *row)
{
	struct chain	*chain;
	struct article	 a;
	struct err	 e;
	const char	*fault;

	err_memory(&e);
	if ((chain = chain_of(c, row)) == NULL)
		program_fail(&e);
	if (article_open(&a, row->message, &e) == -1)
		fault = e.text;
	else {
		fault = fault_of(c, row, &a, chain, &e);
		article_close(&a);
	}
	if (fault != NULL)
		found(c, "article %lld (%s): %s: restore public.db from a backup", (long long)row->serial, row->id,
		    fault);
	chain->seq = row->seq;
	if (row->leaf.n == HASH_LEN)
		memcpy(chain->leaf, row->leaf.s, HASH_LEN);
	c->arrival = row->arrival;
}

static void
check_articles(struct check *c)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	struct err		 e;
	int			 got;

	c->arrival = MOMENT_NONE;
	rows = articles_after(c->site->pub, 0, &e);
	while ((got = rows != NULL ? articles_next(rows, &row, &e) : -1) == 1)
		check_article(c, &row);
	if (got == -1)
		found(c, "%s: restore public.db from a backup", e.text);
	db_done(rows);
	chains_free(c);
}

static void
check_derived(struct check *c)
{
	const char	*table;
	struct err	 e;
	int		 got;

	if ((got = derive_compare(c->site->pub, &table, &e)) == -1)
		found(c, "%s: the tables cannot be made again: restore public.db from a backup", e.text);
	else if (got == 0)
		found(c, "table %s is not what the articles say: run asm-site rebuild", table);
}

static void
check_contacts(struct check *c)
{
	struct err	 e;
	int		 got;

	if ((got = contacts_check(c->site->pub, &e)) == -1)
		found(c, "%s: run asm-site rebuild", e.text);
	else if (got == 0)
		found(c, "%s" CONTACTS_SUFFIX " is not what the directory says: run asm-site rebuild", db_path(c->site->pub));
}

/* A site whose databases cannot be opened has other things that can be looked at. */
static void
open_site(struct check *c)
{
	struct site	*whole;
	struct err	 e;

	if ((whole = site_open(program_site(), SITE_PUBLIC_READ | SITE_PRIVATE_READ, &e)) != NULL)
		c->site = whole;
	else if ((c->site = site_open(program_site(), 0, NULL)) == NULL || e.class == ERR_AGAIN)
		program_fail(&e);
	else
		found(c, "%s: restore it from a backup (asm-site restore)", e.text);
}

static void
check_databases(struct check *c)
{
	struct err	 e;

	check_database(c, c->site->pub, "public.db");
	check_database(c, c->site->priv, "private.db");
	/* Posts may arrive meanwhile: what is compared must be of one moment. */
	if (db_snapshot(c->site->pub, &e) == -1)
		program_fail(&e);
	check_articles(c);
	check_derived(c);
	db_rollback(c->site->pub);
	check_contacts(c);
	if (!site_inside)
		check_mail(c);
}

static void
check_restored(struct check *c)
{
	if (backup_waits(c->site, NULL) != 0)
		found(c, "the site was restored and signs nothing: run asm-site resume once nothing of it is missing,"
		    " or asm-site resume --alone");
}

int
site_check(char **operand, size_t n)
{
	struct check	 c = { .site = NULL };

	(void)operand;
	(void)n;
	c.now = program_now();
	open_site(&c);
	if (!site_inside)
		check_postfix(&c);
	program_sandbox(SANDBOX_FILES);
	check_files(&c);
	if (c.closed)
		check_keys(&c);
	check_overrides(&c);
	check_restored(&c);
	if (!site_inside)
		check_host(&c);
	if (c.site->pub != NULL && c.site->priv != NULL)
		check_databases(&c);
	site_close(c.site);
	if (c.findings == 0)
		program_note("all is well");
	return c.findings > 0;
}
