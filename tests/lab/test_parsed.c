/* Sections that come again are not parsed again, and are what they would be. */
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lab/digest.h"
#include "lab/parsed.h"

/* So many of a kilobyte are too many to be kept. */
#define MANY 6000
#define ROUNDS 2
#define SECTION_SIZE 1024

struct state {
	struct parsed *parsed;
	struct digester *digester;
};

static struct json_object *get(const struct state *state, const char *text)
{
	struct digest digest = digest_of(state->digester, text, strlen(text));

	return parsed_get(state->parsed, &digest, text, strlen(text));
}

static struct state start(void)
{
	struct state ret = { .parsed = parsed_new(), .digester = digester_new() };

	assert_non_null(ret.parsed);
	assert_non_null(ret.digester);
	return ret;
}

static void end(struct state *state)
{
	parsed_free(state->parsed);
	digester_free(state->digester);
}

static void what_comes_again_is_the_same(void **unused)
{
	(void)unused;
	struct state state = start();
	struct json_object *first = get(&state, "{\"a\":1}"), *second = get(&state, "{\"a\":1}");
	struct json_object *third = get(&state, "{\"a\":1}"), *other = get(&state, "{\"a\":2}");

	assert_true(json_object_equal(first, second));
	assert_ptr_equal(second, third);
	assert_false(json_object_equal(third, other));
	end(&state);
	assert_string_equal(json_object_to_json_string_ext(third, JSON_C_TO_STRING_PLAIN), "{\"a\":1}");
	json_object_put(first);
	json_object_put(second);
	json_object_put(third);
	json_object_put(other);
}

static void null_and_what_is_no_json_are_null_each_time(void **unused)
{
	(void)unused;
	struct state state = start();

	for (int i = 0; i < 3; i++) {
		assert_null(get(&state, "null"));
		assert_null(get(&state, "{\"a\":"));
		assert_null(parsed_once(state.parsed, "}", 1));
	}
	struct json_object *number = parsed_once(state.parsed, "17", 2);
	assert_int_equal(json_object_get_int(number), 17);
	json_object_put(number);
	end(&state);
}

/* Each comes twice, so that it is kept, in each round. */
static void what_was_forgotten_is_parsed_again(void **unused)
{
	(void)unused;
	struct state state = start();
	char text[SECTION_SIZE];

	for (int i = 0; i < ROUNDS * MANY * 2; i++) {
		int number = i / 2 % MANY;

		snprintf(text, sizeof(text), "[%d,\"%0900d\"]", number, 0);
		struct json_object *section = get(&state, text);
		assert_int_equal(json_object_get_int(json_object_array_get_idx(section, 0)),
				 number);
		json_object_put(section);
	}
	end(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_again_is_the_same),
		cmocka_unit_test(null_and_what_is_no_json_are_null_each_time),
		cmocka_unit_test(what_was_forgotten_is_parsed_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
