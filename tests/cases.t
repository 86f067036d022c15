#!/usr/bin/perl
# Runs every case of tests/cases/PROGRAM/NAME.* (tests/README), each twice: the second time with another time
# zone, locale, umask and directory, which must change no byte.
#
#	tests/cases.t [-u] [PROGRAM[/NAME]...]		-u (or UPDATE=1): what comes out becomes the expectation
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname basename);
use File::Temp qw(tempdir);

use constant SECONDS => 120;

my $root = abs_path(dirname(__FILE__) . '/..');
my $build = abs_path($ENV{BUILD} || "$root/build");
my $update = $ENV{UPDATE};
if (@ARGV && $ARGV[0] eq '-u') {
	$update = 1;
	shift @ARGV;
}
my $scratch = tempdir(CLEANUP => 1);
$ENV{PATH} = "$build/bin:$root/scripts:$build/tests/programs:$ENV{PATH}";
delete @ENV{qw(ASM_SITE POSIXLY_CORRECT LANGUAGE)};

my @worlds = (
	{ TZ => 'UTC', LC_ALL => 'C', umask => 022, dir => "$scratch/one" },
	{ TZ => 'Asia/Kathmandu', LC_ALL => 'tr_TR.UTF-8', umask => 077, dir => "$scratch/another" },
);

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return undef;
	local $/;
	my $all = <$in>;
	return defined $all ? $all : '';
}

sub spew {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out $bytes;
	close $out or die "$path: $!\n";
}

sub diag {
	my ($text) = @_;
	$text =~ s/^/# /mg;
	print STDERR $text =~ /\n\z/ ? $text : "$text\n";
}

sub show_diff {
	my ($what, $wanted, $got) = @_;
	spew("$scratch/wanted", $wanted);
	spew("$scratch/got", $got);
	my $diff = `diff -a -u --label '$what wanted' --label '$what got' $scratch/wanted $scratch/got | head -60`;
	diag($diff);
}

# Exit status (or 128 + signal), standard output, standard error.
sub run {
	my ($program, $case, $world) = @_;
	my $args = slurp("$case.args");
	$args = '' unless defined $args;
	$args =~ s/\n+\z//;
	my $in = -e "$case.in" ? "$case.in" : '/dev/null';
	mkdir $world->{dir};
	my $pid = fork;
	die "fork: $!\n" unless defined $pid;
	if ($pid == 0) {
		chdir $world->{dir} or die;
		umask $world->{umask};
		@ENV{qw(TZ LC_ALL)} = @$world{qw(TZ LC_ALL)};
		$ENV{CASES} = dirname($case);
		open STDIN, '<', $in or die;
		open STDOUT, '>', "$scratch/out" or die;
		open STDERR, '>', "$scratch/err" or die;
		exec 'sh', '-c', "exec $program $args" or exit 127;
	}
	my $late = 0;
	local $SIG{ALRM} = sub { $late = 1; kill 'KILL', $pid };
	alarm SECONDS;
	waitpid $pid, 0;
	alarm 0;
	my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
	diag('killed after ' . SECONDS . ' seconds') if $late;
	return ($status, slurp("$scratch/out"), slurp("$scratch/err"));
}

# Without NAME.err: silence, or for a failure at least one line that begins with the program's name.
sub is_err_right {
	my ($program, $case, $status, $err) = @_;
	my $wanted = slurp("$case.err");
	if (defined $wanted) {
		return 1 if $err eq $wanted;
		show_diff('standard error', $wanted, $err);
		return 0;
	}
	return 1 if $status >= 64 ? $err =~ /^\Q$program\E: ./m : $err eq '';
	diag("standard error, exit $status:\n" . ($err eq '' ? '(nothing)' : substr $err, 0, 4000));
	return 0;
}

sub is_right {
	my ($program, $case, $world) = @_;
	my ($status, $out, $err) = run($program, $case, $world);
	my $wanted = slurp("$case.exit");
	$wanted = defined $wanted ? $wanted + 0 : 0;
	my $right = 1;
	if ($status != $wanted) {
		diag("exit status $status, wanted $wanted");
		diag(substr $err, 0, 4000) if $err ne '';
		$right = 0;
	}
	my $wanted_out = slurp("$case.out");
	$wanted_out = '' unless defined $wanted_out;
	if ($out ne $wanted_out) {
		show_diff('standard output', $wanted_out, $out);
		$right = 0;
	}
	return $right & is_err_right($program, $case, $status, $err);
}

sub set_expectation {
	my ($program, $case) = @_;
	my ($status, $out, $err) = run($program, $case, $worlds[0]);
	my %new = (out => $out, exit => $status ? "$status\n" : '');
	$new{err} = $err if -e "$case.err";
	for my $what (keys %new) {
		$new{$what} eq '' && $what ne 'err' ? unlink "$case.$what" : spew("$case.$what", $new{$what});
	}
}

# Before the first case of a program: what they all need, a site perhaps.
sub set_up {
	my ($program) = @_;
	my $cases = "$root/tests/cases/$program";
	delete $ENV{ASM_SITE};
	return unless -x "$cases/setup";
	mkdir "$scratch/$program";
	@ENV{qw(CASES ASM_SITE)} = ($cases, "$scratch/$program/site");
	system("cd $scratch/$program && $cases/setup > log 2>&1") == 0 or
	    die "$program: its setup failed:\n" . slurp("$scratch/$program/log");
}

my %case;
$case{$_ =~ s/\.(?:args|in)\z//r} = 1 for glob "$root/tests/cases/*/*.args $root/tests/cases/*/*.in";
my $count = 0;
my $bad = 0;
my %ready;
for my $case (sort keys %case) {
	my $program = basename(dirname $case);
	my $name = "$program/" . basename $case;
	next if @ARGV && !grep { $name eq $_ || $program eq $_ } @ARGV;
	set_up($program) unless $ready{$program}++;
	set_expectation($program, $case) if $update;
	my $right = is_right($program, $case, $worlds[0]) && is_right($program, $case, $worlds[1]);
	$count++;
	$bad++ unless $right;
	print $right ? '' : 'not ', "ok $count - $name\n";
}
print $count ? "1..$count\n" : "1..0 # SKIP there are no cases\n";
exit($bad ? 1 : 0);
