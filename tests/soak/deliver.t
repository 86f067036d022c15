#!/bin/sh
# asm-deliver killed at any moment, RUNS (200) times: every observer gets every post, and nobody twice but those of the slice that was on
# its way.  The MTA is a program of sendmail's manners that notes whom it was given.
# Names of files hold no blanks here.
# shellcheck disable=SC2012
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
kills

RUNS=${RUNS:-200}
SEED=${SEED:-$$}
diag "SEED=$SEED RUNS=$RUNS"
cat > mta <<END
#!/bin/sh
new=\$(mktemp $SCRATCH/sent/tmp.XXXXXX) || exit 75
while [ "\$1" != -- ]; do shift; done
shift
sed -n 's/^Subject: //p;/^\$/q' > "\$new"
printf '%s\n' "\$@" >> "\$new"
mv "\$new" "$SCRATCH/sent/\${new##*.}"
END
chmod +x mta
mkdir sent
# shellcheck disable=SC2034 # make_site writes it into asm.conf
DELIVER="sendmail $SCRATCH/mta"
make_site "$SCRATCH/site"
seq -f 'o%g@x.example' 1 1200 | xargs asm-observers -N "$NOW" add

cat > kill.pl <<'END'
use strict;
use warnings;
use Time::HiRes qw(usleep);
my ($seed, $now) = @ARGV;
srand $seed;
my $killed = 0;
# A run that is never killed says how long one takes.
my $pid = fork // die;
if (!$pid) { open STDIN, '<', '/dev/null'; open STDERR, '>', '/dev/null'; exec 'asm-deliver', '-N', $now or exit 127; }
usleep(rand 120_000);
kill 9, $pid;
waitpid $pid, 0;
exit(($? & 127) == 9 ? 0 : 1);
END

run=0
killed=0
twice=0
wrong=0
while [ $run -lt "$RUNS" ]; do
	run=$((run + 1))
	rm -f sent/*
	post sol "Run $run" "Texto $run de la plaza." > "$OUT"
	if perl kill.pl $((SEED + run)) "$NOW"; then killed=$((killed + 1)); fi
	# What the killed one had started ends by itself.
	while pgrep -f "^/bin/sh $SCRATCH/mta" > /dev/null; do sleep 0.05; done
	asm-deliver -N "$NOW" < /dev/null 2> "$ERR" || { wrong=$((wrong + 1)); diag "run $run: $(cat "$ERR")"; }
	cat sent/* | grep '@' | sort | uniq -c | awk '{ print $1 }' > counts
	[ "$(wc -l < counts)" -eq 1200 ] || { wrong=$((wrong + 1)); diag "run $run: $(wc -l < counts) of 1200"; }
	again=$(awk '$1 > 1' counts | wc -l)
	[ "$again" -le 500 ] && [ "$(sort -n counts | tail -1)" -le 2 ] || { wrong=$((wrong + 1)); diag "run $run: $again twice"; }
	[ "$again" -eq 0 ] || twice=$((twice + 1))
done
is "$wrong" 0 "$RUNS runs, $killed killed: everybody got everything"
ok "some were killed on their way ($killed)" test "$killed" -gt $((RUNS / 4))
diag "$killed of $RUNS runs were killed; in $twice of them one slice came twice"
pass "in $twice runs the slice in flight came twice, in none another"
done_testing
