#!/usr/bin/perl
# What labdb's help says stands in its man pages, README and completion.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use Lab;
use Db;
use Test::More;

sub complete {
	my (@words) = @_;
	my $last = $#words;
	my $script = <<"SCRIPT";
		. docs/labdb.bash
		COMP_WORDS=(@{[ map { "'$_'" } @words ]}) COMP_CWORD=$last
		_labdb "\$PROGRAM" '$words[-1]' '$words[-2]'
		printf '%s\\n' "\${COMPREPLY[@]}"
SCRIPT
	local $ENV{PROGRAM} = $labdb;
	open my $out, '-|', 'bash', '-euc', $script or die "bash: $!";
	chomp(my @found = <$out>);
	return @found;
}

my $readme = read_file('README.md');
my $top = read_file('docs/labdb.8');
my ($list) = `$labdb --help` =~ /^Commands:\n(.*?)\n\n/ms;
my %commands = map { /^  (\w+) +(.*)/ } split /\n/, $list // '';
cmp_ok(scalar keys %commands, '>=', 6, 'help lists the commands');

for my $page ('docs/labdb.8', map { "docs/labdb-$_.8" } sort keys %commands) {
	is(`mandoc -Tlint -W warning $page 2>&1`, '', "$page is sound");
	my $text = read_file($page);
	like($text, qr/^\.It $_$/m, "$page tells of exit status $_") for 0 .. 3;
}
is_deeply([ complete('labdb', 'li') ], [ 'list' ], 'completion knows commands');

for my $command (sort keys %commands) {
	like($top, qr/^\.It Cm $command$/m, "$command is in labdb(8)");
	like($readme, qr/labdb $command\b/, "$command is in README");
	my ($code, $help) = run($labdb, $command, '--help');
	is($code, 0, "$command has --help");
	my $page = read_file("docs/labdb-$command.8");
	my @options = $help =~ /^  (?:    )?((?:-., )?--[a-z]+(?: [A-Z][A-Z.,]*)?) /mg;
	cmp_ok(scalar @options, '>=', 2, "$command --help lists its options");
	for my $option (@options) {
		my ($short, $long, $value) = $option =~ /^(?:-(.), )?--([a-z]+)(?: (\S+))?$/;
		my $item = ".It " . (defined $short ? "Fl $short , " : '') . "Fl \\-$long";
		like($page, qr/^\Q$item\E(?: Ar .*)?$/m, "$option is in labdb-$command(8)");
		like($page, qr/^\Q$item\E Ar /m, "$option says what it takes") if $value;
		like($readme, qr/--$long\b/, "$option is in README");
		is_deeply([ complete('labdb', $command, "--$long") ], [ "--$long" ], "$option is completed");
	}
}

# Usage errors are all alike.
for (['nonsense'], [], ['list', 'x'], ['list', '--nonsense'], ['import'], ['list', '--db', 'nonsense'], ['list', '--db', '']) {
	my ($code, $out, $err) = labdb('', @$_);
	is($code, 2, "labdb @$_ could not run");
	is($out, '', 'prints nothing');
	like($err, qr/--help/, 'and says where help is');
}
my ($code, $out) = run($labdb, '--version');
is($code, 0, 'there is a version');
like($out, qr/^labdb \d/, 'which is printed');
done_testing;
