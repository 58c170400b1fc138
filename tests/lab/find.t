#!/usr/bin/perl
# labdb find has the answers of labscan match, on both databases: the cases of match's own
# tests, recorded as they run; those of expressions; and hostRequires about hosts of samples/.
# BRIEF=5 in the environment: every fifth of them.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use Cwd qw(abs_path);
use JSON::PP;
use Lab;
use Db;
use Test::More;

my $brief = $ENV{BRIEF} || 1;
my %codes = (yes => 0, no => 1, error => 2, untold => 3);
my $json = JSON::PP->new->canonical;

# ---- what labscan match is asked by its tests ----

my $recorder = <<'RECORDER';
#!/usr/bin/perl
# Runs labscan, and keeps what match was asked, about what, and how it ended: each text once,
# in a file named for its digest.
use strict;
use warnings;
use Digest::SHA qw(sha1_hex);

my ($at) = grep { $ARGV[$_] eq '--document' } 0 .. $#ARGV;
exec $ENV{RECORDED}, @ARGV or die unless @ARGV && $ARGV[0] eq 'match' && defined $at;

sub slurp { open my $in, '<', $_[0] or return; local $/; return <$in> }

sub keep {
	my ($text) = @_;
	my $path = "$ENV{RECORDS}/" . sha1_hex($text // '');
	open my $out, '>', $path or die; print $out $text // ''; close $out;
	return $path;
}

my $file = $ARGV[-1];
my $document = keep(slurp($ARGV[$at + 1]));
my $asked = keep($file eq '-' ? do { local $/; <STDIN> } : slurp($file));
open STDIN, '<', $asked or die;
system $ENV{RECORDED}, @ARGV;
my $code = $? >> 8;
open my $records, '>>', "$ENV{RECORDS}/all" or die;
syswrite $records, "$document $asked $code\n";
exit $code;
RECORDER

sub records_of {
	my ($test) = @_;
	write_file("$dir/recorder", $recorder);
	chmod 0755, "$dir/recorder";
	mkdir "$dir/records";
	local @ENV{qw(RECORDED RECORDS LABSCAN)} = ($labscan, "$dir/records", "$dir/recorder");
	my ($code, $out, $err) = run(-x $test ? $test : ($^X, $test));
	is($code, 0, "$test passes");
}

records_of("tests/sample/$_") for 'match.t', 'match-tmt.t';
# Of documents that a database takes: what is pushed alone is none.
my @records = grep { read_file($_->[0]) =~ /^\{.*"schema": ?"labscan/s }
	map { [ split ] } split /\n/, read_file("$dir/records/all");
my @beaker = grep { !/^#|^rule |^$/ } split /\n/, read_file('tests/sample/match/beaker.cases');
my @expressions = grep { !/^#|^rule |^$/ }
	split /\n/, read_file('tests/sample/match/expression.cases');
cmp_ok(scalar @records, '>', 150, 'tests ask labscan match about documents');
cmp_ok(scalar @beaker, '>', 80, 'there are cases of hostRequires');
cmp_ok(scalar @expressions, '>', 150, 'there are cases of expressions');

sub every { my @all = @_; return @all[grep { $_ % $brief == 0 } 0 .. $#all] }

@$_ = every(@$_) for \(@records, @beaker, @expressions);

# The questions, with the code for each document: all of them by their files.
my (%hosts, %questions);
for (@records) {
	my ($document, $asked, $code) = @$_;
	$hosts{$document} //= 'host-' . keys %hosts;
	$questions{$asked}{ $hosts{$document} } = $code;
}

sub option_for { return $_[0] =~ /^\s*(\xef\xbb\xbf)?</ ? '--beaker' : '--tmt' }

# ---- what labdb says ----

# The code that labscan match would end with, of each host; or that labdb ended with.
sub answers {
	my ($url, @question) = @_;
	my ($code, $out, $err) = labdb($url, 'find', '--json', @question);
	my %answers;

	return { error => $err } if $code == 2;
	for my $line (split /\n/, $out) {
		my $host = $json->decode($line);
		$answers{ $host->{host} } = $host->{answer} eq 'matches' ? 0 : 3;
	}
	my $best = (grep { $_ == 0 } values %answers) ? 0 : %answers ? 3 : 1;
	diag("@question: exit code $code, not $best") if $code != $best;
	return $code == $best ? \%answers : { error => 'exit code' };
}

sub code_of {
	my ($answers, $host) = @_;
	return $answers->{error} ? 2 : $answers->{$host} // 1;
}

# The hosts whose documents cannot be imported.
sub import_documents {
	my ($url, %files) = @_;
	my @refused;

	for my $host (sort keys %files) {
		# One scan may be several of them, changed.
		my $text = read_file($files{$host}) =~ s/"scan": *\{[^{}]*\}, *//r;
		write_file("$dir/document.json", $text);
		my ($code, $out, $err) = labdb($url, 'import', '--host', $host, "$dir/document.json");
		push @refused, $host if $code;
	}
	return @refused;
}

# How many answers differ from those that are known.
sub wrong {
	my ($url, %codes) = @_;
	my $wrong = 0;

	for my $file (sort keys %codes) {
		my $answers = answers($url, option_for(read_file($file)), $file);
		for my $host (sort keys %{ $codes{$file} }) {
			my ($got, $expected) = (code_of($answers, $host), $codes{$file}{$host});
			next if $got == $expected;
			diag("$host: $got, not $expected: " . read_file($file)) if $wrong++ < 5;
		}
	}
	return $wrong;
}

# hostRequires, about documents; labscan match is asked for what is right.
my @samples = ('tests/sample/match/host.json',
	map { glob "samples/$_-6.12.json" } qw(rich amd arm-smmuv3 plain));
my %asked;
for my $case (grep { (split / /)[2] ne 'error' } @beaker) {
	my $file = "$dir/asked/" . keys %asked;
	write_file($file, '<hostRequires>' . ((split / /, $case, 4)[3] // '') . '</hostRequires>');
	for my $i (0 .. $#samples) {
		my ($code) = run($labscan, 'match', '--document', $samples[$i], $file);
		$asked{$file}{"sample-$i"} = $code;
	}
}

for my $kind (@kinds) {
	subtest $kind => sub {
		my $url = new_db($kind);
		is(scalar import_documents($url, map { ("sample-$_" => $samples[$_]) } 0 .. $#samples),
			0, 'samples are imported');
		is(wrong($url, %asked), 0, 'hostRequires means what it means to labscan match');

		$url = new_db($kind);
		my @refused = import_documents($url, reverse %hosts);
		my %left = map { $_ => { %{ $questions{$_} } } } keys %questions;
		delete @$_{@refused} for values %left;
		my $n = 0;
		$n += keys %$_ for values %left;
		cmp_ok($n, '>', 150 / $brief, 'documents of the tests of match are imported');
		is(wrong($url, %left), 0, 'what the tests of match ask has the same answers');

		$url = new_db($kind);
		import_documents($url, host => $samples[0]);
		for my $case (@expressions) {
			my ($rule, $answer, $expression) = split / /, $case, 3;
			my $answers = answers($url, '--', $expression);
			is(code_of($answers, 'host'), $codes{$answer}, "$rule: $expression");
		}
	};
}
done_testing;
