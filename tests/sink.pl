#!/usr/bin/perl
# A mail server for tests: takes everything, and does what DIR/rules says.
#
#	perl sink.pl DIR smtp|lmtp [SOCKET] &	writes its port (or SOCKET) into DIR/where when it listens
#
# A rule is "WHEN REGEX ANSWER", tried in order when a connection comes: WHEN is greet, ehlo, mail, rcpt, data or dot; REGEX is
# matched with what the client said (of dot: with the recipient, for LMTP, else with -); ANSWER is a reply, or
# one of hangup, endless (an answer without end), garbage, sleep.  Each mail taken is DIR/PID.N.mail: MAIL, each RCPT
# that was accepted, an empty line, and the bytes up to the last dot, dots undone.  DIR/log has all commands.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;

my ($dir, $kind, $path) = @ARGV;
my $server = defined $path ? IO::Socket::UNIX->new(Type => SOCK_STREAM(), Local => $path, Listen => 50)
    : IO::Socket::INET->new(LocalAddr => '127.0.0.1', Proto => 'tcp', Listen => 50, ReuseAddr => 1);
die "sink: $!" unless $server;
open my $where, '>', "$dir/where.new" or die;
print $where defined $path ? $path : $server->sockport, "\n";
close $where;
rename "$dir/where.new", "$dir/where";
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
while (1) {
	my $client = $server->accept or next;
	next if fork;
	serve($client);
	exit 0;
}

sub rules {
	open my $in, '<', "$dir/rules" or return ();
	return map { [/^(\S+) (\S+) (.*)/] } grep { /\S/ } <$in>;
}

sub serve {
	my $c = shift;
	my @rules = rules();
	my ($n, $from, @to) = (0);
	open my $log, '>>', "$dir/log" or die;
	$log->autoflush(1);
	$c->autoflush(1);
	my $answer = sub {
		my ($when, $said, $otherwise) = @_;
		for (@rules) {
			next unless $_->[0] eq $when && $said =~ /$_->[1]/;
			exit 0 if $_->[2] eq 'hangup';
			sleep 100 if $_->[2] eq 'sleep';
			if ($_->[2] eq 'endless') { print $c 'x' x 1000 or exit 0 while 1 }
			$otherwise = $_->[2] eq 'garbage' ? 'hello there' : $_->[2];
			last;
		}
		print $c map { "$_\r\n" } split /\\n/, $otherwise;
		return $otherwise =~ /^[23]/;
	};
	$answer->('greet', '-', '220 sink');
	while (my $line = <$c>) {
		print $log $line;
		$line =~ s/\r?\n$//;
		if ($line =~ /^(EHLO|LHLO)/) {
			$answer->('ehlo', $line, '250-sink\n250-PIPELINING\n250-8BITMIME\n250 XVERP');
		} elsif ($line =~ /^HELO/) {
			$answer->('helo', $line, '250 sink');
		} elsif ($line =~ /^MAIL FROM/) {
			@to = ();
			$from = $line if $answer->('mail', $line, '250 2.1.0 Ok');
		} elsif ($line =~ /^RCPT TO:<(.*)>/) {
			push @to, $1 if $answer->('rcpt', $1, '250 2.1.5 Ok');
		} elsif ($line eq 'DATA') {
			next unless $answer->('data', $line, '354 go on');
			my $body = '';
			my $ended = 0;
			while (my $b = <$c>) {
				$ended = 1, last if $b eq ".\r\n";
				$b =~ s/^\.//;
				$body .= $b;
			}
			exit 0 unless $ended;
			my $taken = 0;
			for ($kind eq 'lmtp' ? @to : '-') { $taken += $answer->('dot', $_, '250 2.0.0 Ok') }
			next unless $taken;
			$n++;
			open my $mail, '>', "$dir/$$.$n.new" or die;
			print $mail "$from\n", (map { "RCPT $_\n" } @to), "\n", $body;
			close $mail;
			rename "$dir/$$.$n.new", "$dir/$$.$n.mail";
		} elsif ($line eq 'QUIT') {
			print $c "221 bye\r\n";
			exit 0;
		} else {
			print $c "250 Ok\r\n";
		}
	}
}
