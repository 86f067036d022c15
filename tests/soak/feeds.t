#!/bin/sh
# Feeds of others (../shared/corpora): what feedparser finds in one, asm-feed -i finds; nothing does harm.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=$ROOT/../shared/corpora
python=/usr/bin/python3
[ -d "$corpora/w3c-feedvalidator" ] || skip_all 'there is no ../shared/corpora'
$python -c 'import feedparser' 2> "$ERR" || skip_all 'feedparser is not installed'

cat > compare.py <<'P'
import email, email.policy, feedparser, glob, html, mailbox, os, re, subprocess, sys
from email.utils import parsedate_to_datetime
import calendar
lost = harmful = files = entries = 0
# Where feedparser finds what is not there: the unseen <title> of a page that is the text; an <entry> that an entry's
# <source> must not hold; the words of an id as a link; and one who writes a URL for her name.
odd = ('4.1.3.1/type-text-html.xml', '4.2.11/missing-self.xml', 'must/entry_id_not_', 'data-types-email/mailto-subject.xml')
def words(s):
    s = re.sub(r'(?s)<title>.*?</title>', ' ', s)
    s = re.sub(r'<[^>]*>', ' ', s)
    s = html.unescape(html.unescape(s))
    return [w for w in re.findall(r'\w+', s) if len(w) > 1]
def fail(name, what):
    global lost
    lost += 1
    if lost <= 40: print('%s: %s' % (name, what), file=sys.stderr)
def is_valid(text):
    m = re.search(rb'Expect:\s*(.*)', text)
    return m is None or m.group(1).startswith(b'!')
def body(m):
    return m.get_body(('plain',)).get_content() if m.get_body(('plain',)) else ''
url = 'https://feeds.example/dir/feed'
for name in sorted(glob.glob(sys.argv[1] + '/w3c-feedvalidator/**/*.xml', recursive=True) + glob.glob(sys.argv[1] + '/reader-feeds/*.*')):
    raw = open(name, 'rb').read()
    run = subprocess.run(['asm-feed', '-i', '--url', url, name], capture_output=True)
    short = name[len(sys.argv[1]) + 1:]
    files += 1
    if run.returncode not in (0, 65):
        harmful += 1
        print('%s: %d %s' % (short, run.returncode, run.stderr.decode('utf-8', 'replace')[:300]), file=sys.stderr)
        continue
    if name.endswith('.json') or not is_valid(raw) or any(o in name for o in odd): continue
    f = feedparser.parse(raw, response_headers={'content-location': url, 'content-type': 'application/xml'})
    if f.bozo and not 'reader-feeds' in name: continue
    if not f.version: continue
    if run.returncode != 0:
        fail(short, 'refused: ' + run.stderr.decode()); continue
    open('mbox', 'wb').write(run.stdout)
    got = [email.message_from_bytes(m.as_bytes(), policy=email.policy.default) for m in mailbox.mbox('mbox')]
    if len(got) != len(f.entries):
        fail(short, '%d entries of %d' % (len(got), len(f.entries))); continue
    for e, m in zip(f.entries, got):
        entries += 1
        text = body(m)
        have = set(words(text)) | set(words(str(m['Subject'] or '')))
        missing = [w for w in words(e.get('title', '')) if w not in set(words(str(m['Subject'] or '')))]
        if missing: fail(short, 'title: %s in %r' % (missing, m['Subject']))
        link = e.get('link', '')
        pages = ['<%s>' % l.get('href') for l in e.get('links', []) if l.get('rel') == 'alternate'] + ['<%s>' % link]
        if link.startswith('http') and link.isascii() and str(m['Archived-At'] or '') not in pages:
            fail(short, 'link: %s, not %s' % (m['Archived-At'], link))
        if e.get('id') and not e.id.endswith(str(m['Asm-Entry'])) and e.id != link: fail(short, 'id: %s, not %s' % (m['Asm-Entry'], e.id))
        date = e.get('published_parsed') or e.get('updated_parsed')
        if date and not m['Date']: fail(short, 'date: none for %s' % e.get('published', e.get('updated')))
        elif date and abs(parsedate_to_datetime(m['Date']).timestamp() - calendar.timegm(date)) > 1:
            fail(short, 'date: %s, not %s' % (m['Date'], e.get('published', e.get('updated'))))
        author = e.get('author', '')
        gone = [w for w in words(author) if w not in words(str(m['From']).replace('<', ' ').replace('>', ' '))]
        if gone: fail(short, 'author: %s in %r' % (gone, m['From']))
        for t in [e.get('summary', '')] + [c.value for c in e.get('content', []) if c.get('type', 'text/').startswith('text/') or 'xhtml' in c.get('type', '')]:
            gone = [w for w in words(t) if w not in have and w not in text]
            if gone: fail(short, 'text: %s' % gone[:6])
print('%d files, %d entries, %d lost, %d harmful' % (files, entries, lost, harmful))
sys.exit(1 if lost or harmful or entries < 250 else 0)
P
run $python compare.py "$corpora"
is "$STATUS" 0 'nothing is lost that feedparser finds' || diag "$(cat "$ERR")"
diag "$(cat "$OUT")"
done_testing
