#!/usr/bin/perl
# What labdb stores comes back, once: of documents and captures, on both databases.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use JSON::PP;
use Lab;
use Db;
use Test::More;

my $json = JSON::PP->new->canonical;
my $capture = 'samples/rich-6.12.tar.gz';

sub lines { return split /\n/, $_[0] }

subtest 'who may not write' => sub {
	plan skip_all => 'needs to be root, to be another one' if $> != 0;
	mkdir "$dir/shared" or die $!;
	my $url = "sqlite:$dir/shared/lab.db";
	write_file("$dir/documents.json", documents_of(document('a', 1)));
	labdb($url, 'import', "$dir/documents.json");
	system('cp', $labdb, "$dir/labdb");
	local $ENV{LABDB} = $url;
	my ($code, $out, $err) = run_with(\&drop_rights, "$dir/labdb", 'list');
	is_deeply([ $code, $out, $err ], [ 0, "a  2026-01-01T00:00:01Z  1 scan\n", '' ], 'may read');
	($code, $out, $err) = run_with(\&drop_rights, "$dir/labdb", 'import', "$dir/documents.json");
	is($code, 2, 'and not write');
	like($err, qr/not yours to write/, 'which is said');
	($code, $out, $err) = run_with(\&drop_rights, "$dir/labdb", 'list', '--db', "sqlite:$dir/none.db");
	is($code, 2, 'nor is one made');
};

for my $kind (@kinds) {
	subtest $kind => sub {
		my $url = new_db($kind);
		my $file = "$dir/documents.json";
		my ($code, $out, $err);

		subtest 'nothing is there' => sub {
			($code, $out, $err) = labdb($url, 'list');
			is($code, 2, 'a database that is not there cannot be read');
			like($err, qr/labdb import/, 'and who makes one is said');
		};

		subtest 'documents' => sub {
			my @documents = (document('a', 1), document('b', 2), document('a', 3, disks => [{ name => 'sda' }]));
			write_file($file, documents_of(@documents));
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out, $err ], [ 0, "3 new, 0 known, 0 refused\n", '' ], 'are stored');
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out, $err ], [ 0, "0 new, 3 known, 0 refused\n", '' ], 'once');
			($code, $out, $err) = labdb($url, 'export');
			is($out, documents_of(@documents), 'and come back as they were, in their order');
			($code, $out, $err) = labdb($url, 'export', 'a');
			is($out, documents_of(@documents[2, 0]), 'or those of a host, the newest first');
			($code, $out, $err) = labdb($url, 'export', '--latest');
			is($out, documents_of(@documents[2, 1]), 'or the latest of each');
			($code, $out, $err) = labdb($url, 'list');
			is($out, "a  2026-01-01T00:00:03Z  2 scans\nb  2026-01-01T00:00:02Z  1 scan\n",
				'hosts are listed');
			($code, $out, $err) = labdb($url, 'list', '--json');
			is_deeply([ map { $json->decode($_) } lines($out) ],
				[ { host => 'a', time => '2026-01-01T00:00:03Z', scans => 2 },
				  { host => 'b', time => '2026-01-01T00:00:02Z', scans => 1 } ], 'also as JSON');
		};

		subtest 'layout' => sub {
			my $document = document('layout', 10, cpu => { flags => [ 'a b', "c\\\"d" ] }, x => JSON::PP::null);
			write_file($file, JSON::PP->new->canonical->pretty->encode($document));
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "1 new, 0 known, 0 refused\n", 'a document on many lines is stored');
			write_file($file, documents_of($document));
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "0 new, 1 known, 0 refused\n", 'and is the same one on one line');
		};

		subtest 'another document with the id of one' => sub {
			write_file($file, documents_of(document('a', 1, cpu => {}), document('c', 2), document('d', 11)));
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out ], [ 1, "1 new, 0 known, 2 refused\n" ], 'is refused, and the rest goes on');
			like($err, qr/000000000001 of a: another scan has its id/, 'and that is said, with which one it is');
			write_file($file, documents_of(document('e', 12), document('e', 12), document('f', 12)));
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out ], [ 1, "1 new, 1 known, 1 refused\n" ], 'also within a file');
		};

		subtest 'hosts without a name' => sub {
			my $document = document(undef, 20);
			write_file($file, documents_of($document));
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out ], [ 1, "0 new, 0 known, 1 refused\n" ], 'are refused');
			like($err, qr/import --host NAME/, 'with the remedy');
			write_file($file, documents_of(document('localhost.localdomain', 21)));
			($code, $out, $err) = labdb($url, 'import', $file);
			like($err, qr/localhost.*import --host NAME/, 'as are those that all share one');
			($code, $out, $err) = labdb($url, 'import', '--host', 'named', $file);
			is_deeply([ $code, $out ], [ 0, "1 new, 0 known, 0 refused\n" ], 'unless they are given one');
			($code, $out, $err) = labdb($url, 'import', '--host', 'other', $file);
			is_deeply([ $code, $out ], [ 1, "0 new, 0 known, 1 refused\n" ], 'and one only');
		};

		subtest 'a document without an id' => sub {
			my $document = document('old', 0);
			delete $document->{scan}{id};
			write_file($file, documents_of($document));
			labdb($url, 'import', $file);
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "0 new, 1 known, 0 refused\n", 'is known by what it says');
			delete $document->{scan};
			write_file($file, documents_of($document));
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "1 new, 0 known, 0 refused\n", 'and one without a scan is stored');
			($code, $out, $err) = labdb($url, 'export', '--latest', 'old');
			is($out, documents_of($document), 'and comes back');
		};

		subtest 'a document of a schema to come' => sub {
			my $document = document('new', 30, schema => 'labscan/9', worlds => [ {}, 1e3, -0.5 ]);
			write_file($file, documents_of($document));
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out ], [ 0, "1 new, 0 known, 0 refused\n" ], 'is stored');
			($code, $out, $err) = labdb($url, 'export', 'new');
			is($out, documents_of($document), 'and comes back');
		};

		subtest 'the order of time' => sub {
			write_file($file, documents_of(document('t', 42), document('t', 41)));
			labdb($url, 'import', $file);
			($code, $out, $err) = labdb($url, 'export', '--latest', 't');
			like($out, qr/000000000042/, 'is that of the scans, not of their import');
		};

		subtest 'a capture' => sub {
			($code, $out, $err) = labdb($url, 'import', '--host', 'rich', '-v', $capture);
			is($code, 0, 'is scanned') or diag($err);
			my ($id) = $out =~ /^new (\S+) rich$/m;
			($code, $out, $err) = labdb($url, 'import', '--host', 'rich', $capture);
			is($out, "0 new, 1 known, 0 refused\n", 'once');
			($code, $out, $err) = labdb($url, 'export', 'rich');
			my $document = $json->decode($out);
			is($document->{scan}{id}, $id, 'and has an id that is its own');
			my $scanned = $json->decode(scalar qx{$labscan --root $capture --format json 2>/dev/null});
			delete $_->{scan} for $document, $scanned;
			ok($json->encode($document) eq $json->encode($scanned), 'and is what labscan tells of it');
			my ($piped) = run('sh', '-c', "LABDB='$url' $labdb import --host piped - < $capture >$dir/piped");
			is(read_file("$dir/piped"), "1 new, 0 known, 0 refused\n", 'also through a pipe');
		};

		subtest 'a directory' => sub {
			mkdir "$dir/$kind";
			write_file("$dir/$kind/one.json", documents_of(document('one', 50)));
			write_file("$dir/$kind/below/two.jsonl", documents_of(document('two', 51), document('two', 52)));
			write_file("$dir/$kind/below/notes.txt", "no document\n");
			($code, $out, $err) = labdb($url, 'import', "$dir/$kind");
			is_deeply([ $code, $out ], [ 1, "3 new, 0 known, 1 refused\n" ], 'all below it is stored');
			like($err, qr{below/notes\.txt: it is no JSON object}, 'and what is no document is said');
		};
	};
}
done_testing;
