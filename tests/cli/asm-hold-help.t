#!/bin/sh
# asm-hold help: who asks gets the rules in her language, once a day; robots get nothing.
# Names of files hold no blanks here.
# shellcheck disable=SC2012
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
question()	# FROM TEXT [FIELD]
{
	printf 'From: %s\nTo: help@lists.example\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nSubject: =?utf-8?q?x=0D=0ABcc:_y@x.example?=\nMessage-ID: <q@x.example>\n' "$1"
	[ -z "${3-}" ] || printf '%s\n' "$3"
	printf '\n%s\n' "$2"
}
asks()	# ... [TIME]: status, and how many letters there are now
{
	asm-intake -N "$NOW" help@lists.example > "$OUT" 2> "$ERR"
	echo "$? $(ls "$DELIVERED/new" 2> /dev/null | wc -l | tr -d ' ')"
}
is "$(question noor@reader.example 'How can our assembly take part in this list? We meet every Monday in the library.' | asks)" '0 1' 'a question is answered'
letter=$(ls "$DELIVERED"/new/*)
is "$(field Return-Path "$letter") $(field To "$letter") $(field Auto-Submitted "$letter")" '<> noor@reader.example auto-replied' 'to who asked, as an automatic answer'
is "$(field Subject "$letter")" 'How The list works' 'our subject'
is "$(field In-Reply-To "$letter")" '<q@x.example>' 'in her thread'
like "$(cat "$letter")" 'assembly@lists\.example' 'it says where an assembly writes to'
unlike "$(cat "$letter")" 'Bcc|library' 'nothing of hers is in it'
is "$(question noor@reader.example 'And how do we leave the list again, please?' | asks)" '0 1' 'once a day'
is "$(question ana@reader.example '¿Cómo puede participar nuestra asamblea? Nos reunimos cada lunes en la biblioteca del barrio.' | asks)" '0 2' 'another, in Spanish'
# shellcheck disable=SC2010 # names of ours
like "$(field Subject "$(ls -t "$DELIVERED"/new/* | grep -v "$letter")")" 'funciona' 'is answered in Spanish'
for robot in 'Auto-Submitted: auto-replied' 'Precedence: bulk' 'Return-Path: <>' 'List-Id: <x.y>' "X-Loop: $LIST"; do
	is "$(question bo@reader.example 'Out of office' "$robot" | asks)" '0 2' "a robot is not: ${robot%%:*}"
done
is "$(question 'a@x.example, b@x.example' 'x' | asks)" '0 2' 'nor two at once'
is "$(: | asks)" '0 2' 'nor nobody'
exits 64 'the recipient is wanted' asm-hold help
done_testing
