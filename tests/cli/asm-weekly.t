#!/bin/sh
# asm-weekly: the issues that are due, each once, whatever fails on the way.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
asm-observers -N 2026-11-14 add --rhythm weekly week@x.example
asm-observers -N 2026-11-14 add --rhythm weekly -l es semana@x.example
asm-observers -N 2026-11-14 add --rhythm weekly -l fr,ar arabic@x.example
asm-observers -N 2026-11-14 add each@x.example
issues()	# language and window of each, in the order of the log
{
	asm-select --type issue | awk '/^Content-Language: / { l = $2 } /^Asm-Window: / { print l, substr($2, 1, 10) }' | sort
}
week()	# N: the Saturday 09:00 that many weeks after the first
{
	later $(($1 * 7 * 86400))
}

exits 0 'nothing was posted: nothing is due' asm-weekly -N $NOW
is "$(issues)$(cat "$OUT" "$ERR")" '' 'nothing is made'
post sol 'Uno' '' 2026-11-18T10:00:00Z > uno
exits 0 'before the week is over' asm-weekly -N 2026-11-20T23:59:59Z
is "$(issues)" '' 'nothing is made'
exits 0 'on Saturday' asm-weekly -N $NOW
is "$(cat "$OUT" "$ERR")" '' 'without a word'
is "$(issues)" 'ar 2026-11-14
en 2026-11-14
es 2026-11-14' 'one in each language'
is "$(delivered | cut -d ' ' -f 1 | sort | uniq -c | awk '{ print $2, $1 }')" 'arabic@x.example 1
each@x.example 1
semana@x.example 1
week@x.example 1' 'each reader gets one; who wants every post, the post'
for who in 'week en' 'semana es' 'arabic ar'; do
	mail=$(grep -l "^Delivered-To: ${who% *}@" "$DELIVERED"/new/*)
	is "$(field Content-Language "$mail")" "${who#* }" "${who% *} gets it in ${who#* }"
done
exits 0 'an hour later' asm-weekly -N "$(later 3600)"
is "$(issues | wc -l | tr -d ' ') $(delivered | wc -l | tr -d ' ')" '3 4' 'nothing new'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing left in tmp/'

exits 0 'a week without posts' asm-weekly -N "$(week 1)"
is "$(issues | wc -l | tr -d ' ')" 3 'makes no newsletter'

# ---- an issue that cannot be made waits, and what is behind it waits for it

post sol 'Dos' '' "$(week 1)" > dos
post sol 'Tres' '' "$(week 2)" > tres
mkdir fake
real=$(command -v asm-digest)
cat > fake/asm-digest <<END
#!/bin/sh
# Spanish fails for the older window only.
case " \$* " in
*" -l es "*"--from 2026-11-2"[18]*) cat > /dev/null; exit 75 ;;
esac
exec "$real" "\$@"
END
chmod +x fake/asm-digest
PATH=$SCRATCH/fake:$PATH asm-weekly -N "$(week 3)" 2> "$ERR"
is $? 75 'one that cannot be made is 75'
like "$(cat "$ERR")" '^asm-weekly: weekly es from 2026-11-2.*: status 75$' 'and named'
is "$(issues | grep -c '^en') $(issues | grep -c '^es')" '3 1' 'the other languages go on, Spanish keeps its order'
exits 0 'the next run' asm-weekly -N "$(week 3)"
is "$(issues | grep '^es' | cut -d ' ' -f 2)" "$(issues | grep '^en' | cut -d ' ' -f 2)" 'makes both'

# ---- the MTA is away: the issue stands, the mail goes later

sed "s|^Deliver:.*|Deliver: sendmail $SCRATCH/missing|" "$ASM_SITE/asm.conf" > conf
cp "$ASM_SITE/asm.conf" conf.good
cat conf > "$ASM_SITE/asm.conf"
post sol 'Cuatro' '' "$(week 3)" > cuatro
exits 75 'no MTA' asm-weekly -N "$(week 4)"
is "$(issues | grep -c '^en')" 4 'the issue is made'
cat conf.good > "$ASM_SITE/asm.conf"
n=$(delivered | grep -c '^week')
asm-deliver -N "$(later $((28 * 86400 + 60)))" < /dev/null
is "$(delivered | grep -c '^week')" $((n + 1)) 'and sent by whoever delivers next'

# ---- a translation of an older post says whose words it is of

id=$(field Message-ID cuatro)
cat > translation <<END
From: x <$LIST>
Date: $(date -R -u -d "$(week 5)")
Subject: Four
Message-ID: <tr.four.en.r1.1@lists.example>
Asm-Translation-Of: $id; rev=1
Content-Language: en

Dear assemblies, we write to tell what we did on the square.
END
asm-post --own translation -N "$(week 5)" < translation > /dev/null
post luna 'Five' '' "$(week 5)" > five
exits 0 'a week with a translation of what an older one showed' asm-weekly -N "$(week 6)"
asm-select --type issue -l en -n 1 > issue
like "$(cat issue)" 'Four' 'shows it'
like "$(cat issue)" 'Asamblea Sol' 'names the assembly'
unlike "$(cat issue)" 'via' 'and not the list'

asm-post --own translation -N "$(later $((6 * 7 * 86400 + 3600)))" < translation > /dev/null
sed -e 's/<tr.four.en.r1.1/<tr.four.ar.r1.1/' -e 's/^Content-Language: en/Content-Language: ar/' -e "s/^Date:.*/Date: $(date -R -u -d "$(week 6)")/" \
    -e 's/^Subject: Four/Subject: Arba3a/' translation | asm-post --own translation -N "$(later $((6 * 7 * 86400 + 3600)))" > /dev/null
n=$(issues | wc -l)
exits 0 'a week with nothing but a translation into Arabic' asm-weekly -N "$(week 7)"
is "$(($(issues | wc -l) - n)) $(issues | grep -c '^ar')" "1 $(($(issues | grep -c '^en') + 1))" 'makes an issue for those who read it, and no other'
asm-select --type issue -n 1 > issue
like "$(asm-show --fields Text issue)" 'Arba3a' 'which shows it'
exits 0 'an hour later' asm-weekly -N "$(later $((7 * 7 * 86400 + 3600)))"
is "$(($(issues | wc -l) - n))" 1 'nothing more'

# ---- other editions: daily, by kind, by region, empty ones

cp "$ASM_SITE/asm.conf" conf.good
{
	cat conf.good
	printf 'Edition: daily; since=%s; languages=en; every=day; kind=proposal; title=Proposals of the day\n' "$(week 7 | cut -c 1-10)"
	printf 'Edition: north; since=%s; languages=en; region=North; empty=yes\n' "$(week 7 | cut -c 1-10)"
} > "$ASM_SITE/asm.conf"
post sol '[proposal] Six' '' "$(week 7)" > six
post sol 'Seven' '' "$(later $((50 * 86400)))" > seven
post sol '[proposal] Eight' '' "$(later $((51 * 86400)))" > eight
exits 0 'a daily edition of proposals' asm-weekly -N "$(later $((53 * 86400)))" daily
asm-select --type issue > all.issues
is "$(grep -c '^Asm-Edition: daily' all.issues)" 2 'makes one for each day with a proposal'
is "$(grep -c '^Subject: Proposals of the day ' all.issues)" 2 'under its own title'
exits 0 'again' asm-weekly -N "$(later $((53 * 86400)))" daily
is "$(asm-select --type issue | grep -c '^Asm-Edition: daily')" 2 'makes none'
exits 0 'an edition of a region where nobody writes, made all the same' asm-weekly -N "$(week 9)" north
is "$(asm-select --type issue | grep -c '^Asm-Edition: north')" 2 'two weeks, two issues'
asm-select --type issue -n 1 > north
like "$(asm-show --fields Text north)" 'Nothing was posted' 'which say that nothing was posted'
for bad in 'every=month' 'kind=news' 'empty=maybe'; do
	{ cat conf.good; echo "Edition: bad; since=2026-11-14; $bad"; } > "$ASM_SITE/asm.conf"
	exits 78 "$bad is refused" asm-weekly -N "$(week 9)"
done
cat conf.good > "$ASM_SITE/asm.conf"

# ---- five weeks without cron: four issues, the oldest of which is of two weeks; killed anywhere, and again: the same

for w in 10 11 12 13 14; do post sol "Week $w" '' "$(week $w)" > "w$w"; done
n=$(issues | grep -c '^en')
for seconds in 0.02 0.05 0.1 0.2 0.4; do
	timeout -s KILL $seconds setsid asm-weekly -N "$(week 15)" > "$OUT" 2>&1
done
exits 0 'after five weeks' asm-weekly -N "$(week 15)"
asm-select --type issue -l en > en.issues
is "$(($(issues | grep -c '^en') - n))" 4 'four issues, the oldest weeks in one'
is "$(sed -n 's/^Asm-Window: //p' en.issues | sort | uniq -d)" '' 'none twice'
is "$(for w in 10 11 12 13 14; do grep -c "^[0-9]*\. Week $w" en.issues; done | tr '\n' ' ')" '2 2 1 1 1 ' 'each post is in one (with contents where there are several)'
exits 0 'an hour later' asm-weekly -N "$(week 15)"
is "$(($(issues | grep -c '^en') - n))" 4 'nothing more'
for left in "$ASM_SITE"/tmp/weekly.*; do [ ! -e "$left" ] || touch -d '3 days ago' "$left"; done
exits 0 'three days later' asm-weekly -N "$(week 15)"
is "$(ls "$ASM_SITE/tmp")" '' 'what the killed ones left is gone'

# ---- weeks go by the clocks of the place, also when these change

Z=$SCRATCH/madrid
DELIVERED=$SCRATCH/madrid.delivered
make_site "$Z"
sed -e 's|^#*Zone:.*||' -e 's|^Edition:.*|Edition: weekly; since=2027-03-20; languages=es\nEdition: daily; since=2027-03-20; languages=es; every=day|' "$Z/asm.conf" > conf
{ cat conf; echo 'Zone: Europe/Madrid'; } > "$Z/asm.conf"
# A second before and behind midnight there; the clocks change on 28 March.
for t in 2027-03-19T22:59:59Z 2027-03-19T23:00:00Z 2027-03-26T22:59:59Z 2027-03-26T23:00:00Z 2027-04-02T21:59:59Z 2027-04-02T22:00:00Z; do
	post sol "At $t" '' $t > /dev/null
done
is "$(asm-select --due weekly -N 2027-04-09T21:59:59Z | grep -E '^(Window|Posts)')" 'Window: 2027-03-20T00:00:00+01:00/2027-03-27T00:00:00+01:00
Posts: 2
Window: 2027-03-27T00:00:00+01:00/2027-04-03T00:00:00+02:00
Posts: 2' 'Saturdays in Madrid; before the next midnight there are two weeks'
is "$(asm-select --due weekly -N 2027-04-09T22:00:00Z | grep -c '^Window')" 3 'and at midnight three'
is "$(asm-select --due daily -N 2027-04-09T22:00:00Z | sed -n 's/^Window: //p' | tail -n 2)" '2027-04-02T00:00:00+02:00/2027-04-03T00:00:00+02:00
2027-04-03T00:00:00+02:00/2027-04-04T00:00:00+02:00' 'days likewise'
exits 0 'the issues' asm-weekly -N 2027-04-09T22:00:00Z
is "$(asm-select --type issue | sed -n 's/^Subject: //p')" 'The list 20-27 de marzo de 2027
The list 27 de marzo - 3 de abril de 2027
The list 3-10 de abril de 2027' 'are called by the days there'
is "$(asm-select --type issue | sed -n 's/^Message-ID: //p' | head -n 1)" '<digest.weekly.2027-03-20.es@lists.example>' 'and so is their name'
for t in 2027-03-19T23:00:00Z 2027-03-26T22:59:59Z 2027-03-26T23:00:00Z 2027-04-02T21:59:59Z 2027-04-02T22:00:00Z; do
	asm-select --type issue | awk -v t="At $t" '/^From / { n += seen; seen = 0 } index($0, t) { seen = 1 } END { print n + seen }'
done > seen
is "$(sort -u seen)" 1 'each post is in one'
exits 0 'again' asm-weekly -N 2027-04-09T22:00:00Z
is "$(asm-select --type issue | grep -c '^Subject: ')" 3 'nothing more'
ASM_SITE=$SCRATCH/site

# ---- called wrongly

exits 78 'no such edition' asm-weekly -N "$(week 4)" monthly
exits 64 'an unknown option' asm-weekly -x
exits 64 'no time' asm-weekly -N
ASM_SITE=$SCRATCH/nowhere exits 78 'no site' asm-weekly
one_line asm-select 'one line'
asm-weekly -N never > "$OUT" 2> "$ERR"
is $? 64 'no such time'

# What killed runs left is removed a day later, and nothing else.
mkdir "$ASM_SITE/tmp/intake.old" "$ASM_SITE/tmp/intake.new"
touch -d '3 days ago' "$ASM_SITE/tmp/intake.old"
asm-weekly -N "$(week 4)"
is "$(ls "$ASM_SITE/tmp")" intake.new 'old leftovers go'
exits 0 'the site is well' asm-site -N "$(week 4)" check --inside

done_testing
