#!/usr/bin/perl
# flips.pl MAIL STEP LIST > MBOX: a signed mail (LF) with one byte changed, for every STEPth byte and four changes.
#
# LIST gets a line for each: where, how, and whether what the signature covers is still the same by the canonical
# forms that it names (RFC 6376, section 3.4; written anew here, so that what verifies is not proved by itself):
# "same", "field" or "body" (that differ).  Nothing is left out: a change of what is not covered is in it, too.
use strict;
use warnings;
use MIME::Base64;

my ($file, $step, $list) = @ARGV;
my $mail = do {
	open my $in, '<:raw', $file or die "$file: $!\n";
	local $/;
	<$in>;
};
$mail =~ s/\AFrom .*\n//;

sub halves {
	my ($head, $body) = split /(?<=\n)\n/, $_[0], 2;
	return ($head, $body // '');
}

sub name_of {
	return $_[0] =~ /^([^:]*):/ ? lc $1 =~ s/\s+\z//r : '';
}

# A field's two forms: from its name and its whole bytes.
sub field {
	my ($form, $raw) = @_;
	return $raw if $form eq 'simple';
	my ($name, $value) = split /:/, $raw, 2;
	return $raw if !defined $value;
	$value =~ s/\n//g;
	$value =~ s/[ \t]+/ /g;
	$value =~ s/^ | $//g;
	return (lc $name =~ s/[ \t]+\z//r) . ":$value\n";
}

sub body {
	my ($form, $text) = @_;
	if ($form eq 'relaxed') {
		$text =~ s/[ \t]+/ /g;
		$text =~ s/ $//mg;
	}
	$text =~ s/\n*\z/\n/;
	return $text eq "\n" && $form eq 'relaxed' ? '' : $text;
}

# The signature without the value of b=, and that value.
sub apart {
	my ($sig) = @_;
	my ($name, $value) = (split(/:/, $sig, 2), q(), q());
	my ($b, @tags) = ('');
	for my $tag (split /;/, $value // '', -1) {
		if ($tag =~ /^(\s*b\s*=)(.*)/s) {
			$b = decode_base64($2);
			$tag = $1;
		}
		push @tags, $tag;
	}
	return ("$name:" . join(';', @tags), $b);
}

sub tag {
	my ($sig, $name) = @_;
	return $sig =~ /[:;]\s*$name\s*=\s*([^;]*)/ ? $1 =~ s/\s+//gr : '';
}

my ($head) = halves($mail);
my ($first) = grep { name_of($_) eq 'dkim-signature' } split /(?<=\n)(?![ \t])/, $head;
my ($header_form, $body_form) = (split(m{/}, tag($first, 'c')), 'simple', 'simple');
my @names = map { lc } split /:/, tag($first, 'h');

# All that is signed: of the header, and of the body.
sub signed {
	my ($head, $body) = halves($_[0]);
	my @left = split /(?<=\n)(?![ \t])/, $head;
	my ($sig) = grep { name_of($_) eq 'dkim-signature' } @left;
	my ($text, $b) = apart($sig // '');
	my $all = $b . "\0" . field($header_form, $text);
	for my $name (@names) {
		my ($i) = grep { name_of($left[$_]) eq $name } reverse 0 .. $#left;
		$all .= field($header_form, splice @left, $i, 1) if defined $i;
	}
	return ($all, body($body_form, $body));
}

open my $out, '>', $list or die "$list: $!\n";
binmode STDOUT;
my @as_it_was = signed($mail);
for (my $i = 0; $i < length $mail; $i += $step) {
	for my $mask (0x01, 0x20, 0x80, 0xff) {
		my $flipped = $mail;
		substr($flipped, $i, 1) = chr(ord(substr $mail, $i, 1) ^ $mask);
		my @is = signed($flipped);
		printf $out "%d %02x %s\n", $i, $mask, $is[0] ne $as_it_was[0] ? 'field' : $is[1] ne $as_it_was[1] ? 'body' : 'same';
		$flipped =~ s/^(>*From )/>$1/mg;
		print "From x\@y.example Sat Nov 21 09:00:00 2026\n$flipped\n\n";
	}
}
close $out or die "$list: $!\n";
