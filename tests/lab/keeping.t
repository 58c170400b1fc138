#!/usr/bin/perl
# What keeps a database in order: gc, check, rescan, an index that is built anew, and
# migrations. On both databases.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use Lab;
use Db;
use Test::More;

my $capture = 'samples/plain-6.12.tar.gz';
my $file = "$dir/documents.json";

# A database with three scans of one host and one of another, and a capture.
sub filled {
	my ($kind) = @_;
	my $url = new_db($kind);
	write_file($file, documents_of(document('a', 1, cpu => { vendor => 'GenuineIntel', flags => [ 'a', 'b' ] }),
		document('a', 2, cpu => { vendor => 'AuthenticAMD', flags => [ 'a' ] }),
		document('a', 3, cpu => { vendor => 'AuthenticAMD', flags => [ 'b' ] }), document('b', 4)));
	my ($code, $out, $err) = labdb($url, 'import', $file);
	is($out, "4 new, 0 known, 0 refused\n", 'there are scans');
	($code, $out, $err) = labdb($url, 'import', '--host', 'c', $capture);
	is($out, "1 new, 0 known, 0 refused\n", 'and a capture');
	return $url;
}

# A document but for how long it took.
sub judged { return $_[0] =~ s/"duration_us":\d+//r }

# Runs SQL of one's own, so that a fault is there.
sub break_db {
	my ($url, $sql) = @_;
	return postgres_sql($url, "SET search_path = labdb; $sql") unless $url =~ s/^sqlite://;
	is(system('sqlite3', $url, $sql), 0, "broken by $sql");
}

for my $kind (@kinds) {
	subtest $kind => sub {
		my ($code, $out, $err);
		my $url = filled($kind);

		subtest 'gc' => sub {
			my (undef, $before) = labdb($url, 'export');
			($code, $out, $err) = labdb($url, 'gc');
			is($code, 0, 'without options') or diag($err);
			like($out, qr/^removed 0 scans, 0 documents, 0 sections, 0 captures, /, 'removes no scan');
			ok((labdb($url, 'export'))[1] eq $before, 'and nothing of one');
			($code, $out, $err) = labdb($url, 'gc', '--keep', '2');
			like($out, qr/^removed 1 scans, 1 documents, 1 sections, 0 captures, /, '--keep 2 removes the third');
			like((labdb($url, 'list'))[1], qr/^a .* 2 scans$/m, 'which is no longer counted');
			($code, $out, $err) = labdb($url, 'gc', '--before', '2030-01-01');
			like($out, qr/^removed 1 scans, /, '--before never removes the latest of a host');
			($code, $out, $err) = labdb($url, 'check');
			is_deeply([ $code, $out, $err ], [ 0, "sound\n", '' ], 'what is left is sound');
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "2 new, 2 known, 0 refused\n", 'what was removed can come again');
			($code, $out, $err) = labdb($url, 'check');
			is_deeply([ $code, $out, $err ], [ 0, "sound\n", '' ], 'and all is sound');
			for ([ '--keep', '0' ], [ '--keep', 'x' ], [ '--before', 'May' ], [ 'x' ]) {
				($code, $out, $err) = labdb($url, 'gc', @$_);
				is($code, 2, "gc @$_ is refused");
				like($err, qr/labdb gc --help/, 'with the remedy');
			}
		};

		subtest 'rescan' => sub {
			($code, $out, $err) = labdb($url, 'rescan');
			is_deeply([ $code, $out, $err ], [ 0, "0 changed, 1 unchanged, 0 failed\n", '' ],
				'by the same rules changes nothing');
			my (undef, $now) = labdb($url, 'export', 'c');
			# As if a labscan with other rules had judged it: that of a document of host a.
			break_db($url, "UPDATE scans SET body = (SELECT body FROM hosts WHERE name = 'b') WHERE capture IS NOT NULL");
			break_db($url, "UPDATE hosts SET body = (SELECT h.body FROM hosts h WHERE h.name = 'b') WHERE name = 'c'");
			ok((labdb($url, 'export', 'c'))[1] ne $now, 'what was judged by others');
			($code, $out, $err) = labdb($url, 'rescan');
			is_deeply([ $code, $out, $err ], [ 0, "1 changed, 0 unchanged, 0 failed\n", '' ], 'is judged anew');
			ok(judged((labdb($url, 'export', 'c'))[1]) eq judged($now), 'and says what this labscan says');
			($code, $out, $err) = labdb($url, 'check');
			is_deeply([ $code, $out, $err ], [ 0, "sound\n", '' ], 'and the index knows');
		};

		subtest 'an index of other fields' => sub {
			break_db($url, "UPDATE settings SET value = '1' WHERE name LIKE 'index%'");
			break_db($url, "DELETE FROM facts");
			($code, $out, $err) = labdb($url, 'import', $file);
			is($out, "0 new, 4 known, 0 refused\n", 'is built anew by the next writer');
			($code, $out, $err) = labdb($url, 'check');
			is_deeply([ $code, $out, $err ], [ 0, "sound\n", '' ], 'and is sound then');
		};

		subtest 'faults' => sub {
			for (
				[ "DELETE FROM postings WHERE value = (SELECT MIN(value) FROM postings)", 'the index has other values', 1 ],
				[ "UPDATE field_values SET bytes = hash WHERE kind = 0 AND id IN (SELECT MAX(id) FROM field_values WHERE kind = 0 AND field IN (SELECT id FROM fields WHERE name = 'key:CPUVENDOR'))", 'the index has another key:CPUVENDOR of host ', 1 ],
				[ "UPDATE hosts SET n_scans = 9 WHERE name = 'a'", 'host a has 3 scans, and is said to have 9', 0 ],
				[ "UPDATE hosts SET scan = 1 WHERE name = 'a'", 'the latest scan of host a', 0 ],
				[ "DELETE FROM sections WHERE id = 1", 'lacks sections', 0 ],
				[ "UPDATE sections SET bytes = hash WHERE id = 2", 'section 2 is not what was stored', 0 ],
				[ "UPDATE captures SET bytes = hash", 'capture 1 is not what was stored', 0 ],
				[ "DELETE FROM bodies WHERE id = 1", 'has no document', 0 ],
			) {
				my ($sql, $said, $can_repair) = @$_;
				my $own = filled($kind);
				break_db($own, $sql);
				($code, $out, $err) = labdb($own, 'check');
				is($code, 1, 'is found');
				like($out, qr/\Q$said\E/, "and said: $said");
				($code, $out, $err) = labdb($own, 'check', '--repair');
				is($code, $can_repair ? 0 : 1, $can_repair ? 'is repaired' : 'cannot be repaired') or diag($err);
				is((labdb($own, 'check'))[0], $can_repair ? 0 : 1, 'for good');
			}
		};

		subtest 'a section that is not what was stored' => sub {
			my $own = filled($kind);
			break_db($own, "UPDATE sections SET bytes = (SELECT s.bytes FROM sections s WHERE s.id = 1) WHERE id = 2");
			($code, $out, $err) = labdb($own, 'export');
			is($code, 2, 'is not exported');
			like($err, qr/damaged: sections 2/, 'but told');
		};

		subtest 'versions' => sub {
			my $own = filled($kind);
			break_db($own, "UPDATE settings SET value = '999' WHERE name = 'version'");
			for my $command ([ 'list' ], [ 'import', $file ]) {
				($code, $out, $err) = labdb($own, @$command);
				is($code, 2, "$command->[0] leaves a newer database alone");
				like($err, qr/newer labdb made it \(version 999; this one knows \d+\)/, 'and says so');
			}
			my $other = new_db($kind);
			$kind eq 'sqlite' ? break_db($other, 'CREATE TABLE cars (id INTEGER)')
				: postgres_sql($other, 'CREATE SCHEMA labdb; CREATE TABLE labdb.cars (id int)');
			($code, $out, $err) = labdb($other, 'import', $file);
			is($code, 2, 'a database of something else is left alone');
			like($err, qr/a\s*database of its own/, 'with the remedy');
		};
	};
}
done_testing;
