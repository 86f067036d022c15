/*
 * One mail to translate@, as the parts of `mail` hand it to each other.
 */
#ifndef ASM_TRANSLATE_QUEUE_MAIL_H
#define ASM_TRANSLATE_QUEUE_MAIL_H

#include "cmd/asm-translate-queue/queue.h"
#include "mail/body.h"
#include "mail/field.h"
#include "mail/mime.h"


struct post {
	struct site		*site;
	struct words		*words;
	struct span		 bytes, extension;	/* of the recipient */
	struct header		 head;
	struct buf		 from;		/* normal form; empty: nobody who can be answered */
	const char		*address;	/* to be asked: hers by token, else `from` */
	struct buf		 subject;	/* without "Re:" and "[...]" */
	struct body		 body;
	struct mime		*mime;
	int64_t			 row;		/* in the log of mails */
	int64_t			 person;	/* 0 unknown */
	const char		*asked;		/* a command that she has to confirm, static; NULL none */
	struct buf		 languages;	/* of what she wrote, likeliest first */
	int			 confirmed;	/* she has said that it is hers */
	int64_t			 item;		/* that the token is for, 0 none */
	int			 revision, is_review;
	int			 is_forgotten;	/* she is: nobody is answered */
	const char		*outcome;
};

/* Read p->bytes. */
int	 post_read(struct post *, struct err *);
void	 post_free(struct post *);

/* ---- commands (mail_command.c) ---- */

struct command {
	const char	*name;		/* "next", static */
	struct span	 argument;	/* what stands behind it */
	const char	*language;	/* whose word it is, of the tables */
	int		 is_exact;	/* nothing stands behind it that it does not take */
};

typedef int command_fn(struct post *, const struct command *, struct err *);

/* The commands of a mail, by `each`: subject first, then the first lines that are not quoted.  How many, or -1. */
int	 command_each(struct post *, command_fn *each, struct err *);
/* Do it: 1 done, 0 it is a word that asks for nothing here ("return"), -1. */
int	 command_obey(struct post *, const struct command *, struct err *);
/* May it be done for somebody whom nothing but her From names? */
int	 command_is_harmless(const struct command *);
/* A letter to who wrote, in answer to her mail. */
int	 post_answer(struct post *, enum letter, const struct job *, struct span text, struct err *);

#endif
