#!/bin/sh
# A week's mail through asm-intake while processes of its tree, or all of them, are killed at any moment, and couriers,
# too.  Then every mail is handed over again, as an MTA would, and all is as if nothing had happened.
#
#	KILLS=200	in how many rounds at least something is killed
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
kills

KILLS=${KILLS:-200}
SEED=${SEED:-$$}
SAMPLE=$ROOT/tests/sample
PATH=$BUILD/tests/sample:$PATH
NOW=2026-11-21T09:00:00Z
export NOW

ok 'the sample network' "$SAMPLE/site" "$SCRATCH/out"
cp -r out/site ref
sed "s|^Deliver:.*|Deliver: maildir $SCRATCH/ref.delivered|" out/site/asm.conf > ref/asm.conf
ASM_SITE=$SCRATCH/out/site
export ASM_SITE
# They have just come in: what stays without a verdict is not put aside after 48 hours.
mkdir queue
sed 1d "$SAMPLE/manifest.tsv" | while IFS='	' read -r file _ recipient _; do
	name=$SCRATCH/queue/$(echo "$file" | tr / -)
	{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; sed '1{/^From /d;}' "out/$file"; } > "$name"
	printf '%s\t%s\n' "$name" "$recipient"
done > mails

# What it is when nothing is killed.
while IFS='	' read -r file recipient; do
	ASM_SITE=$SCRATCH/ref asm-intake -N $NOW "$recipient" < "$file" 2> "$ERR" || diag "$file: $(cat "$ERR")"
done < mails
proofs()
{
	asm-select --type post | sed -n 's/^Asm-Proof: //p' | sort
}
digests()
{
	asm-hold list --tsv | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "Digest") d = i; next } { print $d }' | sort
}
ASM_SITE=$SCRATCH/ref proofs > want.proofs
ASM_SITE=$SCRATCH/ref digests > want.digests
ok "without kills: $(wc -l < want.proofs) posts, $(wc -l < want.digests) held" test -s want.proofs

# Start asm-intake or asm-deliver, kill one process of its tree or all of them by their numbers, again and again.
cat > kill.pl <<'END'
use strict;
use warnings;
use Time::HiRes qw(usleep time);
use POSIX ':sys_wait_h';
my ($kills, $seed, $now, $list) = @ARGV;
srand $seed;
open my $f, '<', $list or die;
my @mails = map { chomp; [split /\t/] } <$f>;

# Process numbers of the tree below (and with) one, parents first.
sub tree {
	my %children;
	for my $stat (glob '/proc/[0-9]*/stat') {
		open my $h, '<', $stat or next;
		my $line = <$h> // next;
		my ($pid, $rest) = $line =~ /^(\d+) \(.*\) . (\d+)/s or next;
		push @{ $children{$rest} }, $pid;
	}
	my @all = ($_[0]);
	for (my $i = 0; $i < @all; $i++) { push @all, @{ $children{$all[$i]} // [] } }
	return @all;
}
sub start {
	my ($in, @command) = @_;
	my $pid = fork // die;
	return $pid if $pid;
	open STDIN, '<', $in or die;
	open STDOUT, '>', '/dev/null';
	open STDERR, '>>', 'killed.err';
	exec @command or die;
}
sub span {	# how long one takes
	my $t = time;
	waitpid start(@_), 0;
	return (time - $t) * 1e6;
}
my $span = 0.8 * span($mails[0][0], 'asm-intake', '-N', $now, $mails[0][1]);
my ($done, $alone, $all, $rounds, $courier) = (0, 0, 0, 0, 0);
while ($done < $kills && $rounds < 20 * $kills) {
	my $mail = $mails[$rounds++ % @mails];
	$courier = start('/dev/null', 'asm-deliver', '-N', $now) if $rounds % 3 == 0;
	my $hit = 0;
	my $pid = start($mail->[0], 'asm-intake', '-N', $now, $mail->[1]);
	usleep rand $span;
	my @tree = tree($pid);
	@tree = ($tree[rand @tree]) if my $one = rand() < 0.5;
	if (waitpid($pid, WNOHANG) == 0) {
		$hit = kill 9, @tree;
		$one ? $alone++ : $all++ if $hit;
		waitpid $pid, 0;
	}
	if ($courier) {
		$hit += kill 9, $courier if rand() < 0.5;
		waitpid $courier, 0;
		$courier = 0;
	}
	$done++ if $hit;
	# What is repeated is done sooner: aim at where most are still running.
	$span *= $hit ? 1.1 : 0.9;
	$span = 5000 if $span < 5000;
}
print "$done $alone $all $rounds\n";
END
perl kill.pl "$KILLS" "$SEED" $NOW mails > kills
read -r kills alone all rounds < kills
ok "killed in $kills of $rounds rounds: one process $alone times, the whole tree $all times (SEED=$SEED)" test "$kills" -ge "$KILLS"
asm-select --type post > so.far
diag "$(grep -c '^Asm-Number' so.far) posts, $(find out/delivered/new -type f 2> /dev/null | wc -l) mails delivered, $(find "$ASM_SITE/tmp" -name 'intake.*' | wc -l) files left by killed runs"

# The MTA's queue: each mail again until it is decided.
again=0
while IFS='	' read -r file recipient; do
	for try in 1 2 3; do
		asm-intake -N $NOW "$recipient" < "$file" 2> "$ERR" && break
		again=$((again + 1))
	done
	[ "$try" -lt 3 ] || diag "$file: $(cat "$ERR")"
done < mails
is $again 0 'nothing that was killed stands in the way'
exits 0 'the last courier' asm-deliver -N $NOW < /dev/null

proofs > got
same got want.proofs 'every genuine mail is posted, none twice'
digests > got
same got want.digests 'every other one is held, once'
asm-select --type post | sed -n 's/^Asm-Number: //p' > got
seq 1 "$(wc -l < want.proofs)" > want
same got want 'numbers have no holes'
exits 0 'the site is well' asm-site -N $NOW check
is "$(cat "$OUT" "$ERR")" '' 'really'

# Who got what, by Message-ID: the same as without kills.  Letters are left out: which mails of a day a contact is
# asked about singly depends on their order.
got_by()	# DIR
{
	find "$1/new" -type f -exec awk '
		FNR == 1 { head = 1; list = 0 }
		head && /^List-Id:/ { list = 1 }
		/^$/ { if (head && list) print to, id; head = 0 }
		head && /^Delivered-To: / { to = $2 }
		head && /^Message-ID:/ { id = $0; if (id !~ /</) { getline; id = id $0 } gsub(/[ \t]/, "", id) }' {} + | sort
}
got_by "$SCRATCH/ref.delivered" > want
got_by "$SCRATCH/out/delivered" > got
same got want "each observer has one copy of each post ($(wc -l < want) mails)"
is "$(cut -d ' ' -f 1 got | sort | uniq -c | sort -n | tail -1 | awk '{ print $1 }')" "$(wc -l < want.proofs | tr -d ' ')" \
    'who reads everything has everything'
is "$(find "$ASM_SITE/stuck" -type f)" '' 'none was put aside'
done_testing
