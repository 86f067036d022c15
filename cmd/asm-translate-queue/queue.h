/*
 * What the verbs of asm-translate-queue share.
 */
#ifndef ASM_TRANSLATE_QUEUE_H
#define ASM_TRANSLATE_QUEUE_H

#include "base/buf.h"
#include "base/err.h"
#include "mail/segment.h"
#include "site/site.h"
#include "store/queue.h"
#include "text/words.h"

extern const char	*queue_who;		/* --who, NULL if not given */
extern long		 queue_max_words;	/* --max-words, 0: any */

int	 run_add(char **, size_t);
int	 run_list(char **, size_t);
int	 run_next(char **, size_t);
int	 run_return(char **, size_t);
int	 run_publish(char **, size_t);
int	 run_release(char **, size_t);

/* A post as work: what a translator gets of it. */
struct piece {
	char		*title;		/* clean, without marks */
	struct segments	 segments;
};

int	 piece_read(struct piece *, const struct words *, struct span message, struct err *);
void	 piece_free(struct piece *);

/* An item with all that belongs to it, until job_free. */
struct job {
	struct queue_item	 item;
	struct buf		 message;	/* the post */
	struct piece		 piece;
	struct db_rows		*rows;		/* behind the strings of the item */
};

/* 1, 0 no such item, -1. */
int	 job_open(struct job *, struct site *, const struct words *, int64_t item, struct err *);
void	 job_free(struct job *);
/* "2k7q-es" */
int	 job_tag(const struct job *, struct buf *, struct err *);

/* The translation of every segment as it stands, by number; NULL where there is none that fits the source. */
struct translation {
	char	**text;
	size_t	 n;
	int	 there, wanted;		/* segments translated, and offered */
};

int	 translation_read(struct translation *, struct site *, const struct job *, struct err *);
void	 translation_free(struct translation *);

/* The site and the words, or the end of the program. */
struct site *open_site(unsigned flags);
struct words *open_words(const struct site *);

#endif
