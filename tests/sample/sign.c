/*
 * sign: make the sample's mails as they would arrive: sign each template as its recipe says, with fresh keys,
 * then do to it what somebody on the way would.  The keys are kept in OUT/private, so that a second run into
 * the same directory gives the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "base/record.h"
#include "base/time.h"
#include "cmd/program.h"
#include "mail/field.h"

#define KEYS_MAX	64
#define RECIPES_MAX	256

struct signing_key {
	struct record	 is;		/* Domain, Selector, Host, Algorithm, Canonical, Published */
	char		*pem;
};

static const char *sample, *out;
static moment now;
static struct signing_key keys[KEYS_MAX];
static struct record recipes[RECIPES_MAX];
static size_t nkeys, nrecipes;

static void
fail(const char *what, const char *why)
{
	struct err	err;

	err_set(&err, ERR_DATA, "%s: %s", what, why);
	program_fail(&err);
}

static char *
path_of(const char *dir, const char *name)
{
	struct buf	path = BUF_INIT;

	buf_addf(&path, "%s/%s", dir, name);
	return buf_take(&path);
}

/* All records of sample/NAME. */
static size_t
records(const char *name, void (*each)(struct record *, size_t))
{
	char		*path = path_of(sample, name);
	struct buf	 text = BUF_INIT;
	struct record	 r = RECORD_INIT;
	struct span	 rest;
	struct err	 err;
	size_t		 n = 0;
	int		 got;

	if (io_read_file(path, MAIL_MAX, &text, &err) == -1)
		program_fail(&err);
	rest = span_buf(&text);
	while ((got = record_parse(&rest, &r, &err)) == 1) {
		each(&r, n++);
		r = (struct record)RECORD_INIT;
	}
	if (got == -1)
		program_fail(&err);
	buf_free(&text);
	free(path);
	return n;
}

static const char *
get(const struct record *r, const char *name, const char *otherwise)
{
	const char	*value = r == NULL ? NULL : record_get(r, name);

	return value == NULL ? otherwise : value;
}

/* ---- keys ---- */

static EVP_PKEY *
make_key(const char *algorithm)
{
	if (strcmp(algorithm, "ed25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (strncmp(algorithm, "rsa", 3) == 0)
		return EVP_RSA_gen((unsigned)atoi(algorithm + 3));
	return NULL;
}

static char *
pem_of(EVP_PKEY *key)
{
	struct buf	 pem = BUF_INIT;
	BIO		*bio = BIO_new(BIO_s_mem());
	char		*bytes;
	long		 n;

	if (key == NULL || bio == NULL || PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1)
		fail("key", "cannot be made");
	n = BIO_get_mem_data(bio, &bytes);
	buf_add(&pem, bytes, (size_t)n);
	BIO_free(bio);
	return buf_take(&pem);
}

/* The key of an earlier run, or a new one, kept.  Those who have their mail at one Host share its key. */
static void
have_key(struct signing_key *k)
{
	const char	*host = get(&k->is, "Host", NULL);
	struct buf	 name = BUF_INIT, pem = BUF_INIT;
	struct err	 err;
	EVP_PKEY	*made;

	buf_addf(&name, "%s/private/", out);
	if (host != NULL)
		buf_addf(&name, "%s.pem", host);
	else
		buf_addf(&name, "%s.%s.pem", get(&k->is, "Selector", "mail"), get(&k->is, "Domain", ""));
	if (io_read_file(buf_str(&name), MAIL_MAX, &pem, &err) == 0) {
		k->pem = buf_take(&pem);
	} else {
		made = make_key(get(&k->is, "Algorithm", "rsa2048"));
		k->pem = pem_of(made);
		EVP_PKEY_free(made);
		if (io_replace(buf_str(&name), 0600, k->pem, strlen(k->pem), &err) == -1)
			program_fail(&err);
	}
	buf_free(&name);
}

static void
keep_key(struct record *r, size_t n)
{
	if (n == KEYS_MAX || record_get(r, "Domain") == NULL)
		fail("keys", "too many, or one without a Domain");
	keys[n].is = *r;
	have_key(&keys[n]);
}

static void
keep_recipe(struct record *r, size_t n)
{
	if (n == RECIPES_MAX || record_get(r, "Mail") == NULL)
		fail("recipes", "too many, or one without a Mail");
	recipes[n] = *r;
}

/* The TXT record, as the domain's owner would publish it. */
static void
add_published(struct buf *txt, const struct signing_key *k)
{
	BIO		*bio = BIO_new_mem_buf(k->pem, -1);
	EVP_PKEY	*key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	unsigned char	 raw[32], *der = NULL;
	size_t		 len = sizeof raw;
	int		 n;

	if (key == NULL)
		fail(get(&k->is, "Domain", ""), "its key cannot be read");
	buf_addf(txt, "%s._domainkey.%s v=DKIM1; ", get(&k->is, "Selector", "mail"), get(&k->is, "Domain", ""));
	if (strcmp(get(&k->is, "Published", ""), "testing") == 0)
		buf_adds(txt, "t=y; ");
	buf_addf(txt, "k=%s; p=", EVP_PKEY_is_a(key, "ED25519") ? "ed25519" : "rsa");
	if (strcmp(get(&k->is, "Published", ""), "revoked") == 0) {
		/* an empty p= */
	} else if (EVP_PKEY_is_a(key, "ED25519")) {
		EVP_PKEY_get_raw_public_key(key, raw, &len);
		hash_base64(txt, raw, len);
	} else if ((n = i2d_PUBKEY(key, &der)) > 0) {
		hash_base64(txt, der, (size_t)n);
	}
	buf_addc(txt, '\n');
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	BIO_free(bio);
}

static void
write_keys(void)
{
	struct buf	 txt = BUF_INIT;
	struct err	 err;
	char		*path = path_of(out, "keys.txt");
	size_t		 i;

	for (i = 0; i < nkeys; i++)
		if (strcmp(get(&keys[i].is, "Published", ""), "no") != 0)
			add_published(&txt, &keys[i]);
	if (io_update(path, 0644, txt.s, txt.len, NULL, &err) == -1)
		program_fail(&err);
	buf_free(&txt);
	free(path);
}

/* ---- signing ---- */

static const struct signing_key *
key_of(struct span domain, const char *selector)
{
	size_t	i;

	for (i = 0; i < nkeys; i++)
		if (span_eqs(domain, get(&keys[i].is, "Domain", "")) &&
		    (selector == NULL || strcmp(selector, get(&keys[i].is, "Selector", "mail")) == 0))
			return &keys[i];
	return NULL;
}

static struct span
from_domain(const struct header *h)
{
	const struct field	*from = header_find(h, "From", 0);
	struct span		 rest, domain;
	ptrdiff_t		 at;

	if (from == NULL)
		return SPAN_NONE;
	rest = from->value;
	while ((at = span_chr(rest, '@')) != -1)
		rest = span_from(rest, (size_t)at + 1);
	span_cut(&rest, '>', &domain);
	return span_trim(domain);
}

/*
 * The two canonical forms of RFC 6376 section 3.4, written anew here: what verifies must not be proved by itself.
 */
static void
add_relaxed(struct buf *b, struct span line)
{
	int	blank = 0;
	size_t	i;

	for (i = 0; i < line.n; i++) {
		if (strchr(" \t\r\n", line.s[i]) != NULL && line.s[i] != '\0') {
			blank = 1;
			continue;
		}
		if (blank)
			buf_addc(b, ' ');
		blank = 0;
		buf_addc(b, line.s[i]);
	}
}

static void
add_field(struct buf *b, const struct field *f, int relaxed)
{
	struct span	rest = f->whole, line;
	size_t		i;

	if (relaxed) {
		for (i = 0; i < f->name.n; i++)
			buf_addc(b, f->name.s[i] >= 'A' && f->name.s[i] <= 'Z' ? f->name.s[i] + 32 : f->name.s[i]);
		buf_addc(b, ':');
		add_relaxed(b, span_trim(f->value));
		buf_adds(b, "\r\n");
		return;
	}
	while (span_line(&rest, &line)) {
		buf_addspan(b, line);
		buf_adds(b, "\r\n");
	}
}

static void
add_body(struct buf *b, struct span body, int relaxed)
{
	size_t		last = 0;
	struct span	line;

	while (span_line(&body, &line)) {
		if (relaxed)
			add_relaxed(b, line);
		else
			buf_addspan(b, line);
		if (b->len > 0 && b->s[b->len - 1] != '\n')
			last = b->len + 2;
		buf_adds(b, "\r\n");
	}
	/* Empty lines at the end do not count; nothing at all is one empty line, but only in the simple form. */
	buf_cut(b, last);
	if (last == 0 && !relaxed)
		buf_adds(b, "\r\n");
}

static void
add_digest(struct buf *b, const EVP_MD *md, struct span data)
{
	unsigned char	digest[EVP_MAX_MD_SIZE];
	unsigned int	n;

	if (EVP_Digest(data.s, data.n, digest, &n, md, NULL) != 1)
		fail("digest", "no memory");
	buf_add(b, digest, n);
}

static void
add_signature(struct buf *b, const struct signing_key *k, const EVP_MD *md, struct span data, const char *name)
{
	BIO		*bio = BIO_new_mem_buf(k->pem, -1);
	EVP_PKEY	*key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	unsigned char	 sig[512];
	struct buf	 digest = BUF_INIT;
	size_t		 n = sizeof sig;

	/* RFC 8463: what Ed25519 signs is the SHA-256 of the data. */
	if (key != NULL && EVP_PKEY_is_a(key, "ED25519")) {
		add_digest(&digest, md, data);
		data = span_buf(&digest);
		md = NULL;
	}
	if (EVP_DigestSignInit(ctx, NULL, md, NULL, key) != 1 ||
	    EVP_DigestSign(ctx, sig, &n, (const unsigned char *)data.s, data.n) != 1)
		fail(name, "cannot be signed");
	hash_base64(b, sig, n);
	buf_free(&digest);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	BIO_free(bio);
}

/* The fields to sign: the recipe's, else those of the usual ones that are there; into h= and into the data. */
static void
add_fields(struct buf *list, struct buf *data, const struct header *h, const struct record *recipe, int relaxed)
{
	static const char	 usual[] = "from to cc subject date message-id in-reply-to references mime-version "
				    "content-type content-transfer-encoding";
	struct span		 rest = span_str(get(recipe, "Fields", usual)), word;
	const struct field	*f;
	char			*name;

	while (span_cut(&rest, ' ', &word)) {
		name = span_dup(word);
		if ((f = header_find(h, name, 0)) != NULL) {
			buf_addf(list, "%s%s", list->len > 0 ? ":" : "", name);
			add_field(data, f, relaxed);
		}
		free(name);
	}
}

static int64_t
seconds(const struct record *recipe, const char *name)
{
	int64_t	n;

	if (time_parse_span(span_str(get(recipe, name, "0")), &n) == -1)
		fail(name, "no span of time");
	return n;
}

/* All of the field but the value of b=, without a line end. */
static void
add_tags(struct buf *field, const struct signing_key *k, const struct record *recipe, const char *algorithm,
    const char *fields, struct span body, const EVP_MD *md)
{
	long long	at = now - seconds(recipe, "Age") + seconds(recipe, "Ahead");
	long long	ttl = seconds(recipe, "Expires");
	const char	*canon = get(&k->is, "Canonical", "relaxed");
	struct buf	digest = BUF_INIT;

	buf_addf(field, "DKIM-Signature: v=1; a=%s; c=%s/%s;\n\td=%s; s=%s;\n\tt=%lld;", algorithm, canon, canon,
	    get(&k->is, "Domain", ""), get(&k->is, "Selector", "mail"), at);
	if (ttl > 0)
		buf_addf(field, " x=%lld;", at + ttl);
	if (get(recipe, "Length", NULL) != NULL)
		buf_addf(field, " l=%zu;", body.n);
	buf_addf(field, "\n\th=%s;\n\tbh=", fields);
	add_digest(&digest, md, body);
	hash_base64(field, digest.s, digest.len);
	buf_adds(field, ";\n\tb=");
	buf_free(&digest);
}

static const char *
algorithm_of(const struct signing_key *k, const struct record *recipe)
{
	if (strcmp(get(&k->is, "Algorithm", ""), "ed25519") == 0)
		return "ed25519-sha256";
	return get(recipe, "Algorithm", "rsa-sha256");
}

/* Append the signature field of a mail, in lines as a server writes them. */
static void
sign(struct buf *to, const struct header *h, const struct signing_key *k, const struct record *recipe, const char *name)
{
	int		relaxed = strcmp(get(&k->is, "Canonical", "relaxed"), "relaxed") == 0;
	const char	*algorithm = algorithm_of(k, recipe);
	const EVP_MD	*md = strcmp(algorithm, "rsa-sha1") == 0 ? EVP_sha1() : EVP_sha256();
	struct buf	 fields = BUF_INIT, data = BUF_INIT, body = BUF_INIT, b = BUF_INIT;
	struct header	 own;
	struct err	 err;
	size_t		 start = to->len, i;

	add_fields(&fields, &data, h, recipe, relaxed);
	add_body(&body, h->body, relaxed);
	add_tags(to, k, recipe, algorithm, buf_str(&fields), span_buf(&body), md);
	if (header_split(&own, span_from(span_buf(to), start), &err) == -1)
		program_fail(&err);
	add_field(&data, &own.field[0], relaxed);
	buf_cut(&data, data.len - 2);
	add_signature(&b, k, md, span_buf(&data), name);
	for (i = 0; i < b.len; i += 72)
		buf_addf(to, "%s%.72s", i == 0 ? "" : "\n\t ", b.s + i);
	buf_addc(to, '\n');
	header_free(&own);
	buf_free(&fields);
	buf_free(&data);
	buf_free(&body);
	buf_free(&b);
}

/* ---- recipes ---- */

/* \n \r \t \0 \s (a blank) \\ */
static void
unescape(struct buf *to, const char *s)
{
	static const char	 from[] = "nrt0s\\", into[] = "\n\r\t\0 \\";
	const char		*p;

	for (; *s != '\0'; s++) {
		if (*s != '\\' || s[1] == '\0') {
			buf_addc(to, *s);
		} else if ((p = strchr(from, *++s)) != NULL) {
			buf_addc(to, into[p - from]);
		} else {
			fail("recipes", "unknown escape");
		}
	}
}

/* "OLD => NEW": the first OLD of the mail. */
static void
replace(struct buf *mail, const char *value, const char *name)
{
	struct span	 rest = span_str(value), old;
	struct buf	 from = BUF_INIT, into = BUF_INIT;
	ptrdiff_t	 at = span_find(rest, SPAN(" => "));
	char		*text;

	if (at == -1)
		fail(name, "Replace without =>");
	old = span_head(rest, (size_t)at);
	unescape(&from, text = span_dup(old));
	free(text);
	unescape(&into, text = span_dup(span_from(rest, (size_t)at + 4)));
	free(text);
	if ((at = span_find(span_buf(mail), span_buf(&from))) == -1)
		fail(name, "nothing there to Replace");
	buf_splice(mail, (size_t)at, from.len, into.s, into.len);
	buf_free(&from);
	buf_free(&into);
}

/* What somebody on the way does to the signed mail: every Replace, then Append, then Front, Repeat times. */
static void
tamper(struct buf *mail, const struct record *recipe, const char *name)
{
	struct buf	 text = BUF_INIT;
	const char	*value;
	size_t		 i;
	int		 n;

	for (i = 0; (value = record_nth(recipe, "Replace", i)) != NULL; i++)
		replace(mail, value, name);
	if ((value = record_get(recipe, "Append")) != NULL)
		unescape(mail, value);
	if ((value = record_get(recipe, "Front")) != NULL) {
		unescape(&text, value);
		for (n = atoi(get(recipe, "Repeat", "1")); n > 0; n--)
			buf_splice(mail, 0, 0, text.s, text.len);
	}
	buf_free(&text);
}

static const struct record *
recipe_of(const char *name)
{
	size_t	i;

	for (i = 0; i < nrecipes; i++)
		if (strcmp(record_get(&recipes[i], "Mail"), name) == 0)
			return &recipes[i];
	return NULL;
}

/* By whom: the recipe's Domain, else, for the genuine ones, the domain of From. */
static const struct signing_key *
signer(const struct header *h, const struct record *recipe, const char *name)
{
	const struct signing_key	*k;
	const char			*domain = get(recipe, "Domain", NULL);

	if (domain == NULL && strncmp(name, "mails/", 6) != 0)
		return NULL;
	k = key_of(domain == NULL ? from_domain(h) : span_str(domain), get(recipe, "Selector", NULL));
	if (k == NULL)
		fail(name, "no key of its domain");
	return k;
}

static void
ready(struct buf *mail, const char *name)
{
	const struct record		*recipe = recipe_of(name);
	const struct signing_key	*k;
	const char			*copy = get(recipe, "Copy", NULL);
	char				*path;
	struct header			 h;
	struct err			 err;
	struct buf			 field = BUF_INIT;

	if (copy != NULL) {
		ready(mail, copy);
	} else {
		path = path_of(sample, name);
		if (io_read_file(path, MAIL_MAX, mail, &err) == -1 || header_split(&h, span_buf(mail), &err) == -1)
			program_fail(&err);
		if ((k = signer(&h, recipe, name)) != NULL)
			sign(&field, &h, k, recipe, name);
		buf_splice(mail, 0, 0, field.s, field.len);
		header_free(&h);
		free(path);
	}
	if (recipe != NULL)
		tamper(mail, recipe, name);
	buf_free(&field);
}

static void
finish(const char *name)
{
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	char		*path = path_of(out, name);

	ready(&mail, name);
	if (buf_ok(&mail, &err) == -1 || io_update(path, 0644, mail.s, mail.len, NULL, &err) == -1)
		program_fail(&err);
	buf_free(&mail);
	free(path);
}

/* Every mail the manifest lists; the first column of the first line says "file". */
static void
finish_all(void)
{
	char		*path = path_of(sample, "manifest.tsv"), *name;
	struct buf	 text = BUF_INIT;
	struct span	 rest, line, first;
	struct err	 err;

	if (io_read_file(path, MAIL_MAX, &text, &err) == -1)
		program_fail(&err);
	rest = span_buf(&text);
	span_line(&rest, &line);
	while (span_line(&rest, &line)) {
		span_cut(&line, '\t', &first);
		name = span_dup(first);
		finish(name);
		free(name);
	}
	buf_free(&text);
	free(path);
}

static void
folder(const char *name, mode_t mode)
{
	char		*dir = path_of(out, name);
	struct err	 err;

	if (io_mkdirs(dir, mode, &err) == -1)
		program_fail(&err);
	free(dir);
}

int
main(int argc, char **argv)
{
	static const struct program_option options[] = { OPTION_NOW, OPTION_END };
	static const struct program program = {
		.name = "sign", .about = "Sign the sample's mails by their recipes, with fresh keys.",
		.operands = "SAMPLE OUT", .min = 2, .max = 2, .options = options
	};
	const char	*value;
	char		**operand;
	size_t		 n, i;

	program_start(&program, argc, argv);
	while (program_next(&value) != 0)
		;
	operand = program_operands(&n);
	sample = operand[0];
	out = operand[1];
	now = program_now();

	folder("private", 0700);
	folder("mails", 0755);
	folder("forgeries", 0755);
	nkeys = records("keys", keep_key);
	nrecipes = records("recipes", keep_recipe);
	write_keys();
	finish_all();

	for (i = 0; i < nkeys; i++) {
		record_free(&keys[i].is);
		free(keys[i].pem);
	}
	for (i = 0; i < nrecipes; i++)
		record_free(&recipes[i]);
	return program_end(0);
}
