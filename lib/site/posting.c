#include "site/posting.h"

#include <stdlib.h>
#include <string.h>

#include "mail/body.h"
#include "mail/events.h"
#include "mail/field.h"
#include "mail/mime.h"
#include "mail/tags.h"
#include "mail/word.h"
#include "site/log.h"
#include "site/posting_fields.h"
#include "site/thread.h"
#include "store/directory.h"
#include "text/language.h"
#include "trust/article.h"

struct posting {
	struct site	*site;
	const struct seal *seal;
	struct header	 header;
	struct tags	 tags;
	struct buf	 event;			/* of a text/calendar part, where no line says one */
	char		 language[36];		/* said or guessed; "" if neither */
	unsigned char	 proof[HASH_LEN];
	unsigned char	 original[HASH_LEN];
	int		 has_original;
};

/* ---- before the lock ---- */

static int
read_original(struct posting *p, struct err *err)
{
	struct buf	 value = BUF_INIT;
	struct span	 rest, id;
	int		 result = 0;

	if (header_value(&p->header, "Message-ID", &value) == -1)
		result = err_memory(err);
	rest = span_buf(&value);
	if (result == 0 && thread_next(&rest, &id)) {
		p->has_original = 1;
		result = thread_digest(id, p->original, err);
	}
	buf_free(&value);
	return result;
}

static void
set_language(struct posting *p, struct span tag)
{
	char	 value[sizeof p->language];
	size_t	 i;

	if (p->language[0] != '\0' || tag.n == 0 || tag.n >= sizeof value)
		return;
	memcpy(value, tag.s, tag.n);
	value[tag.n] = '\0';
	for (i = 0; value[i] >= 'A' && value[i] <= 'Z'; i++)
		value[i] = (char)(value[i] + 32);
	if (language_valid(span_str(value)))
		memcpy(p->language, value, tag.n + 1);
}

/* What the writer wrote, without what she quotes. */
static int
own_words(struct span text, struct buf *out, struct err *err)
{
	struct block	 block;

	while (body_block(&text, &block) == 1)
		if (block.depth == 0 && block.kind != BLOCK_SIGNATURE && block.kind != BLOCK_ATTRIBUTION) {
			block_text(out, &block);
			buf_addc(out, '\n');
		}
	return buf_ok(out, err);
}

/* Said in the text, said in a field that the proof covers, else guessed. */
static int
find_language(struct posting *p, struct span text, struct err *err)
{
	struct buf	 value = BUF_INIT;
	struct span	 tag, rest;
	int		 result = 0;

	set_language(p, span_str(p->tags.language));
	if (header_value(&p->header, "Content-Language", &value) == -1)
		result = err_memory(err);
	rest = span_buf(&value);
	if (span_cut(&rest, ',', &tag))
		set_language(p, span_trim(tag));
	buf_reset(&value);
	if (result == 0 && p->language[0] == '\0' && (result = own_words(text, &value, err)) == 0)
		set_language(p, span_str(language_guess(span_buf(&value))));
	buf_free(&value);
	return result;
}

static int
read_words(struct posting *p, struct span text, struct err *err)
{
	struct buf	 raw = BUF_INIT, subject = BUF_INIT;
	const struct words *words;
	int		 result = -1;

	if ((words = site_words(p->site, err)) != NULL &&
	    header_value(&p->header, "Subject", &raw) != -1 &&
	    word_decode(&subject, span_buf(&raw), err) == 0 &&
	    tags_read(&p->tags, words, span_buf(&subject), span_str(p->seal->recipient), text, err) == 0)
		result = find_language(p, text, err);
	buf_free(&raw);
	buf_free(&subject);
	return result;
}

static int
read_text(struct posting *p, struct span mail, struct err *err)
{
	struct mime	*mime;
	struct body	 body;
	int		 result = -1;

	if ((mime = mime_parse(mail, err)) == NULL)
		return -1;
	if (body_read(&body, mime, err) == 0) {
		result = read_words(p, span_buf(&body.text), err);
		body_free(&body);
	}
	if (result == 0 && p->tags.event == NULL)
		result = events_of_parts(&p->event, mime, err);
	mime_free(mime);
	return result;
}

static int
read_mail(struct posting *p, struct span mail, struct err *err)
{
	if (header_split(&p->header, mail, err) == -1)
		return -1;
	if (article_proof(span_str(p->seal->assembly), &p->header, p->proof, err) == -1 ||
	    read_original(p, err) == -1)
		return -1;
	return read_text(p, mail, err);
}

struct posting *
posting_read(struct site *site, const struct seal *seal, struct span mail, struct err *err)
{
	struct posting	*p;

	if ((p = calloc(1, sizeof *p)) == NULL) {
		err_memory(err);
		return NULL;
	}
	p->site = site;
	p->seal = seal;
	if (read_mail(p, mail, err) == 0)
		return p;
	posting_free(p);
	return NULL;
}

void
posting_free(struct posting *p)
{
	if (p == NULL)
		return;
	header_free(&p->header);
	tags_free(&p->tags);
	buf_free(&p->event);
	free(p);
}

/* ---- under the lock: what the log says ---- */

static int
check_endorsed(struct posting *p, moment now, struct err *err)
{
	struct directory_contact	 c;
	int				 got;

	if ((got = directory_contact(p->site->pub, p->seal->contact, now, &c, err)) == -1)
		return -1;
	if (got == 0 || strcmp(c.assembly, p->seal->assembly) != 0)
		return err_set(err, ERR_REFUSED, "the contact does not speak for %s", p->seal->assembly);
	if (!c.endorsed)
		return err_set(err, ERR_REFUSED, "the contact of %s is not endorsed now (%s)", p->seal->assembly,
		    c.reason);
	return 0;
}

/* In-Reply-To and References, in the log's names; *parent is the first id of the former, with <>. */
static int
add_thread(struct posting *p, struct buf *out, struct buf *parent, struct err *err)
{
	struct buf	 value = BUF_INIT, replies = BUF_INIT, references = BUF_INIT;
	const char	*assembly = p->seal->assembly;
	ptrdiff_t	 end;
	int		 result = -1;

	if (header_value(&p->header, "In-Reply-To", &value) == -1 ||
	    thread_map(p->site->pub, span_buf(&value), assembly, &replies, err) == -1)
		goto out;
	buf_reset(&value);
	/* What is answered is the last of the references, also where its writer forgot it. */
	if (header_value(&p->header, "References", &value) == -1 ||
	    thread_map(p->site->pub, span_buf(&value), assembly, &references, err) == -1 ||
	    thread_map(p->site->pub, span_buf(&replies), assembly, &references, err) == -1)
		goto out;
	posting_ascii(out, "In-Reply-To", buf_str(&replies));
	posting_ascii(out, "References", buf_str(&references));
	end = span_chr(span_buf(&replies), '>');
	buf_addspan(parent, span_head(span_buf(&replies), (size_t)(end + 1)));
	result = buf_ok(parent, err);
out:
	buf_free(&value);
	buf_free(&replies);
	buf_free(&references);
	return result;
}

/* "agree <id>, object <id>": a position that names no post of ours is text and nothing more. */
static int
add_positions(struct posting *p, struct buf *out, const struct buf *parent, struct err *err)
{
	struct buf	 line = BUF_INIT, id = BUF_INIT;
	const char	*number;
	size_t		 i;
	int		 got = 0;

	for (i = 0; got != -1 && i < p->tags.npositions; i++) {
		buf_reset(&id);
		if ((number = p->tags.position[i].number) == NULL) {
			got = parent->len > 0;
			buf_addbuf(&id, parent);
		} else {
			buf_addc(&id, '<');
			got = thread_number(p->site->pub, number, p->site->conf.domain, NULL, &id, err);
			buf_addc(&id, '>');
		}
		if (got == 1)
			buf_addf(&line, "%s%s %s", line.len > 0 ? ", " : "", p->tags.position[i].position,
			    buf_str(&id));
	}
	if (got != -1 && (got = buf_ok(&line, err)) == 0)
		posting_ascii(out, "Asm-Position", buf_str(&line));
	buf_free(&line);
	buf_free(&id);
	return got == -1 ? -1 : 0;
}

/* A correction counts within the same assembly and origin only; what withdraws a post is the last of its corrections. */
static int
add_correction(struct posting *p, struct buf *out, struct err *err)
{
	const char	*home = p->site->conf.domain, *slash, *number = p->tags.withdraws != NULL ? p->tags.withdraws : p->tags.corrects;
	struct buf	 id = BUF_INIT;
	int		 got = 0;

	if (number == NULL)
		return 0;
	if ((slash = strchr(number, '/')) == NULL ||
	    span_eqs(span_make(number, (size_t)(slash - number)), home))
		got = thread_number(p->site->pub, number, home, p->seal->assembly, &id, err);
	if (got == 1)
		buf_addf(out, "Asm-Corrects: <%s>\n", buf_str(&id));
	if (got == 1 && p->tags.withdraws != NULL)
		buf_addf(out, "Asm-Withdraws: <%s>\n", buf_str(&id));
	buf_free(&id);
	return got == -1 ? -1 : 0;
}

/* ---- the header ---- */

static void
add_what_was_said(struct posting *p, struct buf *out)
{
	posting_ascii(out, "Asm-Kind", p->tags.kind != NULL ? p->tags.kind : "other");
	posting_text(out, "Asm-Group", p->tags.group);
	posting_ascii(out, "Asm-Campaign", p->tags.campaign);
	posting_ascii(out, "Asm-Answer-By", p->tags.answer_by);
	posting_text(out, "Asm-Event", p->tags.event != NULL ? p->tags.event : buf_str(&p->event));
}

/* "es ca": the first of them, where nothing better is known. */
static void
add_language(struct posting *p, const char *languages, struct buf *out)
{
	struct span	 rest = span_str(languages), tag = SPAN_NONE;

	if (span_cut(&rest, ' ', &tag))
		set_language(p, tag);
	posting_ascii(out, "Content-Language", p->language);
}

static int
write_fields(struct posting *p, const struct directory_assembly *a, struct buf *out, struct err *err)
{
	const struct conf	*conf = &p->site->conf;
	struct buf		 parent = BUF_INIT;
	int			 result = -1;

	posting_from(out, a->name, conf->list);
	buf_addf(out, "Reply-To: %s\nTo: %s\n", p->seal->contact, conf->list);
	if (posting_copy_told(out, &p->header, err) == -1 || add_thread(p, out, &parent, err) == -1)
		goto out;
	posting_copy_mime(out, &p->header);
	add_language(p, a->languages, out);
	posting_ascii(out, "Asm-By", p->seal->by);
	posting_ascii(out, "Asm-Assembly", a->id);
	posting_text(out, "Asm-Name", a->name);
	posting_text(out, "Asm-Place", a->place);
	add_what_was_said(p, out);
	if (add_positions(p, out, &parent, err) == 0 && add_correction(p, out, err) == 0)
		result = buf_ok(out, err);
out:
	buf_free(&parent);
	return result;
}

static int
make_fields(struct posting *p, struct buf *out, struct err *err)
{
	struct directory_assembly	 a;
	struct db_rows			*rows;
	int				 got;

	if ((rows = directory_assemblies(p->site->pub, p->seal->assembly, err)) == NULL)
		return -1;
	if ((got = directory_assembly_row(rows, &a, err)) == 1)
		got = write_fields(p, &a, out, err);
	else if (got == 0)
		got = err_set(err, ERR_REFUSED, "no assembly %s", p->seal->assembly);
	db_done(rows);
	return got;
}

int
posting_add(struct posting *p, struct log *log, moment now, struct buf *out, struct err *err)
{
	struct buf		 fields = BUF_INIT;
	struct log_draft	 draft = {
		.type = "post", .body = p->header.body, .proof = p->proof,
		.original = p->has_original ? p->original : NULL
	};
	int			 got;

	/* What was said once is said, whatever has become of the contact since. */
	if ((got = log_find(log, &draft, out, err)) != 0)
		return got == 1 ? 0 : -1;
	if ((got = check_endorsed(p, now, err)) == 0 && (got = make_fields(p, &fields, err)) == 0) {
		draft.fields = span_buf(&fields);
		got = log_add(log, &draft, out, err);
	}
	buf_free(&fields);
	return got;
}
