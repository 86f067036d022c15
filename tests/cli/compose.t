#!/bin/sh
# What mail/compose writes, read by a parser that others wrote: Python's email.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

python=/usr/bin/python3
"$python" -c 'import email.policy, json' 2> /dev/null || skip_all 'no python3'

mkdir mails again
exits 0 'a hundred mails are written' composed 100 mails
exits 0 'and written again' composed 100 again
ok 'the same bytes both times' diff -r mails again

cat > read.py <<'PY'
import email, email.policy, email.utils, glob, json, sys

# Two habits of that parser: it keeps the fold between encoded words of a name as a blank (RFC 2047, 6.2 takes it away), and
# takes brackets or quotes around a file name off.
def squeeze(s):
    return ''.join(s.split())

def problems(path):
    raw = open(path, 'rb').read()
    want = json.load(open(path[:-3] + 'json', encoding='utf-8'))
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if any(len(line) > 998 for line in raw.split(b'\n')):
        yield 'a line too long'
    if any(len(line) > 76 for line in raw.split(b'\n\n', 1)[0].split(b'\n')):
        yield 'a header line over 76 columns'
    text = want['text']
    if text and not text.endswith('\n'):
        text += '\n'
    parts = list(mail.iter_parts())
    if str(mail['subject']) != want['subject']:
        yield 'subject: %r, wanted %r' % (str(mail['subject']), want['subject'])
    addresses = mail['from'].addresses
    if len(addresses) != 1 or addresses[0].addr_spec != 'a@b.example' or squeeze(addresses[0].display_name) != squeeze(want['name']):
        yield 'from: %r, wanted %r' % (str(mail['from']), want['name'])
    if len(parts) != 3:
        yield '%d parts' % len(parts)
        return
    if parts[0].get_content() != text:
        yield 'text: %r, wanted %r' % (parts[0].get_content(), text)
    if parts[0]['content-language'] != 'es':
        yield 'language'
    if parts[1].get_content() != bytes.fromhex(want['bytes']):
        yield 'bytes'
    if (parts[1].get_filename() or '') != email.utils.collapse_rfc2231_value(want['file']):
        yield 'file: %r, wanted %r' % (parts[1].get_filename(), want['file'])
    if parts[2].get_content()['subject'] != 'inner' or parts[2].get_content().get_content() != 'body\n':
        yield 'the message inside'
    for part in mail.walk():
        if part.defects:
            yield 'defects: %r' % part.defects

bad = 0
for path in sorted(glob.glob(sys.argv[1] + '/*.eml')):
    for problem in problems(path):
        print('%s: %s' % (path, problem))
        bad = 1
sys.exit(bad)
PY
run "$python" read.py mails
is "$(head -20 "$OUT")" '' 'Python reads all of them as they were meant'
is "$STATUS" 0 'and without an error'
done_testing
