#!/bin/sh
# A flood in the names of contacts (AUTH 7, "challenge flood"): each is asked a few times a day, all together a few dozen times
# an hour, however many mails come; what is above waits in silence, and only an admin's log says so.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

limit()
{
	sed -n "s/^#define $1[[:space:]]*\([0-9]*\).*/\1/p" "$ROOT/lib/base/limits.h"
}
each=$(limit ANSWER_CHALLENGE_ADDRESS)
domain=$(limit ANSWER_CHALLENGE_DOMAIN)
all=$(limit ANSWER_CHALLENGE_SITE)
is "$each $domain $all" '5 50 50' 'the limits that are promised'

make_site "$SCRATCH/site"
contacts=$((all + 10))
i=1
while [ $i -le $contacts ]; do
	printf 'Id: a%d\nName: A%d\nLanguages: es\nAddress: a%d@a%d.example\n\n' $i $i $i $i
	i=$((i + 1))
done | asm-directory import -N 2026-11-02 | xargs asm-directory endorse -N 2026-11-02 --why test > "$OUT"

# flood FROM-CONTACT TO-CONTACT MAILS TIME: so many unproved mails in the name of each.
flood()
{
	i=$1
	while [ "$i" -le "$2" ]; do
		n=1
		while [ $n -le "$3" ]; do
			mail_of a$i "Alud $n of $4" | seal "$ASM_SITE" refused 10 unsigned "$4" $LIST a$i | asm-hold keep -N "$4" 2>> said
			n=$((n + 1))
		done
		i=$((i + 1))
	done
	asm-deliver -N "$4" < /dev/null
}
# asked [ADDRESS]: letters that were sent, to her or to all.
asked()
{
	grep -l "^Delivered-To: ${1-.*}\$" "$DELIVERED"/new/letter.* 2> /dev/null | wc -l | tr -d ' '
}

: > said
flood 1 1 $((3 * each)) 2026-11-21T09:00:00Z
is "$(asked a1@a1.example) $(asm-hold list --tsv | sed 1d | wc -l | tr -d ' ')" "$each $((3 * each))" \
    'one contact: asked five times, and all mails are held'
is "$(grep -c 'kept, nobody asked: the limit' said)" $((2 * each)) 'a line in the log for each of the others'
flood 1 1 3 2026-11-21T20:00:00Z
is "$(asked a1@a1.example)" $each 'none more that day'
flood 1 1 1 2026-11-22T09:00:01Z
is "$(asked a1@a1.example)" $((each + 1)) 'the next day she is asked again'

rm -f "$DELIVERED"/new/*
: > said
flood 2 $contacts 1 2026-12-01T09:00:00Z
is "$(asked)" "$all" 'many contacts: so many letters in an hour'
is "$(grep -c 'kept, nobody asked: the limit' said)" $((contacts - 1 - all)) 'and the others wait'
unlike "$(cat said)" '@' 'what is said of it names nobody'
flood 2 4 1 2026-12-01T10:00:01Z
is "$(asked)" $((all + 3)) 'an hour later others are asked'
is "$(cat "$DELIVERED"/new/letter.* | grep -ci '^Return-Path: <[^>]')" 0 'nothing that could bounce to anybody'
unlike "$(cat "$DELIVERED"/new/letter.*)" '^Auto-Submitted: no' 'and no answer to the letters would be answered'
done_testing
