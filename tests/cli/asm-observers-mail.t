#!/bin/sh
# asm-observers mail: what people write to observe@, and what robots, forgers and flooders get.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

command -v sqlite3 > "$OUT" || skip_all 'no sqlite3 command'
make_site "$SCRATCH/site"

# write FROM SUBJECT TEXT [RECIPIENT [FIELDS]]: $ERR says in one word what came of it.
write()
{
	printf '%bFrom: %s\nTo: observe@lists.example\nMessage-ID: <1@x.example>\nSubject: %s\n\n%b\n' "${5-}" "$1" "$2" "$3" > mail
	run asm-observers -v -N "${AT:-$NOW}" mail "${4:-observe@lists.example}" < mail
}
came_of()	# WORD DESCRIPTION
{
	is "$(cat "$ERR")" "asm-observers: $1" "$2"
}
letter()
{
	sqlite3 "$ASM_SITE/private.db" 'SELECT cast(message AS text) FROM letter ORDER BY id DESC LIMIT 1' |
	    perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '($h, $b) = split /\n\n/, $_, 2;
	    print "$h\n\n", $h =~ /quoted-printable/ ? decode_qp($b) : $h =~ /base64/ ? decode_base64($b) : $b'
}
letters()
{
	sqlite3 "$ASM_SITE/private.db" 'SELECT count(*) FROM letter'
}
token()
{
	letter | sed -n 's/^Reply-To: //p'
}
listed()
{
	asm-observers list --tsv | sed 1d | cut -f 2-9
}
tab=$(printf '\t')

# ---- joining

write ana@x.example 'join' ''
came_of asked 'join: asked back'
is "$STATUS" 0 'and decided'
is "$(listed)" '' 'nobody observes before she says yes'
like "$(letter)" '^To: ana@x.example$' 'the letter goes to her'
like "$(letter)" '^Auto-Submitted: auto-replied' 'as RFC 3834 wants'
to=$(token)
write ana@x.example 'Re: hi' 'perhaps' "$to"
came_of told 'no yes: nothing yet'
is "$(listed)" '' 'nobody observes'
write mallory@x.example 'Re: hi' 'yes' "$to"
came_of ignored 'a yes of somebody else'
write ana@x.example 'Re: hi' 'yes' "$to" 'Auto-Submitted: auto-replied\n'
came_of ignored 'a yes of a robot'
for field in 'Precedence: bulk' 'X-Autoreply: yes' 'Return-Path: <>' 'List-Id: <other.example>' 'X-Loop: assemblies@lists.example' \
    'Content-Type: multipart/report; report-type=delivery-status'; do
	write ana@x.example 'Re: hi' 'yes' "$to" "$field\n"
	came_of ignored "a yes with $field"
done
write ana@x.example 'Re: hi' '> yes' "$to"
is "$(listed)" '' 'a quoted yes is none'
write ana@x.example 'Re: hi' 'Yes.\n\n> If you want that' "$to"
came_of joined 'yes'
is "$(listed)" "ana@x.example${tab}${tab}each${tab}${tab}${tab}${tab}259200${tab}" 'she observes'
like "$(letter)" '^Subject: Welcome to The list' 'and is welcome'
write ana@x.example 'Re: hi' 'yes' "$to"
came_of ignored 'a token counts once'
write bea@x.example 'suscribir' 'idioma es, en\nritmo semanal\ntipos propuesta; ayuda\nregiones Lavapiés, Sur\nasambleas sol luna'
came_of asked 'in Spanish, with wishes'
like "$(letter)" 'Alguien, quizá tú' 'she is asked in Spanish'
unlike "$(letter)" 'Lavapi|sol luna|propuesta' 'with no word of the asker'
write bea@x.example 'Re: hi' 'sí' "$(token)"
came_of joined 'sí'
is "$(asm-observers list | sed -n '/^Address: bea/,$p' | sed -n '2,9p' | tr '\n' '|')" \
    'Languages: es en|Rhythm: weekly|Kinds: proposal help|Regions: lavapiés| sur|Assemblies: sol luna|Wait: 259200|Paused:|' 'all she wished'
write nour@x.example 'اشتراك' 'اللغة ar'
write nour@x.example 'رد: مرحبا' 'نعم' "$(token)"
came_of joined 'in Arabic'
like "$(letter)" 'هذه إعداداتك' 'and answered so'
for word in join+ subscribe+ 'observe+join@lists.example' 'observe+subscribe@lists.example'; do
	# shellcheck disable=SC2154 # of tests/lib.sh
	case $word in *@*) write "e$tests@x.example" '' '' "$word" ;; *) write "e$tests@x.example" "${word%+}" '' ;; esac
	came_of asked "join by $word"
done
write gone@x.example 'join' ''
to=$(token)
AT=$(later $((3 * 86400))) write gone@x.example 'Re: hi' 'yes' "$to"
unlike "$(listed)" gone 'after three days it is too late'
write no@x.example 'join' ''
write no@x.example 'Re: hi' 'No' "$(token)"
came_of refused 'no'

# ---- settings

write ana@x.example 'language es, en' ''
came_of changed 'a language by subject'
write ana@x.example '' 'rhythm weekly\npause until 2026-12-24' 
came_of changed 'two wishes'
like "$(listed)" "ana@x.example${tab}es en${tab}weekly.*2026-12-24T00:00:00Z" 'as she said'
write ana@x.example 'Re: changed' 'yes' "$(token)"
came_of changed 'it was not she: taken back'
like "$(listed)" "ana@x.example${tab}es en${tab}each${tab}${tab}${tab}${tab}259200${tab}$" 'all as before'
write ana@x.example '' 'rhythm sometimes\nlanguage xx-'
came_of told 'nonsense changes nothing'
like "$(letter)" 'language, rhythm' 'and is named'
write ana@x.example '' 'wait 24h\nkinds wire, proposal' 'observe+rhythm-daily@lists.example'
like "$(listed)" "ana@x.example${tab}es en${tab}daily${tab}wire proposal${tab}${tab}${tab}86400" 'by address and text'
write ana@x.example 'kinds all' 'resume'
like "$(listed)" "ana@x.example${tab}es en${tab}daily${tab}${tab}" 'all kinds again'
write ana@x.example 'status' ''
came_of told 'status'
write ana@x.example 'Hello, are you there?' 'I wonder'
came_of told 'a letter to people'
write stranger@x.example 'status' ''
came_of told 'a stranger is told how to join'
unlike "$(letter)" 'settings' 'and no settings'

# ---- leaving

write ana@x.example 'leave' ''
came_of left 'leave'
unlike "$(listed)" 'ana@x.example' 'she is gone'
write ana@x.example 'Re: bye' 'yes' "$(token)"
came_of joined 'it was not she'
like "$(listed)" "ana@x.example${tab}es en${tab}daily" 'back, as before'
write Ana@X.example 'unsubscribe' ''
came_of left 'the same address in capitals'

write bea@x.example 'forget me' ''
came_of asked 'forget me is asked back'
write bea@x.example 'Re' 'sí' "$(token)"
came_of forgotten 'forgotten'
not_ok 'no byte of her address is left' grep -aisq 'bea@x' "$ASM_SITE/private.db" "$ASM_SITE/private.db-wal" "$ASM_SITE/public.db"
exits 0 'by an admin too' asm-observers forget nour@x.example
mail_of luna 'By mistake' | sed 's/^From: .*/From: Nour <Nour@X.example>/' > wrong.eml
asm-observers -N $NOW add nour@x.example
refused 11 stranger "$NOW" < wrong.eml | asm-hold -N "$NOW" keep 2> "$ERR"
ok 'a mail of hers to the list is kept' grep -aiqs 'nour@x' "$ASM_SITE/private.db-wal" "$ASM_SITE/private.db"
exits 0 'forgotten' asm-observers forget nour@x.example
not_ok 'no byte of hers' grep -aisq 'nour@x' "$ASM_SITE/private.db" "$ASM_SITE/private.db-wal"
exits 1 'nothing to forget' asm-observers forget nour@x.example

# ---- robots, forgers, floods

n=$(letters)
write robot@x.example 'join' '' '' 'Auto-Submitted: auto-generated\n'
write '' 'join' ''
write 'a@x.example, b@x.example' 'join' ''
write 'x@x.example' 'join' '' '' 'From: y@x.example\n'
asm-observers mail < /dev/null
printf 'no header at all' | asm-observers mail
is "$(letters)" "$n" 'robots, nobody and two at once get no letter'
printf 'From: z@x.example\nSubject: join\n\nhi \000 \377\n' | asm-observers -v -N "$NOW" mail 2> "$ERR"
came_of asked 'bytes that are no text'

make_site "$SCRATCH/flood"
i=0
while [ $i -lt 300 ]; do
	printf 'From: "Buy http://evil.example" <v%d@victim%d.example>\nSubject: join\n\nregions BUYNOW\n' $((i % 30)) $((i % 30 % 7)) |
	    asm-observers -N "$NOW" mail "observe+join@lists.example"
	i=$((i + 1))
done
ok "300 requests for 30 addresses: at most 3 letters each ($(letters))" test "$(letters)" -le 90
ok 'and some' test "$(letters)" -ge 30
unlike "$(sqlite3 "$ASM_SITE/private.db" 'SELECT cast(message AS text) FROM letter')" 'evil|BUYNOW|Buy' 'nothing that the asker wrote'
unlike "$(cat "$ERR" "$OUT")" '@x\.example' 'no address in a message'
done_testing
