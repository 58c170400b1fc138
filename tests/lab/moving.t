#!/usr/bin/perl
# A database goes to one of the other kind and back, through export and import: with the
# names that a lab gave to hosts that have none, and the same answers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../sample";
use Db;
use Lab;
use Test::More;

my ($first, $second, $third) = (new_db('sqlite'), new_db('postgresql'), new_db('sqlite'));
my $file = "$dir/documents";
my ($code, $out, $err);

sub move {
	my ($from, $to) = @_;
	(undef, $out) = labdb($from, 'export');
	write_file($file, $out);
	return labdb($to, 'import', $file);
}

sub import_as {
	my ($host, @arguments) = @_;
	($code, $out, $err) = labdb($first, 'import', '--host', $host, @arguments);
	is($out, "1 new, 0 known, 0 refused\n", "$host is stored") or diag($err);
}

import_as('capture', 'samples/intel-off-6.12.tar.gz');
import_as('sample', 'samples/intel-6.12.json');
write_file($file, documents_of(document('localhost', 1)));
import_as('many', $file);
write_file($file, documents_of(document('itself', 2)));
import_as('itself', $file);
is((labdb($first, 'export', 'itself'))[1], documents_of(document('itself', 2)),
	'a document that names its host comes back as it was');

($code, $out, $err) = move($first, $second);
is_deeply([ $code, $out ], [ 0, "4 new, 0 known, 0 refused\n" ], 'all of SQLite goes to PostgreSQL') or diag($err);
($code, $out, $err) = move($second, $third);
is_deeply([ $code, $out ], [ 0, "4 new, 0 known, 0 refused\n" ], 'and to another file') or diag($err);
($code, $out, $err) = move($third, $first);
is_deeply([ $code, $out ], [ 0, "0 new, 4 known, 0 refused\n" ], 'the first one knows them') or diag($err);
for my $question ([ 'export' ], [ 'list' ], [ 'show', 'sample' ], [ 'find', 'VIRT_IOMMU' ],
	[ 'find', '--untold', 'IOMMU_STATE=off' ]) {
	my @answers = map { (labdb($_, @$question))[1] } $first, $second, $third;
	isnt($answers[0], '', "@$question has an answer");
	is($answers[$_], $answers[0], 'which is the same') for 1, 2;
}

($code, $out, $err) = labdb($first, 'import', '--host', 'sample', 'samples/intel-6.12.json');
is($out, "0 new, 1 known, 0 refused\n", 'what was named is known by what it says');
($code, $out, $err) = labdb($second, 'import', '--host', 'sample', 'samples/intel-6.12.json');
is($out, "0 new, 1 known, 0 refused\n", 'also where it came from another database');
($code, $out, $err) = labdb($first, 'import', '--host', 'other', $file);
is_deeply([ $code, $out ], [ 1, "0 new, 0 known, 4 refused\n" ], 'and has one name');
($code, $out, $err) = labdb($first, 'rescan');
is($code, 0, 'what captures say is as it was');
like($out, qr/^0 changed/, 'with the name');
like((labdb($first, 'show', 'sample'))[1], qr/by labscan of a version that it does not tell/,
	'a document that does not tell its version has none');
done_testing;
