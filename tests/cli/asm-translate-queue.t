#!/bin/sh
# asm-translate-queue: work is given once, taken back in whatever state it comes, and published once.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

standard_tests asm-translate-queue
make_site "$SCRATCH/site"
queue()
{
	asm-translate-queue -N $NOW "$@"
}
state()	# FIELDS [ARGUMENT...]: of each item, parted by blanks
{
	want=$1
	shift
	asm-translate-queue -N "${AT:-$NOW}" list --tsv "$@" | awk -F '\t' -v want="$want" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, name, ","); next }
		{ line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? " " : "") $(at[name[i]]); print line }'
}

# ---- usage

for wrong in '' 'frob' 'next' 'next -l en' 'next --who ana' 'give-back' 'give-back a b' 'return a b' 'publish x' 'list x' 'add x' \
    'next -l en --who ana --max-words 0' 'list --who ana' 'add --max-words 3' 'publish -l en' 'add -l ../x' 'add -l EN' 'add -l english'; do
	# shellcheck disable=SC2086 # words
	exits 64 "usage: asm-translate-queue $wrong" asm-translate-queue $wrong < /dev/null
	one_line asm-translate-queue 'one line'
done
exits 78 'no site' asm-translate-queue -S "$SCRATCH/nowhere" list
one_line asm-translate-queue 'one line'

# ---- add and list

exits 0 'nothing to add' queue add < /dev/null
exits 0 'an empty queue' queue list
is "$(cat "$OUT")" '' 'writes nothing'
exits 1 'and has no work' queue next -l en --who ana
is "$(cat "$OUT$ERR" 2> /dev/null; cat "$OUT" "$ERR")" '' 'without a word'

text='Queridas asambleas, os escribimos para contar lo que hicimos ayer en la plaza.

- Primero, la comida
- Segundo, la música

> Nos preguntasteis cuándo.

https://sol.example/plaza

-- 
Sol'
post sol 'Uno' "$text" > one
post sol '[ayuda] Dos' "$text" "$(later 10)" > two
post luna 'Three' 'Dear assemblies, this is what we did in our square yesterday evening, all of us together.' "$(later 20)" > three
asm-select > posts
exits 0 'posts are added' queue -v add -l en,es,pt-BR < posts
is "$(cat "$ERR")" 'asm-translate-queue: 3 posts, 6 items added' 'each into the languages it is not in'
exits 0 'again' queue -v add -l en,es,pt-BR < posts
is "$(cat "$ERR")" 'asm-translate-queue: 0 posts, 0 items added' 'nothing is there twice'
is "$(state State,Language,Source-Language,Kind,Title,Holder)" 'open en es help Dos 
open en es other Uno 
open es en other Three 
open pt-BR es help Dos 
open pt-BR es other Uno 
open pt-BR en other Three ' 'help first, then the oldest'
is "$(state Item -l en | grep -Ecx '[2-9a-hjkmnp-z]{4,6}-en')" 2 'tags that can be read out'
is "$(state Original -l es)" "$(field Message-ID three)" 'Original is the post'
asm-translate-queue list --json | perl -MJSON::PP -ne 'decode_json($_)' 2> "$ERR"
is $? 0 'as JSON'
post luna 'Issue' 'What we did in our square yesterday evening, all of us together, dear assemblies.' > four
sed 's/^Asm-Type: post/Asm-Type: issue/' four | queue -v add 2> "$ERR"
is "$(cat "$ERR")" 'asm-translate-queue: 0 posts, 0 items added' 'a newsletter is no work'

# A post with lines for us, and a wish.
cp -r "$ASM_SITE" "$SCRATCH/wish"
(
	ASM_SITE=$SCRATCH/wish
	post sol '[ayuda] Mantas' 'Responder antes de: 2026-12-05
Traducir a: el, fi
Cuándo: 2026-12-07 19:00 Europe/Madrid, cada semana
Queridas asambleas, nos faltan mantas para el invierno que viene ahora.' "$(later 30)" > wish.post
	asm-select -n 1 | queue add
	queue list --tsv | awk -F '\t' '$7 == "Mantas" { print $3 }' | sort > wish.languages
	item=$(queue list --tsv | awk -F '\t' '$7 == "Mantas" && $3 == "fi" { print $1 }')
	queue show "$item" > wish.form
	printf '[[1]]\nHuopia\n[[2]]\nTarvitsemme huopia talveksi.\n[[end]]\n' | queue return "$item" > wish.receipt
	queue publish | sed '1d; s/^>From /From /' > wish.mail
	queue add -l de < wish.post
	queue list --tsv | awk -F '\t' '$7 == "Mantas" { print $3 }' | sort | paste -sd ' ' - > wish.more
)
is "$(paste -sd ' ' wish.languages)" 'ar el en fi' 'the languages of the site and of the assemblies, and what the post wishes'
is "$(cat wish.more)" 'ar de el en fi' '-l is these and no others'
is "$(grep -v '^$' wish.form | sed '/^\[\[end/d' | grep -v '^\[\[')" 'Mantas
Queridas asambleas, nos faltan mantas para el invierno que viene ahora.' 'what is for us is not offered'
is "$(perl -MMIME::QuotedPrint -0777 -ne '($h, $b) = split /\n\n/, $_, 2; $b = decode_qp($b) if $h =~ /quoted/; $b =~ s/\n-- \n.*//s; print $b' wish.mail)" \
    "Vastaus viimeistään: 2026-12-05
Käännettävä kielille: el, fi
Milloin: 2026-12-07 19:00 Europe/Madrid, viikoittain

Tarvitsemme huopia talveksi." 'but stands in front of the translation, in its words'

# ---- next

exits 0 'next' queue next -l en --who ana@reader.example
cp "$OUT" work
two=$(state Item -l en | head -1)
is "$(state State,Holder,Lease -l en | head -1)" 'claimed ana@reader.example 2026-11-24T09:00:00Z' 'claimed for 72 hours'
is "$(field To work)" ana@reader.example 'her work mail'
like "$(field Reply-To work)" "^translate\\+$two\\.r1\\+[a-z2-7]{32}@lists\\.example\$" 'Reply-To names the item, with a token'
is "$(field Subject work)" "[$two r1] Dos" 'the Subject, too'
is "$(field Date work)" 'Sat, 21 Nov 2026 09:00:00 +0000' 'its time'
like "$(cat work)" '^\[\[1\]\]' 'the form'
is "$(grep -c '^\[\[[0-9]*\]\]' work)" 5 'subject, paragraph, two items, a quotation'
like "$(cat work)" '^Content-Type: message/rfc822' 'the post itself'
exits 0 'another for bob' queue next -l en --who 'Bob B.'
like "$(cat "$OUT")" '^To: undisclosed-recipients:;' 'a name is no address'
exits 1 'there is no third' queue next -l en --who carla
exits 1 'none for people with no time' queue next -l pt-BR --who carla --max-words 3
exits 0 'two more' queue next -l pt-BR --who ana@reader.example
exits 0 'for ana' queue next -l pt-BR --who ana@reader.example
exits 77 'three are enough' queue next -l pt-BR --who ana@reader.example
one_line asm-translate-queue 'one line'
unlike "$(cat "$ERR")" 'ana|reader' 'which names nobody'
AT=$(later $((72 * 3600 - 1)))
is "$(state State -l en | paste -sd ' ' -)" 'claimed claimed' 'a second before the claim ends'
AT=$(later $((72 * 3600)))
is "$(state State,Holder -l en | paste -sd ' ' -)" 'open  open ' 'open again'
exits 0 'somebody else takes it' asm-translate-queue -N "$AT" next -l en --who carla
is "$(state State,Holder -l en | head -1)" 'claimed carla' 'it is hers'
exits 1 'not ana'"'"'s to give back' asm-translate-queue -N "$AT" give-back --who ana@reader.example "$two"
one_line asm-translate-queue 'one line'
exits 0 'carla gives it back' asm-translate-queue -N "$AT" give-back --who carla "$(echo "$two" | tr a-z A-Z)"
exits 1 'once' asm-translate-queue -N "$AT" give-back "$two"
exits 1 'nothing of that name' asm-translate-queue give-back zzzz-en
AT=
is "$(state State -l en | head -1)" open 'open'
if [ -w /dev/full ]; then
	queue next -l en --who dora > /dev/full 2> "$ERR"
	is $? 74 'a work mail that cannot be written is 74'
	one_line asm-translate-queue 'one line'
	is "$(state State,Holder -l en | head -1)" 'open ' 'and leaves no claim'
	queue list > /dev/full 2> "$ERR"
	is $? 74 'list on a full disk is 74'
else skip 'a full disk' 'no /dev/full'; fi

# ---- return

exits 65 'nothing comes back' queue return < /dev/null
one_line asm-translate-queue 'one line'
exits 65 'an unknown item' queue return zzzz-en < work
one_line asm-translate-queue 'one line'
printf 'From: x@x.example\nSubject: hello\n\nhello\n' > stray
exits 65 'no item is named' queue return < stray
cp -r "$ASM_SITE" "$SCRATCH/other"
exits 0 'no form: it is kept, for a person to look at' asm-translate-queue -S "$SCRATCH/other" -N $NOW return "$two" < stray
is "$(sed -n 's/^Unplaced: //p' "$OUT")" yes 'and says so'
is "$(asm-deliver -S "$SCRATCH/other" -N $NOW < /dev/null 2> "$ERR"; grep -l '^To: owner@lists.example' "$DELIVERED"/new/* | wc -l | tr -d ' ')" 1 'who is told'
head -c 11000000 /dev/zero > big
exits 65 'too large' queue return "$two" < big
one_line asm-translate-queue 'one line'
rm big
is "$(state State -l en | head -1)" open 'none of it did anything'

cat > part <<END
From: ana@reader.example
To: translate+$two.r1@lists.example
Subject: whatever
Date: Sat, 21 Nov 2026 12:00:00 +0000

[[1]]

Two

[[3]]

First, the food

[[9]]
nothing of the kind

[[end]]
[[2]]
behind the end
END
exits 0 'a part' queue return < part
is "$(cat "$OUT")" "Item: $two
State: partial
Accepted: 1 3
Missing: 2 4 5" 'is kept, and said'
exits 0 'the same again' queue return < part
is "$(sed -n 's/^State: //p' "$OUT")" partial 'is the same'
exits 0 'publish' queue publish
is "$(cat "$OUT")" '' 'a part is not published'
exits 0 'the next translator' queue next -l en --who carla
is "$(grep -c '^\[\[[0-9]*\]\]' "$OUT")" 3 'gets the rest only'

# A reply, the source quoted, from a program that answers below each paragraph; a list put its name into the subject.
cat > reply <<END
From: carla@reader.example
To: "The list" <assemblies@lists.example>
Subject: Re: [assemblies] Re: [$two r1] Dos

On Saturday you wrote:
> [[2]]
>
> Queridas asambleas, os escribimos para contar lo que
> hicimos ayer en la plaza.

Dear assemblies, we write to tell
what we did yesterday in the square.

> [[ 4 ]]
>
> Segundo, la música

Second, the music

> [[5]]
>
> Nos preguntasteis cuándo.

> [[end]]

-- 
Carla
END
exits 0 'the second half' queue return < reply
is "$(sed -n 's/^State: //p; s/^Missing: //p' "$OUT")" 'partial
5' 'the quoted source is no translation'
printf 'From: c@reader.example\nIn-Reply-To: <work.%s.r1.1@lists.example>\nSubject: x\n\n> [[1]]\n> [[end]]\n\n[[5]]\nYou asked us when.\n' "$two" > last
exits 0 'the last, found by what it answers, below a quoted form' queue return < last
is "$(sed -n 's/^State: //p; s/^Missing: //p' "$OUT")" 'returned' 'complete'
is "$(state State,Holder -l en | grep approved)" 'approved ' 'nobody holds it, and nobody has to review it'

# ---- publish

exits 0 'published' queue publish
cp "$OUT" pub
asm-translate-queue -N 2026-12-24 publish > again
same again pub 'the same bytes again'
is "$(grep -c '^From ' pub)" 1 'one'
sed 1d pub > pub.mail
like "$(field Message-ID pub.mail)" "^<tr\.$(echo "$two" | tr - .)\.r1\.[0-9]+@lists\.example>$" 'a fixed Message-ID'
is "$(field Asm-Translation-Of pub.mail)" "$(field Message-ID two); rev=1" 'of what'
is "$(field In-Reply-To pub.mail) $(field Content-Language pub.mail) $(field Asm-Review pub.mail)" \
    "$(field Message-ID two) en unreviewed" 'threaded, in its language, unreviewed'
is "$(field Subject pub.mail)" Two 'its subject'
is "$(sed '1,/^$/d; /^-- $/,$d' pub.mail)" 'Dear assemblies, we write to tell what we did yesterday in the square.

- First, the food
- Second, the music

> You asked us when.

https://sol.example/plaza' 'its text in the form of the post'
unlike "$(cat pub)" 'ana|carla|reader\.example' 'translators stay unknown'
if [ -w /dev/full ]; then
	queue publish > /dev/full 2> "$ERR"
	is $? 74 'publish on a full disk is 74'
	one_line asm-translate-queue 'one line'
else skip 'publish on a full disk' 'no /dev/full'; fi
asm-post -N $NOW --own translation < pub > article 2> "$ERR"
is $? 0 "asm-post takes it ($(cat "$ERR"))"
exits 0 'publish again' queue publish
is "$(cat "$OUT")" '' 'the log has it'

# Late returns.
sed 's/12:00:00/13:00:00/' part > late
exits 0 'the same work in another mail' queue return < late
exits 0 'publish' queue publish
is "$(cat "$OUT")" '' 'is no second translation'
printf 'From: x\nTo: translate+%s.r1@lists.example\nAuto-Submitted: auto-replied\n\nI am away.\n> [[1]]\n> Dos\n> [[end]]\n' "$two" > away
exits 0 'an automatic answer that quotes' queue return < away
is "$(sed -n 's/^Accepted: //p' "$OUT")" '' 'brings nothing'
queue publish > "$OUT"
is "$(cat "$OUT")" '' 'and publishes nothing'
sed 's/First, the food/First of all, the food/' part > better
exits 0 'a better word' queue return < better
queue publish > pub2
like "$(cat pub2)" '^- First of all, the food' 'is a new translation'
is "$(grep -c "^Message-ID: $(field Message-ID pub.mail)" pub2)" 0 'under a new name'
is "$(sed 1d pub2 > p; field Supersedes p)" "$(field Message-ID pub.mail)" 'in the place of the first'
is "$(field Supersedes pub.mail)" '' 'which took none'
asm-post -N $NOW --own translation < pub2 > article2 2> "$ERR"
is "$? $(field Supersedes article2)" "0 $(field Message-ID pub.mail)" 'posted so, too'

# ---- returns from mail programs

one=$(state Item,Title -l en | sed -n 's/ Uno$//p')
is "$(state State -l en | sort | paste -sd ' ' -)" 'open published' 'one is done, the other open'
body()	# the whole form, filled in
{
	printf '[[1]]\nOne\n\n[[2]]\nDear assemblies, this is what we did.\n\n[[3]]\nFood\n\n[[4]]\nMusic\n\n[[5]]\nWhen?\n\n[[end]]\n'
}
take()	# DESCRIPTION FILE: a fresh site takes it all
{
	cp -r "$ASM_SITE" "$SCRATCH/fresh"
	run asm-translate-queue -S "$SCRATCH/fresh" -N $NOW return "$one" < "$2"
	is "$STATUS $(sed -n 's/^State: //p; s/^Accepted: //p' "$OUT" | paste -sd ' ' -)" '0 returned 1 2 3 4 5' "$1"
	rm -r "$SCRATCH/fresh"
}
head='From: bob@reader.example\nSubject: Re: x\nMIME-Version: 1.0\nContent-Type:'
body > form
take 'a file' form
printf '\357\273\277' | cat - form | sed 's/$/\r/' > form.crlf
take 'a file from Windows' form.crlf
{ printf "$head"' text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'; body | base64; } > form.b64
take 'base64' form.b64
{ printf "$head"' text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n'; body | iconv -t utf-16 | base64; } > form.u16
take 'UTF-16' form.u16
{ printf "$head"' text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n'; body | sed 's/ this is/ =\n this is/'; } > form.qp
take 'quoted-printable, flowed' form.qp
{ printf "$head"' text/html; charset=utf-8\n\n<html><body>'; body | sed 's/.*/<div>&<br><\/div>/'; printf '</body></html>\n'; } > form.html
take 'nothing but HTML' form.html
{ printf "$head"' multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n'; body; printf -- '--b\nContent-Type: text/html\n\n<p>no</p>\n--b--\n'; } > form.alt
take 'plain text and HTML' form.alt
{ printf "$head"' text/plain\n\n'; body | sed 's/^\[\[\([0-9]\)\]\]$/> > [[ \1 ]]/; s/^\[\[end\]\]/> [[END]]/'; } > form.quoted
take 'quoted markers' form.quoted
rlm=$(printf '\342\200\217') rle=$(printf '\342\200\253')
body | sed "s/\[\[1\]\]/${rlm}[[١]]/; s/\[\[2\]\]/${rle}[[٢]]/; s/\[\[3\]\]/ [[۳]]$rlm/; s/^One/واحد/" > form.rtl
take 'right to left, in Arabic and Persian digits' form.rtl
body | sed 's/^Music/[[same]]/' > form.same
take 'one that is the same in both languages' form.same
body | sed '/^One$/d; /^Food$/a\
Food, and more of it' > form.hole
printf '\n[[1]]\nOne after all\n' | cat form.hole - | sed '/^\[\[end\]\]/d' > form.late
take 'a later text for the same number' form.late

# Hostile text stays text.
body | sed "s/^One/One$(printf '\033')[2J=?utf-8?q?=0D=0ABcc:_x=40x?= \r Bcc: y@y.example/; s/^Food/From here on\nApproved: yes/" > form.bad
exits 0 'text that would like to be more' queue return "$one" < form.bad
queue publish > bad
asm-post -N $NOW --own translation < bad > bad.article 2> "$ERR"
is $? 0 "is posted ($(cat "$ERR"))"
unlike "$(sed '/^$/q' bad.article)" '^(Bcc|Approved: yes)' 'without a field of its own'
not_ok 'or an escape' grep -q "$(printf '\033')" bad.article

# Two returners: what is said last for a segment stands; none is lost.
three=$(state Item -l es)
queue next -l es --who ana > "$OUT"
printf '[[1]]\nTres\n[[end]]\n' > a
printf '[[1]]\nNúmero tres\n[[2]]\nQueridas asambleas, esto hicimos.\n[[end]]\n' > b
queue return --who ana "$three" < a > a.out &
queue return --who bob "$three" < b > b.out &
wait
is "$(cat a.out b.out | grep -c '^Accepted: 1')" 2 'two at once are both taken'
is "$(state State -l es)" approved 'and complete it'
queue publish > "$OUT"
like "$(cat "$OUT")" '^Subject: (Tres|=\?utf-8.*)' 'with one of the subjects'

# ---- at once

asm-select --type post > posts
for l in de fr it; do queue add -l $l < posts; done
for i in 1 2 3 4 5 6 7 8; do
	{
		for l in de fr it; do queue next -l $l --who "p$i" > "w.$i.$l" 2>> w.err || :; done
	} &
done
wait
cat w.*.?? | sed -n 's/^Reply-To: translate+//p' | sort > claimed
is "$(uniq -d claimed)" '' 'eight at once: nothing is given twice'
is "$(wc -l < claimed | tr -d ' ')" "$(state State,Language | grep -cE '^(open|claimed) (de|fr|it)')" 'and everything is given'
is "$(cat w.err)" '' 'without trouble'

unlike "$(tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" 'ana|carla|reader\.example' 'no translator in public.db'
done_testing
