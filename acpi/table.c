/* The ACPI table header, ACPI 6.5 section 5.2.6. All numbers are little-endian.
 *
 *	0  4  Signature		 4  4  Length of the whole table
 *	8  1  Revision		 9  1  Checksum: all bytes add up to 0
 *	10 6  OEM ID		16  8  OEM Table ID
 *	24 4  OEM Revision	28  4  Creator ID
 *	32 4  Creator Revision
 *
 * What follows is the table's own. Its structures stand one after another, each
 * with a type and a length; some hold smaller ones, or arrays that they describe
 * by a count and an offset. This file walks all of these within their bounds.
 */
#include "acpi/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LENGTH_AT = 4,
	PATH_PAIR = 2, /* bytes of one hop of a device path */
	NODE_CELL = 4, /* no node is shorter: one cell holds one start at most */
	FIRST_ROOM = 64,
};

#define ACPI_TABLE(name, layout) extern const struct acpi_layout layout;
#include "acpi/tables.def"
#undef ACPI_TABLE

static const struct acpi_kind kinds[] = {
#define ACPI_TABLE(name, layout) { .signature = #name, .header = &layout },
#include "acpi/tables.def"
#undef ACPI_TABLE
};

static const struct {
	const char *id, *text;
} rules[] = {
#define ACPI_RULE(name, rule_id, meaning) \
	[ACPI_##name] = { .id = rule_id, .text = meaning },
#include "acpi/rules.def"
#undef ACPI_RULE
};

/* ---- tables of other signatures: the header, and the rest as bytes ---- */

struct other_header {
	uint8_t revision;
};

static const struct acpi_layout other_body = {
	.label = "Body", .list = "body", .raw = true,
};

static void other_parts(struct acpi_table *table, uint32_t self)
{
	if (table->end > ACPI_HEADER_LENGTH)
		acpi_add(table, self, &other_body, ACPI_HEADER_LENGTH,
			 table->end - ACPI_HEADER_LENGTH);
}

static const struct acpi_field other_fields[] = {
	ACPI_HEADER_ROWS(other_header),
};

static const struct acpi_layout other_header = {
	.label = "ACPI table", ACPI_ROWS(other_fields), .least = ACPI_HEADER_LENGTH,
	.decoded = sizeof(struct other_header), .lists = { "body" },
	.parts = other_parts,
};

/* ---- reading ---- */

const struct acpi_kind *acpi_kind_find(const char *signature)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!memcmp(kinds[i].signature, signature, ACPI_SIGNATURE_LENGTH))
			return &kinds[i];
	return NULL;
}

const struct acpi_kind *acpi_kinds(size_t *ret_count)
{
	*ret_count = sizeof(kinds) / sizeof(kinds[0]);
	return kinds;
}

const char *acpi_rule_id(enum acpi_rule rule)
{
	return rules[rule].id;
}

const char *acpi_rule_text(enum acpi_rule rule)
{
	return rules[rule].text;
}

uint64_t acpi_number(const struct acpi_table *table, size_t offset, size_t size)
{
	uint64_t number = 0;

	if (offset > table->end || size > table->end - offset)
		return 0;
	for (size_t i = size; i-- > 0;)
		number = number << 8 | table->bytes[offset + i];
	return number;
}

bool acpi_has_field(const struct acpi_item *item, const struct acpi_field *field)
{
	uint32_t there = item->fields_end - item->offset;

	return field->offset <= there && field->size <= there - field->offset;
}

const char *acpi_chars(const struct acpi_table *table, const struct acpi_item *item,
		       const struct acpi_field *field, size_t *ret_length)
{
	const uint8_t *chars, *nul;
	size_t length;

	*ret_length = 0;
	if (!acpi_has_field(item, field))
		return "";
	chars = table->bytes + item->offset + field->offset;
	length = field->size ? field->size :
			       item->fields_end - item->offset - field->offset;
	nul = length ? memchr(chars, '\0', length) : NULL;
	if (nul && (field->format == ACPI_STRING || field->format == ACPI_HID))
		length = (size_t)(nul - chars);
	*ret_length = length;
	return (const char *)chars;
}

static void store(void *member, size_t size, uint64_t number)
{
	uint8_t u8 = (uint8_t)number;
	uint16_t u16 = (uint16_t)number;
	uint32_t u32 = (uint32_t)number;
	const void *from = size == 1 ? (void *)&u8 :
			   size == 2 ? (void *)&u16 :
			   size == 4 ? (void *)&u32 : (void *)&number;

	memcpy(member, from, size);
}

void acpi_decode(const struct acpi_table *table, const struct acpi_item *item, void *ret)
{
	const struct acpi_layout *layout = item->layout;

	memset(ret, 0, layout->decoded);
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct acpi_field *field = &layout->fields[i];

		if (field->member_size && acpi_has_field(item, field))
			store((uint8_t *)ret + field->member, field->member_size,
			      acpi_number(table, item->offset + field->offset, field->size));
	}
}

const struct acpi_item *acpi_next(const struct acpi_table *table,
				  const struct acpi_item *parent,
				  const struct acpi_layout *layout,
				  const struct acpi_item *after)
{
	const struct acpi_item *end = table->items + table->n_items;
	uint32_t self = (uint32_t)(parent - table->items);

	/* Items stand in the order of a walk into depth: the first one that belongs
	 * to an earlier parent is past everything inside this one. */
	for (const struct acpi_item *item = (after ? after : parent) + 1;
	     item < end && item->parent >= self; item++)
		if (item->parent == self && (!layout || item->layout == layout))
			return item;
	return NULL;
}

const struct acpi_item *acpi_node_at(const struct acpi_table *table, uint64_t offset)
{
	uint32_t node;

	if (!table->node_at || offset >= table->end)
		return NULL;
	node = table->node_at[offset / NODE_CELL];
	return node && table->items[node].offset == offset ? &table->items[node] : NULL;
}

/* ---- indexing ---- */

/* Makes room for one more element; grows by doubling, so n appends cost O(n). */
static bool reserve(struct acpi_table *table, void **elements, size_t *room, size_t used,
		    size_t size)
{
	size_t more = *room ? *room * 2 : FIRST_ROOM;
	void *grown;

	if (used < *room)
		return true;
	grown = table->out_of_memory ? NULL : reallocarray(*elements, more, size);
	if (!grown) {
		table->out_of_memory = true;
		return false;
	}
	*elements = grown;
	*room = more;
	return true;
}

void acpi_fault(struct acpi_table *table, uint32_t item, enum acpi_rule rule,
		uint32_t offset, uint64_t value, uint64_t limit)
{
	void *faults = table->faults;

	if (!reserve(table, &faults, &table->room_faults, table->n_faults,
		     sizeof(*table->faults)))
		return;
	table->faults = faults;
	table->faults[table->n_faults++] = (struct acpi_fault){
		.rule = rule, .item = item, .offset = offset,
		.value = value, .limit = limit,
	};
}

/* A number that a structure of `length` bytes tells of itself; 0 when the structure
 * ends before it. */
static uint64_t number_in(const struct acpi_table *table, uint32_t offset, uint32_t length,
			  uint8_t at, uint8_t size)
{
	if (!size)
		return at;
	return at + size <= length ? acpi_number(table, offset + at, size) : 0;
}

static uint32_t fields_end(const struct acpi_table *table, const struct acpi_layout *layout,
			   uint32_t offset, uint32_t length)
{
	uint32_t end = offset + length;

	for (size_t i = 0; i < layout->n_arrays; i++) {
		const struct acpi_place *p = &layout->arrays[i].place;
		uint64_t count = number_in(table, offset, length, p->count_at, p->count_size);
		uint64_t start = number_in(table, offset, length, p->start_at, p->start_size);

		if (count && start >= layout->least && start < end - offset)
			end = offset + (uint32_t)start;
	}
	return end;
}

static uint32_t append(struct acpi_table *table, uint32_t parent,
		       const struct acpi_layout *layout, uint32_t offset, uint32_t length)
{
	void *items = table->items;

	if (!reserve(table, &items, &table->room_items, table->n_items,
		     sizeof(*table->items)))
		return ACPI_NO_ITEM;
	table->items = items;
	table->items[table->n_items] = (struct acpi_item){
		.layout = layout, .offset = offset, .length = length,
		.fields_end = fields_end(table, layout, offset, length),
		.parent = parent,
	};
	return (uint32_t)table->n_items++;
}

/* What a field's own bytes must keep to: strings are terminated, paths are pairs. */
static void check_fields(struct acpi_table *table, uint32_t self)
{
	struct acpi_item item = table->items[self];

	for (size_t i = 0; i < item.layout->n_fields; i++) {
		const struct acpi_field *field = &item.layout->fields[i];
		uint32_t at = item.offset + field->offset;
		size_t length;

		if ((field->format != ACPI_STRING && field->format != ACPI_PATH) ||
		    !acpi_has_field(&item, field))
			continue;
		acpi_chars(table, &item, field, &length);
		if (field->format == ACPI_STRING && at + length == item.fields_end)
			acpi_fault(table, self, ACPI_TEXT_OPEN, at, length, item.length);
		if (field->format == ACPI_PATH && length % PATH_PAIR)
			acpi_fault(table, self, ACPI_PATH_ODD, at, length, PATH_PAIR);
	}
}

/* NOLINTBEGIN(misc-no-recursion): as deep as layouts nest, whatever the bytes say. */
static void index_array(struct acpi_table *table, uint32_t self,
			const struct acpi_array *array)
{
	const struct acpi_place *p = &array->place;
	struct acpi_item item = table->items[self];
	uint32_t size = (uint32_t)array->element->least;
	uint64_t count = number_in(table, item.offset, item.length, p->count_at, p->count_size);
	uint64_t start = number_in(table, item.offset, item.length, p->start_at, p->start_size);
	uint64_t fit = 0;

	if (!count || (!start && !p->count_size))
		return;
	if (start >= item.layout->least && start < item.length)
		fit = (item.length - start) / size;
	if (fit < count)
		acpi_fault(table, self, array->outside, item.offset, count, fit);
	else
		fit = count;
	for (uint64_t i = 0; i < fit && !table->out_of_memory; i++)
		acpi_add(table, self, array->element,
			 (uint32_t)(item.offset + start + i * size), size);
}

static void index_inside(struct acpi_table *table, uint32_t self)
{
	const struct acpi_layout *layout = table->items[self].layout;

	check_fields(table, self);
	for (size_t i = 0; i < layout->n_arrays; i++)
		index_array(table, self, &layout->arrays[i]);
	if (layout->parts)
		layout->parts(table, self);
}

void acpi_add(struct acpi_table *table, uint32_t parent, const struct acpi_layout *layout,
	      uint32_t offset, uint32_t length)
{
	uint32_t self = append(table, parent, layout, offset, length);

	if (self == ACPI_NO_ITEM)
		return;
	if (length < layout->least)
		acpi_fault(table, self, ACPI_STRUCTURE_SHORT, offset, length, layout->least);
	index_inside(table, self);
}
/* NOLINTEND(misc-no-recursion) */

void acpi_walk(struct acpi_table *table, uint32_t parent, const struct acpi_walk *walk,
	       uint32_t start, uint32_t end, uint64_t count)
{
	uint32_t at = start;
	uint64_t found = 0;

	while (at < end && found < count && !table->out_of_memory) {
		const struct acpi_layout *layout = walk->unknown;
		uint32_t left = end - at, length;
		uint64_t type;

		if (left < walk->header) {
			acpi_fault(table, parent, ACPI_TRAILING, at, left, walk->header);
			break;
		}
		type = acpi_number(table, at + walk->type_at, walk->type_size);
		length = (uint32_t)acpi_number(table, at + walk->length_at,
					       walk->length_size);
		if (length < walk->header) {
			acpi_fault(table, parent,
				   length ? ACPI_STRUCTURE_SHORT : ACPI_STRUCTURE_ZERO,
				   at, length, walk->header);
			break;
		}
		if (length > left) {
			acpi_fault(table, parent, ACPI_STRUCTURE_LONG, at, length, left);
			break;
		}
		if (type < walk->n_layouts && walk->layouts[type])
			layout = walk->layouts[type];
		acpi_add(table, parent, layout, at, length);
		at += length;
		found++;
	}
	if (count == ACPI_UNCOUNTED)
		return;
	if (found < count)
		acpi_fault(table, parent, ACPI_COUNT_HIGH, at, count, found);
	else if (at < end)
		acpi_fault(table, parent, ACPI_COUNT_LOW, at, count, end - at);
}

static bool map_nodes(struct acpi_table *table)
{
	table->node_at = calloc(table->end / NODE_CELL + 1, sizeof(*table->node_at));
	if (!table->node_at) {
		table->out_of_memory = true;
		return false;
	}
	for (uint32_t i = 1; i < table->n_items; i++)
		if (!table->items[i].parent)
			table->node_at[table->items[i].offset / NODE_CELL] = i;
	return true;
}

static void check_references(struct acpi_table *table)
{
	for (uint32_t i = 1; i < table->n_items; i++) {
		const struct acpi_item *item = &table->items[i];

		for (size_t f = 0; f < item->layout->n_fields; f++) {
			const struct acpi_field *field = &item->layout->fields[f];
			uint32_t at = item->offset + field->offset;
			uint64_t offset;

			if (field->format != ACPI_REFERENCE || !acpi_has_field(item, field))
				continue;
			offset = acpi_number(table, at, field->size);
			if (!acpi_node_at(table, offset))
				acpi_fault(table, i, ACPI_BAD_REFERENCE, at, offset,
					   table->end);
		}
	}
}

void acpi_walk_nodes(struct acpi_table *table, const struct acpi_walk *walk,
		     const struct acpi_place *place)
{
	uint64_t count = acpi_number(table, place->count_at, place->count_size);
	uint64_t start = acpi_number(table, place->start_at, place->start_size);

	if (!count)
		return;
	if (start < table->items[0].layout->least || start > table->end) {
		acpi_fault(table, 0, ACPI_OFFSET_OUTSIDE, place->start_at, start, table->end);
		return;
	}
	acpi_walk(table, 0, walk, (uint32_t)start, table->end, count);
	if (map_nodes(table))
		check_references(table);
}

/* ---- the whole table ---- */

static void check_header(struct acpi_table *table, size_t least)
{
	uint8_t sum = 0;

	if (table->length < least)
		acpi_fault(table, 0, ACPI_LENGTH_SHORT, LENGTH_AT, table->length, least);
	if (table->length > table->size) {
		acpi_fault(table, 0, ACPI_TRUNCATED, LENGTH_AT, table->length, table->size);
		return;
	}
	for (uint32_t i = 0; i < table->length; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->checksum_ok = !sum;
	if (sum)
		acpi_fault(table, 0, ACPI_CHECKSUM, 0, sum, 0);
}

int acpi_table_parse(const uint8_t *bytes, size_t size, struct acpi_table *ret)
{
	const struct acpi_layout *layout;

	*ret = (struct acpi_table){ .bytes = bytes, .size = size };
	if (size < ACPI_HEADER_LENGTH) {
		acpi_fault(ret, ACPI_NO_ITEM, ACPI_HEADER_SHORT, 0, size, ACPI_HEADER_LENGTH);
		return ret->out_of_memory ? -ENOMEM : 0;
	}
	ret->end = ACPI_HEADER_LENGTH;
	ret->length = (uint32_t)acpi_number(ret, LENGTH_AT, sizeof(ret->length));
	if (ret->length > ret->end)
		ret->end = ret->length < size ? ret->length : (uint32_t)size;
	ret->kind = acpi_kind_find((const char *)bytes);
	layout = ret->kind ? ret->kind->header : &other_header;
	if (append(ret, ACPI_NO_ITEM, layout, 0,
		   ret->end < layout->least ? ret->end : (uint32_t)layout->least) == 0) {
		check_header(ret, layout->least);
		index_inside(ret, 0);
	}
	return ret->out_of_memory ? -ENOMEM : 0;
}

void acpi_table_free(struct acpi_table *table)
{
	free(table->items);
	free(table->faults);
	free(table->node_at);
	*table = (struct acpi_table){ .bytes = NULL };
}
