#!/bin/sh
# asm-verify: no byte of what a signature covers can be another, and a signature respelled makes no second post.
# STEP: every how many bytes of three mails are changed (61; tests/soak/flips.t: 1).
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

STEP=${STEP:-61}
NOW=2026-11-21T09:00:00Z
SAMPLE=$ROOT/tests/sample
ASM_SITE=$SCRATCH/site
export ASM_SITE
"$BUILD/tests/sample/sign" -N $NOW "$SAMPLE" . || exit 1
asm-site init -q -N 2026-11-01 -t 'Assemblies' assemblies@lists.example > /dev/null || exit 1
asm-directory import -N 2026-11-02 "$SAMPLE/assemblies" > ids || exit 1
xargs asm-directory endorse -N 2026-11-02 --why 'seen in person' < ids > /dev/null || exit 1

# ---- one byte changed ----

# flips MAIL DESCRIPTION
flips()
{
	"$ROOT/tests/flips.pl" "$1" "$STEP" list > mbox
	asm-verify --mbox -N $NOW -k keys.txt < mbox 2> log > /dev/null
	is "$(grep -c verdict= log)" "$(wc -l < list | tr -d ' ')" "$2: each of $(wc -l < list) changes has a verdict"
	paste -d ' ' list log > both
	is "$(grep -E '^[0-9]+ .. (field|body) ' both | grep 'verdict=accept' | cut -c 1-100)" '' \
	    "$2: none that its canonical form can tell is accepted"
	for part in field body; do
		ok "$2: many are of the $part" test "$(grep -c " $part\$" list)" -ge $(($(wc -l < list) / 20))
	done
	# Another case of a name, a blank for a tab: where it is the same, it may be accepted; and some must be.
	ok "$2: what is the same to a verifier is accepted" grep -q ' same .*verdict=accept' both
}

# The third is in the simple form, in which every byte counts but for b= itself.
flips mails/02-vivienda.eml 'RSA'
flips mails/14-kaantajia.eml 'Ed25519'
flips mails/08-porto-de-acordo.eml 'RSA, simple form'

# ---- the same signature in other words ----

mkdir two two/mails two/forgeries signed
printf 'Domain: asamblea-olivar.example\n\nDomain: asamblea-olivar.example\nSelector: ed\nAlgorithm: ed25519\n' > two/keys
printf 'Mail: mails/a.eml\nSelector: mail\n\nMail: mails/b.eml\nSelector: ed\n' > two/recipes
printf 'file\nmails/a.eml\nmails/b.eml\n' > two/manifest.tsv
{
	printf 'From: contacto@asamblea-olivar.example\nTo: assemblies@lists.example\nSubject: Lunes\n'
	printf 'Date: Sat, 21 Nov 2026 08:00:00 +0000\nMessage-ID: <1@asamblea-olivar.example>\n\nNos vemos el lunes en la plaza.\n'
} | tee two/mails/a.eml > two/mails/b.eml
"$BUILD/tests/sample/sign" -N $NOW two signed || exit 1
signature()	# FILE
{
	perl -0777 -ne 'print $1 if /^(DKIM-Signature:.*?\n)(?![ \t])/s' "$1"
}
{ signature signed/mails/b.eml; cat signed/mails/a.eml; } > both.eml
{ signature signed/mails/a.eml; cat signed/mails/b.eml; } > turned.eml

# said MAIL DESCRIPTION: it is accepted, and still the one post.
said()
{
	run asm-verify -N $NOW -k signed/keys.txt assemblies@lists.example < "$1"
	cp "$OUT" sealed
	is "$STATUS $(sed -n 's/.*reason=\([a-z-]*\).*/\1/p' "$ERR")" '0 proved' "$2: proved"
	run asm-post -N $NOW < sealed
	is "$STATUS $(asm-select -N $NOW --type post | grep -c '^Asm-Number: ')" '0 1' "$2: one post"
}

said both.eml 'two signatures'
said turned.eml 'in another order'
said signed/mails/a.eml 'the second stripped'
said signed/mails/b.eml 'the first stripped'
perl -0777 -pe 's/(\bb=)(.*?\n)(?![ \t])/my $tag = $1; $tag . join("\n\t ", $2 =~ m{\S{1,7}}g) . "\n"/se' signed/mails/a.eml > other
said other 'blanks in b='
perl -0777 -pe 's/(\bb=\S\S)/$1!.\@/' signed/mails/a.eml > other
run asm-verify -q -N $NOW -k signed/keys.txt < other
like "$STATUS" '^(0|10)$' 'junk in b= is passed over or is no signature'
[ "$STATUS" -ne 0 ] || said other 'junk in b='
# The last letter before == has four bits that mean nothing.
perl -0777 -pe 's{([A-Za-z0-9+/])(==\n)(?![ \t])}{
	my $a = join "", "A" .. "Z", "a" .. "z", 0 .. 9, "+", "/"; substr($a, index($a, $1) ^ 5, 1) . $2}e' signed/mails/a.eml > other
not_ok 'other pad bits are another text' cmp -s signed/mails/a.eml other
said other 'other pad bits in b='
{ printf 'Received: from relay.example\n'; sed 's/^DKIM-Signature:/dkim-SIGNATURE :/; s/^Subject:/SUBJECT:/' signed/mails/a.eml; } > other
run asm-verify -q -N $NOW -k signed/keys.txt < other
is "$STATUS" 12 'a blank before a colon is refused whatever it names'
sed 's/^DKIM-Signature:/dkim-SIGNATURE:/; s/^Subject:/SUBJECT:/' signed/mails/a.eml > other
said other 'other letters in names'
perl -pe 's/\n/\r\n/' both.eml > other
said other 'other line ends'
{ echo 'From x@y.example Sat Nov 21 09:00:00 2026'; cat both.eml; printf '\n\n\n'; } > other
said other 'empty lines at the end'
done_testing
