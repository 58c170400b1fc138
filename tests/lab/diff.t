#!/usr/bin/perl
# What labdb says of a host: all of it, what changed, and since when; on both databases.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sample";
use JSON::PP;
use Lab;
use Db;
use Test::More;

my $json = JSON::PP->new->canonical->utf8;

# A sample as the scan of a host, at a time.
sub sample {
	my ($name, $host, $id, $time, $edit) = @_;
	my $document = $json->decode(read_file("samples/$name.json"));

	$document->{system}{hostname} = $host;
	$document->{scan} = { id => sprintf('%08d-0000-4000-8000-000000000000', $id),
		version => '0.1.0', root => '/', time => $time, duration_us => 1 };
	$edit->($document) if $edit;
	return $document;
}

# What a terminal would show of it.
sub on_terminal {
	my ($url, $environment, @arguments) = @_;
	local %ENV = (%ENV, LABDB => $url, %$environment);
	my (undef, $out) = run('script', '-qec', "$labdb @arguments", '/dev/null');
	return $out;
}

sub older_bios { $_[0]{dmi}{bios_version} = '1.2'; pop @{$_[0]{disks}} }
sub fewer_disks { older_bios(@_); shift @{$_[0]{disks}} }
sub hostile {
	my ($document) = @_;
	$document->{dmi}{product} = "\e[31mred\x{2028}\x{0}<b>'; DROP TABLE hosts; --";
	$document->{iommu}{explanation} = "\e]0;title\a";
}

my @documents = (
	sample('rich-6.12', 'storage', 1, '2026-10-01T10:00:00Z'),
	sample('rich-6.12', 'storage', 2, '2026-10-02T10:00:00Z'),
	sample('rich-6.12', 'storage', 3, '2026-11-02T10:00:00Z', \&older_bios),
	sample('intel-6.12', 'virt', 4, '2026-10-02T10:00:00Z'),
	sample('intel-off-6.12', 'virt', 5, '2026-11-02T10:00:00Z'),
	sample('rich-6.12', 'spare', 9, '2026-10-02T10:00:00Z'),
	sample('rich-6.12', 'spare', 10, '2026-11-02T10:00:00Z', \&fewer_disks),
	sample('amd-6.12', 'once', 6, '2026-11-02T10:00:00Z'),
	sample('amd-6.12', 'evil', 7, '2026-11-01T10:00:00Z'),
	sample('amd-6.12', 'evil', 8, '2026-11-02T10:00:00Z', \&hostile),
);
write_file("$dir/documents", documents_of(@documents));

for my $kind (@kinds) {
	subtest $kind => sub {
		my $url = new_db($kind);
		my ($code, $out, $err) = labdb($url, 'import', "$dir/documents");
		is($code, 0, 'the scans are stored') or diag($err);

		my $off = "2026-10-02 10:00 -> 2026-11-02 10:00\n" .
			"  IOMMU enabled -> off: intel_iommu=off\n" .
			"  kernel command line: new intel_iommu=off\n";
		($code, $out, $err) = labdb($url, 'diff', 'virt');
		like($out, qr/^\Q$off\E  and \d+ details: --all shows them\n\z/, 'diff says what changed, and why');
		is($code, 1, 'and that something did');
		unlike($out, qr/\e/, 'without colours');
		like(on_terminal($url, {}, 'diff', 'storage'), qr/\e\[31mdisk vda gone\e\[0m/, 'on a terminal with them');
		unlike(on_terminal($url, { NO_COLOR => 1 }, 'diff', 'storage'), qr/\e/, 'unless one wants none');
		($code, $out) = labdb($url, 'diff', '--all', 'virt');
		like($out, qr/^    IOMMU group of 0000:00:00\.0 gone$/m, 'details are told when asked for');
		($code, $out) = labdb($url, 'diff', '--json', 'virt');
		my @changes = @{$json->decode($out)};
		is_deeply([ @{$changes[0]}{qw(path kind before after part_of)} ],
			[ 'iommu.state', 'value', 'enabled', 'off', undef ], 'as JSON, too');
		ok((grep { ($_->{part_of} // '') eq 'iommu.state' } @changes) > 5, 'with what follows from it');

		($code, $out) = labdb($url, 'diff', 'storage');
		is($out, "2026-10-02 10:00 -> 2026-11-02 10:00\n  BIOS 1.16.2-debian-1.16.2-1 -> 1.2\n  disk vda gone\n",
			'a disk that is gone is told');
		($code, $out) = labdb($url, 'diff', 'storage', '00000001', '2026-10-20');
		is_deeply([ $code, $out ], [ 0, "2026-10-01 10:00 -> 2026-10-02 10:00\n  nothing changed\n" ],
			'scans are named by ids and dates');
		for my $wrong ([ [ 'storage', '0000000' ], 2, qr/several scans/ ], [ [ 'storage', 'x' ], 2, qr/no scan x/ ],
			[ [ 'storage', '2026-09-01' ], 2, qr/not scanned before/ ], [ [ 'once' ], 3, qr/one scan alone/ ],
			[ [ 'nobody' ], 1, qr/no host nobody/ ], [ [], 2, qr/a host is missing/ ]) {
			my ($words, $expected, $why) = @$wrong;
			($code, $out, $err) = labdb($url, 'diff', @$words);
			is_deeply([ $code, $out ], [ $expected, '' ], "diff @$words cannot be told");
			like($err, $why, 'and why');
		}

		($code, $out) = labdb($url, 'history', 'storage');
		is($out, "2026-11-02 10:00  00000003  changed\n  BIOS 1.16.2-debian-1.16.2-1 -> 1.2\n  disk vda gone\n" .
			"2026-10-02 10:00  00000002  nothing changed\n2026-10-01 10:00  00000001  first scan\n",
			'history says what changed from scan to scan');
		($code, $out) = labdb($url, 'history', '--json', 'storage');
		is_deeply([ map { my $scan = $json->decode($_); [ substr($scan->{scan}, 0, 8), $scan->{changes} && scalar @{$scan->{changes}} > 0 ] }
			split /\n/, $out ], [ [ '00000003', 1 ], [ '00000002', '' ], [ '00000001', undef ] ], 'as JSON, too');

		($code, $out) = labdb($url, 'show', 'virt');
		is($code, 0, 'show shows a host');
		like($out, qr/^virt, scanned 2026-11-02 10:00 by labscan 0\.1\.0\n\nIOMMU: off: /, 'its name, and the verdict');
		like($out, qr{^  /proc/cmdline: intel_iommu=off$}m, 'with its evidence');
		like($out, qr{^  vfio-pci +could not be read: ENOENT, /lib/modules/\S+$}m,
			'what could not be read');
		($code, $out) = labdb($url, 'show', 'virt', '2026-10-03');
		like($out, qr/^IOMMU: enabled/m, 'or how it was');
		($code, $out) = labdb($url, 'show', 'storage');
		like($out, qr/^  sda +128 MiB +QEMU HARDDISK +QM00001 +sata/m, 'disks');
		like($out, qr/^  0000:00:07\.0  unknown  Ethernet controller \[8086:10d3\], e1000e, group 7$/m, 'functions');
		($code, $out) = labdb($url, 'show', '--json', 'storage');
		is_deeply($json->decode($out), $documents[2], 'or the document');

		for my $command ([ 'show', 'evil' ], [ 'diff', '--all', 'evil' ], [ 'history', 'evil' ]) {
			($code, $out) = labdb($url, @$command);
			unlike($out, qr/[^\n\x20-\x7e\x80-\xff]/, "@$command: no byte that a terminal obeys");
			cmp_ok($code, '<', 2, 'though the host is hostile');
		}

		my $page = "$dir/$kind.html";
		($code, $out, $err) = labdb($url, 'report', '--since', '2026-11-01', '-o', $page);
		is_deeply([ $code, $out, $err ], [ 0, '', '' ], 'report writes a page');
		my $text = read_file($page);
		like($text, qr{<a href="#host/$_">$_</a>}, "that has $_") for qw(storage virt once);
		like($text, qr{IOMMU enabled -&gt; off: intel_iommu=off}, 'and what changed');
		like($text, qr{VT-d off: switched off by an option}, 'and what is to be fixed');
		unlike($text, qr{<b>'|\e}, 'and nothing hostile');
		my ($gone) = $text =~ m{(<details[^>]*><summary>(?:(?!</details>).)*disks gone.*?</details>)}s;
		like($gone // '', qr{2 hosts}, 'hosts with the same change are counted once');
		like($gone // '', qr{>disk $_(?: \([^)]*\))? gone<}, "each thing is named: $_") for qw(vda lab);
		($code, $out, $err) = labdb($url, 'report', '--since', 'yesterday');
		is_deeply([ $code, $out ], [ 2, '' ], 'a date that is none is told');
		($code, $out, $err) = labdb($url, 'report', '-o', "$dir/nowhere/page.html");
		is($code, 2, 'and a file that cannot be written');
	};
}
done_testing;
