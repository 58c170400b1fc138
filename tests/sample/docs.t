#!/usr/bin/perl
# What the program's help says stands in its man pages, README and completion, and
# the man pages are sound.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

# The rows below a heading of a help text: name => words.
sub rows {
	my ($help, $heading) = @_;
	my ($part) = $help =~ /^\Q$heading\E:\n(.*?)(?:\n\n|\z)/ms;
	return map { /^  (\w+) +(.*)/ ? ($1 => $2) : () } split /\n/, $part // '';
}

sub complete {
	my (@words) = @_;
	my $last = $#words;
	my $script = <<"SCRIPT";
		. docs/labscan.bash
		COMP_WORDS=(@{[ map { "'$_'" } @words ]}) COMP_CWORD=$last
		_labscan "\$LABSCAN" '$words[-1]' '$words[-2]'
		printf '%s\\n' "\${COMPREPLY[@]}"
SCRIPT
	local $ENV{LABSCAN} = $labscan;
	open my $out, '-|', 'bash', '-euc', $script or die "bash: $!";
	chomp(my @found = <$out>);
	return @found;
}

my $readme = read_file('README.md');
my %commands = rows(scalar(`$labscan --help`), 'Commands');
cmp_ok(scalar keys %commands, '>=', 2, 'help lists the commands');

for my $page ('docs/labscan.8', map { "docs/labscan-$_.8" } sort keys %commands) {
	is(`mandoc -Tlint -W warning $page 2>&1`, '', "$page is sound");
	my $text = read_file($page);
	like($text, qr/^\.It $_$/m, "$page tells of exit status $_") for 0 .. 3;
}

my $top = read_file('docs/labscan.8');
is_deeply([ sort grep { length } complete('labscan', 'ta') ], [ 'table' ], 'completion knows commands');
for my $command (sort keys %commands) {
	like($top, qr/^\.It Cm $command$/m, "$command is in labscan(8)");
	like($readme, qr/labscan $command\b/, "$command is in README");

	my $help = `$labscan $command --help`;
	my $page = read_file("docs/labscan-$command.8");
	my @options = $help =~ /^  (?:    )?((?:-., )?--[a-z]+(?: [A-Z]+)?) /mg;
	cmp_ok(scalar @options, '>=', 2, "$command --help lists its options");
	for my $option (@options) {
		my ($short, $long, $value) = $option =~ /^(?:-(.), )?--([a-z]+)(?: ([A-Z]+))?$/;
		my $item = ".It " . (defined $short ? "Fl $short , " : '') . "Fl \\-$long" . ($value ? " Ar $value" : '');
		like($page, qr/^\Q$item\E$/m, "$option is in labscan-$command(8)");
		like($readme, qr/--$long\b/, "$option is in README");
		is_deeply([ complete('labscan', $command, "--$long") ], [ "--$long" ],
			"$option is completed");
	}
	my %formats = rows($help, 'Formats');
	for (sort keys %formats) {
		like($page, qr/^\.It Cm $_$/m, "$command: format $_ is in its page");
		like($readme, qr/`$_`/, "$command: format $_ is in README");
	}
	is_deeply([ sort grep { length } complete('labscan', $command, '--format', '') ], [ sort keys %formats ],
		"$command: formats are completed");

	my %keys = rows($help, 'Keys');
	for my $key (sort keys %keys) {
		my ($words) = $page =~ /^\.It Ev $key\n(.*?)\n\./ms;
		is(($words // '') =~ tr/\n/ /r, $keys{$key}, "$command: $key is in its page, in the same words");
		like($readme, qr/\b$key\b/, "$command: $key is in README");
		is((complete('labscan', $command, $key))[0], $key, "$command: $key is completed");
	}
}
done_testing;
