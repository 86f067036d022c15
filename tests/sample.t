#!/bin/sh
# The sample: whole, made the same every time, and signed as other software understands it.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

SAMPLE=$ROOT/tests/sample
SIGN=$BUILD/tests/sample/sign
NOW=2026-11-21T09:00:00Z
EPOCH=1795251600

all=$(sed 1d "$SAMPLE/manifest.tsv" | cut -f1)
copies=$(awk '$1 == "Mail:" { mail = $2 } $1 == "Copy:" { print mail }' "$SAMPLE/recipes")
is "$(printf '%s\n' "$all" | grep -vxF "$copies")" "$(cd "$SAMPLE" && printf '%s\n' mails/*.eml forgeries/*.eml)" \
    'every template stands in the manifest, in order'
is "$(awk '$1 == "Mail:" { print $2 }' "$SAMPLE/recipes" | grep -vxF "$all")" '' 'and every recipe is of one of them'
is "$(awk -F'\t' 'NF != 8' "$SAMPLE/manifest.tsv")" '' 'eight columns each'
is "$(sed 1d "$SAMPLE/manifest.tsv" | cut -f2 | grep -v '^-$' | sort -u)" \
    "$(sed -n 's/^Id: //p' "$SAMPLE/assemblies" | sort)" 'every assembly writes, and stands in the directory'
is "$(sed -n 's/^Address: .*@//p' "$SAMPLE/assemblies" | sort | uniq -d)" '' 'no two contacts share a domain'
# Reserved by RFC 2606, so that nothing here can reach anybody.
is "$(cat "$SAMPLE"/mails/*.eml "$SAMPLE"/forgeries/*.eml "$SAMPLE/assemblies" | LC_ALL=C tr -d '\0' |
    LC_ALL=C grep -aoE '@[a-z0-9.-]+\.[a-z]+|://[a-z0-9.-]+' | grep -avE '\.example$' | sort -u)" '' 'no real domain is named'

exits 0 'the signer makes everything' "$SIGN" -N $NOW "$SAMPLE" one
is "$(cat "$ERR")" '' 'and says nothing'
is "$(cd one && printf '%s\n' mails/*.eml forgeries/*.eml)" "$all" 'as many as the manifest says'
mkdir two && cp -R one/private two/private
run env TZ=Asia/Tokyo LC_ALL=C "$SIGN" -N $NOW "$SAMPLE" two
is "$(diff -r one two)" '' 'the same keys give the same bytes'
is "$(LC_ALL=C grep -l "$(printf '\r')" one/mails/*.eml)" '' 'LF line ends'
ok 'NUL where it should be' sh -c "LC_ALL=C tr -cd '\\000' < one/forgeries/17-nul-in-address.eml | grep -q ''"
ok 'bare CR where it should be' sh -c "LC_ALL=C tr -cd '\\015' < one/forgeries/24-bare-cr.eml | grep -q ''"
is "$(grep -c '^Received:' one/forgeries/25-hundred-and-one-hops.eml)" 101 'a hundred and one hops'

# What a verifier must say that asks for nothing more: that all the genuine ones are signed, the ones that cheat
# elsewhere too, and the ones that break a signature are not.
asked()	# ANSWER NUMBER...: which of these forgeries did not get it
{
	asked_answer=$1
	shift
	for n; do grep -q "forgeries/$n-.* $asked_answer\$" answers.txt || echo "$n"; done
}
/usr/bin/python3 "$SAMPLE/verify.py" one/keys.txt $EPOCH one/mails/*.eml one/forgeries/*.eml > answers.txt 2> "$ERR"
case $? in
69)
	skip 'another implementation agrees' 'no dkimpy'
	;;
*)
	is "$(grep -c . answers.txt)" "$(printf '%s\n' "$all" | grep -c .)" 'another implementation reads all of them'
	is "$(grep mails/ answers.txt | grep -v ' yes$')" '' 'it verifies the genuine ones'
	is "$(asked yes 03 05 06 08 09 13 18 19 21 33 36)" '' 'and the forgeries that cheat elsewhere'
	is "$(asked no 01 04 07 10 17 22 23 29 30)" '' 'and not those that cheat here'
	;;
esac

done_testing
