/* Digests, the ids made of them, and what is packed by them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lab/digest.h"
#include "lab/pack.h"

/* FIPS 180-4's example, from NIST's page of them. */
static void test_digest_is_sha_256(void **state)
{
	static const uint8_t abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };
	struct digester *digester = digester_new();
	struct digest whole, parts;

	(void)state;
	assert_non_null(digester);
	whole = digest_of(digester, "abc", 3);
	assert_memory_equal(whole.bytes, abc, sizeof(abc));
	digest_add(digester, "a", 1);
	digest_add(digester, "bc", 2);
	parts = digest_end(digester);
	assert_memory_equal(&whole, &parts, sizeof(whole));
	digester_free(digester);
}

static void test_uuid_is_read_as_it_is_printed(void **state)
{
	static const char text[] = "0f0a26b5-0202-41e5-b707-01bf05392573";
	static const char *const bad[] = {
		"", "0f0a26b5", "0f0a26b5-0202-41e5-b707-01bf0539257", "0f0a26b5-0202-41e5-b707-01bf05392573 ",
		"0f0a26b5020241e5b70701bf05392573", "0f0a26b5-0202-41e5-b707-01bf0539257g",
	};
	uint8_t uuid[UUID_SIZE];
	char printed[UUID_TEXT];

	(void)state;
	assert_int_equal(uuid_read(text, uuid), 0);
	uuid_print(uuid, printed);
	assert_string_equal(printed, text);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(uuid_read(bad[i], uuid), -EINVAL);
}

static void test_uuid_of_a_digest_is_of_version_8(void **state)
{
	struct digest digest;
	uint8_t uuid[UUID_SIZE];
	char printed[UUID_TEXT];

	(void)state;
	memset(&digest, 0xff, sizeof(digest));
	uuid_of(&digest, uuid);
	uuid_print(uuid, printed);
	assert_string_equal(printed, "ffffffff-ffff-8fff-bfff-ffffffffffff");
}

static void test_map_finds_what_was_set(void **state)
{
	struct digester *digester = digester_new();
	struct digest_map *map = digest_map_new();
	const int64_t n = 5000;

	(void)state;
	for (int64_t i = 1; i <= n; i++) {
		struct digest digest = digest_of(digester, &i, sizeof(i));

		assert_int_equal(digest_map_find(map, &digest), 0);
		digest_map_set(map, &digest, i);
		digest_map_set(map, &digest, i);
	}
	assert_int_equal(digest_map_size(map), n);
	for (int64_t i = 1; i <= n; i++) {
		struct digest digest = digest_of(digester, &i, sizeof(i));

		assert_int_equal(digest_map_find(map, &digest), i);
	}
	digest_map_clear(map);
	assert_int_equal(digest_map_size(map), 0);
	digest_map_free(map);
	digester_free(digester);
}

static void assert_packs(struct packer *packer, const char *bytes, size_t size)
{
	const void *packed;
	const char *unpacked;
	size_t packed_size, unpacked_size;
	char *kept;

	assert_int_equal(pack(packer, bytes, size, &packed, &packed_size), 0);
	kept = malloc(packed_size + 1);
	memcpy(kept, packed, packed_size);
	assert_int_equal(unpack(packer, kept, packed_size, size, &unpacked, &unpacked_size), 0);
	assert_int_equal(unpacked_size, size);
	assert_memory_equal(unpacked, bytes, size);
	assert_int_equal(unpacked[size], '\0');
	if (size)
		assert_int_equal(unpack(packer, kept, packed_size, size - 1, &unpacked,
					&unpacked_size), -EFBIG);
	free(kept);
}

static void test_bytes_come_out_as_they_went_in(void **state)
{
	struct packer *packer = packer_new();
	char many[10000];

	(void)state;
	memset(many, 'x', sizeof(many));
	assert_packs(packer, "", 0);
	assert_packs(packer, "null", 4);
	assert_packs(packer, many, sizeof(many));
	/* What looks like a frame of zstd, and is none. */
	assert_packs(packer, "\x28\xb5\x2f\xfd garbage", 12);
	packer_free(packer);
}

static void test_damaged_bytes_are_told(void **state)
{
	struct packer *packer = packer_new();
	char many[10000], *kept;
	const void *packed;
	const char *unpacked;
	size_t packed_size, size;

	(void)state;
	for (size_t i = 0; i < sizeof(many); i++)
		many[i] = (char)(i * i % 251);
	assert_int_equal(pack(packer, many, sizeof(many), &packed, &packed_size), 0);
	kept = malloc(packed_size);
	memcpy(kept, packed, packed_size);
	assert_int_equal(unpack(packer, kept, packed_size / 2, sizeof(many), &unpacked, &size), -EBADMSG);
	assert_int_equal(unpack(packer, kept, 5, sizeof(many), &unpacked, &size), -EBADMSG);
	free(kept);
	packer_free(packer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest_is_sha_256),
		cmocka_unit_test(test_uuid_is_read_as_it_is_printed),
		cmocka_unit_test(test_uuid_of_a_digest_is_of_version_8),
		cmocka_unit_test(test_map_finds_what_was_set),
		cmocka_unit_test(test_bytes_come_out_as_they_went_in),
		cmocka_unit_test(test_damaged_bytes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
