#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "lab/cmd.h"

/* A letter that no user can type, for an option without one; rows count up from it. */
#define NO_LETTER 0x100

/* Where an option's value goes: a string, or for one without a value a bool. */
#define OPTION(member) offsetof(struct lab_options, member)

static const struct {
	char letter;       /* '\0': it has none */
	const char *name, *value, *help;
	unsigned needs;    /* a LAB_TAKES_ bit; 0: every command */
	size_t member;
} rows[] = {
	{ 'H', "host", "NAME", "whose documents these are, whatever they say", LAB_TAKES_IMPORT, OPTION(host) },
	{ 'v', "verbose", NULL, "print a line for each scan once it is stored", LAB_TAKES_IMPORT, OPTION(verbose) },
	{ 'j', "json", NULL, "print JSON", LAB_TAKES_JSON, OPTION(json) },
	{ 0, "latest", NULL, "only the latest scan of each host", LAB_TAKES_EXPORT, OPTION(latest) },
	{ 0, "keep", "N", "remove scans of a host but for its N latest", LAB_TAKES_GC, OPTION(keep) },
	{ 0, "before", "DATE", "remove scans from before DATE (2026-11-21) but for each host's latest", LAB_TAKES_GC, OPTION(before) },
	{ 0, "repair", NULL, "build the index anew where it is not what documents say", LAB_TAKES_CHECK, OPTION(repair) },
	{ 'a', "all", NULL, "details, too", LAB_TAKES_ALL, OPTION(all) },
	{ 's', "since", "DATE", "tell what changed since DATE (2026-11-21)", LAB_TAKES_REPORT, OPTION(since) },
	{ 'B', "beaker", "FILE", "meet this hostRequires of Beaker's XML (-: standard input)", LAB_TAKES_FIND, OPTION(beaker) },
	{ 'T', "tmt", "FILE", "meet this hardware of tmt's YAML (-: standard input)", LAB_TAKES_FIND, OPTION(tmt) },
	{ 'e', "explain", "HOST", "say why this host is found or is not, part by part", LAB_TAKES_FIND, OPTION(explain) },
	{ 'c', "count", NULL, "print only how many there are", LAB_TAKES_FIND, OPTION(count) },
	{ 'u', "untold", NULL, "print the hosts of which it cannot be told, instead", LAB_TAKES_FIND, OPTION(untold) },
	{ 's', "sort", "KEY", "sort by this key; by -KEY, backwards (default: by name)", LAB_TAKES_FIND, OPTION(sort) },
	{ 'C', "columns", "KEY,...", "print these keys, too", LAB_TAKES_FIND, OPTION(columns) },
	{ 'o', "output", "FILE", "write to FILE, whole or not at all, instead of standard output", LAB_TAKES_OUTPUT, OPTION(output) },
	{ 'd', "db", "URL", "the database: sqlite:PATH or postgresql://... (default: $LABDB)", 0, OPTION(db) },
	{ 'h', "help", NULL, "show this help", 0, OPTION(help) },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static bool takes(const struct lab_cmd *cmd, size_t row)
{
	return (rows[row].needs & cmd->takes) == rows[row].needs;
}

void lab_options_help(const struct lab_cmd *cmd)
{
	printf("Usage: labdb %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", cmd->name,
	       cmd->arguments[0] ? " " : "", cmd->arguments, cmd->help);
	for (size_t i = 0; i < N_ROWS; i++) {
		char name[32], letter[] = { '-', rows[i].letter, ',', '\0' };

		if (!takes(cmd, i))
			continue;
		snprintf(name, sizeof(name), "--%s%s%s", rows[i].name,
			 rows[i].value ? " " : "", rows[i].value ? rows[i].value : "");
		printf("  %3s %-17s %s\n", letter[1] ? letter : "", name, rows[i].help);
	}
	printf("\nExit status: 0 done, and the answer is yes; 1 the answer is no;\n"
	       "2 could not run; 3 cannot be told from what is stored.\n"
	       "See labdb-%s(8).\n", cmd->name);
}

static void set(struct lab_options *options, size_t row, char *value)
{
	char *member = (char *)options + rows[row].member;

	if (rows[row].value)
		*(const char **)member = value;
	else
		*(bool *)member = true;
}

static int returned(size_t row)
{
	return rows[row].letter ? rows[row].letter : NO_LETTER + (int)row;
}

static size_t row_returned(const struct lab_cmd *cmd, int found)
{
	size_t row = 0;

	while (!takes(cmd, row) || returned(row) != found)
		row++;
	return row;
}

/* False when getopt does not know an option, and has said so. */
static bool parse(const struct lab_cmd *cmd, int argc, char **argv, struct lab_options *ret)
{
	struct option longs[N_ROWS + 1] = { 0 };
	char letters[2 * N_ROWS + 1], *letter = letters;
	size_t n = 0;
	int found;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (!takes(cmd, i))
			continue;
		if (rows[i].letter) {
			*letter++ = rows[i].letter;
			if (rows[i].value)
				*letter++ = ':';
		}
		longs[n++] = (struct option){ rows[i].name, rows[i].value != NULL, NULL,
					      returned(i) };
	}
	*letter = '\0';

	*ret = (struct lab_options){ .db = NULL };
	optind = 1;
	while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (found == '?')
			return false;
		set(ret, row_returned(cmd, found), optarg);
	}
	ret->args = argv + optind;
	ret->n_args = argc - optind;
	return true;
}

bool lab_options_parse(const struct lab_cmd *cmd, int argc, char **argv,
		       struct lab_options *ret)
{
	char *given = argv[0], name[32];

	/* What getopt calls the program in what it says. */
	snprintf(name, sizeof(name), "labdb %s", cmd->name);
	argv[0] = name;
	bool parsed = parse(cmd, argc, argv, ret);
	argv[0] = given;
	if (!parsed)
		fprintf(stderr, "labdb: see `labdb %s --help`\n", cmd->name);
	return parsed;
}
