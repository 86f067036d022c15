#!/bin/sh
# Who tests the tests: the runners must see a failure, and count what they saw.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# tests/run
mkdir run
tap()	# NAME LINE...: a test that says these lines
{
	tap_name=$1
	shift
	{
		echo '#!/bin/sh'
		for line; do printf "echo '%s'\n" "$line"; done
	} > "run/$tap_name"
	chmod +x "run/$tap_name"
}
tap good.t 'ok 1' 'ok 2 # SKIP no moon' '1..2'
tap bad.t 'ok 1' 'not ok 2' '1..2'
tap short.t 'ok 1' '1..2'
tap away.t '1..0 # SKIP no sun'
tap dead.t 'ok 1' '1..1'
echo 'exit 3' >> run/dead.t

figures()	# STATUS FIGURES FILE...
{
	figures_status=$1
	figures_wanted=$2
	shift 2
	TALLY=$SCRATCH/tally run "$ROOT/tests/run" -j 2 "$@" < /dev/null
	is "$STATUS $(tail -1 "$OUT")" "$figures_status $figures_wanted" "figures of $*"
}
figures 0 '1 passed, 0 failed, 1 skipped' run/good.t
like "$(cat "$OUT")" '^skipped: no moon$' 'why something was skipped is said'
figures 1 '1 passed, 1 failed, 0 skipped' run/bad.t
figures 1 '1 passed, 1 failed, 0 skipped' run/short.t
figures 1 '1 passed, 1 failed, 0 skipped' run/dead.t
figures 0 '0 passed, 0 failed, 1 skipped' run/away.t
figures 1 '4 passed, 3 failed, 2 skipped' run/good.t run/bad.t run/short.t run/dead.t run/away.t
is "$(tail -1 tally)" '4 3 2' 'and they are noted'

# tests/cases.t, in a project of its own
mkdir -p project/tests/cases/asm-echo project/build/bin
cp "$ROOT/tests/cases.t" "$ROOT/tests/man.t" project/tests
cat > project/build/bin/asm-echo << 'END'
#!/bin/sh
[ "$1" != help ] || { echo "asm-echo: help" >&2; exit 64; }
[ "$1" != zone ] || { echo "$TZ"; exit 0; }
[ "$1" != "lots of" ] || { echo 'two words'; exit 0; }
[ "$1" != murmur ] || { echo 'well' >&2; exit 0; }
[ "$1" != die ] || kill -9 $$
cat
END
chmod +x project/build/bin/asm-echo
c=project/tests/cases/asm-echo
cases()
{
	# shellcheck disable=SC2030,SC2031
	(unset BUILD; run project/tests/cases.t "$@" < /dev/null; cat "$OUT"; exit "$STATUS")
}
a_case()	# NAME ok|not-ok DESCRIPTION
{
	if [ "$2" = ok ]; then
		is "$(cases "asm-echo/$1" | head -1)" "ok 1 - asm-echo/$1" "$3"
	else
		is "$(cases "asm-echo/$1" | head -1)" "not ok 1 - asm-echo/$1" "$3"
	fi
}
is "$(cases)" '1..0 # SKIP there are no cases' 'no case: said'
printf 'a\0b' > $c/bytes.in
printf 'a\0b' > $c/bytes.out
a_case bytes ok 'input and output, byte by byte'
printf 'a\0c' > $c/bytes.out
a_case bytes not-ok 'another byte'
rm $c/bytes.out
a_case bytes not-ok 'output that nobody expected'
echo '"lots of"' > $c/words.args
echo 'two words' > $c/words.out
a_case words ok 'arguments are read as a shell would'
echo help > $c/help.args
a_case help not-ok 'a failure that nobody expected'
echo 64 > $c/help.exit
a_case help ok 'a failure as expected'
echo 'asm-echo: no help' > $c/help.err
a_case help not-ok 'another message'
echo zone > $c/zone.args
echo UTC > $c/zone.out
a_case zone not-ok 'output that depends on the time zone'
echo murmur > $c/murmur.args
a_case murmur not-ok 'a message without failure'
echo die > $c/die.args
a_case die not-ok 'a crash'
echo 137 > $c/die.exit
a_case die not-ok 'a crash is never silent'
cases -u asm-echo/bytes > /dev/null
is "$(od -An -c $c/bytes.out)" "$(od -An -c $c/bytes.in)" '-u writes the expectation'
a_case bytes ok 'which then holds'

# scripts/embed gives back every byte
for i in $(seq 0 255); do printf '%b' "\\0$(printf %o "$i")"; done > es.po
: > fr.po
printf '???"\\%%\n5' > words
{
	"$ROOT/scripts/embed" blobs some_blobs blob.h es.po fr.po
	"$ROOT/scripts/embed" text blob.h text=words
} > blobs.c
cat > blob.h << 'END'
#ifndef BLOB_H
#define BLOB_H
#include <stddef.h>
struct text_blob { const char *name; const char *data; size_t len; };
#endif
END
cat > main.c << 'END'
#include <stdio.h>
#include "blobs.c"
int
main(void)
{
	size_t	 i;

	for (i = 0; some_blobs[i].name != NULL; i++) {
		printf("%s %zu\n", some_blobs[i].name, some_blobs[i].len);
		fwrite(some_blobs[i].data, 1, some_blobs[i].len, stdout);
	}
	printf("%s", text);
	return 0;
}
END
if ${CC:-cc} -Wall -Wextra -Werror -o blobs main.c 2> "$ERR"; then
	./blobs > got
	{ echo 'es 256'; cat es.po; echo 'fr 0'; cat words; } > wanted
	same got wanted 'embedded files come out as they went in'
else
	fail 'embedded files compile'
	diag "$(cat "$ERR")"
fi

done_testing
