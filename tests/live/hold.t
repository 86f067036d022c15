#!/bin/sh
# Held mail through a real Postfix and procmail: the challenge goes out by SMTP, the answer comes in by SMTP.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
need_postfix

ok 'a site' live_site
as_user sh -c "echo 'Moderators: ana@mod.example bo@mod.example' >> '$ASM_SITE/asm.conf'"
ok 'asm-deliver speaks SMTP' live_deliver "smtp 127.0.0.1:$SMTP_PORT"
ok 'a sink' start_sink
ok 'Postfix' start_postfix
cd "$LIVE/home" || exit 1
LIST=assemblies@lists.example
as_user asm-observers add noor@reader.example mina@reader.example > "$OUT"

posts()
{
	as_user asm-select --type post | grep -c '^Asm-Number: '
}
held()
{
	as_user asm-hold list --tsv | sed 1d | wc -l | tr -d ' '
}
mail_from()	# ADDRESS SUBJECT
{
	printf 'From: %s\nTo: %s\nDate: %s\nSubject: %s\nMessage-ID: <%s@x.example>\n\nQueridas asambleas, mañana nos vemos en la plaza a las siete.\n' \
	    "$1" "$LIST" "$(LC_ALL=C date -R)" "$2" "$2"
}
letter_to()	# ADDRESS: the newest mail in the sink to her
{
	grep -l "^X-Rcpt-Args: <$1>" "$LIVE"/sink/* 2> /dev/null | xargs -r ls -t | head -1
}
# answers LETTER FROM TEXT [FIELD]: by SMTP, to where it asks for answers.
answers()
{
	to=$(tr -d '\r' < "$1" | sed -n 's/^Reply-To: //p')
	{
		printf 'From: %s\nTo: %s\nDate: %s\nSubject: Re: x\nMessage-ID: <re@x.example>\n' "$2" "$to" "$(LC_ALL=C date -R)"
		[ -z "${4-}" ] || printf '%s\n' "$4"
		printf '\n%s\n' "$3"
	} | smtp "$2" "$to"
}
fresh()
{
	find "$LIVE/sink" -type f -delete
}

smtp forger@evil.example $LIST > "$OUT" <<END
$(mail_from sol@sol.example Una)
END
ok 'a mail in the name of a contact' settle
is "$(posts) $(held)" '0 1' 'is held'
is "$(sunk | cut -d ' ' -f 1-2)" ' sol@sol.example' 'one letter goes out, to the registered contact, from nobody'
letter=$(letter_to sol@sol.example)
cp "$letter" letter
fresh
answers letter sol@sol.example 'sí' 'Auto-Submitted: auto-replied' > "$OUT"
answers letter mallory@evil.example 'sí' > "$OUT"
ok 'a robot and a stranger say yes' settle
is "$(posts) $(held) $(sunk)" '0 1 ' 'that counts for nothing, and nobody is answered'
like "$(answers letter sol@sol.example 'sí')" '^250' 'she says yes'
ok 'the queue is empty' settle
is "$(posts)" 1 'it is posted'
as_user asm-select | grep '^Asm-By:' > by
is "$(cat by)" 'Asm-By: token' 'by her token'
is "$(sunk | cut -d ' ' -f 2 | paste -sd ' ' -)" 'mina@reader.example noor@reader.example' 'and sent to the observers'
like "$(sunk | grep noor)" '^bounce[^ ]*\+noor=reader\.example@lists\.example ' 'with an envelope sender for each (XVERP)'
exits 0 'cron' as_user asm-pending
is "$(held)" 0 'it is held no longer'

fresh
mail_from sol@sol.example Dos | smtp forger@evil.example $LIST > "$OUT"
settle
cp "$(letter_to sol@sol.example)" letter
answers letter sol@sol.example 'no' > "$OUT"
ok 'no, that was not us' settle
is "$(posts) $(held)" '1 0' 'it is thrown away'

fresh
mail_from sol@sol.example Tres | smtp forger@evil.example $LIST > "$OUT"
settle
cp "$(letter_to sol@sol.example)" letter
fresh
answers letter sol@sol.example 'A ver, ¿quién lo escribió?' > "$OUT"
ok 'neither yes nor no' settle
is "$(sunk | cut -d ' ' -f 1-2 | paste -sd ',' -)" ' ana@mod.example, bo@mod.example' 'the moderators are asked'
cp "$(letter_to ana@mod.example)" letter
fresh
answers letter ana@mod.example yes > "$OUT"
ok 'one of them says yes' settle
is "$(posts)" 2 'it is posted'
is "$(as_user asm-select | grep '^Asm-By:' | tail -1)" 'Asm-By: moderator' 'marked as released'
like "$(sunk)" '^ bo@mod\.example ' 'and the other one is told'
# help@: the rules at once, and people read the question.
fresh
printf 'From: vera@person.example\nTo: help@lists.example\nDate: %s\nSubject: =?utf-8?q?=C2=BFC=C3=B3mo?=\nMessage-ID: <h@person.example>\n\n¿Cómo se apunta nuestra asamblea a la lista?\n' \
    "$(LC_ALL=C date -R)" | smtp vera@person.example help@lists.example > "$OUT"
ok 'a question to help@' settle
is "$(sunk | cut -d ' ' -f 2 | sort | paste -sd ' ' -)" 'root@mx.lists.example vera@person.example' 'she gets the rules, people her question'
printf 'From: vera@person.example\nAuto-Submitted: auto-replied\nSubject: away\n\nx\n' | smtp '' help@lists.example > "$OUT"
ok 'a robot at help@' settle
is "$(sunk ' vera@person' | wc -l | tr -d ' ')" 1 'gets no answer'
unlike "$(maillog | grep -v 'smtpd\|cleanup')" 'to=<(forger|mallory)@' 'nothing ever went to who had sent it'
done_testing
