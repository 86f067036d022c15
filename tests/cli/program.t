#!/bin/sh
# cmd/program, by a program that does nothing else (tests/programs/demo.c).
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

standard_tests demo

# help is made of the tables
demo --help > help
like "$(cat help)" '^  -S, --site DIR ' 'a letter, a word, an argument'
like "$(cat help)" '^      --reason TEXT +why \(fail worse\)$' 'a word only, and the verbs it goes with'
like "$(cat help)" '^  say TEXT +say it$' 'verbs'

# options
run demo show
like "$(cat "$OUT")" '^site /var/lib/asm$' 'the default site'
like "$(cat "$OUT")" '^count 7$' 'the default count'
ASM_SITE=/from/env demo show > "$OUT"
like "$(cat "$OUT")" '^site /from/env$' 'ASM_SITE'
ASM_SITE='' demo show > "$OUT"
like "$(cat "$OUT")" '^site /var/lib/asm$' 'an empty ASM_SITE is none'
ASM_SITE=/from/env demo show -S /given --now=@86400 a -l es -n 12 --json -w 1000 -- -x > "$OUT"
printf '%s\n' 'site /given' 'now 86400' 'language es' 'count 12' 'form 2' 'width 1000' 'operand a' 'operand -x' > wanted
same "$OUT" wanted 'options in any place, and -- ends them'
run demo show -N 2026-11-21T09:00:00Z
like "$(cat "$OUT")" '^now 1795251600$' '--now in RFC 3339'

usage()	# DESCRIPTION MESSAGE ARGUMENT...
{
	usage_name=$1
	usage_message=$2
	shift 2
	exits 64 "$usage_name: 64" demo "$@"
	is "$(cat "$ERR")" "demo: $usage_message" "$usage_name: said"
	is "$(cat "$OUT")" '' "$usage_name: nothing on standard output"
}
usage 'no verb' 'which verb? (--help lists them)'
usage 'unknown verb' 'unknown verb dance (--help lists them)' dance
usage 'unknown option' 'unknown option --dance (--help lists them)' --dance
usage 'unknown letter' 'unknown option -z (--help lists them)' -z
usage 'value missing' '--site needs a value: DIR' -S
usage 'value missing, by word' '--site needs a value: DIR' --site
usage 'value not wanted' '--json takes no value' --json=yes show
usage 'no number' '--count: many is not a number from 0 to 9223372036854775807' -n many
usage 'negative' '--count: -1 is not a number from 0 to 9223372036854775807' -n -1
usage 'number too large' '--count: 9223372036854775808 is not a number from 0 to 9223372036854775807' -n 9223372036854775808
usage 'below the bound' '--width: 19 is not a number from 20 to 1000' -w 19 show
usage 'above the bound' '--width: 1001 is not a number from 20 to 1000' -w 1001 show
usage 'no time' '--now: yesterday is no time such as 2026-11-21T09:00:00Z' -N yesterday show
usage 'empty site' '--site is empty' -S '' show
usage 'two forms' '--tsv and --json exclude each other' --tsv --json show
usage 'operand missing' 'say needs TEXT' say
usage 'too many operands' 'say takes no more than TEXT' say a b
usage 'no operands wanted' 'umask takes no operand' umask a
usage 'an option of another verb' '--reason does not go with show' show --reason x

# messages
run demo say "$(printf 'a\033[2Jb\nc\177\302\233d \303\251')"
is "$(cat "$ERR")" "$(printf 'demo: a?[2Jb?c???d \303\251')" 'control characters do not get out'
run demo -v say x
is "$(cat "$ERR")" "$(printf 'demo: a note\ndemo: x')" '-v says more'
run demo say "$(head -c 5000 /dev/zero | tr '\0' x)"
is "$(wc -l < "$ERR")" 1 'a long message is one line'
ok 'and is cut' test "$(wc -c < "$ERR")" -le 1024

# failures
for class in 64 65 66 69 70 73 74 75 77 78; do
	exits "$class" "class $class is exit $class" demo fail "$class" --reason "$(printf 'be\ncause')"
	one_line demo "class $class says one line"
done
for pair in '75 77 75' '77 75 75' '0 1 1' '10 13 13' '65 74 74' '66 65 66' '0 0 0' '13 65 65' '70 75 75'; do
	# shellcheck disable=SC2086
	set -- $pair
	exits "$3" "of $1 and $2 the graver is $3" demo worse "$1" "$2"
done

# files
printf 'one\n' > one
printf 'two' > two
cp one first
run demo cat first - two < one
is "$(cat "$OUT")" "$(printf 'one\none\ntwo')" 'operands are files, - is standard input'
run demo cat < two
is "$(cat "$OUT")" two 'no operand: standard input'
exits 66 'a missing file is 66' demo cat one missing two
is "$(cat "$ERR")" 'demo: missing: No such file or directory' 'a missing file is named'
is "$(cat "$OUT")" "$(printf 'one\ntwo')" 'and the rest goes on'

# -o
echo old > out
chmod 640 out
exits 0 'to a file' demo -o out cat one
same out one 'the file has it'
is "$(stat -c %a out)" 640 'and its mode'
exits 0 'to a new file' demo --out new cat one two
is "$(cat new)" "$(printf 'one\ntwo')" 'the new file has it'
exits 66 'a failure' demo -o out cat missing
same out one 'leaves the file as it was'
exits 65 'a failure half way' demo -o out fail 65
same out one 'leaves the file as it was, too'
exits 73 'no directory to write in' demo -o no/such cat one
exits 0 'a device is written as it stands' demo -o /dev/null cat one
ok 'and stays one' test -c /dev/null
is "$(echo out* new*)" 'out new' 'no temporary file is left'
if [ -w /dev/full ]; then
	exits 74 '-o to a full device' demo -o /dev/full cat one
	one_line demo 'is said in one line'
else skip '-o to a full device' 'no /dev/full'; fi

# the rest
umask 022
is "$(demo umask)" 077 'a program that opens a site works under 077'
demo descriptor 2>&-
is $? 0 'a closed standard error is not given to a file'
demo show >&- 2> "$ERR"
is $? 74 'a closed standard output is 74'
(trap '' PIPE; { demo cat < /dev/zero 2> "$ERR"; } | :) 2> /dev/null
is "$(grep -v 'larger than' "$ERR")" '' 'a reader who went away needs no telling'

done_testing
