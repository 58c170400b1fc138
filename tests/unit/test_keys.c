/* A scan for keys alone reads less than one for the whole document, and tells the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <json-c/json.h>

#include "output/format.h"
#include "output/keys.h"
#include "scanner/cmd.h"
#include "scanner/collect.h"
#include "scanner/scan.h"

#define SAMPLE "samples/rich-6.12.tar.gz"

static void scan(struct scan *ret, const char *sample, bool keys_only)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .keys_only = keys_only };
	struct failure failure = { 0 };

	assert_true(scan_run(ret, sample, &wants, &failure));
}

/* All keys and their values, as text that lives as long as the object. */
static const char *keys_of(struct scan *scan, struct json_object **ret)
{
	const struct format_request all = { .n_keys = 0 };
	int missing;

	*ret = keys_object(scan->document, &all, &missing);
	return json_object_to_json_string(*ret);
}

static void keys_are_the_same_without_what_no_key_shows(void **state)
{
	struct json_object *few_keys, *all_keys;
	struct scan few, all;
	glob_t samples;

	(void)state;
	assert_int_equal(glob("samples/*.tar.gz", 0, NULL, &samples), 0);
	for (size_t i = 0; i < samples.gl_pathc; i++) {
		scan(&few, samples.gl_pathv[i], true);
		scan(&all, samples.gl_pathv[i], false);
		assert_string_equal(keys_of(&few, &few_keys), keys_of(&all, &all_keys));
		json_object_put(few_keys);
		json_object_put(all_keys);
		scan_free(&few);
		scan_free(&all);
	}
	globfree(&samples);
}

static void what_no_key_shows_is_not_looked_for(void **state)
{
	(void)state;
	for (int keys_only = 0; keys_only <= 1; keys_only++) {
		struct scan run;

		scan(&run, SAMPLE, keys_only);
		assert_true(run.host.n_disks && run.host.n_pci && run.host.n_net &&
			    run.host.memory.n_nodes);
		const struct fact facts[] = {
			run.host.kernel.version.fact,
			run.host.cpu.speed_khz.fact,
			run.host.memory.installed_bytes.fact,
			run.host.memory.nodes[0].memory_bytes.fact,
			run.host.firmware.netboot_method.fact,
			run.host.disks[0].rotational.fact,
			run.host.disks[0].multipath.fact,
			run.host.disks[0].transport.fact,
			run.host.net[0].mac.fact,
			run.host.pci[0].revision.fact,
			run.host.pci[0].modalias.fact,
			run.host.pci[0].driver.fact,
		};

		for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
			assert_int_equal(facts[i].source == NULL, keys_only);
		scan_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_the_same_without_what_no_key_shows),
		cmocka_unit_test(what_no_key_shows_is_not_looked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
