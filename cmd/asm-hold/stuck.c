#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"
#include "mail/date.h"
#include "mail/field.h"

#define STUCK_SECONDS	(48 * 3600)

/* When our MTA took the mail: the date of the topmost Received. */
static moment
received_at(struct span mail)
{
	struct header	header;
	struct buf	value = BUF_INIT;
	struct span	rest, piece, last = SPAN_NONE;
	moment		at = MOMENT_NONE;

	if (header_split(&header, mail, NULL) == -1)
		return MOMENT_NONE;
	if (header_value(&header, "Received", &value) == 1) {
		for (rest = span_buf(&value); span_cut(&rest, ';', &piece); )
			last = piece;
		if (date_parse(span_trim(last), &at, NULL) == -1)
			at = MOMENT_NONE;
	}
	header_free(&header);
	buf_free(&value);
	return at;
}

static int
store_stuck(struct site *site, struct span mail, struct err *err)
{
	unsigned char	digest[HASH_LEN];
	struct buf	path = BUF_INIT, stem = BUF_INIT;
	int		result = -1;

	if (hash_sha256(mail.s, mail.n, digest) == -1 || hash_hex(&stem, digest, sizeof digest) == -1)
		err_memory(err);
	else if (site_path(site, "stuck", &path, err) == 0)
		result = io_maildir(buf_str(&path), buf_str(&stem), mail.s, mail.n, err);
	buf_free(&path);
	buf_free(&stem);
	return result;
}

int
hold_run_stuck(char **operand, size_t n)
{
	struct site	*site = hold_site(0);
	struct buf	 mail = BUF_INIT;
	struct err	 err;
	moment		 at;
	char		 digest[17];
	int		 result = 0, old = 0;

	(void)operand;
	(void)n;
	if ((result = io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &err)) == 0) {
		at = received_at(span_buf(&mail));
		old = at != MOMENT_NONE && program_now() - at > STUCK_SECONDS;
		if (old)
			result = store_stuck(site, span_buf(&mail), &err);
	}
	program_digest(digest, span_buf(&mail));
	buf_free(&mail);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	if (old) {
		program_event("mail", digest, "stuck", "yes", NULL);
		program_say("a mail without a verdict for 48 hours was put into %s/stuck", program_site());
	}
	return old ? 0 : 1;
}
