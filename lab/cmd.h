/* labdb's commands, and what they share. Exit codes and failures are those of labscan
 * (scanner/cmd.h). */
#pragma once

#include <stdbool.h>

#include "scanner/cmd.h"

struct store;

struct lab_options {
	const char *db;     /* URL; NULL: the environment's, or the usual one */
	const char *output; /* NULL: standard output */
	const char *host;   /* of import */
	const char *keep, *before; /* of gc */
	const char *since;         /* of report */
	bool verbose, json, latest, repair;
	bool all;                  /* of diff */
	/* Of find; NULL: not said. */
	const char *beaker, *tmt, *explain, *sort, *columns;
	bool count, untold;
	bool help;
	char **args;
	int n_args;
};

/* Bits of struct lab_cmd: which options a command takes. Each has --db and --help. */
enum {
	LAB_TAKES_OUTPUT = 1,
	LAB_TAKES_IMPORT = 2,
	LAB_TAKES_JSON = 4,
	LAB_TAKES_EXPORT = 8,
	LAB_TAKES_GC = 16,
	LAB_TAKES_CHECK = 32,
	LAB_TAKES_ALL = 256,
	LAB_TAKES_REPORT = 512,
	LAB_TAKES_FIND = 1024,
};

struct lab_cmd {
	const char *name;
	const char *arguments; /* "FILE..." */
	const char *summary;   /* one line, for the list of commands */
	const char *help;      /* paragraphs, for --help of the command */
	unsigned takes;
	/* An exit code; on EXIT_CANNOT and EXIT_UNTOLD *failure says why. */
	int (*run)(const struct lab_options *options, struct failure *failure);
};

#define COMMAND(name) extern const struct lab_cmd lab_cmd_##name;
#include "lab/commands.def"
#undef COMMAND

/* Reads a command's arguments, argv[0] left out. False when they are wrong, which
 * is said. */
bool lab_options_parse(const struct lab_cmd *cmd, int argc, char **argv,
		       struct lab_options *ret);
void lab_options_help(const struct lab_cmd *cmd);

/* Opens the database of the options. False when that failed; *failure says why. */
bool lab_open(const struct lab_options *options, bool write, struct store **ret,
	      struct failure *failure);

/* Fills *failure with what failed in the store; returns EXIT_CANNOT. */
int lab_fail(const struct store *store, int error, struct failure *failure);
/* The same for output, of sink_open or sink_close. */
int lab_fail_output(const struct lab_options *options, int error, struct failure *failure);
/* Fills *failure with there being no host of the name. */
void lab_fail_host(const char *name, struct failure *failure);
