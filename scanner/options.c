#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "scanner/cmd.h"

static const struct {
	char letter;
	const char *name, *value, *help;
	unsigned needs; /* a TAKES_ bit; 0: every command */
} rows[] = {
	{ 'f', "format", "FORMAT", "how to print it: one of the formats below", TAKES_FORMAT },
	{ 'o', "output", "FILE", "write to FILE, whole or not at all, instead of standard output", TAKES_OUTPUT },
	{ '0', "null", NULL, "end each value with NUL instead of quoting it", TAKES_NUL },
	{ 'R', "redact", NULL, "replace what tells this host from others of its kind", TAKES_REDACT },
	{ 'r', "root", "DIR", "scan the copy of a host in DIR, or a capture, not this machine", 0 },
	{ 'h', "help", NULL, "show this help", 0 },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static bool takes(const struct cmd *cmd, size_t row)
{
	return (rows[row].needs & cmd->takes) == rows[row].needs;
}

void options_help(const struct cmd *cmd)
{
	printf("Usage: labscan %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", cmd->name,
	       cmd->arguments[0] ? " " : "", cmd->arguments, cmd->help);
	for (size_t i = 0; i < N_ROWS; i++) {
		char name[32];

		if (!takes(cmd, i))
			continue;
		snprintf(name, sizeof(name), "--%s%s%s", rows[i].name,
			 rows[i].value ? " " : "", rows[i].value ? rows[i].value : "");
		printf("  -%c, %-16s %s\n", rows[i].letter, name, rows[i].help);
	}
	if (cmd->more_help)
		cmd->more_help();
	printf("\nExit status: 0 done, and the answer is yes or healthy; 1 the answer is no;\n"
	       "2 could not run; 3 cannot be told from here (not root, in a container).\n"
	       "See labscan-%s(8).\n", cmd->name);
}

static void set(struct options *options, int letter, const char *value)
{
	switch (letter) {
	case 'f':
		options->format = value;
		break;
	case 'o':
		options->output = value;
		break;
	case '0':
		options->nul = true;
		break;
	case 'R':
		options->redact = true;
		break;
	case 'r':
		options->root = value;
		break;
	}
}

bool options_parse(const struct cmd *cmd, int argc, char **argv, struct options *ret,
		   bool *ret_helped, struct failure *failure)
{
	struct option longs[N_ROWS + 1] = { 0 };
	char letters[3 * N_ROWS + 1], *letter = letters;
	size_t n = 0;
	int found;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (!takes(cmd, i))
			continue;
		*letter++ = rows[i].letter;
		if (rows[i].value)
			*letter++ = ':';
		longs[n++] = (struct option){ rows[i].name, rows[i].value != NULL, NULL,
					      rows[i].letter };
	}
	*letter = '\0';

	*ret = (struct options){ .root = "/" };
	*ret_helped = false;
	optind = 1;
	while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (found == 'h') {
			options_help(cmd);
			*ret_helped = true;
			return false;
		}
		if (found == '?') { /* getopt has said what is wrong */
			*failure = (struct failure){ .remedy = "see --help" };
			return false;
		}
		set(ret, found, optarg);
	}
	ret->args = argv + optind;
	ret->n_args = argc - optind;
	return true;
}

struct failure failure_of_output(const struct options *options, int error)
{
	return (struct failure){
		.what = "cannot write",
		.path = options->output ? options->output : "standard output",
		.error = -error,
	};
}
