#include "site/gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/hash.h"
#include "base/io.h"
#include "net/smtp.h"

#define SENDMAIL_SECONDS	300
#define SMTP_SECONDS		300	/* RFC 5321, 4.5.3.2 */

struct gateway {
	struct site	*site;
	struct smtp	*session;
	int		 is_shut;
};

struct gateway *
gateway_open(struct site *site, struct err *err)
{
	struct gateway	*g;

	if ((g = calloc(1, sizeof *g)) == NULL)
		err_memory(err);
	else
		g->site = site;
	return g;
}

void
gateway_close(struct gateway *g)
{
	if (g == NULL)
		return;
	smtp_close(g->session);
	free(g);
}

int
gateway_is_shut(const struct gateway *g)
{
	return g->is_shut;
}

static void
decide_all(struct gateway_mail *m, enum gateway_fate fate)
{
	size_t	i;

	for (i = 0; i < m->n; i++) {
		m->to[i].fate = fate;
		m->to[i].code[0] = '\0';
	}
}

/* ---- sendmail ---- */

/* EX_DATAERR, EX_NOUSER, EX_NOHOST, EX_NOPERM: it has answered, and would say the same again. */
static int
is_final(int status)
{
	return status == 65 || status == 67 || status == 68 || status == 77;
}

static const char **
sendmail_arguments(const struct gateway_mail *m, const char *program)
{
	const char	**argv;
	size_t		  i, n = 0;

	if ((argv = calloc(m->n + 6, sizeof *argv)) == NULL)
		return NULL;
	argv[n++] = program;
	argv[n++] = "-i";
	argv[n++] = "-f";
	argv[n++] = *m->sender != '\0' ? m->sender : "<>";
	argv[n++] = "--";
	for (i = 0; i < m->n; i++)
		argv[n++] = m->to[i].address;
	return argv;
}

static int
give_to_sendmail(struct gateway_mail *m, const char *program, struct err *err)
{
	/* What sendmail says may name people: it is neither shown nor kept. */
	struct buf	 said = BUF_INIT;
	struct child	 child = { .seconds = SENDMAIL_SECONDS, .errout = &said, .max_out = 1 };
	const char	**argv;
	struct err	 why = { 0 };

	if ((argv = sendmail_arguments(m, program)) == NULL)
		return err_memory(err);
	child.argv = argv;
	child.in = m->message;
	decide_all(m, GATEWAY_LATER);
	if (child_run(&child, &why) == -1)
		(void)snprintf(m->trouble, sizeof m->trouble, "%s", why.class == ERR_SERVICE ?
		    "sendmail cannot be started" : "sendmail did not end");
	else if (is_final(child.status)) {
		decide_all(m, GATEWAY_REFUSED);
		(void)snprintf(m->refused, sizeof m->refused, "sendmail: status %d", child.status);
	} else if (child.status != 0)
		(void)snprintf(m->trouble, sizeof m->trouble, "sendmail: status %d", child.status);
	else
		decide_all(m, GATEWAY_TAKEN);
	free(argv);
	buf_free(&said);
	return 0;
}

/* ---- SMTP and LMTP ---- */

static void
read_fates(struct gateway_mail *m, const struct smtp_recipient *to)
{
	size_t	i;

	for (i = 0; i < m->n; i++) {
		if (to[i].is_hers)
			(void)snprintf(m->to[i].code, sizeof m->to[i].code, "%s", to[i].code);
		switch (to[i].reply) {
		case 2:
			m->to[i].fate = GATEWAY_TAKEN;
			break;
		case 5:
			m->to[i].fate = GATEWAY_REFUSED;
			(void)snprintf(m->refused, sizeof m->refused, "%s", to[i].code);
			break;
		default:
			m->to[i].fate = GATEWAY_LATER;
			(void)snprintf(m->trouble, sizeof m->trouble, "%s", to[i].code);
		}
	}
}

static int
give_by_session(struct gateway *g, struct gateway_mail *m, struct err *err)
{
	struct smtp_recipient	*to;
	struct err		 why = { 0 };
	size_t			 i;

	if ((to = calloc(m->n, sizeof *to)) == NULL)
		return err_memory(err);
	for (i = 0; i < m->n; i++)
		to[i].address = m->to[i].address;
	if (smtp_send(g->session, m->sender, m->verp, to, m->n, m->message, &why) == 0)
		read_fates(m, to);
	else if (why.class == ERR_DATA) {
		decide_all(m, GATEWAY_REFUSED);
		(void)snprintf(m->refused, sizeof m->refused, "%.60s", why.text);
	} else {
		decide_all(m, GATEWAY_LATER);
		(void)snprintf(m->trouble, sizeof m->trouble, "%.60s", why.text);
		smtp_close(g->session);
		g->session = NULL;
	}
	free(to);
	return 0;
}

static int
give_to_server(struct gateway *g, struct gateway_mail *m, const char *where, enum smtp_kind kind,
    struct err *err)
{
	struct err	why = { 0 };

	if (g->session == NULL &&
	    (g->session = smtp_open(where, kind, g->site->conf.domain, SMTP_SECONDS, &why)) == NULL) {
		g->is_shut = 1;
		decide_all(m, GATEWAY_LATER);
		(void)snprintf(m->trouble, sizeof m->trouble, "%.60s", why.text);
		return 0;
	}
	return give_by_session(g, m, err);
}

/* ---- a Maildir ---- */

/*
 * Named by stem, row and bytes, so that a second run writes none again.  The bytes, because a site restored from a backup
 * gives numbers once more.
 */
static int
name_file(char *name, size_t size, const struct gateway_mail *m, int64_t row)
{
	unsigned char	 digest[HASH_LEN];

	if (hash_sha256(m->message.s, m->message.n, digest) == -1)
		return -1;
	(void)snprintf(name, size, "%.30s.%lld.%02x%02x%02x%02x.asm", m->stem, (long long)row, digest[0], digest[1],
	    digest[2], digest[3]);
	return 0;
}

/* A file for each recipient. */
static int
give_to_maildir(struct gateway_mail *m, const char *dir, struct err *err)
{
	struct buf	mail = BUF_INIT;
	struct err	why = { 0 };
	char		name[80];
	size_t		i;
	int		result = 0;

	decide_all(m, GATEWAY_LATER);
	for (i = 0; i < m->n && result == 0; i++) {
		buf_reset(&mail);
		buf_addf(&mail, "Return-Path: <%s>\nDelivered-To: %s\n", m->sender, m->to[i].address);
		buf_addspan(&mail, m->message);
		if (name_file(name, sizeof name, m, m->to[i].row) == -1)
			result = err_memory(&why);
		else if (buf_ok(&mail, &why) == -1 || io_maildir(dir, name, mail.s, mail.len, &why) == -1)
			result = -1;
		else
			m->to[i].fate = GATEWAY_TAKEN;
	}
	buf_free(&mail);
	if (result == -1 && why.class == ERR_AGAIN) {
		if (err != NULL)
			*err = why;
		return -1;
	}
	if (result == -1)
		(void)snprintf(m->trouble, sizeof m->trouble, "the Maildir cannot be written");
	return 0;
}

/* ---- the way that asm.conf says ---- */

int
gateway_give(struct gateway *g, struct gateway_mail *m, struct err *err)
{
	const char	*way = g->site->conf.deliver;

	m->trouble[0] = m->refused[0] = '\0';
	if (m->n == 0)		/* all of them have left */
		return 0;
	if (strncmp(way, "maildir ", 8) == 0)
		return give_to_maildir(m, way + 8, err);
	if (strncmp(way, "smtp ", 5) == 0)
		return give_to_server(g, m, way + 5, SMTP_PLAIN, err);
	if (strncmp(way, "lmtp ", 5) == 0)
		return give_to_server(g, m, way + 5, SMTP_LOCAL, err);
	return give_to_sendmail(m, strncmp(way, "sendmail ", 9) == 0 ? way + 9 : way, err);
}
