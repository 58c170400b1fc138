#include "lab/find_query.h"

#include <json-c/json.h>
#include <string.h>

#include "lab/cmd.h"
#include "lab/index.h"
#include "match/asker.h"
#include "match/beaker.h"
#include "match/explain.h"
#include "match/expression.h"
#include "match/tmt.h"
#include "scanner/arena.h"
#include "scanner/input.h"
#include "scanner/root.h"

/* ---- reading ---- */

static bool refuse(const struct find_query *query, struct arena *arena, struct failure *failure)
{
	const struct requirements *read = &query->requirements;
	const char *why = read->error_line ? arena_print(arena, "line %u: %s", read->error_line,
							 read->error) : read->error;

	*failure = (struct failure){
		.what = query->path ? "cannot use" : "cannot use the expression",
		.path = query->path, .detail = strdup(why),
		.remedy = query->path ? NULL : "see `labdb find --help`",
	};
	return false;
}

static bool read_file(const char *path, enum view view, struct arena *arena,
		      struct find_queries *queries, struct failure *failure)
{
	struct find_query *query = &queries->items[queries->n];
	struct bytes bytes;
	int error;

	if (!path)
		return true;
	*query = (struct find_query){ .path = input_name(path), .view = view };
	error = input_read(path, arena, &bytes);
	if (error) {
		*failure = (struct failure){ .what = "cannot read", .path = query->path,
					     .error = -error };
		return false;
	}
	if (view == VIEW_BEAKER)
		beaker_read(bytes.data, bytes.size, arena, &query->requirements);
	else
		tmt_read(bytes.data, bytes.size, arena, &query->requirements);
	queries->n++;
	return !query->requirements.error || refuse(query, arena, failure);
}

static bool read_expression(const struct lab_options *options, struct arena *arena,
			    struct find_queries *queries, struct failure *failure)
{
	struct find_query *query = &queries->items[queries->n];

	if (!options->n_args)
		return true;
	*query = (struct find_query){ .view = VIEW_EXPRESSION };
	expression_read((const char *const *)options->args, (size_t)options->n_args, arena,
			&query->requirements);
	queries->n++;
	return !query->requirements.error || refuse(query, arena, failure);
}

bool find_queries_read(const struct lab_options *options, struct arena *arena,
		       struct find_queries *ret, struct failure *failure)
{
	*ret = (struct find_queries){ .n = 0 };
	return read_expression(options, arena, ret, failure) &&
	       read_file(options->beaker, VIEW_BEAKER, arena, ret, failure) &&
	       read_file(options->tmt, VIEW_TMT, arena, ret, failure);
}

/* ---- asking the index ---- */

/* The hosts that one of a file's requirements is met by; `untold`: the others that it may be. */
static int run_one(const struct find_query *query, const struct index_source *source,
		   struct arena *arena, struct found *ret)
{
	const struct requirements *requirements = &query->requirements;
	int error = 0;

	*ret = (struct found){ .matches = hosts_new(arena, source->all.n),
			       .untold = hosts_new(arena, source->all.n) };
	for (size_t i = 0; i < requirements->n_hosts && !error; i++) {
		struct found found;

		error = find_hosts(source, query->view, requirements->hosts[i].root, arena,
				   &found);
		hosts_or(&ret->matches, &found.matches);
		hosts_or(&ret->untold, &found.untold);
	}
	hosts_without(&ret->untold, &ret->matches);
	return error;
}

int find_queries_run(const struct find_queries *queries, const struct index_source *source,
		     struct arena *arena, struct found *ret)
{
	int error = 0;

	*ret = (struct found){ .matches = hosts_new(arena, source->all.n),
			       .untold = hosts_new(arena, source->all.n) };
	hosts_copy(&ret->matches, &source->all);
	for (size_t i = 0; i < queries->n && !error; i++) {
		struct found one;

		error = run_one(&queries->items[i], source, arena, &one);
		/* What may be: those of either that the other does not rule out. */
		hosts_or(&ret->untold, &ret->matches);
		hosts_or(&one.untold, &one.matches);
		hosts_and(&ret->untold, &one.untold);
		hosts_and(&ret->matches, &one.matches);
		hosts_without(&ret->untold, &ret->matches);
	}
	return error;
}

/* ---- asking a document ---- */

static enum requirement_answer explain_one(const struct find_query *query,
					   struct json_object *host, struct arena *arena, FILE *out)
{
	struct asker asker = { .arena = arena, .left = ASKER_WORK };
	enum requirement_answer ret = ANSWER_DIFFERS;

	for (size_t i = 0; i < query->requirements.n_hosts; i++) {
		const struct required_host *required = &query->requirements.hosts[i];
		enum requirement_answer one =
			requirement_answer(requirement_ask(required->root, host, &asker));

		if (required->name)
			fprintf(out, "%s (line %u): %s\n", required->name, required->line,
				explain_answer(one));
		explain_print(required->root, out);
		if (one == ANSWER_MATCHES || ret == ANSWER_DIFFERS)
			ret = one;
	}
	return ret;
}

enum requirement_answer find_queries_explain(const struct find_queries *queries,
					     struct json_object *document,
					     struct arena *arena, FILE *out)
{
	enum requirement_answer ret = ANSWER_MATCHES;

	for (size_t i = 0; i < queries->n; i++) {
		const struct find_query *query = &queries->items[i];
		struct json_object *host = view_host(query->view, document);
		enum requirement_answer one = explain_one(query, host, arena, out);

		if (one == ANSWER_DIFFERS || ret == ANSWER_MATCHES)
			ret = one;
		json_object_put(host);
	}
	return ret;
}

void find_queries_warn(const struct find_queries *queries, FILE *out)
{
	for (size_t i = 0; i < queries->n; i++)
		for (size_t j = 0; j < queries->items[i].requirements.n_hosts; j++)
			if (queries->items[i].path)
				explain_warn(queries->items[i].requirements.hosts[j].root,
					     queries->items[i].path, out);
}
