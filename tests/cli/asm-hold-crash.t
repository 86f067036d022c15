#!/bin/sh
# Crash rule 1 for held mail: whatever is killed between an answer and the log, whoever answers at once, it is decided once and posted once.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2086,SC2094,SC2181
. "${0%/*}/../lib.sh"
kills
. "$ROOT/tests/site.sh"

ROUNDS=${ROUNDS:-8}

# kill_at MICROSECONDS FILE COMMAND...: start it on FILE, kill -9 it and its children then; what it ended with.
cat > kill_at.pl <<'END'
use POSIX qw(setpgid);
use Time::HiRes qw(usleep);
my ($after, $in, @command) = @ARGV;
my $pid = fork;
if (!$pid) {
	setpgid(0, 0);
	open STDIN, '<', $in or die;
	open STDOUT, '>', 'killed.out';
	open STDERR, '>', 'killed.err';
	exec @command or die;
}
setpgid($pid, $pid);
usleep $after;
kill -9, $pid;
waitpid $pid, 0;
print $? & 127 ? "killed\n" : "ended\n";
END
took()	# FILE COMMAND...: microseconds that it takes, and a little more
{
	perl -MTime::HiRes=time -e '$in = shift; $t = time; system("@ARGV > /dev/null 2>&1 < $in"); printf "%d\n", (time - $t) * 1.2e6' "$@"
}
make_site "$SCRATCH/site"
echo 'Moderators: ana@mod.example bo@mod.example' >> "$ASM_SITE/asm.conf"

letter_to()	# ADDRESS: the newest letter to her
{
	grep -l "^Delivered-To: $1\$" "$DELIVERED"/new/letter.* | sort -V | tail -1
}
reply()	# LETTER FROM TEXT: in the file reply; to whom in $to
{
	to=$(field Reply-To "$1")
	printf 'From: %s\nTo: %s\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nSubject: Re: x\n\n%s\n' "$2" "$to" "$3" > "${4:-reply}"
}
challenge()	# SUBJECT: a mail in sol's name, its letter in $letter; a day of its own, for the limit
{
	day=$((day + 86400))
	mail_of sol "$1" > mail
	asm-intake -N "$(later $day)" $LIST < mail 2> "$ERR" || diag "$(cat "$ERR")"
	letter=$(letter_to sol@sol.example)
}
day=0

# ---- killed on the way from yes to the log

challenge 'Warm'
reply "$letter" sol@sol.example yes
us=$(took reply asm-intake -N "$(later $day)" "$to")
i=1 killed=0
while [ $i -le "$ROUNDS" ]; do
	challenge "Muerta $i"
	reply "$letter" sol@sol.example 'sí'
	[ "$(perl kill_at.pl $((us * i / ROUNDS)) reply asm-intake -N "$(later $day)" "$to")" = killed ] && killed=$((killed + 1))
	# What the MTA does then: it hands the mail over again.
	asm-intake -N "$(later $day)" "$to" < reply 2> "$ERR" || diag "again: $? $(cat "$ERR")"
	i=$((i + 1))
done
ok "asm-intake was killed ($killed of $ROUNDS)" test $killed -gt 0
is "$(asm-select --type post | sed -n 's/^Subject: Muerta //p' | sort -n | uniq -c | awk '{ print $1 }' | sort | uniq -c | awk '{ print $1, $2 }')" \
    "$ROUNDS 1" 'each is posted, once'
exits 0 'cron' asm-pending -N "$(later $day)"
is "$(asm-hold list)" '' 'and none is held'
is "$(asm-select | sed -n 's/^Asm-Number: //p' | paste -sd ' ' -)" "$(seq $((ROUNDS + 1)) | paste -sd ' ' -)" 'numbers without holes'

# ---- killed while cron repeats

for i in 1 2 3 4 5 6; do
	challenge "Cron $i"
done
asm-hold list --tsv | sed 1d | cut -f 1 > numbers
while read -r number; do
	asm-hold -N "$(later $day)" release "$number" > "$OUT"
done < numbers
is "$(asm-select --type post | grep -c '^Subject: Cron')" 0 'six are decided, and none is posted'
cp -r "$ASM_SITE" copy
us=$(ASM_SITE=$SCRATCH/copy took /dev/null asm-pending -N "$(later $day)")
i=1 killed=0
while [ $i -le "$ROUNDS" ]; do
	[ "$(perl kill_at.pl $((us * i / ROUNDS)) /dev/null asm-pending -N "$(later $day)")" = killed ] && killed=$((killed + 1))
	i=$((i + 1))
done
ok "asm-pending was killed ($killed of $ROUNDS)" test $killed -gt 0
exits 0 'the last run' asm-pending -N "$(later $day)"
is "$(asm-select --type post | sed -n 's/^Subject: Cron //p' | sort | paste -sd ' ' -)" '1 2 3 4 5 6' 'each once'
is "$(asm-hold pending -N "$(later $day)")$(asm-hold list)" '' 'nothing is pending, nothing held'

# ---- killed while a mail is kept: one row, one letter

mail_of sol 'Warm keep' > mail
us=$(took mail asm-intake -N "$(later $((day + 90000)))" $LIST)
i=1
while [ $i -le "$ROUNDS" ]; do
	day=$((day + 86400))
	mail_of sol "Guardada $i" > mail
	perl kill_at.pl $((us * i / ROUNDS)) mail asm-intake -N "$(later $day)" $LIST > "$OUT"
	asm-intake -N "$(later $day)" $LIST < mail 2> "$ERR" || diag "again: $? $(cat "$ERR")"
	i=$((i + 1))
done
asm-deliver -N "$(later $day)" < /dev/null
is "$(cat "$DELIVERED"/new/letter.* | sed -n 's/^ *Asunto: //p' | grep '^Guardada' | sort | uniq -c | awk '{ print $1 }' |
    sort | uniq -c | awk '{ print $1, $2 }')" \
    "$ROUNDS 1" 'each is asked about, once'

# ---- at once

trouble()	# what was said and is no event
{
	grep -v '^asm-[a-z]*: [a-z]*=' at-once.err
}

day=$((day + 86400))
asm-hold list --tsv | sed 1d | cut -f 1 | xargs asm-hold -N "$(later $day)" discard
challenge 'A la vez'
reply "$letter" sol@sol.example yes
before=$(asm-select --type post | grep -c '^From ')
for i in 1 2 3 4 5 6; do
	asm-intake -N "$(later $day)" "$to" < reply 2>> at-once.err || echo "status $?" >> at-once.err &
done
wait
is "$(trouble)" '' 'the same answer six times at once'
is "$(asm-select --type post | grep -c '^From ')" $((before + 1)) 'one post'
asm-pending -N "$(later $day)"

challenge 'Dos voces'
reply "$letter" sol@sol.example 'mm'
asm-intake -N "$(later $day)" "$to" < reply
reply "$(letter_to ana@mod.example)" ana@mod.example yes yes
yes=$to
reply "$(letter_to bo@mod.example)" bo@mod.example no no
before=$(asm-select --type post | grep -c '^From ')
asm-intake -N "$(later $day)" "$yes" < yes 2>> at-once.err &
asm-intake -N "$(later $day)" "$to" < no 2>> at-once.err
wait
asm-pending -N "$(later $day)"
after=$(asm-select --type post | grep -c '^From ')
told=$(grep -l '^It is published\|^It was thrown away' "$DELIVERED"/new/letter.* | wc -l)
is "$(trouble)$(asm-hold list)" '' 'yes and no at once: one of them decides'
like "$((after - before)) $told" '^[01] 1$' 'the other one is told'
done_testing
