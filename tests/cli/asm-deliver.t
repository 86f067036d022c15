#!/bin/sh
# asm-deliver: who gets what, when, in which language; and what is done when the MTA does not take it.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

standard_tests asm-deliver
exits 78 'no site' asm-deliver -S "$SCRATCH/nowhere" < /dev/null
one_line asm-deliver 'one line'
for wrong in --seconds=0 --seconds=x --seconds=-1 operand '--tsv' '-N never'; do
	# shellcheck disable=SC2086 # words
	exits 64 "usage: $wrong" asm-deliver $wrong < /dev/null
done

# ---- into a Maildir

make_site "$SCRATCH/site"
asm-observers -N $NOW add all@x.example
asm-observers -N $NOW add -l es es@x.example
asm-observers -N $NOW add -l en en@x.example
asm-observers -N $NOW add -l ar,en aren@x.example
asm-observers -N $NOW add --rhythm weekly week@x.example
asm-observers -N $NOW add --rhythm none none@x.example
exits 0 'nothing to do' asm-deliver -v -N $NOW < /dev/null
is "$(cat "$OUT")" '' 'nothing is written'
is "$(cat "$ERR")" 'asm-deliver: 0 slices, 0 mails; 0 to be tried again, 0 left for the next run' '-v tells figures'

post sol 'Uno' > uno
exits 0 'a post is delivered' asm-deliver -N $NOW < uno
is "$(cat "$OUT$ERR" 2> /dev/null; cat "$OUT" "$ERR")" '' 'without a word'
is "$(delivered)" 'all@x.example Uno
es@x.example Uno' 'to those who read its language, or all'
mail=$(grep -l 'Delivered-To: es@' "$DELIVERED"/new/*)
is "$(head -2 "$mail")" 'Return-Path: <bounce+5@lists.example>
Delivered-To: es@x.example' 'a Maildir says for whom'
is "$(field Asm-Date "$mail")" "$NOW" 'Asm-Date is when it arrived'
is "$(field List-Id "$mail")" 'The list <assemblies.lists.example>' 'List-Id'
is "$(field List-Post "$mail")" "<mailto:$LIST> (assemblies only)" 'List-Post'
is "$(field Precedence "$mail") $(field X-Loop "$mail")" "list $LIST" 'what stops robots and loops'
tail -n "$(wc -l < uno)" "$mail" > bytes
same bytes uno 'the article itself byte for byte'
unlike "$(sed '1,/^Delivered-To/d' "$mail")" '@x\.example' 'no other observer in it'
asm-deliver -N $NOW < /dev/null
asm-deliver -N $NOW < uno
is "$(delivered | wc -l)" 2 'once, however often it runs'

# ---- languages

printf '[[1]]\n\nOne\n\n[[2]]\n\nDear assemblies, we tell what we did yesterday.\n\n[[end]]\n' > one.form
asm-select --type post | asm-translate-queue -N $NOW add -l en,ar
tag=$(asm-translate-queue list -l en --tsv | sed -n '2s/	.*//p')
asm-translate-queue -N "$(later 600)" return "$tag" < one.form > "$OUT"
asm-translate-queue publish | asm-post -N "$(later 700)" --own translation > "$OUT" 2> "$ERR"
is $? 0 "a translation is posted ($(cat "$ERR"))"
exits 0 'and delivered' asm-deliver -N "$(later 700)" < /dev/null
is "$(delivered)" 'all@x.example Uno
aren@x.example One
en@x.example One
es@x.example Uno' 'to those who waited for it, and to nobody twice'
sed 's/\[\[1\]\]/[[1]]\nواحد\n/; s/^One$//; s/^Dear.*/أيها الجمعيات/' one.form |
    asm-translate-queue -N "$(later 800)" return "${tag%-en}-ar" > "$OUT"
asm-translate-queue publish | asm-post -N "$(later 800)" --own translation > "$OUT" 2> "$ERR"
asm-deliver -N "$(later 800)" < /dev/null
is "$(delivered | grep -c aren)" 1 'a second language comes too late'

# The site is her own now: she waits three days, not a second less.
post sol 'Dos' > dos
asm-deliver -N $NOW < dos
is "$(delivered | grep -c Dos)" 2 'the others wait'
asm-deliver -N "$(later $((800 + 72 * 3600 - 1)))" < /dev/null
is "$(delivered | grep -c Dos)" 2 'a second before 72 hours they still do'
asm-deliver -N "$(later $((800 + 72 * 3600)))" < /dev/null
is "$(delivered | grep Dos)" 'all@x.example Dos
aren@x.example Dos
en@x.example Dos
es@x.example Dos' 'then they get it as it was written'

# ---- who comes later, who leaves

t=$((100 * 3600))
asm-observers -N "$(later $t)" add late@x.example
asm-deliver -N "$(later $t)" < /dev/null
is "$(delivered | grep -c late)" 0 'who comes later gets nothing old'
post sol 'Tres' '' "$(later $t)" > tres
asm-deliver -N "$(later $t)" --plan < tres
is "$(delivered | grep -c Tres)" 0 '--plan sends nothing'
asm-observers remove all@x.example
asm-observers add --rhythm none en@x.example
asm-deliver -N "$(later $t)" < /dev/null
is "$(delivered | grep Tres)" 'es@x.example Tres
late@x.example Tres' 'who has left meanwhile gets nothing'
asm-deliver -N "$(later $((t + 72 * 3600)))" < /dev/null
is "$(delivered | grep -c 'en@x.example Tres')" 1 'nor who wants nothing any more (of two who waited)'

# A mail program has seen it: no second copy though the slice comes again.
post sol 'Cuatro' '' "$(later $t)" > cuatro
asm-deliver -N "$(later $((t + 1)))" < /dev/null
n=$(delivered | grep -c Cuatro)
for f in "$DELIVERED"/new/*; do
	grep -q '^Subject: Cuatro' "$f" && mv "$f" "$DELIVERED/cur/${f##*/}:2,S"
done
sqlite3 "$ASM_SITE/private.db" 'UPDATE slice SET done = NULL, next = 0' 2> "$ERR"
if [ $? -eq 0 ]; then
	exits 0 'all slices again, as after a crash' asm-deliver -N "$(later $((t + 1)))" < /dev/null
	is "$(delivered | grep -c Cuatro) $n" "0 2" 'what was moved to cur/ is not delivered again'
	is "$(delivered | uniq -d)" '' 'nobody has anything twice'
else skip 'all slices again' 'no sqlite3 command'; fi

# The Maildir cannot be written: 75, and later all is well.
mv "$DELIVERED" "$SCRATCH/kept"
: > "$DELIVERED"
post sol 'Cinco' '' "$(later $t)" > cinco
exits 75 'a Maildir that is none' asm-deliver -N "$(later $((t + 2)))" < /dev/null
one_line asm-deliver 'one line'
unlike "$(cat "$ERR")" '@' 'with nobody named'
rm "$DELIVERED"
mv "$SCRATCH/kept" "$DELIVERED"
exits 0 'not before its time' asm-deliver -N "$(later $((t + 61)))" < /dev/null
is "$(delivered | grep -c Cinco)" 0 'nothing'
exits 0 'a minute later' asm-deliver -N "$(later $((t + 62)))" < /dev/null
is "$(delivered | grep -c Cinco)" 2 'delivered'

# ---- by sendmail

# The real interface: arguments, standard input, exit status.  What it says names people, as real ones do.
cat > sendmail <<'END'
#!/bin/sh
to=$(mktemp -d SCRATCH/sent/call.XXXXXX) || exit 75
printf '%s\n' "$@" > "$to/argv"
env > "$to/env"
ls /proc/self/fd > "$to/fd" 2> /dev/null
cat > "$to/mail"
echo "sendmail: $*"
echo "sendmail: $* rejected" >&2
read -r status < SCRATCH/status
case $status in
kill) kill -9 $$ ;;
esac
mv "$to" "$to.done"
exit "$status"
END
sed "s|SCRATCH|$SCRATCH|g" sendmail > sendmail.sh
chmod +x sendmail.sh
mkdir sent
export DELIVER="sendmail $SCRATCH/sendmail.sh"
make_site "$SCRATCH/site2"
# shellcheck disable=SC2046 # addresses hold no blanks
asm-observers -N $NOW add $(seq -f 'o%g@x.example' 1 1100)
post sol 'Uno' > uno

echo 0 > status
exits 0 '1,100 observers' asm-deliver -v -N $NOW < uno
is "$(cat "$ERR")" 'asm-deliver: 3 slices, 1100 mails; 0 to be tried again, 0 left for the next run' 'three slices'
is "$(cat "$OUT")" '' 'what sendmail says on standard output is not ours'
is "$(for f in sent/*/argv; do sed '1,/^--$/d' "$f" | wc -l; done | sort -n | paste -sd ' ' -)" '100 500 500' 'of 500 at most'
is "$(cat sent/*/argv | grep '@x' | sort -u | wc -l)" 1100 'everybody once'
is "$(head -4 "$(ls sent/*/argv | head -1)" | paste -sd ' ' -)" '-i -f bounce+5@lists.example --' 'and what stands before the recipients'
mail=$(ls sent/*/mail | head -1)
is "$(cat sent/*/mail | sort | uniq -c | sort -n | tail -1 | awk '{ print $1 % 3 }')" 0 'the same mail to all'
unlike "$(cat "$mail")" '@x\.example|^Return-Path|^Delivered-To' 'nobody of them in the mail'
like "$(cat "$mail")" '^List-Unsubscribe: <mailto:observe@lists.example\?subject=leave' 'a way to leave'
unlike "$(cat sent/*/env)" 'ASM_SITE|SCRATCH' 'a clean environment'
if [ -s "$(ls sent/*/fd | head -1)" ]; then
	is "$(sort -u sent/*/fd | grep -vc '^[0-3]$')" 0 'no descriptor of ours'
fi
exits 0 'again' asm-deliver -N $NOW < uno
is "$(ls sent | wc -l)" 3 'nothing is sent again'

# Temporary trouble: after 1, 2, 4 ... minutes, at most an hour.
rm -rf sent/*
asm-observers list --tsv | sed 1d | cut -f 2 | sed 1,2d | xargs asm-observers remove
echo 75 > status
post sol 'Dos' > dos
exits 75 'sendmail says 75' asm-deliver -N $NOW < dos
is "$(cat "$ERR")" 'asm-deliver: 1 slices or letters were not taken and will be tried again (asm-site status)' 'one line, nobody named'
at=0
for wait in 60 120 240 480 960 1920 3600 3600 3600; do
	before=$(ls sent | wc -l)
	exits 0 "not yet, $((wait - 1)) seconds after" asm-deliver -N "$(later $((at + wait - 1)))" < /dev/null
	is "$(ls sent | wc -l)" "$before" 'sendmail is left alone'
	at=$((at + wait))
	exits 75 "tried after $wait seconds" asm-deliver -N "$(later $at)" < /dev/null
	is "$(ls sent | wc -l)" $((before + 1)) 'once'
done
asm-site -N "$(later $at)" status > status.out 2>&1
unlike "$(cat status.out)" '@x\.example' 'asm-site status names nobody'
like "$(cat status.out)" '1' 'but shows it'
at=$((at + 3600))
echo 0 > status
exits 0 'the MTA is back' asm-deliver -v -N "$(later $at)" < /dev/null
like "$(cat "$ERR")" '1 slices, 2 mails' 'sent'
exits 0 'and done' asm-deliver -v -N "$(later $((at + 9999)))" < /dev/null
like "$(cat "$ERR")" '0 slices, 0 mails' 'once'

for trouble in 70 kill missing; do
	rm -rf sent/*
	at=$((at + 10000))
	post sol "Con $trouble" '' "$(later $at)" > article
	echo $trouble > status
	[ $trouble != missing ] || mv sendmail.sh away
	exits 75 "sendmail: $trouble" asm-deliver -N "$(later $at)" < article
	one_line asm-deliver 'one line'
	unlike "$(cat "$ERR")" '@' 'nobody named'
	[ $trouble != missing ] || mv away sendmail.sh
	echo 0 > status
	exits 0 'a minute later' asm-deliver -N "$(later $((at + 60)))" < /dev/null
	done=1
	[ $trouble != 70 ] || done=2	# that one ended by itself the first time, too
	is "$(find sent -name "*done*" | wc -l)" "$done" 'it goes out'
done

# What sendmail refuses for good (65, 67, 68, 77) is kept, shown, and sent again only when somebody says so.
rm -rf sent/*
at=$((at + 10000))
post sol 'Nunca' '' "$(later $at)" > article
echo 67 > status
exits 0 'sendmail says 67: nobody can cure that by trying' asm-deliver -N "$(later $at)" < article
is "$(cat "$ERR")" 'asm-deliver: 2 recipients were refused for good (asm-site status)' 'one line, nobody named'
echo 0 > status
exits 0 'a day later' asm-deliver -N "$(later $((at + 86400)))" < /dev/null
is "$(find sent -name "*done*" | wc -l)" 1 'it is not tried again'
exits 0 '--again' asm-deliver -v --again -N "$(later $((at + 86400)))" < /dev/null
like "$(cat "$ERR")" '1 slices, 2 mails' 'but then'
is "$(find sent -name "*done*" | wc -l)" 2 'it goes out'
at=$((at + 86400))

# Five days of trouble are enough.
post sol 'Cansado' '' "$(later $at)" > article
echo 75 > status
asm-deliver -N "$(later $at)" < /dev/null > "$OUT" 2>&1
if sqlite3 "$ASM_SITE/private.db" 'UPDATE slice SET tries = 128 WHERE done IS NULL' 2> "$ERR"; then
	at=$((at + 3600))
	exits 75 'the last try but one' asm-deliver -N "$(later $at)" < /dev/null
	at=$((at + 3600))
	exits 75 'the last' asm-deliver -N "$(later $at)" < /dev/null
fi
rm -rf sent/*
asm-deliver -N "$(later $((at + 9999)))" < /dev/null
if command -v sqlite3 > "$OUT"; then
	is "$(find sent -name argv | wc -l)" 0 'after 130 tries it is kept as refused'
else skip 'given up' 'no sqlite3 command'; fi
echo 0 > status
asm-deliver --again -N "$(later $((at + 9999)))" < /dev/null
is "$(grep -l '^Subject: Cansado' sent/*/mail | wc -l)" 1 'and is not lost'
at=$((at + 20000))

# ---- many at once

rm -rf sent/*
at=$((at + 10000))
for i in 1 2 3 4 5 6; do
	post sol "Muchas $i" '' "$(later $at)" > /dev/null
done
for i in 1 2 3 4 5; do
	asm-deliver -N "$(later $at)" < /dev/null 2>> at-once.err || echo "status $?" >> at-once.err &
done
wait
is "$(cat at-once.err)" '' 'five couriers at once'
is "$(cat sent/*/mail | grep -c '^Subject: Muchas')" 6 'carry each slice once'

# ---- a copy for each, with the link by which she leaves

unset DELIVER
make_site "$SCRATCH/site3"
DELIVERED3=$DELIVERED
rm -rf "$DELIVERED"
echo 'One-Click: https://www.lists.example/list/' >> "$ASM_SITE/asm.conf"
asm-observers -N $NOW add uno@x.example dos@x.example
post sol 'Uno' | asm-deliver -N $NOW
is "$(delivered)" 'dos@x.example Uno
uno@x.example Uno' 'both get it'
for who in uno dos; do
	copy=$(grep -l "^Delivered-To: $who@" "$DELIVERED3"/new/*)
	field List-Unsubscribe "$copy" > "$who.leave"
	like "$(cat $who.leave)" '^<https://www.lists.example/list/leave/l[12]-[a-z2-7]{26}>, <mailto:observe\+l[12]-[a-z2-7]{26}@lists.example\?subject=leave>$' 'with a link of her own'
	is "$(field List-Unsubscribe-Post "$copy")" 'List-Unsubscribe=One-Click' 'for one click'
done
not_ok 'which differs from the other' cmp -s uno.leave dos.leave
to=$(sed 's/.*mailto:\([^?]*\)?.*/\1/' dos.leave)
printf 'From: someone@else.example\nSubject: leave\n\n' | asm-observers -v -N $NOW mail "$to" 2> "$ERR"
is "$(cat "$ERR") $(asm-observers list | grep -c dos@)" 'asm-observers: left 0' 'it is enough, whoever writes'
printf 'From: dos@x.example\nSubject: leave\n\n' | asm-observers -v -N $NOW mail "$(echo "$to" | sed 's/+l2/+l1/')" 2> "$ERR"
is "$(asm-observers list | grep -c uno@)" 1 'and good for her alone'
sed -i 's/^One-Click: https/One-Click: http/' "$ASM_SITE/asm.conf"
exits 78 'without TLS it is not promised' asm-deliver < /dev/null
sed -i '/^One-Click/d' "$ASM_SITE/asm.conf"

# ---- a receipt for the contact

echo 'Receipts: yes' >> "$ASM_SITE/asm.conf"
asm-observers -N $NOW add -l ar tres@x.example
post sol 'Recibo' | asm-deliver -N $NOW
receipt=$(grep -l '^Delivered-To: sol@' "$DELIVERED"/new/*)
like "$(perl -MMIME::QuotedPrint -ne 'print decode_qp($_)' "$receipt")" 'Post: Recibo|Envío: Recibo' 'she is told what was posted'
like "$(field Subject "$receipt")" '=BAmero[?]= [0-9]+$' 'under which number'
like "$(perl -MMIME::QuotedPrint -0777 -ne '$_ = decode_qp($_); s/\s+/ /g; print' "$receipt")" 'llega: 1\. Esperan una traducción: 1;' 'and for how many, not for whom'
asm-deliver -N $NOW < /dev/null
is "$(grep -l '^Delivered-To: sol@' "$DELIVERED"/new/* | wc -l | tr -d ' ')" 1 'once'

# ---- many at once

DELIVERED4=$SCRATCH/many
sed -i -e '/^Receipts/d' -e "s|^Deliver:.*|Deliver: maildir $DELIVERED4|" "$ASM_SITE/asm.conf"
for i in $(seq 120); do
	echo 'From asm-verify Sat Nov 21 09:00:00 2026'
	mail_of sol "Many $i" | sealed sol "$NOW"
	echo
done | asm-post -N $NOW > stream
bad=$(sqlite3 "$ASM_SITE/public.db" 'SELECT max(serial) - 49 FROM article')
sqlite3 "$ASM_SITE/private.db" "CREATE TRIGGER bad BEFORE INSERT ON delivery WHEN NEW.serial = $bad BEGIN SELECT raise(ABORT, 'bad'); END"
not_ok 'an article that cannot be planned' asm-deliver -N $NOW --plan < stream 2> "$ERR"
one_line asm-deliver 'is said'
is "$(sqlite3 "$ASM_SITE/private.db" "SELECT value FROM mark WHERE name = 'planned'")" $((bad - 1)) 'and all in front of it are planned'
sqlite3 "$ASM_SITE/private.db" 'DROP TRIGGER bad'
exits 0 'when it can be, all go' asm-deliver -N $NOW < stream
find "$DELIVERED4/new" -type f -exec sed -n '/^Delivered-To: uno@/,/^$/s/^Subject: Many //p' {} + | sort -n > got
seq 120 > want
same got want 'each once'

# ---- what is read and written

exits 0 'a stream of nonsense is only a hint' asm-deliver -N "$(later $at)" < "$ASM_SITE/public.db"
unlike "$(tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" '@x\.example' 'no address in public.db'
unlike "$(asm-select --type all)" '@x\.example' 'none in what anybody may read'

done_testing
