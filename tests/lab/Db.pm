# What the tests of labdb share: databases of both kinds, and documents to put into them.
#
#	use FindBin;
#	use lib "$FindBin::Bin", "$FindBin::Bin/../sample";
#	use Lab;
#	use Db;
#
# The server is a real one, Debian's, that belongs to the test: its files are below $dir,
# its socket is there, and it listens nowhere else.
package Db;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use JSON::PP;
use Lab;
use POSIX ();

our @EXPORT = qw($labdb @kinds new_db labdb postgres postgres_kill postgres_sql document
	documents_of frozen_documents);

our $labdb = abs_path($ENV{LABDB_BIN} // 'build/labdb');
our @kinds = qw(sqlite postgresql);
delete $ENV{LABDB};

my ($server, $n_databases) = (undef, 0);
my $owner = $$;

sub bin {
	my ($program) = @_;
	my ($newest) = sort { $b cmp $a } glob "/usr/lib/postgresql/*/bin/$program";
	return $newest // die "no $program: run scripts/deps check\n";
}

# A child that is not root, as PostgreSQL demands. Its output goes to a file.
sub start {
	my (@command) = @_;
	my $child = fork // die "fork: $!";

	return $child if $child;
	if ($> == 0) {
		my (undef, undef, $uid, $gid) = getpwnam('postgres');
		($uid, $gid) = (getpwnam('nobody'))[2, 3] unless defined $uid;
		POSIX::setgid($gid);
		POSIX::setuid($uid);
	}
	chdir '/';
	open STDIN, '<', '/dev/null';
	open STDOUT, '>>', "$dir/postgres/log" or POSIX::_exit(126);
	open STDERR, '>&', \*STDOUT;
	exec @command or POSIX::_exit(127);
}

sub finish {
	my ($child, $what) = @_;
	waitpid $child, 0;
	die "$what failed:\n" . read_file("$dir/postgres/log") if $?;
}

sub is_up {
	return system(bin('pg_isready'), '-q', '-h', "$dir/postgres") == 0;
}

# Starts the server, anew after postgres_kill.
sub postgres {
	return if $server;
	if (!-d "$dir/postgres") {
		mkdir "$dir/postgres" or die $!;
		write_file("$dir/postgres/log", '');
		chmod 0777, "$dir/postgres", "$dir/postgres/log";
		finish(start(bin('initdb'), '--no-sync', '--auth=trust', '--username=lab',
			'--encoding=UTF8', '--locale=C', '-D', "$dir/postgres/data"), 'initdb');
	}
	$server = start(bin('postgres'), '-D', "$dir/postgres/data", '-k', "$dir/postgres",
		'-c', 'listen_addresses=', '-c', 'max_connections=20');
	for (1 .. 600) {
		return if is_up();
		die read_file("$dir/postgres/log") if waitpid $server, POSIX::WNOHANG();
		select undef, undef, undef, 0.1;
	}
	die "PostgreSQL does not start\n" . read_file("$dir/postgres/log");
}

# Ends the server, at once and unprepared for KILL, or in order.
sub postgres_kill {
	my ($signal) = @_;
	return unless $server;
	if ($signal eq 'KILL') {
		# Its children first: the last of them lets go of the data.
		my @children = split ' ', `ps -o pid= --ppid $server`;
		kill KILL => $server, @children;
	} else {
		kill $signal => $server;
	}
	waitpid $server, 0;
	undef $server;
}

END { postgres_kill('QUIT') if $owner == $$ }

sub postgres_sql {
	my ($url, $sql) = @_;
	open my $out, '-|', bin('psql'), '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', $sql, $url or die $!;
	local $/;
	my $said = <$out> // '';
	chomp $said;
	return $said;
}

# The URL of a new, empty database.
sub new_db {
	my ($kind) = @_;
	my $name = 'lab' . ++$n_databases;

	return "sqlite:$dir/$name.db" if $kind eq 'sqlite';
	postgres();
	my $server_url = "postgresql://lab@/postgres?host=$dir/postgres";
	postgres_sql($server_url, "CREATE DATABASE $name");
	return $server_url =~ s{/postgres\?}{/$name?}r;
}

# Runs labdb: exit code, output, errors.
sub labdb {
	my ($url, @arguments) = @_;
	local $ENV{LABDB} = $url;
	return run($labdb, @arguments);
}

# A document, as a structure: small, but of all that import looks at. `more` are members
# beside, or instead of these.
sub document {
	my ($host, $id, %more) = @_;
	return {
		schema => 'labscan/1',
		scan => { id => sprintf('00000000-0000-4000-8000-%012d', $id), version => '0.1.0',
			root => '/', time => sprintf('2026-01-01T%02d:%02d:%02dZ',
				$id / 3600 % 24, $id / 60 % 60, $id % 60), duration_us => 1 },
		system => { hostname => $host, machine => 'x86_64' },
		%more,
	};
}

# What databases of older versions were made of (tests/lab/versions).
sub frozen_documents {
	return (document('a', 1, cpu => { vendor => 'GenuineIntel', flags => [ 'vmx', 'sse' ] }),
		document('b', 2, cpu => { vendor => 'AuthenticAMD', flags => [] }),
		document('a', 3, cpu => { vendor => 'GenuineIntel', flags => [ 'vmx' ] }, disks => [ { name => 'sda' } ]));
}

# JSON lines of documents.
sub documents_of { return join '', map { JSON::PP->new->canonical->utf8->encode($_) . "\n" } @_ }

1;
