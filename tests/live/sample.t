#!/bin/sh
# The sample through the real door: every mail gets its verdict, every genuine one becomes the post the manifest says.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

SAMPLE=$ROOT/tests/sample
NOW=2026-11-21T09:00:00Z
ASM_SITE=$SCRATCH/site
export ASM_SITE

ok 'the sample is signed' "$BUILD/tests/sample/sign" -N $NOW "$SAMPLE" .
exits 0 'a site' asm-site -N $NOW init assemblies@lists.example
exits 0 'its assemblies' asm-directory -N $NOW import "$SAMPLE/assemblies"
# shellcheck disable=SC2046 # ids hold no blanks
exits 0 'all of them may speak' asm-directory -N $NOW endorse --why 'the sample' $(sed -n 's/^Id: //p' "$SAMPLE/assemblies")

field()	# FILE NAME: the field's value
{
	sed '/^$/q' "$1" | sed -n "s/^$2: //p"
}
said()	# FILE: kind, language and number of a post
{
	echo "$(field "$1" Asm-Assembly) $(field "$1" Asm-Kind) $(field "$1" Content-Language) $(field "$1" Asm-Number)"
}

sed 1d "$SAMPLE/manifest.tsv" > manifest
tab=$(printf '\t')
while IFS=$tab read -r file assembly recipient verdict kind language number why; do
	asm-verify -N $NOW -k keys.txt "$recipient" < "$file" > verified 2> "$ERR"
	is $? "$verdict" "$file is $verdict: $why"
	[ "$verdict" -eq 0 ] || continue
	asm-post -N $NOW < verified > article 2> "$ERR"
	is "$? $(tr -d '\r' < article > post; said post)" "0 $assembly $kind $language $number" "$file is post $number"
	cp post "post.$number"
done < manifest

# What the contacts wrote for us, in eleven languages.
positions()
{
	for n in 8 9 13 16 17 19 20 25 27 30; do echo "$n $(field post.$n Asm-Position | sed 's/,.*//; s/ .*//; s/;.*//')"; done
}
is "$(positions | paste -sd ' ' -)" '8 agree 9 amend 13 agree 16 sign 17 sign 19 stand-aside 20 object 25 agree 27 sign 30 agree' \
    'answers in many languages'
is "$(field post.18 Asm-Corrects)" "$(field post.2 Message-ID)" 'a correction names what it corrects'
like "$(cat post.1)" '^Asm-Event: start=2026-11-30T19:00; tz=Europe/London; rule=weekly MO' 'a call every Monday'
is "$(field post.9 Asm-Campaign)" techo-comun 'a campaign'
is "$(field post.28 Asm-Answer-By)" 2026-12-10 'a last day'
is "$(asm-select -N $NOW | grep -c '^From ')" 30 'thirty posts, none twice'
unlike "$(cat post.*)" 'quickmail' 'nothing of a forger in any post'

done_testing
