/*
 * asm-site's verbs, a file each.  Each enters the sandbox itself: check has asked postconf(1) before, which wants
 * sockets.
 */
#ifndef ASM_CMD_SITE_CMD_H
#define ASM_CMD_SITE_CMD_H

#include <stddef.h>

int	 site_init(char **operand, size_t n);
int	 site_check(char **operand, size_t n);
int	 site_rebuild(char **operand, size_t n);
int	 site_status(char **operand, size_t n);
int	 site_backup(char **operand, size_t n);
int	 site_restore(char **operand, size_t n);
int	 site_export(char **operand, size_t n);
int	 site_resume(char **operand, size_t n);

extern int	 site_alone;		/* --alone */
extern int	 site_inside;		/* --inside */
extern const char *site_identity;	/* --identity, or NULL */

#endif
