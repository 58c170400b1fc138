/* Tables for people. Each structure has its offset and its name, then a field a line;
 * small structures that come in numbers (scopes, entries, mappings) take one line.
 * Faults stand below the structure that has them, marked !!. */
#include <stdbool.h>
#include <string.h>

#include "acpi/table.h"
#include "output/table.h"
#include "scanner/arena.h"

enum {
	INDENT = 8,       /* the width of "0x0000  " */
	LABEL_WIDTH = 30,
	DUMP_WIDTH = 16,
	BYTE_DIGITS = 3,
};

struct printer {
	const struct acpi_table *table;
	FILE *out;
	struct arena *arena;
	/* Faults by item: the first of each, then each one's next, as index + 1. */
	uint32_t *first, *next;
};

static void indent(const struct printer *p, int depth)
{
	fprintf(p->out, "%*s", depth * INDENT, "");
}

static bool is_enumeration(const struct acpi_name *names)
{
	return names->mask == UINT64_MAX;
}

static const char *name_of(const struct acpi_name *names, uint64_t value)
{
	for (; names && names->text; names++)
		if (names->value == value)
			return names->text;
	return NULL;
}

/* The bits that are set by name, and what is in bit fields: " (VALID, width 5)".
 * `brief` leaves out bit fields that are 0. */
static void print_bits(const struct printer *p, const struct acpi_name *names,
		       uint64_t value, bool brief)
{
	const char *before = " (";

	for (; names->text; names++) {
		uint64_t bits = value & names->mask;
		uint64_t lowest = names->mask & -names->mask;

		if (names->number ? brief && !bits : bits != names->value)
			continue;
		fprintf(p->out, "%s%s", before, names->text);
		if (names->number)
			fprintf(p->out, " %llu", (unsigned long long)(bits / lowest));
		before = ", ";
	}
	if (*before == ',')
		fputc(')', p->out);
}

static void print_names(const struct printer *p, const struct acpi_field *field,
			uint64_t value, bool brief)
{
	const char *name;

	if (!field->names)
		return;
	if (!is_enumeration(field->names)) {
		print_bits(p, field->names, value, brief);
		return;
	}
	name = name_of(field->names, value);
	/* A line has named its type already. */
	if (!brief || field->offset)
		fprintf(p->out, " (%s)", name ? name : "unknown");
}

static void print_path(const struct printer *p, const struct acpi_item *item,
		       const struct acpi_field *field)
{
	size_t length;
	const uint8_t *pairs = (const uint8_t *)acpi_chars(p->table, item, field, &length);

	for (size_t i = 0; i + 1 < length; i += 2)
		fprintf(p->out, "%s%02x.%x", i ? " > " : "", pairs[i], pairs[i + 1]);
}

static void print_number(const struct printer *p, const struct acpi_field *field,
			 uint64_t value, bool brief)
{
	const struct acpi_item *node;

	switch (field->format) {
	case ACPI_DEC: /* bytes keep their column in lines: lengths of scopes */
		fprintf(p->out, "%-*llu", brief && field->size == 1 ? BYTE_DIGITS : 0,
			(unsigned long long)value);
		break;
	case ACPI_BDF:
		fprintf(p->out, "%02x:%02x.%x", (unsigned)(value >> 8),
			(unsigned)(value >> 3 & 0x1f), (unsigned)(value & 7));
		break;
	case ACPI_REFERENCE:
		node = acpi_node_at(p->table, value);
		fprintf(p->out, "0x%04llx (%s)", (unsigned long long)value,
			node ? node->layout->label : "no node");
		break;
	default:
		fprintf(p->out, "0x%0*llx", 2 * field->size, (unsigned long long)value);
	}
	print_names(p, field, value, brief);
}

static void print_value(const struct printer *p, const struct acpi_item *item,
			const struct acpi_field *field, bool brief)
{
	const char *chars;

	switch (field->format) {
	case ACPI_PATH:
		print_path(p, item, field);
		break;
	case ACPI_TEXT:
	case ACPI_STRING:
	case ACPI_HID:
	case ACPI_UID:
		chars = table_chars(p->arena, p->table, item, field);
		fputs(chars ? chars : "none", p->out);
		break;
	default:
		print_number(p, field,
			     acpi_number(p->table, item->offset + field->offset, field->size),
			     brief);
	}
}

static void print_fields(const struct printer *p, const struct acpi_item *item, int depth)
{
	for (size_t i = 0; i < item->layout->n_fields; i++) {
		const struct acpi_field *field = &item->layout->fields[i];

		if (!acpi_has_field(item, field))
			continue;
		indent(p, depth);
		fprintf(p->out, "%-*s", LABEL_WIDTH, field->label);
		print_value(p, item, field, false);
		fputc('\n', p->out);
	}
}

static int widest_name(const struct acpi_name *names)
{
	size_t widest = 0;

	for (; names->text; names++)
		if (strlen(names->text) > widest)
			widest = strlen(names->text);
	return (int)widest;
}

/* The name of a structure's type, NULL when its first field is not a type. */
static const char *type_name(const struct acpi_table *table, const struct acpi_item *item)
{
	const struct acpi_field *type = &item->layout->fields[0];
	const char *name;

	if (!type->names || !is_enumeration(type->names))
		return NULL;
	name = name_of(type->names, acpi_number(table, item->offset, type->size));
	return name ? name : "Unknown type";
}

/* A structure in one line, headed by the name of its type when it has one. */
static void print_line(const struct printer *p, const struct acpi_item *item)
{
	const struct acpi_layout *layout = item->layout;
	const char *name = type_name(p->table, item);

	fprintf(p->out, "%-*s", name ? widest_name(layout->fields[0].names) : 0,
		name ? name : layout->label);
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct acpi_field *field = &layout->fields[i];

		if (!acpi_has_field(item, field))
			continue;
		fprintf(p->out, "  %s ", field->label);
		print_value(p, item, field, true);
	}
	fputc('\n', p->out);
}

static void print_dump(const struct printer *p, const struct acpi_item *item, int depth)
{
	const uint8_t *bytes = p->table->bytes + item->offset;

	for (uint32_t at = 0; at < item->length; at += DUMP_WIDTH) {
		indent(p, depth);
		fprintf(p->out, "0x%04x ", item->offset + at);
		for (uint32_t i = at; i < at + DUMP_WIDTH; i++)
			if (i < item->length)
				fprintf(p->out, " %02x", bytes[i]);
			else
				fputs("   ", p->out);
		fputs("  |", p->out);
		for (uint32_t i = at; i < at + DUMP_WIDTH && i < item->length; i++)
			fputc(bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '.', p->out);
		fputs("|\n", p->out);
	}
}

static void print_fault(const struct printer *p, const struct acpi_fault *fault, int depth)
{
	indent(p, depth);
	fprintf(p->out, "!! 0x%04x  %s: %s\n", fault->offset, acpi_rule_id(fault->rule),
		table_fault(p->arena, fault));
}

/* Structures of one line need no blank line between them. */
static bool follows_line(const struct acpi_table *table, uint32_t index)
{
	return index && table->items[index].layout->line &&
	       table->items[index - 1].layout->line;
}

static void print_item(const struct printer *p, uint32_t index)
{
	const struct acpi_item *item = &p->table->items[index];
	const struct acpi_layout *layout = item->layout;
	/* What the header holds stands at the margin, as the header does. */
	int depth = index && item->parent ? 1 : 0;

	if (layout->list || !index) {
		if (!depth && !follows_line(p->table, index))
			fputc('\n', p->out);
		indent(p, depth);
		fprintf(p->out, "0x%04x  ", item->offset);
		if (layout->line)
			print_line(p, item);
		else
			fprintf(p->out, "%s%s%s\n", layout->kind ? layout->kind : "",
				layout->kind ? ", " : "", index ? layout->label : "Header");
	} else {
		depth = 0; /* more of its parent's fields */
	}
	if (!layout->line)
		print_fields(p, item, depth + 1);
	if (layout->raw)
		print_dump(p, item, depth + 1);
	for (uint32_t f = p->first[index]; f; f = p->next[f - 1])
		print_fault(p, &p->table->faults[f - 1], depth + 1);
}

/* Chains the faults of each item, in their order; those of no item are printed. */
static void chain_faults(struct printer *p)
{
	p->first = arena_alloc(p->arena, (p->table->n_items + 1) * sizeof(*p->first));
	p->next = arena_alloc(p->arena, (p->table->n_faults + 1) * sizeof(*p->next));
	for (size_t f = p->table->n_faults; f-- > 0;) {
		const struct acpi_fault *fault = &p->table->faults[f];

		if (fault->item == ACPI_NO_ITEM) {
			print_fault(p, fault, 0);
			continue;
		}
		p->next[f] = p->first[fault->item];
		p->first[fault->item] = (uint32_t)f + 1;
	}
}

static void print_title(const struct printer *p)
{
	const struct acpi_table *table = p->table;

	if (table->n_items)
		fprintf(p->out, "%s: %s, ",
			table_chars(p->arena, table, &table->items[0],
				    &table->items[0].layout->fields[0]),
			table->items[0].layout->label);
	fprintf(p->out, "%zu bytes, ", table->size);
	if (table->n_faults)
		fprintf(p->out, "%zu fault%s\n", table->n_faults,
			table->n_faults == 1 ? "" : "s");
	else
		fputs("sound\n", p->out);
}

void table_text(const struct acpi_table *table, FILE *out)
{
	struct arena arena = { 0 };
	struct printer p = { .table = table, .out = out, .arena = &arena };

	print_title(&p);
	chain_faults(&p);
	for (uint32_t i = 0; i < table->n_items; i++)
		print_item(&p, i);
	arena_free(&arena);
}
