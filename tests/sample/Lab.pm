# What the tests of the program share: files, made-up hosts, runs of commands.
#
#	use FindBin;
#	use lib $FindBin::Bin;
#	use Lab;
package Lab;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use POSIX ();

our @EXPORT = qw($labscan $dir read_file write_file make_root run run_with drop_rights
	labscan_for_all);

# The program, and a directory that all may enter and that goes with the test.
our $labscan = abs_path($ENV{LABSCAN} // 'build/labscan');
our $dir = tempdir(CLEANUP => 1);
chmod 0755, $dir;

# A file's bytes; it has to be there.
sub read_file {
	my ($path) = @_;
	open my $in, '<:raw', $path or die "$path: $!";
	local $/;
	return scalar(<$in>) // '';
}

# Writes a file, and makes the directories above it.
sub write_file {
	my ($path, $text) = @_;
	make_path(dirname($path));
	open my $out, '>:raw', $path or die "$path: $!";
	print $out $text or die "$path: $!";
	close $out or die "$path: $!";
}

# The files of a made-up host, path => content, below $dir/NAME; its path. Content of
# undef makes a directory.
sub make_root {
	my ($name, %files) = @_;
	for my $file (keys %files) {
		defined $files{$file} ? write_file("$dir/$name/$file", $files{$file})
			: make_path("$dir/$name/$file");
	}
	return "$dir/$name";
}

# Runs a command; `prepare` is called in the child, with standard output and error
# set to files already. Returns exit code, output, errors; a signal is a negative code.
sub run_with {
	my ($prepare, @command) = @_;
	my $child = fork // die "fork: $!";

	if (!$child) {
		open STDIN, '<', '/dev/null' or die $!;
		open STDOUT, '>', "$dir/run.out" or die $!;
		open STDERR, '>', "$dir/run.err" or die $!;
		$prepare->() if $prepare;
		exec @command or POSIX::_exit(127);
	}
	waitpid $child, 0;
	my $code = $? & 127 ? -($? & 127) : $? >> 8;
	return ($code, read_file("$dir/run.out"), read_file("$dir/run.err"));
}

sub run { return run_with(undef, @_) }

# For run_with: becomes nobody, where the test is root.
sub drop_rights {
	my $nobody = getpwnam('nobody');

	return if $> != 0;
	POSIX::setgid($nobody);
	POSIX::setuid($nobody);
	die 'still root' if $> == 0;
}

# A copy of the program that nobody can run: the tree may not be entered by all.
sub labscan_for_all {
	my $copy = "$dir/labscan";

	copy($labscan, $copy) or die "$copy: $!" unless -e $copy;
	chmod 0755, $copy;
	return $copy;
}

1;
