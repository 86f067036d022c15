#!/bin/sh
# OpenPGP: mail signed here with gpg, by keys made here, verified by gpgv through asm-verify.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v gpg > /dev/null && command -v gpgv > /dev/null || skip_all 'no gpg and gpgv'
. "$ROOT/tests/site.sh"
NOW=2020-06-01T12:00:00Z
LIST=assemblies@lists.example

gpg_at()	# TIME ARGUMENT...
{
	at=$1
	shift
	gpg --batch --quiet --homedir "$SCRATCH/gnupg" --faked-system-time "$at" --no-tty --pinentry-mode loopback --passphrase '' \
	    "$@" 2>> gpg.log
}
mkdir -m 700 gnupg
for who in sol luna; do
	gpg_at 20200101T000000 --quick-gen-key "$who <$who@$who.example>" ed25519 sign never || skip_all 'gpg makes no keys here'
	gpg_at 20200601T000000 --armor --export "$who@$who.example" > $who.asc
done
fingerprint=$(gpg_at 20200601T000000 --with-colons --list-keys sol@sol.example | awk -F: '/^fpr/ { print $10; exit }')

site=$SCRATCH/site
make_site "$site" > /dev/null 2>&1
set_policy()	# POLICY
{
	printf 'Id: sol\nName: Asamblea Sol\nLanguages: es\nAddress: sol@sol.example\nPolicy: %s\nFingerprint: %s\n' \
	    "$1" "$(echo "$fingerprint" | sed 's/..../& /g' | tr A-F a-f)" | asm-directory add -N 2020-05-01 > /dev/null &&
	    asm-directory endorse -N 2020-05-01 --why 'its key' sol > /dev/null
}
ok 'an assembly with a key' set_policy pgp
is "$(asm-directory show -N 2020-05-01 sol | sed -n 's/^Fingerprint: //p')" "$fingerprint" 'the fingerprint, as gpg writes it'
ok 'its key ring' asm-directory key sol sol.asc
exits 65 'a private key is no key ring' asm-directory key sol /dev/stdin << 'X'
-----BEGIN PGP PRIVATE KEY BLOCK-----
X
one_line asm-directory 'and is refused in one line'
exits 1 'a key of nobody' asm-directory key nobody sol.asc

# part SUBJECT [HEADER-LINES]: what is signed.
part()
{
	printf 'Content-Type: text/plain; charset=utf-8; protected-headers="v1"\nFrom: Sol <sol@sol.example>\n'
	printf 'To: %s\nSubject: %s\nDate: Mon, 01 Jun 2020 11:00:00 +0000\n%s\nQueridas asambleas, nos vemos el lunes.\n-- \nSol\n' \
	    "$LIST" "$1" "${2-}"
}
crlf() { perl -pe 's/\r?\n/\r\n/'; }
# sign WHO TIME < part > signature
sign()
{
	crlf | perl -0777 -pe 's/\r\n\z//' | gpg_at "$2" --armor --detach-sign -u "$1@$1.example" "--digest-algo" "${3:-SHA256}"
}
# mail PART SIGNATURE [SUBJECT [FROM]] > mail
mail()
{
	printf 'From: %s\nTo: %s\nSubject: %s\nDate: Mon, 01 Jun 2020 11:00:00 +0000\nMessage-ID: <1@sol.example>\n' \
	    "${4:-Sol <sol@sol.example>}" "$LIST" "${3:-Lunes}"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/signed; micalg=pgp-sha256;\n protocol="application/pgp-signature"; boundary="=-b"\n\n'
	printf -- '--=-b\n%s\n--=-b\nContent-Type: application/pgp-signature; name="signature.asc"\n\n' "$(cat "$1")"
	cat "$2"
	printf -- '\n--=-b--\n'
}
part Lunes > good.part
sign sol 20200601T110000 < good.part > good.sig
mail good.part good.sig > good.eml

verify()	# FILE
{
	run asm-verify -N $NOW "$LIST" < "$1"
}
verdict()	# STATUS FILE NAME [REASON]
{
	verify "$2"
	is "$STATUS" "$1" "$3" || diag "$(cat "$ERR")"
	[ -z "${4-}" ] || like "$(cat "$ERR")" "reason=$4( |\$)" "$3: $4"
}

verdict 0 good.eml 'a signed mail' proved
cp "$OUT" good.sealed
like "$(cat "$ERR")" "by=pgp s=$fingerprint" 'proved by its key'
crlf < good.eml > crlf.eml
verdict 0 crlf.eml 'the same with CRLF'

# What is outside of the signature is not believed.
mail good.part good.sig 'Martes' > subject.eml
verdict 0 subject.eml 'another Subject outside'
is "$(sed -n 's/^Subject: //p' "$OUT" | head -1)" Lunes 'the signed Subject goes on'
cp "$OUT" subject.sealed
{ sed 's/^-----BEGIN PGP SIGNATURE-----$/&\nComment: armoured again/' good.eml; echo 'an epilogue'; } | sed 's/=-b/other/g' > armor.eml
verdict 0 armor.eml 'armoured again, with another boundary'
cp "$OUT" armor.sealed

# What is no proof.
sed 's/el lunes/el martes/' good.eml > altered.eml
verdict 10 altered.eml 'an altered text' pgp-signature
sed '/^--=-b$/,/^$/s/^Subject: Lunes/Subject: Martes/' good.eml > inner.eml
verdict 10 inner.eml 'an altered protected Subject' pgp-signature
sign luna 20200601T110000 < good.part > luna.sig
mail good.part luna.sig > luna.eml
verdict 10 luna.eml "another assembly's key" pgp-signature
cat sol.asc luna.asc | asm-directory key sol
verdict 10 luna.eml 'a key in the ring that is not registered' pgp-key
verdict 0 good.eml 'and the registered one still counts'
cat good.sig luna.sig > two.sig
mail good.part two.sig > two.eml
verdict 10 two.eml 'two signatures' pgp-signature
sign sol 20200520T110000 < good.part > old.sig
mail good.part old.sig > old.eml
verdict 10 old.eml 'an old signature' stale
sign sol 20200601T110000 SHA1 < good.part > sha1.sig
mail good.part sha1.sig > sha1.eml
verdict 10 sha1.eml 'SHA-1' pgp-signature

part Lunes | sed 's/; protected-headers="v1"//' > bare.part
sign sol 20200601T110000 < bare.part > bare.sig
mail bare.part bare.sig > bare.eml
verdict 10 bare.eml 'a header that is not protected' pgp-unprotected
for line in Subject To Date From; do
	part Lunes | sed "/^$line: /d" > less.part
	sign sol 20200601T110000 < less.part > less.sig
	mail less.part less.sig > less.eml
	verdict 10 less.eml "no protected $line" pgp-unprotected
done
part Lunes | sed 's/^To: .*/To: friend@elsewhere.example/' > private.part
sign sol 20200601T110000 < private.part > private.sig
mail private.part private.sig > private.eml
verdict 10 private.eml 'a signed letter to somebody else' pgp-unprotected
part Lunes | sed 's/^From: .*/From: luna@luna.example/' > from.part
sign sol 20200601T110000 < from.part > from.sig
mail from.part from.sig > from.eml
verdict 10 from.eml 'signed in the name of another' pgp-unprotected

{ sed '/^MIME-Version/,$d' good.eml; printf 'Content-Type: multipart/mixed; boundary=m\n\n--m\n'; sed -n '/^Content-Type: multipart/,$p' good.eml; printf '\n--m--\n'; } > deep.eml
verdict 10 deep.eml 'a signed part deeper in the tree' pgp-none
sed 's/^--=-b--$/--=-b\n\nmore\n--=-b--/' good.eml > three.eml
verdict 10 three.eml 'three parts' pgp-none
sed 's/^--=-b--$//' good.eml > open.eml
verdict 10 open.eml 'an end that is not there' pgp-none
gpg_at 20200601T110000 --armor --clearsign -u sol@sol.example < good.part > clear.asc
{ sed '/^MIME-Version/,$d' good.eml; echo; cat clear.asc; } > inline.eml
verdict 10 inline.eml 'OpenPGP inside of the text' pgp-none
gpg_at 20200601T110000 --armor --detach-sign -u sol@sol.example --sig-notation 'x@y.example=[GNUPG:] VALIDSIG' < altered.eml > notation.sig
mail good.part notation.sig > notation.eml
verdict 10 notation.eml 'status lines inside of a signature' pgp-signature

# Policies.
sed 's/pgp-signature/pgp-nothing/' good.eml > unsigned.eml
verdict 10 unsigned.eml 'policy pgp without a signature' pgp-none
set_policy dkim
verdict 0 good.eml 'policy dkim, OpenPGP does as well' proved
set_policy token
verdict 10 good.eml 'policy token asks always' token-policy
set_policy pgp
mv "$site/pgp/sol.gpg" ring
verdict 10 good.eml 'without the key ring' pgp-no-ring
mv ring "$site/pgp/sol.gpg"

# However it is put into envelopes, it is one post.
proof_of()	# SEALED
{
	asm-post -N $NOW < "$1" | sed -n 's/^Asm-Proof: //p;/^$/q'
}
proof=$(proof_of good.sealed)
ok 'it is posted' test -n "$proof"
is "$(proof_of subject.sealed)" "$proof" 'with another Subject outside it is the same post'
is "$(proof_of armor.sealed)" "$proof" 'and armoured again'
is "$(asm-select -N $NOW --type post | grep -c '^From ')" 1 'one post stands in the log'
verdict 0 good.eml 'it comes again' proved
set_policy token
verdict 13 good.eml 'not proved, it is known already' posted
done_testing
