#!/usr/bin/perl
# sign.pl [--keys FILE] [--record TEXT] [--bits N] d=DOMAIN s=SELECTOR t=TIME [TAG=VALUE...] < mail > signed mail
#
# A mail of a test case (LF), signed by a fresh key: its public half is appended to FILE, as asm-verify's -k reads it, and
# its private half is thrown away.  RSA of 2048 (or --bits) bits, a=rsa-sha256 (or what is said), relaxed/relaxed (or c=), over
# the usual fields (or h=).  --record is what stands in front of p= in the key's record: v=DKIM1; k=rsa; without it.
# Values may have \0, \n, \t and \\.
use strict;
use warnings;
use Digest::SHA qw(sha1 sha256);
use File::Temp 'tempdir';
use MIME::Base64;

my ($keys, $record, $bits) = (undef, 'v=DKIM1; k=rsa;', 2048);
while (@ARGV && $ARGV[0] =~ /^--/) {
	my ($option, $value) = splice @ARGV, 0, 2;
	($option eq '--keys' ? $keys : $option eq '--record' ? $record : $bits) = $value;
}
my %tag = (a => 'rsa-sha256', c => 'relaxed/relaxed');
my @order = qw(a c);
for (@ARGV) {
	my ($name, $value) = split /=/, $_, 2;
	$value =~ s/\\([0nt\\])/{0 => "\0", n => "\n", t => "\t", '\\' => '\\'}->{$1}/ge;
	push @order, $name if !exists $tag{$name};
	$tag{$name} = $value;
}
my $dir = tempdir(CLEANUP => 1);

sub openssl {
	open my $p, '-|:raw', "openssl @_ 2> /dev/null" or die "openssl: $!\n";
	my $out = do { local $/; <$p> };
	close $p or die "openssl @_: $?\n";
	return $out;
}

binmode $_ for *STDIN, *STDOUT;
my $mail = do { local $/; <STDIN> };
my ($head, $body) = split /(?<=\n)\n/, $mail, 2;
my ($header_form, $body_form) = split m{/}, $tag{c};
my $digest = $tag{a} =~ /sha1$/ ? \&sha1 : \&sha256;

sub canonical_field {
	my ($raw) = @_;
	return $raw =~ s/\n/\r\n/gr if $header_form eq 'simple';
	my ($name, $value) = split /:/, $raw, 2;
	$value =~ s/\n//g;
	$value =~ s/[ \t]+/ /g;
	$value =~ s/^ | $//g;
	return lc($name) . ":$value\r\n";
}

if ($body_form eq 'relaxed') {
	$body =~ s/[ \t]+/ /g;
	$body =~ s/ $//mg;
}
$body =~ s/\n*\z/\n/;
$body = '' if $body eq "\n" && $body_form eq 'relaxed';
$body =~ s/\n/\r\n/g;
$body = substr $body, 0, $tag{l} if defined $tag{l};

my @left = split /(?<=\n)(?![ \t])/, $head;
my %usual = map { $_ => 1 } qw(from to cc subject date message-id mime-version content-type content-transfer-encoding);
if (!exists $tag{h}) {
	$tag{h} = join ':', grep { $usual{$_} } map { /^([^:]*):/ ? lc $1 : '' } @left;
	push @order, 'h';
}
my $text = '';
for my $name (split /:/, $tag{h}) {
	my ($i) = grep { $left[$_] =~ /^\Q$name\E:/i } reverse 0 .. $#left;
	$text .= canonical_field(splice @left, $i, 1) if defined $i;
}
my $sig = 'DKIM-Signature: v=1; ' . join('; ', map { "$_=$tag{$_}" } @order) . ";\n\tbh=" .
    encode_base64($digest->($body), '') . ";\n\tb=";
openssl("genrsa -out $dir/key $bits");
open my $in, '>:raw', "$dir/text" or die "$dir: $!\n";
print $in $text . (canonical_field("$sig\n") =~ s/\r\n\z//r);
close $in or die "$dir: $!\n";
my $b = encode_base64(openssl('dgst', $tag{a} =~ /sha1$/ ? '-sha1' : '-sha256', "-sign $dir/key $dir/text"), '');
print $sig . join("\n\t ", $b =~ /.{1,76}/g) . "\n$mail";
if (defined $keys) {
	my $public = encode_base64(openssl("rsa -in $dir/key -pubout -outform DER"), '');
	open my $out, '>>', $keys or die "$keys: $!\n";
	print $out "$tag{s}._domainkey.$tag{d} $record p=" . ($record =~ /revoked/ ? '' : $public) . "\n";
	close $out or die "$keys: $!\n";
}
