/* How collectors make facts: what could not be read is never "no". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

static int begin(void **state)
{
	struct scanned *scanned = malloc(sizeof(*scanned));

	assert_non_null(scanned);
	*state = scanned;
	SCAN(scanned, NULL, false, ROOT_FILE("text", " QEMU \n"), ROOT_FILE("blank", "  \n"),
	     ROOT_FILE("number", "512\n"), ROOT_FILE("hex", "0x1af4\n"),
	     ROOT_FILE("zero", "0\n"), ROOT_FILE("secret", "x"), ROOT_DIR("directory/one"),
	     ROOT_LINK("driver", "../../bus/pci/drivers/nvme"));
	char *secret;
	int ok = asprintf(&secret, "%s/secret", scanned->path) > 0 && !chmod(secret, 0) &&
		 !chmod(scanned->path, 0755);
	free(secret);
	return !ok;
}

static int end(void **state)
{
	scan_drop(*state);
	free(*state);
	return 0;
}

static struct host *host_of(void **state)
{
	struct scanned *scanned = *state;

	return &scanned->host;
}

static void a_text_is_trimmed_and_keeps_its_source(void **state)
{
	struct host *host = host_of(state);
	struct text text;

	host_text(host, &text, "%s", "text");
	assert_text(text, "QEMU");
	assert_source(text, "/text");
}

static void a_blank_text_is_absent(void **state)
{
	struct host *host = host_of(state);
	struct text text;

	host_text(host, &text, "blank");
	assert_int_equal(STATE(text), FACT_ABSENT);
	assert_null(text.value);
}

static void what_is_not_there_is_absent_and_no_problem(void **state)
{
	struct host *host = host_of(state);
	struct text text;
	struct number number;
	struct flag flag;

	host_text(host, &text, "nothing");
	host_number(host, &number, 10, "nothing");
	host_flag(host, &flag, "text/below");
	assert_int_equal(STATE(text), FACT_ABSENT);
	assert_int_equal(STATE(number), FACT_ABSENT);
	assert_int_equal(STATE(flag), FACT_ABSENT);
	assert_source(flag, "/text/below");
	assert_int_equal(host->n_problems, 0);
}

static void what_is_forbidden_is_unknown_and_a_problem(void **state)
{
	struct host *host = host_of(state);
	struct text text;

	unprivileged_begin();
	host_text(host, &text, "secret");
	unprivileged_end();
	assert_int_equal(STATE(text), FACT_UNKNOWN);
	assert_int_equal(text.fact.error, EACCES);
	assert_int_equal(host->n_problems, 1);
	assert_string_equal(host->problems[0].path, "/secret");
	assert_int_equal(host->problems[0].error, EACCES);
}

static void what_is_no_number_is_unknown(void **state)
{
	struct host *host = host_of(state);
	struct number number;

	host_number(host, &number, 10, "text");
	assert_int_equal(STATE(number), FACT_UNKNOWN);
	assert_int_equal(number.fact.error, EINVAL);
	host_number(host, &number, 10, "number");
	assert_number(number, 512);
	host_number(host, &number, 0, "hex");
	assert_number(number, 0x1af4);
}

static void a_flag_is_a_number_that_is_not_zero(void **state)
{
	struct host *host = host_of(state);
	struct flag flag;

	host_flag(host, &flag, "zero");
	assert_number(flag, false);
	host_flag(host, &flag, "number");
	assert_number(flag, true);
}

static void a_link_is_named_by_its_last_component(void **state)
{
	struct host *host = host_of(state);
	struct text text;

	host_link_name(host, &text, "driver");
	assert_text(text, "nvme");
	host_link_name(host, &text, "nothing");
	assert_int_equal(STATE(text), FACT_ABSENT);
}

static void a_list_tells_an_empty_directory_from_none(void **state)
{
	struct host *host = host_of(state);
	struct names names;
	struct flag read;

	assert_true(host_list(host, &read, &names, "directory/one"));
	assert_number(read, true);
	assert_false(host_list(host, &read, &names, "directory/one/nothing"));
	assert_number(read, false);
	assert_int_equal(names.n, 0);
}

/* No /sys/class, and so no class of it: that says nothing of the host. */
static void a_list_below_what_is_not_there_is_unknown(void **state)
{
	struct host *host = host_of(state);
	struct names names;
	struct flag read;

	assert_false(host_list(host, &read, &names, "directory/nothing/net"));
	assert_int_equal(STATE(read), FACT_UNKNOWN);
	assert_int_equal(read.fact.error, ENOENT);
}

static void unknown_without_a_failed_read_is_no_problem(void **state)
{
	struct host *host = host_of(state);
	struct text text = { .value = NULL };
	size_t before = host->n_problems;

	host_unknown(&text.fact, ENOENT, "/sys/firmware");
	assert_int_equal(STATE(text), FACT_UNKNOWN);
	assert_source(text, "/sys/firmware");
	assert_int_equal(host->n_problems, before);
}

static void texts_are_sorted_and_told_once(void **state)
{
	const char *values[] = { "sda10", "sda2", "sda2", "loop" };
	struct texts texts = { .values = values, .n = 4 }, none = { .n = 0 };

	(void)state;
	host_sort_texts(&texts);
	assert_int_equal(texts.n, 3);
	assert_string_equal(texts.values[0], "loop");
	assert_string_equal(texts.values[1], "sda2");
	assert_string_equal(texts.values[2], "sda10");
	host_sort_texts(&none);
	assert_int_equal(none.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_trimmed_and_keeps_its_source),
		cmocka_unit_test(a_blank_text_is_absent),
		cmocka_unit_test(what_is_not_there_is_absent_and_no_problem),
		cmocka_unit_test(what_is_forbidden_is_unknown_and_a_problem),
		cmocka_unit_test(what_is_no_number_is_unknown),
		cmocka_unit_test(a_flag_is_a_number_that_is_not_zero),
		cmocka_unit_test(a_link_is_named_by_its_last_component),
		cmocka_unit_test(a_list_tells_an_empty_directory_from_none),
		cmocka_unit_test(a_list_below_what_is_not_there_is_unknown),
		cmocka_unit_test(unknown_without_a_failed_read_is_no_problem),
		cmocka_unit_test(texts_are_sorted_and_told_once),
	};

	return cmocka_run_group_tests_name("host", tests, begin, end);
}
