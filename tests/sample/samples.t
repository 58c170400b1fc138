#!/usr/bin/perl
# Each sample host, a capture that labscan made in a machine of the VM lab, gives the
# outputs that are kept beside it. UPDATE=1 writes them anew: read the difference.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $labscan = $ENV{LABSCAN} // 'build/labscan';

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
);

sub slurp {
	my ($file) = @_;
	open my $in, '<', $file or return undef;
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($file, $text) = @_;
	open my $out, '>', $file or die "$file: $!";
	print $out $text or die "$file: $!";
	close $out or die "$file: $!";
}

my @samples = sort glob 'samples/*.tar.gz';
cmp_ok(scalar @samples, '>=', 24, 'there are samples of two dozen hosts');

for my $capture (@samples) {
	(my $stem = $capture) =~ s/\.tar\.gz$//;
	for my $kind (sort keys %outputs) {
		my $got = $outputs{$kind}->($capture);
		spew("$stem.$kind", $got) if $ENV{UPDATE};
		my $expected = slurp("$stem.$kind");
		ok(defined $expected && length $got && $got eq $expected, "$stem.$kind")
			or diff($expected, $got);
	}
}

# The lines that differ, as diff shows them.
sub diff {
	my ($expected, $got) = @_;
	my $dir = tempdir(CLEANUP => 1);
	spew("$dir/expected", $expected // '');
	spew("$dir/got", $got);
	diag(qx{diff -u $dir/expected $dir/got | head -40});
}

done_testing;
