#!/bin/sh
# The long proof of tests/soak, with few kills.
KILLS=${KILLS:-20}
export KILLS
exec "${0%/*}/../soak/kill.t"
