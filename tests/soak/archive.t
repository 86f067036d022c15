#!/bin/sh
# The mails of others (../shared/corpora) as web archives: of every folder no link is dead, nothing runs, and each mail has a page that
# is reached from the front page.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=$ROOT/../shared/corpora
python=/usr/bin/python3
[ -d "$corpora/james-mime4j" ] || skip_all 'there is no ../shared/corpora'

# How many mails the files named on standard input hold; how many of them differ in what their authors wrote: the fields below and the
# words of the body (servers on the way add fields, and a copy is not another mail); and how many differ at all.
cat > count.py <<'P'
import re, sys
FIELDS = [b'from', b'date', b'subject', b'content-type', b'content-language', b'content-transfer-encoding', b'message-id']
def split(raw):
    raw = raw.replace(b'\r\n', b'\n')
    if not raw.startswith(b'From '):
        return [raw]
    # A line that begins so behind an empty line, or in front, begins a mail.
    return [re.sub(rb'\n\n\Z', b'\n', m.split(b'\n', 1)[1]) if b'\n' in m else b'' for m in re.split(rb'(?:(?<=\n\n)|\A)(?=From )', raw) if m]
def key(mail):
    # The header ends at an empty line, or where a line is no field; what begins with a blank goes on, or is nobody's.
    first, at = {}, 0
    for line in re.finditer(rb'[^\n]*\n?(?:[ \t][^\n]*\S[^\n]*\n?)*', mail):
        field = re.match(rb'([!-9;-~]+)[ \t\n]*:(.*)', line[0], re.S)
        if not field and not (line.start() == 0 and line[0][:1] in (b' ', b'\t')):
            at = line.end() if line[0] == b'\n' else line.start()
            break
        if field:
            first.setdefault(field[1].lower(), field[2])
        at = line.end()
    return tuple(first.get(f, b'').strip() for f in FIELDS) + tuple(re.sub(rb'(?m)^>(>*From )', rb'\1', mail[at:]).split())
mails = [m for name in sys.stdin.read().split('\0') if name for m in split(open(name, 'rb').read()) if m.strip(b'\n\0 ')]
print(len(mails), len({key(m) for m in mails}), len(set(mails)))
P

is_between() { [ "$1" -le "$2" ] && [ "$2" -le "$3" ]; }

# archived NAME DIR: the folder's mails, into one web archive.
archived()
{
	find "$2" -type f ! -name 'SOURCE*' -print0 | sort -z > names
	"$python" count.py < names > counted
	read -r c_all c_different c_bytes < counted
	xargs -0 asm-archive -l en,ar -N 2026-11-18 "www.$1" < names > "$OUT" 2> "$ERR"
	is $? 0 "$1: an archive" || diag "$(head "$ERR")"
	"$python" "$ROOT/tests/links.py" "www.$1" > links
	is $? 0 "$1: no dead link, every file is reached, nothing runs" || diag "$(cat links)"
	pages=$(find "www.$1/posts" "www.$1/issues" -name '*.html' 2> "$ERR" | wc -l)
	ok "$1: $c_all mails, $c_different different ones, $pages pages" \
	    is_between "$c_different" "$pages" "$c_bytes"
}

for folder in "$corpora"/*/; do
	name=${folder%/}
	name=${name##*/}
	case $name in assembly-texts | icalendar | reader-feeds | w3c-feedvalidator) continue ;; esac
	archived "$name" "$folder"
done

# All of them together, and by and by: the same pages.
find "$corpora"/stalwart-mail-parser "$corpora"/mimekit "$corpora"/enmime -type f ! -name 'SOURCE*' -print0 | sort -z > names
xargs -0 asm-archive -l en -N 2026-11-18 together < names
xargs -0 -n 1 asm-archive -l en -N 2026-11-18 one-by-one < names
for d in together one-by-one; do
	"$python" "$ROOT/tests/links.py" "$d" > links
	is $? 0 "several folders, $d: no dead link" || diag "$(cat links)"
done
is "$(find together/posts -name '*.html' | wc -l)" "$(find one-by-one/posts -name '*.html' | wc -l)" 'as many pages, whether at once or by and by'
done_testing
