#!/bin/sh
# asm-observers: who is added, changed and removed, and that no message repeats an address.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

standard_tests asm-observers
make_site "$SCRATCH/site"

listed()
{
	asm-observers list --tsv | sed 1d | cut -f 1-4,10
}
tab=$(printf '\t')

exits 0 'nobody observes yet' asm-observers list
is "$(cat "$OUT")" '' 'and the list is empty'
exits 0 'one is added' asm-observers -N $NOW add ana@reader.example
is "$(cat "$OUT$ERR" 2> /dev/null; cat "$ERR")" '' 'without a word'
is "$(listed)" "1${tab}ana@reader.example${tab}${tab}each${tab}$NOW" 'every post, as it was written'
exits 0 'another, by languages' asm-observers -N 2026-11-22 add -l 'es, en-GB,es' --rhythm weekly 'Luz@Reader.Example'
is "$(listed | tail -1)" "2${tab}luz@reader.example${tab}es en${tab}weekly${tab}2026-11-22T00:00:00Z" \
    'primary tags, none twice; the domain in its normal form'
exits 0 'the same again with another rhythm' asm-observers -N 2026-11-23 add --rhythm none ana@reader.example
exits 0 'and with a language' asm-observers -N 2026-11-24 add -l ar ana@reader.example
is "$(listed | head -1)" "1${tab}ana@reader.example${tab}ar${tab}none${tab}$NOW" 'what was not said stays, since when too'
exits 0 'languages taken back' asm-observers add -l '' ana@reader.example
is "$(listed | head -1)" "1${tab}ana@reader.example${tab}${tab}none${tab}$NOW" 'none again'
exits 0 'several at once' asm-observers -v -N $NOW add a@x.example b@x.example c@x.example
is "$(cat "$ERR")" 'asm-observers: 3 of 3 added or changed' '-v tells how many, not who'

exits 0 'removed' asm-observers -v remove a@x.example nobody@x.example b@X.EXAMPLE
is "$(cat "$ERR")" 'asm-observers: 2 of 3 removed' 'those who were there'
exits 1 'nobody of that address' asm-observers remove a@x.example
is "$(cat "$ERR")" '' 'is no error'
exits 0 'one is added after that' asm-observers -N $NOW add d@x.example
d=$(listed | sed -n "s/${tab}d@x.example.*//p")
asm-observers remove d@x.example
asm-observers -N $NOW add e@x.example
ok 'a number is never given twice' test "$(listed | sed -n "s/${tab}e@x.example.*//p")" -gt "$d"

# ---- what is no address

listed > before
for bad in 'secret-ana' 'secret ana@x.example' 'secret@@x.example' '<secret@x.example>' 'secret@x.example,b@x.example' \
    "$(printf 'secret@x.example\nBcc: b@x.example')" 'secret@[127.0.0.1]' '' "$(printf 'secret\033[31m@x.example')"; do
	exits 65 "no address: $(printf %s "$bad" | tr -c 'a-zA-Z0-9@.<>,[' _)" asm-observers add new@x.example "$bad" more@x.example
	one_line asm-observers 'one line'
	unlike "$(cat "$ERR")" 'secret|x\.example' 'which does not repeat it'
	like "$(cat "$ERR")" 'operand 2' 'and says which operand it was'
done
long=$(printf '%0300d' 0)
exits 65 'too long a local part' asm-observers add "$long@x.example"
unlike "$(cat "$ERR")" 00000 'not repeated either'
exits 65 'the same of remove' asm-observers remove e@x.example secret-ana
listed > after
same after before 'nothing was changed by any of them'

# ---- usage

for wrong in 'add' 'remove' 'list x' 'add --rhythm hourly a@x.example' 'add -l espanol a@x.example' 'add -l es,../x a@x.example' \
    'remove -l es a@x.example' 'list --rhythm each' 'frobnicate' '' 'add -N yesterday a@x.example'; do
	# shellcheck disable=SC2086 # words
	exits 64 "usage: asm-observers $wrong" asm-observers $wrong
	one_line asm-observers 'one line'
done
listed > after
same after before 'nothing was changed by any of them'

exits 78 'no site' asm-observers -S "$SCRATCH/nowhere" list
one_line asm-observers 'one line'
exits 78 'no site to add to' asm-observers -S "$SCRATCH/nowhere" add a@x.example
if [ -w /dev/full ]; then
	asm-observers list > /dev/full 2> "$ERR"
	is $? 74 'list on a full disk is 74'
else skip 'list on a full disk' 'no /dev/full'; fi

# ---- records

asm-observers list > records
is "$(grep -c '^Observer: ' records)" 4 'a record for each'
asm-observers list --json > json
is "$(grep -c '"Address": *"luz@reader.example"' json)" 1 'as JSON'
TZ=Pacific/Apia LC_ALL=C.UTF-8 asm-observers list > again
same again records 'the same bytes anywhere'

# ---- at once

for i in 1 2 3 4 5 6; do
	asm-observers -N $NOW add "p$i@x.example" "all@x.example" &
done
wait
is "$(listed | grep -c 'p[0-9]@x.example\|all@x.example')" 7 'added at once: each is there, the common one once'
unlike "$(strings -a "$ASM_SITE/public.db" 2> /dev/null || tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" 'reader\.example|@x\.example' \
    'no address is in public.db'

done_testing
