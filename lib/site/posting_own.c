/*
 * What our own pipes post: issues of a newsletter and translations.  Each form has its fields and no others, so that
 * a slip in a pipe cannot say anything in an assembly's name.
 */
#include "site/posting.h"

#include <stdlib.h>

#include "mail/address.h"
#include "mail/field.h"
#include "site/derive.h"
#include "site/log.h"
#include "site/posting_fields.h"
#include "site/posting_wire.h"
#include "site/thread.h"
#include "store/post.h"
#include "text/language.h"

#define DAY_CHARS	10	/* "2026-11-14" */

struct form {
	const char	*type;
	const char	*asm_fields[5];		/* that it may have, beside Asm-Type */
	/* NULL: an entry of the newswire, which has a proof instead (posting_wire.c) */
	int		(*id)(struct site *, const struct header *, struct buf *, struct err *);
	int		(*fields)(struct site *, const struct header *, struct buf *, struct err *);
};

static int	 issue_id(struct site *, const struct header *, struct buf *, struct err *);
static int	 issue_fields(struct site *, const struct header *, struct buf *, struct err *);
static int	 translation_id(struct site *, const struct header *, struct buf *, struct err *);
static int	 translation_fields(struct site *, const struct header *, struct buf *, struct err *);

static const struct form forms[] = {
	[POSTING_ISSUE] = { "issue", { "Asm-Edition", "Asm-Window", NULL }, issue_id, issue_fields },
	[POSTING_TRANSLATION] = { "translation", { "Asm-Translation-Of", "Asm-Review", "Asm-Source-Language", NULL },
	    translation_id, translation_fields },
	[POSTING_WIRE] = { "wire", { "Asm-Assembly", "Asm-Entry", NULL }, NULL, NULL },
};

/* ---- values ---- */

/* The unfolded value of a field that must be there once, appended. */
static int
need(const struct header *h, const char *name, struct buf *out, struct err *err)
{
	size_t	 start = out->len;

	if (header_count(h, name) != 1)
		return err_set(err, ERR_DATA, "%s %s", header_count(h, name) == 0 ? "no" : "two", name);
	if (header_value(h, name, out) == -1)
		return err_memory(err);
	return out->len > start ? 0 : err_set(err, ERR_DATA, "%s is empty", name);
}

static int
is_word(struct span s)
{
	size_t	 i;

	for (i = 0; i < s.n; i++)
		if (!((s.s[i] >= 'a' && s.s[i] <= 'z') || (s.s[i] >= 'A' && s.s[i] <= 'Z') ||
		    (s.s[i] >= '0' && s.s[i] <= '9') || s.s[i] == '-'))
			return 0;
	return s.n > 0 && s.n <= 40;
}

static int
need_language(const struct header *h, struct buf *out, struct err *err)
{
	size_t	 start = out->len;

	if (need(h, "Content-Language", out, err) == -1)
		return -1;
	return language_valid(span_from(span_buf(out), start)) ? 0 :
	    err_set(err, ERR_DATA, "Content-Language is no language tag");
}

/* The Message-ID of the mail without <>. */
static int
need_id(const struct header *h, struct buf *out, struct err *err)
{
	struct buf	 value = BUF_INIT;
	struct span	 rest, id;
	int		 result;

	if ((result = need(h, "Message-ID", &value, err)) == 0) {
		rest = span_buf(&value);
		if (!thread_next(&rest, &id) || rest.n > 0)
			result = err_set(err, ERR_DATA, "Message-ID is malformed");
		else
			buf_addspan(out, id);
	}
	buf_free(&value);
	return result == 0 ? buf_ok(out, err) : -1;
}

/* "NAME: value", the value as it stands but unfolded. */
static int
add_value(struct buf *out, const struct header *h, const char *name, struct err *err)
{
	struct buf	 value = BUF_INIT;
	int		 result = 0;

	if (header_value(h, name, &value) == -1)
		result = err_memory(err);
	posting_ascii(out, name, buf_str(&value));
	buf_free(&value);
	return result;
}

/* ---- issues ---- */

/* The day on which a window begins, as it is written there: by the clocks of whoever made the issue. */
static void
day_of(struct buf *out, const char *window, moment begins)
{
	struct buf	 day = BUF_INIT;
	moment		 t;

	buf_addspan(&day, span_head(span_str(window), DAY_CHARS));
	if (time_parse(span_buf(&day), &t) == -1 || span_find(span_buf(&day), SPAN("-")) == -1) {
		buf_reset(&day);
		time_rfc3339(&day, begins);
	}
	buf_addspan(out, span_head(span_buf(&day), DAY_CHARS));
	out->err |= day.err;
	buf_free(&day);
}

/* digest.EDITION.2026-11-14.en@domain: exactly one issue of a window in a language. */
static int
issue_id(struct site *site, const struct header *h, struct buf *id, struct err *err)
{
	struct buf	 edition = BUF_INIT, window = BUF_INIT, language = BUF_INIT, given = BUF_INIT;
	moment		 begins, ends;
	int		 result = -1;

	if (need(h, "Asm-Edition", &edition, err) == -1 || need(h, "Asm-Window", &window, err) == -1 ||
	    need_language(h, &language, err) == -1)
		goto out;
	if (!is_word(span_buf(&edition)))
		err_set(err, ERR_DATA, "Asm-Edition is no name");
	else if (derive_window(buf_str(&window), &begins, &ends) == -1)
		err_set(err, ERR_DATA, "Asm-Window is no window such as 2026-11-14/2026-11-21");
	else {
		buf_addf(id, "digest.%s.", buf_str(&edition));
		day_of(id, buf_str(&window), begins);
		buf_addf(id, ".%s@%s", buf_str(&language), site->conf.domain);
		result = buf_ok(id, err);
	}
	if (result == 0 && header_count(h, "Message-ID") > 0 &&
	    (result = need_id(h, &given, err)) == 0 && !span_eq(span_buf(&given), span_buf(id)))
		result = err_set(err, ERR_DATA, "the Message-ID of this issue is <%s>", buf_str(id));
out:
	buf_free(&edition);
	buf_free(&window);
	buf_free(&language);
	buf_free(&given);
	return result;
}

static int
issue_fields(struct site *site, const struct header *h, struct buf *out, struct err *err)
{
	(void)site;
	buf_adds(out, "Auto-Submitted: auto-generated\n");
	if (add_value(out, h, "Asm-Edition", err) == -1)
		return -1;
	return add_value(out, h, "Asm-Window", err);
}

/* ---- translations ---- */

/* tr.TAG.LANGUAGE.rREVISION.DELIVERY@domain, made by asm-translate-queue. */
static int
translation_id(struct site *site, const struct header *h, struct buf *id, struct err *err)
{
	ptrdiff_t	 at;

	if (need_id(h, id, err) == -1)
		return -1;
	at = span_chr(span_buf(id), '@');
	if (!span_starts(span_buf(id), "tr.") || at == -1 ||
	    !span_eqs(span_from(span_buf(id), (size_t)at + 1), site->conf.domain))
		return err_set(err, ERR_DATA, "the Message-ID is not <tr. ... @%s>", site->conf.domain);
	return 0;
}

/* The post it translates stands in the log, and is what it answers. */
static int
add_original(struct site *site, struct span value, struct buf *out, struct err *err)
{
	struct span	 rest = value, id, rev;
	char		*original;
	int		 got;

	if (!thread_next(&rest, &id) || !field_tag(value, "rev", &rev))
		return err_set(err, ERR_DATA, "Asm-Translation-Of is not <id>; rev=N");
	if ((original = span_dup(id)) == NULL)
		return err_memory(err);
	if ((got = post_exists(site->pub, original, err)) == 0)
		err_set(err, ERR_DATA, "what it translates is not in the log");
	else if (got == 1) {
		buf_addf(out, "In-Reply-To: <%s>\nReferences: <%s>\n", original, original);
		buf_addf(out, "Asm-Translation-Of: <%s>; rev=%.*s\n", original, SPAN_FMT(rev));
	}
	free(original);
	return got == 1 ? 0 : -1;
}

static int
check_review(const struct header *h, struct err *err)
{
	struct buf	 value = BUF_INIT;
	int		 result = 0;

	if (header_value(h, "Asm-Review", &value) == 1 && !span_eqs(span_buf(&value), "reviewed") &&
	    !span_eqs(span_buf(&value), "unreviewed"))
		result = err_set(err, ERR_DATA, "Asm-Review is neither reviewed nor unreviewed");
	buf_free(&value);
	return result;
}

static int
translation_fields(struct site *site, const struct header *h, struct buf *out, struct err *err)
{
	struct buf	 of = BUF_INIT;
	int		 result = -1;

	if (need(h, "Asm-Translation-Of", &of, err) == 0 && check_review(h, err) == 0 &&
	    add_original(site, span_buf(&of), out, err) == 0 &&
	    add_value(out, h, "Asm-Review", err) == 0 &&
	    add_value(out, h, "Asm-Source-Language", err) == 0 &&
	    add_value(out, h, "Supersedes", err) == 0)
		result = add_value(out, h, "Content-Translation-Type", err);
	buf_free(&of);
	return result;
}

/* ---- both ---- */

static int
is_allowed(const struct form *form, struct span name)
{
	size_t	 i;

	for (i = 0; form->asm_fields[i] != NULL; i++)
		if (span_caseeqs(name, form->asm_fields[i]))
			return 1;
	return 0;
}

static int
check_form(const struct form *form, const struct header *h, struct err *err)
{
	struct buf	 type = BUF_INIT;
	struct span	 name;
	size_t		 i;
	int		 result = 0;

	if ((h->defects & ~(FIELD_NO_BODY | FIELD_ENVELOPE)) != 0)
		return err_set(err, ERR_DATA, "a malformed header");
	if (header_value(h, "Asm-Type", &type) == 1 && !span_eqs(span_buf(&type), form->type))
		result = err_set(err, ERR_DATA, "Asm-Type is not %s", form->type);
	for (i = 0; result == 0 && i < h->n; i++) {
		name = h->field[i].name;
		if (span_casestarts(name, "Asm-") && !span_caseeqs(name, "Asm-Type") && !is_allowed(form, name))
			result = err_set(err, ERR_DATA, "no %s has the field %.*s", form->type, SPAN_FMT(name));
	}
	buf_free(&type);
	return result;
}

/* The name in front of the address, or the list's. */
static int
add_from(struct site *site, const struct header *h, struct buf *out, struct err *err)
{
	struct addresses	 from = { NULL, 0 };
	struct buf		 value = BUF_INIT;
	const char		*name = site->conf.title;
	int			 result = -1;

	if (header_value(h, "From", &value) == -1)
		err_memory(err);
	else if (addresses_parse(&from, span_buf(&value), err) == 0) {
		if (from.n > 0 && *from.address[0].name != '\0')
			name = from.address[0].name;
		posting_from(out, name, site->conf.list);
		buf_addf(out, "To: %s\n", site->conf.list);
		result = 0;
	}
	addresses_free(&from);
	buf_free(&value);
	return result;
}

static int
make_fields(const struct form *form, struct site *site, const struct header *h, struct buf *out, struct err *err)
{
	struct buf	 language = BUF_INIT;
	int		 result = -1;

	if (add_from(site, h, out, err) == 0 && posting_copy_told(out, h, err) == 0 &&
	    need_language(h, &language, err) == 0) {
		posting_copy_mime(out, h);
		posting_ascii(out, "Content-Language", buf_str(&language));
		if (form->fields(site, h, out, err) == 0)
			result = buf_ok(out, err);
	}
	buf_free(&language);
	return result;
}

/* The name under which it is posted once: a Message-ID, or a proof of which one is made. */
static int
name_of(const struct form *form, struct site *site, const struct header *h, struct log_draft *draft, struct buf *id,
    unsigned char proof[HASH_LEN], struct err *err)
{
	if (form->id == NULL) {
		draft->proof = proof;
		return posting_wire_proof(h, proof, err);
	}
	if (form->id(site, h, id, err) == -1)
		return -1;
	draft->id = buf_str(id);
	return 0;
}

static int
add(const struct form *form, struct site *site, const struct header *h, struct log *log, struct log_draft *draft, moment now,
    struct buf *out, struct err *err)
{
	struct buf		 fields = BUF_INIT;
	int			 got;

	if ((got = log_find(log, draft, out, err)) != 0)
		return got == 1 ? 0 : -1;
	got = form->id != NULL ? make_fields(form, site, h, &fields, err) : posting_wire(site, h, now, &fields, err);
	if (got == 0) {
		draft->fields = span_buf(&fields);
		got = log_add(log, draft, out, err);
	}
	buf_free(&fields);
	return got;
}

int
posting_own(struct site *site, struct log *log, enum posting_own which, struct span mail, moment now, struct buf *out,
    struct err *err)
{
	const struct form	*form = &forms[which];
	struct log_draft	 draft = { .type = form->type };
	struct header		 h;
	struct buf		 id = BUF_INIT;
	unsigned char		 proof[HASH_LEN];
	int			 result = -1;

	if (header_split(&h, mail, err) == -1)
		return -1;
	draft.body = h.body;
	if (check_form(form, &h, err) == 0 && name_of(form, site, &h, &draft, &id, proof, err) == 0)
		result = add(form, site, &h, log, &draft, now, out, err);
	header_free(&h);
	buf_free(&id);
	return result;
}
