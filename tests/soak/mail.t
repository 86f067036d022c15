#!/bin/sh
# Every mail of the corpora beside this project through all that readers do with mail, with the sanitizers.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=$ROOT/../shared/corpora
[ -d "$corpora" ] || skip_all "no $corpora: mail that we did not write is not here"

asan=$BUILD/asan
ok 'the reader, with sanitizers' \
    make -C "$ROOT" -s BUILD="$asan" SANITIZE=address,undefined OPT='-O1 -g' WERROR= "${asan#"$ROOT/"}/tests/programs/readmail"
ASAN_OPTIONS=exitcode=99:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 LSAN_OPTIONS=exitcode=99
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

for folder in "$corpora"/*/; do
	name=$(basename "$folder")
	# Pages, feeds and calendars too: what is no mail must do no harm.
	find "$folder" -type f -size -4096k > files
	[ -s files ] || continue
	run xargs -d '\n' "$asan/tests/programs/readmail" < files
	is "$STATUS" 0 "$name, $(wc -l < files) files: $(tail -1 "$OUT")"
	[ "$STATUS" -eq 0 ] || diag "$(head -c 4000 "$ERR")"
done
done_testing
