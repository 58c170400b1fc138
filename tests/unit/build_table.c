#include "tests/unit/build_table.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH_AT = 4, CHECKSUM_AT = 9, FIRST_ROOM = 256 };

static uint8_t *grow(struct build *build, size_t size)
{
	uint8_t *at;

	while (build->room - build->size < size) {
		build->room = build->room ? 2 * build->room : FIRST_ROOM;
		build->bytes = realloc(build->bytes, build->room);
		if (!build->bytes)
			abort();
	}
	at = build->bytes + build->size;
	memset(at, 0, size);
	build->size += size;
	return at;
}

void build_set(struct build *build, size_t offset, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		build->bytes[offset + i] = (uint8_t)(value >> 8 * i);
}

size_t build_add(struct build *build, const struct piece *pieces, size_t n)
{
	size_t start = build->size;

	for (size_t i = 0; i < n; i++) {
		const struct piece *piece = &pieces[i];
		size_t at = build->size;

		grow(build, piece->size);
		if (!piece->text)
			build_set(build, at, piece->size, piece->value);
		else
			memcpy(build->bytes + at, piece->text,
			       strnlen(piece->text, piece->size));
	}
	return start;
}

struct build build_start(const char *signature, uint8_t revision)
{
	struct build build = { 0 };

	ADD(&build, TEXT(4, signature), U32(0), U8(revision), U8(0), TEXT(6, "LABSCN"),
	    TEXT(8, "TESTS"), U32(1), TEXT(4, "TEST"), U32(1));
	return build;
}

void build_length(struct build *build, size_t start, size_t length_at, size_t size)
{
	build_set(build, start + length_at, size, build->size - start);
}

void build_checksum(struct build *build)
{
	uint8_t sum = 0;

	build->bytes[CHECKSUM_AT] = 0;
	for (size_t i = 0; i < build->size; i++)
		sum = (uint8_t)(sum + build->bytes[i]);
	build->bytes[CHECKSUM_AT] = (uint8_t)-sum;
}

void build_finish(struct build *build)
{
	build_set(build, LENGTH_AT, 4, build->size);
	build_checksum(build);
}

void build_free(struct build *build)
{
	free(build->bytes);
	*build = (struct build){ .bytes = NULL };
}

struct acpi_table build_parse(struct build *build)
{
	struct acpi_table table;

	build_finish(build);
	if (acpi_table_parse(build->bytes, build->size, &table))
		abort();
	return table;
}

size_t count_faults(const struct acpi_table *table, enum acpi_rule rule, uint32_t offset)
{
	size_t count = 0;

	for (size_t i = 0; i < table->n_faults; i++)
		count += table->faults[i].rule == rule && table->faults[i].offset == offset;
	return count;
}

const struct acpi_item *find_item(const struct acpi_table *table,
				  const struct acpi_layout *layout)
{
	for (size_t i = 0; i < table->n_items; i++)
		if (table->items[i].layout == layout)
			return &table->items[i];
	return NULL;
}

size_t count_items(const struct acpi_table *table, const struct acpi_layout *layout)
{
	size_t count = 0;

	for (size_t i = 0; i < table->n_items; i++)
		count += table->items[i].layout == layout;
	return count;
}
