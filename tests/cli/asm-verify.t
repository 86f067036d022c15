#!/bin/sh
# asm-verify: the program as its callers see it, and the sample's whole manifest.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

standard_tests asm-verify

NOW=2026-11-21T09:00:00Z
SAMPLE=$ROOT/tests/sample
ASM_SITE=$SCRATCH/site
export ASM_SITE
"$BUILD/tests/sample/sign" -N $NOW "$SAMPLE" . || exit 1
asm-site init -q -N 2026-11-01 -t 'Assemblies' assemblies@lists.example > /dev/null || exit 1
asm-directory import -N 2026-11-02 "$SAMPLE/assemblies" > ids || exit 1
# shellcheck disable=SC2046
asm-directory endorse -N 2026-11-02 --why 'seen in person' $(cat ids) > /dev/null || exit 1

verify()	# FILE [ARGUMENT...]: the sealed mail in $OUT, the line in $ERR
{
	verify_file=$1
	shift
	run asm-verify -N $NOW -k keys.txt "$@" < "$verify_file"
}
good=mails/02-vivienda.eml

# ---- the sample: every verdict of its manifest

wrong=$(sed 1d "$SAMPLE/manifest.tsv" | while IFS='	' read -r file assembly recipient verdict _; do
	run asm-verify -N $NOW -k keys.txt "$recipient" < "$file"
	[ "$STATUS" -eq "$verdict" ] || echo "$file: $STATUS, wanted $verdict: $(cat "$ERR")"
	[ "$assembly" = - ] || grep -q " assembly=$assembly\( \|\$\)" "$ERR" || echo "$file: not of $assembly: $(cat "$ERR")"
	[ "$(sed '/^$/q' "$OUT" | LC_ALL=C grep -aciE '^asm-')" -eq 1 ] || echo "$file: not one field of ours"
	LC_ALL=C grep -q '@' "$ERR" && echo "$file: an address in the log"
done)
is "$wrong" '' 'every mail of the sample gets its verdict, one field of ours on top, and no address in the log'

# The same mails with CRLF and with an envelope line.
wrong=$(sed 1d "$SAMPLE/manifest.tsv" | while IFS='	' read -r file _ recipient verdict _; do
	case $file in *-nul-*|*-bare-cr*|*25-*) continue ;; esac
	perl -pe 's/(?<!\r)\n/\r\n/' "$file" > crlf
	head -1 "$file" | grep -q '^From ' || echo 'From a@b.example Sat Nov 21 09:00:00 2026' > other
	cat "$file" >> other
	for form in crlf other; do
		asm-verify -q -N $NOW -k keys.txt "$recipient" < $form
		[ $? -eq "$verdict" ] || echo "$file as $form"
	done
	: > other
done)
is "$wrong" '' 'with CRLF and with an envelope line as well'

# ---- a stream of them

for file in mails/*.eml forgeries/*.eml attacks/*.eml; do
	[ ! -e "$file" ] || LC_ALL=C grep -q "$(printf '\r')" "$file" || printf '%s\n' "$file"
done > files
while read -r file; do
	echo 'From a@b.example Sat Nov 21 09:00:00 2026'
	sed '1{/^From [^:]/d;}; s/^>*From />&/' "$file"
	echo
done < files > stream
while read -r file; do asm-verify -N $NOW -k keys.txt r@lists.example < "$file" 2>> want.err | sed 's/^>*From />&/'; echo; done < files > want
asm-verify -N $NOW -k keys.txt --mbox r@lists.example < stream > got 2> got.err
ok 'a stream of many' test "$(wc -l < files)" -gt 20
grep -av '^From asm-verify ' got > other
same other want 'each mail of a stream becomes what it becomes alone'
same got.err want.err 'and gets the same verdict'
# What the length would have to be: its own body, the line between, and the other mail with its envelope.
{
	echo 'From x'
	printf 'From: x@y.example\nContent-Length: %d\nSubject: x\n\nx\n' $((2 + 1 + 7 + $(wc -c < $good)))
	printf '\nFrom x\n'
	cat $good
	echo
} > other
verify other --mbox
is "$(grep -c 'verdict=accept' "$ERR")" 1 'a mail that claims the length of the next does not swallow it'

# ---- what it writes

verify $good assemblies+proposal@lists.example
is "$STATUS" 0 'a good mail'
is "$(sed '/seal=/q' "$OUT" | sed 's/seal=[0-9a-f]\{64\}$/seal=HEX/')" \
    'Asm-Verified: assembly=olivar.madrid;
 contact=contacto@asamblea-olivar.example; by=dkim;
 d=asamblea-olivar.example; s=olivar2026;
 rcpt=assemblies+proposal@lists.example; at=1795251600;
 seal=HEX' 'the field'
sed '1,/seal=/d' "$OUT" > rest
grep -v '^Content-Language' "$SAMPLE/$good" > plain
same rest plain 'and behind it the mail as its writer made it, but for what is not signed'
is "$(cat "$ERR")" "asm-verify: mail=$(sha256sum rest | cut -c1-16) verdict=accept reason=proved assembly=olivar.madrid by=dkim d=asamblea-olivar.example s=olivar2026" \
    'the line in the log'
cp "$OUT" first
TZ=Asia/Tokyo LC_ALL=C verify $good assemblies+proposal@lists.example
same "$OUT" first 'the same again: the same bytes'
{ echo 'From a@b.example Sat Nov 21 09:00:00 2026'; perl -pe 's/\n/\r\n/' $good; } > other
verify other assemblies+proposal@lists.example
same "$OUT" first 'the same with CRLF and an envelope line: the same bytes'
{ cat $good; printf '\n\n'; } > other
verify other assemblies+proposal@lists.example
same "$OUT" first 'with more empty lines at the end as well'

verify $good "x y@\"z
"
like "$(cat "$OUT")" ' rcpt=x%20y@%22z%0A;' 'an odd recipient is encoded'
verify $good
unlike "$(sed '/^From:/q' "$OUT")" 'rcpt=' 'no recipient, none in the field'
verify forgeries/36-a-neighbour.eml
like "$(head -1 "$OUT")" '^Asm-Refused: 11; unknown; at=1795251600;$' 'a refusal names nobody we do not know'
verify forgeries/01-unsigned.eml
like "$(head -1 "$OUT")" '^Asm-Refused: 10; unsigned; assembly=olivar.madrid;$' 'a challenge says whom to ask'

{ printf 'Asm-Verified: assembly=olivar.madrid; seal=00\nASM-refused: 10; x\n\tseal=00\n'; cat $good; } > other
verify other assemblies+proposal@lists.example
same "$OUT" first 'seals of others are taken off'

verify mails/31-second-delivery.eml assemblies@lists.example
unlike "$(sed '/^$/q' "$OUT")" '^(Reply-To|Sender|DKIM-Signature):' 'unsigned Reply-To and Sender go'
like "$(sed '/^$/q' "$OUT")" '^Received: from relay' 'and the trace stays'
verify mails/17-canal-signe.eml
like "$(sed '/^$/q' "$OUT")" '^In-Reply-To:' 'a signed In-Reply-To stays'


run asm-verify -q -N $NOW -k keys.txt < $good
is "$STATUS $(cat "$OUT" "$ERR")" '0 ' '-q: nothing but the status'
run asm-verify -q -N $NOW -k keys.txt < forgeries/01-unsigned.eml
is "$STATUS $(cat "$OUT" "$ERR")" '10 ' '-q: of a challenge too'

# ---- it changes nothing

before=$(cd site && sha256sum public.db private.db asm.conf secret key servers)
verify $good
verify forgeries/01-unsigned.eml
is "$(cd site && sha256sum public.db private.db asm.conf secret key servers)" "$before" 'nothing of the site changes'

# ---- options and configuration

exits 10 'without its key a mail is asked about' asm-verify -q -N $NOW -k /dev/null < $good
exits 10 'another clock, and the signature is too old' asm-verify -q -N 2026-12-21 -k keys.txt < $good
exits 11 'before the endorsement' asm-verify -q -N 2025-11-21 -k keys.txt < forgeries/36-a-neighbour.eml
printf 'Key-File: %s\n' "$PWD/keys.txt" >> site/asm.conf
exits 0 'the key file of asm.conf' asm-verify -q -N $NOW < $good
sed -i '/^Key-File/d' site/asm.conf

{
	printf 'Authentication-Results: mx.lists.example; dkim=pass header.d=asamblea-olivar.example header.s=olivar2026\n'
	printf 'Received: from x by mx.lists.example; Sat, 21 Nov 2026 08:59:00 +0000\n'
	cat $good
} > told.eml
told="-q -N $NOW -k /dev/null"
# shellcheck disable=SC2086
{
	exits 10 'the MTA is not believed by default' asm-verify $told < told.eml
	exits 0 'but when asked to' asm-verify $told --authserv-id mx.lists.example --mx-host mx.lists.example < told.eml
	exits 10 'not another one' asm-verify $told --authserv-id mx.lists.example --mx-host other.example < told.eml
	printf 'Authserv-Id: mx.lists.example\nMx-Host: mx.lists.example\n' >> site/asm.conf
	exits 0 'asm.conf may say so' asm-verify $told < told.eml
	exits 10 'an empty option takes it back' asm-verify $told --authserv-id '' < told.eml
	run asm-verify -N $NOW -k /dev/null < told.eml
	like "$(cat "$ERR")" ' by=mta d=asamblea-olivar.example s=olivar2026$' 'and the log says by whom'
	sed -i '/^Authserv-Id/d; /^Mx-Host/d' site/asm.conf
}

# ---- what can go wrong

exits 65 'empty input' asm-verify -k keys.txt < /dev/null
one_line asm-verify 'one line about it'
exits 66 'no key file' asm-verify -k no-such-file < $good
one_line asm-verify 'one line about it'
exits 78 'no site' asm-verify -S "$SCRATCH/none" -k keys.txt < $good
one_line asm-verify 'one line about it'
exits 64 'two recipients' asm-verify -k keys.txt a b < $good
mv site/secret secret
exits 78 'no secret' asm-verify -k keys.txt < $good
mv secret site/secret
if [ -w /dev/full ]; then
	asm-verify -N $NOW -k keys.txt < $good > /dev/full 2> "$ERR"
	is $? 74 'a full disk'
	one_line asm-verify 'one line about it'
else skip 'a full disk' 'no /dev/full'; fi
asm-verify -N $NOW -k keys.txt < $good >&- 2> "$ERR"
is $? 74 'standard output closed'
{ asm-verify -N $NOW -k keys.txt < $good 2> /dev/null; echo $? > pipe; } | :
like "$(cat pipe)" '^(0|74|141)$' 'a closed pipe'

perl -0777 -pe 's/\n\z//' $good > other
exits 0 'no final newline' asm-verify -q -N $NOW -k keys.txt < other
head -c 3000 /dev/zero > other
exits 12 'nothing but NUL' asm-verify -q -N $NOW -k keys.txt < other
{ cat $good; printf '\0'; } > other
exits 10 'a NUL behind the signed body' asm-verify -q -N $NOW -k keys.txt < other

# ---- limits

{ cat forgeries/01-unsigned.eml; yes 'A line that is not at all interesting, to fill the mail up with.'; } |
    head -c 10485760 > large
exits 10 'ten MiB' asm-verify -q -N $NOW -k keys.txt < large
printf 'x' >> large
verify large
is "$STATUS" 12 'one byte more'
like "$(cat "$ERR")" ' verdict=reject reason=too-large$' 'and why'
ok 'the rest is left out' [ "$(wc -c < "$OUT")" -lt 10486300 ]
yes 'Never ending.' | { asm-verify -q -N $NOW -k keys.txt; echo $? > pipe; }
is "$(cat pipe)" 12 'input without end comes to an end'

done_testing
