/* Secrets and their tokens: of the same length and shape, the same everywhere, and never
 * in the way of what is no secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "scanner/arena.h"
#include "scanner/secrets.h"

struct fixture {
	struct arena arena;
	struct secrets *secrets;
};

static int begin(void **state)
{
	static struct fixture fixture;

	fixture.secrets = secrets_new(&fixture.arena);
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *fixture = *state;

	arena_free(&fixture->arena);
	return 0;
}

static void add_text(const struct fixture *fixture, const char *text)
{
	secrets_add_text(fixture->secrets, text, strlen(text), NULL);
}

static void add_shapes(const struct fixture *fixture, const char *text)
{
	secrets_add_shapes(fixture->secrets, text, strlen(text));
}

static const char *replaced(struct fixture *fixture, const char *text)
{
	char *copy = arena_print(&fixture->arena, "%s", text);

	secrets_replace(fixture->secrets, copy, strlen(copy), NULL);
	return copy;
}

#define assert_stays(text) assert_string_equal(replaced(fixture, text), text)

static void hardware_addresses_however_they_are_written(void **state)
{
	struct fixture *fixture = *state;

	add_shapes(fixture, "link 52:54:00:ab:cd:ef up");
	assert_string_equal(replaced(fixture, "52:54:00:AB:CD:EF"), "02:00:00:00:00:01");
	assert_string_equal(replaced(fixture, "BOOTIF=01-52-54-00-ab-cd-ef quiet"),
			    "BOOTIF=01-02-00-00-00-00-01 quiet");
	assert_string_equal(replaced(fixture, "enx525400abcdef"), "enx020000000001");
	assert_stays("525400abcdef0");
	assert_stays("0525400abcdef");
}

static void addresses_of_infiniband_are_longer(void **state)
{
	struct fixture *fixture = *state;

	add_shapes(fixture, "80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1");
	assert_string_equal(replaced(fixture, "80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1"),
			    "02:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:01");
}

static void uuids_stay_such(void **state)
{
	struct fixture *fixture = *state;
	const char *uuid = "4C4C4544-0043-3510-8052-b4c04f4d3132";

	add_shapes(fixture, uuid);
	assert_string_equal(replaced(fixture, uuid), "00000000-0000-4000-8000-000000000001");
	assert_string_equal(replaced(fixture, "4c4c4544004335108052b4c04f4d3132"),
			    "00000000000040008000000000000001");
}

static void what_only_looks_alike_stays(void **state)
{
	struct fixture *fixture = *state;
	static const char *const texts[] = {
		"0000:00:1f.2", "0:0:0:0", "12:34:56", "fe80::5054:ff:fe12:3456",
		"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
		"pci:v00008086d000010D3sv00001AF4sd00001100bc02sc00i00", "d2008c40660462",
		"00:11:22:33:44:5", "00:11:22:33:44:55:6", "00:11:22:33:44",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_shapes(fixture, texts[i]);
	assert_int_equal(secrets_count(fixture->secrets), 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_stays(texts[i]);
}

static void texts_keep_length_and_kinds_of_characters(void **state)
{
	struct fixture *fixture = *state;

	add_text(fixture, "  Ab-1234/zQ\n");
	assert_string_equal(replaced(fixture, "<Ab-1234/zQ>"), "<Aa-0000/gH>");
	add_text(fixture, "50014ee2b1c2d3e4");
	assert_string_equal(replaced(fixture, "0x50014ee2b1c2d3e4"), "0x00000aa0a0a0a0a2");
}

static void fillings_are_no_secrets(void **state)
{
	struct fixture *fixture = *state;

	add_text(fixture, "None");
	add_text(fixture, "To be filled by O.E.M.");
	add_text(fixture, "Default string");
	add_text(fixture, "0");
	add_text(fixture, "abc");
	add_text(fixture, "....");
	add_text(fixture, "");
	assert_int_equal(secrets_count(fixture->secrets), 0);
}

static void what_could_be_any_number_is_replaced_where_it_is_from(void **state)
{
	struct fixture *fixture = *state;
	int here = 0, there = 0;
	char text[] = "speed 1000";

	secrets_add_text(fixture->secrets, "1000", 4, &here);
	secrets_add_text(fixture->secrets, "00000001", 8, &here);
	assert_false(secrets_replace(fixture->secrets, text, strlen(text), &there));
	assert_string_equal(text, "speed 1000");
	assert_true(secrets_replace(fixture->secrets, text, strlen(text), &here));
	assert_string_not_equal(text, "speed 1000");
	assert_stays("00000001 00000001");
}

static void a_host_is_a_word(void **state)
{
	struct fixture *fixture = *state;

	secrets_add_word(fixture->secrets, "intel", 5);
	assert_stays("inteltech xintel");
	assert_string_not_equal(replaced(fixture, "ip=intel:eth0"), "ip=intel:eth0");
	secrets_drop_word(fixture->secrets, "intel");
	assert_stays("ip=intel:eth0");
}

static void the_longest_secret_wins(void **state)
{
	struct fixture *fixture = *state;

	add_text(fixture, "SERIAL-1");
	add_text(fixture, "SERIAL-1-EXTENDED");
	const char *longer = replaced(fixture, "SERIAL-1-EXTENDED");
	assert_null(strstr(longer, "SERIAL"));
	assert_null(strstr(longer, "EXTENDED"));
	assert_string_not_equal(replaced(fixture, "SERIAL-1"), "SERIAL-1");
	add_shapes(fixture, "11111111-2222-4333-8444-555555555555");
	add_text(fixture, "1111-2222");
	assert_string_equal(replaced(fixture, "11111111-2222-4333-8444-555555555555"),
			    "00000000-0000-4000-8000-000000000001");
}

/* Whose secret is what would be the next token. */
static void a_token_is_nobodys_secret(void **state)
{
	struct fixture *fixture = *state;

	add_shapes(fixture, "02:00:00:00:00:01 aa:bb:cc:dd:ee:ff");
	assert_string_equal(replaced(fixture, "aa:bb:cc:dd:ee:ff"), "02:00:00:00:00:02");
	assert_string_equal(replaced(fixture, "02:00:00:00:00:01"), "02:00:00:00:00:03");
	add_text(fixture, "QRST1234");
	add_text(fixture, "GGGG0001");
	assert_string_equal(replaced(fixture, "QRST1234"), "GGGG0002");
}

static void public_identifiers_stay(void **state)
{
	struct fixture *fixture = *state;
	const char *vendor = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

	add_shapes(fixture, vendor);
	secrets_drop_shapes(fixture->secrets, vendor, strlen(vendor));
	assert_int_equal(secrets_count(fixture->secrets), 0);
	assert_stays(vendor);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hardware_addresses_however_they_are_written),
		TEST(addresses_of_infiniband_are_longer),
		TEST(uuids_stay_such),
		TEST(what_only_looks_alike_stays),
		TEST(texts_keep_length_and_kinds_of_characters),
		TEST(fillings_are_no_secrets),
		TEST(what_could_be_any_number_is_replaced_where_it_is_from),
		TEST(a_host_is_a_word),
		TEST(the_longest_secret_wins),
		TEST(a_token_is_nobodys_secret),
		TEST(public_identifiers_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
