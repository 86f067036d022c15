#!/bin/sh
# asm-ahead: the agenda of a call, a day before it, once, to those who asked for it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"
make_site "$SCRATCH/site"
printf 'Address: agenda@x.example\nKinds: agenda\n\nAddress: semana@x.example\nKinds: update agenda\nRhythm: weekly\nLanguages: es\n' |
    asm-observers -N 2026-11-14 import > "$OUT"
asm-observers -N 2026-11-14 add each@x.example
asm-observers -N 2026-11-14 add --rhythm weekly week@x.example
issues() { asm-select --type issue | grep -c '^Asm-Edition: call-'; }

exits 0 'a site without calls' asm-ahead -N $NOW
is "$(cat "$OUT" "$ERR")$(asm-select --type issue)" '' 'nothing is said'
post luna 'Phone, every Monday' 'When: 2026-11-23 19:00 Europe/London, weekly
Where: mumble://voice.example/a

Let us talk every Monday evening.' 2026-11-18T09:00:00Z > call
exits 0 'two days before' asm-ahead -N 2026-11-21T19:00:00Z
is "$(issues)" 0 'there is nothing yet'
exits 0 'a day before' asm-ahead -N 2026-11-22T19:00:01Z
is "$(issues)" 3 'one in each language of the site'
asm-select --type issue -l en > agenda
like "$(cat agenda)" '^Asm-Edition: call-1$' 'called by the number of the call'
is "$(delivered | sed -n 's/^\(agenda\|semana\|each\|week\)@.*call.*/\1/p' | sort | tr '\n' ' ')" 'agenda ' 'who asked for agendas gets it'
is "$(find "$DELIVERED/new" -type f -exec grep -l '^Delivered-To: semana@' {} + | wc -l | tr -d ' ')" 1 'in her language'
is "$(find "$DELIVERED/new" -type f -exec grep -l '^Delivered-To: week@' {} + | wc -l | tr -d ' ')" 0 'and nobody else'
exits 0 'an hour later' asm-ahead -N 2026-11-22T20:00:00Z
is "$(issues)" 3 'nothing more'

# What assemblies propose for the next time, and what they report of the last.
answer()	# ASSEMBLY SUBJECT TEXT TIME
{
	original=$(sed -n 's/^In-Reply-To: //p' reply.head)
	mail_of "$1" "$2" "$3" | sed "s/^Subject: /In-Reply-To: $original\n&/" | sealed "$1" "$4" | asm-post -N "$4" > answered
}
printf 'In-Reply-To: <PhoneeveryMonday@luna.example>\n' > reply.head
answer luna '[minutes] What we said on Monday' 'We spoke about the winter and about soup.' 2026-11-24T09:00:00Z
answer luna 'A room for the winter' 'Who has a room that we can heat?' 2026-11-25T09:00:00Z
exits 0 'a day before the next' asm-ahead -N 2026-11-29T20:00:00Z
is "$(issues)" 6 'the next agenda, in three languages'
asm-select --type issue -l en -n 1 | asm-show --fields Text > text
like "$(cat text)" 'A room for the winter' 'has what was proposed since'
like "$(cat text)" 'What we said on Monday' 'and the minutes of the last'

# Taken back.
post luna 'No phone any more' 'Withdraws: 1

Nobody came.' 2026-12-01T09:00:00Z > /dev/null
exits 0 'a call that was withdrawn' asm-ahead -N 2026-12-06T20:00:00Z
is "$(issues)" 6 'has no agenda'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing left in tmp/'

# ---- what must be answered soon

printf 'Address: remind@x.example\nKinds: reminder\nLanguages: es\n' | asm-observers -N 2026-12-01 import > "$OUT"
reminders() { asm-select --type issue | grep -c '^Asm-Edition: remind-'; }
post luna '[proposal] One day without rent' 'Answer-By: 2026-12-20

Let us all stop paying on one day.' 2026-12-08T09:00:00Z > proposal
number=$(field Asm-Number proposal)
post sol 'Sobre el alquiler' "Posición: de acuerdo $number

Estamos de acuerdo: lo hablamos el domingo en la plaza." 2026-12-10T09:00:00Z > yes
exits 0 'four days before' asm-ahead -N 2026-12-16T23:00:00Z
is "$(reminders)" 0 'is too early'
exits 0 'three days before' asm-ahead -N 2026-12-17T09:00:00Z
is "$(reminders)" 3 'a reminder in each language'
asm-select --type issue -l en -n 1 > reminder
like "$(cat reminder)" "^Asm-Edition: remind-$number\$" 'called by its number'
like "$(asm-show --fields Subject reminder)" 'Answer by 20 December 2026: One day without rent' 'which says until when'
like "$(asm-show --fields Text reminder)" 'Asamblea Sol' 'and who answered'
like "$(asm-show --fields Text reminder)" "^ Position: agree $number\$" 'and how to'
is "$(delivered | grep -c '^remind@')" 1 'who asked for reminders gets one'
is "$(delivered | grep -c '^week@')" 0 'nobody else does'
exits 0 'the next day' asm-ahead -N 2026-12-18T09:00:00Z
is "$(reminders)" 3 'nothing more'
post luna 'No day without rent' "Withdraws: $number

We thought again." 2026-12-18T10:00:00Z > /dev/null
post luna '[proposal] Another day' 'Answer-By: 2026-12-26

Or this one.' 2026-12-18T10:00:00Z > /dev/null
post sol 'Ya no' 'Retira: 99

Nada.' 2026-12-18T10:00:00Z > /dev/null
exits 0 'cron was away until its last day' asm-ahead -N 2026-12-26T12:00:00Z
is "$(reminders)" 6 'it is reminded of all the same'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing left in tmp/'
ok 'the log is whole' asm-site check -q -N 2026-12-27

asm-select --type post,translation,issue | asm-feed --split feeds --self https://lists.example/feeds/
is "$(find feeds/newsletter -name '*.atom' | sort | tr '\n' ' ')" 'feeds/newsletter/call/ar.atom feeds/newsletter/call/en.atom feeds/newsletter/call/es.atom feeds/newsletter/remind/ar.atom feeds/newsletter/remind/en.atom feeds/newsletter/remind/es.atom ' 'all agendas are one feed, and all reminders'
is "$(grep -c '<entry' feeds/newsletter/call/en.atom feeds/newsletter/remind/en.atom | tr '\n' ' ')" 'feeds/newsletter/call/en.atom:2 feeds/newsletter/remind/en.atom:2 ' 'of all of them'
exits 64 'an unknown option' asm-ahead -x
ASM_SITE=$SCRATCH/none exits 78 'no site' asm-ahead
done_testing
