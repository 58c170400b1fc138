#include <json-c/json.h>
#include <stdint.h>

#include "acpi/table.h"
#include "output/facts.h"
#include "output/table.h"
#include "scanner/arena.h"

static struct json_object *path(const struct acpi_table *table, const struct acpi_item *item,
				const struct acpi_field *field)
{
	struct json_object *hops = json_object_new_array();
	size_t length;
	const uint8_t *pairs = (const uint8_t *)acpi_chars(table, item, field, &length);

	for (size_t i = 0; i + 1 < length; i += 2) {
		struct json_object *hop = json_object_new_array();

		json_object_array_add(hop, json_object_new_int(pairs[i]));
		json_object_array_add(hop, json_object_new_int(pairs[i + 1]));
		json_object_array_add(hops, hop);
	}
	return hops;
}

/* NULL when the field has no value (a UID that is none). */
static struct json_object *value(struct arena *arena, const struct acpi_table *table,
				 const struct acpi_item *item, const struct acpi_field *field)
{
	const char *chars;

	switch (field->format) {
	case ACPI_PATH:
		return path(table, item, field);
	case ACPI_TEXT:
	case ACPI_STRING:
	case ACPI_HID:
	case ACPI_UID:
		chars = table_chars(arena, table, item, field);
		return chars ? json_object_new_string(chars) : NULL;
	default:
		return json_number(acpi_number(table, item->offset + field->offset, field->size));
	}
}

static struct json_object *bytes(struct arena *arena, const struct acpi_table *table,
				 const struct acpi_item *item)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_alloc(arena, 2 * (size_t)item->length + 1);

	for (size_t i = 0; i < item->length; i++) {
		hex[2 * i] = digits[table->bytes[item->offset + i] >> 4];
		hex[2 * i + 1] = digits[table->bytes[item->offset + i] & 15];
	}
	return json_object_new_string(hex);
}

static void add_fields(struct arena *arena, const struct acpi_table *table,
		       const struct acpi_item *item, struct json_object *object)
{
	const struct acpi_layout *layout = item->layout;

	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct acpi_field *field = &layout->fields[i];
		struct json_object *member;

		if (!acpi_has_field(item, field))
			continue;
		member = value(arena, table, item, field);
		if (member)
			json_object_object_add(object, field->name, member);
	}
	if (layout->raw)
		json_object_object_add(object, "bytes", bytes(arena, table, item));
	for (size_t i = 0; i < ACPI_MOST_LISTS && layout->lists[i]; i++)
		json_object_object_add(object, layout->lists[i], json_object_new_array());
}

/* Adds the item to the object of its parent; returns the object of its children. */
static struct json_object *add_item(struct arena *arena, const struct acpi_table *table,
				    const struct acpi_item *item, struct json_object *parent)
{
	const struct acpi_layout *layout = item->layout;
	struct json_object *list, *object = parent;

	if (layout->list) {
		list = json_object_object_get(parent, layout->list);
		object = layout->scalar ? value(arena, table, item, &layout->fields[0]) :
					  json_object_new_object();
		json_object_array_add(list, object);
		if (layout->scalar)
			return NULL;
		json_object_object_add(object, "off", json_object_new_int64(item->offset));
		if (layout->kind)
			json_object_object_add(object, "kind",
					       json_object_new_string(layout->kind));
	}
	add_fields(arena, table, item, object);
	return object;
}

struct json_object *table_faults_json(struct arena *arena, const struct acpi_table *table)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < table->n_faults; i++) {
		const struct acpi_fault *fault = &table->faults[i];
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "rule",
				       json_object_new_string(acpi_rule_id(fault->rule)));
		json_object_object_add(object, "offset", json_object_new_int64(fault->offset));
		json_object_object_add(object, "text",
				       json_object_new_string(table_fault(arena, fault)));
		json_object_array_add(list, object);
	}
	return list;
}

struct json_object *table_json(const struct acpi_table *table)
{
	struct arena arena = { 0 };
	struct json_object *root = json_object_new_object();
	struct json_object **objects =
		arena_alloc(&arena, (table->n_items + 1) * sizeof(struct json_object *));

	for (size_t i = 0; i < table->n_items; i++) {
		const struct acpi_item *item = &table->items[i];

		objects[i] = add_item(&arena, table, item, i ? objects[item->parent] : root);
	}
	if (table->n_items)
		json_object_object_add(root, "checksum_ok",
				       table->length > table->size ?
					       NULL : json_object_new_boolean(table->checksum_ok));
	json_object_object_add(root, "faults", table_faults_json(&arena, table));
	arena_free(&arena);
	return root;
}
