# shellcheck shell=sh
# Shell tests begin with this, are run from anywhere, and end with done_testing:
#
#	. "${0%/*}/../lib.sh"
#
# It enters a scratch directory ($SCRATCH) that is removed at the end, and puts the programs, the scripts and the
# programs of tests/programs in front of PATH.  $ROOT is the project, $BUILD where the programs are.

ROOT=$(cd "${0%/*}/.." && while [ ! -f Makefile ] && [ "$PWD" != / ]; do cd ..; done && pwd)
BUILD=${BUILD:-$ROOT/build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/asm-test.XXXXXX") || exit 1
trap 'cd / && rm -rf "$SCRATCH"' EXIT
trap 'exit 1' HUP INT TERM
PATH=$BUILD/bin:$ROOT/scripts:$BUILD/tests/programs:$PATH
export ROOT BUILD SCRATCH PATH
unset ASM_SITE ASM_LOG POSIXLY_CORRECT LANGUAGE CDPATH
cd "$SCRATCH" || exit 1

# By tests that kill: the leak checker of a sanitized build waits for ever for its own process when that was killed.
kills()
{
	export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
}

OUT=$SCRATCH/.out	# what the last `run` wrote
ERR=$SCRATCH/.err
STATUS=0		# and how it ended
tests=0
failures=0

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /' >&2
}

pass()
{
	tests=$((tests + 1))
	printf 'ok %d - %s\n' "$tests" "$1"
}

fail()
{
	tests=$((tests + 1))
	failures=$((failures + 1))
	printf 'not ok %d - %s\n' "$tests" "$1"
}

skip()	# DESCRIPTION REASON
{
	tests=$((tests + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tests" "$1" "$2"
}

skip_all()	# REASON
{
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# What observers and translators must be able to rely on, whatever a test is about (tests/leaks.pl).
leaks()
{
	[ -n "$(find "$SCRATCH" -name private.db 2> /dev/null | head -1)" ] || return 0
	command -v sqlite3 > /dev/null && command -v perl > /dev/null || return 0
	if leaks_found=$(perl "$ROOT/tests/leaks.pl" "$SCRATCH" 2>&1); then
		pass "no observer's address where it must not be ($(printf '%s\n' "$leaks_found" | tail -1))"
	else
		fail "no observer's address where it must not be"
		diag "$leaks_found"
	fi
}

done_testing()
{
	leaks
	printf '1..%d\n' "$tests"
	[ "$failures" -eq 0 ]
	exit
}

# ok DESCRIPTION COMMAND...: the command succeeds.
ok()
{
	ok_name=$1
	shift
	if "$@"; then pass "$ok_name"; else
		fail "$ok_name"
		diag "failed: $*"
		return 1
	fi
}

# not_ok DESCRIPTION COMMAND...: the command fails.
not_ok()
{
	ok_name=$1
	shift
	if "$@"; then
		fail "$ok_name"
		diag "succeeded: $*"
		return 1
	else pass "$ok_name"; fi
}

# is GOT WANTED DESCRIPTION
is()
{
	if [ "$1" = "$2" ]; then pass "$3"; else
		fail "$3"
		diag "got:    $1"
		diag "wanted: $2"
		return 1
	fi
}

# like GOT ERE DESCRIPTION, unlike GOT ERE DESCRIPTION: a line of GOT matches, or none does.
like()
{
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then pass "$3"; else
		fail "$3"
		diag "got: $1"
		diag "does not match: $2"
		return 1
	fi
}

unlike()
{
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		fail "$3"
		diag "got: $1"
		diag "matches: $2"
		return 1
	else pass "$3"; fi
}

# same GOT-FILE WANTED-FILE DESCRIPTION
same()
{
	if cmp -s "$1" "$2"; then pass "$3"; else
		fail "$3"
		diag "$(diff -a -u "$2" "$1" 2>&1 | head -40)"
		return 1
	fi
}

# run COMMAND...: sets $STATUS, $OUT and $ERR; standard input is the caller's.
run()
{
	"$@" > "$OUT" 2> "$ERR"
	STATUS=$?
	[ ! -s "$ERR" ] || cat "$ERR" >> "$SCRATCH/.said"
	return 0
}

# exits STATUS DESCRIPTION COMMAND...: run it and look at the status only.
exits()
{
	exits_wanted=$1
	exits_name=$2
	shift 2
	run "$@"
	if [ "$STATUS" -eq "$exits_wanted" ]; then pass "$exits_name"; else
		fail "$exits_name"
		diag "exit status $STATUS, wanted $exits_wanted: $*"
		diag "$(head -c 2000 "$ERR")"
		return 1
	fi
}

# One line (or none), and it begins with the program's name.
one_line()	# PROGRAM DESCRIPTION
{
	if [ "$(wc -l < "$ERR")" -eq 1 ] && grep -q "^$1: ." "$ERR"; then pass "$2"; else
		fail "$2"
		diag "$(head -c 2000 "$ERR")"
	fi
}

# standard_tests PROGRAM: help, version, usage errors.
standard_tests()
{
	exits 0 "$1 --help exits 0" "$1" --help
	like "$(head -1 "$OUT")" "^usage: $1 " "$1 --help begins with usage:"
	is "$(cat "$ERR")" '' "$1 --help leaves standard error alone"
	exits 0 "$1 -V exits 0" "$1" -V
	like "$(cat "$OUT")" "^$1 [0-9]+\.[0-9]" "$1 -V says its name and version"
	exits 64 "$1: an unknown option is 64" "$1" --no-such-option
	one_line "$1" "$1: one line about an unknown option"
	exits 64 "$1: an unknown letter is 64" "$1" -%
	one_line "$1" "$1: one line about an unknown letter"
	if [ -w /dev/full ]; then
		"$1" --help > /dev/full 2> "$ERR"
		is $? 74 "$1 --help on a full disk is 74"
	else skip "$1 --help on a full disk" 'no /dev/full'; fi
}

# survives DESCRIPTION COMMAND...: ended by itself, and not with 70 (a bug) or a sanitizer's 99.
survives()
{
	survives_name=$1
	shift
	run "$@"
	if [ "$STATUS" -lt 80 ] && [ "$STATUS" -ne 70 ]; then pass "$survives_name"; else
		fail "$survives_name"
		diag "exit status $STATUS: $*"
		diag "$(head -c 4000 "$ERR")"
	fi
}

# standard_filter_tests PROGRAM INPUT [ARGUMENT...]: what every filter must stand.  INPUT is a file that PROGRAM
# turns into some output with status 0; EMPTY_STATUS is its status for empty input (0).
standard_filter_tests()
{
	sf_program=$1
	sf_input=$2
	shift 2
	standard_tests "$sf_program"

	run "$sf_program" "$@" < "$sf_input"
	is "$STATUS" 0 "$sf_program: the good input is good"
	ok "$sf_program: and something comes out" test -s "$OUT"
	if [ -w /dev/full ]; then
		"$sf_program" "$@" < "$sf_input" > /dev/full 2> "$ERR"
		is $? 74 "$sf_program: a full disk is 74"
		one_line "$sf_program" "$sf_program: one line about a full disk"
	else skip "$sf_program: a full disk" 'no /dev/full'; fi

	# A reader that goes away at once: ended by SIGPIPE, or 74 where that is ignored, or done already.
	{ "$sf_program" "$@" < "$sf_input" 2> "$ERR"; echo $? > "$SCRATCH/.pipe"; } | :
	like "$(cat "$SCRATCH/.pipe")" '^(0|74|141)$' "$sf_program: a closed pipe"
	is "$(cat "$ERR")" '' "$sf_program: a closed pipe is no news"
	"$sf_program" "$@" < "$sf_input" >&- 2> "$ERR"
	is $? 74 "$sf_program: standard output closed is 74"

	run "$sf_program" "$@" < /dev/null
	is "$STATUS" "${EMPTY_STATUS:-0}" "$sf_program: empty input"
	perl -0777 -pe 's/.\z//s' "$sf_input" > "$SCRATCH/.cut"
	survives "$sf_program: no final newline" "$sf_program" "$@" < "$SCRATCH/.cut"
	{ head -c 100 "$sf_input"; printf '\0\0'; tail -c +101 "$sf_input"; } > "$SCRATCH/.nul"
	survives "$sf_program: NUL in the middle" "$sf_program" "$@" < "$SCRATCH/.nul"
	{ cat "$sf_input"; printf 'x\0\377\376\r\n'; } > "$SCRATCH/.nul"
	survives "$sf_program: NUL at the end" "$sf_program" "$@" < "$SCRATCH/.nul"
	head -c 3000 /dev/zero > "$SCRATCH/.nul"
	survives "$sf_program: nothing but NUL" "$sf_program" "$@" < "$SCRATCH/.nul"
	rm -f "$SCRATCH/.cut" "$SCRATCH/.nul" "$SCRATCH/.pipe"
}
