#!/usr/bin/perl
# Configuration space as lspci decodes it: functions made up at random, those of this
# machine, and those of samples. labscan has to say the same of each.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP;
use Lab;
use List::Util qw(shuffle);
use Test::More;

# Made up, and the same in each run.
srand 4;

my %types = (
	'Endpoint' => 0, 'Legacy Endpoint' => 1, 'Root Port' => 4, 'Upstream Port' => 5,
	'Downstream Port' => 6, 'PCI-Express to PCI/PCI-X Bridge' => 7,
	'PCI/PCI-X to PCI-Express Bridge' => 8, 'Root Complex Integrated Endpoint' => 9,
	'Root Complex Event Collector' => 10,
);
my @acs_bits = qw(SrcValid TransBlk ReqRedir CmpltRedir UpstreamFwd EgressCtrl DirectTrans);

sub bits {
	my ($text) = @_;
	my $value = 0;

	for my $i (0 .. $#acs_bits) {
		$value |= 1 << $i if $text =~ /\b$acs_bits[$i]\+/;
	}
	return $value;
}

# The facts of one function in the output of lspci -vvv.
sub facts_of {
	my ($text) = @_;
	my %facts = (map { ($_ => undef) } qw(express_type acs_capabilities acs_control ari_forwarding));

	if (my ($type) = $text =~ /^\tCapabilities: \[\w+\] Express \(v\d+\) ([A-Z][^,(]*?) *[(,]/m) {
		$facts{express_type} = $types{$type} // "unknown type: $type";
	}
	$facts{acs_capabilities} = bits($1) if $text =~ /^\t\tACSCap:(.*)/m;
	$facts{acs_control} = bits($1) if $text =~ /^\t\tACSCtl:(.*)/m;
	$facts{ari_forwarding} = $1 eq '+' ? 1 : 0 if $text =~ /^\t\tDevCtl2:.*ARIFwd([-+])/m;
	$facts{ats} = $text =~ /\] Address Translation Service/ ? 1 : 0;
	$facts{pasid} = $text =~ /\] Process Address Space ID/ ? 1 : 0;
	$facts{ari} = $text =~ /\] Alternative Routing-ID/ ? 1 : 0;
	return \%facts;
}

sub lspci {
	my ($dump) = @_;
	write_file("$dir/dump", $dump);
	my ($code, $out) = run('lspci', '-D', '-n', '-vvv', '-F', "$dir/dump");
	die "lspci: exit code $code" if $code != 0;
	return { map { my ($address) = /^(\S+)/; ($address => $_) } split /\n\n/, $out };
}

# Functions by address => configuration space: what lspci reads.
sub hexdump {
	my ($address, $bytes) = @_;
	my $dump = "$address made up\n";

	for (my $at = 0; $at < length $bytes; $at += 16) {
		$dump .= sprintf "%02x: %s\n", $at,
			join ' ', unpack '(H2)*', substr $bytes, $at, 16;
	}
	return "$dump\n";
}

# Compares all functions of a document with lspci; how many there were.
sub compare {
	my ($what, $document, $spaces) = @_;
	my $decoded = lspci(join '', map { hexdump($_, $spaces->{$_}) } sort keys %$spaces);
	my (%ours, %theirs);

	for my $device (@{ $document->{devices} }) {
		my $address = $device->{address};
		next if !defined $spaces->{$address};
		my $facts = facts_of($decoded->{$address});
		$theirs{$address} = $facts;
		$ours{$address} = { map { ($_ => defined $device->{$_} ? $device->{$_} + 0 : undef) }
			keys %$facts };
		# The size of the egress control vector stands in the same register.
		$_ = defined $_ ? $_ & (1 << @acs_bits) - 1 : undef
			for @{ $ours{$address} }{qw(acs_capabilities acs_control)};
		# lspci tells of SR-IOV what the kernel has to have put there.
		next if $decoded->{$address} !~ /^\t\tIOVCtl:\tEnable([-+]).*?Total VFs: (\d+), Number of VFs: (\d+)/ms;
		next if !defined $device->{total_vfs};
		$theirs{$address}{total_vfs} = $2;
		$theirs{$address}{active_vfs} = $1 eq '+' ? $3 : 0;
		$ours{$address}{$_} = $device->{$_} for qw(total_vfs active_vfs);
	}
	is_deeply(\%ours, \%theirs, "$what: as lspci decodes it");
	return \%theirs;
}

sub scan { return decode_json((run($labscan, '--format', 'json', @_))[1]) }

# ---- made up ----

my %sizes = (0x01 => 0x2c, 0x0b => 16, 0x0d => 8, 0x0e => 8, 0x0f => 8, 0x10 => 0x40, 0x1b => 8);

sub random_bytes { return join '', map { chr int rand 256 } 1 .. $_[0] }

# A chain of capabilities in random places and order, with random bytes in them.
sub chain {
	my ($space, $first, $pointer, @capabilities) = @_;

	for my $i (0 .. $#capabilities) {
		my ($at, $id, $bytes) = @{ $capabilities[$i] };
		my $next = $i < $#capabilities ? $capabilities[$i + 1][0] : 0;
		substr $$space, $at, length $bytes, $bytes;
		substr $$space, $at, $first, $pointer->($id, $next);
	}
}

sub made_up {
	my $space = "\x36\x1b" . "\0" x 4094;
	my $type = (0, 1, 4, 5, 6, 7, 8, 9, 10)[rand 9];
	my $bridge = $type >= 4 && $type <= 8;
	my @places = shuffle 0x40, 0x80, 0xc0;
	my @standard = map { [ shift @places, $_, "\0" x 8 ] } rand() < 0.5 ? 0x05 : ();
	my $express = pack('v2', 0, $type << 4 | (1, 2)[rand 2]) . random_bytes(0x38);

	substr $space, 0x06, 1, "\x10";
	substr $space, 0x0e, 1, chr(($bridge ? 1 : 0) | (rand() < 0.5 ? 0x80 : 0));
	push @standard, [ shift @places, 0x10, $express ] if rand() < 0.9;
	substr $space, 0x34, 1, chr($standard[0] ? $standard[0][0] : 0);
	chain(\$space, 2, sub { pack 'C2', @_ }, @standard);

	# The first one has to be at 0x100; others are where they fit.
	my @ids = shuffle grep { rand() < 0.5 } 0x01, 0x0b, 0x0d, 0x0e, 0x0f, 0x10, 0x1b;
	my @slots = shuffle map { $_ * 0x80 } 3 .. 31;
	my @extended = map { [ $_ ? $slots[$_] : 0x100, $ids[$_], random_bytes($sizes{ $ids[$_] }) ] } 0 .. $#ids;
	chain(\$space, 4, sub { pack 'V', $_[0] | 1 << 16 | $_[1] << 20 }, @extended);
	return (grep { $_->[1] == 0x10 } @standard) ? $space : substr $space, 0, 256;
}

my %spaces;
for my $slot (0 .. 31) {
	$spaces{ sprintf '0000:00:%02x.%d', $slot, $_ } = made_up() for 0 .. 7;
}
my %files = map {
	my $at = "sys/bus/pci/devices/$_";
	("$at/config" => $spaces{$_}, "$at/vendor" => "0x1b36\n", "$at/device" => "0x0001\n", "$at/class" => "0x020000\n")
} keys %spaces;
my $decoded = compare('made up', scan('--root', make_root('made-up', %files)), \%spaces);
for my $fact (qw(express_type acs_capabilities ari_forwarding ats pasid ari)) {
	my %values = map { ($_->{$fact} // 'absent') => 1 } values %$decoded;
	cmp_ok(scalar keys %values, '>', 1, "made up: there are kinds of $fact");
}

# ---- this machine, and samples ----

SKIP: {
	skip 'configuration space is for root', 1 if $> != 0;
	my %mine = map { (m{([^/]+)/config$} => read_file($_)) } glob '/sys/bus/pci/devices/*/config';
	skip 'no PCI functions here', 1 if !%mine;
	compare('this machine', scan(), \%mine);
}

my $functions = 0;
for my $capture (sort glob 'samples/*.tar.gz') {
	(my $name = $capture) =~ s{.*/|\.tar\.gz$}{}g;
	run('mkdir', "$dir/$name");
	run('tar', '-xf', $capture, '-C', "$dir/$name");
	my ($code, $found) = run('find', "$dir/$name/sys/devices", '-name', 'config');
	my %theirs = map { m{([^/]+)/config$} ? ($1 => read_file($_)) : () } split /\n/, $found;
	$functions += scalar keys %theirs;
	compare($name, scan('--root', $capture), \%theirs) if %theirs;
}
cmp_ok($functions, '>', 0, 'samples have functions');
done_testing;
