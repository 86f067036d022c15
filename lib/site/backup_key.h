/*
 * The private files of a backup, encrypted to a key whose other half is kept elsewhere, by age(1) or gpg(1).  Private to backup
 * and to conf, which knows the form of a key: "age RECIPIENT" or "gpg /FILE" with an OpenPGP public key.
 */
#ifndef ASM_SITE_BACKUP_KEY_H
#define ASM_SITE_BACKUP_KEY_H

#include "base/buf.h"
#include "base/err.h"

int	 backup_key_check(struct span key, struct err *);	/* 0, -1 ERR_CONFIG */
/* ".age" or ".gpg": behind the name of an encrypted file. */
const char *backup_key_suffix(const char *key);

/*
 * Encrypt `from` into the new file `to`, durable.  Read back as far as the public half of a key allows: the tool says that it
 * was done, and what it wrote has its format and is not shorter than what it was given.  `home` is a private directory in which gpg
 * may leave files.  ERR_SERVICE: the tool is not there.
 */
int	 backup_encrypt(const char *key, const char *home, const char *from, const char *to, struct err *);
/*
 * And back, by the suffix of `from`.  `identity`: a file of age(1), or an OpenPGP secret key without a passphrase.  Both tools notice
 * when a byte was changed.
 */
int	 backup_decrypt(const char *identity, const char *home, const char *from, const char *to, struct err *);

#endif
