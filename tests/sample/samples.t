#!/usr/bin/perl
# Each sample host, a capture that labscan made in a machine of the VM lab, gives the
# outputs that are kept beside it. UPDATE=1 writes them anew: read the difference.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

# What the scan says of itself differs each time.
sub without_scan_block {
	my ($document) = @_;
	$document =~ s/^  "scan": ?\{.*?^  \},\n//ms or die "no scan block";
	return $document;
}

my %outputs = (
	kv => sub { qx{$labscan --root $_[0] 2>/dev/null} },
	json => sub { without_scan_block(scalar qx{$labscan --root $_[0] --format json 2>/dev/null}) },
	doctor => sub { qx{$labscan doctor --root $_[0] 2>/dev/null} },
	groups => sub { qx{$labscan groups --root $_[0] 2>/dev/null} },
	devices => sub { qx{$labscan device --root $_[0] 2>/dev/null} },
);

# What follows from the same document in the same way is kept of a few.
my @few = qw(rich-6.12 amd-6.12 arm-smmuv3-6.12);
my @formats = qw(beaker facter ansible nfd prometheus ironic tmt artemis);
my %of_few = map { my $format = $_;
	$format => sub { qx{$labscan --root $_[0] --format $format 2>/dev/null} } } @formats;

my @samples = sort glob 'samples/*.tar.gz';
cmp_ok(scalar @samples, '>=', 24, 'there are samples of two dozen hosts');

for my $capture (@samples) {
	(my $stem = $capture) =~ s/\.tar\.gz$//;
	my %kinds = (%outputs, (grep { $stem eq "samples/$_" } @few) ? %of_few : ());
	for my $kind (sort keys %kinds) {
		my $got = $kinds{$kind}->($capture);
		write_file("$stem.$kind", $got) if $ENV{UPDATE};
		my $expected = -e "$stem.$kind" ? read_file("$stem.$kind") : '';
		ok(length $got && $got eq $expected, "$stem.$kind")
			or diff($expected, $got);
	}
}

# The lines that differ, as diff shows them.
sub diff {
	my ($expected, $got) = @_;
	write_file("$dir/expected", $expected);
	write_file("$dir/got", $got);
	diag(qx{diff -u $dir/expected $dir/got | head -40});
}

done_testing;
