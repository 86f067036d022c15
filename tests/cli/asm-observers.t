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

# ---- in and out again

make_site "$SCRATCH/site2"
asm-observers -N $NOW add -l es,en --rhythm daily one@x.example
printf 'Address: two@x.example\nKinds: proposal wire\nRegions: sur\n lavapiés\nAssemblies: sol luna\nWait: 3600\nPaused: 2027-01-01T00:00:00Z\n' |
    asm-observers -v -N $NOW import > "$OUT" 2> "$ERR"
is "$(cat "$ERR")" 'asm-observers: 1 read, 0 left out' 'a record'
asm-observers list > out.records
make_site "$SCRATCH/site3"
exits 0 'what was listed' asm-observers -N $NOW import out.records
asm-observers list > again
same again out.records 'comes back the same'
printf 'a@x.example\nB Name <b@x.example>\n# comment\n\nnobody here\n"C, D" <c@x.example>\r\n' > mailman
run asm-observers -v -N $NOW import mailman
is "$STATUS $(cat "$ERR")" '0 asm-observers: line 5: not a mail address
asm-observers: 3 read, 1 left out' 'lines, as Mailman and mlmmj have them'
printf 'date 1\nemail d@x.example\ngecos D\nreception nomail\n\nemail e@x.example\nreception digestplain\n\nemail f@x.example\nreception mail\n' |
    asm-observers import
is "$(asm-observers list --tsv | cut -f 2,4 | grep '^[def]@' | tr '\t\n' ' |')" 'd@x.example none|e@x.example weekly|f@x.example each|' 'Sympa'
printf 'Name,"E-mail",Town\n"Gil, the first",g@x.example,Sol\nHeld,,Sur\n' > people.csv
run asm-observers -v -N $NOW import people.csv
is "$(cat "$ERR")" 'asm-observers: line 3: no address
asm-observers: 1 read, 1 left out' 'CSV'
printf 'email;town\r\nh@x.example;Sol\r\n' | asm-observers import
is "$(asm-observers list --tsv | cut -f 2 | grep -c '^[gh]@')" 2 'of either kind'
run asm-observers import < /dev/null
is "$STATUS$(cat "$ERR")" 0 'nothing is nothing'
printf 'secret\n\0\n' > junk
exits 65 'nobody in it' asm-observers import junk
unlike "$(cat "$ERR")" secret 'and nothing of it is repeated'
exits 66 'no such file' asm-observers import nowhere
ASM_SITE=$SCRATCH/site

# ---- at once

for i in 1 2 3 4 5 6; do
	asm-observers -N $NOW add "p$i@x.example" "all@x.example" &
done
wait
is "$(listed | grep -c 'p[0-9]@x.example\|all@x.example')" 7 'added at once: each is there, the common one once'
unlike "$(strings -a "$ASM_SITE/public.db" 2> /dev/null || tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" 'reader\.example|@x\.example' \
    'no address is in public.db'


# ---- lists as people send them

make_site "$SCRATCH/odd"
# imports TEXT READ LEFT-OUT WHO DESCRIPTION
imports()
{
	printf '%b' "$1" > odd.txt
	run asm-observers -v import odd.txt
	is "$(tail -1 "$ERR")" "asm-observers: $2 read, $3 left out" "$5"
	is "$(asm-observers list --tsv | sed 1d | cut -f 2 | sort | paste -sd ' ' -)" "$4" 'who was read'
	asm-observers list --tsv | sed 1d | cut -f 2 | xargs asm-observers remove 2> "$OUT"
}
imports 'ana@x.example, leo@x.example; eva@x.example\n"A, B" <c@x.example>, D <d@x.example>\n' 5 0 \
    'ana@x.example c@x.example d@x.example eva@x.example leo@x.example' 'several on a line'
imports 'Ana Lee,ana@x.example,es\n   Leo <leo@x.example>\n' 2 0 'ana@x.example leo@x.example' 'names and more beside them'
imports 'x@x.example y@x.example\n' 1 1 'x@x.example' 'two that are not parted: the second is named as left out'
imports '"open, q@x.example\n,,,\n@\nz@x.example\n' 1 4 'z@x.example' 'what is none'
imports ' Name , E-Mail \n"Lee, Ana", Ana <ana@x.example>\n' 1 0 'ana@x.example' 'CSV with blanks around'
imports '\0357\0273\0277email;name\r\nana@x.example;"Ana ""la"" x"\r\n' 1 0 'ana@x.example' 'CSV of a spreadsheet'
imports 'email ana@x.example\nreception digest\n\nemail leo@x.example\nreception nomail\n\ngecos Nobody\n' 2 1 'ana@x.example leo@x.example' 'Sympa'
done_testing
