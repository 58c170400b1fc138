/* Cryptographic adapters, as zcrypt shows them. Made up here after
 * drivers/s390/crypto/zcrypt_card.c: no z machine was at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/scan_root.h"

#define AP "sys/bus/ap/devices/"
#define Z ROOT_FILE("labscan/machine", "s390x\n")

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_crypto(host, wants);
}

static void a_card_has_the_mode_that_its_type_ends_with(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, Z,
	     ROOT_FILE(AP "card02/type", "CEX8C\n"), ROOT_FILE(AP "card02/online", "1\n"),
	     ROOT_FILE(AP "card03/type", "CEX7P\n"), ROOT_FILE(AP "card03/online", "0\n"),
	     ROOT_FILE(AP "card0a/type", "CEX6A\n"), ROOT_FILE(AP "card0a/online", "1\n"),
	     ROOT_FILE(AP "card0b/type", "CEX9X\n"), ROOT_FILE(AP "card0b/online", "1\n"),
	     ROOT_DIR(AP "02.0005"));
	assert_number(s.host.crypto_read, true);
	assert_int_equal(s.host.n_crypto, 4);
	for (size_t i = 0; i < s.host.n_crypto; i++) {
		const struct crypto_adapter *adapter = &s.host.crypto[i];
		const char letter = adapter->type.value[4];

		if (letter == 'X')
			assert_int_equal(STATE(adapter->mode), FACT_ABSENT);
		else
			assert_text(adapter->mode, letter == 'C' ? "CCA" :
					letter == 'P' ? "EP11" : "Accelerator");
		assert_number(adapter->online, letter != 'P');
	}
	assert_source(s.host.crypto[3].name, "/" AP "card03");
	scan_drop(&s);
}

static void a_card_without_a_driver_has_no_type(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, Z, ROOT_DIR(AP "card01"));
	assert_int_equal(s.host.n_crypto, 1);
	assert_int_equal(STATE(s.host.crypto[0].type), FACT_ABSENT);
	assert_int_equal(STATE(s.host.crypto[0].mode), FACT_ABSENT);
	scan_drop(&s);
}

static void other_machines_have_none(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64\n"),
	     ROOT_FILE(AP "card02/type", "CEX8C\n"));
	assert_number(s.host.crypto_read, false);
	assert_int_equal(s.host.n_crypto, 0);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_has_the_mode_that_its_type_ends_with),
		cmocka_unit_test(a_card_without_a_driver_has_no_type),
		cmocka_unit_test(other_machines_have_none),
	};

	return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
