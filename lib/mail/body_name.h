/*
 * Names of attachments that are safe to show and to write; for mail/body only.
 */
#ifndef ASM_MAIL_BODY_NAME_H
#define ASM_MAIL_BODY_NAME_H

#include "base/buf.h"

#define BODY_NAME_MAX	120	/* bytes */

/*
 * Append a safe form of what a sender called it: no path, no control or bidi character, no leading dot, at most BODY_NAME_MAX bytes
 * with its ending kept.  Nothing left: "message.eml" for a mail, else "attachment-N".
 */
int	 body_name(struct buf *, struct span filename, const char *type, size_t nth);

#endif
