#!/bin/sh
# The crash rules: whatever is killed, whenever, running it again finishes the work and does nothing twice.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
kills
. "$ROOT/tests/site.sh"

ROUNDS=${ROUNDS:-15}

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
kill_at()
{
	perl kill_at.pl "$@"
}
# span COMMAND...: microseconds that it takes, and a little more, to spread kills over.
span()
{
	perl -MTime::HiRes=time -e '$t = time; system("@ARGV > /dev/null 2>&1 < /dev/null"); printf "%d\n", (time - $t) * 1.2e6' "$*"
}

make_site "$SCRATCH/site"

# ---- rule 1: the log decides; what feeds it repeats until it stands there

post sol 'Uno' > uno
asm-select | asm-translate-queue -N $NOW add -l en,ar,fr,it
printf '[[1]]\nOne\n[[2]]\nDear assemblies.\n[[end]]\n' > form
for item in $(asm-translate-queue -N $NOW list --tsv | sed 1d | cut -f 1); do
	asm-translate-queue -N $NOW return "$item" < form > "$OUT"
done
asm-translate-queue -N $NOW publish > pub
is "$(grep -c '^From ' pub)" 4 'four translations are complete'
cp -r "$ASM_SITE" copy
took=$(span asm-post -S copy -N $NOW --own translation '<' pub)
i=1 killed=0
while [ $i -le "$ROUNDS" ]; do
	asm-translate-queue -N $NOW publish > again
	[ "$(kill_at $((took * i / ROUNDS)) again asm-post -N $NOW --own translation)" = killed ] && killed=$((killed + 1))
	i=$((i + 1))
done
ok "asm-post was killed ($killed of $ROUNDS)" test $killed -gt 0
asm-translate-queue -N $NOW publish | asm-post -N $NOW --own translation > "$OUT" 2> "$ERR"
asm-select --type translation > all
is "$(sed -n 's/^Content-Language: //p' all | sort | paste -sd ' ' -)" 'ar en fr it' 'each translation is published, once'
asm-translate-queue -N $NOW publish > again
is "$(cat again)" '' 'and no longer offered'
sed -n 's/^Message-ID: //p' pub | sort > want
sed -n 's/^Message-ID: //p' all | sort > got
same got want 'under the name it had from the first'

# ---- rule 2: fan-out follows the log

# shellcheck disable=SC2046 # addresses hold no blanks
asm-observers -N $NOW add $(seq -f 'o%g@x.example' 1 40)
sends()
{
	delivered | sort | uniq -c | awk '$1 != 1 { print "twice: " $0 }'
	delivered | awk '{ n[$2]++ } END { for (s in n) print s, n[s] }' | sort
}
post sol Warm > "$OUT"
took=$(span asm-deliver -N $NOW)
i=1 killed=0 want=
while [ $i -le "$ROUNDS" ]; do
	post sol "P$i" > "$OUT"
	want="$want P$i:40"
	[ "$(kill_at $((took * i / ROUNDS)) /dev/null asm-deliver -N $NOW)" = killed ] && killed=$((killed + 1))
	# Some by two at once, of which one is killed.
	if [ $((i % 5)) -eq 0 ]; then
		asm-deliver -N $NOW < /dev/null 2>> two.err &
		kill_at $((took / 2)) /dev/null asm-deliver -N $NOW > "$OUT"
		wait
	fi
	i=$((i + 1))
done
ok "asm-deliver was killed ($killed of $ROUNDS)" test $killed -gt 0
asm-deliver -N $NOW < /dev/null & asm-deliver -N $NOW < /dev/null 2> "$ERR"
is $? 0 'two couriers to the end'
wait
sends > got
{ echo 'Warm 40'; for p in $want; do echo "${p%:40} 40"; done; } | sort > want
same got want "each of 40 observers has one copy of each of $((ROUNDS + 1)) posts, and none of older ones"
is "$(ls "$DELIVERED/tmp" | wc -l | awk '{ print $1 <= 40 }')" 1 'of killed writers little is left in tmp/'
asm-site -N $NOW status > status.out 2>&1
exits 0 'the site is well' asm-site -N $NOW check --inside

# ---- rule 4: nothing is locked while somebody makes us wait

# A program whose standard input stays open, or whose standard output nobody reads; meanwhile another writes.
mkfifo pipe
writes()	# DESCRIPTION: another program can write to both databases, at once
{
	before=$(perl -MTime::HiRes=time -e 'print time')
	n=$((n + 1))
	asm-observers -N $NOW add "w$n@x.example" 2> "$ERR" && post sol "W$n" > "$OUT" 2>> "$ERR"
	is $? 0 "$1: others can write"
	ok 'at once' perl -MTime::HiRes=time -e 'exit(time - $ARGV[0] > 15)' "$before"
}
n=0
# waiting FILE COMMAND...: it has read FILE and waits for more while another writes; then it may end.
waiting()
{
	w_file=$1
	shift
	"$@" < pipe > waiting.out 2> waiting.err &
	w_pid=$!
	exec 9> pipe
	cat "$w_file" >&9
	perl -e 'select undef, undef, undef, 0.2'
	writes "$*, its input open"
	exec 9>&-
	wait $w_pid
	is $? 0 "$1 ends well ($(cat waiting.err))"
}
mail_of luna 'Held' | refused 10 unsigned $NOW > held.mail
mail_of luna 'Sealed' | sealed luna $NOW > sealed.mail
asm-select --type post > posts.mbox
printf 'Id: town\nName: Town\nAddress: x@town.example\n' > town
waiting sealed.mail asm-post -N $NOW
waiting held.mail asm-hold -N $NOW keep
waiting posts.mbox asm-translate-queue -N $NOW add -l de
waiting form asm-translate-queue -N $NOW return "$(asm-translate-queue -N $NOW list --tsv -l it | sed -n '2s/	.*//p')"
waiting town asm-directory -N $NOW import
waiting uno asm-deliver -N $NOW

# blocked COMMAND...: nobody reads what it writes, which is more than a pipe holds.
blocked()
{
	"$@" > pipe 2> waiting.err < /dev/null &
	w_pid=$!
	exec 8< pipe
	perl -e 'select undef, undef, undef, 0.3'
	writes "$*, its output stopped"
	cat <&8 > waiting.out
	exec 8<&-
	wait $w_pid
	is $? 0 "$1 ends well ($(cat waiting.err))"
	ok 'and had more to say than fits' test "$(wc -c < waiting.out)" -gt 70000
}
{ mail_of x Big; head -c 200000 /dev/zero | tr '\0' 'x' | fold -w 70; echo; } > big
refused 10 unsigned $NOW < big | asm-hold -N $NOW keep
blocked asm-hold show --raw "$(asm-hold list --tsv | tail -1 | cut -f 1)"
# shellcheck disable=SC2046 # addresses hold no blanks
asm-observers -N $NOW add --rhythm none $(seq -f 'a-rather-long-local-part-%g@x.example' 1 800)
blocked asm-observers list
long=$(head -c 90000 /dev/zero | tr '\0' 'y' | fold -w 6 | paste -sd ' ' - | fold -s -w 70)
post sol Long "Esta es una carta larga para las asambleas de la red.

$long" | asm-translate-queue -N $NOW add -l de
blocked asm-translate-queue -N $NOW next -l de --who ana --max-words 1000000
blocked asm-select --type all

# ---- rule 5: one issue a window and language

weekly=$(later $((7 * 86400)))
cp -r "$ASM_SITE" weekly.site
issues()
{
	asm-select --type issue | sed -n 's/^Message-ID: //p' | sort
}
if command -v asm-digest > "$OUT"; then
	took=$(ASM_SITE=$SCRATCH/weekly.site span asm-weekly -N "$weekly")
	want=$(ASM_SITE=$SCRATCH/weekly.site issues)
	ok 'there are issues' test "$(printf '%s\n' "$want" | wc -l)" -ge 3
	i=1 killed=0
	while [ $i -le $((ROUNDS / 2)) ]; do
		[ "$(kill_at $((took * i * 2 / ROUNDS)) /dev/null asm-weekly -N "$weekly")" = killed ] && killed=$((killed + 1))
		i=$((i + 1))
	done
	ok "asm-weekly was killed ($killed of $((ROUNDS / 2)))" test $killed -gt 0
	for copy in 1 2 3; do
		asm-weekly -N "$weekly" < /dev/null 2> "weekly.$copy" || echo "status $?" >> "weekly.$copy" &
	done
	wait
	is "$(cat weekly.1 weekly.2 weekly.3)" '' 'three at once'
	is "$(issues)" "$want" 'one issue of each window and language'
	exits 0 'once more' asm-weekly -N "$weekly"
	is "$(issues)" "$want" 'nothing new'
else skip 'rule 5' 'no asm-digest'; fi
asm-deliver -N "$weekly" < /dev/null
exits 0 'the site is well' asm-site -N "$weekly" check --inside

done_testing
