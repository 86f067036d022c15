#include "site/backup_key.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"

#define AGE		"age "
#define GPG		"gpg "
#define AGE_MARK	"age-encryption.org/v1\n"
#define TOOL_SECONDS	3600

/* ---- keys ---- */

int
backup_key_check(struct span key, struct err *err)
{
	struct span	rest = span_from(key, 4);
	size_t		i;

	if (span_starts(key, AGE) && span_starts(rest, "age1")) {
		for (i = 0; i < rest.n && strchr("abcdefghijklmnopqrstuvwxyz0123456789", rest.s[i]) != NULL && rest.s[i] != '\0'; i++)
			;
		if (i == rest.n && rest.n > 10)
			return 0;
	}
	if (span_starts(key, GPG) && span_starts(rest, "/"))
		return 0;
	return err_set(err, ERR_CONFIG, "\"age age1...\" or \"gpg /FILE\" is wanted");
}

const char *
backup_key_suffix(const char *key)
{
	return strncmp(key, GPG, strlen(GPG)) == 0 ? ".gpg" : ".age";
}

/* ---- the tools ---- */

/* What they say may name files and keys, and is shown only where they fail: its first line. */
static int
run(const char *const *argv, struct err *err)
{
	struct buf	said = BUF_INIT;
	struct child	child = { .argv = argv, .errout = &said, .max_out = 4096, .seconds = TOOL_SECONDS };
	struct span	rest, line = SPAN_NONE;
	int		result = -1;

	if (child_run(&child, err) == 0) {
		rest = span_buf(&said);
		(void)span_line(&rest, &line);
		result = child.status == 0 ? 0 : err_set(err, ERR_IO, "%s: %.*s", argv[0], SPAN_FMT(span_head(line, 200)));
	}
	buf_free(&said);
	return result;
}

static int
run_gpg(const char *home, const char *const *more, struct err *err)
{
	const char	*argv[24] = { "gpg", "--batch", "--no-options", "--quiet", "--homedir", home, "--pinentry-mode", "loopback" };
	size_t		 i, n = 8;

	for (i = 0; more[i] != NULL; i++)
		argv[n++] = more[i];
	argv[n] = NULL;
	return run(argv, err);
}

/* ---- reading back ---- */

/* Durable, of its format, and of a length that can hold it all. */
static int
look_at(const char *path, int is_age, off_t plain, struct err *err)
{
	char		head[sizeof AGE_MARK - 1];
	struct stat	st;
	int		fd, result = -1;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return err_errno(err, ERR_IO, "%s", path);
	if (fchmod(fd, 0600) == -1 || fsync(fd) == -1 || fstat(fd, &st) == -1)
		err_errno(err, ERR_IO, "%s", path);
	else if (st.st_size <= plain || io_read(fd, head, sizeof head) != (ssize_t)sizeof head ||
	    /* OpenPGP begins with a packet that holds the key of the message (RFC 9580, 4.2). */
	    (is_age ? memcmp(head, AGE_MARK, sizeof head) != 0 :
	    ((unsigned char)head[0] & 0xFC) != 0x84 && (unsigned char)head[0] != 0xC1))
		err_set(err, ERR_IO, "%s: not what an encrypted file looks like", path);
	else
		result = 0;
	close(fd);
	return result;
}

int
backup_encrypt(const char *key, const char *home, const char *from, const char *to, struct err *err)
{
	int		is_age = strncmp(key, AGE, strlen(AGE)) == 0;
	struct stat	st;

	if (stat(from, &st) == -1)
		return err_errno(err, ERR_IO, "%s", from);
	/* Compression would hide how long a file must be, and tells what is in it. */
	if ((is_age ? run((const char *const[]){ "age", "-r", key + strlen(AGE), "-o", to, "--", from, NULL }, err) :
	    run_gpg(home, (const char *const[]){ "--trust-model", "always", "--compress-algo", "none", "--recipient-file",
	    key + strlen(GPG), "--output", to, "--encrypt", from, NULL }, err)) == -1)
		return -1;
	return look_at(to, is_age, st.st_size, err);
}

int
backup_decrypt(const char *identity, const char *home, const char *from, const char *to, struct err *err)
{
	struct err	ignored;
	int		result;

	if (span_ends(span_str(from), ".age"))
		return run((const char *const[]){ "age", "-d", "-i", identity, "-o", to, "--", from, NULL }, err);
	if (run_gpg(home, (const char *const[]){ "--import", identity, NULL }, err) == -1)
		return -1;
	result = run_gpg(home, (const char *const[]){ "--output", to, "--decrypt", from, NULL }, err);
	/* It leaves a process behind that knows the key. */
	(void)run((const char *const[]){ "gpgconf", "--homedir", home, "--kill", "gpg-agent", NULL }, &ignored);
	return result;
}
