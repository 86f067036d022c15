#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CALL=$ROOT/tests/cases/asm-agenda/call.in
CITIES=$ROOT/tests/cases/asm-agenda/cities.in
standard_filter_tests asm-agenda "$CALL" -N 2012-03-24

exits 64 'a form that is none' asm-agenda --as rss
exits 64 'a zone that is none' asm-agenda --zone Europe/Nowhere
exits 64 'a mail of no call' asm-agenda --as mail
exits 64 'ahead of no call' asm-agenda --ahead 24h
exits 64 'an end before the beginning' asm-agenda --from 2012-03-24 --until 2012-03-24
exits 66 'no such call' asm-agenda --call 99 "$CALL"
is "$(asm-agenda -N 2012-03-24 --place bristol --as ics "$CALL" | grep -c 'BEGIN:VEVENT')" 1 'a place, however it is written'
is "$(asm-agenda -N 2012-03-24 --assembly other --as ics "$CALL" | grep -c 'BEGIN:VEVENT')" 0 'another assembly'

# EVENTS_MAX is of one mail, not of all of them together.
perl -e 'printf "From a\@b Wed Mar 21 12:00:00 2012\nMessage-ID: <e%d\@x>\nSubject: Event %d\n" .
    "Asm-Event: start=2012-03-25T%02d:00; tz=UTC\n\nx\n\n", $_, $_, $_ % 24 for 1 .. 120' > many.mbox
is "$(asm-agenda -N 2012-03-24 --as ics many.mbox | grep -c 'BEGIN:VEVENT')" 120 'as many as all mails say'

# Taken back, and moved, by corrections.
correct() { cat "$CALL"; printf 'From a@b Wed Mar 21 12:00:00 2012\nFrom: x <assemblies@lists.example>\nMessage-ID: <c@lists.example>
Subject: Correction\nAsm-Type: post\nAsm-Assembly: wharfside\nAsm-Number: 9\nAsm-Date: 2012-03-21T12:00:00Z
Asm-Corrects: <call@lists.example>\n%s\nx\n\n' "$1"; }
correct '' > off.mbox
ics=$(asm-agenda -N 2012-03-24 --as ics off.mbox)
like "$ics" 'STATUS:CANCELLED' 'a correction that does not say when cancels'
like "$ics" 'SEQUENCE:1' 'as a later revision'
like "$ics" 'UID:call@lists.example' 'of the same event'
correct 'Asm-Event: start=2012-03-05T20:00; tz=Europe/London; rule=weekly MO
' > moved.mbox
like "$(asm-agenda -N 2012-03-24 moved.mbox)" '20:00' 'one that does moves it'
is "$(asm-agenda -N 2012-03-24 --call 3 off.mbox)" '' 'a call that is cancelled has no agenda'

# A plain list: lines and parts.
printf 'From: a@b\nSubject: Lines\n\nWhen: 2026-12-07 19:00 Europe/London, weekly\nWhere: Square\nWhere: Park\n\nx\n' > lines.eml
is "$(asm-agenda -N 2026-12-01 --as ics lines.eml | grep -c '^LOCATION')" 2 'two places of one line'
asm-agenda --as ics -N 2012-03-18 "$CITIES" > cities.ics
{ printf 'From: a@b\nSubject: Part\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8\n\n'; cat cities.ics; } > part.eml
asm-agenda --as ics -N 2012-03-18 part.eml | sed 's/\r$//' | grep -E '^(DTSTART;|RRULE|LOCATION|UID)' | sort > got
sed 's/\r$//' cities.ics | grep -E '^(DTSTART;|RRULE|LOCATION|UID)' | sort > want
same got want 'what we write we read'

cat > read.py <<'P'
import sys
from datetime import datetime, timezone
import icalendar
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
text = open(sys.argv[1], 'rb').read()
cal = icalendar.Calendar.from_ical(text)
again = icalendar.Calendar.from_ical(cal.to_ical())
zones = tzical(open(sys.argv[1], newline=''))
assert [e.to_ical() for e in again.walk('VEVENT')] == [e.to_ical() for e in cal.walk('VEVENT')], 'round trip'
out = []
for e in cal.walk('VEVENT'):
    start = e['DTSTART']
    zone = zones.get(start.params['TZID'])   # by the VTIMEZONE in the file, not by name
    rule = rrulestr(e['RRULE'].to_ical().decode(), dtstart=start.dt.replace(tzinfo=None))
    for t in rule.between(datetime(2012, 3, 18), datetime(2012, 3, 28)):
        out.append('%s %s' % (t.replace(tzinfo=zone).astimezone(timezone.utc).strftime('%d %H:%M'), e['LOCATION']))
print('\n'.join(sorted(out)))
P
if /usr/bin/python3 -c 'import icalendar, dateutil' 2> "$ERR"; then
	run /usr/bin/python3 read.py cities.ics
	is "$STATUS" 0 'python3-icalendar reads and writes it' || diag "$(cat "$ERR")"
	for place in Paris Lyon Toulouse Marseille; do
		is "$(grep "$place" "$OUT" | tr '\n' ' ')" "19 17:00 $place 26 16:00 $place " "$place: by the zone described in the file"
	done
	for place in London Leeds Bristol; do
		is "$(grep "$place" "$OUT" | tr '\n' ' ')" "19 18:00 $place 26 17:00 $place " "$place"
	done
	for place in 'New York' Boston; do
		is "$(grep "$place" "$OUT" | tr '\n' ' ')" "19 22:00 $place 26 22:00 $place " "$place"
	done
	for place in Tunis Sfax; do
		is "$(grep "$place" "$OUT" | tr '\n' ' ')" "19 17:00 $place 26 17:00 $place " "$place"
	done
	asm-agenda -N 2012-03-18 --as ics "$CALL" > call.ics
	run /usr/bin/python3 read.py call.ics
	is "$(cat "$OUT")" "$(printf '19 19:00 mumble://voice.example/a\n26 18:00 mumble://voice.example/a')" \
	    'Mondays 19:00 in the UK, across the change of clocks'
else skip 'python3-icalendar' 'it or python3-dateutil is not installed'; fi

# Of every list there is, in bounded time.
corpora=$ROOT/../shared/corpora/icalendar
if [ -d "$corpora" ]; then
	n=0
	for f in "$corpora"/*/*; do
		{ printf 'From: a@b\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/calendar\n\n'; cat "$f"; } > one.eml
		asm-agenda --as ics -N 2026-01-01 one.eml > one.ics 2> one.err || { diag "$f: $?"; n=$((n + 1)); }
		[ ! -s one.err ] || { diag "$f: $(cat one.err)"; n=$((n + 1)); }
	done
	is "$n" 0 'every calendar of the corpus, without a word'
else skip 'calendars of others' 'no ../shared'; fi
done_testing
