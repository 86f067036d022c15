#include "site/log.h"

#include <stdlib.h>
#include <string.h>

#include "site/backup.h"
#include "site/derive.h"
#include "store/article.h"
#include "store/post.h"
#include "trust/article.h"

struct log {
	struct site	*site;
	struct key	 key;
	struct buf	 secret;
	moment		 now;
	int		 open;		/* a transaction is */
};

static const struct {
	const char	*type, *group, *chain;
} types[] = {
	{ "post", "asm.posts", "all" },
	{ "translation", "asm.translate", "all" },
	{ "issue", "asm.issues", "all" },
	{ "wire", "asm.wire", "all" },
	{ "record", "asm.directory", "records" },
};

struct log *
log_begin(struct site *site, moment now, struct err *err)
{
	struct log	*log;

	if ((log = calloc(1, sizeof *log)) == NULL) {
		err_memory(err);
		return NULL;
	}
	log->site = site;
	log->now = now;
	if (backup_waits(site, err) != 0 || site_key(site, &log->key, err) == -1 || site_secret(site, &log->secret, err) == -1 ||
	    db_begin(site->pub, err) == -1) {
		log_end(log);
		return NULL;
	}
	log->open = 1;
	return log;
}

int
log_commit(struct log *log, struct err *err)
{
	if (db_commit(log->site->pub, err) == -1)
		return -1;
	log->open = 0;
	return 0;
}

void
log_end(struct log *log)
{
	if (log == NULL)
		return;
	if (log->open)
		db_rollback(log->site->pub);
	key_wipe(&log->key);
	buf_wipe(&log->secret);
	free(log);
}

/* ---- what is there already ---- */

int
log_find(struct log *log, const struct log_draft *draft, struct buf *out, struct err *err)
{
	struct articles_row	 row;
	struct db_rows		*rows;
	int			 got;

	if (draft->id == NULL && draft->proof == NULL)
		return err_set(err, ERR_BUG, "a draft with neither Message-ID nor proof");
	rows = draft->id != NULL ? articles_by_id(log->site->pub, draft->id, err) :
	    articles_by_proof(log->site->pub, log->site->conf.domain, draft->proof, err);
	if (rows == NULL)
		return -1;
	if ((got = articles_next(rows, &row, err)) == 1) {
		buf_reset(out);
		buf_addspan(out, row.message);
		if (buf_ok(out, err) == -1)
			got = -1;
	}
	db_done(rows);
	return got;
}

/* ---- the next place ---- */

/* Where an article is put, and what it is called there. */
struct place {
	const char	*group;
	struct buf	 chain, id;
	int64_t		 seq, number;	/* number 0: not a post */
	unsigned char	 prev[HASH_LEN];
	moment		 arrival;
};

static void
place_free(struct place *p)
{
	buf_free(&p->chain);
	buf_free(&p->id);
}

static int
find_chain(struct log *log, const char *type, struct place *p, struct err *err)
{
	size_t	 i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(type, types[i].type) == 0) {
			p->group = types[i].group;
			buf_addf(&p->chain, "%s.%s", types[i].chain, log->site->conf.selector);
			return buf_ok(&p->chain, err);
		}
	return err_set(err, ERR_BUG, "no article is a %s", type);
}

static int
find_place(struct log *log, const struct log_draft *draft, struct place *p, struct err *err)
{
	struct db	*pub = log->site->pub;
	const char	*origin = log->site->conf.domain;
	int64_t		 serial;
	moment		 last;

	memset(p, 0, sizeof *p);
	if (find_chain(log, draft->type, p, err) == -1 ||
	    articles_head(pub, origin, buf_str(&p->chain), &p->seq, p->prev, err) == -1 ||
	    articles_last(pub, &serial, &last, err) == -1)
		return -1;
	p->seq++;
	p->arrival = log->now > last ? log->now : last;
	if (strcmp(draft->type, "post") == 0 && post_next_number(pub, origin, &p->number, err) == -1)
		return -1;
	if (draft->id != NULL) {
		buf_adds(&p->id, draft->id);
		return buf_ok(&p->id, err);
	}
	return article_id(&p->id, span_buf(&log->secret), draft->proof, origin, err);
}

/* ---- the article ---- */

static void
add_digest(struct buf *out, const char *name, const unsigned char *digest)
{
	if (digest == NULL)
		return;
	buf_addf(out, "%s: ", name);
	hash_base64(out, digest, HASH_LEN);
	buf_addc(out, '\n');
}

static int
write_article(const struct log *log, const struct log_draft *draft, const struct place *p, struct buf *out,
    struct err *err)
{
	const struct conf	*conf = &log->site->conf;

	buf_reset(out);
	buf_addspan(out, draft->fields);
	buf_addf(out, "Message-ID: <%s>\n", buf_str(&p->id));
	buf_addf(out, "Newsgroups: %s\nApproved: %s\n", p->group, conf->list);
	buf_addf(out, "Asm-Type: %s\n", draft->type);
	if (p->number != 0)
		buf_addf(out, "Asm-Number: %lld\n", (long long)p->number);
	add_digest(out, "Asm-Proof", draft->proof);
	add_digest(out, "Asm-Original", draft->original);
	buf_addf(out, "Asm-Origin: %s\nAsm-Chain: %s\nAsm-Seq: %lld\n", conf->domain, buf_str(&p->chain),
	    (long long)p->seq);
	add_digest(out, "Asm-Prev", p->prev);
	buf_addc(out, '\n');
	buf_addspan(out, draft->body);
	/* Every article ends in a line end, or it would change on its way. */
	if (draft->body.n > 0 && !span_ends(draft->body, "\n"))
		buf_addc(out, '\n');
	if (buf_ok(out, err) == -1)
		return -1;
	return article_sign(out, &log->key, conf->domain, conf->selector, err);
}

static struct span
digest_span(const unsigned char *digest)
{
	return digest != NULL ? span_make((const char *)digest, HASH_LEN) : SPAN_NONE;
}

static int
store(struct log *log, const struct log_draft *draft, const struct place *p, struct span message, struct err *err)
{
	unsigned char		 leaf[HASH_LEN], digest[HASH_LEN];
	struct articles_row	 row = {
		.arrival = p->arrival, .origin = log->site->conf.domain, .chain = buf_str(&p->chain),
		.seq = p->seq, .id = buf_str(&p->id), .type = draft->type,
		.proof = digest_span(draft->proof), .original = digest_span(draft->original),
		.leaf = digest_span(leaf), .digest = digest_span(digest), .message = message
	};

	if (article_leaf(message, leaf, err) == -1)
		return -1;
	if (hash_sha256(message.s, message.n, digest) == -1)
		return err_memory(err);
	if (articles_add(log->site->pub, &row, err) == -1)
		return -1;
	return derive_article(log->site->pub, &row, err);
}

int
log_add(struct log *log, const struct log_draft *draft, struct buf *out, struct err *err)
{
	struct place	 p;
	int		 result = -1;

	/* What we sign, everybody will check: nothing is stored that we would refuse from others. */
	if (find_place(log, draft, &p, err) == 0 && write_article(log, draft, &p, out, err) == 0 &&
	    article_check_form(span_buf(out), err) == 0)
		result = store(log, draft, &p, span_buf(out), err);
	place_free(&p);
	return result;
}
