#!/bin/sh
# Every file of the corpora beside this project as a mail at the door, with the sanitizers, as if all the world were
# endorsed: no verdict depends on line ends, an envelope line or the letters of names, nothing is accepted in the name
# of who did not sign, nobody makes us ask for more than eight keys, and one field of ours stands on what goes on.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=$ROOT/../shared/corpora
[ -d "$corpora" ] || skip_all "no $corpora: mail that we did not write is not here"

asan=$BUILD/asan
ok 'the door, with sanitizers' \
    make -C "$ROOT" -s BUILD="$asan" SANITIZE=address,undefined OPT='-O1 -g' WERROR= "${asan#"$ROOT/"}/tests/programs/verdicts"
ASAN_OPTIONS=exitcode=99:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 LSAN_OPTIONS=exitcode=99
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

# The keys of those who signed some of it, and one for all others.
rsa='v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB'
{
	echo "stranger $rsa"
	echo "test._domainkey.football.example.com $rsa"
	echo 'brisbane._domainkey.football.example.com v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
	cat "$corpora/auth/attacks/keys.txt"
} > keys

accepted=0
for folder in "$corpora"/*/; do
	find "$folder" -type f | sort > files
	[ -s files ] || continue
	run xargs -d '\n' "$asan/tests/programs/verdicts" keys < files
	is "$STATUS" 0 "$(basename "$folder"), $(wc -l < files) files: $(tail -1 "$OUT")"
	[ "$STATUS" -eq 0 ] || diag "$(head -c 4000 "$ERR")"
	accepted=$((accepted + $(sed 's/.* mails: \([0-9]*\) accepted.*/\1/' "$OUT" | paste -sd + - | sed 's/^$/0/')))
done
ok "what is rightly signed is accepted: $accepted" test "$accepted" -ge 8
done_testing
