#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-cgi/cgi.h"
#include "trust/identity.h"

#define CONF_PATH	"/etc/asm-cgi.conf"

static const char *
value(const struct cgi_conf *c, const char *name, const char *otherwise)
{
	const char	*v = record_get(&c->raw, name);

	return v != NULL ? v : otherwise;
}

static int
check(struct cgi_conf *c, struct err *err)
{
	struct buf	normal = BUF_INIT;
	const char	*fault;
	int		got;

	c->list = value(c, "List", "");
	c->title = value(c, "Title", c->list);
	c->sendmail = value(c, "Sendmail", "/usr/sbin/sendmail");
	c->search = value(c, "Search", "");
	if ((got = identity_address(span_str(c->list), &normal, &fault, err)) == 0)
		err_set(err, ERR_CONFIG, "List is no address (%s)", fault);
	else if (got == 1 && *c->sendmail != '/')
		got = err_set(err, ERR_CONFIG, "Sendmail is no path");
	else if (got == 1 && *c->search != '\0' && *c->search != '/')
		got = err_set(err, ERR_CONFIG, "Search is no path");
	else if (got == 1 && (c->domain = strdup(strrchr(buf_str(&normal), '@') + 1)) == NULL)
		got = err_memory(err);
	buf_free(&normal);
	return got == 1 ? 0 : -1;
}

int
conf_load(struct cgi_conf *c, struct err *err)
{
	struct buf	 text = BUF_INIT;
	struct span	 rest;
	const char	*path = getenv("ASM_CGI");
	int		 result = -1;

	memset(c, 0, sizeof *c);
	if (path == NULL || *path == '\0')
		path = CONF_PATH;
	if (io_read_file(path, RECORD_MAX, &text, err) == 0) {
		rest = span_buf(&text);
		if (record_parse(&rest, &c->raw, err) != -1)
			result = check(c, err);
	}
	buf_free(&text);
	if (result == -1) {
		err_within(err, "%s", path);
		conf_free(c);
	}
	return result;
}

void
conf_free(struct cgi_conf *c)
{
	free(c->domain);
	record_free(&c->raw);
	memset(c, 0, sizeof *c);
}
