#!/bin/sh
# What readers see is the same bytes whoever makes it: another user, umask, time zone, locale, directory, order of mails.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
WEEK=$ROOT/tests/cases/asm-digest/week.mbox

chmod 755 "$SCRATCH"
cat "$WEEK" "$ROOT/tests/cases/asm-agenda/cities.in" "$ROOT/tests/cases/asm-answers/answers.in" > stream.mbox
perl -0777 -ne 'print reverse map { "From $_" } grep { length } split /^From /m' stream.mbox > reversed.mbox
cmp -s stream.mbox reversed.mbox && fail 'another order'

# make DIR STREAM: all that readers see.
cat > make.sh <<'S'
set -e
mkdir -p "$1"
cd "$1"
for form in atom rss json; do asm-feed --as $form --self https://lists.example/f -n 1000 "$2" > feed.$form; done
asm-feed --split feeds --self https://lists.example/feeds/ "$2"
for l in en es ar; do
	asm-digest -l $l -t Weekly --from 2026-11-14 --until 2026-11-21 "$2" > issue.$l
	asm-agenda -l $l -N 2012-03-18 "$2" > agenda.$l
	asm-answers -l $l -N 2026-11-18 "$2" > answers.$l
done
for form in mime rfc1153 html text; do
	asm-digest --as $form -l es -t Weekly --from 2026-11-14 --until 2026-11-21 "$2" > issue.$form
done
asm-agenda --as ics -N 2012-03-18 "$2" > agenda.ics
asm-answers --as html -l en -N 2026-11-18 "$2" > answers.html
asm-archive -l en,es,ar -N 2026-11-18 www "$2" feed.atom
asm-feed -i feed.atom > wire.mbox
S
sums() { (cd "$1" && find . -type f ! -name '.asm-archive.db*' -exec cksum {} + | sort -k3); }

(umask 022 && TZ=UTC LC_ALL=C run sh make.sh "$SCRATCH/one" "$SCRATCH/stream.mbox" && [ "$STATUS" = 0 ] || cat "$ERR" >&2)
sums one > want
ok "all that readers see: $(wc -l < want) files" test "$(wc -l < want)" -gt 200
ok 'none of them empty' test -z "$(find one -type f -size 0)"

locale=$(locale -a 2> /dev/null | grep -iE '^(tr_TR|ar_|de_DE|es_ES)' | head -1)
far=$SCRATCH/another/quite$(printf '%0100d' 0)/ñandú
(umask 077 && TZ=Pacific/Apia LC_ALL=${locale:-C.UTF-8} LANG=${locale:-C.UTF-8} sh make.sh "$far" "$SCRATCH/stream.mbox")
sums "$far" > got
same got want 'another umask, time zone, locale and directory'
is "$(find "$far/www" "$far/feeds" -type f ! -name '.asm*' ! -perm 644 | wc -l)" 0 'and a web server may read them'
(TZ=Asia/Kathmandu sh make.sh "$SCRATCH/back" "$SCRATCH/reversed.mbox")
sums back > got
same got want 'the mails in another order'

# Nobody has no home, and may read what all may read only.
if [ "$(id -u)" != 0 ] || ! command -v setpriv > "$OUT"; then
	skip 'another user' 'only root can be another'
elif ! setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$BUILD/bin/asm-feed"; then
	skip 'another user' 'it may not run what was built here'
else
	mkdir -m 777 theirs
	chmod 644 stream.mbox make.sh
	(umask 027 && HOME=/nonexistent USER=nobody LOGNAME=nobody setpriv --reuid 65534 --regid 65534 --clear-groups \
	    sh make.sh "$SCRATCH/theirs/two" "$SCRATCH/stream.mbox")
	sums theirs/two > got
	same got want 'another user'
	is "$(find theirs/two/www/index.html -uid 65534 | wc -l)" 1 'who owns what she made'
fi

# A second run touches nothing that it would not change.
touch mark
sleep 0.1
sh make.sh "$SCRATCH/one" "$SCRATCH/stream.mbox"
is "$(find one/www one/feeds -type f -newer mark ! -name '.asm*')" '' 'and a second run touches no file'

done_testing
