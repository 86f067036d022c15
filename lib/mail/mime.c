#include <libetpan/libetpan.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/guard.h"
#include "mail/mime_private.h"
#include "mail/transfer.h"

#define WORK_FACTOR	16	/* bytes that may be looked at, in sizes of the message */
#define WORK_LEAST	(1024UL * 1024)
#define SNIFF		1024
#define UU_MAX		20	/* files in one text */

/* A message that was decoded out of another one lives as long as the tree. */
struct decoded {
	struct decoded	*next;
	struct buf	 bytes;
};

struct store {
	struct buf	 message;	/* what the spans of the tree point into */
	struct decoded	*decoded;
	struct buf	 guarded;	/* the same length, made harmless: libetpan points into it while the tree is built */
	size_t		 parts;
	size_t		 work;		/* bytes that may still be looked at */
	size_t		 room;		/* bytes that may still be decoded */
	unsigned	 flags;
};

/* Where a part stands while it is built: `node` is libetpan's idea of it, NULL where it has none. */
struct place {
	struct store	*store;
	unsigned	 depth;
	struct mailmime	*node;
	struct err	*e;
};

static int build(struct place, struct part *, struct span raw, const char *default_type);

static int
is_multipart(const struct part *p)
{
	return strncmp(p->type, "multipart/", 10) == 0;
}

static int
holds_message(const struct part *p)
{
	return strcmp(p->type, "message/rfc822") == 0 || strcmp(p->type, "message/global") == 0 ||
	    strcmp(p->type, "message/news") == 0;
}

static int
set_type(struct part *p, const char *type, struct err *e)
{
	free(p->type);
	return (p->type = span_dup(span_str(type))) == NULL ? err_memory(e) : 0;
}

/* May n more bytes be looked at? */
static int
may_work(struct store *s, size_t n)
{
	if (n > s->work) {
		s->flags |= MIME_CUT;
		return 0;
	}
	s->work -= n;
	return 1;
}

/* The decoded body of a part, kept by the store; empty if there is no room for more. */
static int
decode_kept(struct place at, const struct part *p, struct span *out)
{
	struct decoded *d = calloc(1, sizeof(*d));
	int	 cut;

	*out = SPAN_NONE;
	if (d == NULL)
		return err_memory(at.e);
	d->next = at.store->decoded;
	at.store->decoded = d;
	if ((cut = transfer_decode(&d->bytes, p->encoding, p->body, at.store->room, at.e)) == -1)
		return -1;
	if (cut)
		at.store->flags |= MIME_CUT;
	at.store->room -= d->bytes.len;
	*out = span_buf(&d->bytes);
	return 0;
}

/* --- what libetpan says --- */

/* The line in front of offset n, with its end. */
static struct span
line_before(struct span s, size_t n)
{
	size_t	 begin = n;

	while (begin > 0 && (begin == n || s.s[begin - 1] != '\n'))
		begin--;
	return span_head(span_from(s, begin), n - begin);
}

/* Does "--boundary" begin a line of s? */
static int
holds_delimiter(struct span s, struct span boundary)
{
	ptrdiff_t found;
	size_t	 at, from = 0;

	while ((found = span_find(span_from(s, from), boundary)) != -1) {
		at = from + (size_t)found;
		if (at >= 2 && s.s[at - 1] == '-' && s.s[at - 2] == '-' && (at == 2 || s.s[at - 3] == '\n'))
			return 1;
		from = at + 1;
	}
	return 0;
}

/*
 * A child's raw bytes, if it lies between two delimiter lines and holds none.  libetpan takes the empty line in front of a part
 * without a header away and would read its text as one: here it comes back.  An empty span: not to be believed.
 */
static struct span
child_span(struct store *s, const struct mailmime *child, struct span body, struct span boundary)
{
	struct span all = span_buf(&s->message), rest, line, empty;
	size_t	 begin, end, limit = (size_t)(body.s - all.s) + body.n;

	if (child->mm_mime_start == NULL)
		return SPAN_NONE;
	begin = (size_t)(child->mm_mime_start - s->guarded.s);
	end = begin + child->mm_length;
	if (begin < (size_t)(body.s - all.s) || begin > limit || end > limit || end < begin)
		return SPAN_NONE;
	if (begin == 0 || all.s[begin - 1] != '\n')	/* behind "--" of a closing delimiter */
		return SPAN_NONE;
	empty = line_before(all, begin);
	if (span_eqs(empty, "\n") || span_eqs(empty, "\r\n"))
		begin -= empty.n;
	if (!mime_is_delimiter(line_before(all, begin), boundary) || begin >= end)
		return SPAN_NONE;
	rest = span_head(span_from(all, end), limit - end);
	if (rest.n > 0 && span_line(&rest, &line) && line.n > 0)
		return SPAN_NONE;
	if (rest.n == 0)
		end = limit;		/* no closing delimiter */
	else if (span_cut(&rest, '\n', &line) && !mime_is_delimiter(line, boundary))
		return SPAN_NONE;
	if (holds_delimiter(span_head(span_from(all, begin), end - begin), boundary))
		return SPAN_NONE;
	return span_head(span_from(all, begin), end - begin);
}

/* The children of a node, if every one of them is to be believed; else none. */
static int
children_of_node(struct place at, struct mime_pieces *pieces, struct span body, struct span boundary)
{
	struct span piece;
	clistiter *i;

	if (at.node == NULL || at.node->mm_type != MAILMIME_MULTIPLE || at.node->mm_data.mm_multipart.mm_mp_list == NULL)
		return 0;
	for (i = clist_begin(at.node->mm_data.mm_multipart.mm_mp_list); i != NULL; i = clist_next(i)) {
		piece = child_span(at.store, clist_content(i), body, boundary);
		if (piece.n == 0) {
			pieces->n = 0;
			return 0;
		}
		if (pieces->n < MIME_PARTS && mime_pieces_add(pieces, piece) == -1)
			return err_memory(at.e);
	}
	return 0;
}

static struct mailmime *
child_node(const struct mailmime *node, size_t n)
{
	clistiter *i;

	if (node == NULL)
		return NULL;
	for (i = clist_begin(node->mm_data.mm_multipart.mm_mp_list); n > 0 && i != NULL; n--)
		i = clist_next(i);
	return i == NULL ? NULL : clist_content(i);
}

static struct mailmime *
message_node(const struct mailmime *node)
{
	return node == NULL || node->mm_type != MAILMIME_MESSAGE ? NULL : node->mm_data.mm_message.mm_msg_mime;
}

/* --- the tree --- */

static int
add_children(struct place at, struct part *p, size_t n)
{
	if (at.store->parts + n > MIME_PARTS) {
		at.store->flags |= MIME_CUT;
		n = MIME_PARTS - at.store->parts;
	}
	at.store->parts += n;
	if (n == 0)
		return 0;
	if ((p->child = calloc(n, sizeof(*p->child))) == NULL)
		return err_memory(at.e);
	for (p->nchild = n; n > 0; n--)
		p->child[n - 1].parent = p;
	return 0;
}

/* By the boundary that was said; if there is none, or none like it in the body, by what looks like one. */
static int
split_body(struct place at, struct mime_pieces *pieces, struct span body, struct span said)
{
	struct span guess;

	if (said.n > 0 && mime_split(pieces, body, said, MIME_PARTS) == -1)
		return err_memory(at.e);
	if (pieces->n > 0 || (guess = mime_guess_boundary(body)).n == 0)
		return 0;
	return mime_split(pieces, body, guess, MIME_PARTS) == -1 ? err_memory(at.e) : 0;
}

/*
 * The raw parts of a multipart: as libetpan sees them, else by their delimiter lines; out of an encoding that should not be
 * there, if need be.  *known = 1 if libetpan's nodes go with them.
 */
static int
find_parts(struct place at, const struct part *p, struct mime_pieces *pieces, int *known)
{
	struct span boundary = span_str(word_params_get(&p->params, "boundary")), body = p->body, *last;

	*known = 0;
	if (!may_work(at.store, body.n))
		return 0;
	if (boundary.n > 0 && children_of_node(at, pieces, body, boundary) == -1)
		return -1;
	*known = pieces->n > 0;
	if (pieces->n == 0 && split_body(at, pieces, body, boundary) == -1)
		return -1;
	last = pieces->n > 0 && boundary.n > 0 ? &pieces->piece[pieces->n - 1] : NULL;
	if (last != NULL && last->s + last->n == body.s + body.n)
		*last = mime_without_closing(*last, boundary);
	if (pieces->n > 0 || !mime_is_coded(p) || !may_work(at.store, body.n))
		return 0;
	if (decode_kept(at, p, &body) == -1)
		return -1;
	return split_body(at, pieces, body, boundary);
}

static int
build_multipart(struct place at, struct part *p)
{
	const char *default_type = strcmp(p->type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain";
	struct mime_pieces pieces = { NULL, 0, 0 };
	struct place below = at;
	struct span hollow;
	size_t	 i;
	int	 known, r = -1;

	if (find_parts(at, p, &pieces, &known) == -1)
		goto done;
	if (pieces.n == 0) {	/* not what it says: whatever is there is text */
		if (mime_is_hollow(p->body, span_str(word_params_get(&p->params, "boundary")), &hollow))
			p->body = hollow;
		r = p->body.n > 0 ? set_type(p, "text/plain", at.e) : 0;
		goto done;
	}
	if (add_children(at, p, pieces.n) == -1)
		goto done;
	below.depth++;
	for (i = 0; i < p->nchild; i++) {
		below.node = known ? child_node(at.node, i) : NULL;
		if (build(below, &p->child[i], pieces.piece[i], default_type) == -1)
			goto done;
	}
	r = 0;
done:
	mime_pieces_free(&pieces);
	return r;
}

/* Empty lines in front of a message would hide its header. */
static struct span
skip_empty(struct span s)
{
	struct span line, rest = s;

	while (span_line(&rest, &line) && line.n == 0)
		s = rest;
	return s;
}

static int
build_message(struct place at, struct part *p)
{
	struct place below = at;
	struct span raw = p->body;

	below.node = message_node(at.node);
	if (!may_work(at.store, raw.n))
		return 0;
	if (mime_is_coded(p)) {
		below.node = NULL;
		if (decode_kept(at, p, &raw) == -1)
			return -1;
	}
	raw = skip_empty(raw);
	if (raw.n == 0)
		return 0;
	if (add_children(at, p, 1) == -1)
		return -1;
	below.depth++;
	if (p->nchild == 0)
		return 0;
	if (build(below, p->child, raw, "text/plain") == -1)
		return -1;
	p->child->is_message = 1;
	return 0;
}

struct uu_pieces {
	struct mime_pieces body, name;		/* a text has no name */
	struct mime_pieces encoding;
};

/* One piece of a text that holds files: a text like the whole, or a file with a name. */
static int
build_piece(struct place at, struct part *p, const struct part *whole, const struct uu_pieces *u, size_t i)
{
	struct buf value = BUF_INIT, type = BUF_INIT;
	struct span name = u->name.piece[i];
	int	 r = -1;

	if (mime_fill(p, SPAN_NONE, name.n > 0 ? "application/octet-stream" : "text/plain", at.e) == -1)
		return -1;
	p->body = u->body.piece[i];
	if (name.n > 0) {
		free(p->filename);
		free(p->disposition);
		free(p->encoding);
		word_decode(&value, name, NULL);
		p->filename = buf_take(&value);
		p->disposition = span_dup(SPAN("attachment"));
		p->encoding = span_dup(u->encoding.piece[i]);
		r = p->disposition == NULL || p->encoding == NULL ? err_memory(at.e) : 0;
	} else {
		word_params_free(&p->params);
		if (header_value(&whole->header, "Content-Type", &value) != -1)
			r = word_params_parse(span_buf(&value), &type, &p->params, at.e);
	}
	buf_free(&value);
	buf_free(&type);
	return r;
}

static int
add_piece(struct uu_pieces *u, struct span body, struct span name, const char *encoding)
{
	return mime_pieces_add(&u->body, body) | mime_pieces_add(&u->name, name) |
	    mime_pieces_add(&u->encoding, span_str(encoding));
}

static int
find_uu(struct span rest, struct uu_pieces *u)
{
	struct mime_uu uu;
	size_t	 files = 0;
	int	 r = 0;

	while (r == 0 && files < UU_MAX && mime_find_uu(rest, &uu)) {
		files++;
		if (span_trim(uu.before).n > 0)
			r = add_piece(u, uu.before, SPAN_NONE, "");
		if (r == 0)
			r = add_piece(u, uu.file, uu.name, uu.encoding);
		rest = uu.after;
	}
	if (r == 0 && files > 0 && span_trim(rest).n > 0)
		r = add_piece(u, rest, SPAN_NONE, "");
	return r;
}

/* A text with files in it becomes what it would be today: a multipart of text and attachments. */
static int
build_uu(struct place at, struct part *p)
{
	struct uu_pieces u = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
	size_t	 i;
	int	 r = 0;

	if (!may_work(at.store, p->body.n))
		return 0;
	if (find_uu(p->body, &u) == -1)
		r = err_memory(at.e);
	else if (u.body.piece != NULL && (r = add_children(at, p, u.body.n)) == 0) {
		r = set_type(p, "multipart/mixed", at.e);
		for (i = 0; r == 0 && i < p->nchild; i++) {
			r = build_piece(at, &p->child[i], p, &u, i);
			p->child[i].parent = p;
		}
	}
	mime_pieces_free(&u.body);
	mime_pieces_free(&u.name);
	mime_pieces_free(&u.encoding);
	return r;
}

/* What hangs on a part that is filled. */
static int
grow(struct place at, struct part *p)
{
	if (!is_multipart(p) && !holds_message(p))
		return strcmp(p->type, "text/plain") == 0 && !mime_is_coded(p) ? build_uu(at, p) : 0;
	if (at.depth == MIME_DEPTH) {
		at.store->flags |= MIME_CUT;
		return 0;
	}
	return is_multipart(p) ? build_multipart(at, p) : build_message(at, p);
}

static int
build(struct place at, struct part *p, struct span raw, const char *default_type)
{
	struct part *parent = p->parent;

	if (mime_fill(p, raw, default_type, at.e) == -1)
		return -1;
	p->parent = parent;
	return grow(at, p);
}

/* --- the whole --- */

/* A copy without empty lines in front; a mail with no line ends but CR gets others. */
static int
copy_message(struct store *s, struct span message, struct err *e)
{
	struct span head;
	size_t	 i;

	message = skip_empty(message);
	if (message.n > MESSAGE_MAX) {
		message.n = MESSAGE_MAX;
		s->flags |= MIME_CUT;
	}
	buf_addspan(&s->message, message);
	if (buf_ok(&s->message, e) == -1)
		return -1;
	head = span_head(message, SNIFF);
	if (span_chr(head, '\n') == -1 && span_chr(head, '\r') != -1)
		for (i = 0; i < s->message.len; i++)
			if (s->message.s[i] == '\r')
				s->message.s[i] = '\n';
	s->work = s->message.len * WORK_FACTOR + WORK_LEAST;
	s->room = MESSAGE_MAX;
	return 0;
}

/* One text: the guard said that nobody should look into it. */
static int
make_opaque(struct store *s, struct part *root, struct err *e)
{
	s->flags |= MIME_OPAQUE;
	root->encoding[0] = '\0';
	return set_type(root, "text/plain", e);
}

static int
parse_structure(struct store *s, struct part *root, struct err *e)
{
	struct mailmime *top = NULL;
	size_t	 index = 0, front;
	int	 safe, r;

	if ((safe = guard_copy(&s->guarded, span_buf(&s->message), e)) == -1)
		return -1;
	if (!safe)
		return make_opaque(s, root, e);
	/* A line in front that is no field would hide all that are. */
	front = root->header.n == 0 ? 0 : (size_t)(root->header.field[0].whole.s - s->message.s);
	if (mailmime_parse(s->guarded.s + front, s->guarded.len - front, &index, &top) != MAILIMF_NO_ERROR)
		top = NULL;
	r = grow((struct place){ .store = s, .node = message_node(top), .e = e }, root);
	if (top != NULL)
		mailmime_free(top);
	buf_free(&s->guarded);
	return r;
}

static int
parse(struct mime *m, struct span message, struct err *e)
{
	struct store *s = m->store;
	struct part *root = m->root;

	if (copy_message(s, message, e) == -1 || mime_fill(root, span_buf(&s->message), "text/plain", e) == -1)
		return -1;
	root->is_message = 1;
	s->parts = 1;
	m->header = root->header;
	if (is_multipart(root) || holds_message(root))
		return parse_structure(s, root, e);
	return grow((struct place){ .store = s, .e = e }, root);
}

struct mime *
mime_parse(struct span message, struct err *e)
{
	struct mime *m = calloc(1, sizeof(*m));

	if (m == NULL || (m->store = calloc(1, sizeof(struct store))) == NULL ||
	    (m->root = calloc(1, sizeof(*m->root))) == NULL) {
		err_memory(e);
		goto fail;
	}
	if (parse(m, message, e) == -1)
		goto fail;
	m->flags = ((struct store *)m->store)->flags;
	return m;
fail:
	mime_free(m);
	return NULL;
}

/* As deep as MIME_DEPTH. */
static void
free_part(struct part *p)
{
	size_t	 i;

	for (i = 0; i < p->nchild; i++)
		free_part(&p->child[i]);
	free(p->child);
	mime_empty(p);
}

void
mime_free(struct mime *m)
{
	struct store *s;
	struct decoded *d;

	if (m == NULL)
		return;
	if (m->root != NULL)
		free_part(m->root);
	free(m->root);
	if ((s = m->store) != NULL) {
		while ((d = s->decoded) != NULL) {
			s->decoded = d->next;
			buf_free(&d->bytes);
			free(d);
		}
		buf_free(&s->message);
		buf_free(&s->guarded);
	}
	free(s);
	free(m);
}

struct part *
mime_walk(struct mime *m, struct part *p)
{
	if (p == NULL)
		return m->root;
	if (p->nchild > 0)
		return &p->child[0];
	while (p->parent != NULL && p + 1 == p->parent->child + p->parent->nchild)
		p = p->parent;
	return p->parent == NULL ? NULL : p + 1;
}
