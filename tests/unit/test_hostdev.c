/* Layouts of devices for a guest, from documents made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>

#include "output/hostdev.h"
#include "output/page.h"
#include "output/selection.h"
#include "scanner/arena.h"

#define FIRST "smmu3.0x0000000000001000"
#define SECOND "smmu3.0x0000000000002000"

/* A document, and a layout of all its devices. */
struct made {
	struct arena arena;
	struct json_object *document;
	struct hostdevs hostdevs;
};

static struct json_object *add_element(struct json_object *object, const char *list)
{
	struct json_object *array, *element = json_object_new_object();

	if (!json_object_object_get_ex(object, list, &array)) {
		array = json_object_new_array();
		json_object_object_add(object, list, array);
	}
	json_object_array_add(array, element);
	return element;
}

static void set_number(struct json_object *object, const char *name, int64_t number)
{
	json_object_object_add(object, name, json_object_new_int64(number));
}

static void set_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, text ? json_object_new_string(text) : NULL);
}

static struct made *make(void)
{
	struct made *made = calloc(1, sizeof(*made));

	assert_non_null(made);
	made->document = json_object_new_object();
	json_object_object_add(made->document, "iommu", json_object_new_object());
	return made;
}

static void drop(struct made *made)
{
	json_object_put(made->document);
	arena_free(&made->arena);
	free(made);
}

static struct json_object *iommu(struct made *made)
{
	return json_object_object_get(made->document, "iommu");
}

/* A unit; node -1: its NUMA node is not known. */
static void add_unit(struct made *made, const char *name, int64_t node)
{
	struct json_object *unit = add_element(iommu(made), "units");

	set_text(unit, "name", name);
	if (node >= 0)
		set_number(unit, "numa_node", node);
}

/* A function 0000:BUS:00.0; gives its entry of "devices". */
static struct json_object *add_device(struct made *made, unsigned bus, const char *unit,
				      const char *state)
{
	struct json_object *pci = add_element(made->document, "pci");
	struct json_object *device = add_element(made->document, "devices");

	set_text(pci, "address", arena_print(&made->arena, "0000:%02x:00.0", bus));
	set_number(pci, "domain", 0);
	set_number(pci, "bus", bus);
	set_number(pci, "device", 0);
	set_number(pci, "function", 0);
	set_text(device, "unit", unit);
	set_text(device, "state", state);
	return device;
}

static const struct hostdevs *lay_out_as(struct made *made, bool mirrored)
{
	struct selection all = selection_new(&made->arena, made->document, "pci");

	for (size_t i = 0; i < all.n; i++)
		all.chosen[i] = true;
	hostdevs_lay_out(made->document, &all, mirrored, &made->arena, &made->hostdevs);
	return &made->hostdevs;
}

static const struct hostdevs *lay_out(struct made *made)
{
	return lay_out_as(made, true);
}

static void assert_refused(const struct hostdevs *hostdevs, const char *address,
			   const char *part)
{
	assert_int_equal(hostdevs->n_refusals, 1);
	if (address)
		assert_string_equal(hostdevs->refusals[0].address, address);
	else
		assert_null(hostdevs->refusals[0].address);
	assert_non_null(strstr(hostdevs->refusals[0].why, part));
}

static void devices_behind_one_unit_share_its_expander_bus(void **state)
{
	struct made *made = make();
	const struct hostdevs *hostdevs;

	(void)state;
	add_unit(made, FIRST, -1);
	add_unit(made, SECOND, -1);
	add_device(made, 1, SECOND, "ready");
	add_device(made, 2, FIRST, "possible");
	add_device(made, 3, SECOND, "unknown");
	hostdevs = lay_out(made);
	assert_int_equal(hostdevs->n_refusals, 0);
	assert_int_equal(hostdevs->n_units, 2);
	assert_string_equal(hostdevs->units[0].name, SECOND);
	assert_int_equal(hostdevs->units[0].n_devices, 2);
	assert_int_equal(hostdevs->units[0].devices[1].bus, 3);
	assert_string_equal(hostdevs->units[1].name, FIRST);
	assert_int_equal(hostdevs->units[1].n_devices, 1);
	drop(made);
}

/* Each expander bus has the bus numbers up to the next one: its own, and its ports'. */
static void bus_numbers_leave_room_for_each_port(void **state)
{
	struct made *made = make();
	const struct hostdevs *hostdevs;

	(void)state;
	add_device(made, 1, FIRST, "ready");
	add_device(made, 2, FIRST, "ready");
	add_device(made, 3, SECOND, "ready");
	hostdevs = lay_out(made);
	assert_int_equal(hostdevs->units[0].expander_bus, 253);
	assert_int_equal(hostdevs->units[0].devices[0].port_bus, 254);
	assert_int_equal(hostdevs->units[0].devices[1].port_bus, 255);
	assert_int_equal(hostdevs->units[1].expander_bus, 251);
	assert_int_equal(hostdevs->units[1].devices[0].port_bus, 252);
	drop(made);
}

static void controllers_come_before_those_that_are_on_them(void **state)
{
	struct made *made = make();
	const struct hostdevs *hostdevs;

	(void)state;
	add_device(made, 1, FIRST, "ready");
	add_device(made, 2, SECOND, "ready");
	add_device(made, 3, FIRST, "ready");
	hostdevs = lay_out(made);
	assert_int_equal(hostdevs->units[0].expander, 1);
	assert_int_equal(hostdevs->units[1].expander, 2);
	assert_int_equal(hostdevs->units[0].devices[0].port, 3);
	assert_int_equal(hostdevs->units[0].devices[1].port, 4);
	assert_int_equal(hostdevs->units[1].devices[0].port, 5);
	drop(made);
}

static void nodes_of_the_host_become_cells_without_gaps(void **state)
{
	struct made *made = make();
	const struct hostdevs *hostdevs;

	(void)state;
	add_unit(made, FIRST, 6);
	add_unit(made, SECOND, 2);
	add_device(made, 1, FIRST, "ready");
	add_device(made, 2, SECOND, "ready");
	hostdevs = lay_out(made);
	assert_int_equal(hostdevs->n_cells, 2);
	assert_int_equal(hostdevs->units[0].cell, 1);
	assert_int_equal(hostdevs->units[1].cell, 0);
	drop(made);
}

static void cells_are_for_several_known_nodes_alone(void **state)
{
	static const int64_t nodes[][2] = { { 3, 3 }, { 3, -1 }, { -1, -1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		struct made *made = make();

		add_unit(made, FIRST, nodes[i][0]);
		add_unit(made, SECOND, nodes[i][1]);
		add_device(made, 1, FIRST, "ready");
		add_device(made, 2, SECOND, "ready");
		assert_int_equal(lay_out(made)->n_cells, 0);
		drop(made);
	}
}

static void devices_tell_the_node_that_firmware_does_not(void **state)
{
	struct made *made = make();
	const struct hostdevs *hostdevs;

	(void)state;
	add_unit(made, FIRST, 0);
	add_unit(made, SECOND, -1);
	add_device(made, 1, FIRST, "ready");
	add_device(made, 2, SECOND, "ready");
	set_number(json_object_array_get_idx(
			   json_object_object_get(made->document, "pci"), 1), "numa_node", 1);
	hostdevs = lay_out(made);
	assert_int_equal(hostdevs->n_cells, 2);
	assert_int_equal(hostdevs->units[1].node, 1);
	drop(made);
}

static void a_blocked_device_is_refused_for_what_blocks_it(void **state)
{
	struct made *made = make();
	struct json_object *device, *obstacle;
	const struct hostdevs *hostdevs;

	(void)state;
	device = add_device(made, 1, FIRST, "blocked");
	obstacle = add_element(device, "obstacles");
	set_text(obstacle, "id", "a-warning");
	set_text(obstacle, "kind", "warns");
	set_text(obstacle, "explanation", "a warning");
	obstacle = add_element(device, "obstacles");
	set_text(obstacle, "id", "a-block");
	set_text(obstacle, "kind", "blocks");
	set_text(obstacle, "explanation", "what blocks it");
	set_text(obstacle, "remedy", "what helps");
	hostdevs = lay_out(made);
	assert_refused(hostdevs, "0000:01:00.0", "what blocks it");
	assert_string_equal(hostdevs->refusals[0].remedy, "what helps");
	drop(made);
}

static void a_device_without_a_unit_is_refused(void **state)
{
	struct made *made = make();

	(void)state;
	add_device(made, 1, NULL, "unknown");
	assert_refused(lay_out(made), "0000:01:00.0", "no IOMMU");
	drop(made);
}

static void only_an_smmu_v3_can_be_mirrored(void **state)
{
	static const char *const others[] = { "smmu.0x0000000000001000", "dmar0" };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct made *made = make();

		add_device(made, 1, others[i], "ready");
		assert_refused(lay_out(made), "0000:01:00.0", others[i]);
		assert_int_equal(lay_out_as(made, false)->n_refusals, 0);
		drop(made);
	}
}

static void a_domain_beyond_those_of_libvirt_is_refused(void **state)
{
	struct made *made = make();
	struct json_object *pci;

	(void)state;
	add_device(made, 1, FIRST, "ready");
	pci = json_object_array_get_idx(json_object_object_get(made->document, "pci"), 0);
	set_number(pci, "domain", 0xffff);
	assert_int_equal(lay_out(made)->n_refusals, 0);
	set_number(pci, "domain", 0x10000);
	assert_refused(lay_out(made), "0000:01:00.0", "domain ffff");
	drop(made);
}

static void of_a_device_without_a_unit_firmware_tells_the_smmu(void **state)
{
	struct made *made = make();
	struct json_object *smmu, *range;

	(void)state;
	smmu = add_element(iommu(made), "smmus");
	set_number(smmu, "base", 0x2000);
	range = add_element(smmu, "ranges");
	set_number(range, "segment", 0);
	set_number(range, "first", 0x200);
	set_number(range, "last", 0x2ff);
	add_device(made, 2, NULL, "unknown");
	assert_refused(lay_out(made), "0000:02:00.0", "SMMUv3 at 0x2000");
	set_number(range, "segment", 1);
	assert_refused(lay_out(made), "0000:02:00.0", "no IOMMU");
	drop(made);
}

static void more_devices_than_a_guest_has_buses_for_are_refused(void **state)
{
	static const struct {
		unsigned units, devices;
		bool fits;
	} rows[] = { { 1, 32, true }, { 1, 33, false }, { 7, 30, true }, { 7, 32, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made *made = make();

		for (unsigned j = 0; j < rows[i].units * rows[i].devices; j++)
			add_device(made, j, arena_print(&made->arena, "smmu3.0x%u",
							j % rows[i].units), "ready");
		if (rows[i].fits)
			assert_int_equal(lay_out(made)->n_refusals, 0);
		else
			assert_refused(lay_out(made), NULL, "more than a guest has buses for");
		drop(made);
	}
}

static void so_many_devices_are_refused_also_without_expander_buses(void **state)
{
	struct made *made = make();

	(void)state;
	for (unsigned i = 0; i < 224; i++)
		add_device(made, i, "dmar0", "ready");
	assert_int_equal(lay_out_as(made, false)->n_refusals, 0);
	add_device(made, 224, "dmar0", "ready");
	assert_refused(lay_out_as(made, false), NULL, "more than a guest has buses for");
	drop(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devices_behind_one_unit_share_its_expander_bus),
		cmocka_unit_test(bus_numbers_leave_room_for_each_port),
		cmocka_unit_test(controllers_come_before_those_that_are_on_them),
		cmocka_unit_test(nodes_of_the_host_become_cells_without_gaps),
		cmocka_unit_test(cells_are_for_several_known_nodes_alone),
		cmocka_unit_test(devices_tell_the_node_that_firmware_does_not),
		cmocka_unit_test(a_blocked_device_is_refused_for_what_blocks_it),
		cmocka_unit_test(a_device_without_a_unit_is_refused),
		cmocka_unit_test(only_an_smmu_v3_can_be_mirrored),
		cmocka_unit_test(a_domain_beyond_those_of_libvirt_is_refused),
		cmocka_unit_test(of_a_device_without_a_unit_firmware_tells_the_smmu),
		cmocka_unit_test(more_devices_than_a_guest_has_buses_for_are_refused),
		cmocka_unit_test(so_many_devices_are_refused_also_without_expander_buses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
