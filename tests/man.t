#!/usr/bin/perl
# The manual pages are the specification: they are clean, whole, agree with --help, and their examples run.
# What an example is, and which files it finds: tests/README.
#
#	tests/man.t [PROGRAM...]	only the pages of these
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname basename);
use File::Temp qw(tempdir);
use Test::More;

use constant SECONDS => 120;

my $root = abs_path(dirname(__FILE__) . '/..');
my $build = abs_path($ENV{BUILD} || "$root/build");
$ENV{PATH} = "$build/bin:$root/scripts:$build/tests/programs:$build/tests/sample:$ENV{PATH}";
@ENV{qw(ROOT BUILD SAMPLE)} = ($root, $build, "$root/tests/sample");
$ENV{KEYS} = tempdir(CLEANUP => 1) . '/keys';
delete @ENV{qw(ASM_SITE POSIXLY_CORRECT LANGUAGE)};
@ENV{qw(LC_ALL TZ)} = qw(C UTC);
chdir $root or die;

my %page = map { basename($_) => $_ } glob 'man/*.[1-8]';
my @programs = map { basename $_ } grep { -x } glob "$build/bin/asm-*";
my @scripts = map { basename $_ } glob 'scripts/asm-*';
if (@ARGV) {
	my %wanted = map { $_ => 1 } @ARGV;
	delete $page{$_} for grep { !$wanted{ s/\.\d\z//r } } keys %page;
	@programs = grep { $wanted{$_} } @programs;
	@scripts = grep { $wanted{$_} } @scripts;
}

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

sub page_of {
	my ($program) = @_;
	my ($name) = grep { exists $page{"$program.$_"} } 1 .. 8;
	return $name ? "$program.$name" : undef;
}

# ---- form

sub has_mandoc { return system('command -v mandoc > /dev/null 2>&1') == 0 }

SKIP: {
	skip 'mandoc is not installed', scalar keys %page unless has_mandoc();
	for my $name (sort keys %page) {
		# Cross references to pages that are not installed here are looked at below.
		my $complaints = join '', grep { !/referenced manual not found/ }
		    `mandoc -T lint -W warning $page{$name} 2>&1`;
		is($complaints, '', "$name is clean");
	}
}

for my $name (sort keys %page) {
	my @missing = grep { /^asm\b/ && !-e "man/$_" }
	    map { "$_->[0].$_->[1]" } map { [/^\.Xr (\S+) (\d)/] } grep { /^\.Xr \S+ \d/ } split /\n/, slurp($page{$name});
	is("@missing", '', "$name refers to pages that exist");
}

# ---- agreement with the programs

# The option letters of asm(7): ".It Fl S , Fl -site Ar DIR".
my $overview = slurp('man/asm.7');
my %word_of = $overview =~ /^\.It Fl (\w) , Fl \\?-(\S+)/mg;
my %letter_of = reverse %word_of;
cmp_ok(scalar keys %word_of, '>', 5, 'asm(7) has a table of option letters');
is(scalar keys %letter_of, scalar keys %word_of, 'in which each word has one letter');

sub help_of {
	my ($program) = @_;
	my (%option, @verbs);
	my $in = '';
	for (`$build/bin/$program --help 2>&1`) {
		$in = $1 if /^(Verbs|Options):/;
		$option{$2} = $1 // '' if $in eq 'Options' && /^  (?:-(\w), |    )--([\w-]+)/;
		push @verbs, $1 if $in eq 'Verbs' && /^  ([a-z][\w-]*)/;
	}
	return (\%option, \@verbs);
}

for my $program (@programs) {
	my $name = page_of($program);
	ok(defined $name, "$program has a page") or next;
	my $text = slurp($page{$name});
	like($text, qr/^\.Sh \Q$_\E$/m, "$name has $_") for 'NAME', 'SYNOPSIS', 'DESCRIPTION', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO';

	my ($option, $verbs) = help_of($program);
	my @strange = grep {
		my $letter = $option->{$_};
		$letter ne '' ? ($word_of{$letter} // '') ne $_ : exists $letter_of{$_};
	} sort keys %$option;
	is("@strange", '', "$program: letters mean what asm(7) says");
	# Those that every program has are told once, in asm(7); other programs' options may be told in passing.
	my %told = map { $_ => 1 } qw(help version), $text =~ /Fl \\?-([a-z][\w-]*)/g;
	my @own = map { /Fl \\?-([a-z][\w-]*)/g } $text =~ /^\.(?:It|Op) (.*)/mg;
	is(join(' ', grep { !$told{$_} } sort keys %$option), '', "$name tells every option of --help");
	is(join(' ', grep { !exists $option->{$_} } sort @own), '', "$program --help knows every option of the page");
	is(join(' ', grep { $text !~ /^\.(?:It )?(?:Nm \S+ )?(?:Cm|Ic) \Q$_\E\b/m } @$verbs), '', "$name tells every verb of --help");
}

my $readme = slurp('README');
for my $program (@programs, @scripts) {
	like($readme, qr/^    \Q$program\E  /m, "README names $program");
	like($overview, qr/^\.(?:It )?Xr \Q$program\E \d/m, "asm(7) names $program");
}
for my $named (@ARGV ? () : $overview =~ /^\.It Xr (asm-\S+) [18]/mg) {
	ok((grep { $_ eq $named } @programs, @scripts), "$named, named in asm(7), exists");
}

# ---- examples

sub unescape {
	my ($line) = @_;
	my %glyph = (aq => "'", dq => '"', ha => '^', ti => '~', rs => '\\', ga => '`');
	$line =~ s{\\(?:(e)|([&-])|\((\w\w))}{$1 ? '\\' : $2 ? ($2 eq '-' ? '-' : '') : $glyph{$3} // "?$3?"}ge;
	return $line;
}

# The blocks of EXAMPLES whose first line begins with "$ ": each a list of [command, expected output].
sub examples_of {
	my ($text) = @_;
	my ($section) = $text =~ /^\.Sh EXAMPLES\n(.*?)(?=^\.Sh |\z)/ms or return;
	my @blocks;
	for my $block ($section =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed/msg) {
		next unless $block =~ /\A\$ /;
		my @steps;
		for my $line (map { unescape($_) } split /\n/, $block) {
			if ($line =~ /^\$ (.*)/) { push @steps, ["$1\n", ''] }
			elsif ($line =~ /^> (.*)/ && $steps[-1][1] eq '') { $steps[-1][0] .= "$1\n" }
			else { $steps[-1][1] .= "$line\n" }
		}
		push @blocks, \@steps;
	}
	return @blocks;
}

# The output as wanted; a line "..." stands for any lines.
sub agrees {
	my ($got, $wanted) = @_;
	my $pattern = join '(?:.*\n)*', map { quotemeta } split /^\.\.\.\n/m, $wanted, -1;
	return $got =~ /\A$pattern\z/;
}

sub prepare {
	my ($name, $dir) = @_;
	mkdir $dir or die;
	my $files = "$root/tests/man/$name";
	system('cp', '-R', "$files/.", $dir) == 0 or die if -d $files;
	$ENV{ASM_SITE} = "$dir/site";
	return 1 unless -x "$dir/setup";
	return system("cd $dir && ./setup > setup.log 2>&1") == 0;
}

# All steps in one shell, so that each finds the directory, the variables and the $? of the one before.
sub run_steps {
	my ($dir, @steps) = @_;
	my $mark = "\@\@ $$";
	open my $script, '>', "$dir/.steps" or die;
	print $script "exec 2>&1 < /dev/null\ncd $dir\n";
	print $script "$_->[0]STEP=\$?; printf '\\n$mark %d\\n' \$STEP; (exit \$STEP)\n" for @steps;
	close $script;
	my $all = `timeout ${\SECONDS} sh $dir/.steps`;
	my @results;
	push @results, [$2, $1] while $all =~ /\G(.*?)\n\Q$mark\E (\d+)\n/gcs;
	push @results, [124, 'not reached or killed: ' . substr($all, pos($all) // 0)] while @results < @steps;
	return @results;
}

for my $name (sort keys %page) {
	my @blocks = examples_of(slurp($page{$name}));
	if ($name =~ /^(asm-[\w-]+)\.[18]$/) {
		ok(scalar @blocks, "$name has examples that run");
	}
	next unless @blocks;
	my $dir = tempdir(CLEANUP => 1) . '/scratch';
	if (!prepare($name, $dir)) {
		fail("$name: setup");
		diag(slurp("$dir/setup.log"));
		next;
	}
	my @steps = map { @$_ } @blocks;
	my @results = run_steps($dir, @steps);
	for my $i (0 .. $#steps) {
		my ($command, $wanted) = @{ $steps[$i] };
		my ($status, $got) = @{ $results[$i] };
		my $looked_at = $i < $#steps && $steps[$i + 1][0] =~ /^echo \$\?/;
		my $right = agrees($got, $wanted) && ($status == 0 || $looked_at);
		chomp(my $title = $command);
		$title =~ s/\n/ /g;
		$title =~ s/#/\\#/g;
		ok($right, "$name: $title")
		    or diag("exit status $status\n--- wanted\n$wanted--- got\n$got");
	}
}

done_testing();
