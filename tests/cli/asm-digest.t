#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CASES=$ROOT/tests/cases
WEEK=$CASES/asm-digest/week.mbox
standard_filter_tests asm-digest "$WEEK"

week() { asm-digest -t 'Assemblies Weekly' --from 2026-11-14 --until 2026-11-21 "$@"; }
text() { asm-show --fields Text "$1" | sed 's/^Text: //; s/^ //'; }

exits 64 'a window that ends before it begins' asm-digest --from 2026-11-21 --until 2026-11-14
exits 64 'or at once' asm-digest --from 2026-11-21 --until 2026-11-21
exits 64 'a time that is none' asm-digest --from tomorrow
exits 64 'an edition that is no name' asm-digest --edition 'Weekly News'
exits 64 'an address that is none' asm-digest --list 'a@b,c@d' "$WEEK"
exits 64 'a language that is none' asm-digest -l es,../x
exits 64 'an empty issue of no days' asm-digest --empty

week "$WEEK" > issue.en
week -l es "$WEEK" > issue.es
week -l ar "$WEEK" > issue.ar
for l in en es ar; do
	for part in text/plain text/html; do
		like "$(asm-show --fields Part issue.$l)" "^Part: [12] $part " "$l has a part of $part"
	done
done

# ---- once for each window, whatever the order, place and time
perl -0777 -ne 'print reverse map { "From $_" } grep { length } split /^From /m' "$WEEK" > reversed.mbox
week reversed.mbox > reversed
same reversed issue.en 'the order of the stream does not matter'
week "$WEEK" reversed.mbox > twice
same twice issue.en 'nor do copies'
is "$(sed -n 's/^Message-ID: //p' issue.* | sort -u | wc -l)" 3 'one Message-ID for each language'
like "$(cat issue.en)" '^Message-ID: <digest.weekly.2026-11-14.en@lists.example>$' 'made of edition, window and language'
like "$(cat issue.en)" '^Asm-Window: 2026-11-14T00:00:00Z/2026-11-21T00:00:00Z$' 'the window'
like "$(cat issue.en)" '^Date: Sat, 21 Nov 2026 00:00:00 \+0000$' 'its end is the date'
like "$(cat issue.en)" '^Auto-Submitted: auto-generated$' 'no person wrote it'

# The window is half open; the days shown are those written, whatever zone is meant.
stream='From a Sat Nov 14 00:00:00 2026
Subject: first
Message-ID: <1@x>

x

From a Fri Nov 20 23:59:59 2026
Subject: last
Message-ID: <2@x>

x

From a Sat Nov 21 00:00:00 2026
Subject: next
Message-ID: <3@x>

x
'
printf '%s\n' "$stream" > edges
week edges > issue
is "$(text issue | grep -cE '^[0-9]+\. (first|last)$')" 4 'from the first second to the last'
unlike "$(text issue)" 'next' 'and not one more'
asm-digest --from 2026-11-14T00:00:00+01:00 --until 2026-11-21T00:00:00+01:00 edges > issue
like "$(cat issue)" '^Subject: Newsletter 14-21 November 2026$' 'days as they were written'
like "$(cat issue)" '^Asm-Window: 2026-11-14T00:00:00\+01:00/2026-11-21T00:00:00\+01:00$' 'and moments by the same clocks'
like "$(cat issue)" '^Message-ID: <digest.weekly.2026-11-14.en@' 'and the name, as asm-post makes it'
asm-digest --from 2012-03-24T00:00+01:00 --until 2026-11-21T00:00-03:00 edges > issue
like "$(cat issue)" '^Asm-Window: 2012-03-24T00:00:00\+01:00/2026-11-21T00:00:00-03:00$' 'each by its own'
run asm-digest --from 2026-12-01 --until 2026-12-08 edges
is "$STATUS$(cat "$OUT" "$ERR")" 0 'nothing was posted: nothing is written'

# ---- what a reader sees
text issue.en > en.txt
like "$(sed -n 1p en.txt)" '^12 posts from 8 assemblies: ' 'the first line counts'
like "$(sed -n 3p en.txt)" '^Help is needed: Lawyers needed before Monday' 'the second says what cannot wait'
for l in ca fr it pt de el tr pl "fi"; do week -l "$l" --zone Asia/Shanghai "$WEEK" > "issue.$l"; done
python3 - issue.?? > "$OUT" 2> "$ERR" <<'P'
import email, email.policy, re, sys, unicodedata
def columns(s):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)
for name in sys.argv[1:]:
    m = email.message_from_file(open(name), policy=email.policy.default)
    p = m.get_body(('plain',))
    if p.get_param('format') != 'flowed': sys.exit(name + ': not flowed')
    for line in p.get_content().split('\n'):
        if columns(line.rstrip(' ')) > 72 and not re.match(r'\[\d+\] <\S+>$', line): sys.exit('%s: %s' % (name, line))
P
is $? 0 'in twelve languages lines of the text end at 72 columns, but for links' || diag "$(cat "$ERR")"
like "$(cat en.txt)" 'unreviewed translation' 'an unreviewed translation says so'
like "$(cat en.txt)" 'Vivienda · Madrid, España · outdated translation · 2 replies' 'and an outdated one; answers are counted'
like "$(cat en.txt)" 'Ollas · Montevideo · in Spanish' 'a text that nobody translated says in what it is'
like "$(cat en.txt)" '^Corrects: A common map of empty houses' 'a correction says what it corrects'
like "$(cat en.txt)" 'A kitchen for the whole street' 'a late translation of an earlier post is there'
unlike "$(cat en.txt)" 'After the window' 'and nothing of the next week'
unlike "$(cat en.txt)" 'Tipo: propuesta|Answer-By:' 'what was written for us is left out'
like "$(cat en.txt)" 'mailto:translate@lists.example\?subject=next%20ar' 'a link gives translators work'
unlike "$(text issue.es)" 'Lawyers' 'a reader of Spanish gets no English translation'
like "$(week -l es,en "$WEEK" > both; text both)" 'Lawyers' 'unless she reads English too'
is "$(text issue.en | grep -c '^[0-9]*\. ')" "$(($(text issue.en | sed -n 's/^\([0-9]*\)\. .*/\1/p' | sort -n | tail -1) * 2))" 'contents and entries have the same numbers'

# Proposals with a day come first, the nearest on top; a day that has passed is no hurry.
cat > days <<'M'
From a Sat Nov 14 10:00:00 2026
Subject: without
Message-ID: <1@x>
Asm-Kind: proposal

x

From a Sat Nov 14 10:00:01 2026
Subject: later
Message-ID: <2@x>
Asm-Kind: proposal
Asm-Answer-By: 2026-12-09

x

From a Sat Nov 14 10:00:02 2026
Subject: sooner
Message-ID: <3@x>
Asm-Kind: proposal
Asm-Answer-By: 2026-11-21

x

From a Sat Nov 14 10:00:03 2026
Subject: passed
Message-ID: <4@x>
Asm-Kind: proposal
Asm-Answer-By: 2026-11-20

x

M
week days > issue
is "$(text issue | sed -n 's/^[0-9]*\. \([a-z]*\)$/\1/p' | tr '\n' ' ')" 'sooner later without passed sooner later without passed ' 'contents and entries by the day to answer by'
like "$(text issue)" '^Answers are due: sooner ' 'the nearest is named in front'

# ---- HTML
python3 - issue.en issue.es issue.ar > "$OUT" 2> "$ERR" <<'P'
import email, email.policy, html.parser, sys
class Look(html.parser.HTMLParser):
    void = {'br', 'hr', 'meta', 'img', 'input', 'link'}
    def __init__(self, name):
        super().__init__(); self.name = name; self.open = []; self.ids = set(); self.wanted = set(); self.words = []
    def fail(self, why): sys.exit('%s: %s' % (self.name, why))
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag in ('script', 'img', 'link', 'iframe', 'object', 'form', 'svg'): self.fail(tag)
        for k, v in attrs:
            if k.startswith('on') or k in ('src', 'srcset', 'background', 'style'): self.fail(k)
        if 'id' in a:
            if a['id'] in self.ids: self.fail('id twice: ' + a['id'])
            self.ids.add(a['id'])
        if tag == 'a':
            if a['href'].startswith('#'): self.wanted.add(a['href'][1:])
            elif not a['href'].startswith(('https://', 'mailto:')): self.fail(a['href'])
        if tag not in self.void: self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.fail('not nested: ' + tag)
    def handle_data(self, data):
        if self.open and self.open[-1] not in ('style', 'title'): self.words += data.split()
for name in sys.argv[1:]:
    m = email.message_from_file(open(name), policy=email.policy.default)
    if m.defects: sys.exit('%s: %s' % (name, m.defects))
    page = m.get_body(('html',)).get_content()
    look = Look(name); look.feed(page); look.close()
    if look.open: look.fail('left open: %s' % look.open)
    if look.wanted - look.ids: look.fail('leads nowhere: %s' % (look.wanted - look.ids))
    direction = 'rtl' if name == 'issue.ar' else 'ltr'
    for tag in ('<html lang="%s" dir="%s">', '<div class="issue" lang="%s" dir="%s">'):
        if tag % (name[-2:], direction) not in page: look.fail('no ' + tag)
    # Text and HTML say the same words (numbers of links and of lists aside).
    plain = m.get_body(('plain',)).get_content()
    missing = [w for w in look.words if w not in plain]
    if missing: look.fail('not in the text: %s' % missing[:9])
P
is $? 0 'HTML is well-formed, has nothing remote, leads where it says, and says what the text says' || diag "$(cat "$ERR")"

if command -v tidy > "$OUT"; then
	for l in en es ar; do
		week -l $l --as html "$WEEK" > page.html
		run tidy -q -e page.html
		is "$STATUS$(cat "$ERR")" 0 "tidy finds nothing in $l"
	done
	asm-digest -l ar --from 2026-11-14 --until 2026-11-21 --as html "$CASES/asm-digest/calendar.in" > page.html
	run tidy -q -e page.html
	is "$STATUS$(cat "$ERR")" 0 'nor in a calendar'
else skip 'tidy' 'it is not installed'; fi

# ---- many posts: below 90 kB, by showing less of each, and saying so
many()	# COUNT BYTES
{
	perl -e '($n, $b) = @ARGV; print "From a Sat Nov 14 10:00:00 2026\nSubject: post $_ ", "t" x 60,
	    "\nMessage-ID: <$_\@x>\nArchived-At: <https://lists.example/", "p" x 60, "/$_>\n\n", "word " x ($b / 5), "\n\n" for 1 .. $n' "$@"
}
html_bytes() { python3 -c 'import email, email.policy, sys
print(len(email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default).get_body(("html",)).get_content().encode()))'; }
for n in 1 80 150 239 240 241 1000; do
	many $n 3000 | week > issue
	bytes=$(html_bytes < issue)
	ok "$n posts: $bytes bytes of HTML" test "$bytes" -lt 90000
done
like "$(text issue)" '^And [0-9]+ more\.' 'what is not shown is counted'
many 240 3000 | week > issue
shown=$(text issue | grep -c '^[0-9]*\. post')
rest=$(text issue | sed -n 's/^And \([0-9]*\) more.*/\1/p')
is $((shown + ${rest:-0})) 240 'nothing is lost in counting'
many 50 3000 | week > issue
is "$(text issue | sed -n '/^1\. post 10 t*$/,/^2\./p' | grep -o 'word' | wc -l)" 60 'sixty words of each'

# ---- what lies ahead
cat > call <<'M'
From a Mon Mar  5 10:00:00 2012
Subject: Call
Message-ID: <1@x.example>
Asm-Type: post
Asm-Origin: x.example
Asm-Assembly: london
Asm-Kind: other
Asm-Event: start=2012-03-05T19:00; tz=Europe/London; rule=weekly MO; where=mumble://voice.example/

x

From a Fri Mar 16 10:00:00 2012
Subject: News
Message-ID: <2@x.example>

x

M
asm-digest --from 2012-03-10 --until 2012-03-17 --zone America/New_York --zone Africa/Tunis call > issue
text issue > ahead.txt
like "$(cat ahead.txt)" '^- 19:00 GMT \(19:00 UTC, 15:00 EDT, 20:00 CET\) · Call' 'on the 19th: UK still in winter, New York in summer'
like "$(cat ahead.txt)" '^- 19:00 BST \(18:00 UTC, 14:00 EDT, 19:00 CET\) · Call' 'on the 26th: an hour earlier for Tunis and New York'
like "$(cat ahead.txt)" '^Monday, 26 March 2012$' 'under its day'
is "$(grep -c ' · Call' ahead.txt)" 2 'twice in fourteen days'
python=/usr/bin/python3
if $python -c 'import icalendar' 2> "$ERR"; then
	$python - issue > "$OUT" 2> "$ERR" <<'P'
import email, email.policy, icalendar, sys
m = email.message_from_file(open(sys.argv[1]), policy=email.policy.default)
part, = [p for p in m.iter_attachments() if p.get_content_type() == 'text/calendar']
raw = part.get_content()
raw = raw if isinstance(raw, bytes) else raw.encode()
c = icalendar.Calendar.from_ical(raw)
e, = c.walk('VEVENT')
print(part.get_filename(), c['METHOD'], e['SUMMARY'], e['DTSTART'].dt.strftime('%Y-%m-%d %H:%M'), e['DTSTART'].params['TZID'], e['RRULE'].to_ical().decode(), e['UID'], e['DTSTAMP'].dt.isoformat(), sep='|')
P
	is "$(cat "$OUT")" 'calendar.ics|PUBLISH|Call|2012-03-05 19:00|Europe/London|FREQ=WEEKLY;BYDAY=MO|1@x.example|2012-03-17T00:00:00+00:00' \
	    'the same as a calendar, frozen at the end of the window' || diag "$(cat "$ERR")"
else skip 'the calendar as others read it' 'icalendar is not installed'; fi
asm-digest --from 2012-03-10 --until 2012-03-17 call > other.issue
asm-digest --from 2012-03-10 --until 2012-03-17 -t x days call > with.days
unlike "$(cat with.days)" 'Answers wanted' 'what was proposed after the window is no matter of it'
exits 64 'a zone that is none' asm-digest --zone Europe/Nowhere call
cat days >> edges
asm-digest --from 2026-11-20 --until 2026-11-21 edges > issue
like "$(text issue | sed -n '/^Answers wanted/,$p' | tr '\n' ' ')" '21 November 2026 \. - sooner \. 9 December 2026 \. - later' 'proposals of earlier issues wait for answers too, by day'
unlike "$(text issue | sed -n '/^Answers wanted/,$p')" 'passed' 'but none whose day is over'

# ---- threads that began before the window
thread() { printf 'From a %s 10:00:00 2026\nMessage-ID: <%s@x>\nIn-Reply-To: <%s@x>\nSubject: %s\nAsm-Type: post\nAsm-Kind: %s\nAsm-Assembly: a\n\nx\n\n' "$@"; }
{
	thread 'Mon Nov  9' old none 'Old' update
	thread 'Tue Nov 10' deep old 'Re: Old' other
	thread 'Mon Nov 16' one old 'Re: Old' other
	thread 'Mon Nov 16' two deep 'Re: Old' other
	thread 'Tue Nov 17' three one 'Re: Old' other
	thread 'Tue Nov 17' four two 'Re: Old' other
	thread 'Wed Nov 18' five old 'A plan of ours' proposal
	thread 'Wed Nov 18' six lost 'Re: What nobody has' other
} > threads.mbox
asm-digest --as text --from 2026-11-14 --until 2026-11-21 threads.mbox > issue
like "$(head -2 issue | tr '\n' ' ')" '^6 posts from 1 .*: 1 proposal, 2 other posts, 3 replies\.' 'all of them, by kind'
is "$(sed -n '/^Contents/,/^Proposals$/p' issue | grep '^[0-9]' | tr '\n' ,)" '1. A plan of ours,2. Old,3. What nobody has,' \
    'replies to an old thread are one entry, but for a proposal'
is "$(grep -c '3 replies' issue)" 2 'which counts the others'

# ---- the posts themselves
week --as mime "$WEEK" > burst
is "$(python3 -c 'import email, sys
m = email.message_from_file(open("burst"))
d = m.get_payload()[1]
print(m.get_content_type(), d.get_content_type(), len(d.get_payload()), {p.get_content_type() for p in d.get_payload()})')" \
    "multipart/mixed multipart/digest 12 {'message/rfc822'}" 'all twelve in a digest, each with its type'
week --as rfc1153 "$WEEK" > burst
python3 -c 'import email, email.policy, sys
print(email.message_from_file(open("burst"), policy=email.policy.default).get_content(), end="")' > burst.txt
is "$(grep -c '^-\{70\}$' burst.txt) $(grep -c '^-\{30\}$' burst.txt)" '1 12' 'seventy hyphens once, thirty behind each'
is "$(tail -2 burst.txt | tr '\n' '|')" 'End of Assemblies Weekly Digest|*******************************|' 'and the end'
printf 'From a Sat Nov 14 10:00:00 2026\nSubject: x\n\n------------------------------\nFrom: y\n' | week --as rfc1153 > burst
is "$(grep -c '^-\{30\}$' burst)" 1 'a text cannot look like the end of itself'
exits 64 'another form' asm-digest --as pdf "$WEEK"

# The subject of a stranger cannot add fields, however it is written.
printf 'From a Sat Nov 14 10:00:00 2026\nList-Id: =?utf-8?q?x=0AAsm-Type=3A_post?= <x.y.example>\nSubject: x\n\nx\n\n' | week > issue 2> "$ERR"
is "$(grep -c '^Asm-Type:' issue)" 1 'a list cannot add a field to its newsletter'
done_testing
