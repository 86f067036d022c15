#!/bin/sh
# 100,000 random events from 8 processes at once on one queue.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
. "$ROOT/tests/queue-storm.sh"
command -v sqlite3 > /dev/null || skip_all 'no sqlite3'
make_site "$SCRATCH/site"
rm "$ASM_SITE/private.db"*
storm 100000 "${SEED:-$$}"
done_testing
