/* A builder of ACPI tables, good and bad, for tests. Aborts when memory is short. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acpi/table.h"

struct build {
	uint8_t *bytes;
	size_t size, room;
};

/* A piece of a table: a number of `size` bytes, little-endian, or text. */
struct piece {
	size_t size;
	uint64_t value;
	const char *text;
};

#define U8(v)   { .size = 1, .value = (v) }
#define U16(v)  { .size = 2, .value = (v) }
#define U32(v)  { .size = 4, .value = (v) }
#define U64(v)  { .size = 8, .value = (v) }
#define ZERO(n) { .size = (n), .text = "" }            /* n bytes of 0 */
#define TEXT(n, s) { .size = (n), .text = (s) }        /* n bytes, filled up with 0 */

/* Appends pieces; returns the offset of the first. */
#define ADD(build, ...)                                                     \
	build_add(build, (const struct piece[]){ __VA_ARGS__ },             \
		  sizeof((const struct piece[]){ __VA_ARGS__ }) / sizeof(struct piece))
size_t build_add(struct build *build, const struct piece *pieces, size_t n);

/* Overwrites the number at `offset`. */
void build_set(struct build *build, size_t offset, size_t size, uint64_t value);

/* Starts a table with its header of 36 bytes. */
struct build build_start(const char *signature, uint8_t revision);

/* Sets a structure's length field to reach from `start` to the end of the table. */
void build_length(struct build *build, size_t start, size_t length_at, size_t size);

/* Sets the table's length and makes its checksum right. */
void build_finish(struct build *build);
void build_checksum(struct build *build);
void build_free(struct build *build);

/* Finishes the table and parses it. */
struct acpi_table build_parse(struct build *build);

/* How many faults of a rule a table has at an offset. */
size_t count_faults(const struct acpi_table *table, enum acpi_rule rule, uint32_t offset);

/* The first item of a layout; NULL when there is none. */
const struct acpi_item *find_item(const struct acpi_table *table,
				  const struct acpi_layout *layout);
size_t count_items(const struct acpi_table *table, const struct acpi_layout *layout);
