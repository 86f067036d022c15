#!/bin/sh
# asm-show beside Python's email package on all mail of the corpora: every difference has its reason in tests/compare.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=$ROOT/../shared/corpora
[ -d "$corpora" ] || skip_all "no $corpora: mail that we did not write is not here"
command -v python3 > /dev/null || skip_all 'python3 is not installed'

run "$ROOT/tests/compare/compare" "$corpora" "$ROOT/tests/compare/table"
is "$STATUS" 0 'every difference is explained'
grep -v '^#' "$OUT" | head -40 >&2
diag "$(grep '^#' "$OUT")"
is "$(cat "$ERR")" '' 'without a word on standard error'
done_testing
