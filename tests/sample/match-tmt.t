#!/usr/bin/perl
# Whether a host is what tmt's hardware requirements ask for. Each case names the rule of
# tmt's specification, schema or parser that it is one of; the host is made up below.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use JSON::PP;
use Lab;
use Test::More;
use Time::HiRes qw(time);

my ($yes, $no, $bad, $untold) = (0, 1, 2, 3);
my $unread = { path => '/sys/unread', error => 'EACCES' };
my ($true, $false) = (JSON::PP::true, JSON::PP::false);

# Two sockets of two cores of two threads each, without a TPM, on bare metal.
sub host {
	return {
		schema => 'labscan/1',
		system => { hostname => 'lab-1.example.com', machine => 'x86_64' },
		cpu => { vendor => 'GenuineIntel', model_name => 'Intel(R) Xeon(R) Gold 6230',
			family => 6, model => 85, stepping => 7, processors => 8, sockets => 2,
			cores => 4, threads_per_core => 2, speed_khz => 2100000,
			flags => [ 'avx', 'avx2', 'vmx' ], virtualization => $true },
		memory => { total_bytes => 8200000000, installed_bytes => 8589934592, numa_nodes => 2 },
		firmware => { boot => 'uefi', tpms => [] },
		dmi => { vendor => 'Dell Inc.', product => undef, unknown => { product => $unread } },
		virtualization => { hypervisor => undef, xen_role => undef },
		disks => [
			{ model => 'Samsung SSD 980', driver => 'nvme', size_bytes => 500000000000,
				logical_sector_bytes => 512, physical_sector_bytes => 4096 },
			{ model => undef, driver => 'ahci', size_bytes => 2000000000000,
				logical_sector_bytes => 512, physical_sector_bytes => 512 },
		],
		pci => [
			{ address => '0000:00:02.0', vendor_id => 0x10de, device_id => 0x20f1,
				class_code => 0x030200, vendor_name => 'NVIDIA Corporation',
				device_name => 'GA100', driver => undef },
			{ address => '0000:01:00.0', vendor_id => 0x8086, device_id => 0x1533,
				class_code => 0x020000, vendor_name => 'Intel Corporation',
				device_name => 'I210', driver => 'igb' },
		],
		net => [
			{ name => 'eth0', type => 'eth', driver => 'igb', bus_address => '0000:01:00.0',
				virtual => $false },
			{ name => 'eth1', type => 'eth', driver => undef, bus_address => '1-1:1.0',
				virtual => $false, unknown => { driver => $unread } },
			{ name => 'lo', type => 'loopback', driver => undef, virtual => $true },
		],
		crypto => [],
		iommu => { described => $true, family => 'intel', smmus => [] },
	};
}

# The answer for some YAML and a host, which a function may change first.
sub answer {
	my ($yaml, $change) = @_;
	my $host = host();

	$change->($host) if $change;
	write_file("$dir/host.json", encode_json($host));
	write_file("$dir/tmt.yaml", $yaml);
	return run($labscan, 'match', '--explain', '--document', "$dir/host.json", "$dir/tmt.yaml");
}

sub cases {
	my ($title, @cases) = @_;

	note($title);
	for my $case (@cases) {
		my ($rule, $yaml, $want, $says) = @$case;
		my ($code, $out, $err) = answer("$yaml\n");

		is($code, $want, "$rule: " . $yaml =~ s/\n/ | /gr) or diag($out, $err);
		like($want == $bad ? $err : $out, $says, '... and says so') if $says;
	}
}

cases('operators: spec/hardware, Comparison operators; CONSTRAINT_VALUE_PATTERN',
	[ 'no operator is =', 'cpu: {cores: 4}', $yes ],
	[ 'no operator is =', 'cpu: {cores: 5}', $no ],
	[ '=', 'cpu: {cores: "= 4"}', $yes ],
	[ '== is =', 'cpu: {cores: "==4"}', $yes ],
	[ '!=', 'cpu: {cores: "!= 4"}', $no ],
	[ '!=', 'cpu: {cores: "!= 5"}', $yes ],
	[ '>', 'cpu: {cores: "> 4"}', $no ],
	[ '>=', 'cpu: {cores: ">= 4"}', $yes ],
	[ '<', 'cpu: {cores: "< 5"}', $yes ],
	[ '<=', 'cpu: {cores: "<=3"}', $no ],
	[ 'blanks behind the value are no part of it', 'hostname: "lab-1.example.com  "', $yes ],
	[ 'an operator alone', 'cpu: {cores: ">="}', $bad, qr/line 1: cpu\.cores: nothing stands after/ ],
	[ 'no value', 'cpu: {cores: ~}', $bad, qr/cpu\.cores: one value goes here/ ],
	[ 'a value has one line', qq(hostname: "a\\nb"), $bad, qr/one line/ ],
	[ 'contains is none that can be written', 'cpu: {cores: "contains 4"}', $bad, qr/not a whole/ ],
);
cases('whole numbers: IntegerConstraint',
	[ 'hexadecimal', 'cpu: {model: "0x55"}', $yes ],
	[ 'hexadecimal as YAML has it', 'cpu: {model: 0x55}', $yes ],
	[ 'leading zeros', 'cpu: {family: "= 06"}', $yes ],
	[ 'a sign', 'cpu: {family: "> -1"}', $yes ],
	[ 'no ~', 'cpu: {model: "~ 8"}', $bad, qr/cpu\.model: ~ is not for this key/ ],
	[ 'no fraction', 'cpu: {cores: 4.5}', $bad, qr/"4\.5" is not a whole number/ ],
	[ 'no unit', 'cpu: {cores: 4 GB}', $bad, qr/whole number/ ],
	[ 'not beyond 64 bits', 'cpu: {cores: 99999999999999999999}', $bad, qr/whole number/ ],
);
cases('sizes: SizeConstraint, units of pint',
	[ 'memory without a unit is in MiB', 'memory: 8192', $yes ],
	[ 'memory is what is installed, not what the kernel left', 'memory: ">= 8 GiB"', $yes ],
	[ 'GB is 10^9', 'memory: "> 8.5 GB"', $yes, qr/here: 8589934592 \(8 GiB\)/ ],
	[ 'GiB is 2^30', 'memory: "= 8GiB"', $yes ],
	[ 'GB is no GiB', 'memory: "= 8 GB"', $no ],
	[ 'words for units', 'memory: "= 8 gibibytes"', $yes ],
	[ 'a disk without a unit is in bytes', "disk:\n- size: 500000000000", $yes ],
	[ 'fractions', "disk:\n- size: 0.5 TB", $yes ],
	[ 'exponents', "disk:\n- size: 5e11 B", $yes ],
	[ 'bits', "disk:\n- size: 4 Tbit", $yes ],
	[ 'kB has a small k', 'memory: ">= 8 KB"', $bad, qr/memory: "8 KB" is not a size/ ],
	[ 'pint tells cases apart', 'memory: ">= 8 gb"', $bad, qr/not a size/ ],
	[ 'Mb is no size', 'memory: 8 Mb', $bad, qr/not a size/ ],
	[ 'a frequency is no size', 'memory: 8 GHz', $bad, qr/not a size/ ],
	[ 'a size is no text', 'memory: "~ 8"', $bad, qr/~ is not for this key/ ],
	[ 'sector sizes', "disk:\n- logical-sector-size: 512 byte\n  physical-sector-size: 4 KiB", $yes ],
);
cases('frequencies: NumberConstraint',
	[ 'without a unit in MHz', 'cpu: {frequency: ">= 2100.0"}', $yes ],
	[ 'with one', 'cpu: {frequency: "> 2.1 GHz"}', $no ],
	[ 'GHz is no size', 'cpu: {frequency: 2 GB}', $bad, qr/not a frequency/ ],
);
cases('flags: FlagConstraint; schema: boolean',
	[ 'true', 'virtualization: {is-supported: true}', $yes ],
	[ 'in any case', 'virtualization: {is-supported: "TRUE"}', $yes ],
	[ 'false', 'virtualization: {is-supported: false}', $no ],
	[ '!=', 'virtualization: {is-supported: "!= false"}', $yes ],
	[ 'the schema has no yes', 'virtualization: {is-supported: yes}', $bad, qr/"yes" is not true or false/ ],
	[ 'no order', 'virtualization: {is-supported: "> false"}', $bad, qr/> is not for this key/ ],
);
cases('texts: TextConstraint, re.match()',
	[ '= is all of it', 'cpu: {model-name: Intel}', $no ],
	[ '= tells cases apart', 'cpu: {vendor-name: genuineintel}', $no ],
	[ '~ begins at the beginning', 'cpu: {model-name: "~ Intel"}', $yes ],
	[ '~ begins at the beginning', 'cpu: {model-name: "~ Xeon"}', $no ],
	[ '~ need not reach the end', 'cpu: {model-name: "~ .*Xeon"}', $yes ],
	[ '~ without a blank', 'cpu: {model-name: "~Intel"}', $yes ],
	[ '~ tells cases apart', 'cpu: {model-name: "~ intel"}', $no ],
	[ '=~ is ~', 'cpu: {model-name: "=~ Intel"}', $yes ],
	[ '!~', 'cpu: {model-name: "!~ AMD"}', $yes ],
	[ '!~', 'cpu: {model-name: "!~ .*Gold"}', $no ],
	[ 'no order', 'cpu: {model-name: "> Intel"}', $bad, qr/> is not for this key/ ],
	[ 're: \d and {,n}', 'cpu: {model-name: \'~ .*\d{,4}$\'}', $yes ],
	[ 're: \Z is the end', 'cpu: {model-name: \'~ .*6230\Z\'}', $yes ],
	[ 're: flags', 'cpu: {model-name: "~ (?i)intel"}', $yes ],
	[ 're: named groups', 'cpu: {model-name: "~ (?P<a>I)n(?!x)"}', $yes ],
	[ 're: \u', 'cpu: {model-name: \'~ \u0049ntel\'}', $yes ],
	[ 're: [ in a set', 'cpu: {model-name: "~ [[:alpha:]]"}', $no ],
	[ 're: no \h', 'cpu: {model-name: \'~ \h\'}', $bad, qr/Python's re has no \\h/ ],
	[ 're: no recursion', 'cpu: {model-name: "~ (?R)"}', $bad, qr/\(\?R is not supported/ ],
	[ 're: no end', 'cpu: {model-name: "~ (Intel"}', $bad, qr/no regular expression/ ],
	[ 're: nothing to repeat', 'cpu: {model-name: "~ *"}', $bad, qr/no regular expression/ ],
	[ 're: too much work is no answer', 'hostname: "~ (((.+)+)+)+[%!]"', $untold ],
);
cases('keys',
	[ 'arch', 'arch: x86_64', $yes ],
	[ 'hostname', 'hostname: "~ lab-.*[.]example"', $yes ],
	[ 'threads are processors', 'cpu: {threads: 8, processors: 8}', $yes ],
	[ 'per socket, per core', 'cpu: {cores-per-socket: 2, threads-per-core: 2}', $yes ],
	[ 'hyper-threading', 'cpu: {hyper-threading: true}', $yes ],
	[ 'all flags of the list', 'cpu: {flag: [avx, "= avx2"]}', $yes ],
	[ 'all flags of the list', 'cpu: {flag: [avx, avx512f]}', $no ],
	[ 'flags that are not there', 'cpu: {flag: ["!= avx512f"]}', $yes ],
	[ 'flags that are not there', 'cpu: {flag: [avx, "!= vmx"]}', $no ],
	[ 'flags are = or !=', 'cpu: {flag: ["~ avx"]}', $bad, qr/cpu\.flag: ~ is not for/ ],
	[ 'flags are a list', 'cpu: {flag: avx}', $bad, qr/cpu\.flag: a list goes here/ ],
	[ 'boot.method', 'boot: {method: uefi}', $yes ],
	[ 'boot.method', 'boot: {method: "!= bios"}', $yes ],
	[ 'boot.method is = or !=', 'boot: {method: "~ u"}', $bad, qr/~ is not for this key/ ],
	[ 'a host without a TPM has no version of it', 'tpm: {version: "2.0"}', $no ],
	[ 'a host without a TPM has no version of it', 'tpm: {version: ">= 1.2"}', $no ],
	[ 'what it has not differs', 'tpm: {version: "!= 2.0"}', $yes ],
	[ 'bare metal', 'virtualization: {is-virtualized: false}', $yes ],
	[ 'bare metal', 'virtualization: {hypervisor: kvm}', $no ],
	[ 'what it has not matches nothing', 'virtualization: {hypervisor: "!~ xen"}', $yes ],
	[ 'iommu', 'iommu: {is-supported: true, model-name: intel}', $yes ],
	[ 'iommu', 'iommu: {is-supported: "!= true"}', $no ],
	[ 'system', 'system: {vendor-name: "~ Dell", numa-nodes: ">= 2"}', $yes ],
	[ 'what could not be read', 'system: {model-name: R750}', $untold, qr/system\.model-name: R750  here: unknown/ ],
	[ 'no adapter', 'zcrypt: {adapter: CEX8C}', $no ],
);
cases('what a scan does not tell is unknown, and the answer says why',
	map { [ 'no scan tells', $_, $untold, qr/!! \w/ ] }
		'beaker: {pool: foo}', 'beaker: {panic-watchdog: true}', 'compatible: {distro: [rhel-8]}',
		'cpu: {family-name: Skylake}', 'cpu: {vendor: 0x8086}', 'location: {lab-controller: x}',
		'system: {vendor: 0x413C}', 'system: {model: 79}', 'system: {type: Machine}',
		'system: {management-controller: {protocol: ipmi}}', 'virtualization: {confidential: true}',
);
cases('unknown: in or and and',
	[ 'true or unknown', "or:\n- cpu: {cores: 4}\n- beaker: {pool: x}", $yes ],
	[ 'false or unknown', "or:\n- cpu: {cores: 5}\n- beaker: {pool: x}", $untold ],
	[ 'false and unknown', "and:\n- cpu: {cores: 5}\n- beaker: {pool: x}", $no ],
	[ 'true and unknown', "and:\n- cpu: {cores: 4}\n- beaker: {pool: x}", $untold ],
);
cases('devices',
	[ 'one device has to be all of it', 'gpu: {vendor: 0x10de, device-name: "~ GA"}', $yes ],
	[ 'a NIC is no GPU', 'gpu: {vendor: 0x8086}', $no ],
	[ 'by number', 'device: {vendor: 0x8086, device: 5427}', $yes ],
	[ 'not half of one and half of another', 'device: {vendor: 0x10de, driver: igb}', $no ],
	[ 'the schema has a list of them', "device:\n- {driver: igb}\n- {vendor-name: '~ NV'}", $yes ],
	[ 'a driver that none has', 'device: {driver: noveau}', $no ],
	[ '!= asks for one that differs', 'device: {driver: "!= igb"}', $yes ],
	[ 'gpu is no list', 'gpu: [{vendor: 1}]', $bad, qr/gpu: a mapping goes here/ ],
);
cases('peers: disk[i], network[i]',
	[ 'one disk', "disk:\n- size: '>= 1 TB'", $yes ],
	[ 'two that each have one', "disk:\n- size: '>= 1 TB'\n- driver: nvme", $yes ],
	[ 'in any order', "disk:\n- size: '>= 100 GB'\n- size: '<= 500 GB'", $yes ],
	[ 'not one disk twice', "disk:\n- size: '>= 1 TB'\n- size: '>= 1 TB'", $no ],
	[ 'not more than there are', "disk:\n- size: '> 1'\n- size: '> 1'\n- size: '> 1'", $no ],
	[ 'a disk has to be all of an item', "disk:\n- size: '>= 1 TB'\n  driver: nvme", $no ],
	[ 'a model that is not there', "disk:\n- model-name: '!~ Samsung'\n  driver: ahci", $yes ],
	[ 'disk is a list', 'disk: {size: 1}', $bad, qr/disk: a list goes here/ ],
	[ 'an item is a mapping', "disk:\n- 10 GB", $bad, qr/line 2: disk: a mapping goes here/ ],
	[ 'network by its PCI device', "network:\n- {type: eth, vendor: 0x8086, device-name: I210}", $yes ],
	[ 'lo is no device', "network:\n- type: loopback", $no ],
	[ 'two interfaces', "network:\n- type: eth\n- type: eth", $yes ],
	[ 'three are not there', "network:\n- type: eth\n- type: eth\n- type: eth", $no ],
	[ 'the second one may be', "network:\n- driver: igb\n- driver: r8152", $untold ],
	[ 'the first one is taken', "network:\n- driver: igb\n- driver: igb", $untold ],
);
cases('and, or',
	[ 'keys are all meant', 'cpu: {cores: 4, model: 1}', $no ],
	[ 'and', "and:\n- arch: x86_64\n- cpu: {cores: 4}", $yes ],
	[ 'or', "or:\n- arch: aarch64\n- cpu: {cores: 4}", $yes ],
	[ 'or counts all variants', "or:\n- arch: a\n- or:\n  - arch: b\n  - or:\n    - arch: x86_64", $yes ],
	[ 'and in or in and', "and:\n- or:\n  - and: [{arch: x86_64}, {arch: s390x}]\n  - arch: ppc64le", $no ],
	[ 'alone on their level', "arch: x86_64\nor:\n- arch: x86_64", $bad, qr/line 2: "or" stands alone/ ],
	[ 'a list', 'and: {arch: x86_64}', $bad, qr/and: a list goes here/ ],
	[ 'minProperties: 1', "or:\n- {}", $bad, qr/requirements go here/ ],
);
cases('keys that tmt has not: additionalProperties false',
	[ 'at the top', 'memroy: 8 GB', $bad, qr/line 1: tmt's hardware has no memroy; did you mean memory\?/ ],
	[ 'with its line', "cpu:\n  cores: 4\n  prosessors: 2", $bad, qr/line 3: tmt's hardware has no cpu\.prosessors; did you mean processors\?/ ],
	[ 'a name that was', 'iommu: {model: intel}', $bad, qr/iommu\.model; did you mean model-name\?/ ],
	[ 'nothing near', 'foo: 1', $bad, qr/tmt's hardware has no foo$/m ],
	[ 'in a list', "disk:\n- sise: 1", $bad, qr/line 2: tmt's hardware has no disk\.sise; did you mean size\?/ ],
	[ 'not', "not:\n- arch: x86_64", $bad, qr/tmt's hardware has no not/ ],
	[ 'presets are in another file', 'filter: AMD__ROME', $bad, qr/another file/ ],
	[ 'none below a value', 'memory: {size: 8}', $bad, qr/memory: one value goes here/ ],
);
cases('where it stands',
	[ 'a plan', "summary: x\nprovision:\n  how: beaker\n  hardware:\n    arch: x86_64", $yes ],
	[ 'a plan of several guests', "provision:\n- name: a\n  hardware: {arch: s390x}\n- name: b\n  hardware: {arch: x86_64}", $yes, qr/^b .*matches/m ],
	[ 'hardware', "hardware:\n  arch: s390x", $no ],
	[ 'a plan without', "provision:\n  how: local", $bad, qr/provision has no hardware/ ],
	[ 'plans, as tmt exports them', "- name: /a\n  provision:\n  - {name: b, hardware: {arch: x86_64}}\n- name: /c\n  provision: {how: local}", $yes, qr/^\/a, b \(line 3\): matches/ ],
	[ 'plans without', "- name: /a\n  provision: {how: local}", $bad, qr/none of the plans has hardware/ ],
	[ 'children inherit', "provision: {hardware: {arch: x86_64}}\n/a:\n  summary: x", $bad, qr{line 2: what /a makes of the plan .*`tmt plan export`} ],
	[ 'what is to be merged', "provision+:\n  hardware: {arch: x86_64}", $bad, qr/provision\+ makes/ ],
	[ 'rules that change it', "provision: {hardware: {arch: x86_64}}\nadjust:\n- when: a == b\n  provision+: {hardware: {memory: 1}}", $bad, qr/line 2: what adjust makes/ ],
	[ 'a rule alone', "adjust: {provision: {hardware: {memory: 1}}}", $bad, qr/what adjust makes/ ],
	[ 'rules that do not', "provision: {hardware: {arch: x86_64}}\nadjust:\n- {when: a == b, enabled: false}", $yes ],
	[ 'nothing', '', $bad, qr/nothing is in it/ ],
	[ 'no mapping', 'arch', $bad, qr/as a mapping/ ],
);
cases('YAML',
	[ 'aliases', "and:\n- cpu: &c {cores: 4}\n- cpu: *c", $yes ],
	[ 'merges', "and:\n- cpu: &c {cores: 4, model: 1}\n- cpu: {<<: *c, model: 85}", $no ],
	[ 'merges', "or:\n- cpu: &c {cores: 4, model: 1}\n- cpu: {<<: *c, model: 85}", $yes ],
	[ 'an anchor that is not there', 'cpu: *c', $bad, qr/\*c is no anchor/ ],
	[ 'an anchor within itself', 'and: &a [*a]', $bad, qr/\*a is no anchor/ ],
	[ 'a key twice', "arch: x86_64\narch: s390x", $bad, qr/line 2: arch is here twice/ ],
	[ 'two documents', "arch: x86_64\n---\narch: s390x", $bad, qr/second document/ ],
	[ 'no YAML', 'cpu: {cores: 4', $bad, qr/line \d/ ],
	[ 'no UTF-8', "arch: \xff", $bad, qr/at byte 6/ ],
	map({ [ 'control characters', qq(arch: "a$_"), $bad, qr/control character/ ] }
		'\0', '\u0007', '\x7f', '\x9b', '\u0085'),
	[ 'a key of two lines', '"a\nb": 1', $bad, qr/no line of text/ ],
);

subtest 'hostile files end soon' => sub {
	my $laugh = join '', "x0: &x0 {arch: s390x}\n",
		map { "x$_: &x$_ {or: [" . join(', ', ("*x" . ($_ - 1)) x 10) . "]}\n" } 1 .. 20;
	my %files = (
		'a billion aliases' => "${laugh}hardware: *x20\n",
		'nested lists' => '[' x 100000,
		'nested blocks' => 'hardware: ' . '{and: [' x 100 . ']}' x 100 . "\n",
		'many keys' => join('', map { "k$_: 1\n" } 1 .. 100000),
		'merged over and over' => "a: &a {" . join(', ', map { "k$_: 1" } 1 .. 2000) . "}\n"
			. join('', map { "m$_: {<<: *a}\n" } 1 .. 2000),
		'many expressions' => "or:\n" . "- hostname: '~ (x+x+)+y'\n" x 500,
		'a long expression' => "hostname: '~ " . 'a?' x 1000 . "'\n",
		'a large expression' => "hostname: '~ ((((a{99}){99}){99}){99}){99}'\n",
	);
	for my $name (sort keys %files) {
		my $start = time;
		my ($code, $out, $err) = answer($files{$name});

		is($code, $bad, "$name cannot be used") or diag($out, $err);
		cmp_ok(time - $start, '<', 10, '... which is known soon');
	}
};

subtest 'expressions that are much work, on many devices, end soon' => sub {
	my $many = sub { $_[0]{pci} = [ map { { vendor_id => 1, device_id => $_, class_code => 0,
		device_name => "Some controller of many letters $_" } } 1 .. 2000 ] };
	my $start = time;
	my ($code, $out, $err) = answer("or:\n" . join('', map {
		"- device: {device-name: '~ (.+)+[%!]$_'}\n" } 1 .. 90), $many);

	is($code, $untold, 'what was not compared is not told') or diag($out, $err);
	like($out, qr/too much work/, '... and says why');
	cmp_ok(time - $start, '<', 10, '... soon');
};

subtest 'what is not there differs, what is unknown may not' => sub {
	my $dom0 = sub { $_[0]{virtualization} = { hypervisor => 'xen', xen_role => 'dom0' } };
	my $partial = sub { delete @{$_[0]}{qw(disks pci net iommu)} };
	my $guest = sub { $_[0]{virtualization} = { hypervisor => undef,
		unknown => { hypervisor => $unread } } };
	my $managed = sub { $_[0]{memory}{installed_bytes} = undef };
	my $tpm = sub { $_[0]{firmware}{tpms} = [ { name => 'tpm0', version => '2.0' } ] };
	my $odd = sub { $_[0]{cpu}{cores} = 3 };

	for my $case (
		[ 'dom0 has the machine', $dom0, 'virtualization: {is-virtualized: false}', $yes ],
		[ 'a section that was not asked for', $partial, "disk: [{size: 1}]", $untold ],
		[ 'a section that was not asked for', $partial, "gpu: {vendor: 1}", $untold ],
		[ 'a section that was not asked for', $partial, "iommu: {is-supported: false}", $untold ],
		[ 'who knows below what it runs', $guest, 'virtualization: {is-virtualized: false}', $untold ],
		[ 'MemTotal where it is all there is', $managed, 'memory: 8200000000 B', $yes ],
		[ 'versions of a TPM have an order', $tpm, 'tpm: {version: "> 1.2"}', $yes ],
		[ 'sockets that differ', $odd, 'cpu: {cores-per-socket: "= 1"}', $no ],
	) {
		my ($what, $change, $yaml, $want) = @$case;
		my ($code, $out, $err) = answer("$yaml\n", $change);
		is($code, $want, "$what: $yaml") or diag($out, $err);
	}
};

subtest 'each host has the hardware that scan --format tmt says it has' => sub {
	my @samples = glob('samples/*.tar.gz');
	my $dom0 = make_root('dom0', 'sys/hypervisor/type' => "xen\n",
		'proc/xen/capabilities' => "control_d\n");

	cmp_ok(scalar @samples, '>', 50, 'the samples are there');
	for my $sample (@samples, $dom0) {
		my ($code, $out, $err) = run($labscan, 'scan', '--format', 'tmt', '--root', $sample);
		write_file("$dir/own.yaml", $out);
		($code, $out, $err) = run($labscan, 'match', '--explain', '--root', $sample, "$dir/own.yaml");
		is($code, $yes, $sample) or diag($out, $err);
	}
};
done_testing;
