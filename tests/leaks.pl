#!/usr/bin/perl
# leaks.pl DIR: does an address of an observer or a translator stand anywhere below DIR where it must not?
#
# Run by done_testing (tests/lib.sh) at the end of every test that made a site, on what the test left.  The addresses are
# those that the private.db of any site there knows, but for those that are public (contacts, moderators).  Looked at are:
# everything in a site but private.db, asm.conf, tmp and stuck; what programs said on standard error (.said, events, *.err); web
# pages, feeds, mailboxes that asm-select wrote, exported searches; and each copy of a mail, for the addresses of others than
# its recipient.  What the tests write themselves and the logs of other people's servers are not ours to judge.
#
# Writes how much was looked at, and a line for each leak; the status is 1 if there is one.
use strict;
use warnings;
use File::Find;

my ($dir) = @ARGV;
my (%secret, %public, @sites, @look, @copies);

sub rows {
	my ($file, $sql) = @_;
	open my $out, '-|', 'sqlite3', '-readonly', $file, $sql or die "sqlite3: $!\n";
	my @rows = <$out>;
	close $out or die "sqlite3 $file: status $?\n";
	chomp @rows;
	return map { lc } @rows;
}

sub slurp {
	my ($file) = @_;
	open my $in, '<:raw', $file or return '';
	local $/;
	return scalar(<$in>) // '';
}

# Every word that could be an address, also as an MTA writes it into the sender of an envelope.
sub addresses {
	my ($text) = @_;
	my @found = map { lc } $text =~ /([\w.+-]+\@[\w-]+\.[\w.-]*\w)/g;
	push @found, map { s/=/@/r } map { lc } $text =~ /([\w.-]+=[\w-]+\.[\w.-]*\w)/g;
	return @found;
}

find({ no_chdir => 1, wanted => sub {
	return unless -f $_ && !-l $_;
	my ($folder, $name) = m{^(.*)/([^/]*)$};
	if ($name eq 'private.db') {
		push @sites, $folder;
		$secret{$_} = 1 for rows($_, "SELECT address FROM observer UNION SELECT name FROM person WHERE name LIKE '%\@%'" .
		    " UNION SELECT address FROM token WHERE action = 'observe'");
	}
	push @copies, $_ if $folder =~ m{/(?:new|cur|sink)$} && $folder !~ m{/stuck/} && !-f "$folder/asm.conf" || $name =~ /\.mail$/;
	push @look, $_ if $name =~ /^(?:\.said|events)$|\.(?:err|html|atom|rss|ics)$|^public\.db|^search\.db/;
} }, $dir);

for my $site (@sites) {
	-f "$site/public.db" and $public{$_} = 1 for rows("$site/public.db", 'SELECT address FROM contact');
	$public{$_} = 1 for addresses(slurp("$site/asm.conf"));
	find({ no_chdir => 1, wanted => sub {
		return if m{/(?:private\.db[^/]*|asm\.conf)$} || m{^\Q$site\E/(?:tmp|stuck)/} || !-f $_ || -l $_;
		push @look, $_;
	} }, $site) if -f "$site/asm.conf";
}
delete @secret{keys %public};

my (%seen, $leaks, $files);
sub leak {
	my ($file, $address) = @_;
	print "$file: $address\n" if $leaks++ < 20;
}

for my $file (grep { !$seen{$_}++ } @look) {
	$files++;
	my %here = map { $_ => 1 } grep { $secret{$_} } addresses(slurp($file));
	leak($file, $_) for sort keys %here;
}
for my $file (grep { !$seen{$_}++ } @copies) {
	$files++;
	my ($text, %to) = slurp($file);
	# The envelope, as our Maildirs, our sink and Postfix's say it.
	$text =~ s/^(?:Delivered-To: |RCPT |X-Rcpt-Args: ).*?([^\s<>]+\@[^\s<>]+).*\n/$to{lc $1} = 1; ''/gem;
	my %here = map { $_ => 1 } grep { $secret{$_} && !(keys %to == 1 && $to{$_}) } addresses($text);
	leak($file, $_) for sort keys %here;
}
printf "%d addresses, %d files\n", scalar keys %secret, $files // 0;
exit($leaks ? 1 : 0);
