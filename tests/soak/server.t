#!/bin/sh
# Load and kill -9 through a real Postfix: MAILS mails by SMTP while asm-spool, asm-intake, its programs and cron's jobs are killed at
# random, at least KILLS times; then 50 at once with cron running.  Each mail is decided once, numbers have no holes, each
# observer has one copy of each post, but for slices that were in flight when a courier was killed, which are counted.
#
#	MAILS=2000 KILLS=200
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
# shellcheck source=tests/live/many.sh
. "$ROOT/tests/live/many.sh"
need_postfix
kills

MAILS=${MAILS:-2000}
KILLS=${KILLS:-200}
many "$SCRATCH/out" $((MAILS + 50)) || exit 1
cp -R out/site out/keys.txt out/mails "$LIVE/home/"
sed -i "s|$SCRATCH/out|$LIVE/home|" "$LIVE/home/site/asm.conf"
chown -R "$LIVE_USER" "$LIVE/home"
live_deliver "$LIVE_DELIVER"
start_sink
start_postfix
cd "$LIVE/home" || exit 1

# Kill one of the processes that run from our own $LIVE/bin, by its number, until told to stop; how many.
cat > "$LIVE/killer.pl" <<'END'
use strict;
use warnings;
use Time::HiRes qw(usleep);
my ($bin, $stop, $wanted) = @ARGV;
my $killed = 0;
my %of;
while (!-e $stop) {
	my @ours;
	for my $pid (map { m{/(\d+)$} ? $1 : () } glob '/proc/[0-9]*') {
		my $exe = readlink "/proc/$pid/exe" // next;
		open my $in, '<', "/proc/$pid/cmdline" or next;
		my $line = <$in> // '';
		push @ours, [$pid, $1] if "$exe\0$line" =~ m{(?:^|\0)\Q$bin\E/(asm-[a-z-]+)};
	}
	if (@ours) {
		my ($pid, $name) = @{$ours[rand @ours]};
		my $done = kill 'KILL', $pid;
		$killed += $done;
		$of{$name} += $done;
	}
	usleep($killed < $wanted ? 60_000 : 400_000);
}
print "$killed ", $of{'asm-deliver'} // 0, "\n", map { "$_ $of{$_}\n" } sort keys %of;
END
sender()	# FROM TO: mails by their numbers
{
	sed -n "$1,$2p" list | while read -r mail; do
		smtp sender@mail.example assemblies@lists.example < "$mail" > said || echo "$mail" >> refused
	done
}
find mails -name '*.eml' | sort > list
perl "$LIVE/killer.pl" "$LIVE/bin" "$LIVE/stop" "$KILLS" > "$LIVE/killed" &
killer=$!
(
	while [ ! -e "$LIVE/stop" ]; do
		as_user asm-cron often > cron.log 2>&1
		sleep 1
	done
) &
cron=$!
sender 1 "$MAILS"
left=600
while [ "$(queue)" -gt 0 ] && [ $left -gt 0 ]; do
	[ "$(as_user asm-select --type post 2> said | grep -c '^Asm-Number: ')" -lt $((MAILS * 9 / 10)) ] || break
	flush
	sleep 1
	left=$((left - 1))
done
touch "$LIVE/stop"
wait $killer $cron
read -r killed couriers < "$LIVE/killed"
ok "$killed processes were killed" test "$killed" -ge "$KILLS"
diag "of them: $(sed 1d "$LIVE/killed" | paste -sd , -)"
not_ok 'Postfix refused nothing' test -e refused
ok 'all is decided' settle 300

posts()
{
	as_user asm-select --type post
}
check()	# COUNT
{
	posts > all
	is "$(grep -c '^Asm-Number: ' all)" "$1" "$1 posts"
	sed -n 's/^Asm-Number: //p' all | sort -n > numbers
	seq "$1" > wanted
	same numbers wanted 'their numbers have no holes'
	sed -n 's/^Subject: //p' all | sort | uniq -d > twice
	is "$(cat twice)" '' 'none is there twice'
	as_user asm-cron often
	settle 120
	sunk ' noor@reader\.example ' | sort | uniq -c | awk '$1 != 1' > again
	sunk ' noor@reader\.example ' | sort -u | wc -l | tr -d ' ' > copies
	is "$(cat copies)" "$1" 'an observer has each post'
	diag "posts that came twice, of slices in flight: $(wc -l < again)"
}
check "$MAILS"
ok 'copies in excess are not more than couriers killed' test "$(awk '{ n += $1 - 1 } END { print n + 0 }' again)" -le "$couriers"

# ---- fifty at once, cron running ----

before=$(wc -l < again)
as_user asm-cron often &
cron=$!
sed -n "$((MAILS + 1)),$((MAILS + 50))p" list > fifty
# shellcheck disable=SC2016 # the inner shell's
as_user xargs -P 50 -I '{}' sh -c 'asm-spool assemblies@lists.example < {} 2>> log || echo $? >> failed' < fifty
wait $cron
settle 120
not_ok 'fifty at once: none had to come again' test -s failed
check $((MAILS + 50))
is "$(wc -l < again)" "$before" 'and nobody got a mail twice'
exits 0 'asm-site check' as_user asm-site check
done_testing
