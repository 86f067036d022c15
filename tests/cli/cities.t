#!/bin/sh
# One mail calls people every Monday at six, in eleven cities of four time zones: through a site into the agenda, the calendar, the
# newsletter and the archive, over the weeks in which clocks change on three of four days.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"
make_site "$SCRATCH/site"
asm-observers -N 2026-11-14 add --rhythm weekly week@x.example

cities='Paris Lyon Toulouse Marseille London Leeds Bristol Boston Tunis Sfax'	# and New York
call='When: 2027-03-08 18:00 Europe/Paris, weekly
Where: Paris
Where: Lyon
Where: Toulouse
Where: Marseille
When: 2027-03-08 18:00 Europe/London, weekly
Where: London
Where: Leeds
Where: Bristol
When: 2027-03-08 18:00 America/New_York, weekly
Where: New York
Where: Boston
When: 2027-03-08 18:00 Africa/Tunis, weekly
Where: Tunis
Where: Sfax

Come, and bring something that makes noise.'
post luna 'Every Monday at six' "$call" 2027-03-02T09:00:00Z > article
is "$(grep -c '^Asm-Event: ' article),$(grep -o 'where=' article | wc -l | tr -d ' ')" 1,11 'one article, eleven places'
post luna 'How it went' 'Two hundred of us came, and it did not rain.' 2027-03-16T09:00:00Z > article2

# utc FILE DATE ZONE: which hours that day has there, and in how many places.
utc() { tr '\n' ' ' < "$1" | sed 's/  */ /g' | grep -oE "$2, 18:00 [A-Z]+ \($3\), [0-9:]+ UTC" | sort | uniq -c |
    sed -E 's/^ *([0-9]+) .* ([A-Z]+) \(.*, ([0-9:]+) UTC$/\1 \2 \3/'; }
hours()	# FILE DATE: of the four zones
{
	for z in Europe/Paris Europe/London America/New_York Africa/Tunis; do utc "$1" "$2" $z; done | tr '\n' ,
}
before='4 CET 17:00,3 GMT 18:00,2 EST 23:00,2 CET 17:00,'
between='4 CET 17:00,3 GMT 18:00,2 EDT 22:00,2 CET 17:00,'
after='4 CEST 16:00,3 BST 17:00,2 EDT 22:00,2 CET 17:00,'

asm-select --type post > posts
asm-agenda -N 2027-03-07 posts > early
asm-agenda -N 2027-03-21 posts > late
is "$(hours early '8 March 2027')" "$before" 'before any clock changes'
is "$(hours early '15 March 2027')" "$between" 'when those of New York have'
is "$(hours late '29 March 2027')" "$after" 'when those of Europe have'
for city in $cities 'New York'; do
	is "$(tr '\n' ' ' < late | sed 's/  */ /g' | grep -o -- "- $city: every week, Monday, at 18:00" | wc -l | tr -d ' ')" 1 "$city, again and again"
done

asm-agenda -N 2027-03-07 --as ics posts | tr -d '\r' > agenda.ics
is "$(grep -c 'BEGIN:VEVENT' agenda.ics)" 11 'eleven events in the calendar'
is "$(perl -0pe 's/\n //g' agenda.ics | grep '^UID:' | sort -u | wc -l | tr -d ' ')" 11 'each with a name of its own'
is "$(grep '^DTSTART;' agenda.ics | sort | uniq -c | sed 's/^ *//' | tr '\n' ,)" \
    '2 DTSTART;TZID=Africa/Tunis:20270308T180000,2 DTSTART;TZID=America/New_York:20270308T180000,3 DTSTART;TZID=Europe/London:20270308T180000,4 DTSTART;TZID=Europe/Paris:20270308T180000,' \
    'at six where it is'
is "$(grep -c '^RRULE:FREQ=WEEKLY;BYDAY=MO$' agenda.ics)" 11 'every Monday'
is "$(grep -c '^BEGIN:VTIMEZONE' agenda.ics)" 4 'with four zones'

exits 0 'the weeks of March' asm-weekly -N 2027-03-20T12:00:00Z
asm-select --type issue -l en > issues
is "$(grep -c '^Asm-Window: ' issues)" 2 'two had something to tell'
cat > parts.py <<'P'
import email, email.policy, mailbox
m = list(mailbox.mbox('issues', factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default), create=False))[-1]
for p in m.walk():
    if p.get_content_maintype() == 'text':
        open('issue.' + p.get_content_subtype(), 'w', newline='').write(p.get_payload(decode=True).decode())
P
six='Every Monday at six'
day() { perl -0777 -ne 's/ ?\n(?=\S)/ /g; print map { s/^- //r . "\n" } split / (?=- )/, $1 if /Monday, '"$1"' March 2027\s+(- .*)/' issue.plain; }
if /usr/bin/python3 parts.py 2> "$ERR"; then
	is "$(day 22)" "18:00 CET (17:00 UTC) · $six · Paris · Lyon · Toulouse · Marseille
18:00 CET (17:00 UTC) · $six · Tunis · Sfax
18:00 GMT (18:00 UTC) · $six · London · Leeds · Bristol
18:00 EDT (22:00 UTC) · $six · New York · Boston" 'the newsletter, of the next Monday'
	is "$(day 29)" "18:00 CEST (16:00 UTC) · $six · Paris · Lyon · Toulouse · Marseille
18:00 BST (17:00 UTC) · $six · London · Leeds · Bristol
18:00 CET (17:00 UTC) · $six · Tunis · Sfax
18:00 EDT (22:00 UTC) · $six · New York · Boston" 'and of the one behind it'
	is "$(for c in $cities 'New York'; do grep -q "$c" issue.html || echo "$c"; done)" '' 'all cities as HTML'
	is "$(grep -c 'BEGIN:VEVENT' issue.calendar)" 11 'and eleven events beside it'
else
	skip 'the newsletter' "python3: $(head -1 "$ERR")"
fi

asm-select --type post,issue | asm-archive -l en -N 2027-03-20 www
sed 's/<[^>]*>//g' www/agenda.en.html > shown
is "$(hours shown '22 March 2027')" "$between" 'the agenda of the archive'
is "$(hours shown '29 March 2027')" "$after" 'a week later'
is "$(sed -n '/<ul class="note">/,/<\/ul>/p' www/posts/1.html | grep -c 'every week, Monday, at 18:00')" 11 'and the page of the call'
is "$(grep -c 'BEGIN:VEVENT' www/agenda.ics)" 11 'its calendar'

done_testing
