/* labdb find: which hosts are what is looked for? */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/cmd.h"
#include "lab/find_print.h"
#include "lab/find_query.h"
#include "lab/index.h"
#include "lab/store.h"
#include "match/explain.h"
#include "output/sink.h"
#include "scanner/arena.h"

struct search {
	const struct lab_options *options;
	struct failure *failure;
	struct arena arena;
	struct store *store;
	struct find_queries queries;
	struct find_table table;
};

static int fail_store(struct search *search, int error)
{
	return lab_fail(search->store, error, search->failure);
}

/* ---- hosts ---- */

static void print_count(const struct search *search, const struct found *found, FILE *out)
{
	int64_t matches = hosts_count(&found->matches), untold = hosts_count(&found->untold);

	if (search->options->json)
		fprintf(out, "{\"matches\":%" PRId64 ",\"cannot be told\":%" PRId64 "}\n", matches,
			untold);
	else
		fprintf(out, "%" PRId64 "\n", search->options->untold ? untold : matches);
}

static void tell_untold(const struct search *search, const struct found *found)
{
	int64_t n = hosts_count(&found->untold);

	if (n && !search->options->untold && !search->options->json)
		fprintf(stderr, "labdb: of %" PRId64 " %s it cannot be told: see --untold and "
				"--explain\n", n, n == 1 ? "host" : "hosts");
}

/* JSON says of each host what it is an answer to, and so has them all. */
static int print_hosts(struct search *search, const struct found *found, FILE *out)
{
	bool json = search->options->json;
	int error = 0;

	if (!search->options->untold)
		error = find_table_print(&search->table, search->store, &found->matches, json,
					 explain_answer(ANSWER_MATCHES), out);
	if (!error && (json || search->options->untold))
		error = find_table_print(&search->table, search->store, &found->untold, json,
					 explain_answer(ANSWER_UNTOLD), out);
	return error;
}

static int print_found(struct search *search, const struct found *found)
{
	const struct lab_options *options = search->options;
	struct sink sink;
	int error = 0, sink_error = sink_open(options->output, &sink);

	if (!sink_error) {
		if (options->count)
			print_count(search, found, sink.file);
		else
			error = print_hosts(search, found, sink.file);
		sink_error = sink_close(&sink, !error);
	}
	if (error)
		return fail_store(search, error);
	if (sink_error)
		return lab_fail_output(options, sink_error, search->failure);
	if (hosts_next(&found->matches, 0) >= 0)
		return EXIT_YES;
	return hosts_next(&found->untold, 0) >= 0 ? EXIT_UNTOLD : EXIT_NO;
}

static int find(struct search *search)
{
	struct index_source source;
	struct found found;
	int error = store_index(search->store, &search->arena, &source);

	if (!error)
		error = find_queries_run(&search->queries, &source, &search->arena, &found);
	if (error)
		return fail_store(search, error);
	find_queries_warn(&search->queries, stderr);
	tell_untold(search, &found);
	return print_found(search, &found);
}

/* ---- one host ---- */

static int explain_document(struct search *search, struct json_object *document)
{
	static const int codes[] = {
		[ANSWER_MATCHES] = EXIT_YES,
		[ANSWER_DIFFERS] = EXIT_NO,
		[ANSWER_UNTOLD] = EXIT_UNTOLD,
	};
	enum requirement_answer answer;
	char *tree = NULL;
	size_t size;
	struct sink sink;
	FILE *out = open_memstream(&tree, &size);
	int error = out ? 0 : -ENOMEM;

	if (error)
		return lab_fail_output(search->options, error, search->failure);
	answer = find_queries_explain(&search->queries, document, &search->arena, out);
	error = fclose(out) ? -ENOMEM : sink_open(search->options->output, &sink);
	if (!error) {
		fprintf(sink.file, "%s\n%s", explain_answer(answer), tree);
		error = sink_close(&sink, true);
	}
	free(tree);
	return error ? lab_fail_output(search->options, error, search->failure) : codes[answer];
}

static int explain(struct search *search)
{
	struct store_host host;
	struct json_object *document;
	int error = store_host_named(search->store, search->options->explain, &host), code;

	if (error == -ENOENT) {
		lab_fail_host(search->options->explain, search->failure);
		return EXIT_CANNOT;
	}
	if (!error)
		error = store_document(search->store, host.scan, &document);
	if (error)
		return fail_store(search, error);
	code = explain_document(search, document);
	json_object_put(document);
	return code;
}

/* ---- the command ---- */

static bool check_options(struct search *search)
{
	const struct lab_options *options = search->options;
	const char *wrong = NULL;

	if (!options->n_args && !options->beaker && !options->tmt)
		wrong = "find takes an expression, --beaker FILE or --tmt FILE";
	else if (options->explain && (options->count || options->untold || options->json ||
				      options->sort || options->columns))
		wrong = "--explain has an output of its own";
	if (wrong)
		*search->failure = (struct failure){ .what = wrong,
						     .remedy = "see `labdb find --help`" };
	return !wrong;
}

static int run(struct search *search)
{
	int code, error;

	if (!check_options(search) ||
	    !find_queries_read(search->options, &search->arena, &search->queries,
			       search->failure) ||
	    !find_table_read(search->options, &search->arena, &search->table, search->failure) ||
	    !lab_open(search->options, false, &search->store, search->failure))
		return EXIT_CANNOT;
	error = store_begin(search->store);
	if (error)
		code = fail_store(search, error);
	else
		code = search->options->explain ? explain(search) : find(search);
	store_end(search->store);
	store_close(search->store);
	return code;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct search search = { .options = options, .failure = failure };
	int code = run(&search);

	arena_free(&search.arena);
	return code;
}

const struct lab_cmd lab_cmd_find = {
	.name = "find",
	.arguments = "[EXPRESSION...]",
	.summary = "find the hosts that meet an expression, or a job's requirements",
	.help = "Prints the names of the hosts whose latest scan meets EXPRESSION, and what the files\n"
		"of --beaker and --tmt require. These mean what they mean to `labscan match`; of\n"
		"several recipes or guests, a host meets one.\n\n"
		"An expression compares keys (labscan-scan(8)) and paths of the document with values:\n"
		"  VIRT_IOMMU=1 'NR_DISKS>1' CPUVENDOR=GenuineIntel\n"
		"  'MODEL=PowerEdge*' and not (HYPERVISOR or MEMORY<64GiB)\n"
		"  'disks[driver=nvme size_bytes>=1TB]' CPUFLAGS=vmx,svm 'KERNEL~^6\\.(12|13)'\n"
		"A NAME alone: there is one, and it is not 0. Operators: = != < <= > >= ~ !~, and, or,\n"
		"not, parentheses. labdb-find(8) tells all of it.\n\n"
		"Exits with 0 when a host is found, with 1 when none is, with 2 when the question is\n"
		"wrong, with 3 when none is found but of some it cannot be told.",
	.takes = LAB_TAKES_FIND | LAB_TAKES_JSON | LAB_TAKES_OUTPUT,
	.run = cmd_run,
};
