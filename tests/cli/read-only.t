#!/bin/sh
# Verbs that only look work where nothing can be written; those that write say so and change nothing.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
asm-observers -N $NOW add ana@x.example
post sol 'Uno' > "$OUT"
mail_of luna 'Held' | refused 10 unsigned $NOW > held.mail
asm-hold -N $NOW keep < held.mail
asm-select | asm-translate-queue -N $NOW add -l en
mail_of sol 'Dos' | sealed sol $NOW > sealed.mail
unshare -m sh -c 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"' sh "$ASM_SITE" 2> "$ERR" ||
    skip_all 'no mount namespaces here (unshare -m)'

# read_only COMMAND...: with the site on a file system that cannot be written
read_only()
{
	unshare -m sh -c 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"' sh "$ASM_SITE" "$@"
}
not_ok 'it is read-only' read_only touch "$ASM_SITE/x" 2> "$ERR"
for command in 'asm-observers list' 'asm-hold list' 'asm-hold show 1' 'asm-hold show --raw 1' 'asm-translate-queue list' \
    'asm-translate-queue publish' 'asm-select --type all' 'asm-directory list'; do
	# shellcheck disable=SC2086 # words
	$command > want
	# shellcheck disable=SC2086 # words
	run read_only $command
	is "$STATUS $(cat "$ERR")" '0 ' "$command"
	same "$OUT" want 'writes the same'
done
for command in 'asm-observers add x@x.example' 'asm-hold keep' 'asm-hold discard 1' 'asm-translate-queue next -l en --who ana' \
    'asm-deliver' 'asm-post'; do
	case $command in
	asm-post) input=sealed.mail ;;
	*) input=held.mail ;;
	esac
	# shellcheck disable=SC2086 # words
	run read_only $command -N $NOW < $input
	ok "$command fails ($STATUS: $(head -1 "$ERR"))" test "$STATUS" -ge 73
	is "$(cat "$OUT")" '' 'writes nothing'
	is "$(wc -l < "$ERR" | tr -d ' ')" 1 'says one line'
	unlike "$(cat "$ERR")" 'x\.example' 'which names nobody'
done
run read_only asm-intake -N $NOW $LIST < held.mail
is "$STATUS" 75 'asm-intake: 75, the MTA keeps the mail'
exits 0 'and all is as it was' asm-site -N $NOW check
done_testing
