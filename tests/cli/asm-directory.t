#!/bin/sh
# asm-directory: applications stay private until an admin's word, with its reason, makes them part of the log.
. "${0%/*}/../lib.sh"

standard_tests asm-directory
exits 64 'no verb is 64' asm-directory
one_line asm-directory 'and one line'

ASM_SITE=$SCRATCH/site
export ASM_SITE
exits 78 'no site is 78' asm-directory list
one_line asm-directory 'and one line'
asm-site init -q -N 2026-11-01 assemblies@lists.example

cat > sol <<'END'
Id: sol.madrid
Name: Asamblea Sol
Place: Madrid
Languages: es ca
Page: https://sol.example/contacto
Address: Contacto@Sol.Example
END
cat > luna <<'END'
Id: luna
Name: Moon
Address: moon@luna.example
Address: mond@luna.example
Policy: token
END
at=-N2026-11-02

# ---- applying

exits 0 'add' asm-directory add $at sol
is "$(cat "$OUT")" sol.madrid 'the id that waits is written'
exits 0 'add again' asm-directory add $at sol
is "$(cat "$OUT")" sol.madrid 'and is said again'
is "$(asm-directory list | grep -c '^Id:')" 1 'it is kept once'
like "$(asm-directory show sol.madrid)" '^Address: contacto@sol.example$' 'addresses are in normal form'
like "$(asm-directory show sol.madrid)" '^Status: applied$' 'it has applied'
is "$(asm-select --type all)" '' 'nothing of it is public'
exits 64 'add takes one record' asm-directory add $at <<END
$(cat sol)

$(cat luna)
END
asm-directory import $at sol luna > got
printf 'sol.madrid\nluna\n' > want
same got want 'import takes many'

bad()	# DESCRIPTION LINE: the record of luna with a line changed is refused
{
	name=${2%%:*}
	{ grep -v "^$name:" luna; printf '%s\n' "$2"; } > bad
	exits 65 "refused: $1" asm-directory add $at bad
	one_line asm-directory "one line: $1"
}
bad 'an id with capitals' 'Id: Luna'
bad 'an id with a slash' 'Id: a/b'
bad 'an id of 128 letters' "Id: $(printf '%0128d' 0)"
bad 'no name' 'Name:'
bad 'a name of two lines' 'Name: a
 b'
bad 'a name with what cannot be seen' "Name: L$(printf '\342\200\256')una"
bad 'a name of 501 letters' "Name: $(printf '%0501d' 0)"
bad 'no address' 'Address: luna'
bad 'two addresses in one' 'Address: a@b.example, c@d.example'
bad 'a page that is no URL' 'Page: javascript:alert(1)'
bad 'a language that is none' 'Languages: Spanish'
bad 'an unknown policy' 'Policy: none'
bad 'an unknown field' 'Nmae: x'
bad 'too many addresses' "$(for i in 1 2 3 4 5 6 7 8 9; do echo "Address: a$i@luna.example"; done)"
{ grep -v '^Name:' luna; printf 'Name: %0500d\n' 0; } > good
exits 0 'a name of 500 letters' asm-directory add $at good
exits 0 'and back' asm-directory add $at luna
{ printf 'no record\n\n'; cat sol; } > mixed
exits 65 'a bad record among others' asm-directory import $at mixed
is "$(cat "$OUT")" sol.madrid 'does not stop the rest'
exits 66 'a file that is not there is 66' asm-directory import nosuch
exits 0 'empty input' asm-directory import < /dev/null

# ---- endorsing

exits 64 'endorse without a reason' asm-directory endorse sol.madrid
exits 64 'a reason of two lines' asm-directory endorse sol.madrid --why 'a
b'
exits 66 'nobody of that id' asm-directory endorse $at mars --why x
exits 0 'endorse' asm-directory endorse $at sol.madrid --why 'page and mailbox agree'
is "$(cat "$OUT")" sol.madrid 'who was endorsed is written'
like "$(asm-directory show $at sol.madrid)" '^Status: endorsed$' 'it is endorsed'
like "$(asm-directory show $at sol.madrid)" '^Reason: page and mailbox agree$' 'for a reason'
like "$(asm-directory show $at sol.madrid)" '^Not-After: 2027-11-03T00:00:00Z$' 'for a year'
asm-select --type record > records
is "$(grep -c '^Asm-Type: record' records)" 2 'two records stand in the log'
like "$(cat records)" '^Type: contact$' 'one of the contact'
like "$(cat records)" '^By: admin$' 'it names a role'
unlike "$(cat records)" 'luna' 'nobody else is in it'
exits 0 'endorse again' asm-directory endorse $at sol.madrid --why again
is "$(cat "$OUT")" '' 'changes nothing'
asm-select --type record > again
same again records 'and writes nothing'
like "$(asm-directory list -N2028-01-01)" '^Status: expired$' 'it ends'
exits 0 'renewed in time' asm-directory endorse -N2027-06-01 sol.madrid --why 'still there'
is "$(cat "$OUT")" sol.madrid 'it is written'
like "$(asm-directory show $at sol.madrid)" '^Not-After: 2028-06-01T00:00:00Z$' 'it lasts another year'

# ---- an address speaks for one assembly

sed 's/^Address: moon.*/Address: contacto@sol.example/' luna > thief
exits 77 'an address of another assembly is refused' asm-directory add $at thief
exits 0 'luna is endorsed' asm-directory endorse $at luna --why x
is "$(asm-directory show luna --json | tr -d ' ' | grep -c '"Address":\["moon@luna.example","mond@luna.example"\]')" 1 \
    'with both addresses, in JSON'

# ---- changes

sed 's/^Address:.*/Address: otra@sol.example/; s/^Place:.*/Place: Puerta del Sol/' sol > moved
exits 0 'a change is an application' asm-directory add -N2027-06-02 moved
like "$(asm-directory show -N2027-06-02 sol.madrid)" '^Status: endorsed$' 'what was endorsed stays'
like "$(asm-directory show -N2027-06-02 sol.madrid)" '^Status: applied$' 'beside what was applied for'
exits 0 'until it is endorsed' asm-directory endorse -N2027-06-02 sol.madrid --why 'new mailbox'
asm-directory show -N2027-06-02 sol.madrid > shown
is "$(grep -c '^Id:' shown)" 1 'then there is one'
like "$(cat shown)" '^Address: otra@sol.example$' 'with the new address'
unlike "$(cat shown)" 'contacto@sol' 'without the old one'
like "$(cat shown)" '^Place: Puerta del Sol$' 'and the new place'
like "$(asm-select --type record)" '^Target: contact sol.madrid 1$' 'the old contact was revoked'
exits 0 'the free address may be taken' asm-directory add -N2027-06-03 thief

# ---- suspending

exits 64 'suspend without a reason' asm-directory suspend luna
exits 66 'suspend nobody' asm-directory suspend mars --why x
exits 0 'suspend' asm-directory suspend -N2027-07-01 luna --why 'the page is gone'
is "$(cat "$OUT")" luna 'who was suspended is written'
like "$(asm-directory show -N2027-07-01 luna)" '^Status: suspended$' 'it is suspended'
exits 0 'suspend again' asm-directory suspend -N2027-07-01 luna --why 'the page is gone'
is "$(cat "$OUT")" '' 'changes nothing'
exits 0 'and back' asm-directory endorse -N2027-07-02 luna --why 'the page is back'
like "$(asm-directory list -N2027-07-02 --tsv)" '^luna.*endorsed' 'it is endorsed'

# ---- what is listed can be read

exits 1 'show nobody is 1' asm-directory show mars
one_line asm-directory 'and one line'
asm-directory list -N2027-07-02 > listing
is "$(asm-directory list --tsv | head -1 | cut -f1,2)" 'Id	Kind' 'a table has its names'
ASM_SITE=$SCRATCH/other asm-site init -q -N 2026-11-01 assemblies@lists.example
ASM_SITE=$SCRATCH/other asm-directory import -N2027-07-02 listing | sort -u > got
grep '^Id:' listing | cut -d' ' -f2 | sort -u > want
same got want 'one listing is the import of another site'
if [ -w /dev/full ]; then
	asm-directory list > /dev/full 2> "$ERR"
	is $? 74 'a full disk is 74'
else skip 'a full disk' 'no /dev/full'; fi
exits 0 'after all this the site is well' asm-site check --inside
is "$(cat "$OUT")" '' 'and says nothing'

done_testing
