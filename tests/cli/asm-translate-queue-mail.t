#!/bin/sh
# asm-translate-queue by mail: next, Reply, review, published; strangers confirm; corrections lose nobody's work.
# shellcheck disable=SC2016
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

# shellcheck disable=SC2034 # make_site writes it into asm.conf
REVIEW='48h'
make_site "$SCRATCH/site"
AT=$NOW
queue()
{
	asm-translate-queue -N "$AT" "$@"
}
send()
{
	rm -rf "$DELIVERED/new"
	asm-deliver -N "$AT" < /dev/null > /dev/null 2>&1
	cat "$DELIVERED"/new/*letter* 2> /dev/null > letters || : > letters
}
# to ADDRESS SUBJECT FROM < body: a mail, as the MTA would give it.
to()
{
	n=$((${n-0} + 1))
	{ printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <m%s@reader.example>\nContent-Type: text/plain; charset=utf-8\n\n' \
	    "$3" "$1" "$2" "$n"; cat; } > mail
	run asm-translate-queue -N "$AT" -v mail "$1" < mail
	echo "$STATUS $(sed -n 's/^asm-translate-queue: //p' "$ERR")" > outcome
}
reply_to()
{
	sed '/^$/q' "$1" | perl -0777 -ne 's/\n[ \t]+/ /g; print "$1\n" if /^Reply-To: <?([^>\n]*)/m'
}
# The text parts of mails, decoded, and the files that hang on them.
decoded()	# FILE
{
	perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne 'for (split /^--=_.*\n|(?=^Return-Path:)/m) { ($h, $b) = split /\n\n/, $_, 2;
		next if !defined $b; print $h =~ /base64/i ? decode_base64($b) : $h =~ /quoted/i ? decode_qp($b) : $b, "\n" }' "$1"
}
log_of()
{
	sqlite3 "$ASM_SITE/private.db" "$1"
}
command -v sqlite3 > /dev/null || skip_all 'no sqlite3'

post sol 'Uno' 'Queridas asambleas, os escribimos para contar lo que hicimos ayer.

Nos vemos a las 19:00 en https://sol.example/plaza para hablar.' > one
asm-select | queue add -l en,ar > "$OUT"

# ---- a stranger

: | to translate@lists.example 'next en' ana@reader.example
is "$(cat outcome)" '0 asked' 'somebody unknown is asked first'
is "$(queue list --state claimed)" '' 'and nothing happens'
send
like "$(cat letters)" '^Subject: Did you write' 'a letter asks her'
token=$(reply_to letters)
echo 'who are you?' | to "$token" 'Re: Did you' ana@reader.example
is "$(cat outcome)" '0 not confirmed' 'only yes is yes'
echo 'Yes.' | to "$token" 'Re: Did you' ana@reader.example
is "$(cat outcome)" '0 next' 'confirmed: it is done'
send
cp letters work
like "$(cat work)" '^\[\[1\]\]' 'work comes'
like "$(cat work)" 'filename=.*en\.r1\.po' 'with a PO file'
is "$(queue list --state claimed --tsv | sed 1d | cut -f 12)" ana@reader.example 'it is hers'
echo 'Yes' | to "$token" 'Re: Did you' ana@reader.example
is "$(cat outcome)" '0 not confirmed' 'a confirmation is used once'
cp mail again
run asm-translate-queue -N "$AT" -v mail "$token" < again
like "$(cat "$ERR")" ': known' 'a mail that comes twice is read once'
printf 'From: x@x.example\nAuto-Submitted: auto-replied\nSubject: next en\n\n' | asm-translate-queue -N "$AT" -v mail translate@lists.example 2> "$ERR"
like "$(cat "$ERR")" ': auto' 'a robot gets no answer'

# ---- the return

item=$(queue list -l en --tsv | sed -n '2s/	.*//p')
address=$(reply_to work)
to "$address" 'Re: work' ana@reader.example <<END
[[1]]
One

[[2]]
Dear assemblies, we write to tell you what we did yesterday.

[[end]]
END
is "$(cat outcome)" '0 return' 'a part'
send
like "$(cat letters)" 'Still open: 3' 'the receipt says what is missing'
to "$address" 'Re: work' ana@reader.example <<END
[[3]]
We meet at 20:00 at https://sol.example/plazza to talk.
[[end]]
END
send
like "$(perl -MMIME::QuotedPrint -0777 -pe '$_ = decode_qp($_)' letters)" '\[\[3\]\] this address is missing or different: https: ?//sol.example/plaza' 'an address that changed is asked about'
like "$(cat letters)" '\[\[3\]\] a number or a time differs' 'and a time'
is "$(queue list -l en --tsv | sed -n 2p | cut -f 2)" returned 'it is kept all the same'
queue publish > pub
is "$(cat pub)" '' 'nothing is published before somebody has read it'
echo approve | to "$address" 'Re: work' ana@reader.example
send
like "$(cat letters)" 'Somebody else has to do that' 'nobody approves her own'
exits 77 'not at the shell either' queue approve --who ana@reader.example "$item"
exits 1 'nor does she get it for review' queue review next -l en --who ana@reader.example

# ---- the review

queue person bea@reader.example --role reviewer -l en
echo 'review en' | to translate@lists.example 'hello' bea@reader.example
is "$(cat outcome)" '0 asked' 'a review needs a confirmed address'
send
echo yes | to "$(reply_to letters)" 'Re:' bea@reader.example
is "$(cat outcome)" '0 review' 'which she gives'
send
cp letters review
like "$(perl -MMIME::QuotedPrint -0777 -pe '$_ = decode_qp($_)' review)" 'We meet at 20:00' 'the translation, to read'
like "$(cat review)" '^\| Uno' 'and what it translates'
bea=$(reply_to review)
to "$bea" 'Re: review' bea@reader.example <<END
[[3]]
We meet at 19:00 at https://sol.example/plaza to talk.
[[end]]
END
send
like "$(perl -MMIME::QuotedPrint -0777 -pe '$_ = decode_qp($_)' letters)" '\[-20:00-\] \{\+19:00\+\}' 'the translator sees what was changed'
exits 77 'who changed it does not approve it' queue approve --who bea@reader.example "$item"
perl -0777 -ne 'for (split /(?=^Return-Path:)/m) { print if /^Delivered-To: ana/m && /changed/ }' letters > changed
echo 'credit: Ana of Vallecas' | to "$address" 'Re:' ana@reader.example
echo 'approve' | to "$(reply_to changed)" 'Re:' ana@reader.example
is "$(cat outcome)" '0 approve' 'the translator says yes to it'
is "$(queue list -l en --tsv | sed -n 2p | cut -f 2)" approved 'approved'
queue publish | asm-post -N "$AT" --own translation > article 2> "$ERR"
is "$(field Asm-Review article)" reviewed 'published, reviewed'
like "$(cat article)" 'Thanks to Ana of Vallecas\.' 'and she is thanked by the name that she gave'
unlike "$(cat article)" 'reader\.example' 'by no address'
is "$(queue list -l en --tsv | sed -n 2p | cut -f 2)" published 'the log has it'
is "$(sqlite3 "$ASM_SITE/private.db" 'SELECT count(*) FROM memory')" 3 'the memory has learned'

# ---- nothing that can be placed

queue next -l ar --who eva@reader.example > work.ar
before=$(log_of 'SELECT count(*) FROM returned')
echo 'Here is my translation, all in one: bla bla.' | to "$(reply_to work.ar)" 'Re:' eva@reader.example
is "$(cat outcome)" '0 unplaced' 'what cannot be placed'
is "$(log_of 'SELECT count(*) FROM returned')" $((before + 1)) 'is kept'
send
like "$(cat letters)" '^Delivered-To: owner@lists.example' 'and a person is told'
echo 'give back' | to "$(reply_to work.ar)" 'Re:' eva@reader.example
is "$(queue list -l ar --tsv | sed -n 2p | cut -f 2)" open 'given back'

# ---- time

queue next -l ar --who eva@reader.example > work.ar
send
AT=$(later $((49 * 3600)))
queue tick
send
is "$(grep -c '^Delivered-To: eva' letters)" 1 'a reminder at two thirds'
queue tick
send
is "$(grep -c '^Delivered-To: eva' letters)" 0 'once'
echo 'more time' | to "$(reply_to work.ar)" 'Re:' eva@reader.example
is "$(cat outcome)" '0 more-time' 'more time'
AT=$(later $((49 * 3600 + 72 * 3600)))
queue tick
is "$(queue list -l ar --tsv | sed -n 2p | cut -f 2)" open 'which ends, too'
printf '[[1]]\nواحد\n[[2]]\nأيتها المجالس العزيزة، نكتب لكم عما فعلناه أمس.\n[[3]]\nنلتقي عند 19:00 في https://sol.example/plaza للحديث.\n[[end]]\n' > ar.form
exits 0 'a late return is welcome' queue return --who eva@reader.example "${item%-en}-ar" < ar.form
queue publish > pub
is "$(cat pub)" '' 'it waits for a reader'
AT=$(later $((49 * 3600 + 72 * 3600 + 48 * 3600)))
queue tick
queue publish | asm-post -N "$AT" --own translation > article 2> "$ERR"
is "$(field Asm-Review article)" unreviewed 'for two days; then it is published, marked'

# ---- a correction, while three work on it

queue person cal@reader.example -l en
post sol 'Dos' 'Uno de los párrafos.

Otro párrafo que no cambia nunca.

El tercero dice que vengáis el lunes.' "$AT" > two
asm-select -n 1 | queue add -l en,ar,fr
t=$(queue list -l en --state open --tsv | sed -n '2s/-en	.*//p')
queue claim "$t-en" --who ana@reader.example > w.en
queue claim "$t-ar" --who eva@reader.example > w.ar
printf '[[1]]\nDeux\n[[2]]\nUn des paragraphes.\n[[3]]\nUn autre paragraphe qui ne change jamais.\n[[4]]\nLe troisième dit de venir lundi.\n[[end]]\n' |
    queue return "$t-fr" --who fay@reader.example > "$OUT"
printf '[[3]]\nAnother paragraph that never changes.\n[[end]]\n' | queue return "$t-en" --who ana@reader.example > "$OUT"
queue review next -l fr --who gil@reader.example > w.fr
send
number=$(field Asm-Number two)
mail_of sol 'Dos corregido' "Corrects: $number

Uno de los párrafos.

Otro párrafo que no cambia nunca.

El tercero dice que vengáis el martes.

Y hay un cuarto." | sed 's/Sat, 21 Nov 2026 09:55/Sat, 28 Nov 2026 09:55/' | sealed sol "$AT" | asm-post -N "$AT" > three
asm-select -n 1 | queue add -l en,ar,fr
is "$(queue list --tsv | awk -F '\t' -v t="$t" 'index($1, t) == 1 { print $1, $2, $9 }' | sed "s/$t-//" | sort | paste -sd ';' -)" \
    'ar claimed 2;en claimed 2;fr open 2' 'who translates goes on, what was returned is open for the rest'
send
is "$(sed -n 's/^Delivered-To: //p' letters | sort | paste -sd ' ' -)" \
    'ana@reader.example eva@reader.example fay@reader.example gil@reader.example' 'each is told once'
asm-select -n 1 | queue add -l en,ar,fr
send
is "$(cat letters)" '' 'and only once'
is "$(queue show "$t-fr" --as po | grep -c '^msgctxt')" 3 'the delta holds the subject, what changed and what is new'
like "$(queue show "$t-fr" --as po)" '^#\| msgid "El tercero dice que vengáis el lunes' 'with what it was'
exits 1 'offered to the last translator alone' queue next -l fr --who zoe@reader.example
queue return "$t-en" --who ana@reader.example > "$OUT" <<END
Subject: Re: [$t-en r1] Dos

[[1]]
Two

[[2]]
One of the paragraphs.

[[4]]
The third says that you come on Monday.

[[end]]
END
is "$(sed -n 's/^Accepted: //p; s/^Corrected: //p; s/^Missing: //p' "$OUT" | paste -sd ';' -)" '2;1 4 5;1 4' \
    'what is sent for the text as it was is placed where that still stands, and kept where not'
printf '[[1]]\nTwo, corrected\n[[4]]\nThe third says that you come on Tuesday.\n[[5]]\nAnd there is a fourth.\n[[end]]\n' |
    queue return "$t-en" --who ana@reader.example > "$OUT"
is "$(sed -n 's/^State: //p' "$OUT")" returned 'the rest completes it'
printf '[[1]]\nDeux, corrigé\n[[4]]\nLe troisième dit de venir mardi.\n[[5]]\nEt il y a un quatrième.\n[[end]]\n' |
    queue return "$t-fr" --who fay@reader.example > "$OUT"
is "$(sed -n 's/^State: //p' "$OUT")" returned 'in French, too'
queue approve "$t-en"
queue publish > pub
like "$(cat pub)" 'Another paragraph that never changes' 'work from before the correction is in it'
is "$(sed 1d pub > p; field Asm-Translation-Of p)" "$(field Message-ID three); rev=2" 'it translates the correction'

# ---- two returns of one item

queue claim "$t-ar" --who eva@reader.example > "$OUT" 2> "$ERR"
printf '[[1]]\nاثنان\n[[end]]\n' | queue return "$t-ar" --who hal@reader.example > "$OUT"
printf '[[1]]\nاثنان مصحح\n[[end]]\n' | queue return "$t-ar" --who eva@reader.example > "$OUT"
is "$(sed -n 's/^Conflicts: //p' "$OUT")" 1 'both differ'
send
is "$(grep -c '^Delivered-To: hal' letters)" 1 'the other is told'

# ---- fuzzy memory, glossary

printf 'plaza\tsquare\tnot mall\nSol\t\n' | queue term import -l en --from es
post sol 'Tres' 'Queridas asambleas, os escribimos para contar lo que hicimos anteayer.

Nos vemos en la plaza de Sol.' "$AT" > four
asm-select | queue add -l en
u=$(queue list -l en --tsv | awk -F '\t' '$7 == "Tres" { print $1 }')
queue claim "$u" --who bea@reader.example --as xliff > w
like "$(cat w)" '^\| [789][0-9]%: Dear assemblies' 'the memory knows something near'
like "$(cat w)" '^\| plaza =3D square|^\| plaza = square' 'the glossary, too'
printf '[[3]]\nWe meet in the square.\n[[end]]\n' |
    queue return "$u" --who bea@reader.example > "$OUT"
like "$(cat "$OUT")" '3 warning term Sol' 'a name that is kept is missed'

# ---- a group that holds the queue of a language; claims by mail

queue person grupo@brigada.example --team 'fi' --credit 'Brigada' -l 'fi'
send
post sol 'Cuatro' 'Este texto lo traduce un grupo.' "$AT" > five
asm-select -n 1 | queue add -l 'fi,tr'
send
is "$(sed -n 's/^Delivered-To: //p' letters | paste -sd ' ' -)" grupo@brigada.example 'the group hears of it'
like "$(cat letters)" '^Subject: .*Uutta|^Subject: .*=\?utf-8' 'in its language'
asm-select -n 1 | queue add -l 'fi,tr'
cp letters group
send
is "$(cat letters)" '' 'once'
exits 1 'nobody else gets it for twelve hours' queue next -l 'fi' --who hal@reader.example
claim=$(sed -n 's/^Command-Claim: \([^|]*[^| ]\) *|.*/\1/p' "$ROOT/lib/text/words/fi")
echo "$claim" | to "$(reply_to group)" 'Re:' someone@brigada.example
is "$(cat outcome)" '0 claim' 'whoever of it answers claims it'
is "$(queue list -l 'fi' --state claimed --tsv | sed 1d | cut -f 12)" grupo@brigada.example 'for the group'
send
is "$(sed -n 's/^Delivered-To: //p' letters; decoded letters | grep -c '^\[\[2\]\]')" 'grupo@brigada.example
1' 'which gets the work mail'
printf '[[1]]\nNeljä\n[[2]]\nTämän tekstin kääntää ryhmä.\n[[end]]\n' | to "$(reply_to letters)" 'Re:' third@brigada.example
is "$(cat outcome)" '0 return' 'and returns it, whoever writes'
queue approve "$(queue list -l 'fi' --state returned --tsv | sed 1d | cut -f 1)"
queue publish > pub
like "$(perl -MMIME::QuotedPrint -0777 -ne 'print decode_qp($_)' pub)" 'Brigada\.' 'the group is thanked by its name'
unlike "$(cat pub)" 'brigada\.example' 'by no address'
f=$(queue list -l tr --state open --tsv | sed -n '2s/	.*//p')
echo "claim $f" | to translate@lists.example 'hello' bea@reader.example
is "$(cat outcome)" '0 claim' 'somebody known claims one by its name'
is "$(queue list -l tr --state claimed --tsv | sed 1d | cut -f 12)" bea@reader.example 'it is hers'
queue person hal@reader.example -l en
send
echo "[ITT] $f" | to translate@lists.example "[ITT] $f" hal@reader.example
send
like "$(cat letters)" 'Somebody else' 'who comes second is told'
echo 'claim zzzz-tr' | to translate@lists.example 'hello' hal@reader.example
is "$(cat outcome)" '0 claim' 'of a name that is none'
send
like "$(cat letters)" 'How to translate' 'she is helped'

# ---- by way of another language

post luna 'Five' 'A text that takes two steps.

Its second paragraph.' "$AT" > six
asm-select -n 1 | queue add -l es,ar
v=$(queue list -l es --state open --tsv | awk -F '\t' '$7 == "Five" { sub(/-es$/, "", $1); print $1 }')
printf '[[1]]\nCinco\n[[2]]\nUn texto que da dos pasos.\n[[3]]\nSu segundo párrafo.\n[[end]]\n' | queue return "$v-es" --who ana@reader.example > "$OUT"
queue claim "$v-ar" --from es --who dua@reader.example > w
like "$(decoded w)" '^A text that takes two' 'until it is approved the pivot is not shown, but the source'
queue give-back --who dua@reader.example "$v-ar"
queue approve "$v-es"
queue claim "$v-ar" --from es --who dua@reader.example > w
decoded w > w.text
like "$(cat w.text)" '^Un texto que da dos pasos' 'the text is that of the pivot'
like "$(cat w.text)" '^msgid "Un texto que da dos pasos' 'in the file, too'
printf '[[1]]\nخمسة\n[[2]]\nنص يمشي خطوتين.\n[[3]]\nفقرته الثانية.\n[[end]]\n' | to "$(reply_to w)" 'Re:' dua@reader.example
is "$(queue list -l ar --tsv | awk -F '\t' -v i="$v-ar" '$1 == i { print $2 }')" returned 'it comes back'
queue approve "$v-ar"
queue publish | asm-post -N "$AT" --own translation > articles 2> "$ERR"
is "$(grep -c "^ *In-Reply-To: $(field Message-ID six)" articles)" 2 'both are of the original'
printf '[[2]]\nUn texto que anda dos pasos.\n[[end]]\n' | queue return "$v-es" --who ana@reader.example > "$OUT"
queue approve "$v-es"
is "$(queue list -l ar --tsv | awk -F '\t' -v i="$v-ar" '$1 == i { print $2, $10 }')" 'open yes' 'where the pivot changes, what leans on it is open again'
is "$(queue show "$v-ar" --as po | grep -c '^msgctxt')" 1 'for what changed'
AT=$(later $((49 * 3600 + 72 * 3600 + 48 * 3600 + 20 * 3600)))

# ---- words that look like commands

post sol 'Mantas' 'Ayudadnos a encontrar mantas para el invierno.' "$AT" > seven
asm-select -n 1 | queue add -l en
m=$(queue list -l en --state open --tsv | awk -F '\t' '$7 == "Mantas" { print $1 }')
queue claim "$m" --who ivy@reader.example > w
echo 'more time' | to "$(reply_to w)" 'Re:' ivy@reader.example
is "$(cat outcome) $(queue show "$m" | grep -c '^\[\[[0-9]')" '0 more-time 2' 'a command is no translation, though the text has one paragraph'
printf 'More time please\n\nI am away until Monday, sorry for that.\n' | to "$(reply_to w)" 'Re:' ivy@reader.example
is "$(cat outcome) $(queue show "$m" | grep -c '^\[\[[0-9]')" '0 more-time 2' 'nor is what is said around it'
printf 'Help us to find blankets for the winter.\n' | to "$(reply_to w)" 'Re:' ivy@reader.example
is "$(cat outcome)" '0 return' 'a text that begins with such a word'
like "$(queue review show "$m" | tr -d '\n')" 'Help us to find blankets' 'is a text'

# ---- forget me

queue person dua@reader.example -l ar
queue claim "$v-ar" --from es --who dua@reader.example > w
send
echo 'forget me' | to translate@lists.example 'hello' dua@reader.example
is "$(cat outcome)" '0 asked' 'a mail in her name does nothing'
is "$(queue people --tsv | grep -c dua@)" 1 'she is there'
send
is "$(sed -n 's/^Delivered-To: //p' letters)" dua@reader.example 'but is asked'
like "$(decoded letters | tr '\n' ' ')" 'ننساك' 'in her language, and what it means is said'
echo 'no' | to "$(reply_to letters)" 'Re:' dua@reader.example
is "$(cat outcome)" '0 not confirmed' 'no is no'
echo 'forget me' | to "$(reply_to w)" 'Re: work' stranger@evil.example
is "$(cat outcome)" '0 asked' 'nor does it with the token of a work mail'
send
is "$(sed -n 's/^Delivered-To: //p' letters)" dua@reader.example 'she is asked, whoever wrote'
ok 'her address is in the database' grep -aq dua@reader "$ASM_SITE/private.db" "$ASM_SITE/private.db-wal"
echo 'yes' | to "$(reply_to letters)" 'Re:' dua@reader.example
is "$(cat outcome)" '0 forget' 'she says yes'
is "$(queue people --tsv | grep -c dua@)" 0 'she is forgotten'
not_ok 'to the last byte' grep -aq dua@reader "$ASM_SITE/private.db"
is "$(queue list -l ar --tsv | awk -F '\t' -v i="$v-ar" '$1 == i { print $2 }')" open 'what she held is open'
send
is "$(cat letters)" '' 'and she gets no further letter'
like "$(perl -0777 -pe 's/\n/ /g' articles)" 'Asm-Translation-Of' 'what she translated stays'

# ---- what nobody confirms

echo 'give me the moon' | to translate@lists.example 'x' moon@reader.example
is "$(cat outcome) $(log_of "SELECT count(*) FROM work_mail WHERE message IS NOT NULL AND outcome = 'asked'")" '0 asked 1' 'is kept'
send
queue tick
is "$(log_of "SELECT count(*) FROM work_mail WHERE message IS NOT NULL AND outcome = 'asked'")" 1 'for a while'
AT=$(later $((49 * 3600 + 72 * 3600 + 48 * 3600 + 20 * 3600 + 14 * 86400 + 1)))
queue tick
is "$(log_of "SELECT count(*) FROM work_mail WHERE message IS NOT NULL AND outcome = 'asked'")" 0 'then its bytes go'

exits 0 'after all that each state is what the log says' queue fsck
is "$(cat "$OUT")" '' 'without a word'
exits 0 'forget' queue forget ana@reader.example
exits 1 'once' queue forget ana@reader.example
not_ok 'no byte of her address is left' grep -aq ana@reader "$ASM_SITE/private.db"
exits 0 'the log of the queue stays whole' queue fsck
unlike "$(tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" 'reader\.example' 'no translator in public.db'
for verb in stats log people credits mails; do
	exits 0 "$verb" queue $verb --json
	ok "$verb is JSON" perl -MJSON::PP -ne 'decode_json($_)' "$OUT"
done
queue tm export -l en --from es > tm.tmx
ok 'the memory as TMX' xmllint --noout tm.tmx
exits 0 'comes back' queue tm import < tm.tmx
done_testing
