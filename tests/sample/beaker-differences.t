#!/usr/bin/perl
# docs/beaker.md is what scripts/differences makes of the table that the VM lab compares
# labscan with beaker-system-scan by, and labscan-beaker(8) has each key of it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

my $made = `scripts/differences`;
is($?, 0, 'scripts/differences runs');
is(read_file('docs/beaker.md'), $made, 'docs/beaker.md is current: scripts/differences > docs/beaker.md');

my $table = read_file('tests/vm/beaker/differences');
my @keys = $table =~ /^key +(\S+)$/mg;
cmp_ok(scalar @keys, '>', 30, 'there are differences');
is(scalar(() = $made =~ /^\| `(?:legacy|Data)\./mg), scalar @keys, 'each is listed');
my ($section) = read_file('docs/labscan-beaker.8') =~ /^\.Sh WHAT DIFFERS\n(.*?)^\.Sh /ms;
my %told = map { $_ => 1 } map { /[\w.]+/g } $section =~ /^\.It (?:Ev|Li) (.*)$/mg;
my %seen;
for my $key (grep { !$seen{$_}++ } @keys) {
	my $name = $key =~ s/^(?:legacy|Data)\.//r;
	# A struct's item is about its members, too.
	my @names = ($name);
	push @names, $name while $name =~ s/\.\w+$// && $name ne 'Cpu';
	ok((grep { $told{$_} } @names), "labscan-beaker(8) tells how $key differs");
}
done_testing();
