#!/bin/sh
# asm-hold: keeps what was refused, within bounds, and shows it without harm.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

standard_tests asm-hold
make_site "$SCRATCH/site"

held()	# FIELDS: of each held mail, parted by blanks
{
	asm-hold list --tsv | awk -F '\t' -v want="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, name, ","); next }
		{ line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? " " : "") $(at[name[i]]); print line }'
}

# ---- keep

exits 0 'nothing is held' asm-hold list
is "$(cat "$OUT")" '' 'and nothing written'
mail_of sol 'Una pregunta' > mail
refused 10 unsigned $NOW < mail > m10
exits 0 'a challenge is kept' asm-hold -v -N $NOW keep < m10
is "$(cat "$ERR")" "asm-hold: mail=$(sha256sum < mail | cut -c 1-16) verdict=10 reason=unsigned kept" '-v names it by its digest'
exits 0 'the same again' asm-hold -v -N $NOW keep < m10
like "$(cat "$ERR")" 'known$' 'is known'
refused 10 unsigned $NOW < mail > again
asm-hold -N "$(later 60)" keep < again
is "$(held Held,Verdict,Reason,Recipient,Received,Expires)" \
    "1 10 unsigned $LIST $NOW 2026-12-05T09:00:00Z" 'one row, for 14 days'
asm-hold show --raw 1 > bytes
same bytes mail 'its bytes are as they came'
is "$(held Size,Digest)" "$(wc -c < mail | tr -d ' ') $(sha256sum < mail | cut -d ' ' -f 1)" 'and their digest'

for verdict in 11 12; do
	mail_of mallory "Verdict $verdict" | refused $verdict because $NOW | asm-hold -N $NOW keep
done
is "$(held Verdict,Expires | tail -2 | paste -sd ' ' -)" '11 2026-11-28T09:00:00Z 12 2026-11-28T09:00:00Z' 'strangers for 7'
mail_of sol 'Larga' | sealed sol $NOW > accepted
exits 0 'what asm-post found too large' asm-hold -N $NOW keep --status 65 < accepted
mail_of luna 'Luna' | sealed luna $NOW | asm-hold -N $NOW keep --status 77
is "$(held Verdict,Reason,Assembly | tail -2 | paste -sd ' ' -)" '65 too-large sol 11 not-endorsed luna' 'as 65, and 77 as 11'

exits 65 'a mail to be dropped' asm-hold -N $NOW keep < "$(mail_of x y | refused 13 loop $NOW > drop; echo drop)"
one_line asm-hold 'one line'
exits 64 'accepted, and no --status' asm-hold -N $NOW keep < accepted
one_line asm-hold 'one line'
exits 64 'refused, and --status' asm-hold -N $NOW keep --status 65 < m10
for wrong in 'keep --status 0' 'keep --status 66' 'list --status 65' 'keep operand' 'show' 'show x' 'show 0' 'show -1' 'show 1 2' \
    'show 99999999999999999999' 'discard' 'discard 1 x' 'keep --raw' 'list 1' 'release' 'release x' 'release 1 2' 'mail' 'mail a b' 'pending x' 'pending 1 2' ''; do
	# shellcheck disable=SC2086 # words
	exits 64 "usage: asm-hold $wrong" asm-hold $wrong < m10
	one_line asm-hold 'one line'
done
exits 77 'no seal' asm-hold -N $NOW keep < mail
one_line asm-hold 'one line'
exits 77 'nothing' asm-hold -N $NOW keep < /dev/null
sed 's/pregunta/respuesta/' m10 > forged
exits 77 'an altered mail' asm-hold -N $NOW keep < forged
sed 's/verdict=10/verdict=11/; s/^\(Asm-Refused: *\)10/\111/' m10 > forged
not_ok 'the verdict is in the seal' cmp -s forged m10
exits 77 'an altered verdict' asm-hold -N $NOW keep < forged
exits 0 'an hour old' asm-hold -N "$(later 3600)" keep < m10
exits 77 'a second older' asm-hold -N "$(later 3601)" keep < m10
exits 78 'no site' asm-hold -S "$SCRATCH/nowhere" -N $NOW keep < m10
is "$(held Held | wc -l | tr -d ' ')" 5 'none of these was kept'

# ---- show and discard

exits 0 'show' asm-hold show 1
is "$(grep -a '^From: \|^Subject: \|^Text: ' "$OUT")" 'From: sol@sol.example
Subject: Una pregunta
Text: Queridas asambleas, os escribimos para contar lo que hicimos ayer en la plaza.' 'what it says'
exits 0 'as JSON' asm-hold show --json 1
is "$(grep -c '"Subject":"Una pregunta"' "$OUT")" 1 'on one line'
exits 1 'no such mail' asm-hold show 99
one_line asm-hold 'one line'
exits 1 'one of two discarded' asm-hold discard 2 99
one_line asm-hold 'one line, about the other'
exits 0 'discard' asm-hold discard 3
is "$(held Held | paste -sd ' ' -)" '1 4 5' 'gone'
if [ -w /dev/full ]; then
	for verb in list 'show 1' 'show --raw 1'; do
		# shellcheck disable=SC2086 # words
		asm-hold $verb > /dev/full 2> "$ERR"
		is $? 74 "$verb on a full disk is 74"
		one_line asm-hold 'one line'
	done
else skip 'show on a full disk' 'no /dev/full'; fi

# ---- expiry

mail_of x 'Nueva' | refused 12 x "$(later $((8 * 86400)))" | asm-hold -N "$(later $((8 * 86400)))" keep
is "$(held Verdict | paste -sd ' ' -)" '10 65 12' 'after a week strangers go'
mail_of x 'Otra' | refused 12 x "$(later $((14 * 86400)))" | asm-hold -N "$(later $((14 * 86400)))" keep
is "$(held Verdict | paste -sd ' ' -)" '12 12' 'after two everything'

# ---- hostile mail

esc=$(printf '\033') bel=$(printf '\007') csi=$(printf '\302\233')
hostile()	# SUBJECT-FIELD: a mail that tries to steer a terminal
{
	printf 'From: %s[2J"%s]0;owned%s" <x@evil.example>\nDate: Sat, 21 Nov 2026 09:55:00 +0000%s[31m\n%s\n' "$esc" "$esc" "$bel" "$esc" "$1"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
	printf 'Hola %s[2J %s]52;c;ZWNobw==%s back\010\010\010 cr\rover %s31m \377\376 nul\000nul \342\200\256rtl\n.\n\nLast line\n' "$esc" "$esc" "$bel" "$csi"
	printf -- '--b\nContent-Type: text/html\n\n<script>alert(1)</script><p onclick=x>Html &#27;[2J &#155;31m</p>\n'
	printf -- '--b\nContent-Type: application/x-%s; name="%s[2J.exe"\nContent-Disposition: attachment; filename*=utf-8'"''"'%%1B%%5B2J%%0Aevil.exe\n\nxx\n--b--\n' "$esc" "$esc"
}
asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold discard
# What a terminal gets: no C0 but newline (and tab), no DEL, no C1, only UTF-8; in lines of the header nothing
# that turns letters around.
clean()	# FILE
{
	! LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]' "$1" && ! LC_ALL=C grep -aqP '\xc2[\x80-\x9f]' "$1" &&
	    iconv -f utf-8 -t utf-8 "$1" > /dev/null &&
	    ! grep -a '^[A-Z][A-Za-z-]*: ' "$1" | grep -av '^Text: ' | LC_ALL=C grep -aqP '\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]'
}
printf 'a\033[2J' > dirty
not_ok 'an escape would be seen' clean dirty
n=0
for subject in "Subject: ${esc}[2J${esc}]0;owned$bel" 'Subject: =?utf-8?q?=1B[2J=1B]0;x=07=C2=9B31m=E2=80=AE?=' \
    "Subject: =?iso-8859-1?b?$(printf '\233\033[2J' | base64)?=" 'Subject: =?utf-7?q?+ABsAWw-?=' 'X-No: subject'; do
	n=$((n + 1))
	hostile "$subject" > hostile
	refused 12 "hostile$n" $NOW < hostile > sealed.mail
	exits 0 "hostile mail $n is kept" asm-hold -N $NOW keep < sealed.mail
	id=$(held Held | tail -1)
	for form in '' --tsv; do
		exits 0 "shown${form:+ by $form}" asm-hold show $form "$id"
		ok 'without anything for the terminal' clean "$OUT"
	done
	asm-hold show --json "$id" | perl -MJSON::PP -0777 -ne 'decode_json($_)' 2> "$ERR"
	is $? 0 'as JSON'
	asm-hold show "$id" > shown
	like "$(cat shown)" 'Hola .*back' 'the text is there'
	unlike "$(cat shown)" 'alert|onclick' 'no script'
	asm-hold show --raw "$id" > bytes
	same bytes hostile 'its bytes are as they came'
done
like "$(cat shown)" '^Attachment: ' 'attachments are named'
mail_of x y | seal "$ASM_SITE" refused 12 why $NOW "${esc}[2J@lists.example" > sealed.mail 2> "$ERR"
if [ -s sealed.mail ]; then
	asm-hold -N $NOW keep < sealed.mail 2> "$ERR"
	asm-hold list > listed
	ok 'a recipient that steers the terminal' clean listed
fi

# No header, no body, a line of a megabyte, a header of a megabyte, deep structure, 12 MB.
odd()	# DESCRIPTION FILE
{
	refused 12 odd $NOW < "$2" > sealed.mail
	exits 0 "$1: kept" asm-hold -N $NOW keep < sealed.mail
	id=$(held Held | tail -1)
	exits 0 'shown' asm-hold show "$id"
	ok 'without harm' clean "$OUT"
	ok 'and not endless' test "$(wc -c < "$OUT")" -lt 1200000
	asm-hold show --raw "$id" > bytes
	same bytes "$2" 'byte for byte'
}
# A mail ends with one newline: what is more is not in the seal.
refused 12 odd $NOW < /dev/null > sealed.mail
exits 0 'an empty mail is kept' asm-hold -N $NOW keep < sealed.mail
exits 0 'and shown' asm-hold show "$(held Held | tail -1)"
printf 'no header at all, only\ntext\n' > odd.2
odd 'no header' odd.2
{ printf 'Subject: long\n\n'; head -c 1000000 /dev/zero | tr '\0' a; echo; } > odd.3
odd 'a line of a megabyte' odd.3
{ printf 'Subject: '; head -c 1000000 /dev/zero | tr '\0' b; printf '\n\ntext\n'; } > odd.4
odd 'a field of a megabyte' odd.4
{ printf 'Subject: x\n\n'; head -c 12000000 /dev/zero | tr '\0' '\n'; echo end; } > odd.5
odd '12 MB of empty lines' odd.5
{ printf 'Subject: x\n\n'; head -c 3000000 /dev/zero; echo; } > odd.6
odd '3 MB of NUL' odd.6
{ printf 'Subject: x\nContent-Type: text/plain; charset=utf-8\n\n'; yes "$(printf '\330\247\331\204 %.0s' 1 2 3 4 5 6 7 8 9)" | head -c 4000000 | iconv -f utf-8 -t utf-8 -c; echo; } > odd.7
odd '4 MB of Arabic' odd.7
{ printf 'Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n'; for _ in $(seq 1 2000); do printf -- '--b\nContent-Type: multipart/mixed; boundary=b\n\n'; done; echo x; } > odd.8
odd 'parts within parts' odd.8
{ printf 'Content-Type: multipart/mixed; boundary=b\n\n'; for i in $(seq 1 1500); do printf -- '--b\nContent-Type: image/png; name="%s"\n\nx\n' "$i"; done; printf -- '--b--\n'; } > odd.9
odd '1,500 attachments' odd.9
head -c 67108865 /dev/zero > odd.10
exits 65 'more than can be read' asm-hold -N $NOW keep < odd.10
one_line asm-hold 'one line'
rm -f odd.*

# ---- quotas

# Sizes are set behind its back, so that nobody has to write 256 MB.
if command -v sqlite3 > "$OUT"; then
	asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold discard
	kept()	# VERDICT SUBJECT: kept, and how many are held now
	{
		mail_of x "$2" | refused "$1" quota $NOW > sealed.mail
		run asm-hold -N $NOW keep < sealed.mail
		echo "$STATUS $(cat "$ERR" | sed 's/mail=[0-9a-f]*/mail=X/') $(held Held | wc -l)"
	}
	fill()	# BYTES: the one mail that is held has that size
	{
		sqlite3 "$ASM_SITE/private.db" "UPDATE held SET size = $1"
	}
	kept 10 'Primera' > "$OUT"
	size=$(mail_of x 'Segunda' | wc -c)
	fill $((256 * 1024 * 1024 - size))
	is "$(kept 10 'Segunda')" '0  2' 'the last byte of the room for challenges is used'
	asm-hold discard "$(held Held | tail -1)"
	fill $((256 * 1024 * 1024 - size + 1))
	is "$(kept 10 'Segunda')" '0 asm-hold: mail=X verdict=10 not kept: its quota is used up 1' 'one more is not kept, and said'
	is "$(kept 11 'Extraña')" '0  2' 'strangers have room of their own'
	asm-hold discard "$(held Held | head -1)"
	size=$(mail_of x 'Nueva1' | wc -c)
	fill $((64 * 1024 * 1024 - size))
	first=$(held Held)
	is "$(kept 11 'Nueva1')" '0  2' 'up to 64 MB'
	is "$(kept 11 'Nueva2')" '0  2' 'then'
	is "$(held Held | grep -c "^$first$")" 0 'the oldest goes'
	is "$(kept 12 'Nueva3')" '0  3' 'of its own verdict'
else skip 'quotas' 'no sqlite3 command'; fi

# ---- stuck

stuck()	# RECEIVED TIME
{
	{ printf '%s\n' "$1"; mail_of sol 'Atascada'; } > mail
	run asm-hold -N "$2" stuck < mail
	echo "$STATUS $(ls "$ASM_SITE/stuck/new" 2> /dev/null | wc -l)"
}
at='by mx.example; Sat, 21 Nov 2026 09:00:00 +0000'
is "$(stuck "Received: from a (b) $at" "$(later $((48 * 3600)))")" '1 0' '48 hours are not enough'
is "$(cat "$ERR")" '' 'without a word'
is "$(stuck "Received: from a (b) $at" "$(later $((48 * 3600 + 1)))")" '0 1' 'a second more is'
one_line asm-hold 'one line'
same "$(echo "$ASM_SITE"/stuck/new/*)" mail 'byte for byte'
is "$(stuck "Received: from a (b) $at" "$(later $((49 * 3600)))")" '0 1' 'once'
is "$(stuck "Received: from a
	by mx.example
	with ESMTP; Sat, 21 Nov 2026 10:30:00 +0100 (CET)" "$(later $((48 * 3600 + 1800)))")" '1 1' 'folded, with a zone'
is "$(stuck "Received: by mx.example; Mon, 23 Nov 2026 08:00:00 +0000
Received: from a (b) $at" "$(later $((49 * 3600)))")" '1 1' 'the topmost counts: those below are not ours'
is "$(stuck 'X-None: at all' "$(later $((99 * 3600)))")" '1 1' 'no Received'
is "$(stuck 'Received: by mx; yesterday' "$(later $((99 * 3600)))")" '1 1' 'one that says nothing'
exits 1 'nothing' asm-hold -N $NOW stuck < /dev/null
exits 78 'no site' asm-hold -S "$SCRATCH/nowhere" stuck < mail
mv "$ASM_SITE/private.db" "$SCRATCH/away"
{ echo "Received: $at"; mail_of sol 'Sin base'; } > mail
exits 0 'no database is needed' asm-hold -N "$(later $((49 * 3600)))" stuck < mail
mv "$SCRATCH/away" "$ASM_SITE/private.db"
is "$(ls "$ASM_SITE/stuck/tmp" | wc -l | tr -d ' ')" 0 'nothing is left in its tmp/'

done_testing
