#!/usr/bin/perl
# read.pl mime|hex|mutt DIR: are the mails that `composed` wrote to DIR read as they were meant?  mime: by Email::MIME; hex: standard
# input has a line of fields in hexadecimal digits for each; mutt: DIR/N.mutt is what mutt shows of it.  Prints what is read otherwise.
use strict;
use warnings;
use Encode;
use JSON::PP;

my ($how, $dir) = @ARGV;
sub slurp { open my $in, '<:raw', $_[0] or die "$_[0]: $!\n"; local $/; return <$in> }

# White space between the encoded words of a name: some keep the fold there as a blank.
sub squeeze { my ($s) = @_; $s =~ s/\s+//g; return $s }

sub by_email_mime {
	my $mail = Email::MIME->new(slurp($_[0]));
	my @part = $mail->subparts;
	my ($from) = Email::Address::XS->parse($mail->header_raw('From'));
	return {
		subject => $mail->header_str('Subject') // '', text => $part[0]->body_str,
		name => decode('MIME-Header', $from->phrase // ''), file => $part[1]->filename // '', bytes => unpack('H*', $part[1]->body),
	};
}

sub by_hex {
	chomp(my $line = <STDIN> // '');
	my ($subject, $name, $text, $file, $bytes) = split / /, $line, -1;
	return { bytes => $bytes // '', map { $_->[0] => decode('UTF-8', pack 'H*', $_->[1] // '') } [subject => $subject], [name => $name],
	    [text => $text], [file => $file] };
}

# mutt shows neither quotes nor backslashes of a name, wherever they come from.
sub plain { my ($s) = @_; $s =~ s/["\\]//g; return $s }

# A screen, where white space is as it comes: the subject, the name and the text stand on it.
sub by_mutt {
	my ($path, $want) = @_;
	my $shown = decode('UTF-8', slurp($path =~ s/eml$/mutt/r) // '');
	my ($subject) = $shown =~ /^Subject: (.*(?:\n[ \t].*)*)/m;
	my ($name) = $shown =~ /^From: (.*(?:\n[ \t].*)*?)\s+<a\@b\.example>$/m;
	($subject, $name) = map { squeeze($_ // '') } $subject, $name;
	$name = $want->{name} if plain($name) eq plain(squeeze($want->{name}));
	my %got = (%$want, subject => $subject eq squeeze($want->{subject}) ? $want->{subject} : $subject, name => $name);
	$got{text} = $shown if index(squeeze($shown), squeeze($want->{text})) == -1;
	# The prompt for a name knows signs of its own in front, and what is empty has no file.
	if ($want->{file} !~ /^(?:[~=+!<>@^-]|$)/) {
		my $folder = $path =~ s/eml$/files/r;
		opendir my $in, $folder or die "$folder: $!\n";
		my ($saved) = grep { -f "$folder/$_" } readdir $in;
		$got{file} = decode('UTF-8', $saved // '');
		$got{bytes} = unpack 'H*', slurp("$folder/$saved") if defined $saved;
	}
	return \%got;
}

if ($how eq 'mime') {
	require Email::MIME;
	require Email::Address::XS;
}
binmode STDOUT, ':utf8';
for my $path (sort glob "$dir/*.eml") {
	my $want = decode_json(slurp($path =~ s/eml$/json/r));
	my $got = $how eq 'mime' ? by_email_mime($path) : $how eq 'mutt' ? by_mutt($path, $want) : by_hex();
	$want->{text} .= "\n" if $want->{text} ne '' && $want->{text} !~ /\n\z/;
	$got->{text} =~ s/\r\n/\n/g;
	$got->{text} .= "\n" if $got->{text} ne '' && $got->{text} !~ /\n\z/;
	for (qw(subject name text file bytes)) {
		my ($g, $w) = $_ eq 'name' ? map { squeeze($_) } $got->{$_}, $want->{$_} : ($got->{$_}, $want->{$_});
		print "$path: $_: '$g', wanted '$w'\n" if $g ne $w;
	}
}
