#!/usr/bin/perl
# This very host: labscan's document against what other tools, and the kernel's own
# files, say of it. A comparison whose tool is missing is skipped, and says so.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP qw(decode_json);
use Lab;
use POSIX qw(uname);
use Test::More;

# What a command prints, with its words untranslated; undef when it is not installed.
sub output {
	my ($tool, @arguments) = @_;
	local $ENV{LC_ALL} = 'C.UTF-8';
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";

	return undef unless grep { -x "$_/$tool" } split /:/, $ENV{PATH};
	open my $in, '-|:raw', $tool, @arguments or return undef;
	local $/;
	return scalar(<$in>) // '';
}

sub content { return -e $_[0] ? read_file($_[0]) : undef }

open my $scan, '-|:raw', $labscan, '--format', 'json' or die "$labscan: $!";
my $host = decode_json(do { local $/; <$scan> });
close $scan or die "$labscan: exit code " . ($? >> 8);

# Each comparison names its tool, and gets what the tool prints.
sub compare {
	my ($what, $tool, $arguments, $compare) = @_;

	subtest "$what, as $tool has it" => sub {
		my $said = output($tool, @$arguments);
		plan skip_all => "no $tool here" unless defined $said;
		plan skip_all => "$tool finds nothing to say here" if $said eq '';
		$compare->($said);
	};
}

subtest 'system and kernel, as uname and /proc have them' => sub {
	my ($system, $node, $release, $version, $machine) = uname();

	is($host->{system}{hostname}, $node, 'host name');
	is($host->{system}{machine}, $machine, 'machine');
	is($host->{kernel}{release}, $release, 'release');
	is($host->{kernel}{version}, $version, 'version');
	(my $line = content('/proc/cmdline')) =~ s/^\s+|\s+$//g;
	is($host->{kernel}{command_line}, $line, 'command line') if $line =~ /^[ -~]*$/;
	if (defined(my $modules = content('/proc/modules'))) {
		is_deeply([ sort @{ $host->{kernel}{modules} } ],
			  [ sort map { (split)[0] } split /\n/, $modules ], 'modules');
	} else {
		is($host->{kernel}{modules}, undef, 'a kernel without modules');
	}
};

compare('processors', 'lscpu', [], sub {
	my %said = map { /^([^:]+):\s*(.*?)\s*$/ ? ($1 => $2) : () } split /\n/, shift;
	my $cpu = $host->{cpu};
	my %members = ('Vendor ID' => 'vendor', 'Model name' => 'model_name');
	my %numbers = ('CPU family' => 'family', 'Model' => 'model', 'Stepping' => 'stepping');

	# Other architectures' numbers are not lscpu's: it shows revisions as models there.
	%members = (%members, %numbers) if $host->{system}{machine} =~ /^(x86_64|i.86)$/;
	for my $name (sort keys %members) {
		is($cpu->{ $members{$name} }, $said{$name}, $name) if defined $said{$name};
	}
	is_deeply([ sort @{ $cpu->{flags} } ], [ sort split ' ', $said{Flags} ], 'flags')
		if defined $said{Flags} && $host->{system}{machine} !~ /^riscv/;
	is($host->{memory}{numa_nodes} // 0, $said{'NUMA node(s)'} // 0, 'NUMA nodes');
	my %names = (KVM => 'kvm', Xen => 'xen', Microsoft => 'hyperv', VMware => 'vmware');
	my $vendor = $said{'Hypervisor vendor'};
	is($host->{virtualization}{hypervisor}, $names{$vendor}, 'hypervisor')
		if defined $vendor && $names{$vendor};
});

compare('sockets, cores and threads', 'lscpu', ['-p=CPU,CORE,SOCKET'], sub {
	my (%cores, %sockets, %alike);
	my @rows = map { [ split /,/ ] } grep { !/^#/ } split /\n/, shift;

	$cores{ $_->[1] }++, $sockets{ $_->[2] }++ for @rows;
	$alike{$_} = 1 for values %cores;
	is($host->{cpu}{processors}, scalar @rows, 'online processors');
	is($host->{cpu}{cores}, scalar keys %cores, 'cores');
	is($host->{cpu}{sockets}, scalar keys %sockets, 'sockets')
		if defined $host->{cpu}{sockets};
	is($host->{cpu}{threads_per_core}, keys %alike == 1 ? (keys %alike)[0] : undef,
	   'threads of each core');
});

subtest 'memory, as /proc and /sys have it' => sub {
	my ($kib) = content('/proc/meminfo') =~ /^MemTotal:\s*(\d+) kB/m;
	is($host->{memory}{total_bytes}, $kib * 1024, 'total');

	my %nodes = map { $_->{id} => $_ } @{ $host->{memory}{nodes} };
	my @ids = map { m{/node(\d+)$} } glob '/sys/devices/system/node/node[0-9]*';
	is_deeply([ sort { $a <=> $b } keys %nodes ], [ sort { $a <=> $b } @ids ], 'nodes');
	for my $id (@ids) {
		my $cpus = content("/sys/devices/system/node/node$id/cpulist");
		chomp $cpus;
		is($nodes{$id}{cpus} // '', $cpus, "processors of node $id");
	}
};

# The two questions in systemd's words; its names but for these, of makers and of clouds.
my %detected = (microsoft => 'hyperv', oracle => 'virtualbox', amazon => 'kvm', google => 'kvm');
for my $question ([ hypervisor => '--vm' ], [ container => '--container' ]) {
	my ($member, $option) = @$question;

	compare($member, 'systemd-detect-virt', [$option], sub {
		chomp(my $said = shift);
		my $expected = $said eq 'none' ? undef : $detected{$said} // $said;
		my $got = $host->{virtualization}{$member};

		# A partition of a z machine is no guest to systemd, nor is Xen's dom0.
		undef $got if $member eq 'hypervisor' && ($got // '') eq 'lpar' ||
			      $member eq 'hypervisor' && ($host->{virtualization}{xen_role} // '') eq 'dom0';
		is($got, $expected, $member);
	});
}

compare('disks', 'lsblk', ['-bdJ', '-o', 'NAME,SIZE,TYPE,ROTA,RM,RO,LOG-SEC,PHY-SEC'], sub {
	# lsblk calls these disks, no lab does.
	my %said = map { $_->{name} => $_ }
		grep { $_->{type} eq 'disk' && $_->{name} !~ /^(zram|ram|nbd|fd)\d/ }
		@{ decode_json(shift)->{blockdevices} };
	my %disks = map { $_->{name} => $_ } @{ $host->{disks} };

	is_deeply([ sort keys %disks ], [ sort keys %said ], 'names');
	for my $name (sort keys %said) {
		my ($disk, $lsblk) = ($disks{$name}, $said{$name});

		is($disk->{size_bytes}, $lsblk->{size}, "$name: size");
		is($disk->{logical_sector_bytes}, $lsblk->{'log-sec'}, "$name: logical sectors");
		is($disk->{physical_sector_bytes}, $lsblk->{'phy-sec'}, "$name: physical sectors");
		is(!!$disk->{rotational}, !!$lsblk->{rota}, "$name: rotational");
		is(!!$disk->{removable}, !!$lsblk->{rm}, "$name: removable");
		is(!!$disk->{read_only}, !!$lsblk->{ro}, "$name: read only");
	}
});

compare('PCI devices', 'lspci', ['-Dnmm'], sub {
	my (@said, @found);

	for (split /\n/, shift) {
		my ($address) = /^(\S+)/;
		my ($class, $vendor, $device) = /"([0-9a-f]{4})"/g;
		my ($revision) = /-r([0-9a-f]{2})/;
		push @said, join ' ', $address, $class, $vendor, $device, $revision // '00';
	}
	push @found, sprintf '%s %04x %04x %04x %02x', $_->{address}, $_->{class_code} >> 8,
		$_->{vendor_id}, $_->{device_id}, $_->{revision} for @{ $host->{pci} };
	is_deeply([ sort @found ], [ sort @said ], 'address, class, ids and revision');
});

compare('network interfaces', 'ip', ['-j', 'link'], sub {
	my %said = map { $_->{ifname} => $_ } @{ decode_json(shift) };
	my %found = map { $_->{name} => $_ } @{ $host->{net} };

	is_deeply([ sort keys %found ], [ sort keys %said ], 'names');
	for my $name (sort keys %said) {
		my $mac = $said{$name}{permaddr} // $said{$name}{address};

		is($found{$name}{mac}, $mac, "$name: address")
			if defined $mac && $said{$name}{link_type} eq 'ether';
	}
});

done_testing();
