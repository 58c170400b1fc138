/* What becomes of each IOMMU-related option, as the kernel's parsers decide it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "arch/options.h"
#include "scanner/host.h"
#include "tests/unit/arena_state.h"

static struct options_judged judged(struct arena *arena, enum arch arch,
				    const char *family, const char *line)
{
	struct acpi_file table = { .signature = strcmp(family, "intel") ? "IVRS" : "DMAR" };
	struct host host = {
		.arena = arena, .system.arch = arch,
		.iommu = { .files = &table, .n_files = 1 },
	};
	struct options_judged options;

	text_set(&host.kernel.command_line, line, "/proc/cmdline");
	options_judge(&host, &options);
	return options;
}

/* The effects of all uses, in words: "effective elsewhere". */
static const char *effects(struct arena *arena, enum arch arch, const char *family,
			   const char *line)
{
	struct options_judged options = judged(arena, arch, family, line);
	const char *words = "";

	for (size_t i = 0; i < options.n_uses; i++)
		words = arena_print(arena, "%s%s%s", words, i ? " " : "",
				    option_effect_name(options.uses[i].effect));
	return words;
}

static void iommu_off_is_never_undone(void **state)
{
	static const char *const lines[] = { "iommu=off", "iommu=pt,off", "iommu=off iommu=force",
					     "quiet iommu=offline" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct options_judged options = judged(*state, ARCH_X86, "intel", lines[i]);

		assert_non_null(options_set(&options, SETTING_NO_IOMMU, 1));
	}
}

static void usedac_ends_its_list(void **state)
{
	struct options_judged options = judged(*state, ARCH_X86, "intel", "iommu=usedac,off");

	assert_null(options.settings[SETTING_NO_IOMMU]);
	assert_int_equal(options.n_uses, 1);
}

static void a_later_on_undoes_an_off_of_vt_d(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "intel_iommu=off intel_iommu=sm_on,on");

	assert_non_null(options_set(&options, SETTING_INTEL, 1));
	assert_int_equal(options.uses[0].effect, OPTION_OVERRIDDEN);
	assert_string_equal(options.uses[0].by, "intel_iommu=on");
	assert_string_equal(options.uses[1].text, "intel_iommu=sm_on");
}

static void amd_iommu_off_is_never_undone(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "amd", "amd_iommu=off amd_iommu=force_enable");

	assert_non_null(options_set(&options, SETTING_AMD_OFF, 1));
}

static void iommu_off_overrides_intel_iommu_on(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "iommu=off intel_iommu=on");

	assert_int_equal(options.uses[1].effect, OPTION_OVERRIDDEN);
	assert_string_equal(options.uses[1].by, "iommu=off");
}

static void options_of_another_vendor_are_elsewhere(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "intel", "amd_iommu=off"), "elsewhere");
	assert_string_equal(effects(*state, ARCH_X86, "amd", "intel_iommu=on"), "elsewhere");
	assert_string_equal(effects(*state, ARCH_ARM, "arm", "iommu=pt iommu.passthrough=1"),
			    "elsewhere effective");
}

static void folklore_is_an_unknown_word(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "amd", "amd_iommu=on iommu=1 iommu=on"),
			    "unknown-word unknown-word unknown-word");
	assert_string_equal(effects(*state, ARCH_X86, "intel", "intel_iommu=1 intel_iommu=sm-on"),
			    "unknown-word unknown-word");
}

static void words_match_by_prefix_as_the_kernel_compares_them(void **state)
{
	struct options_judged options = judged(*state, ARCH_X86, "intel", "intel_iommu=only");

	assert_non_null(options_set(&options, SETTING_INTEL, 1));
}

static void dashes_in_names_are_underscores(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "intel", "intel-iommu=on"), "effective");
}

static void the_last_of_pt_nopt_and_passthrough_counts(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "iommu=pt iommu.passthrough=off");

	assert_non_null(options_set(&options, SETTING_DOMAIN, 0));
	assert_int_equal(options.uses[0].effect, OPTION_OVERRIDDEN);
}

static void the_acs_override_is_no_option_of_linux(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "intel", "pcie_acs_override=downstream"),
			    "foreign");
}

static void acpi_can_be_switched_on_every_architecture(void **state)
{
	assert_string_equal(effects(*state, ARCH_ARM, "arm", "acpi=force"), "effective");
}

static void words_of_pci_that_do_not_concern_iommus_are_not_judged(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "pci=realloc,noats,nomsi, pci=noaer pci");

	assert_int_equal(options.n_uses, 1);
	assert_string_equal(options.uses[0].text, "pci=noats");
	assert_non_null(options_set(&options, SETTING_ATS, 0));
	assert_null(options.settings[SETTING_ARI]);
}

static void the_last_ports_without_acs_redirection_count(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "pci=disable_acs_redir=00:1c.0,noari "
		       "pci=disable_acs_redir=pci:8086:0;0000:01:00.0/02.1");
	const struct option_use *last = options_set(&options, SETTING_ACS_REDIR, 1);

	assert_int_equal(options.n_uses, 3);
	assert_int_equal(options.uses[0].effect, OPTION_OVERRIDDEN);
	assert_string_equal(options.uses[0].argument, "00:1c.0");
	assert_non_null(options_set(&options, SETTING_ARI, 0));
	assert_null(options.uses[1].argument);
	assert_ptr_equal(last, &options.uses[2]);
	assert_string_equal(last->argument, "pci:8086:0;0000:01:00.0/02.1");
}

static void acs_is_configured_from_linux_6_11_on(void **state)
{
	static const struct {
		const char *release;
		enum option_effect effect;
	} rows[] = {
		{ "6.1.0-39-amd64", OPTION_NEWER },
		{ "5.15.0", OPTION_NEWER },
		{ "6.10.14", OPTION_NEWER },
		{ "6.11.0-rc1", OPTION_EFFECTIVE },
		{ "7.0", OPTION_EFFECTIVE },
		{ "of my own", OPTION_EFFECTIVE },
		{ NULL, OPTION_EFFECTIVE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host host = { .arena = *state, .system.arch = ARCH_X86 };
		struct options_judged options;
		const struct option_use *use;

		text_set(&host.kernel.command_line, "pci=config_acs=xx10@00:01.0", "/proc/cmdline");
		if (rows[i].release)
			text_set(&host.kernel.release, rows[i].release, "uname");
		options_judge(&host, &options);
		use = options_set(&options, SETTING_ACS_CONFIG, 1);
		assert_int_equal(options.n_uses, 1);
		assert_int_equal(options.uses[0].effect, rows[i].effect);
		assert_int_equal(!use, rows[i].effect != OPTION_EFFECTIVE);
		if (use)
			assert_string_equal(use->argument, "xx10@00:01.0");
	}
}

static void a_parameter_of_a_module_is_on_when_it_stands_alone(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "amd", "vfio_pci.disable-denylist "
		       "vfio.enable_unsafe_noiommu_mode=N iommufd.allow_unsafe_interrupts=y "
		       "vfio-iommu-type1.allow_unsafe_interrupts=1");

	assert_int_equal(options.n_uses, 4);
	assert_non_null(options_set(&options, SETTING_DENYLIST, 0));
	assert_non_null(options_set(&options, SETTING_NOIOMMU_MODE, 0));
	assert_non_null(options_set(&options, SETTING_IOMMUFD_UNSAFE, 1));
	assert_non_null(options_set(&options, SETTING_TYPE1_UNSAFE, 1));
}

static void an_option_that_wants_a_value_is_nothing_alone(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "intel", "iommu iommu.passthrough "
				    "vfio-pci.disable_denylist=perhaps vfio.enable_unsafe_noiommu_mode="),
			    "unknown-word unknown-word unknown-word unknown-word");
}

static void other_options_are_not_judged(void **state)
{
	assert_string_equal(effects(*state, ARCH_X86, "intel",
				    "quiet root=/dev/vda iommu_x=off"), "");
}

static void a_value_with_commas_that_is_no_list_stays_whole(void **state)
{
	struct options_judged options =
		judged(*state, ARCH_X86, "intel", "vfio-pci.ids=8086:1533,10de:1234");

	assert_int_equal(options.n_uses, 1);
	assert_string_equal(options.uses[0].text, "vfio-pci.ids=8086:1533,10de:1234");
	assert_string_equal(options_set(&options, SETTING_VFIO_IDS, 1)->argument,
			    "8086:1533,10de:1234");
}

/* What a word overrides is looked for from the one that won before it, not from the start:
 * else this would take hours. */
static void a_million_words_are_each_overridden_by_the_next(void **state)
{
	enum { PAIRS = 500000 };
	static const char start[] = "iommu=", pair[] = "pt,nopt,";
	const size_t length = sizeof(pair) - 1;
	char *line = malloc(sizeof(start) + PAIRS * length);

	assert_non_null(line);
	memcpy(line, start, sizeof(start));
	for (size_t i = 0; i < PAIRS; i++)
		memcpy(line + sizeof(start) - 1 + i * length, pair, sizeof(pair));
	struct options_judged options = judged(*state, ARCH_X86, "intel", line);

	assert_int_equal(options.n_uses, 2 * PAIRS + 1); /* a word follows the last comma */
	for (size_t i = 0; i < 2 * PAIRS - 1; i++) {
		assert_int_equal(options.uses[i].effect, OPTION_OVERRIDDEN);
		assert_string_equal(options.uses[i].by, options.uses[i + 1].text);
	}
	assert_int_equal(options.uses[2 * PAIRS - 1].effect, OPTION_EFFECTIVE);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iommu_off_is_never_undone),
		cmocka_unit_test(usedac_ends_its_list),
		cmocka_unit_test(a_later_on_undoes_an_off_of_vt_d),
		cmocka_unit_test(amd_iommu_off_is_never_undone),
		cmocka_unit_test(iommu_off_overrides_intel_iommu_on),
		cmocka_unit_test(options_of_another_vendor_are_elsewhere),
		cmocka_unit_test(folklore_is_an_unknown_word),
		cmocka_unit_test(words_match_by_prefix_as_the_kernel_compares_them),
		cmocka_unit_test(dashes_in_names_are_underscores),
		cmocka_unit_test(the_last_of_pt_nopt_and_passthrough_counts),
		cmocka_unit_test(the_acs_override_is_no_option_of_linux),
		cmocka_unit_test(acpi_can_be_switched_on_every_architecture),
		cmocka_unit_test(words_of_pci_that_do_not_concern_iommus_are_not_judged),
		cmocka_unit_test(the_last_ports_without_acs_redirection_count),
		cmocka_unit_test(acs_is_configured_from_linux_6_11_on),
		cmocka_unit_test(a_parameter_of_a_module_is_on_when_it_stands_alone),
		cmocka_unit_test(an_option_that_wants_a_value_is_nothing_alone),
		cmocka_unit_test(other_options_are_not_judged),
		cmocka_unit_test(a_value_with_commas_that_is_no_list_stays_whole),
		cmocka_unit_test(a_million_words_are_each_overridden_by_the_next),
	};
	return cmocka_run_group_tests(tests, start_arena, end_arena);
}
