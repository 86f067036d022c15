#!/bin/sh
# A minute of trouble behind a real Postfix, each kind in turn, while mail comes in: both databases held by somebody else, a
# full disk, no site.  What comes is kept, by Postfix or by asm-spool, and decided later, once.
#
#	SECONDS_OF=65
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
# shellcheck source=tests/live/many.sh
. "$ROOT/tests/live/many.sh"
need_postfix
command -v sqlite3 > /dev/null || skip_all 'no sqlite3 command'

SECONDS_OF=${SECONDS_OF:-65}
EACH=8
many "$SCRATCH/out" $((EACH * 5)) || exit 1
cp -R out/site out/keys.txt out/mails "$LIVE/home/"
sed -i "s|$SCRATCH/out|$LIVE/home|" "$LIVE/home/site/asm.conf"
chown -R "$LIVE_USER" "$LIVE/home"
live_deliver "$LIVE_DELIVER"
start_sink
start_postfix
cd "$LIVE/home" || exit 1
find mails -name '*.eml' | sort > list
sent=0
asked=0
contact=$(sed -n 's/^Address: //p' "$ROOT/tests/sample/assemblies" | head -1)

posts()
{
	as_user asm-select --type post
}
# arrive WHAT: proved mails, and one in the name of a contact that nothing proves.
arrive()
{
	sed -n "$((sent + 1)),$((sent + EACH))p" list | while read -r mail; do
		smtp sender@mail.example assemblies@lists.example < "$mail" > /dev/null || echo "$mail" >> refused
	done
	printf 'From: %s\nDate: %s\nMessage-ID: <%s@forger.example>\nSubject: %s\n\nSe aplaza la asamblea, compañeras.\n' \
	    "$contact" "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')" "$1" "$1" |
	    smtp forger@evil.example assemblies@lists.example > /dev/null || echo "$1" >> refused
	sent=$((sent + EACH))
	asked=$((asked + 1))
}
# With Postfix, or in line behind one that is still being tried.
waits_somewhere()	# WHAT
{
	ok "$1: what cannot be decided is kept" test "$(kept)" -ge 1
}
waits()	# WHAT HOW-MANY
{
	ok "$1: $2 mails are with Postfix" test "$(queue)" -ge "$2"
}
decided()	# WHAT
{
	ok "$1: over, and Postfix has nothing left" settle 180
	as_user asm-cron often
	settle 60
	posts > all
	is "$(sed -n 's/^Asm-Number: //p' all | sort -n | paste -sd ' ' -)" "$(seq "$sent" | paste -sd ' ' -)" \
	    "$sent posts, their numbers without holes"
	is "$(sed -n 's/^Subject: Mail //p' all | sort | uniq -d)" '' 'none is there twice'
	is "$(sunk ' noor@reader\.example ' | sort -u | wc -l) $(sunk ' noor@reader\.example ' | uniq -d)" "$sent " \
	    'an observer got each, once'
	is "$(sunk " $contact .*" | grep -c '^ ')" "$asked" 'the contact is asked about each other mail, once'
}

arrive untroubled
decided 'no trouble'
for db in public private; do
	as_user touch held
	as_user sh -c "{ echo 'BEGIN IMMEDIATE;'; while [ -e held ]; do sleep 0.5; done; echo 'ROLLBACK;'; } | sqlite3 site/$db.db" &
	lock=$!
	sleep 1
	before=$(posts | grep -c '^Asm-Number: ')
	arrive "$db locked"
	sleep "$SECONDS_OF"
	kill -0 $lock && is "$(posts | grep -c '^Asm-Number: ')" "$([ $db = public ] && echo "$before" || posts | grep -c '^Asm-Number: ')" \
	    "$db.db is locked: reading goes on"
	waits_somewhere "$db.db is locked"
	rm held
	wait $lock
	decided "$db.db is locked"
done

mv site site.away
mkdir -m 700 site
if mount -t tmpfs -o size=32m,mode=700,uid="$(id -u "$LIVE_USER")",gid="$(id -g "$LIVE_USER")" none site 2> /dev/null; then
	cp -Rp site.away/. site/
	as_user sh -c 'cat /dev/zero > site/full' 2> /dev/null
	arrive 'disk full'
	sleep "$SECONDS_OF"
	waits 'a full disk' $((EACH + 1))
	rm site/full
	decided 'a full disk'
	rm -rf site.away/*
	cp -Rp site/. site.away/
	umount site
	rmdir site
else
	skip 'a full disk' 'no tmpfs can be mounted'
	rmdir site
	mv site.away site
	arrive 'no disk'
	decided 'no disk'
	mv site site.away
fi

arrive 'no site'
sleep "$SECONDS_OF"
waits 'no site' $((EACH + 1))
mv site.away site
decided 'no site'

not_ok 'Postfix refused nothing' test -e refused
unlike "$(sunk)" 'evil\.example' 'no forger got an answer'
exits 0 'asm-site check' as_user asm-site check
done_testing
