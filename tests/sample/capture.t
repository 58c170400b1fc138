#!/usr/bin/perl
# labscan capture, and scans of what it wrote: the document is the one of the host, errors
# included; a redacted capture holds no secret; no capture, however made, does harm.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use FindBin;
use lib $FindBin::Bin;
use JSON::PP;
use Lab;
use POSIX qw(dup2);
use Test::More;

my $json = JSON::PP->new->canonical->pretty;
my $copy = labscan_for_all();
mkdir "$dir/nobody";
chmod 0777, "$dir/nobody";

# The document as text, without the block about the scan itself.
sub document {
	my ($prepare, @arguments) = @_;
	my ($code, $out, $err) = run_with($prepare, $copy, '--format', 'json', @arguments);
	my $document = eval { decode_json($out) } // return "no document: exit code $code, $err";
	delete $document->{scan};
	return $json->encode($document);
}

sub replay { my ($capture) = @_; return document(undef, '--root', $capture) }

# ---- this machine ----

for my $user ([ 'root', undef ], [ 'nobody', \&drop_rights ]) {
	my ($who, $prepare) = @$user;
	subtest "this machine as $who: a capture replays to the same document" => sub {
		plan skip_all => 'not root' if $who eq 'root' && $> != 0;
		my $at = $who eq 'nobody' ? "$dir/nobody" : "$dir/root";
		mkdir $at;
		my $live = document($prepare);
		like($live, qr/"hostname"/, 'there is a document');
		for my $suffix ('tar', 'tar.gz', 'tgz', 'tar.zst', 'tzst') {
			my ($code, $out, $err) = run_with($prepare, $copy, 'capture', "$at/host.$suffix");
			is($code, 0, "$suffix: written");
			is($out, '', "$suffix: nothing on standard output");
			like($err, qr/\Alabscan: \Q$at\E\/host\.\Q$suffix\E: \d+ files, \d+ KiB; --redact /,
				"$suffix: its size, and a hint, are told");
			is(replay("$at/host.$suffix"), $live, "$suffix: the same document");
		}
		cmp_ok(-s "$at/host.tar.gz", '<', (-s "$at/host.tar") / 4, 'gzip packs');
		cmp_ok(-s "$at/host.tar.zst", '<', (-s "$at/host.tar") / 4, 'zstd packs');
		is((run('gzip', '-t', "$at/host.tar.gz"))[0], 0, 'gzip finds it sound');

		mkdir "$at/unpacked";
		is((run('tar', '-xf', "$at/host.tar", '-C', "$at/unpacked"))[0], 0, 'tar unpacks it');
		is(replay("$at/unpacked"), $live, 'unpacked: the same document');

		my ($code, $piped) = run_with($prepare, $copy, 'capture', '-');
		is($code, 0, 'to standard output');
		write_file("$at/piped.tar", $piped);
		is(replay("$at/piped.tar"), $live, 'standard output: the same document');

		# What only changes between two scans is out of the way: one tree, written twice.
		run($copy, 'capture', '--root', "$at/host.tar", "$at/again.tar");
		ok(read_file("$at/again.tar") eq read_file("$at/host.tar"),
			'a capture of a capture is the same, byte for byte');
		run($copy, 'capture', '--root', "$at/unpacked", "$at/again.tar");
		ok(read_file("$at/again.tar") eq read_file("$at/host.tar"), 'so is one of an unpacked one');
		for my $command ([ 'table' ], [ 'doctor', '--format', 'text' ]) {
			my ($live_code, $live_out) = run_with($prepare, $copy, @$command);
			my ($code, $out) = run($copy, @$command, '--root', "$at/host.tgz");
			is($code, $live_code, "@$command: the same exit code");
			is($out, $live_out, "@$command: the same answer");
		}
	};
}

# ---- a host of our own ----

my %host = (
	'proc/sys/kernel/hostname' => "gandalf.lab.example\n",
	'proc/sys/kernel/osrelease' => "6.1.0\n",
	'proc/cmdline' => "root=UUID=8A7B2c3d-1111-4222-8333-0123456789ab BOOTIF=01-52-54-00-aB-cd-ef ip=::::gandalf:eth0\n",
	'proc/cpuinfo' => "processor\t: 0\nvendor_id\t: GenuineIntel\n",
	'proc/self/mountinfo' => "1 0 8:0 / /home/saruman rw - ext4 /dev/mapper/vg-isengard rw\n2 1 0:5 / /sys rw - sysfs sysfs rw\n"
		. "3 1 0:9 / /home/sauron rw - nfs mordor:/home rw\n",
	'proc/swaps' => "Filename Type Size Used Priority\n/home/wormtongue/swap file 8 0 -2\n/dev/sda partition 8 0 -3\n",
	'proc/net/route' => "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
		. "enx525400abcdef 00000000 0101A8C0 0003 0 0 0 00000000 0 0 0\n",
	'proc/net/ipv6_route' => 'fe80000000000000505400fffeabcdef 80 ' . 0 x 32 . ' 00 ' . 0 x 32
		. " 00000000 00000002 00000000 80200001 enx525400abcdef\n"
		. 0 x 32 . ' 00 ' . 0 x 32 . " 00 fe80000000000000505400fffeabcdef 00000400 00000003 00000000 00000003"
		. " enx525400abcdef\n",
	# PCI Express, and a serial number that is a card's address.
	'sys/devices/pci0000:00/0000:00:1f.2/config' => "\x86\x80\x22\x29\0\0\x10" . "\0" x 45 . "\x40" . "\0" x 11
		. "\x10\0\2" . "\0" x 189 . "\3\0\1\0" . pack('V2', 0xfeabcdef, 0x525400ff) . "\0" x 3828,
	'sys/devices/pci0000:00/0000:00:1f.2/class' => "0x010601\n",
	'sys/devices/pci0000:00/0000:00:1f.2/vendor' => "0x8086\n",
	'sys/devices/pci0000:00/0000:00:1f.2/device' => "0x2922\n",
	'proc/1/environ' => "PASSWORD=mellon\0container=podman\0TOKEN=friend\0",
	'labscan/machine' => "x86_64\n",
	'sys/class/dmi/id/product_serial' => "SERIAL-4711-AB\n",
	'sys/class/dmi/id/chassis_serial' => "To Be Filled By O.E.M.\n",
	'sys/class/dmi/id/product_uuid' => "8a7b2c3d-1111-4222-8333-0123456789ab\n",
	'sys/class/dmi/id/sys_vendor' => "SERIAL is a word\n",
	'sys/devices/pci0000:00/0000:00:1f.2/net/enx525400abcdef/address' => "52:54:00:ab:cd:ef\n",
	'sys/devices/pci0000:00/0000:00:1f.2/net/enx525400abcdef/type' => "1\n",
	'sys/devices/pci0000:00/0000:00:1f.2/net/enx525400abcdef/speed' => "1000\n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/vpd_pg80' => "\0\x80\0\x14" . sprintf('%20s', 'WD-WCC4E0123456'),
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/vpd_pg89' => "\0\x89\x02\x38" . "\0" x 56
		. "\0" x 20 . pack('(n/v)*', unpack('(v)*', sprintf('%20s', 'WD-WCC4E0123456'))) . "\0" x 476,
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/wwid' => "naa.50014ee2b1c2d3e4\n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/model' => "WD1003FZEX      \n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/vendor' => "ATA     \n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/type' => "0\n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda/size' => "1000\n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda/dev' => "8:0\n",
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda/holders/dm-9' => "",
	'sys/block/dm-9/dm/uuid' => "mpath-3600508b400105e210000\n",
	'sys/block/dm-9/dm/name' => "3600508b400105e210000\n",
	'run/udev/data/b8:0' => "E:ID_SERIAL_SHORT=WD-WCC4E0123456\nE:ID_WWN=0x50014ee2b1c2d3e4\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/serial' => "0000:00:1d.0\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/idVendor' => "1d6b\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/idProduct' => "0002\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/1-1/serial' => "1000\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/1-1/idVendor' => "0781\n",
	'sys/devices/pci0000:00/0000:00:1d.0/usb1/1-1/idProduct' => "5581\n",
	'sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c' => "\6\0\0\0\1",
	'sys/firmware/acpi/tables/DMAR' => 'no table',
	# A system, with a UUID; a module of 1 GiB; what the maker thought of.
	'sys/firmware/dmi/tables/DMI' => "\1\x1b\0\1\1\0\0\1balrogsbalrogs!\6\0\0lothlorien\0\0"
		. "\x11\x1b\0\x11\0\x10" . "\0" x 6 . "\0\4" . "\0" x 13 . "rivendell\0\0"
		. "\xdd\x08\0\xdd" . "smau" . "barad-dur\0\0" . "\x7f\4\0\x7f\0\0",
);
my %links = (
	'sys/class/net/enx525400abcdef' => '../../devices/pci0000:00/0000:00:1f.2/net/enx525400abcdef',
	'sys/bus/pci/devices/0000:00:1f.2' => '../../../devices/pci0000:00/0000:00:1f.2',
	'sys/dev/block/8:0' => '../../devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda',
	'sys/class/block/sda' => '../../devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda',
	'sys/block/sda' => '../devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda',
	'sys/devices/pci0000:00/0000:00:1f.2/host0/target0:0:0/0:0:0:0/block/sda/device' => '../../../0:0:0:0',
	'sys/bus/usb/devices/usb1' => '../../../devices/pci0000:00/0000:00:1d.0/usb1',
	'sys/bus/usb/devices/1-1' => '../../../devices/pci0000:00/0000:00:1d.0/usb1/1-1',
	'sys/class/tpm' => '../nowhere',
	'sys/kernel/iommu_groups' => '/sys/kernel/iommu_groups',
);
my $host = "$dir/host";
write_file("$host/$_", $host{$_}) for keys %host;
for my $link (keys %links) {
	make_path(dirname("$host/$link"));
	symlink $links{$link}, "$host/$link" or die "$link: $!";
}

sub contents {
	my ($capture) = @_;
	my ($code, $out) = run('tar', '--wildcards', '-tvf', $capture);
	return $out . (run('tar', '-xOf', $capture))[1];
}

sub printable { my ($text) = @_; return $text =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger }

subtest 'a copied host: links, loops and what is not there' => sub {
	my $said = document(undef, '--root', $host);
	like($said, qr/52:54:00:ab:cd:ef/, 'there is a document');
	run($copy, 'capture', '--root', $host, "$dir/host.tar");
	is(replay("$dir/host.tar"), $said, 'the same document');
	my ($code, $list) = run('tar', '-tf', "$dir/host.tar");
	like($list, qr/^proc\/1\/environ$/m, 'the first environment is there');
	my ($environment) = (run('tar', '-xOf', "$dir/host.tar", 'proc/1/environ'))[1];
	is($environment, "container=podman\0", 'but only what a scan looks for');

	# A tar of a copy, which no recorder made.
	is((run('tar', '-cf', "$dir/plain.tar", '-C', $host, '.'))[0], 0, 'tar packs the copy');
	is(replay("$dir/plain.tar"), $said, 'the same document from a plain tar');
	run($copy, 'capture', '--root', "$dir/plain.tar", "$dir/plain2.tar.gz");
	is(replay("$dir/plain2.tar.gz"), $said, 'and from that, packed anew');
};

subtest 'errors replay as they were' => sub {
	plan skip_all => 'not root' if $> != 0;
	chmod 0, "$host/sys/firmware/acpi/tables/DMAR", "$host/sys/class/dmi/id/product_serial",
		"$host/sys/firmware/efi";
	my $said = document(\&drop_rights, '--root', $host);
	like($said, qr/"error" : "EACCES"/, 'some are denied');
	like($said, qr/"error" : "ELOOP"/, 'one link leads to itself');
	run_with(\&drop_rights, $copy, 'capture', '--root', $host, "$dir/nobody/denied.tar");
	is(replay("$dir/nobody/denied.tar"), $said, 'the same document');
	like((run($copy, '--root', "$dir/nobody/denied.tar"))[2],
		qr/^labscan: the capture lacks \d+ files that only root may read/, 'and it is told');
	chmod 0755, "$host/sys/firmware/acpi/tables/DMAR", "$host/sys/class/dmi/id/product_serial",
		"$host/sys/firmware/efi";
};

subtest 'what nobody asked for is unknown, never absent' => sub {
	my ($code, $out, $err) = run($copy, 'table', '--root', "$dir/host.tar", 'FACP');
	is($code, 1, 'not in the list of tables: there is none');
	mkdir "$dir/partly";
	run('tar', '-xf', "$dir/host.tar", '-C', "$dir/partly");
	my $manifest = read_file("$dir/partly/labscan/capture") =~ s/^walk ENOENT proc\/modules\n//mr;
	write_file("$dir/partly/labscan/capture", $manifest);
	my $document = decode_json((run($copy, '--root', "$dir/partly", '--format', 'json'))[1]);
	is_deeply([ grep { $_->{path} eq '/proc/modules' } @{ $document->{problems} } ],
		[ { path => '/proc/modules', error => 'ENODATA' } ], 'a file that was not looked for');
};

subtest 'redacted: no secret is left anywhere, and all else stays' => sub {
	my @secrets = ('gandalf', 'SERIAL-4711-AB', '8a7b2c3d', '0123456789ab', '52:54:00:ab:cd:ef', '525400abcdef',
		'52-54-00-ab-cd-ef', 'WD-WCC4E0123456', 'DWW-CC4E', '50014ee2b1c2d3e4', 'sauron', 'mordor', 'mellon',
		'saruman', 'isengard', 'wormtongue', 'balrogsbalrogs', 'lothlorien', 'rivendell', 'smau', 'barad-dur', '0101A8C0', '505400fffeabcdef', pack('V2', 0xfeabcdef, 0x525400ff),
		'3600508b400105e21');
	my $open = contents("$dir/host.tar");
	like($open, qr/\Q$_\E/i, 'not redacted: ' . printable($_)) for grep { !/DWW|mellon/ } @secrets;

	my ($code, undef, $err) = run($copy, 'capture', '-R', '--root', $host, "$dir/redacted.tar");
	is($code, 0, 'written');
	like($err, qr/redacted\.tar: \d+ files, \d+ KiB, \d+ serial numbers, addresses and names replaced/, 'and told');
	my $text = contents("$dir/redacted.tar");
	unlike($text, qr/\Q$_\E/i, 'redacted: ' . printable($_)) for @secrets;

	my ($before, $after) = map { decode_json(replay("$dir/$_.tar")) } 'host', 'redacted';
	like($after->{net}[0]{mac}, qr/^02:00:00:00:00:0\d$/, 'the address is a locally administered one');
	my $digits = $after->{net}[0]{mac} =~ tr/://dr;
	is($after->{net}[0]{name}, "enx$digits", 'the same in the name of its interface');
	my $dashed = $after->{net}[0]{mac} =~ tr/:/-/r;
	like($after->{kernel}{command_line}, qr/ BOOTIF=01-$dashed /, 'and on the command line');
	like($after->{dmi}{uuid}, qr/^0{8}-0{4}-4000-8000-[0-9a-f]{12}$/, 'the UUID is one');
	like($after->{kernel}{command_line}, qr/root=UUID=$after->{dmi}{uuid} /i, 'the same everywhere');
	my ($disk) = @{ $after->{disks} };
	is(length $disk->{serial}, length 'WD-WCC4E0123456', 'serial numbers keep their length');
	like($disk->{wwid}, qr/^naa\.[0-9a-f]{16}$/, 'WWIDs stay such');
	is($before->{disks}[0]{multipath}, '3600508b400105e210000', 'there is a map');
	like($disk->{multipath}, qr/^\w{21}$/, 'a path of a map stays one');
	is($disk->{model}, $before->{disks}[0]{model}, 'models stay');
	is_deeply($before->{disks}[0]{mounts}, [ '/home/saruman', '[SWAP]' ], 'there are mounts');
	is_deeply($disk->{mounts}, [ '/home/x', '[SWAP]' ], 'what is mounted stays, and not where');
	ok($_->{net}[0]{default_route}, 'the default route stays') for $before, $after;
	my @facts = qw(header_type multifunction express_type acs_capabilities ats pasid ari);
	is_deeply([ @{ $after->{devices}[0] }{@facts} ], [ @{ $before->{devices}[0] }{@facts} ],
		'what functions can do stays');
	is($before->{devices}[0]{express_type}, 0, 'and there is such a function');
	is($disk->{size_bytes}, 512000, 'a serial number of few digits is replaced in its file only');
	isnt((map { $_->{serial} } grep { $_->{port} eq '1-1' } @{ $after->{usb} })[0], '1000', 'and there it is');
	is((map { $_->{serial} } grep { $_->{port} eq 'usb1' } @{ $after->{usb} })[0], '0000:00:1d.0',
		'the address of a controller is no secret');
	is($_->{memory}{installed_bytes}, 1 << 30, 'the size of modules stays') for $before, $after;
	is($after->{dmi}{vendor}, 'SERIAL is a word', 'words that start as a secret stay');
	ok($after->{firmware}{secure_boot}, 'names of EFI variables stay');

	run($copy, 'capture', '-R', '--root', "$dir/host.tar", "$dir/later.tar");
	ok(read_file("$dir/later.tar") eq read_file("$dir/redacted.tar"), 'redacting later comes to the same');
};

subtest 'this machine, redacted' => sub {
	my $live = decode_json((run($copy, '--format', 'json'))[1]);
	run($copy, 'capture', '--redact', "$dir/this.tar");
	my $text = contents("$dir/this.tar");
	my @secrets = grep { defined && length > 7 && !/^[\W0]*$/ } map({ $_->{mac} } @{ $live->{net} }),
		map({ $_->{serial} } @{ $live->{disks} }), @{ $live->{dmi} }{qw(serial uuid)};
	unlike($text, qr/\Q$_\E/i, 'a secret is gone') for @secrets;
	is($json->encode([ map { [ $_->{address}, $_->{driver} ] } @{ decode_json(replay("$dir/this.tar"))->{pci} } ]),
		$json->encode([ map { [ $_->{address}, $_->{driver} ] } @{ $live->{pci} } ]), 'devices stay');
};

# ---- captures that are none ----

sub tar_entry {
	my ($name, %entry) = @_;
	my $content = $entry{content} // '';
	my $header = pack 'a100 a8 a8 a8 a12 a12 A8 a1 a100 a8 a32 a32 a8 a8 a155 a12', $name, '0000644', '0000000',
		'0000000', sprintf('%011o', $entry{size} // length $content), '00000000000', '', $entry{type} // '0',
		$entry{link} // '', "ustar\0" . '00', '', '', '', '', '', '';
	substr $header, 148, 8, sprintf("%06o\0 ", unpack '%32C*', $header);
	return $header . $content . "\0" x (-length($content) % 512);
}

my $end = "\0" x 1024;
my $good = tar_entry('proc/sys/kernel/hostname', content => "host1\n");

subtest 'hostile captures are refused, in words' => sub {
	write_file("$dir/good.tar", $good . $end);
	is((run($copy, '--root', "$dir/good.tar", 'HOSTNAME'))[1], "HOSTNAME=host1\n", 'a sound one is read');
	my $sound = read_file("$dir/host.tar");
	run($copy, 'capture', '--root', "$dir/host.tar", "$dir/host.$_") for 'tar.gz', 'tar.zst';
	my ($gz, $zst) = map { read_file("$dir/host.tar.$_") } 'gz', 'zst';
	my %cases = (
		'a path that climbs' => [ $good . tar_entry('../../outside', content => 'x') . $end, qr/outside leads out/ ],
		'a path that climbs inside' => [ $good . tar_entry('a/../../b', content => 'x') . $end, qr/leads out/ ],
		'an absolute path' => [ $good . tar_entry("$dir/absolute", content => 'x') . $end, qr/absolute path/ ],
		'a path through a link' => [ tar_entry('a', type => '2', link => $dir) . tar_entry('a/through', content => 'x')
			. $end, qr/through leads out/ ],
		'a path through a file' => [ $good . tar_entry('proc/sys/kernel/hostname/x') . $end, qr/through a file/ ],
		'a hard link' => [ $good . tar_entry('a', type => '1', link => 'proc/sys/kernel/hostname') . $end, qr/hard link/ ],
		'a device' => [ $good . tar_entry('dev/mem', type => '3') . $end, qr/no file, directory or symbolic link/ ],
		'a pipe' => [ $good . tar_entry('pipe', type => '6') . $end, qr/no file, directory or symbolic link/ ],
		'a deep path' => [ $good . tar_entry('d/' x 49 . 'x') . tar_entry('L', type => 'L', content => 'd/' x 80 . "x\0")
			. tar_entry('x') . $end, qr/too deep/ ],
		'control bytes in a name' => [ $good . tar_entry("/\e[31mred", content => 'x') . $end, qr/\\x1b\[31mred/ ],
		'a huge file' => [ $good . tar_entry('huge', size => 8 * 1024 ** 3 - 1), qr/holds more than any capture/ ],
		'a truncated file' => [ substr($sound, 0, int(length($sound) / 2) & ~511 | 100), qr/./ ],
		'a capture that ends between entries' => [ substr($sound, 0, rindex($sound, 'ustar', length($sound) / 2) - 257),
			qr/labscan\/capture does not fit/ ],
		'truncated gzip' => [ substr($gz, 0, length($gz) / 2), qr/./ ],
		'truncated zstd' => [ substr($zst, 0, length($zst) / 2), qr/./ ],
		'gzip of nothing known' => [ "\x1f\x8b\x08" . 'x' x 1000, qr/./ ],
		'no tar at all' => [ 'x' x 10000, qr/./ ],
		'an empty file' => [ '', qr/empty/ ],
		'a newer format' => [ $good . tar_entry('labscan/capture', content => "labscan capture 2\n") . $end, qr/newer labscan/ ],
		'a manifest of nonsense' => [ $good . tar_entry('labscan/capture', content => "labscan capture 1\nfoo bar\n") . $end,
			qr/damaged/ ],
		'a manifest that climbs' => [ $good . tar_entry('labscan/capture', content => "labscan capture 1\nwalk EIO ../x\n")
			. $end, qr/damaged/ ],
	);
	for my $what (sort keys %cases) {
		my ($bytes, $words) = @{ $cases{$what} };
		write_file("$dir/bad.tar", $bytes);
		my ($code, $out, $err) = run($copy, '--root', "$dir/bad.tar");
		is($code, 2, "$what: exit code");
		is($out, '', "$what: no output");
		like($err, qr/\Alabscan: cannot read the capture \Q$dir\E\/bad\.tar: [^\n]*\n\z/, "$what: one line");
		like($err, $words, "$what: why");
	}
	ok(!-e "$dir/absolute" && !-e "$dir/through" && !-e dirname($dir) . '/outside', 'nothing was written');
};

subtest 'any change of a byte is survived' => sub {
	my $sound = read_file("$dir/host.tar.gz");
	my $signals = 0;
	for my $i (map { $_ * 37 } 0 .. length($sound) / 37 - 1) {
		my $bad = $sound;
		substr($bad, $i, 1) ^= "\x55";
		write_file("$dir/bad.tar.gz", $bad);
		my ($code) = run($copy, '--root', "$dir/bad.tar.gz", 'HOSTNAME');
		$signals++ if $code < 0 || $code > 3;
	}
	is($signals, 0, 'no crash');
};

subtest 'what packs to little is bounded' => sub {
	my $bomb = $good . tar_entry('bomb', content => "\0" x (140 * 1024 ** 2)) . $end;
	open my $gzip, '|-', "gzip -1 >$dir/bomb.tar.gz" or die $!;
	print $gzip $bomb;
	close $gzip;
	cmp_ok(-s "$dir/bomb.tar.gz", '<', 1024 ** 2, 'a bomb');
	my ($code, undef, $err) = run($copy, '--root', "$dir/bomb.tar.gz");
	is($code, 2, 'is refused');
	like($err, qr/holds more than any capture/, 'in words');

	my $many = join '', map { tar_entry(sprintf 'f%06d', $_) } 1 .. 1000;
	open $gzip, '|-', "gzip -1 >$dir/many.tar.gz" or die $!;
	for my $i (1 .. 401) {
		print $gzip join '', map { tar_entry("$i/$_") } 1 .. 1000;
	}
	print $gzip $end;
	close $gzip;
	($code, undef, $err) = run($copy, '--root', "$dir/many.tar.gz");
	is($code, 2, 'so are too many entries');
	like($err, qr/holds more than any capture/, 'in words');
};

# ---- the command line ----

subtest 'wrong usage' => sub {
	for my $case (
		[ 'no file', qr/needs a FILE/ ],
		[ 'two files', qr/one FILE/, 'a.tar', 'b.tar' ],
		[ 'an unknown suffix', qr/suffix.*host\.zip/, "$dir/host.zip" ],
		[ 'no such directory', qr/No such file/, '/no/such/host.tar' ],
		[ 'no such root', qr/No such file/, '--root', '/no/such', "$dir/x.tar" ],
	) {
		my ($what, $words, @arguments) = @$case;
		my ($code, $out, $err) = run($copy, 'capture', @arguments);
		is($code, 2, "$what: exit code");
		is($out, '', "$what: nothing on standard output");
		like($err, $words, "$what: why");
	}
	ok(!-e "$dir/x.tar", 'nothing was written');
};

subtest 'the file appears whole or not at all' => sub {
	write_file("$dir/full/host.tar", 'old');
	is((run($copy, 'capture', '--root', $host, "$dir/full/host.tar"))[0], 0, 'over an old one');
	isnt(read_file("$dir/full/host.tar"), 'old', 'it is replaced');
	is_deeply([ glob("$dir/full/*") ], [ "$dir/full/host.tar" ], 'no other file is left');

	my ($code, undef, $err) = run_with(sub { open STDOUT, '>', '/dev/full' or die $! }, $copy, 'capture', '-');
	is($code, 2, 'a full disk under standard output: exit code');
	like($err, qr/cannot write standard output: .*No space left/, 'said');
	($code) = run_with(sub {
		pipe my $in, my $out or die $!;
		dup2(fileno $out, 1);
		close $_ for $in, $out;
		$SIG{PIPE} = 'IGNORE';
	}, $copy, 'capture', '-');
	is($code, 2, 'a pipe that nobody reads');

	my ($able) = run('unshare', '--mount', 'true');
	SKIP: {
		skip 'no right to mount a small disk', 2 if $able != 0;
		mkdir "$dir/small";
		my (undef, $out, $said) = run('unshare', '--mount', 'sh', '-c', <<'SCRIPT', 'sh', $copy, $host, "$dir/small");
			mount -t tmpfs -o size=8k none "$3" && cd "$3" || exit 99
			echo old >host.tar
			"$1" capture --root "$2" host.tar
			echo "$?"; cat host.tar; ls -A
SCRIPT
		is($out, "2\nold\nhost.tar\n", 'a full disk: exit code 2, the old file, no other');
		like($said, qr/cannot write host\.tar: .*No space left/, 'said');
	}
};

subtest 'without libarchive' => sub {
	# A library of its name that is none.
	write_file("$dir/lib/libarchive.so.13", 'no library');
	my $without = sub { $ENV{LD_LIBRARY_PATH} = "$dir/lib" };
	my ($code, undef, $err) = run_with($without, $copy, 'capture', "$dir/none.tar");
	is($code, 2, 'capture: exit code');
	like($err, qr/libarchive13/, 'names the package');
	ok(!-e "$dir/none.tar", 'writes nothing');
	is((run_with($without, $copy, '--root', "$dir/host.tar"))[0], 2, 'a replay: exit code');
	is((run_with($without, $copy, 'KERNEL'))[0], 0, 'a scan does without');
};

subtest 'a capture leaves the host alone' => sub {
	my $trace = "$dir/trace";
	my ($able) = run('strace', '-o', $trace, 'true');
	plan skip_all => 'strace cannot trace here' if $able != 0;
	local $ENV{ASAN_OPTIONS} = 'detect_leaks=0';
	for my $command ([ 'capture', "$dir/traced.tar.zst" ], [ '--root', "$dir/traced.tar.zst" ]) {
		is((run('strace', '-f', '-qq', '-o', $trace, '-e', 'trace=%process,%network,%file,openat2',
			$copy, @$command))[0], 0, "@$command: exit code");
		my @calls = map { s/^\d+\s+//r } split /\n/, read_file($trace);
		is(scalar(grep { /^execve/ } @calls), 1, 'one program runs');
		is(join("\n", grep { /^(v?fork|socket|connect)/ } @calls), '', 'no process, no network');
		is(join("\n", grep { /\bO_(WRONLY|RDWR|CREAT)\b/ && !/traced\.tar/ } @calls), '', 'nothing else is written');
		is(join("\n", grep { /^(mkdir|mknod|symlink)/ } @calls), '', 'nothing is unpacked');
	}
	my ($code, $out) = run('ldd', $labscan);
	unlike($out, qr/libarchive/, 'a scan does not load libarchive');
};

done_testing;
