/* Keys and their names, as people hand them over. */
#include "trust/pgp.h"

#include "base/hash.h"
#include "base/limits.h"

int
pgp_fingerprints(struct buf *out, struct span s)
{
	size_t	 i, n = 0;
	int	 c;

	for (i = 0; i < s.n; i++) {
		c = s.s[i];
		if (c == ' ' || c == '\n' || c == '\t')
			continue;
		if (c >= 'a' && c <= 'f')
			c -= 'a' - 'A';
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')) || n == PGP_KEYS * PGP_FINGERPRINT)
			return 0;
		if (n > 0 && n % PGP_FINGERPRINT == 0)
			buf_addc(out, ' ');
		buf_addc(out, c);
		n++;
	}
	return n > 0 && n % PGP_FINGERPRINT == 0;
}

/* ---- armour ---- */

/* One block, behind its first line: header lines, an empty one, base64, a checksum, the last line. */
static int
add_block(struct buf *out, struct span *text, struct err *err)
{
	struct buf	 base64 = BUF_INIT;
	struct span	 line;
	int		 in_header = 1, ended = 0, result = -1;

	while (!ended && span_line(text, &line)) {
		line = span_trim(line);
		ended = span_starts(line, "-----END PGP");
		if (in_header && line.n == 0)
			in_header = 0;
		else if (!in_header && !ended && !span_starts(line, "="))
			buf_addspan(&base64, line);
	}
	if (!ended)
		err_set(err, ERR_DATA, "the armour of a key does not end");
	else if (buf_ok(&base64, err) == 0 && (result = hash_unbase64(out, span_buf(&base64))) == -1)
		err_set(err, ERR_DATA, "the armour of a key is damaged");
	buf_free(&base64);
	return result;
}

int
pgp_ring(struct buf *out, struct span text, struct err *err)
{
	struct span	 line, rest = text;
	size_t		 blocks = 0;

	while (span_line(&rest, &line)) {
		if (span_starts(line, "-----BEGIN PGP PRIVATE"))
			return err_set(err, ERR_DATA, "this is a private key: it belongs to its owner alone");
		if (!span_starts(line, "-----BEGIN PGP PUBLIC KEY BLOCK-----"))
			continue;
		if (add_block(out, &rest, err) == -1)
			return -1;
		blocks++;
	}
	if (blocks == 0)
		buf_addspan(out, text);
	/* The first bit of every packet is set. */
	if (out->len == 0 || (out->s[0] & 0x80) == 0)
		return err_set(err, ERR_DATA, "no OpenPGP key");
	return buf_ok(out, err);
}
