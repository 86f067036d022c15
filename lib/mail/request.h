/*
 * Is a mail automatic, and does it carry a token or a command? (RFC 3834)
 */
#ifndef ASM_MAIL_REQUEST_H
#define ASM_MAIL_REQUEST_H

#include "base/buf.h"
#include "mail/field.h"
#include "text/words.h"

enum request_automatic {
	REQUEST_HUMAN = 0,
	REQUEST_LOOP,		/* carries our own loop mark or List-Id */
	REQUEST_BOUNCE,		/* null return path, multipart/report or a receipt */
	REQUEST_AUTO,		/* Auto-Submitted other than no */
	REQUEST_BULK		/* Precedence, X-Autoreply, a foreign List-Id: no answer, but no proof of a robot */
};

/* `list_id` is ours ("assemblies.lists.example"), `loop` the address in our X-Loop. */
enum request_automatic request_automatic(const struct header *, const char *list_id, const char *loop);
/* One word for logs: "loop", "bounce", ... */
const char *request_word(enum request_automatic);

/*
 * Yes or no: the first line of a readable text that is neither quoted, nor says who is quoted, nor is a greeting.  Never
 * WORDS_POLITE.  *language as words_answer() sets it.
 */
enum words_answer request_answer(const struct words *, struct span text, const char **language);

/*
 * Split an envelope recipient "local+extension@domain": the extension (empty if none), lower case not applied.
 * 1 if there is one, 0.
 */
int	 request_extension(struct span recipient, struct span *local, struct span *extension);

#endif
