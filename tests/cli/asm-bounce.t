#!/bin/sh
# asm-bounce: what comes back, what it weighs, and the way to the end: warning, probe, removal.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

standard_tests asm-bounce
command -v sqlite3 > "$OUT" || skip_all 'no sqlite3 command'
make_site "$SCRATCH/site"

# bounce RECIPIENT ADDRESS STATUS [ACTION]: as Postfix reports it; $ERR says in one word what came of it.
bounce()
{
	printf 'Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: bounce@lists.example\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nHello.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; %s\nAction: %s\nStatus: %s\n\n--b--\n' \
	    "$2" "${4:-failed}" "$3" > mail
	run asm-bounce -v -N "${AT:-$NOW}" mail "$1" < mail
}
came_of()	# WORD DESCRIPTION
{
	is "$(cat "$ERR")" "asm-bounce: $1" "$2"
}
# The sender of the envelope of the newest letter.
sender()
{
	sqlite3 "$ASM_SITE/private.db" 'SELECT sender FROM letter ORDER BY id DESC LIMIT 1'
}
observers()
{
	asm-observers list --tsv | sed 1d | cut -f 2 | sort | tr '\n' ' '
}

asm-observers -N $NOW add ana@x.example bea@x.example carla@x.example dora@x.example
first=0
for subject in Uno Dos Tres Cuatro; do
	post sol $subject | asm-deliver -N $NOW
	serial=$(sqlite3 "$ASM_SITE/public.db" 'SELECT max(serial) FROM article')
	[ $first -ne 0 ] || first=$serial
done

bounce "bounce+$first@lists.example" ana@x.example 5.1.1
came_of hard 'nobody there'
bounce "bounce+$first@lists.example" ana@x.example 5.1.1
came_of known 'the same again counts once'
bounce "bounce+$first+bea=x.example@lists.example" whoever@elsewhere.example 5.2.2
came_of soft 'by the sender of the envelope, whatever address the report names'
bounce "bounce+$first+Carla=X.Example@lists.example" x 5.7.1
came_of policy '5.7.x'
bounce "bounce+$first@lists.example" dora@x.example 4.0.0 delayed
came_of delayed 'a delay'
bounce "bounce+999@lists.example" dora@x.example 5.1.1
came_of ignored 'an article that was never sent'
bounce "bounce+$first@lists.example" nobody@x.example 5.1.1
came_of ignored 'nobody of ours'
bounce "bounce@lists.example" dora@x.example 5.1.1
came_of ignored 'an address without a number'
for extension in 99999999999999999999 -1 "1'" 5x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
	bounce "bounce+$extension@lists.example" dora@x.example 5.1.1
	came_of ignored "nonsense: $extension"
done
printf 'From: dora@x.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am away. user unknown\n' |
    asm-bounce -v -N $NOW mail "bounce+$first+dora=x.example@lists.example" 2> "$ERR"
came_of ignored 'an auto-reply'
asm-bounce mail "bounce+$first@lists.example" < /dev/null
is $? 0 'an empty mail'
is "$(asm-bounce -N $NOW list --tsv | cut -f 1-3 | tr '\t\n' ' |')" 'Observer Score Bounces|1 1.00 1|2 0.25 1|3 0.00 1|' 'what each weighs'
is "$(asm-bounce -N "$(later $((15 * 86400)))" list --tsv | sed -n 2p | cut -f 2)" 0.25 'half after each week'
unlike "$(asm-bounce list; cat "$ERR")" '@' 'nobody is named'

# ---- the way to the end

exits 0 'nothing is due' asm-bounce -v -N $NOW pending
is "$(cat "$ERR")" 'asm-bounce: 0 warned, 0 probed, 0 cleared' 'nobody is doubted'
for serial in $((first + 1)) $((first + 2)); do
	bounce "bounce+$serial+ana=x.example@lists.example" x 5.1.1
done
exits 0 'three hard bounces' asm-bounce -v -N $NOW pending
is "$(cat "$ERR")" 'asm-bounce: 1 warned, 0 probed, 0 cleared' 'make a warning'
exits 0 'again' asm-bounce -v -N $NOW pending
is "$(cat "$ERR")" 'asm-bounce: 0 warned, 0 probed, 0 cleared' 'one'
letter=$(sqlite3 "$ASM_SITE/private.db" 'SELECT cast(message AS text) FROM letter')
like "$letter" '^To: ana@x.example' 'to her'
is "$(printf '%s\n' "$letter" | grep -c 'Post: ')" 3 'with what she missed'
warning=$(sender)
like "$warning" '^bounce\+[a-z2-7]{32}@lists\.example$' 'from an address that nobody can guess'
exits 0 'the letter leaves' asm-deliver -N $NOW < /dev/null
ok 'with that sender' grep -q "^Return-Path: <$warning>" "$DELIVERED"/new/*
bounce "bounce+$(printf %s "${warning#bounce+}" | sed 's/@.*//' | rev)@lists.example" ana@x.example 5.1.1
came_of ignored 'a forged one does nothing'
bounce "$warning" ana@x.example 5.7.1
came_of ignored 'refused by policy: it was somebody who refused'
bounce "$warning" ana@x.example 5.1.1
came_of doubted 'the warning came back'
asm-bounce -v -N "$(later 86399)" pending 2> "$ERR"
came_of '0 warned, 0 probed, 0 cleared' 'a day is waited'
asm-bounce -v -N "$(later 86400)" pending 2> "$ERR"
came_of '0 warned, 1 probed, 0 cleared' 'then comes the probe'
probe=$(sender)
is "$(observers)" 'ana@x.example bea@x.example carla@x.example dora@x.example ' 'she is still there'
bounce "$warning" ana@x.example 5.1.1
came_of ignored 'the warning again is nothing'
AT=$(later 90000) bounce "$probe" ana@x.example 5.1.1
is "$(cat "$ERR")" 'asm-bounce: 1 removed' 'the probe came back: one less, nobody is named'
is "$(observers)" 'bea@x.example carla@x.example dora@x.example ' 'it is she'
is "$(asm-bounce list | grep -c '^Observer: 1$')" 0 'and nothing is left of her'

# Who reads the warning is cleared in time.
for serial in $((first)) $((first + 1)) $((first + 2)); do
	bounce "bounce+$serial+dora=x.example@lists.example" x 5.1.1
done
asm-bounce -v -N $NOW pending 2> "$ERR"
came_of '1 warned, 0 probed, 0 cleared' 'another is warned'
asm-bounce -v -N "$(later $((7 * 86400)))" pending 2> "$ERR"
came_of '0 warned, 0 probed, 1 cleared' 'it has not come back in a week: she is there'
is "$(asm-bounce list | grep -c '^Observer: 4$')" 0 'and begins anew'

# ---- a wave: a post that many servers refuse is the post's fault

make_site "$SCRATCH/wave"
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	echo "w$i@x.example"
done | xargs asm-observers -N $NOW add
for subject in Uno Dos Tres Cuatro; do
	post sol $subject | asm-deliver -N $NOW
done
last=$(sqlite3 "$ASM_SITE/public.db" 'SELECT max(serial) FROM article')
for i in 1 2 3 4 5; do
	bounce "bounce+$last+w$i=x.example@lists.example" x 5.1.1
done
is "$(asm-bounce -N $NOW list --tsv | sed 1d | cut -f 2 | sort -u)" 0.00 'five of forty at once count for nobody'
for serial in $((last - 1)) $((last - 2)); do
	for i in 1 2 3 4 5; do
		bounce "bounce+$serial+w$i=x.example@lists.example" x 5.1.1
	done
done
is "$(asm-bounce -N $NOW list --tsv | sed 1d | cut -f 2 | sort -u)" 1.00 'those who come back of each post are gone, and are no wave of the last'
make_site "$SCRATCH/few"
i=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	echo "w$i@x.example"
done | xargs asm-observers -N $NOW add
post sol Uno | asm-deliver -N $NOW
for i in 1 2 3 4 5; do
	bounce "bounce+$first+w$i=x.example@lists.example" x 5.1.1
done
is "$(asm-bounce -N $NOW list --tsv | sed 1d | cut -f 2 | sort -u)" 1.00 'a tenth and no more is no wave'

for wrong in 'mail' 'mail a b' 'pending x' 'list x' '' 'frob'; do
	# shellcheck disable=SC2086 # words
	exits 64 "usage: asm-bounce $wrong" asm-bounce $wrong < /dev/null
done
exits 78 'no site' asm-bounce -S "$SCRATCH/nowhere" list
done_testing
