#!/bin/sh
# The state machine under a small storm; tests/soak/queue.t has the large one.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
. "$ROOT/tests/queue-storm.sh"
command -v sqlite3 > /dev/null || skip_all 'no sqlite3'
make_site "$SCRATCH/site"
rm "$ASM_SITE/private.db"*
storm 3000 1
done_testing
