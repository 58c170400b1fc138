#!/usr/bin/perl
# How labscan behaves on the command line: what goes where, exit codes, files, pipes,
# quoting, rights, and that a scan leaves the host alone.
use strict;
use warnings;
use Encode qw(decode);
use FindBin;
use lib $FindBin::Bin;
use JSON::PP qw(decode_json);
use Lab;
use POSIX qw(:sys_wait_h dup2);
use Test::More;

my %plain_host = (
	'proc/sys/kernel/hostname' => "host1\n",
	'proc/sys/kernel/osrelease' => "6.1.0\n",
	'proc/cmdline' => "root=/dev/sda1 quiet\n",
	'labscan/machine' => "x86_64\n",
);
my $plain = make_root('plain', %plain_host);

subtest 'what is wrong with the command line is said on standard error, with exit code 2' => sub {
	for my $case (
		[ 'an unknown option', qr/--nonsense/, '--nonsense' ],
		[ 'an option without its argument', qr/output/, '--output' ],
		[ 'an unknown key', qr/NONSENSE/, 'NONSENSE' ],
		[ 'an unknown key behind a known one', qr/NONSENSE/, 'ARCH', 'NONSENSE' ],
		[ 'an unknown key of scan', qr/NONSENSE/, 'scan', 'NONSENSE' ],
		[ 'an unknown format', qr/nonsense/, '--format', 'nonsense' ],
		[ 'a root that is not there', qr{/no/such/root: No such file}, '--root', '/no/such/root' ],
		[ 'a root that is a file', qr{/dev/null: Not a directory}, '--root', '/dev/null' ],
		[ 'an output in no directory', qr{/no/such/file: No such file}, '-o', '/no/such/file' ],
		[ '-0 with JSON', qr/json/, '-0', '--format', 'json' ],
	) {
		my ($what, $words, @arguments) = @$case;
		my ($code, $out, $err) = run($labscan, @arguments);
		is($code, 2, "$what: exit code");
		is($out, '', "$what: nothing on standard output");
		like($err, $words, "$what: the message names it");
		unlike($err, qr/[^\n]\z/, "$what: the message ends its line");
	}
};

subtest 'each command says what is wrong with its options in its own name' => sub {
	my @commands = map { /^COMMAND\((\w+)\)/ ? $1 : () } split /\n/, read_file('scanner/commands.def');
	cmp_ok(scalar @commands, '>', 5, 'there are commands');
	for my $name (@commands) {
		my ($code, $out, $err) = run($labscan, $name, '--nonsense');
		is($code, 2, "$name: exit code");
		is($err, "labscan $name: unrecognized option '--nonsense'\n"
			. "labscan: see `labscan $name --help`\n", "$name: says so, and where help is");
	}
	my (undef, undef, $err) = run($labscan, '-Z');
	like($err, qr/^labscan scan: invalid option -- 'Z'\n/, 'without a command it is scan');
	for my $name (qw(doctor topology beaker)) {
		my ($code, $out, $said) = run($labscan, $name, '--root', $plain, 'nonsense');
		is($code, 2, "$name takes no argument: exit code");
		is($said, "labscan: $name takes no argument: nonsense\n"
			. "labscan: see `labscan $name --help`\n", "$name takes no argument: said");
	}
};

subtest 'help is an answer' => sub {
	for my $case ([ '--help' ], [ '-h' ], [ 'scan', '--help' ], [ 'table', '--help' ],
		      [ '--version' ]) {
		my ($code, $out, $err) = run($labscan, @$case);
		is($code, 0, "@$case: exit code");
		isnt($out, '', "@$case: is on standard output");
		is($err, '', "@$case: nothing on standard error");
	}
};

subtest 'named keys restrict the output, in their order' => sub {
	my ($code, $out) = run($labscan, '--root', $plain, 'KERNEL', 'HOSTNAME');
	is($code, 0, 'exit code');
	is($out, "KERNEL=6.1.0\nHOSTNAME=host1\n", 'these two, in this order');
	is((run($labscan, 'scan', '-r', $plain, 'KERNEL', 'HOSTNAME'))[1], $out,
		'scan is what a bare labscan does');
	is((run($labscan, 'KERNEL', 'HOSTNAME', '--root', $plain))[1], $out,
		'options may follow keys');
	($code, $out) = run($labscan, '--root', $plain, 'HOSTNAME', 'VENDOR');
	is($code, 1, 'a key that the host has no value for: exit code');
	is($out, "HOSTNAME=host1\n", 'and it is left out');
	my ($all) = (run($labscan, '--root', $plain))[1];
	my @keys = map { /^([A-Z0-9_]+)=/ ? $1 : die $_ } split /\n/, $all;
	cmp_ok(scalar @keys, '>', 5, 'without keys there are more');
	is(join('', map { (run($labscan, '--root', $plain, $_))[1] } @keys), $all,
		'each key alone has the value that it has among all');
};

# Text as a host may have it, and as labscan keeps it.
my $hostile_model = q{It's $(touch pwned) `touch pwned` "q" \ ${HOME} $HOME ; & | > x * ? # ~ !! %s};
my %hostile = (
	HOSTNAME => [ 'system', 'hostname', 'proc/sys/kernel/hostname', "-n ~root\n", '-n ~root' ],
	KERNEL => [ 'kernel', 'release', 'proc/sys/kernel/osrelease', "'\n", "'" ],
	CMDLINE => [ 'kernel', 'command_line', 'proc/cmdline', "a='b c' d=\"e\"\tx\n",
		"a='b c' d=\"e\"\\x09x" ],
	MODEL => [ 'dmi', 'product', 'sys/class/dmi/id/product_name', "$hostile_model\n", $hostile_model ],
	VENDOR => [ 'dmi', 'vendor', 'sys/class/dmi/id/sys_vendor',
		"two\nlines\e[31m \xff\xc0\xaf \xed\xa0\x80 end\n",
		'two\x0alines\x1b[31m \xff\xc0\xaf \xed\xa0\x80 end' ],
	BIOS_VERSION => [ 'dmi', 'bios_version', 'sys/class/dmi/id/bios_version',
		"\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\n", "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80" ],
);
my $hostile = make_root('hostile', %plain_host, map { $_->[2] => $_->[3] } values %hostile);

subtest 'a hostile host: every shell gets the exact values back' => sub {
	my ($code, $document) = run($labscan, '--root', $hostile, '--format', 'json');
	is($code, 0, 'JSON: exit code');
	ok(eval { decode('UTF-8', my $copy = $document, Encode::FB_CROAK); 1 }, 'JSON is UTF-8');
	my $facts = decode_json($document);
	for my $key (sort keys %hostile) {
		my ($section, $name, undef, undef, $kept) = @{ $hostile{$key} };
		is($facts->{$section}{$name}, decode('UTF-8', $kept), "JSON: $key");
	}

	($code, my $lines) = run($labscan, '--root', $hostile);
	is($code, 0, 'KEY=VALUE: exit code');
	unlike($lines, qr/[^\n -~\x80-\xff]/, 'KEY=VALUE: no control bytes');
	write_file("$dir/inventory", $lines);
	for my $shell ([ 'dash' ], [ 'bash', '--posix' ], [ 'busybox', 'sh' ]) {
		for my $key (sort keys %hostile) {
			my ($status, $value, $err) = run_with(sub { chdir $dir or die $! }, @$shell, '-c',
				qq{set -eu; . ./inventory; printf %s "\$$key"});
			is($value, $hostile{$key}[4], "@$shell: $key");
			is($err, '', "@$shell: $key: nothing said");
		}
	}
	ok(!-e "$dir/pwned", 'nothing in a value was run');

	($code, my $raw) = run($labscan, '--root', $hostile, '-0');
	my %raw = map { split /=/, $_, 2 } split /\0/, $raw;
	is($raw{$_}, $hostile{$_}[4], "-0: $_") for sort keys %hostile;
	unlike($raw, qr/[^\0]\z/, '-0: the last value is ended too');
};

subtest '-o writes the file whole or not at all' => sub {
	my $expected = (run($labscan, '--root', $plain))[1];
	mkdir "$dir/o";
	my $file = "$dir/o/inventory";

	is_deeply([ run_with(sub { umask 0027 }, $labscan, '--root', $plain, '-o', $file) ],
		[ 0, '', '' ], 'a new file: nothing is said');
	is(read_file($file), $expected, 'a new file holds what standard output would have');
	is((stat $file)[2] & 0777, 0640, 'a new file has the mode that the umask gives');

	write_file($file, "old\n" x 10000);
	chmod 0604, $file;
	my $old = (stat $file)[1];
	open my $reader, '<', $file or die $!;
	is((run($labscan, '--root', $plain, '-o', $file))[0], 0, 'over an old file: exit code');
	is(read_file($file), $expected, 'over an old file: the new text, and nothing of the old');
	is((stat $file)[2] & 0777, 0604, 'over an old file: its mode stays');
	isnt((stat $file)[1], $old, 'over an old file: replaced, not overwritten');
	is(scalar(<$reader>), "old\n", 'over an old file: who reads the old one reads on in it');

	symlink 'inventory', "$dir/o/link";
	is((run($labscan, '--root', $plain, 'KERNEL', '-o', "$dir/o/link"))[0], 0, 'a link: exit code');
	ok(-l "$dir/o/link", 'a link stays one');
	is(read_file($file), "KERNEL=6.1.0\n", 'and the file that it names is replaced');

	is((run($labscan, '--root', $plain, '-o', '/dev/stdout'))[1], $expected, '-o /dev/stdout works');
	is_deeply([ sort map { s{.*/}{}r } glob("$dir/o/*") ], [ 'inventory', 'link' ],
		'no other file is left');
};

subtest 'output that cannot be written is never a success' => sub {
	my $full = sub { open STDOUT, '>', '/dev/full' or die $! };
	my ($code, undef, $err) = run_with($full, $labscan, '--root', $plain);
	is($code, 2, 'a full disk under standard output: exit code');
	is($err, "labscan: cannot write standard output: No space left on device\n", 'said once');
	is((run_with($full, $labscan, '--help'))[0], 2, 'a full disk under --help');
	is((run_with($full, $labscan, '--version'))[0], 2, 'a full disk under --version');

	($code, undef, $err) = run($labscan, '--root', $plain, '-o', '/dev/full');
	is($code, 2, '-o /dev/full: exit code');
	is($err, "labscan: cannot write /dev/full: No space left on device\n", 'said once');

	($code, undef, $err) = run_with(sub { POSIX::close(1) }, $labscan, '--root', $plain);
	is($code, 2, 'standard output closed: exit code');
	is($err, "labscan: cannot write standard output: Bad file descriptor\n", 'said once');

	# Nobody reads the pipe any more.
	my $deaf_pipe = sub {
		pipe my $in, my $out or die $!;
		dup2(fileno $out, 1);
		close $_ for $in, $out;
	};
	is((run_with($deaf_pipe, $labscan, '--root', $plain))[0], -POSIX::SIGPIPE(),
		'a reader that went: ends by SIGPIPE, as others do');
	($code, undef, $err) = run_with(sub { $deaf_pipe->(); $SIG{PIPE} = 'IGNORE' },
		$labscan, '--root', $plain);
	is($code, 2, 'SIGPIPE ignored: exit code');
	is($err, "labscan: cannot write standard output: Broken pipe\n", 'said once');
};

subtest 'a full disk leaves the old file as it was' => sub {
	mkdir "$dir/small";
	my ($able) = run('unshare', '--mount', 'mount', '-t', 'tmpfs', '-o', 'size=4k', 'none', "$dir/small");
	plan skip_all => 'no right to mount a small disk' if $able != 0;
	my ($code, $out, $err) = run('unshare', '--mount', 'sh', '-c', <<'SCRIPT', 'sh', $labscan, $plain, "$dir/small");
		mount -t tmpfs -o size=4k none "$3" && cd "$3" || exit 99
		echo old >inventory
		"$1" --root "$2" --format json -o inventory
		echo "$?"; cat inventory; ls -A
SCRIPT
	is($out, "2\nold\ninventory\n", 'exit code 2, the old text, no other file');
	like($err, qr/^labscan: cannot write inventory: No space left on device$/m, 'said');
};

subtest 'without rights a fact is unknown, never no' => sub {
	my $table = 'sys/firmware/acpi/tables/DMAR';
	my $guarded = make_root('guarded', %plain_host, $table => 'DMAR', 'sys/kernel/iommu_groups' => undef,
		'sys/class/iommu' => undef);
	chmod 0, "$guarded/$table";
	my $copy = labscan_for_all();
	my ($code, $out, $err) = run_with(\&drop_rights, $copy, '--root', $guarded);
	is($code, 0, 'exit code');
	unlike($out, qr/^VIRT_IOMMU=/m, 'VIRT_IOMMU is left out');
	like($out, qr/^IOMMU_STATE=unknown$/m, 'the state is unknown');
	like($err, qr/\Alabscan: [^\n]*root[^\n]*DMAR[^\n]*\n\z/, 'one line says what needs root');

	($code, $out) = run_with(\&drop_rights, $copy, '--root', $guarded, 'VIRT_IOMMU');
	is($code, 3, 'asked for VIRT_IOMMU: it cannot be told from here');
	is($out, '', 'asked for VIRT_IOMMU: no value');

	($code, $out, $err) = run_with(\&drop_rights, $copy, '--format', 'json');
	is($code, 0, 'this machine: exit code');
	ok(eval { decode_json($out) }, 'this machine: a document');
	cmp_ok(scalar(() = $err =~ /\n/g), '<=', 2, 'this machine: one line for rights, one for failures');
};

subtest 'a scan leaves the host alone' => sub {
	my $trace = "$dir/trace";
	my ($able) = run('strace', '-o', $trace, 'true');
	plan skip_all => 'strace cannot trace here' if $able != 0;
	# A sanitizer's search for leaks would trace as well.
	local $ENV{ASAN_OPTIONS} = 'detect_leaks=0';
	my ($code) = run('strace', '-f', '-qq', '-o', $trace, '-e',
		'trace=%process,%network,%file,openat2,dup,chdir', $labscan, '--format', 'json');
	is($code, 0, 'exit code');
	my @calls = map { s/^\d+\s+//r } split /\n/, read_file($trace);
	cmp_ok(scalar @calls, '>', 100, 'the calls are seen');
	is(scalar(grep { /^execve/ } @calls), 1, 'one program runs');
	is(join("\n", grep { /^(v?fork|clone)/ } @calls), '', 'no process is started');
	is(join("\n", grep { /^(socket|connect|bind|send)/ } @calls), '', 'no network');
	is(join("\n", grep { /\bO_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE)\b/ } @calls), '',
		'no file is opened to be written');
	is(join("\n", grep { /^(unlink|rename|mkdir|rmdir|chmod|fchmod|chown|truncate|link|symlink|mknod|mount|utime)/ }
		@calls), '', 'nothing is changed');
};

subtest 'two scans of one host say the same' => sub {
	my @documents = map { decode_json((run($labscan, '--format', 'json'))[1]) } 1, 2;
	isnt($documents[0]{scan}{id}, $documents[1]{scan}{id}, 'each under an id of its own');
	delete $_->{scan} for @documents;
	my $writer = JSON::PP->new->canonical->pretty;
	is($writer->encode($documents[0]), $writer->encode($documents[1]), 'but for the block about the scan');
};

done_testing;
