#!/bin/sh
# asm-deliver by SMTP and LMTP: what the server says of each recipient, and what is done then.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

perl -MIO::Socket::UNIX -e 1 2> /dev/null || skip_all 'no perl'
servers=
trap 'kill $servers 2> /dev/null; cd / && rm -rf "$SCRATCH"' EXIT

sink()	# DIR KIND [SOCKET]: started; it listens at $(cat DIR/where)
{
	mkdir "$1"
	perl "$ROOT/tests/sink.pl" "$@" > "$1/out" 2>&1 &
	servers="$servers $!"
	for _ in $(seq 100); do
		[ ! -s "$1/where" ] || return 0
		sleep 0.05
	done
	diag "$(cat "$1/out")"
}
rule()	# DIR WHEN REGEX ANSWER
{
	dir=$1
	shift
	echo "$*" >> "$dir/rules"
}
got()	# DIR: how many mails each recipient got
{
	cat "$1"/*.mail 2> /dev/null | sed -n 's/^RCPT //p' | sort | uniq -c | awk '{ print $2, $1 }' | paste -sd ',' -
}
set_conf()	# NAME VALUE
{
	sed "/^$1:/d" "$ASM_SITE/asm.conf" > .conf
	echo "$1: $2" >> .conf
	cat .conf > "$ASM_SITE/asm.conf"
}

sink mta smtp
sink local lmtp "$SCRATCH/lmtp.sock"
DELIVER="smtp 127.0.0.1:$(cat mta/where)" make_site "$SCRATCH/site"
asm-observers -N $NOW add a@x.example b@x.example c@x.example > "$OUT"

# ---- SMTP

post sol 'Uno' '.punto

..dos' > uno
exits 0 'a post is delivered' asm-deliver -v -N $NOW < uno
is "$(cat "$ERR")" 'asm-deliver: 1 slices, 3 mails; 0 to be tried again, 0 left for the next run' 'in one slice'
is "$(got mta)" 'a@x.example 1,b@x.example 1,c@x.example 1' 'to everybody'
is "$(ls mta/*.mail | wc -l | tr -d ' ')" 1 'in one mail'
is "$(head -1 mta/*.mail)" 'MAIL FROM:<bounce+5@lists.example> BODY=8BITMIME XVERP=+=' 'with an envelope sender for each'
sed '1,/^$/d' mta/*.mail > raw
not_ok 'every line ends in CRLF' grep -qv "$(printf '\r')\$" raw
tr -d '\r' < raw | tail -n "$(wc -l < uno)" > bytes
same bytes uno 'the article byte for byte, its dots too'
like "$(head -1 mta/log)" '^EHLO lists\.example' 'we say our name'
like "$(tail -1 mta/log)" '^QUIT' 'and goodbye'

# Some are taken, some not now, some never.
rm mta/*.mail mta/log
rule mta rcpt '^b@' '450 4.2.1 <b@x.example> is full'
rule mta rcpt '^c@' '550 5.1.1 <c@x.example> nobody here'
post sol 'Dos' > dos
exits 75 'one of three taken' asm-deliver -N $NOW < dos
is "$(cat "$ERR")" 'asm-deliver: 1 slices or letters were not taken and will be tried again (asm-site status)
asm-deliver: 1 recipients were refused for good (asm-site status)' 'two lines, nobody named'
is "$(got mta)" 'a@x.example 1' 'one has it'
rm mta/rules
exits 0 'a minute later' asm-deliver -v -N "$(later 60)" < /dev/null
is "$(got mta)" 'a@x.example 1,b@x.example 1' 'the second has it, the first not twice'
exits 0 'a day later' asm-deliver -N "$(later 86400)" < /dev/null
is "$(got mta)" 'a@x.example 1,b@x.example 1' 'the third is not tried again'
exits 0 'unless somebody says so' asm-deliver --again -N "$(later 86400)" < /dev/null
is "$(got mta)" 'a@x.example 1,b@x.example 1,c@x.example 1' 'each has it once'
t=86400

# Answers to the whole: each is tried again, or kept as refused, and nobody gets two.
i=0
for case in 'mail . 451 4.3.0 later:75' 'mail . 552 5.3.4 too large:0' 'data . 451 4.3.0 later:75' \
    'data . 554 5.5.1 no valid recipients:0' 'dot . 452 4.3.1 disk full:75' 'dot . 554 5.7.1 spam:0' \
    'rcpt . 421 4.7.0 closing:75' 'dot . hangup:75' 'rcpt . hangup:75' 'mail . garbage:75' 'dot . endless:75' \
    'ehlo . 550 never:75' 'greet . 554 go away:75' 'greet . hangup:75' 'data . 250 what:75' 'rcpt . 451 4.4.4 none:75'; do
	i=$((i + 1))
	t=$((t + 20000))
	rm -f mta/*.mail
	rule mta "${case%:*}"
	[ "${case#ehlo}" = "$case" ] || rule mta helo . '550 nor that'
	post sol "Caso $i" '' "$(later $t)" > article
	exits "${case##*:}" "$case" asm-deliver -N "$(later $t)" < article
	unlike "$(cat "$ERR")" '@' 'nobody is named'
	is "$(got mta)" '' 'nobody has it'
	rm mta/rules
	exits 0 'later' asm-deliver --again -N "$(later $((t + 60)))" < /dev/null
	is "$(got mta)" 'a@x.example 1,b@x.example 1,c@x.example 1' 'each has it once'
done

# HELO where EHLO is not known; nothing is asked for that is not offered.
rm -f mta/*.mail mta/log
t=$((t + 20000))
rule mta ehlo . '502 what'
post sol 'Viejo' '' "$(later $t)" > article
exits 0 'an old server' asm-deliver -N "$(later $t)" < article
is "$(head -1 mta/*.mail)" 'MAIL FROM:<bounce+23@lists.example>' 'plain'
is "$(got mta)" 'a@x.example 1,b@x.example 1,c@x.example 1' 'each has it once'
rm mta/rules

# The server is away: one try a run, not one a slice.
t=$((t + 20000))
set_conf Deliver 'smtp 127.0.0.1:1'
for i in 1 2 3; do
	post sol "Lejos $i" '' "$(later $t)" > article
done
exits 75 'no server' asm-deliver -v -N "$(later $t)" < article
like "$(cat "$ERR")" '0 slices, 0 mails; 1 to be tried again, 2 left' 'the first is troubled, the others wait'
rm -f mta/*.mail
set_conf Deliver "smtp localhost:$(cat mta/where)"
exits 0 'it is back' asm-deliver -N "$(later $((t + 60)))" < /dev/null
is "$(got mta)" 'a@x.example 3,b@x.example 3,c@x.example 3' 'all three posts, once each'
is "$(grep -c '^EHLO' mta/log)" 2 'in one session'

# ---- rate and number

rm -f mta/*.mail
t=$((t + 20000))
set_conf Deliver-Rate 4
for i in 1 2; do
	post sol "Despacio $i" '' "$(later $t)" > article
done
exits 0 'four recipients an hour' asm-deliver -v -N "$(later $t)" < article
like "$(cat "$ERR")" '2 slices, 4 mails; 0 to be tried again' 'four, of six'
asm-deliver -N "$(later $((t + 1800)))" < /dev/null
is "$(cat mta/*.mail | grep -c '^RCPT')" 4 'no more in that hour'
exits 0 'an hour later' asm-deliver -N "$(later $((t + 3605)))" < /dev/null
is "$(got mta)" 'a@x.example 2,b@x.example 2,c@x.example 2' 'the rest, nobody twice'
set_conf Deliver-Rate 1000000
set_conf Deliver-Parallel 1
rule mta data . sleep
t=$((t + 20000))
post sol 'Uno solo' '' "$(later $t)" > article
asm-deliver -N "$(later $t)" < article 2> slow.err &
slow=$!
servers="$servers $slow"
for _ in $(seq 100); do
	! tail -1 mta/log | grep -q '^DATA' || break
	sleep 0.05
done
rm -f mta/*.mail mta/rules
post sol 'Otro' '' "$(later $t)" > article
exits 0 'a second courier, where one may work' asm-deliver -v -N "$(later $t)" < article
like "$(cat "$ERR")" '0 slices, 0 mails' 'leaves it to the first'
kill -9 $slow
wait $slow 2> "$OUT"
exits 0 'the first was killed' asm-deliver -N "$(later $t)" < /dev/null
is "$(got mta)" 'a@x.example 2,b@x.example 2,c@x.example 2' 'nothing waits for it, and its slice goes out'

# ---- what the MTA says to an address counts as the bounce that it would else have written

set_conf Deliver "smtp 127.0.0.1:$(cat mta/where)"
DELIVER="smtp 127.0.0.1:$(cat mta/where)" make_site "$SCRATCH/refusals"
rm -f mta/*.mail mta/rules
asm-observers -N $NOW add a@x.example b@x.example c@x.example > "$OUT"
refuse()	# N ANSWER-TO-B ANSWER-TO-C: N posts are refused so
{
	for i in $(seq "$1"); do
		rule mta rcpt '^b@' "$2"
		rule mta rcpt '^c@' "$3"
		post sol "Rechazo $i $2" | asm-deliver -N $NOW 2> "$ERR"
		rm mta/rules
	done
}
scores()
{
	asm-bounce -N "$NOW" list --tsv | sed 1d | cut -f 1,2,5 | tr '\t\n' ' |'
}
refuse 2 '550 5.1.1 nobody' '554 5.7.1 not you'
is "$(scores)" '2 2.00 |3 0.00 |' 'no such mailbox counts, policy does not'
rule mta dot . '550 5.1.1 what a mail'
post sol 'Mal' | asm-deliver -N $NOW 2> "$ERR"
is "$(scores)" '2 2.00 |3 0.00 |' 'what is said to the mail counts for nobody'
rm mta/rules
refuse 1 '550 unknown' '450 4.2.2 full'
is "$(scores)" '2 3.00 |3 0.00 |' 'a code without a status does; not now is no bounce'
asm-bounce -N $NOW pending
rule mta rcpt '^b@' '550 5.1.1 nobody'
exits 0 'the warning is refused' asm-deliver -v -N $NOW < /dev/null
is "$(scores)" '2 3.00 failed|3 0.00 |' 'that is a warning that came back'
is "$(asm-site status | sed -n 's/^Letters: //p')" 0 'and no letter is kept'
asm-bounce -N "$(later 86400)" pending
rm mta/rules
rule mta rcpt '^b@' '554 5.7.1 not you'
asm-deliver -N "$(later 86400)" < /dev/null 2> "$ERR"
is "$(asm-observers list --tsv | grep -c b@x)" 1 'a probe that is refused by policy says nothing of her'

asm-observers -N $NOW add d@x.example > "$OUT"
rm mta/rules
for i in 1 2 3; do
	rule mta rcpt '^d@' '550 5.1.1 nobody'
	post sol "De $i" | asm-deliver -N $NOW 2> "$ERR"
	rm mta/rules
done
rule mta rcpt '^d@' '550 5.1.1 nobody'
for t in 0 1 2 3; do
	asm-bounce -N "$(later $((t * 86400)))" pending
	asm-deliver -N "$(later $((t * 86400)))" < /dev/null 2> "$ERR"
	unlike "$(cat "$ERR")" '@' 'nobody is named'
done
is "$(asm-observers list --tsv | grep -c d@x)" 0 'a probe that is refused as unknown ends it'
like "$(asm-site status)" '^Refused: .*of article [0-9]+: 550 5\.1\.1$' 'an admin sees refusals'
asm-deliver -N "$(later $((40 * 86400)))" < /dev/null 2> "$ERR"
asm-deliver -N "$(later $((80 * 86400)))" < /dev/null 2> "$ERR"
unlike "$(asm-site status)" '^Refused: .*550' 'until they are forgotten, a month later'
rm -f mta/rules
ASM_SITE=$SCRATCH/site

# ---- LMTP

set_conf Deliver "lmtp $SCRATCH/lmtp.sock"
t=$((t + 20000))
rule local dot '^b@' '451 4.2.0 busy'
rule local dot '^c@' '550 5.2.2 over quota'
post sol 'Local' '' "$(later $t)" > article
exits 75 'LMTP answers for each recipient' asm-deliver -N "$(later $t)" < article
rm local/rules local/*.mail
exits 0 'a minute later' asm-deliver -N "$(later $((t + 60)))" < /dev/null
is "$(got local)" 'b@x.example 1' 'only the one who was busy'
like "$(head -1 local/log)" '^LHLO' 'with its own greeting'
asm-site -N "$(later $t)" status > status.out 2>&1
unlike "$(cat status.out)" '@x\.example' 'asm-site status names nobody'

for bad in 'smtp' 'smtp a b' 'smtp $(id)' 'lmtp' 'ftp x' 'maildir' 'sendmail sendmail'; do
	set_conf Deliver "$bad"
	exits 78 "Deliver: $bad" asm-deliver -N $NOW < /dev/null
	one_line asm-deliver 'one line'
done
done_testing
