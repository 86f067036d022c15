#!/bin/sh
# asm-page: a page that wants to cost much is read, or refused, in little memory and time.  The time is judged where
# MILLISECONDS is set (tests/soak/pages.t): here, only that it ends.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

mkdir pages
"$ROOT/tests/hostile-pages.pl" pages || exit 1
[ ! -d "$ROOT/../shared/corpora/auth/pages" ] || for page in "$ROOT"/../shared/corpora/auth/pages/*.html; do
	cp "$page" "pages/of-others-${page##*/}"
done

# cost PAGE: "MILLISECONDS KILOBYTES STATUS", the least of a few runs where time counts.
cost()
{
	for _ in 1 ${MILLISECONDS:+2 3 4 5 6}; do
		timeout 60 measure asm-page contacto@asamblea.example < "$1" 2> "$ERR" || echo 60 0 124
	done | sort -n | head -1 | awk '{ printf "%d %d %d\n", $1 * 1000, $2, $3 }'
}

kilobytes=65536
case ${ASAN_OPTIONS-} in ?*) kilobytes=10000000 ;; esac		# a sanitizer's shadow is not ours
nm "$BUILD/bin/asm-page" 2> /dev/null | grep -q __asan && kilobytes=10000000
worst=0
for page in pages/*; do
	# shellcheck disable=SC2046
	set -- $(cost "$page")
	[ "$1" -le "$worst" ] || { worst=$1; dearest=${page##*/}; }
	case $3 in
	0|14|15|65)	if [ "$2" -le $kilobytes ] && [ "$1" -le "${MILLISECONDS:-20000}" ]; then
				pass "${page##*/}: $3"
			else
				fail "${page##*/}: $1 ms, $2 kB"
			fi ;;
	*)		fail "${page##*/}: status $3" ;;
	esac
done
diag "the dearest: $dearest, $worst ms"
done_testing
