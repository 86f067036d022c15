#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
IN=$ROOT/tests/cases/asm-answers/answers.in
standard_filter_tests asm-answers "$IN" -N 2026-11-18

exits 64 'a form that is none' asm-answers --as rss
exits 64 'a time that is none' asm-answers --within soon
exits 64 'a language that is none' asm-answers -l '../..'
text=$(asm-answers -N 2026-11-18 "$IN")
unlike "$text" 'object' 'what was said before is not shown'
unlike "$text" 'Position:|quoted words|shout' 'nor lines for programs, quoted words, positions that are none'
is "$(asm-answers -N 2026-12-02 --open "$IN" | grep -c '^---')" 0 'after the day nothing is open'
is "$(asm-answers -N 2026-12-01 --open "$IN" | grep -c '^---')" 1 'on the day it is'

# The same whatever the order; records read back.
perl -0777 -ne 'print reverse map { "From $_" } grep { length } split /^From /m' "$IN" > reversed.mbox
asm-answers -N 2026-11-18 reversed.mbox > reversed
asm-answers -N 2026-11-18 "$IN" > straight
same reversed straight 'the order of the stream does not matter'
is "$(asm-answers --as records "$IN" | grep -c '^Position:')" 3 'records'

# Words are cut.
{ cat "$IN"; printf 'From a@b Tue Nov 17 12:00:00 2026\nMessage-ID: <l@x>\nAsm-Type: post\nAsm-Assembly: z\nAsm-Name: Z\nAsm-Position: amend <p@lists.example>\n\n'
  perl -e 'print "w" x 301, "\n\n"'; } > long.mbox
is "$(asm-answers --tsv long.mbox | grep -o 'w\{300\}.*' | grep -c 'w…')" 1 'at most 300 columns of what they wrote'
done_testing
