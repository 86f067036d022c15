#!/bin/sh
# Keys from name servers: dnsmasq in a network and a mount namespace of its own, so that no question leaves this test.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

if [ "${1:-}" != inside ]; then
	PATH=$PATH:/usr/sbin:/sbin
	command -v dnsmasq > /dev/null || skip_all 'dnsmasq is not installed'
	command -v ip > /dev/null || skip_all 'ip is not installed'
	unshare -n -m true 2> /dev/null || skip_all 'no namespaces may be made here'
	unshare -n -m --propagation private "$ROOT/tests/live/dns.t" inside
	exit
fi

PATH=$PATH:/usr/sbin:/sbin
ip link set lo up || skip_all 'no loopback in the namespace'
pids=
trap 'kill $pids 2> /dev/null; cd / && rm -rf "$SCRATCH"' EXIT

# Who is asked: the resolver's file, for this namespace only.
ask()	# ADDRESS ...
{
	for server; do echo "nameserver $server"; done > resolv.conf
}
echo 'nameserver 127.0.0.1' > resolv.conf
mount --bind "$SCRATCH/resolv.conf" /etc/resolv.conf 2> /dev/null || skip_all 'resolv.conf cannot be replaced here'

# ---- the world: signed mails of the sample, and their keys in a zone

NOW=2026-11-21T09:00:00Z
"$BUILD/tests/sample/sign" -N $NOW "$ROOT/tests/sample" . || exit 1
ASM_SITE=$SCRATCH/site
export ASM_SITE
asm-site init -q -N 2026-11-01 -t 'Assemblies' assemblies@lists.example > /dev/null &&
    asm-directory import -N 2026-11-02 "$ROOT/tests/sample/assemblies" > ids || exit 1
# shellcheck disable=SC2046
asm-directory endorse -N 2026-11-02 --why 'seen in person' $(cat ids) > /dev/null || exit 1

# dnsmasq parts the strings of a record at commas; each holds 255 bytes at most.
perl -ne '
	chomp;
	my ($name, $text) = split / /, $_, 2;
	print "txt-record=$name,", join(",", map { "\"$_\"" } unpack("(A200)*", $text)), "\n";
' keys.txt > zone.conf
cat >> zone.conf <<'END'
txt-record=two.example,"spf1 -all"
txt-record=two.example,"v=DKIM1; k=rsa; p=second"
txt-record=long.example,"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbb","c"
cname=alias.example,two.example
host-record=other.example,192.0.2.1
local=/example/
END
dnsmasq -k -R -h --conf-file="$SCRATCH/zone.conf" --pid-file= --user="$(id -un)" --bind-interfaces \
    --listen-address=127.0.0.1 > dnsmasq.log 2>&1 &
pids="$pids $!"
tries=0
until [ "$(txt 2 two.example 2> /dev/null)" != '?' ] || [ $tries -eq 50 ]; do
	tries=$((tries + 1))
	sleep 0.1
done

# ---- answers

run txt 15 two.example long.example alias.example none.example other.example
is "$(sed -n 1p "$OUT")" 'v=DKIM1; k=rsa; p=second' 'of several records the key'
is "$(sed -n 2p "$OUT")" "$(printf 'a%.0s' $(seq 100))bbbbc" 'the strings of a record, joined'
is "$(sed -n 3p "$OUT")" 'v=DKIM1; k=rsa; p=second' 'by another name'
is "$(sed -n 4p "$OUT")" '-' 'no such name'
is "$(sed -n 5p "$OUT")" '-' 'a name without text'
is "$(cat "$ERR")" '' 'and no complaints'

# ---- the program

verdict()	# FILE: the status and the reason
{
	run asm-verify -N $NOW < "$1"
	echo "$STATUS $(sed 's/.* reason=\([^ ]*\).*/\1/' "$ERR")"
}
is "$(verdict mails/02-vivienda.eml)" '0 proved' 'an RSA key of several strings'
is "$(verdict mails/10-iatreio.eml)" '0 proved' 'an Ed25519 key'
is "$(verdict forgeries/30-key-unknown.eml)" '10 no-key' 'a key that is not published'
is "$(verdict forgeries/29-key-revoked.eml)" '10 revoked' 'a revoked key'
is "$(verdict forgeries/28-key-in-test.eml)" '10 test-key' 'a key in test'

# ---- trouble: never a verdict

wait_for()	# DIRECTORY: a server made it
{
	tries=0
	until [ -d "$1" ] || [ $tries -eq 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

ask 127.0.0.3
from=$(date +%s)
exits 75 'nobody listens: 75' asm-verify -N $NOW < mails/02-vivienda.eml
one_line asm-verify 'one line about it'
ok 'soon' [ $(($(date +%s) - from)) -le 20 ]
exits 10 'who has no signature is not made to wait' asm-verify -N $NOW < forgeries/01-unsigned.eml
exits 11 'nor is a stranger' asm-verify -N $NOW < forgeries/36-a-neighbour.eml

perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.9", LocalPort => 53, Proto => "udp") or exit 1;
	mkdir "ready.1";
	while (defined $s->recv(my $q, 512)) { }
' &
pids="$pids $!"
wait_for ready.1
ask 127.0.0.9
from=$(date +%s)
exits 75 'silence: 75' asm-verify -N $NOW < mails/02-vivienda.eml
took=$(($(date +%s) - from))
ok "within its time ($took s)" [ $took -le 20 ]
ok 'and not at once' [ $took -ge 2 ]
run txt 1 two.example long.example
is "$(tr '\n' ' ' < "$OUT")" '? ? ' 'a budget is for all questions'

# Servers that answer, but with trouble: SERVFAIL (2), REFUSED (5), and bytes that are no answer.
perl -MIO::Socket::INET -MIO::Select -e '
	my %number;
	my $all = IO::Select->new;
	for my $n (12, 15, 16) {
		my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.$n", LocalPort => 53, Proto => "udp") or exit 1;
		$number{$s} = $n;
		$all->add($s);
	}
	mkdir "ready.2";
	while (my @ready = $all->can_read) {
		for my $s (@ready) {
			defined(my $from = $s->recv(my $q, 512)) or next;
			my $r = $q;
			substr($r, 2, 2) = pack("n", 0x8180 | ($number{$s} - 10));
			$r = substr($q, 0, 2) . "\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\xc0\x0c\xff" if $number{$s} == 16;
			$s->send($r, 0, $from);
		}
	}
' &
pids="$pids $!"
wait_for ready.2
for n in 12 15 16; do
	ask 127.0.0.$n
	exits 75 "$(case $n in 12) echo SERVFAIL ;; 15) echo REFUSED ;; *) echo 'no answer at all' ;; esac): 75" \
	    asm-verify -N $NOW < mails/02-vivienda.eml
done

ask 127.0.0.12 127.0.0.1
is "$(verdict mails/02-vivienda.eml)" '0 proved' 'the second server answers where the first cannot'

# After two days nobody waits any longer.
{
	echo 'Received: from x by mx.lists.example; Wed, 18 Nov 2026 08:00:00 +0000'
	cat mails/02-vivienda.eml
} > old.eml
ask 127.0.0.12
is "$(verdict old.eml)" '10 key-lookup' 'after two days the contact is asked'
exits 0 'a key file needs no server' asm-verify -N $NOW -k keys.txt < mails/02-vivienda.eml

done_testing
