/*
 * The verbs of asm-hold.
 */
#ifndef ASM_CMD_HOLD_CMD_H
#define ASM_CMD_HOLD_CMD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/record.h"
#include "site/site.h"
#include "store/held.h"

extern int hold_post_status;	/* keep: what asm-post said: 65, 77, or 0 when it was not asked */
extern int hold_raw;		/* show */

/* Open the site and give up what is not needed, or end the program. */
struct site *hold_site(unsigned flags);
/* The number of a held mail, or exit 64. */
int64_t	 hold_number(const char *operand);
/* What list, show and pending say of a held mail. */
int	 hold_add_row(struct record *, const struct held *, struct err *);

int	 hold_run_keep(char **operand, size_t n);
int	 hold_run_mail(char **operand, size_t n);
int	 hold_run_help(char **operand, size_t n);
int	 hold_run_list(char **operand, size_t n);
int	 hold_run_show(char **operand, size_t n);
int	 hold_run_release(char **operand, size_t n);
int	 hold_run_discard(char **operand, size_t n);
int	 hold_run_pending(char **operand, size_t n);
int	 hold_run_stuck(char **operand, size_t n);
int	 hold_run_daily(char **operand, size_t n);

#endif
