#!/bin/sh
# tests/cli/asm-page-hostile.t with the clock: no page may cost more than 50 ms of processor time.
ROOT=$(cd "${0%/*}/../.." && pwd) || exit 1
MILLISECONDS=${MILLISECONDS:-50} exec "$ROOT/tests/cli/asm-page-hostile.t"
