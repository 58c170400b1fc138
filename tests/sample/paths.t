#!/usr/bin/perl
# output/document_paths.def is what scripts/paths makes of the schema.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

my $made = `scripts/paths`;
is($?, 0, 'scripts/paths runs');
is(read_file('output/document_paths.def'), $made,
	'output/document_paths.def is current: scripts/paths > output/document_paths.def');
like($made, qr/^PATH\("\Q$_\E, \w+\)$/m, "it has $_")
	for 'cpu.flags[]"', 'disks[].size_bytes"', 'groups[].joins[].evidence[].path"', 'iommu.state"';
done_testing;
