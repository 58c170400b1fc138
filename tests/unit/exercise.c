#include "tests/unit/exercise.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acpi/table.h"
#include "tests/unit/build_table.h"
#include "output/table.h"

/* The shortest structure of all formats: a header of the MADT. */
enum { BYTES_PER_ITEM = 2, FAULTS_PER_ITEM = 3, HEADER_FAULTS = 8, FIRST_ROOM = 64 };

/* Checked also in builds without assertions. */
static void promise(bool kept, const char *what)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", what);
	abort();
}
#define PROMISE(condition) promise(condition, #condition)

static void check_bounds(const struct acpi_table *table)
{
	PROMISE(table->end <= table->size);
	PROMISE(table->n_items <= table->size / BYTES_PER_ITEM + 1);
	PROMISE(table->n_faults <= HEADER_FAULTS + FAULTS_PER_ITEM * table->n_items);
	PROMISE(table->room_items <= 2 * table->n_items + FIRST_ROOM);
	PROMISE(table->room_faults <= 2 * table->n_faults + FIRST_ROOM);
	for (uint32_t i = 0; i < table->n_items; i++) {
		const struct acpi_item *item = &table->items[i];

		PROMISE(item->offset <= table->end);
		PROMISE(item->length <= table->end - item->offset);
		PROMISE(item->fields_end >= item->offset);
		PROMISE(item->fields_end - item->offset <= item->length);
		PROMISE(i ? item->parent < i : item->parent == ACPI_NO_ITEM);
		if (i && item->parent) {
			const struct acpi_item *parent = &table->items[item->parent];

			PROMISE(item->offset >= parent->offset);
			PROMISE(item->offset - parent->offset + item->length <= parent->length);
		}
	}
}

static void check_faults(const struct acpi_table *table)
{
	for (size_t i = 0; i < table->n_faults; i++) {
		const struct acpi_fault *fault = &table->faults[i];

		PROMISE(fault->item < table->n_items || fault->item == ACPI_NO_ITEM);
		PROMISE(fault->offset <= table->end);
	}
}

/* Each item is its parent's child once, and decodes into no more than its struct. */
static void check_children(const struct acpi_table *table)
{
	size_t children = 0;

	for (uint32_t i = 0; i < table->n_items; i++) {
		const struct acpi_item *item = &table->items[i], *child = NULL;
		uint8_t *decoded = malloc(item->layout->decoded + 1);

		if (!decoded)
			abort();
		acpi_decode(table, item, decoded);
		free(decoded);
		while ((child = acpi_next(table, item, NULL, child)))
			children++;
	}
	PROMISE(!table->n_items || children == table->n_items - 1);
}

static void print(const struct acpi_table *table)
{
	struct json_object *json = table_json(table);
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		abort();
	PROMISE(json_object_to_json_string(json));
	json_object_put(json);
	table_text(table, out);
	fclose(out);
	for (size_t i = 0; i < length; i++)
		PROMISE(text[i] == '\n' || (unsigned char)text[i] >= ' ');
	free(text);
}

void exercise_table(const uint8_t *bytes, size_t size)
{
	struct acpi_table table;

	if (acpi_table_parse(bytes, size, &table))
		abort();
	check_bounds(&table);
	check_faults(&table);
	check_children(&table);
	print(&table);
	acpi_table_free(&table);
}

int exercise_signature(const char *signature, const uint8_t *bytes, size_t size)
{
	struct build build = { 0 };

	exercise_table(bytes, size);
	if (size < ACPI_HEADER_LENGTH)
		return 0;
	build_add(&build, &(struct piece){ .size = size, .text = "" }, 1);
	memcpy(build.bytes, bytes, size);
	memcpy(build.bytes, signature, ACPI_SIGNATURE_LENGTH);
	build_finish(&build);
	/* Nothing behind the last byte: the sanitizer sees a read past the end. */
	build.bytes = realloc(build.bytes, build.size);
	if (!build.bytes)
		abort();
	exercise_table(build.bytes, build.size);
	build_free(&build);
	return 0;
}
