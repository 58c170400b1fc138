#!/usr/bin/perl
# The rules of the house that a compiler does not know: what may include what, who
# opens files, and that nothing on the host is changed. Each rule is first shown to fail.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Lab;
use Test::More;

# Headers of ISO C without <stdio.h>: bytes in, structs out.
my $pure_c = qr{^(assert|ctype|errno|inttypes|limits|stdarg|stddef|stdbool|stdint|stdlib|string)\.h$};
my $facts = qr{^scanner/(host|fact|arena|str|errors)\.h$};

# Folder => the project's headers it may include, and the system's.
my @folders = (
	{ files => qr{^acpi/}, own => qr{^acpi/}, system => $pure_c },
	{ files => qr{^arch/}, own => qr{^(acpi|arch)/|$facts}, system => $pure_c },
	{ files => qr{^output/}, own => qr{^(output|acpi|arch)/|$facts|^scanner/(collect\.h|\w+\.def)$}, system => qr{} },
	# Requirements are asked about JSON: where it comes from is no matter of theirs.
	{ files => qr{^match/}, own => qr{^match/|^output/(beaker|document|keys|kinds|lookup|shape)\.h$|^output/keys\.def$|^scanner/(arena|library|str)\.h$}, system => qr{} },
	# Carries documents, and knows of a scan what stands in them.
	{ files => qr{^push/}, own => qr{^push/|^output/(beaker|document)\.h$|^scanner/(arena|str|cmd|input|library|root)\.h$}, system => qr{} },
	# The lab's side: labscan knows nothing of it.
	{ files => qr{^scanner/}, own => qr{^(?!lab/)}, system => qr{} },
	# It has of labscan what documents are made of.
	{ files => qr{^lab/}, own => qr{^(lab|match|output)/|^scanner/(arena|cmd|input|root|scan|str|tree)\.h$}, system => qr{} },
	# Collectors fill facts: what is judged and printed from them is no matter of theirs.
	{ files => qr{^scanner/(?!cmd_|main\.c|scan\.)}, own => qr{^(scanner|acpi)/}, system => qr{} },
);

# A library => the only files that may include it.
my @libraries = (
	{ header => qr{^curl/}, files => qr{^push/http\.c$} },
	{ header => qr{^json-c/|^json\.h$}, files => qr{^((output|match|push|lab)/|scanner/(cmd_|scan\.))} },
	{ header => qr{^sqlite3\.h$}, files => qr{^lab/sql_sqlite\.c$} },
	{ header => qr{^libpq-fe\.h$}, files => qr{^lab/sql_postgresql\.c$} },
	{ header => qr{^zstd\.h$}, files => qr{^lab/pack\.c$} },
	{ header => qr{^openssl/}, files => qr{^lab/digest\.c$} },
	{ header => qr{^pci/}, files => qr{^scanner/pci\.c$} },
	{ header => qr{^libudev\.h$}, files => qr{^scanner/hwdb\.c$} },
	{ header => qr{^libxml/}, files => qr{^match/xml\.c$|^push/} },
	{ header => qr{^yaml\.h$}, files => qr{^match/yaml\.c$} },
	{ header => qr{^pcre2\.h$}, files => qr{^match/regex\.c$} },
	{ header => qr{^archive(_entry)?\.h$}, files => qr{^scanner/capture_file\.c$} },
);

# Calls => the only files that may make them.
my @calls = (
	# root.c is the door to the machine, confine.c its lock, sink.c the way out; cmd.c
	# opens captures, input.c other files that the user names; labdb's main.c opens
	# /dev/null in the place of closed streams.
	{ call => qr{f?open|open(at2?|dir)|fd?opendir|creat|freopen|readlink(at)?|scandir|glob|n?ftw},
	  files => qr{^(scanner/(root|confine|cmd|input)|output/sink|push/spool|lab/(main|source))\.c$} },
	# Scanning changes nothing: no forks, no writes, no network. What is sent libcurl sends.
	{ call => qr{v?fork|exec[lv]p?e?|system|popen|posix_spawnp?|socket|connect}, files => qr{^$} },
	{ call => qr{dlm?open|dlv?sym}, files => qr{^scanner/library\.c$} },
	{ call => qr{unlink(at)?|rename(at2?)?|mkdir(at)?|mks?temps?|mkostemp|f?chmod|f?truncate|symlink},
	  files => qr{^(output/sink|push/spool|lab/cmd)\.c$} },
);

sub without_comments_and_strings {
	my ($text) = @_;
	$text =~ s{/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'}{ }gs;
	return $text;
}

sub violations {
	my ($file, $text) = @_;
	my @found;

	while ($text =~ /^\s*#\s*include\s*(["<])([^">]+)/mg) {
		my ($bracket, $header) = ($1, $2);
		my $kind = $bracket eq '"' ? 'own' : 'system';
		for my $rule (@folders) {
			push @found, "$file includes $header"
				if $file =~ $rule->{files} && $header !~ $rule->{$kind};
		}
		for my $rule (@libraries) {
			push @found, "$file includes $header"
				if $header =~ $rule->{header} && $file !~ $rule->{files};
		}
	}
	my $code = without_comments_and_strings($text);
	for my $rule (@calls) {
		next if $file =~ $rule->{files};
		push @found, "$file calls $1()" while $code =~ /(?<![\w.>])($rule->{call})\s*\(/g;
	}
	return @found;
}

for my $bad (
	[ 'acpi/dmar.c', '#include "scanner/host.h"' ],
	[ 'acpi/dmar.c', '#include <stdio.h>' ],
	[ 'arch/intel.c', '#include "output/document.h"' ],
	[ 'arch/intel.c', '#include "scanner/root.h"' ],
	[ 'arch/intel.c', '#include <fcntl.h>' ],
	[ 'output/kv.c', '#include "scanner/cmd.h"' ],
	[ 'scanner/disks.c', '#include "output/document.h"' ],
	[ 'scanner/disks.c', '#include <json-c/json.h>' ],
	[ 'scanner/disks.c', '#include <libudev.h>' ],
	[ 'match/requirement.c', '#include "scanner/host.h"' ],
	[ 'match/beaker.c', '#include <libxml/parser.h>' ],
	[ 'output/kv.c', '#include <pci/pci.h>' ],
	[ 'scanner/disks.c', 'f = fopen("/sys", "r");' ],
	[ 'output/kv.c', "\tint fd = open (path, O_RDONLY);" ],
	[ 'scanner/cmd_scan.c', 'if (fork() == 0)' ],
	[ 'scanner/root.c', 'unlinkat(fd, path, 0);' ],
	[ 'scanner/disks.c', '#include "push/push.h"' ],
	[ 'push/spool.c', '#include "scanner/host.h"' ],
	[ 'push/push.c', '#include <curl/curl.h>' ],
	[ 'push/push.c', 'mkdir(path, 0700);' ],
	[ 'push/http.c', 'handle = dlopen(name, RTLD_NOW);' ],
	[ 'push/http.c', 'connect(fd, address, size);' ],
	[ 'match/beaker.c', '#include "lab/store.h"' ],
	[ 'scanner/cmd_scan.c', '#include "lab/store.h"' ],
	[ 'lab/find.c', '#include "scanner/host.h"' ],
	[ 'lab/store.c', '#include <sqlite3.h>' ],
	[ 'lab/store.c', '#include <libpq-fe.h>' ],
	[ 'lab/store.c', 'rename(path, other);' ],
) {
	my ($file, $line) = @$bad;
	is(scalar(violations($file, "$line\n")), 1, "is forbidden in $file: $line");
}
is(scalar(violations('scanner/disks.c', qq{/* open() */ x = root_open("open(");\n})), 0,
	'comments, strings and longer names are not calls');

my @files = glob('{acpi,arch,lab,match,output,push,scanner}/*.{c,h}');
cmp_ok(scalar @files, '>', 20, 'the sources are there');
is(join("\n", map { violations($_, read_file($_)) } @files), '', 'the sources keep the rules');

my @long = grep { my @lines = split /\n/, read_file($_); @lines > 500 }
	grep { -e } @files, glob('tests/*/*.{c,h}');
is(join("\n", @long), '', 'no file has over 500 lines');

my $cc = $ENV{CC} // 'cc';
my $flags = `pkg-config --cflags json-c libpci libudev libpq`;
chomp $flags;
for my $header (grep { /\.h$/ } @files, glob('tests/unit/*.h')) {
	write_file("$dir/alone.c", qq{#include "$header"\n#include "$header"\n});
	my $said = `$cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I. $flags $dir/alone.c 2>&1`;
	is($?, 0, "$header compiles alone") or diag($said);
}
done_testing;
