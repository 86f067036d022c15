#!/bin/sh
# asm-hold: who is asked about held mail, whose answer counts, and what becomes of it.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2086,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
echo 'Moderators: ana@mod.example bo@mod.example' >> "$ASM_SITE/asm.conf"
mkdir letters

intake()	# FILE RECIPIENT [TIME]: status; what is said is in $ERR
{
	asm-intake -N "${3:-$NOW}" "$2" < "$1" > "$OUT" 2> "$ERR"
	STATUS=$?
}
# letters ADDRESS: the letters to her that were sent since the last call, in one file each: what is written is their names.
letters()
{
	for one in $(ls "$DELIVERED"/new/letter.* 2> /dev/null | sort -V); do
		if grep -q "^Delivered-To: $1\$" "$one"; then
			mv "$one" "letters/${one##*/}"
			echo "letters/${one##*/}"
		fi
	done
}
unquote()	# FILE: its text, decoded
{
	perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '
	    my ($h, $b) = split /\n\n/, $_, 2;
	    print $h =~ /^Content-Transfer-Encoding: base64/mi ? decode_base64($b) : $h =~ /quoted-printable/i ? decode_qp($b) : $b' "$1"
}
# answer LETTER FROM TEXT [FIELD]: a mail that answers it, to where it asks for answers ($to).
answer()
{
	to=$(field Reply-To "$1")
	{
		printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\nFrom: %s\nTo: %s\n' "$2" "$to"
		printf 'Subject: Re: x\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nMessage-ID: <re@x.example>\n'
		[ -z "${4-}" ] || printf '%s\n' "$4"
		printf '\n%b\n\nOn Saturday the list wrote:\n' "$3"
		unquote "$1" | sed 's/^/> /'
	} > reply
}
says()	# LETTER FROM TEXT [FIELD [TIME]]: that answer, handed over: status, posts, held mails
{
	answer "$1" "$2" "$3" "${4-}"
	intake reply "$to" "${5:-$NOW}"
	echo "$STATUS $(posts) $(held)"
}
posts()
{
	asm-select --type post | grep -c '^From '
}
held()
{
	asm-hold list --tsv | sed 1d | wc -l | tr -d ' '
}
challenge()	# SUBJECT [TIME]: a mail in sol's name, and the letter about it
{
	mail_of sol "$1" > mail
	intake mail $LIST "${2:-$NOW}"
	[ "$STATUS" -eq 0 ] || diag "intake: $STATUS $(cat "$ERR")"
	letter=$(letters sol@sol.example | tail -1)
}

# ---- the letter

printf 'From: sol@sol.example\nDate: Sat, 21 Nov 2026 09:55:00 +0100\nSubject: =?utf-8?q?Aplazada_=E2=80=AEla=0D=0ABcc:_x@x.example?=\nMessage-ID: <a@sol.example>\nReply-To: mallory@evil.example\nSender: mallory@evil.example\nContent-Type: text/html\n\n<p>Se aplaza <script>alert(1)</script><a href="https://evil.example/x">la asamblea</a></p><p>Pulsa https://evil.example/y</p>\n' > mail
intake mail $LIST
is "$STATUS $(posts) $(held)" '0 0 1' 'a mail in the name of a contact, with no proof: held'
is "$(ls "$DELIVERED/new" | wc -l | tr -d ' ')" 1 'and one letter'
letter=$(letters sol@sol.example)
is "$(sed -n '1,2p' $letter)" 'Return-Path: <>
Delivered-To: sol@sol.example' 'to the registered contact, from nobody'
is "$(field To $letter) $(field Auto-Submitted $letter) $(field Precedence $letter) $(field X-Loop $letter)" \
    "sol@sol.example auto-replied bulk $LIST" 'marked as an automatic answer'
like "$(field Reply-To $letter)" '^confirm\+[a-z2-7]{32}@lists\.example$' 'answers go to a token'
is "$(field From $letter)" 'The list <owner@lists.example>' 'from the owner'
like "$(field Subject $letter)" '^=\?utf-8\?.*este correo\?$' 'a subject of ours, in Spanish'
unquote $letter > text
like "$(cat text)" 'Ha llegado a assemblies@lists.example un correo que dice venir de$' 'in her language'
like "$(cat text)" '^> Se aplaza la asamblea$' 'the text is shown, quoted'
like "$(cat text)" '^    Asunto: Aplazada la ?Bcc: x@x.example$' 'the subject in one clean line'
like "$(cat text)" '^No lleva la firma del servidor de correo' 'why it proves nothing, in words'
like "$(cat text)" 'SHA-256:$' 'its digest'
unlike "$(cat text $letter)" '://evil|script|mallory|<p>|text/html' 'nothing active, nobody else'
unlike "$(field Subject $letter)$(field To $letter)" 'Bcc|x@x' 'nothing of it in the header'
intake mail $LIST
is "$(letters sol@sol.example)" '' 'the same mail again: no second letter'
asm-deliver -N "$(later 9999)" < /dev/null
is "$(ls "$DELIVERED/new" | wc -l | tr -d ' ')" 0 'nor later'
unlike "$(sqlite3 "$ASM_SITE/private.db" .dump 2> /dev/null)" "$(field Reply-To $letter | sed 's/confirm+//; s/@.*//')" 'the token is nowhere in the site once it is sent'

# ---- who does not count

is "$(says $letter sol@sol.example 'sí' 'Auto-Submitted: auto-replied')" '0 0 1' 'a robot says yes'
is "$(says $letter sol@sol.example 'sí' 'Precedence: bulk')" '0 0 1' 'bulk mail does'
is "$(says $letter sol@sol.example 'sí' 'X-Autoreply: yes')" '0 0 1' 'a vacation program does'
is "$(says $letter sol@sol.example 'sí' 'List-Id: <x.example>')" '0 0 1' 'a list does'
is "$(says $letter sol@sol.example 'sí' 'Return-Path: <>')" '0 0 1' 'a bounce does'
is "$(says $letter sol@sol.example 'sí' "X-Loop: $LIST")" '0 0 1' 'our own loop does'
is "$(says $letter mallory@evil.example 'sí')" '0 0 1' 'somebody else does'
is "$(says $letter 'sol@sol.example, mallory@evil.example' 'sí')" '0 0 1' 'two at once do'
is "$(says $letter luna@luna.example 'yes')" '0 0 1' 'another contact does'
answer $letter sol@sol.example 'sí'
for wrong in confirm+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example confirm+x@lists.example "$(echo "$to" | sed 's/@/x@/')"; do
	intake reply "$wrong"
	is "$STATUS $(posts) $(held)" '0 0 1' "no such token: ${wrong%@*}"
done
intake reply confirm@lists.example
is "$STATUS $(posts)" '0 0' 'no token at all: an ordinary mail'
is "$(asm-hold list --tsv | sed 1d | grep -c 'confirm@')" 1 'held like any other'
asm-hold list --tsv | awk -F '\t' '$5 ~ /confirm@/ { print $1 }' | xargs asm-hold discard
asm-deliver -N $NOW < /dev/null
letters sol@sol.example > drop
is "$(ls "$DELIVERED/new")" '' 'and nobody is written to'

# ---- yes

is "$(says $letter sol@sol.example '\n  Sí.')" '0 1 1' 'her yes: it is posted'
asm-select > post
is "$(field Asm-By post) $(field Asm-Assembly post)" 'token sol' 'by a token, in the name of the assembly'
like "$(cat post)" 'Se aplaza' 'the bytes that were shown'
unlike "$(cat post)" 'mallory' 'without what nothing covers'
exits 0 'cron' asm-pending -N $NOW
is "$(held) $(posts)" '0 1' 'what the log has is held no longer'
is "$(says $letter sol@sol.example 'sí')" '0 1 0' 'yes again: nothing'
late=$(letters sol@sol.example)
like "$(unquote $late)" 'ya no está a la espera' 'she is told that it is decided'
is "$(field In-Reply-To $late)" '<re@x.example>' 'in her thread'
answer $letter mallory@evil.example 'no'
intake reply "$to"
is "$(ls "$DELIVERED/new")" '' 'nobody else is told'
intake mail $LIST
is "$(posts) $(held)" '1 0' 'the mail once more, unproved: dropped, the log has it'
is "$(ls "$DELIVERED/new")" '' 'without a letter'

# Every way to say it.
n=1
for yes in yes YES Ja نعم 'Sim!' '*oui*' 'Sí, fuimos nosotras'; do
	n=$((n + 1))
	challenge "Vez $n" "$(later $((n * 40000)))"
	is "$(says $letter sol@sol.example "$yes" '' "$(later $((n * 40000)))")" "0 $n $((n - 1))" "\"$yes\""
done
asm-pending -N "$(later 400000)"
t=1000000

# Below the quote, or beside it.
challenge 'Abajo' "$(later $t)"
to=$(field Reply-To $letter)
{ printf 'From: "La Asamblea" <Sol@SOL.example>\nTo: %s\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nSubject: Re: x\n\nEl 21 de noviembre, The list escribió:\n' "$to"
unquote $letter | sed 's/^/> /'; printf '\nsí\n\n-- \nLa Asamblea\n'; } > reply
intake reply "$(echo "$to" | tr a-z A-Z | sed 's/CONFIRM/confirm/')" "$(later $t)"
is "$STATUS $(posts)" "0 $((n + 1))" 'below the quoted letter, the token in capitals'
asm-pending -N "$(later $t)"
n=$(posts)

# ---- no

challenge 'Falsa' "$(later $t)"
is "$(says $letter sol@sol.example 'No fuimos nosotros' '' "$(later $t)")" "0 $n 0" 'no: it is thrown away'
is "$(says $letter sol@sol.example 'sí' '' "$(later $t)")" "0 $n 0" 'a yes after it is too late'
is "$(letters sol@sol.example | wc -l | tr -d ' ')" 1 'and said to be'

# ---- time

t=2000000
challenge 'Tarde' "$(later $t)"
is "$(says $letter sol@sol.example 'sí' '' "$(later $((t + 72 * 3600)))")" "0 $n 1" 'after 72 hours'
is "$(letters sol@sol.example | wc -l | tr -d ' ')" 1 'it is too late'
exits 0 'after 14 days' asm-pending -N "$(later $((t + 14 * 86400)))"
is "$(held)" 0 'it is thrown away'
t=4000000
challenge 'A tiempo' "$(later $t)"
is "$(says $letter sol@sol.example 'sí' '' "$(later $((t + 72 * 3600 - 1)))")" "0 $((n + 1)) 1" 'a second before 72 hours it counts'
n=$((n + 1))
asm-pending -N "$(later $t)"

# ---- neither: the moderators

t=5000000
challenge 'Dudosa' "$(later $t)"
is "$(says $letter sol@sol.example 'Creo que lo escribió Pepe, preguntadle' '' "$(later $t)")" "0 $n 1" 'neither yes nor no: it stays'
ana=$(letters ana@mod.example)
bo=$(letters bo@mod.example)
is "$(echo "$ana $bo" | wc -w | tr -d ' ')" 2 'both moderators are asked'
unquote $ana > text
like "$(cat text)" '^> Creo que lo escribió Pepe, preguntadle' 'what she said'
like "$(cat text)" '^> Queridas asambleas' 'and the mail'
is "$(field Return-Path $ana) $(field Auto-Submitted $ana)" '<> auto-generated' 'a notice'
is "$(says $letter sol@sol.example 'Pues no sé' '' "$(later $t)")" "0 $n 1" 'once more'
is "$(letters ana@mod.example)" '' 'they are asked once'
is "$(says $ana sol@sol.example 'yes' '' "$(later $t)")" "0 $n 1" 'a moderator'\''s token in other hands'
is "$(says $ana ana@mod.example 'mm' '' "$(later $t)")" "0 $n 1" 'a moderator says neither'
like "$(unquote "$(letters ana@mod.example)")" 'neither "yes" nor "no"' 'and is asked again'
is "$(says $ana ana@mod.example 'yes' '' "$(later $t)")" "0 $((n + 1)) 1" 'ana says yes: it is posted'
n=$((n + 1))
asm-select > all
is "$(sed -n 's/^Asm-By: //p' all | tail -1)" moderator 'marked as released by moderators'
like "$(unquote "$(letters bo@mod.example)")" 'It is published' 'bo is told'
is "$(letters ana@mod.example)" '' 'ana is not'
asm-pending -N "$(later $t)"
is "$(says $bo bo@mod.example 'no' '' "$(later $t)")" "0 $n 0" 'bo says no'
like "$(unquote "$(letters bo@mod.example)")" '^already, or its time is over' 'and is told that it is too late'
is "$(says $letter sol@sol.example 'no' '' "$(later $t)")" "0 $n 0" 'so is the contact'
letters sol@sol.example > drop

t=5500000
challenge 'Otra dudosa' "$(later $t)"
says $letter sol@sol.example 'mm' '' "$(later $t)" > drop
bo=$(letters bo@mod.example) ana=$(letters ana@mod.example)
is "$(says $bo bo@mod.example 'no' '' "$(later $t)")" "0 $n 0" 'bo says no: it is thrown away'
like "$(unquote "$(letters ana@mod.example)")" 'thrown away' 'ana is told'
challenge 'La tercera' "$(later $t)"
says $letter sol@sol.example 'mm' '' "$(later $t)" > drop
bo=$(letters bo@mod.example) ana=$(letters ana@mod.example)
is "$(says $letter sol@sol.example 'no' '' "$(later $t)")" "0 $n 0" 'the contact may still decide'
is "$(letters ana@mod.example | wc -l) $(letters bo@mod.example | wc -l)" '1 1' 'and the moderators are told'
sed '/^Moderators:/d' "$ASM_SITE/asm.conf" > conf
challenge 'La cuarta' "$(later $t)"
says $letter sol@sol.example 'mm' '' "$(later $t)" > drop
ana=$(letters ana@mod.example)
cat conf > "$ASM_SITE/asm.conf"
challenge 'La quinta' "$(later $t)"
says $letter sol@sol.example 'mm' '' "$(later $t)" > drop
like "$(cat "$ERR")" '^asm-hold: .*no moderator could be asked' 'without moderators the admin is told'
is "$(says $ana ana@mod.example 'yes' '' "$(later $t)")" "0 $n 2" 'who is a moderator no longer decides nothing'
asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold -N "$(later $t)" discard
echo 'Moderators: ana@mod.example bo@mod.example' >> "$ASM_SITE/asm.conf"
asm-deliver -N "$(later $t)" < /dev/null
rm -f "$DELIVERED"/new/letter.*

# ---- an admin

t=6000000
challenge 'Por la administración' "$(later $t)"
id=$(asm-hold list --tsv | sed 1d | cut -f 1)
asm-hold -N "$(later $t)" release "$id" > sealed.mail
is $? 0 'release'
like "$(head -1 sealed.mail)" '^Asm-Verified: assembly=sol' 'writes the mail, sealed'
is "$(posts)" "$n" 'it is only decided'
is "$(asm-hold pending -N "$(later $t)" --tsv | sed 1d | cut -f 1)" "$id" 'and pending'
is "$(asm-hold list --tsv | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["Decision"] }')" moderator 'by a moderator'
exits 1 'discard: the first decision wins' asm-hold -N "$(later $t)" discard "$id"
one_line asm-hold 'and says so'
exits 0 'release again is no harm' asm-hold -N "$(later $((t + 9)))" release "$id"
asm-post -N "$(later $t)" < sealed.mail > "$OUT"
n=$((n + 1))
is "$(posts)" "$n" 'posted'
is "$(asm-hold pending -N "$(later $t)")" '' 'and pending no longer'
exits 1 'nor emitted' asm-hold -N "$(later $t)" pending "$id"
is "$(held)" 0 'nor held'
mail_of luna 'De nadie' | sed 's/luna@luna/x@luna/' > mail
intake mail $LIST "$(later $t)"
id=$(asm-hold list --tsv | sed 1d | cut -f 1)
exits 1 'what a stranger wrote cannot be released' asm-hold -N "$(later $t)" release "$id"
one_line asm-hold 'and says why'
is "$(cat "$OUT")" '' 'nothing is written'
asm-hold -N "$(later $t)" discard "$id"
exits 1 'nor what is not there' asm-hold -N "$(later $t)" release 9999
challenge 'Antes' "$(later $t)"
id=$(asm-hold list --tsv | sed 1d | cut -f 1)
asm-directory -N "$(later $t)" suspend sol --why test > "$OUT"
exits 1 'nor what a contact wrote who is not endorsed now' asm-hold -N "$(later $t)" release "$id"
is "$(says $letter sol@sol.example 'sí' '' "$(later $t)")" "0 $n 1" 'nor can she confirm it'
is "$(letters sol@sol.example)" '' 'and nobody is written to'

# The decision stood, and then she was suspended: asm-post's 77 ends it.
asm-directory -N "$(later $t)" endorse sol --why test > "$OUT" 2>&1
asm-hold -N "$(later $t)" discard "$id"
t=7000000
challenge 'Después' "$(later $t)"
id=$(asm-hold list --tsv | sed 1d | cut -f 1)
asm-hold -N "$(later $t)" release "$id" > "$OUT"
asm-directory -N "$(later $t)" suspend sol --why test > "$OUT"
exits 0 'asm-pending, of a contact suspended since' asm-pending -N "$(later $t)"
is "$(posts) $(asm-hold list --tsv | sed 1d | cut -f 2)" "$n 11" 'it is not posted, and kept as a stranger'\''s'
is "$(asm-hold pending -N "$(later $t)")" '' 'nothing is pending'
asm-directory -N "$(later $t)" endorse sol --why test > "$OUT" 2>&1
asm-hold -N "$(later $t)" discard "$id"
rm -f "$DELIVERED"/new/letter.*

# ---- limits, and the summary

t=8000000
for i in 1 2 3 4 5 6 7 8; do
	mail_of sol "Alud $i" > mail
	intake mail $LIST "$(later $t)"
done
like "$(cat "$ERR")" 'kept, nobody asked: the limit' 'above the limit: a line for the admin'
unlike "$(cat "$ERR")" '@' 'that names nobody'
is "$(letters sol@sol.example | wc -l | tr -d ' ') $(held)" '5 8' 'five letters a day, the others are held silently'
asm-pending -N "$(later $((t + 3599)))"
is "$(letters sol@sol.example)" '' 'within the hour more may come'
asm-pending -N "$(later $((t + 3600)))"
letter=$(letters sol@sol.example)
is "$(echo "$letter" | wc -l | tr -d ' ')" 1 'then one summary'
unquote $letter > text
is "$(grep -c 'Asunto: Alud' text) $(grep -c '^    confirm+' text)" '3 3' 'of the three, each with a token of its own'
mail_of sol 'Alud 9' > mail
intake mail $LIST "$(later $((t + 3601)))"
asm-pending -N "$(later $((t + 80000)))"
is "$(letters sol@sol.example)" '' 'one summary a day'
to=$(grep '^    confirm+' text | sed -n '2s/ //gp')
printf 'From: sol@sol.example\nTo: x\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nSubject: Re: x\n\nsí\n' > reply
intake reply "$to" "$(later $((t + 80000)))"
is "$STATUS $(posts)" "0 $((n + 1))" 'yes to one of them'
n=$((n + 1))
like "$(asm-select | tail -40)" 'Subject: Alud 7' 'posts that one'
is "$(says $letter sol@sol.example 'sí' '' "$(later $((t + 80000)))")" "0 $n 9" 'yes to all of them is not possible'
like "$(unquote "$(letters sol@sol.example)")" 'Como respuesta a toda la carta' 'and is explained'
is "$(says $letter sol@sol.example 'no' '' "$(later $((t + 80000)))")" "0 $n 7" 'no throws the others away'
asm-pending -N "$(later $((t + 3600 + 86400)))"
is "$(letters sol@sol.example | wc -l | tr -d ' ')" 1 'the next day the next summary'

# A summary is of 30 mails at most, the rest is for the next day.
t=9000000
asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold -N "$(later $t)" discard
i=1
while [ $i -le 36 ]; do
	mail_of sol "Más $i" | seal "$ASM_SITE" refused 10 unsigned "$(later $t)" $LIST sol | asm-hold -N "$(later $t)" keep 2> "$ERR"
	i=$((i + 1))
done
asm-deliver -N "$(later $t)" < /dev/null
is "$(letters sol@sol.example | wc -l | tr -d ' ')" 5 'of 36 five are asked about at once'
asm-pending -N "$(later $((t + 3600)))"
letter=$(letters sol@sol.example)
is "$(unquote $letter | grep -c '^    confirm+')" 30 'thirty in the summary'
asm-pending -N "$(later $((t + 3600 + 86400)))"
is "$(unquote "$(letters sol@sol.example)" | grep -c '^    confirm+')" 1 'and the last one the day after'

# A flood in one name leaves room for others.
if command -v sqlite3 > "$OUT"; then
	t=10000000
	asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold discard
	mail_of sol 'Grande' > mail
	intake mail $LIST "$(later $t)"
	sqlite3 "$ASM_SITE/private.db" "UPDATE held SET size = 32 * 1024 * 1024"
	mail_of sol 'Otra' > mail
	intake mail $LIST "$(later $t)"
	like "$(cat "$ERR")" 'not kept: its quota is used up' '32 MB in the name of one contact'
	mail_of luna 'Hello' 'Dear assemblies, we write to say hello.' > mail
	intake mail $LIST "$(later $t)"
	is "$STATUS $(held) $(letters luna@luna.example | wc -l)" '0 2 1' 'another still has room'
else skip 'quota of one contact' 'no sqlite3 command'; fi

# ---- too large

rm -f "$DELIVERED"/new/letter.*
asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold discard
{ mail_of luna 'Large'; head -c 950000 /dev/zero | tr '\0' x | fold -w 70; } | sealed luna $NOW > sealed.mail
asm-hold keep -N $NOW --status 65 < sealed.mail
asm-deliver -N $NOW < /dev/null
like "$(unquote "$(letters luna@luna.example)")" 'larger than 900 kB' 'a proved mail that is too large: its contact is told'
exits 1 'and it cannot be released' asm-hold -N $NOW release "$(asm-hold list --tsv | sed 1d | cut -f 1)"

unlike "$(asm-select --type all; tr -cd '[:print:]\n' < "$ASM_SITE/public.db")" 'mod\.example|confirm\+' 'nothing of this is public'
exits 64 'asm-pending wants no operand' asm-pending x
ASM_SITE=$SCRATCH/nowhere exits 78 'asm-pending: no site' asm-pending
done_testing
