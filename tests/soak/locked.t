#!/bin/sh
# A database that somebody keeps locked for longer than we wait: 75, nothing lost, and all is done once it is free.
# $NOW is one word.
# shellcheck disable=SC2086
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

command -v sqlite3 > "$OUT" || skip_all 'no sqlite3 command'
make_site "$SCRATCH/site"
asm-observers -N $NOW add ana@x.example
mail_of sol 'Dos' | sealed sol $NOW > sealed.mail
mail_of luna 'Held' | refused 10 unsigned $NOW > held.mail
{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; mail_of luna 'Unsigned'; } > unsigned.mail
mkfifo hold

locked()	# DATABASE: what all of them say while it is locked, in the order in which they are named
{
	sqlite3 "$ASM_SITE/$1" < hold &
	exec 7> hold
	echo 'BEGIN IMMEDIATE;' >&7
	perl -e 'select undef, undef, undef, 0.5'
	i=0
	while read -r input command; do
		i=$((i + 1))
		{
			# shellcheck disable=SC2086 # words
			$command < "$input" > "out.$i" 2> "err.$i"
			echo "$? $(wc -l < "err.$i" | tr -d ' ')" > "said.$i"
		} &
		pids="$pids $!"
	done
	# shellcheck disable=SC2086 # numbers
	wait $pids
	echo 'ROLLBACK;' >&7
	exec 7>&-
	wait
}
pids=
locked private.db <<END
held.mail asm-hold -N $NOW keep
/dev/null asm-observers -N $NOW add bob@x.example
/dev/null asm-deliver -N $NOW
/dev/null asm-observers list
/dev/null asm-hold list
unsigned.mail asm-intake -N $NOW $LIST
END
is "$(cat said.1 said.2 said.3 | paste -sd , -)" '75 1,75 1,75 1' 'who writes private.db: 75, and one line'
is "$(cat said.4 said.5 | paste -sd , -)" '0 0,0 0' 'who reads it does'
like "$(cat said.6)" '^75 ' 'asm-intake: 75'
unlike "$(cat err.*)" '@x\.example' 'nobody is named'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing left in tmp/'
pids=
locked public.db <<END
sealed.mail asm-post -N $NOW
/dev/null asm-select
/dev/null asm-deliver -N $NOW
END
is "$(cat said.1 said.2 said.3 | paste -sd , -)" '75 1,0 0,0 0' 'public.db: asm-post says 75, the others read'
exits 0 'free again: posted' asm-post -N $NOW < sealed.mail
exits 0 'delivered' asm-deliver -N $NOW < /dev/null
is "$(delivered)" 'ana@x.example Dos' 'once'
exits 0 'held' asm-intake -N $NOW $LIST < unsigned.mail
is "$(asm-hold list --tsv | sed 1d | wc -l | tr -d ' ')" 1 'once'
done_testing
