#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "scanner/cmd.h"

/* A letter that no user can type, for an option without one; rows count up from it. */
#define NO_LETTER 0x100

/* Where an option's value goes: a string, or for one without a value a bool. */
#define OPTION(member) offsetof(struct options, member)

static const struct {
	char letter;       /* '\0': it has none */
	const char *name, *value, *help;
	unsigned needs;    /* a TAKES_ bit; 0: every command */
	size_t member;
} rows[] = {
	{ 'd', "debug", NULL, "print the two structs, and push nothing", TAKES_BEAKER, OPTION(debug) },
	{ 'j', "json", NULL, "with -d: as one JSON object", TAKES_BEAKER, OPTION(json) },
	{ 'h', "hostname", "HOST", "what Beaker calls the host (default: $HOSTNAME)", TAKES_BEAKER, OPTION(hostname) },
	{ 'S', "server", "URL", "of the lab controller (default: $LAB_SERVER)", TAKES_BEAKER, OPTION(server) },
	{ 'f', "format", "FORMAT", "how to print it: one of the formats below", TAKES_FORMAT, OPTION(format) },
	{ 'o', "output", "FILE", "write to FILE, whole or not at all, instead of standard output", TAKES_OUTPUT, OPTION(output) },
	{ '0', "null", NULL, "end each value with NUL instead of quoting it", TAKES_NUL, OPTION(nul) },
	{ 'R', "redact", NULL, "replace what tells this host from others of its kind", TAKES_REDACT, OPTION(redact) },
	{ 0, "html", NULL, "a page with search, for a browser (the default)", TAKES_PICTURE, OPTION(html) },
	{ 0, "svg", NULL, "a picture alone", TAKES_PICTURE, OPTION(svg) },
	{ 0, "dot", NULL, "a graph for Graphviz", TAKES_PICTURE, OPTION(dot) },
	{ 0, "arch", "ARCH", "of the guest: x86_64 or aarch64 (default: the host's)", TAKES_GUEST, OPTION(guest_arch) },
	{ 0, "machine", "TYPE", "of the guest: q35, pc, virt (default: the one that has vIOMMUs)", TAKES_GUEST, OPTION(machine) },
	{ 0, "qemu", "VERSION", "of QEMU (default: the installed one's)", TAKES_GUEST, OPTION(qemu) },
	{ 0, "libvirt", "VERSION", "of libvirt (default: the installed one's)", TAKES_GUEST, OPTION(libvirt) },
	{ 0, "model", "MODEL", "only this one: intel, amd, smmuv3, virtio or auto", TAKES_GUEST, OPTION(model) },
	{ 0, "xml", NULL, "print libvirt's XML for the model", TAKES_GUEST, OPTION(xml) },
	{ 0, "hostdev", NULL, "for a guest that is given these devices of the host", TAKES_GUEST, OPTION(hostdev) },
	{ 0, "flush", NULL, "do not scan, send what waits: for URL, or without one for every lab", TAKES_PUSH, OPTION(flush) },
	{ 0, "fqdn", "NAME", "what Beaker calls this host (default: its host name)", TAKES_PUSH, OPTION(fqdn) },
	{ 0, "token", "FILE", "has the bearer token for the lab (default: LABSCAN_TOKEN in the environment)", TAKES_PUSH, OPTION(token) },
	{ 0, "cacert", "FILE", "has the authorities to trust (default: the system's)", TAKES_PUSH, OPTION(cacert) },
	{ 0, "retries", "N", "how often to try again when the lab is down or busy (default: 4)", TAKES_PUSH, OPTION(retries) },
	{ 0, "timeout", "SECONDS", "how long a request may take (default: 60)", TAKES_PUSH, OPTION(timeout) },
	{ 0, "spool", "DIR", "where scans wait (default: /var/lib/labscan/spool)", TAKES_PUSH, OPTION(spool) },
	{ 0, "explain", NULL, "print what is required, and what this host has for each part", TAKES_MATCH, OPTION(explain) },
	{ 0, "document", "FILE", "ask about the host of this document, instead of scanning one", TAKES_MATCH, OPTION(document) },
	{ 'r', "root", "DIR", "scan the copy of a host in DIR, or a capture, not this machine", 0, OPTION(root) },
	{ 'h', "help", NULL, "show this help", 0, OPTION(help) },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static bool takes(const struct cmd *cmd, size_t row)
{
	return (rows[row].needs & cmd->takes) == rows[row].needs;
}

/* A letter is that of the first row that the command takes: beaker's -h is no help. */
static char letter_of(const struct cmd *cmd, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (takes(cmd, i) && rows[i].letter == rows[row].letter)
			return '\0';
	return rows[row].letter;
}

void options_help(const struct cmd *cmd)
{
	printf("Usage: labscan %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", cmd->name,
	       cmd->arguments[0] ? " " : "", cmd->arguments, cmd->help);
	for (size_t i = 0; i < N_ROWS; i++) {
		char name[32], letter[] = { '-', letter_of(cmd, i), ',', '\0' };

		if (!takes(cmd, i))
			continue;
		snprintf(name, sizeof(name), "--%s%s%s", rows[i].name,
			 rows[i].value ? " " : "", rows[i].value ? rows[i].value : "");
		printf("  %3s %-17s %s\n", letter[1] ? letter : "", name, rows[i].help);
	}
	if (cmd->more_help)
		cmd->more_help();
	printf("\nExit status: 0 done, and the answer is yes or healthy; 1 the answer is no;\n"
	       "2 could not run; 3 cannot be told from here (not root, in a container).\n"
	       "See labscan-%s(8).\n", cmd->name);
}

static void set(struct options *options, size_t row, char *value)
{
	char *member = (char *)options + rows[row].member;

	if (rows[row].value)
		*(const char **)member = value;
	else
		*(bool *)member = true;
}

/* What getopt returns for a row. */
static int returned(const struct cmd *cmd, size_t row)
{
	char letter = letter_of(cmd, row);

	return letter ? letter : NO_LETTER + (int)row;
}

static size_t row_returned(const struct cmd *cmd, int found)
{
	size_t row = 0;

	while (!takes(cmd, row) || returned(cmd, row) != found)
		row++;
	return row;
}

/* False when getopt does not know an option, and has said so. */
static bool parse(const struct cmd *cmd, int argc, char **argv, struct options *ret)
{
	struct option longs[N_ROWS + 1] = { 0 };
	char letters[2 * N_ROWS + 1], *letter = letters;
	size_t n = 0;
	int found;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (!takes(cmd, i))
			continue;
		if (letter_of(cmd, i)) {
			*letter++ = rows[i].letter;
			if (rows[i].value)
				*letter++ = ':';
		}
		longs[n++] = (struct option){ rows[i].name, rows[i].value != NULL, NULL,
					      returned(cmd, i) };
	}
	*letter = '\0';

	*ret = (struct options){ .root = "/" };
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

bool options_parse(const struct cmd *cmd, int argc, char **argv, struct options *ret)
{
	char *given = argv[0], name[32];

	/* What getopt calls the program in what it says. */
	snprintf(name, sizeof(name), "labscan %s", cmd->name);
	argv[0] = name;
	bool parsed = parse(cmd, argc, argv, ret);
	argv[0] = given;
	if (parsed && !ret->help && ret->n_args && !cmd->arguments[0]) {
		fprintf(stderr, "labscan: %s takes no argument: %s\n", cmd->name, ret->args[0]);
		parsed = false;
	}
	if (!parsed)
		fprintf(stderr, "labscan: see `labscan %s --help`\n", cmd->name);
	return parsed;
}

struct failure failure_of_output(const struct options *options, int error)
{
	return (struct failure){
		.what = "cannot write",
		.path = options->output ? options->output : "standard output",
		.error = -error,
	};
}
