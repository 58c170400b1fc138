/* Subcommands, and what they share: options, exit codes, failures. */
#pragma once

#include <stdbool.h>

struct arena;
struct root;

/* Exit codes of every command. */
enum exit_code {
	EXIT_YES = 0,     /* done, and the answer is yes or healthy */
	EXIT_NO = 1,      /* done, and the answer is no: something to fix, not there */
	EXIT_CANNOT = 2,  /* could not run: usage, input, output */
	EXIT_UNTOLD = 3,  /* cannot be told from here: not root, in a container */
};

/* Why a command could not do its work; main prints it. */
struct failure {
	const char *what;   /* "cannot read" */
	const char *path;   /* of what; may be NULL */
	int error;          /* errno, 0 for none */
	const char *remedy; /* what the user can do; may be NULL */
	char *detail;       /* says more than `error` could; main frees it; may be NULL */
};

struct options {
	const char *root;   /* "/" unless given */
	const char *format; /* NULL: the command's first */
	const char *output; /* NULL: standard output */
	bool nul;           /* -0 */
	bool redact;        /* -R */
	bool help;
	bool html, svg, dot; /* the kinds of picture */
	/* The guest to ask about; NULL: not said. */
	const char *guest_arch, *machine, *qemu, *libvirt, *model;
	bool xml, hostdev;
	/* Of push, as they stand on the command line; NULL: not said. */
	const char *fqdn, *cacert, *token, *spool, *retries, *timeout;
	bool flush;
	bool debug, json;    /* of beaker-system-scan */
	const char *hostname, *server; /* NULL: not said */
	bool explain;         /* of match */
	const char *document; /* NULL: scan */
	char **args;
	int n_args;
};

/* Bits of struct cmd: which options a command takes. Each has --root and --help. */
enum {
	TAKES_FORMAT = 1,
	TAKES_OUTPUT = 2,
	TAKES_NUL = 4,
	TAKES_REDACT = 8,
	TAKES_PICTURE = 16,
	TAKES_GUEST = 32,
	TAKES_PUSH = 128,
	TAKES_MATCH = 256,
	TAKES_BEAKER = 64,
};

struct cmd {
	const char *name;
	const char *arguments; /* "[KEY...]" */
	const char *summary;   /* one line, for the list of commands */
	const char *help;      /* paragraphs, for --help of the command */
	void (*more_help)(void); /* prints what else --help tells; may be NULL */
	unsigned takes;
	/* An exit code; on EXIT_CANNOT and EXIT_UNTOLD *failure says why. */
	int (*run)(const struct options *options, struct failure *failure);
};

/* The failure for output that could not be written; `error` is -errno. */
struct failure failure_of_output(const struct options *options, int error);

/* Says on standard error why, and what can be done. */
void failure_print(const char *program, const struct failure *failure);
/* The code, or EXIT_CANNOT when standard output cannot have all that was printed, which is
 * said. */
int exit_flushed(const char *program, int code);

/* The commands, for lookup and help; ends with a row without a name. */
extern const struct cmd *const commands[];
const struct cmd *cmd_find(const char *name);

#define COMMAND(name) extern const struct cmd cmd_##name;
#include "scanner/commands.def"
#undef COMMAND

/* Reads a command's arguments, argv[0] left out. False when they are wrong, which is said
 * on standard error. */
bool options_parse(const struct cmd *cmd, int argc, char **argv, struct options *ret);
void options_help(const struct cmd *cmd);

/* Opens the root `path`: this machine ("/"), a directory, or a capture. It lives in the
 * arena until root_close. False when that failed; *failure says why, and outlives the
 * arena. */
bool cmd_open_root(const char *path, struct arena *arena, struct root *ret,
		   struct failure *failure);
