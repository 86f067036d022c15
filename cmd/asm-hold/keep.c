#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-hold/hold_cmd.h"
#include "cmd/program.h"
#include "site/hold.h"
#include "trust/seal.h"

/* What a seal says of a mail, as a row of held mail. */
static int
held_of_seal(struct held *h, const struct seal *seal, struct err *err)
{
	if (seal->refused == (hold_post_status != 0))
		return err_set(err, ERR_USAGE, seal->refused ?
		    "--status is for a mail that asm-verify had accepted" :
		    "the mail was accepted: say asm-post's answer by --status");
	if (seal->refused && seal->verdict == 13)
		return err_set(err, ERR_DATA, "a mail to be dropped is not kept");
	h->verdict = seal->refused ? seal->verdict : hold_post_status == 65 ? 65 : 11;
	h->reason = seal->refused ? seal->reason : hold_post_status == 65 ? "too-large" : "not-endorsed";
	h->assembly = seal->assembly;
	h->contact = seal->contact;
	h->recipient = seal->recipient;
	return 0;
}

static void
report(const struct held *h, struct span mail, enum hold_kept kept, int silent)
{
	static const char *const words[] = { [HOLD_KEPT] = "yes", [HOLD_KNOWN] = "known", [HOLD_FULL] = "no" };
	char	digest[17], verdict[16];

	program_digest(digest, mail);
	snprintf(verdict, sizeof verdict, "%d", h->verdict);
	program_event("mail", digest, "verdict", verdict, "reason", h->reason, "assembly", h->assembly, "kept", words[kept],
	    "asked", silent ? "no" : NULL, NULL);
	program_note("mail=%s verdict=%d reason=%s %s", digest, h->verdict, h->reason,
	    kept == HOLD_KEPT ? "kept" : kept == HOLD_KNOWN ? "known" : "not kept: quota");
	if (kept == HOLD_FULL)
		program_say("mail=%s verdict=%d not kept: its quota is used up", digest, h->verdict);
	if (silent)
		program_say("mail=%s verdict=%d kept, nobody asked: the limit of challenges is reached", digest, h->verdict);
}

int
hold_run_keep(char **operand, size_t n)
{
	struct site	*site = hold_site(SITE_PUBLIC_READ | SITE_PRIVATE);
	struct buf	 mail = BUF_INIT, secret = BUF_INIT;
	struct seal	 seal = { 0 };
	struct held	 held = { .decision = "" };
	struct span	 rest;
	enum hold_kept	 kept;
	struct err	 err;
	int		 silent, result = -1;

	(void)operand;
	(void)n;
	if (io_read_all(STDIN_FILENO, MESSAGE_MAX, &mail, &err) == 0 &&
	    site_secret(site, &secret, &err) == 0 &&
	    seal_check(span_buf(&mail), span_buf(&secret), program_now(), &seal, &rest, &err) == 0 &&
	    held_of_seal(&held, &seal, &err) == 0) {
		held.received = program_now();
		held.expires = program_now() + held_seconds(held.verdict);
		if (hash_sha256(rest.s, rest.n, held.digest) == -1)
			err_memory(&err);
		else if ((result = hold_keep(site, &held, rest, program_now(), &kept, &silent, &err)) == 0)
			report(&held, rest, kept, silent);
	}
	buf_wipe(&secret);
	buf_free(&mail);
	seal_free(&seal);
	site_close(site);
	if (result == -1)
		program_fail(&err);
	return 0;
}
