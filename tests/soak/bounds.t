#!/bin/sh
# The bounds of tests/cli/bounds.t, in the second that they are meant for.
BOUND_SECONDS=1 exec "${0%/*}/../cli/bounds.t"
