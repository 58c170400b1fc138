/* ACPI tables for programs (JSON) and for people (text). */
#pragma once

#include <stdio.h>

struct acpi_fault;
struct acpi_field;
struct acpi_item;
struct acpi_table;
struct arena;
struct json_object;

/* The whole table as an object: its fields, structures in arrays in the order of
 * the table, "faults". Unknown structures have their "bytes" in hex; checksum_ok is
 * null when the table is cut short. Release it with json_object_put. */
struct json_object *table_json(const struct acpi_table *table);

/* The table's faults alone, as an array of {rule, offset, text}. The arena is for
 * what is made on the way. */
struct json_object *table_faults_json(struct arena *arena, const struct acpi_table *table);

/* The whole table, a field a line, faults below the structure that has them.
 * Write errors stay in `out` for its owner to find. */
void table_text(const struct acpi_table *table, FILE *out);

/* ---- what both share ---- */

/* A field of characters as clean text, for its format: unprintable bytes of fixed
 * ids are blanks, those of names escaped. NULL when the field has no text: it is
 * a number, or a UID that is none. Lives in the arena. */
char *table_chars(struct arena *arena, const struct acpi_table *table,
		  const struct acpi_item *item, const struct acpi_field *field);

/* What a fault says to people. Lives in the arena. */
char *table_fault(struct arena *arena, const struct acpi_fault *fault);
