#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CASES=$ROOT/tests/cases
WEEK=$CASES/asm-feed/week.mbox
standard_filter_tests asm-feed "$WEEK"

exits 64 'a language that is none' asm-feed -l '../..'
exits 64 'no language at all' asm-feed -l ''
exits 64 'a feed of nothing' asm-feed -n 0
for tag in lists.example Lists.example,2012 lists.example,12 'lists.example,2012:' 'lists.example,2012:a b' ',2012'; do
	exits 64 "a tag that is none: $tag" asm-feed --tag "$tag"
done
exits 0 'a tag with a day and a name' asm-feed --tag lists.example,2012-03-24:a-b/c < /dev/null
like "$(cat "$OUT")" '<id>tag:lists.example,2012-03-24:a-b/c</id>' 'is the name of the feed'

# feeds FILE...: each input as several feeds, for the checkers below.
asm-feed "$WEEK" > week.atom
asm-feed -l ar,en "$WEEK" > ar.atom
asm-feed "$CASES/asm-feed/plain.in" > plain.atom
asm-feed "$CASES/asm-feed/hostile.in" > hostile.atom
asm-feed < /dev/null > empty.atom
asm-feed --type issue "$CASES/asm-digest/week-en.out" > issue.atom
like "$(cat issue.atom)" '<title>Assemblies Weekly 14-21 November 2026</title>' 'a feed of newsletters'
unlike "$(asm-feed "$CASES/asm-digest/week-en.out")" '<entry' 'which are no posts'

if command -v xmllint > "$OUT"; then
	for f in ./*.atom; do
		run xmllint --noout --relaxng "$ROOT/tests/schema/atom.rng" "$f"
		is "$STATUS" 0 "$f agrees with the grammar of RFC 4287 (xmllint)" || diag "$(cat "$ERR")"
	done
else skip 'the grammar of RFC 4287' 'xmllint is not installed'; fi
if command -v jing > "$OUT"; then
	run jing -c "$ROOT/tests/schema/atom.rnc" ./*.atom
	is "$STATUS" 0 'all agree with the grammar of RFC 4287 (jing)' || diag "$(cat "$OUT")"
else skip 'the grammar of RFC 4287, by jing' 'jing is not installed'; fi

cat > read.py <<'P'
import feedparser, sys
for name in sys.argv[1:]:
    f = feedparser.parse(name)
    if f.bozo: sys.exit('%s: %s' % (name, f.bozo_exception))
    for e in f.entries:
        if '@' in e.get('author', ''): sys.exit('%s: %s is an address' % (name, e.author))
        if len([l for l in e.get('links', []) if l.rel == 'alternate']) > 1: sys.exit('%s: two pages' % name)
        if any(s in e.content[0].value for s in ('<script', 'onclick', 'javascript:', '<img', '<style')):
            sys.exit('%s: %s' % (name, e.content[0].value))
    ids = [e.id for e in f.entries]
    if len(ids) != len(set(ids)): sys.exit('%s: an id stands twice' % name)
week = feedparser.parse('week.atom')
if len(week.entries) != 14: sys.exit('entries: %d' % len(week.entries))
if week.feed.updated != max(e.updated for e in week.entries): sys.exit('updated: %s' % week.feed.updated)
P
python=/usr/bin/python3
if $python -c 'import feedparser' 2> "$ERR"; then
	run $python read.py ./*.atom
	is "$STATUS" 0 'feedparser reads them, and finds nothing it should not' || diag "$(cat "$ERR")"
else skip 'feedparser' 'it is not installed'; fi

# The same whatever the order, and whatever came by two ways.
perl -0777 -ne 'print reverse map { "From $_" } grep { length } split /^From /m' "$WEEK" > reversed.mbox
asm-feed reversed.mbox > reversed
same reversed week.atom 'the order of the stream does not matter'
asm-feed "$WEEK" reversed.mbox "$WEEK" > thrice
same thrice week.atom 'nor does a copy'

# Names are for ever: neither title, text nor what else there is changes them.
ids() { grep '<id>' "$1" | sort; }
sed 's/^Subject: .*/Subject: another/; s/ven/wen/g; s/^Archived-At: .*/Archived-At: <https:\/\/x.example\/>/' "$WEEK" > other.mbox
asm-feed other.mbox > other
is "$(ids other)" "$(ids week.atom)" 'ids do not depend on title, text and address'
asm-feed -n 2 "$WEEK" > two
is "$(grep -c '<entry' two)" 2 'so many as wanted'
is "$(ids two | comm -23 - "$(ids week.atom > all.ids; echo all.ids)")" '' 'with the same ids'

# Two mails that claim one Message-ID.
printf 'From a Sat Nov 14 10:00:00 2026\nMessage-ID: <x@y>\n\none\n\nFrom a Sat Nov 14 11:00:00 2026\nMessage-ID: <x@y>\n\ntwo\n\n' > twins
asm-feed twins > twins.xml
is "$(grep '<id>tag:.*:post/' twins.xml | sort -u | wc -l)" 2 'two mails with one Message-ID have two ids'

# The newest 50, or those of 14 days, whichever are more.
stream()	# COUNT SECONDS: mails so many seconds apart
{
	perl -MPOSIX=strftime -e '($n, $s) = @ARGV; for (1 .. $n) {
	    printf "From a %s\nMessage-ID: <%d\@x>\n\nx\n\n", strftime("%a %b %e %H:%M:%S %Y", gmtime(1794650400 + $_ * $s)), $_ }' "$@"
}
is "$(stream 60 1209600 | asm-feed | grep -c '<entry')" 50 'old ones up to fifty'
is "$(stream 60 3600 | asm-feed | grep -c '<entry')" 60 'more than fifty of the last days'
is "$(stream 80 20160 | asm-feed | grep -c '<entry')" 61 'fourteen days, the last second included'
is "$(stream 80 20161 | asm-feed | grep -c '<entry')" 60 'and no more'
is "$(stream 80 3600 | asm-feed -n 70 | grep -c '<entry')" 70 'unless told how many'

# A text is bounded, from both sides, and so is what XML may hold.
perl -e 'print "Subject: x\n\n", "a" x 65536' | asm-feed > long
is "$(grep -o 'a\{100\}' long | wc -l)" 655 '64 kB of a text'
perl -e 'print "Subject: x\n\n", "a" x 99999' | asm-feed > longer
is "$(grep -o 'a\{100\}' longer | wc -l)" 655 'of a longer one too'

asm-feed -o out.atom "$WEEK"
same out.atom week.atom '-o writes the same'
asm-feed -o out.atom ./none 2> "$ERR"
is $? 66 'a file that is not there'
same out.atom week.atom 'and the old feed stays as it was'

# ---- the other forms say the same
asm-feed --as rss --self https://lists.example/f.rss --hub https://hub.example/ "$WEEK" > week.rss
asm-feed --as json --self https://lists.example/f.json --hub https://hub.example/ "$WEEK" > week.json
asm-feed --as rss < /dev/null > empty.rss
asm-feed --as json < /dev/null > empty.json
asm-feed --as rss "$CASES/asm-feed/hostile.in" > hostile.rss
asm-feed --as json "$CASES/asm-feed/hostile.in" > hostile.json
exits 64 'a form that is none' asm-feed --as html "$WEEK"
exits 64 'a place that is no URL' asm-feed --self 'x y' "$WEEK"
cat > forms.py <<'P'
import feedparser, json, sys
atom, rss = feedparser.parse('week.atom'), feedparser.parse('week.rss')
if rss.bozo: sys.exit(str(rss.bozo_exception))
items = json.load(open('week.json'))['items']
for a, r, j in zip(atom.entries, rss.entries, items):
    if not a.id == r.id == j['id']: sys.exit('ids: %s %s %s' % (a.id, r.id, j['id']))
    if not a.title == r.title == j['title']: sys.exit('titles: %s %s %s' % (a.title, r.title, j['title']))
    if a.get('link', '') != r.get('link', '') or a.get('link', '') != j.get('url', ''): sys.exit('links: %s' % a.id)
    if a.content[0].value != r.summary: sys.exit('text: %s' % a.id)
    if a.published_parsed != r.published_parsed or j['date_published'] != a.published: sys.exit('date: %s' % a.id)
    if not a.author == r.author == j['authors'][0]['name']: sys.exit('author: %s' % a.id)
if not len(atom.entries) == len(rss.entries) == len(items): sys.exit('how many')
for name in ('empty', 'hostile'):
    if feedparser.parse(name + '.rss').bozo: sys.exit(name)
    for i in json.load(open(name + '.json'))['items']:
        if any(s in i['content_html'] for s in ('<script', 'onclick', 'javascript:', '<img', '<style')): sys.exit(name)
P
if $python -c 'import feedparser' 2> "$ERR"; then
	run $python forms.py
	is "$STATUS" 0 'RSS and JSON Feed say what Atom says' || diag "$(cat "$ERR")"
else skip 'RSS and JSON Feed' 'feedparser is not installed'; fi
if command -v newsboat > "$OUT"; then
	printf 'file://%s/week.atom\nfile://%s/week.rss\n' "$PWD" "$PWD" > urls
	mkdir -p home
	HOME=$PWD/home newsboat -q -u urls -c cache.db -x reload > "$OUT" 2>&1
	is "$($python -c 'import sqlite3; print(sqlite3.connect("cache.db").execute("select (select count(*) from rss_feed), count(*) from rss_item").fetchone())')" \
	    '(2, 14)' 'newsboat reads both, and knows their entries for the same'
else skip 'newsboat' 'it is not installed'; fi

# ---- what its author took back
cat > taken <<'M'
From a Sat Nov 14 10:00:00 2026
From: Sol <sol@x.example>
Subject: slip
Message-ID: <1@x.example>

x

From a Sat Nov 14 11:00:00 2026
From: Sol <sol@x.example>
Subject: stays
Message-ID: <2@x.example>

x

From a Sat Nov 14 12:00:00 2026
From: Sol <sol@x.example>
Subject: cancel
Control: cancel <1@x.example>
Message-ID: <3@x.example>

x

From a Sat Nov 14 12:00:01 2026
From: Eve <eve@x.example>
Subject: cancel
Control: cancel <2@x.example>
Message-ID: <4@x.example>

x

M
asm-feed taken > gone.atom
is "$(grep -c '<entry' gone.atom)" 1 'one is left: strangers take nothing back'
like "$(cat gone.atom)" '<title>stays</title>' 'the other one'
like "$(cat gone.atom)" '<at:deleted-entry ref="tag:.*:post/[a-z2-7]*" when="2026-11-14T12:00:00Z"/>' 'and what is gone is told'
{ cat taken; printf 'From a Fri Feb 12 12:00:00 2027\nMessage-ID: <5@x>\n\nx\n\n'; } | asm-feed > later.atom
like "$(cat later.atom)" 'deleted-entry' 'for ninety days'
{ cat taken; printf 'From a Fri Feb 12 12:00:01 2027\nMessage-ID: <5@x>\n\nx\n\n'; } | asm-feed > later.atom
unlike "$(cat later.atom)" 'deleted-entry' 'and no longer'
if command -v xmllint > "$OUT"; then
	run xmllint --noout --relaxng "$ROOT/tests/schema/atom.rng" gone.atom
	is "$STATUS" 0 'as the grammar allows' || diag "$(cat "$ERR")"
else skip 'the grammar' 'xmllint is not installed'; fi

# ---- all feeds at once
{ cat "$WEEK"; printf 'From x Sat Nov 21 00:00:00 2026\n'; cat "$CASES/asm-digest/week-en.out"; echo; } > site.mbox
exits 0 '--split' asm-feed --split feeds --self https://lists.example/feeds < site.mbox
is "$(cat "$OUT")" '' 'writes files only'
for f in all kind/proposal kind/help language/es language/ar kind/proposal/en assembly/vivienda newsletter/weekly/en; do
	for form in atom rss json; do
		ok "$f.$form" test -s "feeds/$f.$form"
	done
done
is "$(grep -c 'xmlUrl="https://lists.example/feeds/' feeds/feeds.opml)" "$(find feeds -name '*.atom' | wc -l)" 'the list has them all'
is "$(sed -n 's|.*<id>\(tag:.*\)</id>.*|\1|p' feeds/*.atom feeds/*/*.atom feeds/*/*/*.atom | grep -vc ':post/')" \
    "$(find feeds -name '*.atom' | wc -l)" 'each has a name'
if command -v xmllint > "$OUT"; then
	run find feeds -name '*.atom' -exec xmllint --noout --relaxng "$ROOT/tests/schema/atom.rng" {} +
	is "$STATUS" 0 'all agree with the grammar' || diag "$(grep -v validates "$ERR")"
else skip 'the grammar' 'xmllint is not installed'; fi
# Beyond the grammars: what feed validators ask, and that the rules can be broken.
rules() { find "$@" \( -name '*.atom' -o -name '*.rss' -o -name '*.json' \) -exec "$python" "$ROOT/tests/feedrules.py" {} +; }
is "$(rules feeds 2>&1)" '' 'no rule of feed validators is broken'
mkdir broken
while read -r file change; do
	sed "$change" "feeds/$file" > "broken/${file##*/}"
	like "$(rules broken 2> "$ERR")" '^broken/' "$file, $change: found"
	rm broken/*
done <<'END'
all.atom s|<updated>2026-11|<updated>2026-Nov|
all.atom s|<link rel="self"|<link rel="other"|
all.atom s|<name>[^<]*</name>|<name/>|
all.atom s|&lt;p|\&lt;p onclick="x()"|
all.rss s|<pubDate>...,|<pubDate>Day,|
all.rss s|<guid isPermaLink="false">|<guid>|
all.rss s|<link>https:|<link>javascript:|
all.json s|"date_published": *"|&on |
all.json s|version.1\.1|version/1|
END

find feeds -type f -exec touch -d 2020-01-01 {} +
(umask 077; LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo asm-feed --split feeds --self https://lists.example/feeds site.mbox)
is "$(find feeds -type f -newermt 2020-01-02)" '' 'again: no file is touched'
printf 'From a Fri Dec 11 12:00:00 2026\nFrom: x <x@x.example>\nSubject: new\nMessage-ID: <new@x>\nAsm-Kind: help\nContent-Language: fi\n\nx\n\n' >> site.mbox
asm-feed --split feeds --self https://lists.example/feeds site.mbox
is "$(find feeds -name '*.atom' -newermt 2020-01-02 | sort | tr '\n' ' ')" \
    'feeds/all-2026-11.atom feeds/all.atom feeds/kind/help.atom feeds/kind/help/fi.atom feeds/language/fi.atom ' 'one post more: only what changes'
like "$(cat feeds/all.atom)" 'rel="prev-archive" type="application/atom\+xml" href="https://lists.example/feeds/all-2026-11.atom"' 'the newest leads to the month before'
like "$(cat feeds/all-2026-11.atom)" '<fh:archive' 'which says that it is an archive'
like "$(cat feeds/all-2026-11.atom)" 'rel="current" .*feeds/all.atom"' 'and where the newest is'
exits 66 'a stream that cannot be read' asm-feed --split feeds ./none
exits 64 'one form of all' asm-feed --split feeds --as rss site.mbox
: > blocked
exits 73 'no folder' asm-feed --split blocked site.mbox

# ---- and back
asm-feed -i week.atom > week.back
is "$(grep -c '^From nobody@feed.invalid' week.back)" 14 'each entry is a mail'
asm-feed -i week.json > json.back
is "$(grep '^Subject:' json.back)" "$(grep '^Subject:' week.back)" 'of JSON too'
asm-feed -i week.rss > rss.back
is "$(grep '^Message-ID:' rss.back)" "$(grep '^Message-ID:' week.back)" 'with the same name whatever the form'
sed 's|<title>.*</title>|<title>changed</title>|' week.atom | asm-feed -i > changed.back
is "$(grep '^Message-ID:' changed.back)" "$(grep '^Message-ID:' week.back)" 'and whatever became of its title'
exits 0 'of an assembly' asm-feed -i --assembly sol.madrid -n 2 week.atom
is "$(grep -c '^Asm-Type: wire' "$OUT") $(grep -c '^Asm-Assembly: sol.madrid' "$OUT")" '2 2' 'they are of the newswire, and as many as wanted'
for bad in 'no feed at all' '<html><body>x</body></html>' '{"a":1}' '<rss><channel><item><title>one</title></item><item><title>two'; do
	printf '%s' "$bad" > bad
	exits 65 "no feed: $bad" asm-feed -i bad
	one_line asm-feed 'one line says so'
done
is "$(grep -c '^Subject: one' "$OUT")" 1 'what stands before the break is there'
exits 0 'nothing' asm-feed -i < /dev/null
exits 64 '-i and a form' asm-feed -i --as rss week.atom
exits 64 '--url without -i' asm-feed --url https://x.example/ week.atom
# Entities that grow, files and networks that a document asks for: nothing of it is believed.
printf '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss><channel><title>t</title><item><title>&b; &f; &eacute;</title><description>&lt;script&gt;evil()&lt;/script&gt;ok</description></item></channel></rss>' | asm-feed -i > evil
like "$(cat evil)" '^Subject: &b; &f; =\?utf-8\?B\?w6k=\?=' 'references stay words' || diag "$(cat evil)"
unlike "$(cat evil)" 'root:|AAAA|evil' 'and nothing else'
printf '<rss><channel><item><title>x\nAsm-Type: post</title><link>https://x.example/\nBcc: y</link><guid>a\nb</guid></item></channel></rss>' | asm-feed -i > fields
is "$(grep -cE '^(Asm-Type|Bcc):' fields)" 0 'no entry adds a field'
done_testing
