#!/bin/sh
# asm-verify against mails made by others: the attack set and the signatures of the RFCs, where they are at hand.
# (Every class of attack is in tests/unit/trust and tests/sample as well, so that a clone alone covers it.)
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

AUTH=$ROOT/../shared/corpora/auth
[ -f "$AUTH/attacks/MANIFEST.tsv" ] || skip_all 'no ../shared/corpora/auth'

# A site whose only contact is ADDRESS, endorsed since TIME.
site_of()	# DIR LIST ADDRESS TIME
{
	asm-site init -q -S "$1" -N "@$4" -t 'A list' "$2" > /dev/null &&
	    printf 'Id: the.one\nName: One\nPlace: Here\nLanguages: es\nAddress: %s\n' "$3" |
	    asm-directory add -S "$1" -N "@$4" > /dev/null &&
	    asm-directory endorse -S "$1" -N "@$4" --why 'for this test' the.one > /dev/null
}

# ---- the attack set

site_of site interasambleas@lista.example contacto@asamblea.example 1795240000 || exit 1
verify()	# FILE: the status
{
	run asm-verify -S site -N 1795246300 -k "$AUTH/attacks/keys.txt" --authserv-id mx.lista.example \
	    --mx-host mx.lista.example interasambleas@lista.example < "$1"
}
status_of()	# OUTCOME
{
	case $1 in
	accept*) echo 0 ;;
	challenge) echo 10 ;;
	ignore) echo 11 ;;
	reject) echo 12 ;;
	drop) echo 13 ;;
	*) echo unknown ;;
	esac
}

while IFS='	' read -r file outcome reason; do
	case $file in '#'*|'') continue ;; esac
	wanted=$(status_of "$outcome")
	perl -pe 's/\r\n/\n/' "$AUTH/attacks/$file" > lf
	perl -pe 's/\r?\n/\r\n/' lf > crlf
	{ echo 'From contacto@asamblea.example Sat Nov 21 07:00:00 2026'; sed '1{/^From /d;}' lf; } > envelope
	got=
	for form in "$AUTH/attacks/$file" lf crlf envelope; do
		verify "$form"
		got="$got $STATUS"
		[ "$(sed '/^\r*$/q' "$OUT" | LC_ALL=C grep -aciE '^asm-')" -eq 1 ] || got="$got (field)"
		grep -q @ "$ERR" && got="$got (address in the log)"
		if [ "$outcome" = accept-strip ] && sed '/^$/q' "$OUT" | grep -qi '^reply-to:'; then
			got="$got (Reply-To)"
		fi
	done
	is "$got" " $wanted $wanted $wanted $wanted" "$file: $outcome ($reason)"
done < "$AUTH/attacks/MANIFEST.tsv"

# ---- RFC 8463, appendix A: one mail, both algorithms; its keys are published there

mail=$AUTH/dkimpy/data-1.1.4/rfc6376.signed.msg
if [ -f "$mail" ]; then
	site_of rfc suzie@shopping.example.net joe@football.example.com 1518460000 || exit 1
	echo 'brisbane._domainkey.football.example.com v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=' > ed.keys
	echo 'test._domainkey.football.example.com v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB' > rsa.keys
	run asm-verify -S rfc -N @1518460100 -k ed.keys < "$mail"
	is "$STATUS" 0 'the Ed25519 signature of RFC 8463'
	like "$(cat "$ERR")" ' s=brisbane$' 'is the one that counts'
	run asm-verify -S rfc -N @1527915400 -k rsa.keys < "$mail"
	is "$STATUS" 0 'the RSA signature of RFC 8463'
	like "$(cat "$ERR")" ' s=test$' 'is the one that counts'
else
	skip 'the signatures of RFC 8463' 'not in ../shared'
fi

done_testing
