#!/usr/bin/perl
# docs/findings.md is what scripts/findings makes of arch/, and has every reason, obstacle,
# join and note once.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

my $made = `scripts/findings`;
is($?, 0, 'scripts/findings runs: each reason is given somewhere');
is(read_file('docs/findings.md'), $made, 'docs/findings.md is current: scripts/findings > docs/findings.md');

my @ids = read_file('arch/reasons.def') =~ /^REASON\(\w+,\s*"([^"]+)"/mg;
my @listed = $made =~ /^### `([^`]+)`$/mg;
cmp_ok(scalar @ids, '>', 40, 'there are reasons');
is_deeply([ sort @listed ], [ sort @ids ], 'each reason is listed, and once');
for my $entry (split /^(?=### )/m, $made) {
	my ($id) = $entry =~ /^### `([^`]+)`/ or next;
	like($entry, qr/^- (State of|Finding about) /m, "$id: it is told where it comes up");
	like($entry, qr/^- What to do: \S/m, "$id: it is told what to do");
}
my $obstacles = read_file('arch/obstacles.def');
my %kinds = $obstacles =~ /^OBSTACLE\(\w+,\s*"([^"]+)",\s*(\w+),/mg;
cmp_ok(scalar keys %kinds, '>', 20, 'there are obstacles');
is(scalar(() = $made =~ /^\| `\Q$_\E` \| `\L$kinds{$_}\E` \| [^|]+ \| [^|]+ \|$/mg), 1,
	"$_: it is listed once, with its kind, what it means and what to do") for sort keys %kinds;

my @joins = read_file('arch/joins.def') =~ /^JOIN\(\w+,\s*"([^"]+)"/mg;
cmp_ok(scalar @joins, '>', 5, 'there are joins');
my ($groups) = $made =~ /^## Why devices share a group$(.*)/ms;
is(scalar(() = $groups =~ /^\| `\Q$_\E` \| [^|]+ \|$/mg), 1, "$_: it is listed once, with what it means")
	for @joins;

my %viommu = read_file('arch/viommu_reasons.def') =~ /^VIOMMU_REASON\(\w+,\s*"([^"]+)",\s*(\w+),/mg;
my @notes = read_file('arch/viommu_notes.def') =~ /^VIOMMU_NOTE\(\w+,\s*"([^"]+)"/mg;
cmp_ok(scalar keys %viommu, '>', 10, 'there are reasons for vIOMMUs');
cmp_ok(scalar @notes, '>', 3, 'there are notes on nova');
my ($models) = $made =~ /^## Which vIOMMUs a guest can have$(.*)/ms;
is(scalar(() = $models =~ /^\| `\Q$_\E` \| `\L$viommu{$_}\E` \| [^|]+ \| [^|]+ \|$/mg), 1,
	"$_: it is listed once, with its kind, what it means and what to do") for sort keys %viommu;
is(scalar(() = $models =~ /^\| `\Q$_\E` \| [^|]+ \|$/mg), 1, "$_: it is listed once, with what it means")
	for @notes;
done_testing;
