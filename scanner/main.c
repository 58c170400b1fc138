#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/cmd.h"
#include "scanner/str.h"

#define PROGRAM "labscan"

const struct cmd *const commands[] = {
#define COMMAND(name) &cmd_##name,
#include "scanner/commands.def"
#undef COMMAND
	NULL
};

const struct cmd *cmd_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static void print_help(void)
{
	printf("Usage: labscan [COMMAND] [OPTION...] [ARGUMENT...]\n\n"
	       "Tells what a lab host is and whether its IOMMU can be used, with the evidence.\n"
	       "Scanning changes nothing on the host.\n\nCommands:\n");
	for (size_t i = 0; commands[i]; i++)
		printf("  %-10s %s%s\n", commands[i]->name, commands[i]->summary,
		       i ? "" : " (the default)");
	printf("\n`labscan COMMAND --help` tells more about each, labscan(8) about all.\n"
	       "`labscan --version` prints the version.\n");
}

static int run(const struct cmd *cmd, int argc, char **argv)
{
	struct failure failure = { 0 };
	struct options options;
	int code;

	if (!options_parse(cmd, argc, argv, &options))
		return EXIT_CANNOT;
	if (options.help) {
		options_help(cmd);
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	code = cmd->run(&options, &failure);
	failure_print(PROGRAM, &failure);
	free(failure.detail);
	return code == EXIT_CANNOT ? code : exit_flushed(PROGRAM, code);
}

int main(int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "";
	const struct cmd *cmd = cmd_find(first);

	/* A link of that name takes the place of Beaker's program. */
	if (argc && !strcmp(str_base(argv[0]), "beaker-system-scan"))
		return run(&cmd_beaker, argc, argv);
	if (cmd)
		return run(cmd, argc - 1, argv + 1);
	if (!strcmp(first, "--help") || !strcmp(first, "-h") || !strcmp(first, "help")) {
		print_help();
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	if (!strcmp(first, "--version")) {
		puts("labscan " LABSCAN_VERSION);
		return exit_flushed(PROGRAM, EXIT_YES);
	}
	/* `labscan NR_DISKS` and `labscan --format json` mean scan. */
	return run(commands[0], argc, argv);
}
