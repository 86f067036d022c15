#!/bin/sh
# Killed at any moment, and the mail handed over again: no post is lost, none is there twice, no number is missing.
# Any number at once: as if one after another.
# A word of a command line is often a file here, too; what subshells set is theirs.
# shellcheck disable=SC2094
. "${0%/*}/../lib.sh"
kills

ASM_SITE=$SCRATCH/site
export ASM_SITE
ROUNDS=${ROUNDS:-100}
WRITERS=${WRITERS:-50}
now=2026-11-21T09:00:00Z

asm-site init -q -N 2026-11-01 assemblies@lists.example
printf 'Id: sol\nName: Sol\nLanguages: es\nAddress: sol@sol.example\n' |
    asm-directory import -N 2026-11-02 | xargs asm-directory endorse -N 2026-11-02 --why test > /dev/null

mail()	# NUMBER: a sealed mail
{
	printf 'From: sol@sol.example\nDate: Sat, 21 Nov 2026 09:55:00 +0000\nSubject: mail %s\nMessage-ID: <%s@sol.example>\n\nLanguage: es\n\nThis is mail %s.\n' "$1" "$1" "$1" |
	    seal "$ASM_SITE" sol sol@sol.example dkim $now
}

# kill_at MICROSECONDS FILE COMMAND...: start it, kill -9 it then; what it ended with.
cat > kill_at <<'END'
use Time::HiRes qw(usleep);
my ($after, $in, @command) = @ARGV;
my $pid = fork;
if (!$pid) {
	open STDIN, '<', $in or die;
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec @command or die;
}
usleep $after;
kill 9, $pid;
waitpid $pid, 0;
print $? & 127 ? "killed\n" : "ended\n";
END

# How long one takes, to spread the kills over it and a little beyond.
mail warm > in
span=$(perl -MTime::HiRes=time -e '$t = time; for (1 .. 5) { system("asm-post -N '$now' < in > /dev/null") } printf "%d\n", (time - $t) / 5 * 1.3e6')

# ---- killed

i=1 killed=0
while [ $i -le "$ROUNDS" ]; do
	mail $i > in
	ended=$(perl kill_at $((span * i / ROUNDS)) in asm-post -N $now)
	[ "$ended" = killed ] && killed=$((killed + 1))
	if [ $((i % 2)) -eq 0 ]; then		# every second one only at the end, as a queue would
		asm-post -N $now < in > out 2>&1 || diag "$i again: $? $(cat out)"
	else mv in "late.$i"; fi
	i=$((i + 1))
done
after=$(asm-select | grep -c '^Subject: mail [0-9]*[13579]$')
for f in late.*; do
	asm-post -N $now < "$f" > out 2>&1 || diag "$f: $? $(cat out)"
done
ok "some were killed ($killed of $ROUNDS)" test "$killed" -gt $((ROUNDS / 10))
ok "some of them before they had posted ($((ROUNDS / 2 - after)) of $((ROUNDS / 2)))" test "$after" -lt $((ROUNDS / 2))
asm-select > all
sed -n 's/^Subject: mail //p' all | sort -n > got
{ echo warm; seq 1 "$ROUNDS"; } | sort -n > want
same got want 'every mail is posted, and once'
sed -n 's/^Asm-Number: //p' all > got
seq 1 $((ROUNDS + 1)) > want
same got want 'numbers have no holes'
exits 0 'the site is well' asm-site check --inside
is "$(cat "$OUT")" '' 'really'

# ---- killed while endorsing

i=1
while [ $i -le 20 ]; do
	printf 'Id: town%d\nName: Town %d\nAddress: x@town%d.example\n' $i $i $i | asm-directory add -N 2026-11-03 > /dev/null
	perl kill_at $((span * i / 15)) /dev/null asm-directory endorse -N 2026-11-03 town$i --why test > /dev/null
	asm-directory endorse -N 2026-11-03 town$i --why test > out 2>&1 || diag "town$i: $(cat out)"
	i=$((i + 1))
done
is "$(asm-directory list -N 2026-11-03 --tsv | grep -c 'endorsed')" 21 'all are endorsed'
is "$(asm-directory list --tsv | grep -c 'applied')" 0 'no application is left'
is "$(asm-select --type record | grep -c '^Type: contact')" 21 'none has two contacts'

# ---- killed while rebuilding

i=1
while [ $i -le 10 ]; do
	perl kill_at $((span * i / 5)) /dev/null asm-site rebuild > /dev/null
	i=$((i + 1))
done
exits 0 'a rebuild that was killed changed nothing' asm-site check --inside
is "$(cat "$OUT")" '' 'really'

# ---- at once

i=1
while [ $i -le "$WRITERS" ]; do
	mail "w$i" > "w$i"
	i=$((i + 1))
done
i=1
while [ $i -le "$WRITERS" ]; do
	# Each twice: the second is the first's repeat, whichever comes first.
	for copy in a b; do
		{ asm-post -N $now < "w$i" > "w$i.$copy" 2> "w$i.$copy.err"; echo $? > "w$i.$copy.status"; } &
	done
	i=$((i + 1))
done
i=1
while [ $i -le 10 ]; do
	asm-site check --inside >> checks 2>&1
	i=$((i + 1))
done
wait
is "$(cat checks)" '' 'check finds nothing while others write'
is "$(sort -u w*.status | tr '\n' ' ')" '0 ' "$WRITERS mails, each twice, at once: all end with 0"
differing=0 i=1
while [ $i -le "$WRITERS" ]; do
	cmp -s "w$i.a" "w$i.b" || differing=$((differing + 1))
	i=$((i + 1))
done
is "$differing" 0 'both of a mail are given the same article'
asm-select > all
is "$(grep -c '^Subject: mail w[0-9]' all)" "$WRITERS" 'each is there once'
sed -n 's/^Asm-Number: //p' all > got
seq 1 $((ROUNDS + 1 + WRITERS)) > want
same got want 'numbers have no holes'
exits 0 'the site is well' asm-site check --inside
is "$(cat "$OUT")" '' 'really'

done_testing
