#!/bin/sh
# Every letter that is written to people while the tests of the programs run, in each of the twelve languages: lines of at most
# 72 columns, fields that are filled; and which texts of letters none of these tests sees.  LETTERS=DIR keeps them for reading, in
# DIR/LANGUAGE; LETTERS_LANGUAGES="en ar" makes these only.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
python=/usr/bin/python3
command -v "$python" > "$OUT" || skip_all 'python3 is not installed'
command -v sqlite3 > "$OUT" || skip_all 'sqlite3 is not installed'

all=${LETTERS_LANGUAGES:-en es ca fr it pt de el tr ar pl fi}
kept=${LETTERS:-$SCRATCH/letters}
programs='asm-hold asm-hold-answers asm-hold-help asm-observers-mail asm-directory-life asm-bounce asm-deliver asm-translate-queue-mail
    asm-translate-queue-replies asm-translate-queue asm-hold-pgp asm-observers asm-cron'

# English has no catalogue: what it would be.
sed -n '1,/^$/p' "$ROOT/lib/text/po/es.po" | sed 's/^"Language: es/"Language: en/' > en.po
"$python" - "$ROOT/lib/text/po/es.po" >> en.po <<'P'
import sys
texts = []
def end():
    for i, t in enumerate(texts): print('msgstr%s %s' % ('[%d]' % i if len(texts) > 1 else '', t))
    texts.clear()
for line in open(sys.argv[1]).read().split('\n\n', 1)[1].split('\n'):
    word = line.split(' ', 1)[0]
    if word in ('msgid', 'msgid_plural'): texts.append(line.split(' ', 1)[1])
    elif word.startswith('msgstr'):
        end()
    if line.startswith('"') and texts: texts[-1] += '\n' + line
    if word in ('msgctxt', 'msgid', 'msgid_plural') or line.startswith('"') and texts or line == '': print(line)
P

for language in $all; do
	mkdir -p "$kept/$language"
	po=$ROOT/lib/text/po/$language.po
	[ "$language" != en ] || po=$SCRATCH/en.po
	for name in $programs; do printf '%s %s\n' "$language" "$name $po"; done
done > runs.list
# Whether those tests pass with other words than they expect is not the matter here.
# shellcheck disable=SC2016 # it is for the inner shell
LETTERS_KEPT=$kept xargs -P 2 -L 1 sh -c 'LETTERS=$LETTERS_KEPT/$0 LETTERS_PO=$2 LETTERS_LANGUAGES= "$ROOT/tests/cli/$1.t" > "$SCRATCH/$0.$1.log" 2>&1 || :' < runs.list

cat > look.py <<'P'
import email, email.policy, glob, re, sys, unicodedata
def columns(s):
    return sum(0 if unicodedata.category(c) in ('Mn', 'Me', 'Cf') else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)
texts, bad = [], 0
for name in glob.glob(sys.argv[1] + '/*.eml'):
    m = email.message_from_binary_file(open(name, 'rb'), policy=email.policy.default)
    text = m.get_body(('plain',)).get_content()
    texts.append(str(m['Subject']) + '\n' + text)
    for line in text.split('\n'):
        # A word, an address or a link alone is never broken, nor a sentence that is to be translated.
        if columns(line) > 72 and not re.match(r'\[\d+\] ', line) and ' ' in re.sub(r'^[> ]*', '', line): print('wide: ' + line); bad += 1
        if '%{' in line or re.match(r' {4}[^:]*:\s*$', line) and 'SHA-256' not in line: print('not filled: ' + line); bad += 1
if sys.argv[2] == 'en':
    said = re.sub(r'\s+', ' ', '\n'.join(sorted(set(texts))))
    for source in sys.argv[3:]:
        for m in re.finditer(r'(?:catalog_get\([^,]*,|CATALOG_N\()\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)', open(source).read()):
            t = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', m[1])).replace('\\"', '"').replace('\\n', ' ')
            if not re.search('.{0,200}?'.join(re.escape(p) for p in re.split(r'%\{\w+\}', t)), said): print('not seen in these tests: ' + t)
print('%d letters' % len(texts))
sys.exit(1 if bad or len(texts) < 50 else 0)
P
for language in $all; do
	run "$python" look.py "$kept/$language" "$language" "$ROOT"/lib/site/*_letter.c "$ROOT/lib/site/help.c" "$ROOT/lib/site/receipt.c" \
	    "$ROOT/lib/site/hold_reason.c" "$ROOT"/cmd/asm-translate-queue/letters*.c
	is "$STATUS" 0 "the letters in $language: $(tail -1 "$OUT")" || diag "$(grep -E '^(wide|not filled)' "$OUT" | sort | uniq -c)"
	diag "$(grep '^not seen' "$OUT")"
done
done_testing
