#!/usr/bin/perl
# A database that an older labdb made is brought up to date, whatever the version of its tables, by
# the first command, and has what it had.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use Lab;
use Db;
use Test::More;

my $expected = documents_of(frozen_documents());

# The tables of a database, in words that do not depend on how it came to them.
sub tables {
	my ($kind, $url) = @_;
	return postgres_sql($url, q{SELECT table_name, column_name, data_type, is_nullable
		FROM information_schema.columns WHERE table_schema = 'labdb'
		UNION ALL SELECT tablename, indexname, regexp_replace(indexdef, '\s+', ' ', 'g'), ''
		FROM pg_indexes WHERE schemaname = 'labdb' ORDER BY 1, 2}) if $kind eq 'postgresql';
	my $path = $url =~ s/^sqlite://r;
	return join '', sort map { my $table = $_;
		map { "$table|$_" } `sqlite3 $path "PRAGMA table_info($table); PRAGMA index_list($table)"` }
		split /\n/, `sqlite3 $path "SELECT name FROM sqlite_schema WHERE type = 'table'"`;
}

sub load {
	my ($kind, $sql) = @_;
	my $url = new_db($kind);
	my @load = $kind eq 'sqlite' ? ('sqlite3', $url =~ s/^sqlite://r)
		: (Db::bin('psql'), '-q', '-v', 'ON_ERROR_STOP=1', $url);
	my ($code, undef, $err) = run_with(sub { open STDIN, q{<}, $sql or die $! }, @load);
	is($code, 0, "$sql is loaded") or diag($err);
	return $url;
}

for my $kind (@kinds) {
	subtest $kind => sub {
		my $fresh = new_db($kind);
		write_file("$dir/documents.json", $expected);
		labdb($fresh, 'import', "$dir/documents.json");
		my @versions = sort { $a <=> $b } map { /(\d+)\.$kind\.sql$/ } glob "$FindBin::Bin/versions/*.$kind.sql";
		is_deeply(\@versions, [ 1 .. @versions ], 'every version is kept') or return;
		my @scripts = glob 'lab/schema_*.sql';
		is(scalar @versions, scalar @scripts, 'also the newest');

		for my $version (@versions) {
			my $sql = "$FindBin::Bin/versions/$version.$kind.sql";
			# By the first reader, and by the first writer.
			for my $first ([ 'list' ], [ 'import', "$dir/documents.json" ]) {
				my $url = load($kind, $sql);
				my ($code, $out, $err) = labdb($url, @$first);
				is($code, 0, "$first->[0] is the first command for version $version") or diag($err);
				is((labdb($url, 'export'))[1], $expected, 'all scans are there');
				is((labdb($url, 'import', "$dir/documents.json"))[1], "0 new, 3 known, 0 refused\n", 'and known');
				is((labdb($url, 'check'))[1], "sound\n", 'and sound');
				is(tables($kind, $url), tables($kind, $fresh), 'the tables are those of a new database');
			}
		}
	};
}
done_testing;
