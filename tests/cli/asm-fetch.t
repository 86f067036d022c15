#!/bin/sh
# asm-fetch: what needs no network.  tests/live/fetch.t has the rest.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

standard_tests asm-fetch
exits 0 'nothing to fetch' asm-fetch < /dev/null
is "$(cat "$OUT" "$ERR")" '' 'and nothing said'
exits 64 'only the body of many' asm-fetch --body < /dev/null
exits 65 'a record without a page' sh -c 'echo "Id: a" | asm-fetch'
one_line asm-fetch 'is named'
exits 77 'a file' asm-fetch file:///etc/passwd
one_line asm-fetch 'in one line'
head -c 3000 /dev/zero > nul
survives 'nothing but NUL' asm-fetch < nul
printf 'Page: ftp://a.example/\nAddress: a@a.example' > cut.rec
exits 0 'no final newline' asm-fetch < cut.rec
like "$(cat "$OUT")" '^Trouble: ' 'a page that cannot be had is an answer'
if [ -w /dev/full ]; then
	asm-fetch < cut.rec > /dev/full 2> "$ERR"
	is $? 74 'a full disk is 74'
else skip 'a full disk' 'no /dev/full'; fi
done_testing
