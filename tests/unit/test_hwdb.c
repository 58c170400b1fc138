/* Names from udev's hardware database, which the package udev installs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scanner/hwdb.h"
#include "tests/unit/scan_root.h"

#define VENDOR "ID_VENDOR_FROM_DATABASE"
#define MODEL "ID_MODEL_FROM_DATABASE"

static int open_host(void **state)
{
	static struct scanned scanned;

	SCAN(&scanned, NULL, false, ROOT_DIR("sys"));
	*state = &scanned;
	return 0;
}

static int drop_host(void **state)
{
	scan_drop(*state);
	return 0;
}

static void find(struct scanned *scanned, const struct hwdb *hwdb, const char *modalias,
		 struct text *vendor, struct text *model)
{
	const struct hwdb_name names[] = {
		{ .property = VENDOR, .ret = vendor },
		{ .property = MODEL, .ret = model },
	};

	hwdb_find(&scanned->host, hwdb, modalias, names, 2);
}

static void a_known_id_has_its_names(void **state)
{
	struct text vendor, model;
	struct hwdb hwdb;

	hwdb_open(&hwdb);
	assert_non_null(hwdb.database);
	find(*state, &hwdb, "usb:v1D6Bp0002", &vendor, &model);
	assert_text(vendor, "Linux Foundation");
	assert_text(model, "2.0 root hub");
	assert_source(model, "hwdb:usb:v1D6Bp0002");
	hwdb_close(&hwdb);
}

static void an_unknown_id_is_absent_whatever_was_there_before(void **state)
{
	struct text vendor = { { FACT_KNOWN, 0, "/old" }, "old" }, model = vendor;
	struct hwdb hwdb;

	hwdb_open(&hwdb);
	find(*state, &hwdb, "usb:vFFFFpFFFF", &vendor, &model);
	assert_int_equal(STATE(vendor), FACT_ABSENT);
	assert_int_equal(STATE(model), FACT_ABSENT);
	assert_source(vendor, "hwdb:usb:vFFFFpFFFF");
	hwdb_close(&hwdb);
}

static void without_a_database_names_are_absent(void **state)
{
	struct hwdb hwdb = { .database = NULL };
	struct text vendor, model;

	find(*state, &hwdb, "usb:v1D6Bp0002", &vendor, &model);
	assert_int_equal(STATE(vendor), FACT_ABSENT);
	assert_int_equal(STATE(model), FACT_ABSENT);
	hwdb_close(&hwdb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_id_has_its_names),
		cmocka_unit_test(an_unknown_id_is_absent_whatever_was_there_before),
		cmocka_unit_test(without_a_database_names_are_absent),
	};

	return cmocka_run_group_tests(tests, open_host, drop_host);
}
