/*
 * asm-cgi: join and leave by a form, and search what was posted, for any web server that speaks CGI.
 *
 * It has no access to a site.  A POST becomes one mail to observe@; a GET changes nothing, whoever follows which link.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-cgi/cgi.h"
#include "cmd/program.h"
#include "text/language.h"

/* ---- the request ---- */

static const char *
environment(const char *name)
{
	const char	*value = getenv(name);

	return value != NULL ? value : "";
}

/* The tag of a shipped language that this one means, or NULL. */
static const char *
shipped(struct span tag)
{
	const char *const	*known;
	char			*name = span_dup(tag);
	const char		*found = NULL;

	for (known = catalog_languages(); name != NULL && *known != NULL && found == NULL; known++)
		if (language_same(name, *known))
			found = *known;
	free(name);
	return found;
}

/* What the page was asked in, or else the first language of the browser that we speak. */
static const char *
choose_language(const struct request *r)
{
	const char	*found = shipped(span_str(form_get(&r->query, "l")));
	struct span	 rest = span_head(span_str(environment("HTTP_ACCEPT_LANGUAGE")), 1000), one, tag;

	while (found == NULL && span_cut(&rest, ',', &one)) {
		tag = span_trim(one);
		if (span_chr(tag, ';') != -1)
			tag = span_trim(span_head(tag, (size_t)span_chr(tag, ';')));
		if (tag.n > 0 && tag.n < 36)
			found = shipped(tag);
	}
	return found != NULL ? found : "en";
}

/* Only what is a path of ours gets into a link. */
static int
is_plain(const char *path, size_t max)
{
	size_t	n = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-");

	return n <= max && path[n] == '\0' && strstr(path, "//") == NULL;
}

/* 1 it is read, 0 it is too long or cut, -1. */
static int
read_body(struct request *r, struct err *err)
{
	unsigned long long	 length;
	struct buf		 body = BUF_INIT;
	struct span		 said = span_str(environment("CONTENT_LENGTH"));
	char			 block[1024];
	ssize_t			 n;
	int			 result = 0;

	if (said.n == 0)
		return form_parse(&r->body, SPAN_NONE, err) == 0 ? 1 : -1;
	if (span_number(said, &length) == -1 || length > FORM_MAX)
		return 0;
	while (body.len < length && (n = io_read(STDIN_FILENO, block,
	    length - body.len < sizeof block ? (size_t)(length - body.len) : sizeof block)) > 0)
		buf_add(&body, block, (size_t)n);
	if (body.len == length)
		result = form_parse(&r->body, span_buf(&body), err) == 0 ? 1 : -1;
	buf_free(&body);
	return result;
}

/* ---- the answer ---- */

static int
not_found(struct request *r, struct err *err)
{
	return page_say(r, "404 Not Found", catalog_get(r->cat, "There is nothing here"),
	    catalog_get(r->cat, "This page does not exist."), err);
}

static int
bad_request(struct request *r, const char *status, struct err *err)
{
	return page_say(r, status, catalog_get(r->cat, "It did not work"),
	    catalog_get(r->cat, "This request was not understood."), err);
}

static int
answer(struct request *r, struct err *err)
{
	int	got;

	if (r->is_post && (got = read_body(r, err)) != 1)
		return got == -1 ? -1 : bad_request(r, "413 Content Too Large", err);
	if (strcmp(r->path, "") == 0 || strcmp(r->path, "/") == 0 || strcmp(r->path, "/join") == 0)
		return r->is_post ? join_post(r, err) : join_page(r, NULL, err);
	if (strcmp(r->path, "/leave") == 0)
		return r->is_post ? leave_post(r, "", err) : leave_page(r, "", err);
	if (strncmp(r->path, "/leave/", 7) == 0 && strchr(r->path + 7, '/') == NULL && r->path[7] != '\0')
		return r->is_post ? leave_post(r, r->path + 7, err) : leave_page(r, r->path + 7, err);
	if (strcmp(r->path, "/search") == 0 && *r->conf.search != '\0')
		return r->is_post ? bad_request(r, "405 Method Not Allowed", err) : search_page(r, err);
	return not_found(r, err);
}

/* What must be done outside of the sandbox is done here, and depends on the method alone. */
static int
open_request(struct request *r, struct err *err)
{
	const char	*method = environment("REQUEST_METHOD");

	r->status = "200 OK";
	r->is_post = strcmp(method, "POST") == 0;
	r->is_head = strcmp(method, "HEAD") == 0;
	if (conf_load(&r->conf, err) == -1 || (r->is_post && mailer_start(&r->conf, err) == -1))
		return -1;
	return 0;
}

static int
respond(struct request *r, struct err *err)
{
	const char	*method = environment("REQUEST_METHOD");
	int		 plain, result;

	if (form_parse(&r->query, span_head(span_str(environment("QUERY_STRING")), FORM_MAX), err) == -1)
		return -1;
	r->script = environment("SCRIPT_NAME");
	r->path = environment("PATH_INFO");
	plain = is_plain(r->script, 500) && is_plain(r->path, 200);
	if (!plain)
		r->script = r->path = "";
	r->language = choose_language(r);
	if ((r->cat = catalog_open(r->language, NULL, err)) == NULL)
		return -1;
	if (!r->is_post && !r->is_head && strcmp(method, "GET") != 0)
		result = bad_request(r, "405 Method Not Allowed", err);
	else
		result = plain ? answer(r, err) : not_found(r, err);
	return result == -1 ? -1 : page_send(r, err);
}

static const struct program_option options[] = {
	OPTION_NOW,
	OPTION_END
};

static const struct program program = {
	.name = "asm-cgi",
	.about = "Join and leave by a form, and search: a CGI program for any web server.",
	.options = options
};

int
main(int argc, char **argv)
{
	struct request	 r = { .is_post = 0 };
	struct err	 err;
	size_t		 n;
	int		 result;

	program_start(&program, argc, argv);
	while (program_next(NULL) != 0)
		;
	(void)program_operands(&n);
	if (*environment("REQUEST_METHOD") == '\0')
		program_usage("it wants to be called by a web server (CGI)");
	(void)alarm(CGI_SECONDS);
	if (open_request(&r, &err) == -1)
		program_fail(&err);
	program_sandbox(SANDBOX_FILTER);
	result = respond(&r, &err);
	catalog_free(r.cat);
	form_free(&r.query);
	form_free(&r.body);
	buf_free(&r.page);
	buf_free(&r.keep);
	conf_free(&r.conf);
	if (result == -1)
		program_fail(&err);
	return program_end(0);
}
