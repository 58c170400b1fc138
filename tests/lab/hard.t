#!/usr/bin/perl
# What was acknowledged is there, once: whoever is killed, however full the disk is and
# whatever else writes. And what comes from outside harms nobody.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use JSON::PP;
use Lab;
use Db;
use POSIX ();
use Test::More;

my $file = "$dir/documents.json";
my $n_documents = 4000;

# Scans of 200 hosts, some of which change; no two documents are the same.
sub many {
	my ($n) = @_;
	return map { document('h' . $_ % 200, $_, kernel => { release => 'r' . int($_ / 7) },
		disks => [ map { { name => "sd$_", serial => "S$_" } } 1 .. 5 ]) } 1 .. $n;
}

my @documents = many($n_documents);
write_file($file, documents_of(@documents));

# Starts an import and reads what it acknowledges until there are `n` lines, then calls
# `event`. The acknowledged ids, and how it ended.
sub interrupted {
	my ($url, $n, $event) = @_;
	local $ENV{LABDB} = $url;
	my $child = open(my $out, '-|') // die "fork: $!";

	if (!$child) {
		open STDERR, '>', "$dir/err";
		exec $labdb, 'import', '-v', $file or POSIX::_exit(127);
	}
	my @ids;
	while (my $line = <$out>) {
		push @ids, $1 if $line =~ /^(?:new|known) (\S+) \S+\n/;
		$event->($child) if @ids == $n;
	}
	close $out;
	return (\@ids, $?);
}

# That all acknowledged ids are stored, none twice, and the rest of the file can follow.
sub is_kept {
	my ($url, $ids) = @_;
	my ($code, $out, $err) = labdb($url, 'export');
	my %there;

	is($code, 0, 'what is there can be read') or diag($err);
	$there{$_}++ for $out =~ /"id":"([^"]+)"/g;
	is(scalar(grep { !$there{$_} } @$ids), 0, 'all that was acknowledged is there: ' . @$ids);
	is(scalar(grep { $_ > 1 } values %there), 0, 'and nothing twice');
	($code, $out, $err) = labdb($url, 'check');
	is($out, "sound\n", 'and sound') or diag($err);
	($code, $out, $err) = labdb($url, 'import', $file);
	my ($new, $known) = $out =~ /^(\d+) new, (\d+) known, 0 refused$/m;
	is($new + $known, $n_documents, 'and the same import again completes it') or diag($out, $err);
	cmp_ok($known, '>=', @$ids, 'without storing anew what was there');
	($code, $out, $err) = labdb($url, 'check');
	is($out, "sound\n", 'and is sound') or diag($err);
}

for my $kind (@kinds) {
	subtest $kind => sub {
		for my $n (1, 1500, 2001) {
			subtest "labdb is killed after $n acknowledgements" => sub {
				my $url = new_db($kind);
				my ($ids, $status) = interrupted($url, $n, sub { kill KILL => $_[0] });
				is($status & 127, 9, 'it was killed');
				cmp_ok(scalar @$ids, '<', $n_documents, 'before it was done');
				is_kept($url, $ids);
			};
		}

		subtest 'two writers' => sub {
			my $url = new_db($kind);
			my @children = map { my $which = $_; my $child = fork // die $!;
				if (!$child) {
					$ENV{LABDB} = $url;
					open STDOUT, '>', "$dir/writer$which";
					exec $labdb, 'import', $file or POSIX::_exit(127);
				}
				$child } 1, 2;
			my ($code, $out) = labdb($url, 'list');
			waitpid $_, 0 for @children;
			my ($new, $known) = (0, 0);
			for (1, 2) {
				my ($n, $k) = read_file("$dir/writer$_") =~ /^(\d+) new, (\d+) known, 0 refused$/;
				$new += $n;
				$known += $k;
			}
			is_deeply([ $new, $known ], [ $n_documents, $n_documents ], 'each scan is new to one of them');
			is_kept($url, []);
		};
	};
}

subtest 'PostgreSQL is killed' => sub {
	for my $signal (qw(KILL QUIT)) {
		my $url = new_db('postgresql');
		my ($ids, $status) = interrupted($url, 1200, sub { postgres_kill($signal) });
		is($status >> 8, 2, "by $signal: the import fails");
		like(read_file("$dir/err"), qr/^labdb: the database: /m, 'and says so');
		my ($code, $out, $err) = labdb($url, 'list');
		is($code, 2, 'nothing can be read');
		postgres();
		is_kept($url, $ids);
	}
};

subtest 'a limit on the size of files' => sub {
	my $url = new_db('sqlite');
	local $ENV{LABDB} = $url;
	my ($code, $out, $err) = run_with(sub { $SIG{XFSZ} = 'IGNORE'; },
		'prlimit', '--fsize=' . 300 * 1024, $labdb, 'import', '-v', $file);
	is($code, 2, 'the import fails');
	like($err, qr/^labdb: the database: /m, 'and says so') or diag($err);
	is_kept($url, [ $out =~ /^new (\S+)/mg ]);
};

# A file system of that size at a path; false where that may not be.
sub small_disk {
	my ($path, $size) = @_;
	mkdir $path or die $!;
	return system("mount -t tmpfs -o size=$size,mode=777 tmpfs $path 2>/dev/null") == 0;
}

subtest 'a full disk' => sub {
	plan skip_all => 'needs the right to mount' unless small_disk("$dir/small", '1M');
	my $url = "sqlite:$dir/small/lab.db";
	my ($code, $out, $err) = labdb($url, 'import', '-v', $file);
	is($code, 2, 'the import fails');
	like($err, qr/full.*make room/s, 'and says what to do') or diag($err);
	my @ids = $out =~ /^new (\S+)/mg;
	is(system("mount -o remount,size=64M $dir/small"), 0, 'when there is room');
	is_kept($url, \@ids);

	mkdir "$dir/small/pg" or die $!;
	chmod 0777, "$dir/small/pg";
	my $other = new_db('postgresql');
	my $owner = (stat "$dir/postgres/data")[4];
	chown $owner, -1, "$dir/small/pg";
	postgres_sql($other, "CREATE TABLESPACE small LOCATION '$dir/small/pg'");
	my ($name) = $other =~ m{/(lab\d+)\?};
	my $server = $other =~ s{/lab\d+\?}{/postgres?}r;
	postgres_sql($server, "ALTER DATABASE $name SET TABLESPACE small");
	system("dd if=/dev/zero of=$dir/small/ballast bs=1M 2>/dev/null");
	truncate "$dir/small/ballast", (-s "$dir/small/ballast") - 1024 * 1024;
	($code, $out, $err) = labdb($other, 'import', '-v', $file);
	is($code, 2, 'the import into PostgreSQL fails');
	like($err, qr/No space left.*make room/s, 'and says what to do') or diag($err);
	unlink "$dir/small/ballast";
	is_kept($other, [ $out =~ /^new (\S+)/mg ]);
	postgres_sql($server, "DROP DATABASE $name");
	postgres_sql($server, 'DROP TABLESPACE small');
	is(system("umount $dir/small"), 0, 'it is gone');
};

subtest 'a damaged file' => sub {
	my $url = new_db('sqlite');
	my ($path) = $url =~ /:(.*)/;
	labdb($url, 'import', $file);
	my $sound = read_file($path);
	for my $at (0, 100, 4096, length($sound) / 2, length($sound) - 4096) {
		my $damaged = $sound;
		substr($damaged, $at, 4000) = join '', map { chr(($_ * 7 + $at) % 251) } 1 .. 4000;
		unlink "$path-wal", "$path-shm";
		write_file($path, $damaged);
		for my $command ([ 'check' ], [ 'list' ], [ 'export' ], [ 'import', $file ], [ 'gc' ]) {
			my ($code, $out, $err) = labdb($url, @$command);
			ok($code >= 0 && $code <= 2, "@$command ends in order at $at: $code") or diag($err);
			isnt($code, 0, 'a check finds it') if $command->[0] eq 'check';
			like($err, qr/labdb check|backup|database of its own/, 'and what to do is said')
				if $code == 2 && $command->[0] ne 'check';
		}
	}
	write_file($path, substr($sound, 0, length($sound) / 3));
	my ($code, $out, $err) = labdb($url, 'check');
	isnt($code, 0, 'a file that was cut is found');
	write_file($path, "this is no database\n" x 100);
	($code, $out, $err) = labdb($url, 'list');
	is($code, 2, 'and one that is none');
	like($err, qr/not a database/, 'which is said');
};

for my $kind (@kinds) {
	subtest "what comes from outside: $kind" => sub {
		my $url = new_db($kind);
		my ($code, $out, $err);
		my $hostile = q{'; DROP TABLE hosts; -- $1 {KEY} <script>alert(1)</script> "\\};
		my @names = ($hostile, 'ünï', '%s%n', '-rf');

		my @documents = map { document($names[$_], 100 + $_, dmi => { vendor => $hostile,
			product => "\x00\x1b[2J\x{7f}\x{feff}\x{10ffff}" }, $hostile =~ s/\W//gr => 1) } 0 .. $#names;
		write_file($file, documents_of(@documents));
		($code, $out, $err) = labdb($url, 'import', $file);
		is($out, scalar(@names) . " new, 0 known, 0 refused\n", 'hostile text is text') or diag($err);
		($code, $out, $err) = labdb($url, 'export');
		is($out, documents_of(@documents), 'and comes back');
		($code, $out, $err) = labdb($url, 'export', '--', '-rf');
		is($out, documents_of($documents[3]), 'also by its name');
		is((labdb($url, 'check'))[1], "sound\n", 'and all is sound');

		my %bad = (
			'control characters in a name' => documents_of(document("a\nb", 1)),
			'an escape in a name' => documents_of(document("\x1b[2J", 1)),
			'NUL in a name' => documents_of(document("a\x00b", 1)),
			'a long name' => documents_of(document('a' x 254, 1)),
			'an empty name' => documents_of(document('', 1)),
			'bad UTF-8 in a name' => documents_of(document('NAME', 1)) =~ s/NAME/\xff\xfe/r,
			'bad UTF-8 elsewhere' => documents_of(document('a', 1, dmi => { vendor => 'NAME' })) =~ s/NAME/\xc3\x28/r,
			'a raw control character' => documents_of(document('a', 1, dmi => { vendor => 'NAME' })) =~ s/NAME/\x01/r,
			'NUL' => "\0\0\0\0",
			'numbers without a comma' => documents_of(document('a', 1, x => [ 'NAME' ])) =~ s/"NAME"/1 2/r,
			'members without a comma' => documents_of(document('a', 1, x => 'NAME')) =~ s/"NAME"/1 "y":2/r,
			'two values' => documents_of(document('a', 1, x => 'NAME')) =~ s/"NAME"/{}{}/r,
			'a comment' => documents_of(document('a', 1, x => [ 'NAME' ])) =~ s/"NAME"/\/* *\/ 1/r,
			'a comma too many' => documents_of(document('a', 1, x => [ 'NAME' ])) =~ s/"NAME"/1,/r,
			'a bracket of another kind' => documents_of(document('a', 1, x => [ 'NAME' ])) =~ s/"NAME"\]/1}/r,
			'two members of one name' => documents_of(document('a', 1)) =~ s/^\{/{"schema":"labscan\/1",/r,
			'the same by an escape' => documents_of(document('a', 1)) =~ s/^\{/{"\\u0073chema":"labscan\/1",/r,
			'half a document' => substr(documents_of(document('a', 1)), 0, 60),
			'deep nesting' => documents_of(document('a', 1, x => 'NAME')) =~ s/"NAME"/'[' x 1000 . ']' x 1000/er,
			'many members' => documents_of(document('a', 1, map { ("m$_" => 1) } 1 .. 300)),
			'no object' => '[1, 2, 3]',
			'no schema' => '{"a":1}',
			'another schema' => '{"schema":"cars/1"}',
			'a scan that is no object' => '{"schema":"labscan/1","system":{"hostname":"a"},"scan":7}',
			'nothing' => '',
			'an empty object' => '{}',
		);
		for my $what (sort keys %bad) {
			write_file($file, $bad{$what});
			($code, $out, $err) = labdb($url, 'import', $file);
			is_deeply([ $code, $out ], [ 1, "0 new, 0 known, 1 refused\n" ], "$what is refused") or diag($err);
			unlike($err, qr/[^\x20-\x7e\n]/, 'and nothing of it reaches the terminal');
			write_file($file, $bad{$what} . "\n" . documents_of(document('next', 900)));
			($code, $out, $err) = labdb($url, 'import', $file);
			like($out, qr/^[01] new, [01] known, [01] refused\n/, 'what follows is read') or diag($out, $err);
			ok($out =~ /1 new|1 known/, 'and stored');
		}

		mkdir "$dir/hostile";
		write_file("$dir/hostile/\x1b[2J\n.json", 'no');
		($code, $out, $err) = labdb($url, 'import', "$dir/hostile");
		unlike($err, qr/[^\x20-\x7e\n]/, 'nor do names of files');

		my $large = documents_of(document('large', 200, x => 'NAME')) =~ s/NAME/'x' x (100 << 20)/er;
		write_file($file, $large . documents_of(document('after', 201)));
		undef $large;
		local $ENV{LABDB} = $url;
		($code, $out, $err) = run('/usr/bin/time', '-f', 'peak %M', $labdb, 'import', $file);
		is($out, "1 new, 0 known, 1 refused\n", 'a document of 100 MB is refused, and the next one read');
		like($err, qr/larger than 16 MiB/, 'which is said');
		my ($peak) = $err =~ /^peak (\d+)/m;
		cmp_ok($peak, '<', 250_000, "in bounded memory: $peak KiB");

		my $fits = documents_of(document('fits', 202, x => 'NAME')) =~ s/NAME/'x' x (15 << 20)/er;
		write_file($file, $fits);
		($code, $out, $err) = labdb($url, 'import', $file);
		is($out, "1 new, 0 known, 0 refused\n", 'one of 15 MiB is stored') or diag($err);
		ok((labdb($url, 'export', 'fits'))[1] eq $fits, 'and comes back');
	};
}
done_testing;
