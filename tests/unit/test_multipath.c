/* Which disks are paths of a map of dm-multipath. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/scan_root.h"

/* A disk and one of its holders. */
#define HELD(name, holder)                                \
	ROOT_FILE("sys/block/" name "/size", "131072\n"), \
	ROOT_DIR("sys/block/" name "/holders/" holder)
#define MAP(dm, uuid, name)                           \
	ROOT_FILE("sys/block/" dm "/dm/uuid", uuid "\n"), \
	ROOT_FILE("sys/block/" dm "/dm/name", name "\n")

static void paths_have_the_name_of_their_map(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_disks, false,
	     HELD("sda", "dm-0"), HELD("sdb", "dm-0"), HELD("sdc", "dm-1"), HELD("sdd", "md0"),
	     ROOT_FILE("sys/block/sde/size", "131072\n"), ROOT_DIR("sys/block/sde/holders"),
	     MAP("dm-0", "mpath-3600508b400105e21", "mpatha"),
	     MAP("dm-1", "LVM-PfJd8mpath-", "vg-root"));
	assert_int_equal(s.host.n_disks, 5);
	assert_text(s.host.disks[0].multipath, "mpatha");
	assert_text(s.host.disks[1].multipath, "mpatha");
	assert_source(s.host.disks[1].multipath, "/sys/block/dm-0/dm/name");
	for (size_t i = 2; i < s.host.n_disks; i++)
		assert_int_equal(STATE(s.host.disks[i].multipath), FACT_ABSENT);
	scan_drop(&s);
}

static void a_map_that_cannot_be_read_is_not_known_to_be_none(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_disks, false, HELD("sda", "dm-0"), ROOT_DIR("sys/block/dm-0/dm/uuid"));
	assert_int_equal(STATE(s.host.disks[0].multipath), FACT_UNKNOWN);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_have_the_name_of_their_map),
		cmocka_unit_test(a_map_that_cannot_be_read_is_not_known_to_be_none),
	};

	return cmocka_run_group_tests_name("multipath", tests, NULL, NULL);
}
