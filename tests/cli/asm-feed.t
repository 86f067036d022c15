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
done_testing
