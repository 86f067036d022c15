#!/bin/sh
# Every byte of three signed mails changed in four ways: tests/cli/asm-verify-flips.t without leaving any out.
ROOT=$(cd "${0%/*}/../.." && pwd) || exit 1
STEP=1 exec "$ROOT/tests/cli/asm-verify-flips.t"
