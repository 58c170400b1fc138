/* What the configuration space of a PCI function says, and what it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/pci_config.h"
#include "tests/unit/scan_root.h"

#define SOURCE "/config"

/* A root port: PCI Express at 0x40, ACS at 0x100, ATS behind it. */
enum { EXPRESS = 0x40, ACS = 0x100, ATS = 0x110 };

struct space {
	uint8_t bytes[PCI_CFG_SPACE_EXP_SIZE];
};

static void put16(struct space *space, size_t at, unsigned value)
{
	space->bytes[at] = (uint8_t)value;
	space->bytes[at + 1] = (uint8_t)(value >> 8);
}

static void put32(struct space *space, size_t at, unsigned value)
{
	put16(space, at, value & 0xffff);
	put16(space, at + 2, value >> 16);
}

static void put_extended(struct space *space, size_t at, unsigned id, size_t next)
{
	put32(space, at, id | 1u << 16 | (unsigned)next << 20);
}

static struct space root_port(void)
{
	struct space space = { .bytes = { 0x36, 0x1b } };

	put16(&space, PCI_STATUS, PCI_STATUS_CAP_LIST);
	space.bytes[PCI_HEADER_TYPE] = 0x80 | PCI_HEADER_TYPE_BRIDGE;
	space.bytes[PCI_CAPABILITY_LIST] = EXPRESS;
	space.bytes[EXPRESS] = PCI_CAP_ID_EXP;
	put16(&space, EXPRESS + PCI_EXP_FLAGS, PCI_EXP_TYPE_ROOT_PORT << 4 | 2);
	put16(&space, EXPRESS + PCI_EXP_DEVCTL2, PCI_EXP_DEVCTL2_ARI);
	put_extended(&space, ACS, PCI_EXT_CAP_ID_ACS, ATS);
	put16(&space, ACS + PCI_ACS_CAP, 0x1f);
	put16(&space, ACS + PCI_ACS_CTRL, 0x1d);
	put_extended(&space, ATS, PCI_EXT_CAP_ID_ATS, 0);
	return space;
}

static struct pci_function parse(const struct space *space, size_t size, int *ret_error)
{
	struct pci_function function = { .address.value = NULL };

	*ret_error = pci_config_parse(space->bytes, size, SOURCE, &function);
	return function;
}

/* The same with all of the space read, and no error. */
static struct pci_function parse_whole(const struct space *space)
{
	int error;
	struct pci_function function = parse(space, sizeof(space->bytes), &error);

	assert_int_equal(error, 0);
	return function;
}

#define assert_absent(f) assert_int_equal(STATE(f), FACT_ABSENT)
#define assert_unknown(f, why)                           \
	do {                                             \
		assert_int_equal(STATE(f), FACT_UNKNOWN); \
		assert_int_equal((f).fact.error, why);   \
		assert_source(f, SOURCE);                \
	} while (0)

static void a_root_port_tells_all_its_facts(void **state)
{
	const struct space space = root_port();
	const struct pci_function function = parse_whole(&space);

	(void)state;
	assert_number(function.header_type, PCI_HEADER_TYPE_BRIDGE);
	assert_source(function.header_type, SOURCE);
	assert_number(function.multifunction, true);
	assert_number(function.express_type, PCI_EXP_TYPE_ROOT_PORT);
	assert_number(function.acs_capabilities, 0x1f);
	assert_number(function.acs_control, 0x1d);
	assert_int_equal(function.acs_at, ACS);
	assert_number(function.ats, true);
	assert_number(function.pasid, false);
	assert_number(function.ari, false);
	assert_number(function.ari_forwarding, true);
}

static void an_endpoint_forwards_no_ari(void **state)
{
	struct space space = root_port();

	(void)state;
	put16(&space, EXPRESS + PCI_EXP_FLAGS, PCI_EXP_TYPE_ENDPOINT << 4 | 2);
	const struct pci_function function = parse_whole(&space);

	assert_number(function.express_type, PCI_EXP_TYPE_ENDPOINT);
	assert_absent(function.ari_forwarding);
}

static void a_port_of_the_first_version_has_no_second_control_register(void **state)
{
	struct space space = root_port();

	(void)state;
	put16(&space, EXPRESS + PCI_EXP_FLAGS, PCI_EXP_TYPE_ROOT_PORT << 4 | 1);
	assert_absent(parse_whole(&space).ari_forwarding);
}

static void conventional_pci_has_no_express_type_and_no_acs(void **state)
{
	struct space space = { .bytes = { 0x86, 0x80 } };
	int error;

	(void)state;
	const struct pci_function function = parse(&space, PCI_CFG_SPACE_SIZE, &error);

	assert_int_equal(error, 0);
	assert_number(function.header_type, PCI_HEADER_TYPE_NORMAL);
	assert_absent(function.express_type);
	assert_absent(function.acs_capabilities);
	assert_number(function.ats, false);
}

static void what_is_not_for_everyone_is_unknown(void **state)
{
	const struct space space = root_port();
	int error;
	const struct pci_function function = parse(&space, 64, &error);

	(void)state;
	assert_int_equal(error, EACCES);
	assert_number(function.header_type, PCI_HEADER_TYPE_BRIDGE);
	assert_number(function.multifunction, true);
	assert_unknown(function.express_type, EACCES);
	assert_unknown(function.acs_capabilities, EACCES);
	assert_unknown(function.acs_control, EACCES);
	assert_unknown(function.ats, EACCES);
	assert_unknown(function.pasid, EACCES);
	assert_unknown(function.ari, EACCES);
	assert_unknown(function.ari_forwarding, EACCES);
}

static void everyone_sees_that_there_are_no_capabilities(void **state)
{
	struct space space = { .bytes = { 0x86, 0x80 } };
	int error;

	(void)state;
	const struct pci_function function = parse(&space, 64, &error);

	assert_int_equal(error, 0);
	assert_absent(function.express_type);
	assert_absent(function.acs_capabilities);
	/* But for a host bridge, whose extended space the kernel looks at all the same. */
	put16(&space, PCI_CLASS_DEVICE, 0x0600);
	assert_unknown(parse(&space, 64, &error).acs_capabilities, EACCES);
}

static void everyone_gets_more_of_a_cardbus_bridge(void **state)
{
	struct space space = root_port();
	int error;

	(void)state;
	space.bytes[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_CARDBUS;
	space.bytes[PCI_CB_CAPABILITY_LIST] = 0xc0;
	assert_unknown(parse(&space, 128, &error).express_type, EACCES);
	space.bytes[PCI_CB_CAPABILITY_LIST] = 0x40;
	assert_number(parse(&space, 128, &error).express_type, PCI_EXP_TYPE_ROOT_PORT);
}

static void a_kernel_without_access_to_extended_space_finds_no_acs(void **state)
{
	const struct space space = root_port();
	int error;
	const struct pci_function function = parse(&space, PCI_CFG_SPACE_SIZE, &error);

	(void)state;
	assert_int_equal(error, 0);
	assert_number(function.express_type, PCI_EXP_TYPE_ROOT_PORT);
	assert_absent(function.acs_capabilities);
}

static void a_function_that_is_gone_is_unknown(void **state)
{
	static const size_t sizes[] = { 64, 256, 4096 };
	struct space space;

	(void)state;
	memset(space.bytes, 0xff, sizeof(space.bytes));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int error;
		const struct pci_function function = parse(&space, sizes[i], &error);

		assert_int_equal(error, EIO);
		assert_unknown(function.header_type, EIO);
		assert_unknown(function.express_type, EIO);
		assert_unknown(function.acs_capabilities, EIO);
	}
}

/* The ids of a virtual function are ones (SR-IOV 1.1, 3.4.1.1). */
static void a_virtual_function_is_not_gone(void **state)
{
	struct space space = root_port();

	(void)state;
	put32(&space, PCI_VENDOR_ID, 0xffffffff);
	space.bytes[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_NORMAL;
	assert_number(parse_whole(&space).header_type, PCI_HEADER_TYPE_NORMAL);
}

static void extended_space_that_does_not_answer_is_unknown(void **state)
{
	struct space space = root_port();
	int error;

	(void)state;
	put32(&space, ATS, 0xffffffff);
	const struct pci_function function = parse(&space, sizeof(space.bytes), &error);

	assert_int_equal(error, EIO);
	assert_number(function.acs_capabilities, 0x1f);
	assert_unknown(function.ats, EIO);
}

static void a_read_that_breaks_off_makes_the_rest_unknown(void **state)
{
	const struct space space = root_port();
	int error;

	(void)state;
	for (size_t size = 0; size < ATS + 4; size++) {
		const struct pci_function function = parse(&space, size, &error);

		/* As of one that has no more. */
		if (size == PCI_CFG_SPACE_SIZE)
			continue;
		assert_int_equal(error, size == 64 ? EACCES : EIO);
		assert_int_equal(STATE(function.header_type),
				 size > PCI_HEADER_TYPE ? FACT_KNOWN : FACT_UNKNOWN);
		assert_int_equal(STATE(function.ats), FACT_UNKNOWN);
	}
	(void)parse(&space, ATS + 4, &error);
	assert_int_equal(STATE(parse(&space, ATS + 4, &error).ats), FACT_KNOWN);
}

static void lists_that_bite_their_tails_end(void **state)
{
	struct space space = root_port();

	(void)state;
	space.bytes[EXPRESS] = PCI_CAP_ID_MSI;
	space.bytes[EXPRESS + 1] = EXPRESS;
	put_extended(&space, ACS, PCI_EXT_CAP_ID_ERR, ACS);
	const struct pci_function function = parse_whole(&space);

	assert_absent(function.express_type);
	assert_absent(function.acs_capabilities);
}

static void pointers_into_the_header_end_a_list(void **state)
{
	struct space space = root_port();

	(void)state;
	space.bytes[EXPRESS] = PCI_CAP_ID_MSI;
	space.bytes[EXPRESS + 1] = 0x3c;
	put_extended(&space, ACS, PCI_EXT_CAP_ID_ERR, 0xfc);
	const struct pci_function function = parse_whole(&space);

	assert_absent(function.express_type);
	assert_absent(function.acs_capabilities);
}

static void a_capability_that_leads_out_of_the_space_is_unknown(void **state)
{
	struct space space = root_port();
	int error;

	(void)state;
	put_extended(&space, ACS, PCI_EXT_CAP_ID_ERR, 0xffc);
	put_extended(&space, 0xffc, PCI_EXT_CAP_ID_ACS, 0);
	const struct pci_function function = parse(&space, sizeof(space.bytes), &error);

	assert_int_equal(error, EIO);
	assert_unknown(function.acs_capabilities, EIO);
}

/* Reads a space step by step, as it is asked for. */
struct steps {
	struct space read;
	bool have[PCI_CFG_SPACE_EXP_SIZE / PCI_CONFIG_STEP];
	size_t n, last;
};

static struct steps read_steps(const struct space *space)
{
	struct steps steps = { .n = 0 };
	size_t at;

	while ((at = pci_config_missing(steps.read.bytes, sizeof(steps.read.bytes),
					steps.have)) != PCI_CONFIG_WHOLE) {
		assert_false(steps.have[at / PCI_CONFIG_STEP]);
		memcpy(steps.read.bytes + at, space->bytes + at, PCI_CONFIG_STEP);
		steps.have[at / PCI_CONFIG_STEP] = true;
		steps.n++;
		steps.last = at > steps.last ? at : steps.last;
	}
	return steps;
}

static void no_more_is_read_than_tells_all(void **state)
{
	struct space space = root_port();
	const struct steps port = read_steps(&space);
	const struct pci_function function = parse_whole(&port.read);

	(void)state;
	/* Status, type, first capability, its flags and control; ACS and its registers; ATS. */
	assert_int_equal(port.n, 8);
	assert_int_equal(port.last, ATS);
	assert_number(function.acs_control, 0x1d);
	assert_number(function.ari_forwarding, true);
	assert_number(function.ats, true);
	space = (struct space){ .bytes = { 0x86, 0x80 } };
	assert_in_range(read_steps(&space).last, 0, PCI_STD_HEADER_SIZEOF);
	memset(space.bytes, 0xff, sizeof(space.bytes));
	assert_int_equal(read_steps(&space).n, 2);
}

static void the_end_tells_who_may_read(void **state)
{
	struct steps steps = { .n = 0 };

	(void)state;
	assert_int_equal(pci_config_end(steps.read.bytes, 0x40, steps.have), 64);
	assert_int_equal(pci_config_end(steps.read.bytes, 0x100, steps.have), 64);
	assert_int_equal(pci_config_end(steps.read.bytes, 0x10, steps.have), 0x10);
	steps.have[PCI_CONFIG_PROBE / PCI_CONFIG_STEP] = true;
	assert_int_equal(pci_config_end(steps.read.bytes, 0x100, steps.have),
			 PCI_CFG_SPACE_SIZE);
	assert_int_equal(pci_config_end(steps.read.bytes, 0xffc, steps.have),
			 PCI_CFG_SPACE_SIZE);
	assert_int_equal(pci_config_end(steps.read.bytes, 0xf0, steps.have), 0xf0);
	steps = (struct steps){ .n = 0 };
	steps.read.bytes[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_CARDBUS;
	assert_int_equal(pci_config_end(steps.read.bytes, 0xc0, steps.have), 128);
}

/* ---- VF BARs ---- */

#define NO_ROW "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define BEFORE NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW
#define ASSIGNED "0x00000000c0000000 0x00000000c001ffff 0x000000000014220c\n"
#define UNSET "0x0000000000000000 0x000000000001ffff 0x000000002014220c\n"

/* VF BARs 0 and 3 of 64 bits, as those of an igb. */
static struct space physical_function(void)
{
	struct space space = root_port();

	put_extended(&space, ATS, PCI_EXT_CAP_ID_SRIOV, 0);
	put32(&space, ATS + PCI_SRIOV_BAR, PCI_BASE_ADDRESS_MEM_TYPE_64);
	put32(&space, ATS + PCI_SRIOV_BAR + 4, 0x00000080);
	put32(&space, ATS + PCI_SRIOV_BAR + 12, PCI_BASE_ADDRESS_MEM_TYPE_64);
	return space;
}

static void all_vf_bars_are_read(void **state)
{
	const struct space space = physical_function();

	(void)state;
	assert_int_equal(read_steps(&space).last,
			 ATS + PCI_SRIOV_BAR + 4 * (PCI_SRIOV_NUM_BARS - 1));
}

static void vf_bars_without_an_address_are_counted(void **state)
{
	static const struct {
		const char *resource;
		uint64_t expected;
	} rows[] = {
		{ BEFORE ASSIGNED NO_ROW NO_ROW ASSIGNED NO_ROW NO_ROW, 0 },
		{ BEFORE ASSIGNED NO_ROW NO_ROW UNSET NO_ROW NO_ROW, 1 },
		{ BEFORE UNSET NO_ROW NO_ROW UNSET NO_ROW NO_ROW, 2 },
		/* Forgotten by the kernel, and still in the function's registers. */
		{ BEFORE NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW, 2 },
		/* One of 32 bits: only the kernel knows of it. */
		{ BEFORE ASSIGNED NO_ROW UNSET ASSIGNED NO_ROW NO_ROW, 1 },
	};
	const struct space space = physical_function();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t n;

		assert_int_equal(pci_config_vf_bars(space.bytes, sizeof(space.bytes),
						    rows[i].resource, &n), 0);
		assert_int_equal(n, rows[i].expected);
	}
}

static void a_kernel_without_sriov_has_no_vf_bars(void **state)
{
	const struct space space = physical_function();
	uint64_t n;

	(void)state;
	assert_int_equal(pci_config_vf_bars(space.bytes, sizeof(space.bytes), BEFORE, &n),
			 -ENOENT);
	assert_int_equal(pci_config_vf_bars(space.bytes, sizeof(space.bytes), "", &n),
			 -ENOENT);
}

static void a_function_without_sriov_lacks_no_address(void **state)
{
	const struct space space = root_port();
	uint64_t n = 1;

	(void)state;
	assert_int_equal(pci_config_vf_bars(space.bytes, sizeof(space.bytes), "", &n), 0);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_port_tells_all_its_facts),
		cmocka_unit_test(an_endpoint_forwards_no_ari),
		cmocka_unit_test(a_port_of_the_first_version_has_no_second_control_register),
		cmocka_unit_test(conventional_pci_has_no_express_type_and_no_acs),
		cmocka_unit_test(what_is_not_for_everyone_is_unknown),
		cmocka_unit_test(everyone_sees_that_there_are_no_capabilities),
		cmocka_unit_test(everyone_gets_more_of_a_cardbus_bridge),
		cmocka_unit_test(a_kernel_without_access_to_extended_space_finds_no_acs),
		cmocka_unit_test(a_function_that_is_gone_is_unknown),
		cmocka_unit_test(a_virtual_function_is_not_gone),
		cmocka_unit_test(extended_space_that_does_not_answer_is_unknown),
		cmocka_unit_test(a_read_that_breaks_off_makes_the_rest_unknown),
		cmocka_unit_test(lists_that_bite_their_tails_end),
		cmocka_unit_test(pointers_into_the_header_end_a_list),
		cmocka_unit_test(a_capability_that_leads_out_of_the_space_is_unknown),
		cmocka_unit_test(no_more_is_read_than_tells_all),
		cmocka_unit_test(the_end_tells_who_may_read),
		cmocka_unit_test(all_vf_bars_are_read),
		cmocka_unit_test(vf_bars_without_an_address_are_counted),
		cmocka_unit_test(a_kernel_without_sriov_has_no_vf_bars),
		cmocka_unit_test(a_function_without_sriov_lacks_no_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
