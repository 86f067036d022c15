#!/bin/sh
# asm-hold: whoever signs her mails by OpenPGP must sign her answers, too.
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
gpg_at 20200101T000000 --quick-gen-key 'sol <sol@sol.example>' ed25519 sign never || skip_all 'gpg makes no keys here'
gpg_at 20200601T000000 --armor --export sol@sol.example > sol.asc
fingerprint=$(gpg_at 20200601T000000 --with-colons --list-keys sol@sol.example | awk -F: '/^fpr/ { print $10; exit }')
make_site "$SCRATCH/site" > "$OUT" 2>&1
printf 'Id: sol\nName: Asamblea Sol\nLanguages: es\nAddress: sol@sol.example\nPolicy: pgp\nFingerprint: %s\n' "$fingerprint" |
    asm-directory add -N 2020-05-01 > "$OUT"
asm-directory endorse -N 2020-05-01 --why 'its key' sol > "$OUT"
asm-directory key sol sol.asc

mail_of sol 'Sin firma' > mail
asm-intake -N $NOW $LIST < mail
letter=$(ls "$DELIVERED"/new/letter.*)
to=$(field Reply-To "$letter")
ok 'a mail without a signature is asked about' test -n "$to"
like "$(perl -MMIME::QuotedPrint -0777 -ne 'print decode_qp($_)' "$letter")" 'Tu respuesta también tiene que ir firmada' 'and says how to answer'
posts()
{
	asm-select --type post | grep -c '^From '
}
head_of()	# SUBJECT
{
	printf 'From: sol@sol.example\nTo: %s\nSubject: %s\nDate: Mon, 01 Jun 2020 11:30:00 +0000\n' "$to" "$1"
}
{ head_of Re; printf '\nsí\n'; } > plain
asm-intake -N $NOW "$to" < plain
is "$(posts)" 0 'a yes without a signature counts for nothing'

# signed TO > mail: her answer to that address, signed.
signed()
{
	printf 'Content-Type: text/plain; charset=utf-8; protected-headers="v1"\nFrom: sol@sol.example\nTo: %s\nSubject: Re\nDate: Mon, 01 Jun 2020 11:30:00 +0000\n\nsí\n' \
	    "$1" > part
	perl -pe 's/\r?\n/\r\n/' part | perl -0777 -pe 's/\r\n\z//' |
	    gpg_at 20200601T113000 --armor --detach-sign -u sol@sol.example --digest-algo SHA256 > sig
	head_of Re
	printf 'MIME-Version: 1.0\nContent-Type: multipart/signed; micalg=pgp-sha256;\n protocol="application/pgp-signature"; boundary="=-b"\n\n'
	printf -- '--=-b\n%s\n--=-b\nContent-Type: application/pgp-signature; name="signature.asc"\n\n' "$(cat part)"
	cat sig
	printf -- '\n--=-b--\n'
}
signed "confirm+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example" > other
asm-intake -N $NOW "$to" < other
is "$(posts)" 0 'nor one that was signed for another token'
signed "$to" > good
sed 's/^sí$/si/' good > altered
asm-intake -N $NOW "$to" < altered
is "$(posts)" 0 'nor an altered one'
asm-intake -N $NOW "$to" < good
is "$(posts)" 1 'a signed yes does'
done_testing
