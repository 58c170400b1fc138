#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/cmd.h"

#define PROGRAM "labdb"

static const struct lab_cmd *const cmds[] = {
#define COMMAND(name) &lab_cmd_##name,
#include "lab/commands.def"
#undef COMMAND
	NULL
};

static const struct lab_cmd *find(const char *name)
{
	for (size_t i = 0; cmds[i]; i++)
		if (!strcmp(cmds[i]->name, name))
			return cmds[i];
	return NULL;
}

static void print_help(void)
{
	printf("Usage: labdb COMMAND [OPTION...] [ARGUMENT...]\n\n"
	       "Keeps what labscan tells of a lab's hosts, and finds hosts by it.\n\nCommands:\n");
	for (size_t i = 0; cmds[i]; i++)
		printf("  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	printf("\n`labdb COMMAND --help` tells more about each, labdb(8) about all.\n"
	       "`labdb --version` prints the version.\n");
}

static int run(const struct lab_cmd *cmd, int argc, char **argv)
{
	struct failure failure = { 0 };
	struct lab_options options;
	int code;

	if (!lab_options_parse(cmd, argc, argv, &options))
		return EXIT_CANNOT;
	if (options.help) {
		lab_options_help(cmd);
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	code = cmd->run(&options, &failure);
	failure_print(PROGRAM, &failure);
	free(failure.detail);
	return code == EXIT_CANNOT ? code : exit_flushed(PROGRAM, code);
}

/* What is closed would be taken by a database's file or socket, and then be written to.
 * In its place is one that can be neither read nor written, as before. */
static void keep_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "";
	const struct lab_cmd *cmd = find(first);

	keep_streams();
	if (cmd)
		return run(cmd, argc - 1, argv + 1);
	if (!strcmp(first, "--help") || !strcmp(first, "-h") || !strcmp(first, "help")) {
		print_help();
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	if (!strcmp(first, "--version")) {
		puts("labdb " LABSCAN_VERSION);
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	failure_print(PROGRAM, &(struct failure){
		.what = *first ? "no such command:" : "a command is missing",
		.path = *first ? first : NULL,
		.remedy = "`labdb --help` lists the commands",
	});
	return EXIT_CANNOT;
}
