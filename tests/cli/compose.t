#!/bin/sh
# What mail/compose writes, read by parsers that others wrote: Python's email, Email::MIME, GMime and mutt.
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

peers=$ROOT/tests/peers
if perl -MEmail::MIME -MEmail::Address::XS -MJSON::PP -e 1 2> /dev/null; then
	run "$peers/read.pl" mime mails
	is "$(cat "$OUT" "$ERR")" '' 'so does Email::MIME'
else skip 'Email::MIME' 'it is not installed'; fi

# shellcheck disable=SC2046  # flags are words
if pkg-config --exists gmime-3.0 2> /dev/null &&
    cc -o gmime "$peers/gmime.c" $(pkg-config --cflags --libs gmime-3.0); then
	(cd mails && LC_ALL=C && export LC_ALL && ../gmime read *.eml) > gmime.out
	run "$peers/read.pl" hex mails < gmime.out
	is "$(cat "$OUT" "$ERR")" '' 'so does GMime'
else skip 'GMime' 'libgmime-3.0-dev is not installed'; fi

# mutt wants a terminal: script(1) makes one.
cat > muttrc << 'END'
set folder="." charset=utf-8 pipe_decode=yes wait_key=no wrap=0 sleep_time=0 move=no quit=yes header_cache=""
ignore *
unignore subject from
push "<pipe-message>cat > ../shown<enter><view-attachments><next-entry><save-entry><enter><exit><exit>"
END
if command -v mutt > /dev/null && command -v script > /dev/null; then
	mkdir shown.d
	for n in 0 1 2 3 4 5 6 7 8 9 10 11; do
		cp "mails/$n.eml" "mails/$n.json" shown.d
		rm -rf shown box
		mkdir -p box/cur box/new box/tmp "shown.d/$n.files"
		cp "mails/$n.eml" box/cur/
		(cd "shown.d/$n.files" && HOME=$SCRATCH LC_ALL=C.UTF-8 TERM=xterm timeout 20 \
		    script -qec "mutt -n -F $SCRATCH/muttrc -R -f $SCRATCH/box" /dev/null < /dev/null > "$SCRATCH/tty.out" 2>&1)
		[ ! -f shown.d/shown ] || mv shown.d/shown "shown.d/$n.mutt"
	done
	run "$peers/read.pl" mutt shown.d
	is "$(cat "$OUT" "$ERR")" '' 'so does mutt, a dozen of them, and saves the files under their names'
	ok 'it saved some' test "$(find shown.d -path '*.files/*' | wc -l)" -ge 6
else skip 'mutt' 'mutt or script(1) is not installed'; fi
done_testing
