#!/usr/bin/perl
# What goes wrong around labdb: no database, another's, a server that is not there, closed
# streams. Each is told with its reason and a remedy, and nothing is stored nowhere.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../sample";
use Db;
use Lab;
use Test::More;

my $file = "$dir/document";
write_file($file, documents_of(document('a', 1)));
my ($code, $out, $err);

sub wrong {
	my ($url, $arguments, $reason, $name) = @_;
	($code, $out, $err) = labdb($url, @$arguments);
	is_deeply([ $code, $out ], [ 2, '' ], "$name: nothing is done");
	like($err, qr/^labdb: .*$reason.*\nlabdb: .+\n\z/, 'why, and a remedy');
}

wrong('sqlite:', [ 'import', $file ], 'no file is named', 'a file without a name');
wrong('sqlite::memory:', [ 'import', $file ], 'no file is named', 'a database in memory');
wrong("sqlite:$dir/none.db", ['list'], 'No such file', 'no file');
wrong("sqlite:$dir/none/lab.db", [ 'import', $file ], 'No such file', 'no directory');
wrong("sqlite:$dir", [ 'import', $file ], 'Is a directory', 'a directory');
wrong("postgresql:///lab?host=$dir/none", [ 'import', $file ], 'No such file', 'no server');
wrong("mysql://db/lab", ['list'], 'sqlite:PATH or postgresql:', 'another kind');

write_file($file, documents_of(document("\xff", 2)) =~ s/\xc3\xbf/\xff/r);
($code, $out, $err) = labdb("sqlite:$dir/lab.db", 'import', $file);
is_deeply([ $code, $out ], [ 1, "0 new, 0 known, 1 refused\n" ], 'a name that is no UTF-8 is refused');
like($err, qr/its member "system" is no JSON/, 'and that is said');
write_file($file, documents_of(document('a', 1)));

($code, $out, $err) = labdb("sqlite:$dir/lab.db", 'list', '--nonsense');
is($err, "labdb list: unrecognized option '--nonsense'\nlabdb: see `labdb list --help`\n",
	'an unknown option is told, and whose options there are');

SKIP: {
	skip 'only root becomes nobody', 2 if $> != 0;
	labdb("sqlite:$dir/own.db", 'import', $file);
	chmod 0600, "$dir/own.db";
	chmod 0755, $dir;
	# Not all may go where it was built.
	system 'install', '-m', '755', $labdb, "$dir/labdb";
	my $said = qx{setpriv --reuid=nobody --clear-groups sh -c '$dir/labdb list --db sqlite:$dir/own.db' 2>&1};
	like($said, qr/Permission denied/, "another's file is one that cannot be read");
	like($said, qr/\nlabdb: it is not yours/, 'and not one to be made');
}

# A closed stream's number would be that of the socket, which would then get the answer.
for my $kind (@kinds) {
	my $url = new_db($kind);
	for my $closed ('>&-', '>&- 2>&-', '<&- >&- 2>&-') {
		qx{LABDB='$url' sh -c '$labdb import $file $closed'};
		is($? >> 8, 2, "$kind: an answer that goes nowhere is told ($closed)");
	}
	for my $command ([ 'export' ], [ 'show' ], [ 'find', 'ARCH=x86_64', '--explain' ]) {
		($code, $out, $err) = labdb($url, @$command, 'b');
		is($err, "labdb: there is no host b\nlabdb: `labdb list` has those that there are\n",
			"@$command: no such host");
	}
	is((labdb($url, 'list'))[1], "a  2026-01-01T00:00:01Z  1 scan\n", 'and what was stored is there, once');
	($code, $out, $err) = (undef, undef, scalar qx{LABDB='$url' sh -c '$labdb import - <&-' 2>&1});
	like($err, qr/standard input: Bad file descriptor/, 'a closed input is none that is empty');
}
done_testing;
