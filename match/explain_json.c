#include <json-c/json.h>

#include "match/explain.h"
#include "scanner/arena.h"

static void put(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *text(const char *words)
{
	return words ? json_object_new_string(words) : NULL;
}

static struct json_object *line(unsigned number)
{
	return number ? json_object_new_int64(number) : NULL;
}

static struct json_object *value(const struct requirement_value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		return json_object_new_int64(value->integer);
	case VALUE_REAL:
		return json_object_new_double(value->real);
	case VALUE_TEXT:
	case VALUE_FOLDED:
		break;
	}
	return text(value->text);
}

static void put_comparison(struct json_object *to, const struct requirement *part)
{
	static const char *const aggregates[] = {
		[VALUE_ITSELF] = NULL, [VALUE_COUNT] = "count", [VALUE_SUM] = "sum",
	};

	put(to, "aggregate", text(aggregates[part->aggregate]));
	if (part->member)
		put(to, "member", text(part->member));
	put(to, "op", text(requirement_op_text(part->op)));
	put(to, "value", value(&part->value));
}

/* `whole` is what it is a part of; NULL: nothing. Without an answer of its own it has none.
 * NOLINTNEXTLINE(misc-no-recursion): no deeper than REQUIREMENT_DEPTH */
static struct json_object *part_json(const struct requirement *whole,
				     const struct requirement *part, bool of_element,
				     struct arena *arena)
{
	static const char *const kinds[] = {
		[REQUIRE_ALL] = "all", [REQUIRE_ANY] = "any", [REQUIRE_NOT] = "not",
		[REQUIRE_ELEMENT] = "element", [REQUIRE_PEERS] = "peers",
		[REQUIRE_COMPARE] = "compare", [REQUIRE_NULL] = "null",
		[REQUIRE_NOTHING] = "nothing",
	};
	struct json_object *ret = json_object_new_object(), *parts = json_object_new_array();
	bool of_part = of_element || explain_asks_elements(whole, part);

	put(ret, "kind", text(kinds[part->kind]));
	put(ret, "truth", of_element ? NULL : text(explain_truth(part->truth)));
	put(ret, "line", line(part->line));
	put(ret, "said", text(part->said));
	put(ret, "found", of_element ? NULL : text(explain_found(part, arena)));
	put(ret, "note", text(part->note));
	if (part->field)
		put(ret, "field", text(part->field));
	if (part->kind == REQUIRE_COMPARE)
		put_comparison(ret, part);
	for (size_t i = 0; i < part->n_parts; i++)
		json_object_array_add(parts, part_json(part, part->parts[i], of_part,
						       arena));
	put(ret, "parts", parts);
	return ret;
}

static const char *answer_id(enum requirement_answer answer)
{
	static const char *const ids[] = {
		[ANSWER_MATCHES] = "matches", [ANSWER_DIFFERS] = "differs", [ANSWER_UNTOLD] = "untold",
	};

	return ids[answer];
}

struct json_object *explain_json(const struct requirements *requirements,
				 enum requirement_answer answer)
{
	static const char *const languages[] = {
		[REQUIREMENTS_BEAKER] = "beaker", [REQUIREMENTS_TMT] = "tmt",
		[REQUIREMENTS_EXPRESSION] = "expression",
	};
	struct json_object *ret = json_object_new_object(), *hosts = json_object_new_array();
	struct arena arena = { NULL };

	put(ret, "schema", text("labscan-match/1"));
	put(ret, "language", text(languages[requirements->kind]));
	put(ret, "answer", text(answer_id(answer)));
	for (size_t i = 0; i < requirements->n_hosts; i++) {
		const struct required_host *host = &requirements->hosts[i];
		struct json_object *one = json_object_new_object();

		put(one, "name", text(host->name));
		put(one, "line", line(host->line));
		put(one, "answer", text(answer_id(requirement_answer(host->root->truth))));
		put(one, "requires", part_json(NULL, host->root, false, &arena));
		json_object_array_add(hosts, one);
	}
	put(ret, "hosts", hosts);
	arena_free(&arena);
	return ret;
}
