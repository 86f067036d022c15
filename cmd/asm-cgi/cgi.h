/*
 * What the files of asm-cgi share.
 */
#ifndef ASM_CMD_CGI_H
#define ASM_CMD_CGI_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"
#include "text/catalog.h"
#include "text/form.h"
#include "text/markup.h"

struct cgi_conf {
	struct record	 raw;
	const char	*list, *title, *sendmail, *search;	/* borrowed from raw; search: "" none */
	char		*domain;
};

struct request {
	struct cgi_conf	 conf;
	int		 is_post, is_head;
	const char	*script;	/* where we are, for links: SCRIPT_NAME */
	const char	*path;		/* behind it: "", "/leave/..." */
	struct form	 query, body;
	struct catalog	*cat;
	const char	*language;	/* of the page */
	struct buf	 page;
	struct buf	 keep;		/* "&q=..." that links to this page in another language keep */
	const char	*status;	/* "200 OK" */
};

/* conf.c: $ASM_CGI, else /etc/asm-cgi.conf.  ERR_CONFIG. */
int	 conf_load(struct cgi_conf *, struct err *);
void	 conf_free(struct cgi_conf *);

/* mailer.c: a child that waits for one mail and hands it to sendmail; started before the sandbox. */
int	 mailer_start(const struct cgi_conf *, struct err *);
/* 0 sendmail took it; -1. */
int	 mailer_send(struct span mail, struct err *);

/* page.c */
struct markup_writer *page_begin(struct request *, const char *title, struct err *);
int	 page_end(struct request *, struct markup_writer *, struct err *);
/* "SCRIPT/path?l=xx" of a page of ours. */
int	 page_link(struct request *, const char *path, struct buf *);
/* A page that says one thing. */
int	 page_say(struct request *, const char *status, const char *title, const char *text, struct err *);
/* Header and page to standard output. */
int	 page_send(const struct request *, struct err *);

/* join.c, search.c: what is asked for; 0 and a page, -1. */
int	 join_page(struct request *, const char *complaint, struct err *);
int	 join_post(struct request *, struct err *);
int	 leave_page(struct request *, const char *token, struct err *);
int	 leave_post(struct request *, const char *token, struct err *);
int	 search_page(struct request *, struct err *);

#endif
