/*
 * What the letters of asm-translate-queue share.
 */
#ifndef ASM_TRANSLATE_QUEUE_LETTERS_H
#define ASM_TRANSLATE_QUEUE_LETTERS_H

#include "cmd/asm-translate-queue/queue.h"

/* "[2k7q-es r1] ", if it is about an item, and a subject of ours. */
void	 letter_subject(struct answer *, const struct job *, const char *text, const char *const pairs[]);
/* A token for going on with the work by Reply. */
int	 letter_token(struct answer *, const struct job *, const char *action);
/* What is not translated yet, in order, as a form to be answered; `shown`: texts in place of the source's, or NULL. */
int	 letter_form(struct answer *, const struct job *, const struct translation *, const char *const *shown, struct err *);

#endif
