/* ACPI tables as bytes: header, checksum, and an index of the structures inside.
 *
 * A parsed table is its bytes plus a flat list of items, each a structure with
 * its place and its layout. Item 0 is the header; what stands inside an item
 * follows it directly. Layouts are rows of fields: the same rows decode a
 * structure for the judgement and print it for people and as JSON. Nothing here
 * does I/O.
 *
 * Time and memory are linear in the bytes given, whatever they say: each turn of
 * a walk consumes at least one structure header, and arrays end with their parent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_HEADER_LENGTH    36 /* ACPI 6.5, 5.2.6 System Description Table Header */
#define ACPI_SIGNATURE_LENGTH 4

enum acpi_format {
	ACPI_DEC,       /* a number that specifications write in decimal */
	ACPI_HEX,       /* a number that they write in hexadecimal: addresses, flags */
	ACPI_BDF,       /* a PCI requester id, 16 bits: bus, device, function */
	ACPI_REFERENCE, /* offset of a node from the start of the table */
	ACPI_TEXT,      /* characters of fixed width, not NUL-terminated */
	ACPI_STRING,    /* NUL-terminated text in what is left of the structure */
	ACPI_HID,       /* eight characters, or a number when the first byte is 0 */
	ACPI_UID,       /* the unique id of an IVHD HID entry, by its format byte */
	ACPI_PATH,      /* {device, function} pairs to the end of the structure */
};

/* What a value, or some bits of it, mean to people. */
struct acpi_name {
	uint64_t mask;    /* the bits it speaks of */
	uint64_t value;   /* and what they are then */
	const char *text; /* NULL ends a list */
	bool number;      /* the bits are a number, and text is its name */
};

#define ACPI_VALUE(v, words)  { .mask = UINT64_MAX, .value = v, .text = words }
#define ACPI_BIT(bit, words)  { .mask = bit, .value = bit, .text = words }
#define ACPI_BITS(bits, words) { .mask = bits, .text = words, .number = true }
#define ACPI_NAMES_END        { .text = NULL }

/* One field of a structure: where it stands on the wire, how it is shown, and,
 * for numbers, which member of the decoded struct takes it (member_size 0: none).
 * Size 0 runs to the end of the structure. */
struct acpi_field {
	const char *name;  /* in JSON */
	const char *label; /* as the specification names it */
	uint16_t offset, size;
	enum acpi_format format;
	uint16_t member, member_size;
	const struct acpi_name *names; /* NULL: the value has no names */
};

/* A number that decodes into member `m` of struct `s`; `words` names its values. */
#define ACPI_NAMED(s, m, wire_offset, wire_size, fmt, text, words)                \
	{                                                                         \
		.name = #m, .label = text, .offset = wire_offset,                 \
		.size = wire_size, .format = fmt, .member = offsetof(struct s, m), \
		.member_size = sizeof(((struct s *)0)->m), .names = words         \
	}
#define ACPI_NUMBER(s, m, wire_offset, wire_size, fmt, text)                      \
	ACPI_NAMED(s, m, wire_offset, wire_size, fmt, text, NULL)
/* A field that is shown, not decoded: characters, lengths. */
#define ACPI_SHOWN(json, wire_offset, wire_size, fmt, text)                       \
	{                                                                         \
		.name = json, .label = text, .offset = wire_offset,               \
		.size = wire_size, .format = fmt                                  \
	}
/* The rows that every table header starts with. */
#define ACPI_HEADER_ROWS(s)                                                       \
	ACPI_SHOWN("sig", 0, ACPI_SIGNATURE_LENGTH, ACPI_TEXT, "Signature"),      \
	ACPI_SHOWN("length", 4, 4, ACPI_DEC, "Length"),                           \
	ACPI_NUMBER(s, revision, 8, 1, ACPI_DEC, "Revision"),                     \
	ACPI_SHOWN("checksum", 9, 1, ACPI_HEX, "Checksum"),                       \
	ACPI_SHOWN("oem_id", 10, 6, ACPI_TEXT, "OEM ID"),                         \
	ACPI_SHOWN("oem_table_id", 16, 8, ACPI_TEXT, "OEM Table ID"),             \
	ACPI_SHOWN("oem_revision", 24, 4, ACPI_HEX, "OEM Revision"),              \
	ACPI_SHOWN("creator_id", 28, 4, ACPI_TEXT, "Creator ID"),                 \
	ACPI_SHOWN("creator_revision", 32, 4, ACPI_HEX, "Creator Revision")

struct acpi_table;
struct acpi_layout;

/* Where a structure tells the count and the start of what it holds. A size of 0
 * means that the format fixes the number: the offset is then the number itself. */
struct acpi_place {
	uint8_t count_at, count_size;
	uint8_t start_at, start_size;
};

enum acpi_rule {
#define ACPI_RULE(name, id, text) ACPI_##name,
#include "acpi/rules.def"
#undef ACPI_RULE
	ACPI_N_RULES
};

/* An array inside a structure, by count and by offset from the structure's start. */
struct acpi_array {
	const struct acpi_layout *element; /* its `least` is the size of each */
	struct acpi_place place;
	enum acpi_rule outside; /* the rule broken when elements do not fit */
};

#define ACPI_MOST_LISTS 4
#define ACPI_ROWS(rows)   .fields = (rows), .n_fields = sizeof(rows) / sizeof((rows)[0])
#define ACPI_ARRAYS(rows) .arrays = (rows), .n_arrays = sizeof(rows) / sizeof((rows)[0])

/* What one type of structure looks like. */
struct acpi_layout {
	const char *kind;  /* "DRHD"; NULL where JSON shows no kind (mappings) */
	const char *label; /* as the specification names the structure */
	const char *list;  /* the array in its parent that it belongs to; NULL for a
			      part of its parent that stands apart from it */
	const struct acpi_field *fields;
	size_t n_fields;
	size_t least;      /* bytes that a sound structure has at least */
	size_t decoded;    /* sizeof the struct that acpi_decode fills */
	const char *lists[ACPI_MOST_LISTS]; /* arrays it has, printed even when empty */
	const struct acpi_array *arrays;
	size_t n_arrays;
	/* Indexes what else is inside item `self`; NULL when there is nothing. */
	void (*parts)(struct acpi_table *table, uint32_t self);
	bool scalar;       /* its array holds plain numbers (ITS identifiers) */
	bool line;         /* small: people read it in one line */
	bool raw;          /* not understood: its bytes are shown as they are */
};

#define ACPI_NO_ITEM UINT32_MAX

/* A structure found in a table. Offsets count from the start of the table. */
struct acpi_item {
	const struct acpi_layout *layout;
	uint32_t offset, length;
	uint32_t fields_end; /* fields past this offset are not there: arrays may
				start before the last field of a newer revision */
	uint32_t parent;     /* index of the item it stands in */
};

/* A place where the bytes break a rule of the format. */
struct acpi_fault {
	enum acpi_rule rule;
	uint32_t item;         /* index of the structure it is about, or ACPI_NO_ITEM */
	uint32_t offset;       /* of the structure or field at fault */
	uint64_t value, limit; /* what was there, what it should keep to */
};

/* One table that labscan decodes; a row of tables.def. */
struct acpi_kind {
	char signature[ACPI_SIGNATURE_LENGTH + 1];
	const struct acpi_layout *header; /* its parts() walks the table */
};

struct acpi_table {
	const uint8_t *bytes; /* borrowed from the caller, as long as this lives */
	size_t size;          /* bytes in hand */
	uint32_t length;      /* bytes that the header tells of */
	uint32_t end;         /* the lesser of both, but not inside the header */
	const struct acpi_kind *kind; /* NULL: header only, body kept as unknown */
	bool checksum_ok;     /* false too when length > size: nobody can know then */
	bool out_of_memory;
	struct acpi_item *items;
	size_t n_items, room_items;
	struct acpi_fault *faults;
	size_t n_faults, room_faults;
	uint32_t *node_at;    /* see acpi_node_at */
};

/* Indexes `size` bytes as an ACPI table. Any bytes will do: what breaks the
 * format becomes a fault, what is sound before it is kept. Fewer bytes than a
 * header give no items and one fault. The bytes stay the caller's.
 * Returns 0 or -ENOMEM; call acpi_table_free in both cases. */
int acpi_table_parse(const uint8_t *bytes, size_t size, struct acpi_table *ret);
void acpi_table_free(struct acpi_table *table);

/* The kind for a signature of four characters, NULL when it is not decoded here. */
const struct acpi_kind *acpi_kind_find(const char *signature);

/* All kinds, in the order of tables.def; *ret_count takes how many. */
const struct acpi_kind *acpi_kinds(size_t *ret_count);

/* The number at `offset`, little-endian, 1 to 8 bytes wide; 0 past the end. The
 * only place that reads numbers from table bytes. */
uint64_t acpi_number(const struct acpi_table *table, size_t offset, size_t size);

/* Whether the item is long enough to have this field. */
bool acpi_has_field(const struct acpi_item *item, const struct acpi_field *field);

/* Fills the struct of the item's layout; fields that are not there become 0. */
void acpi_decode(const struct acpi_table *table, const struct acpi_item *item, void *ret);

/* The next child of `parent` after `after` (NULL: the first) whose layout is
 * `layout` (NULL: any). NULL when there is none. */
const struct acpi_item *acpi_next(const struct acpi_table *table,
				  const struct acpi_item *parent,
				  const struct acpi_layout *layout,
				  const struct acpi_item *after);

/* The node that starts at `offset`, as references name it; NULL when none does.
 * For tables with references between their nodes: IORT, VIOT, RIMT. */
const struct acpi_item *acpi_node_at(const struct acpi_table *table, uint64_t offset);

/* The bytes of a field of characters; *ret_length may be 0. A string ends before
 * its NUL. They are the firmware's: not terminated, any value. */
const char *acpi_chars(const struct acpi_table *table, const struct acpi_item *item,
		       const struct acpi_field *field, size_t *ret_length);

/* A rule's stable id ("acpi-length-zero") and its meaning. The text takes the
 * fault's value and limit as its two conversions, in that order. */
const char *acpi_rule_id(enum acpi_rule rule);
const char *acpi_rule_text(enum acpi_rule rule);

/* ---- for the files of acpi/ that walk a table ---- */

/* Appends an item and indexes what its layout says is inside. The caller has
 * checked that it ends with its parent. Items may move: keep no pointer to one. */
void acpi_add(struct acpi_table *table, uint32_t parent, const struct acpi_layout *layout,
	      uint32_t offset, uint32_t length);
void acpi_fault(struct acpi_table *table, uint32_t item, enum acpi_rule rule,
		uint32_t offset, uint64_t value, uint64_t limit);

/* How to walk structures that carry a type and a length. */
struct acpi_walk {
	uint8_t header;                   /* bytes of the common header */
	uint8_t type_at, type_size;
	uint8_t length_at, length_size;
	const struct acpi_layout *const *layouts; /* by type; NULL: unknown */
	size_t n_layouts;
	const struct acpi_layout *unknown; /* for all other types */
};

#define ACPI_UNCOUNTED UINT64_MAX

/* Indexes the structures from `start` to `end` as children of `parent`. Stops at
 * the first whose length cannot be true, with a fault. `count` is how many the
 * firmware says there are; a count that lies is a fault, too. */
void acpi_walk(struct acpi_table *table, uint32_t parent, const struct acpi_walk *walk,
	       uint32_t start, uint32_t end, uint64_t count);

/* Indexes the nodes of a table whose header counts them (IORT, VIOT, RIMT), then
 * checks that each reference among them names the start of a node. */
void acpi_walk_nodes(struct acpi_table *table, const struct acpi_walk *walk,
		     const struct acpi_place *place);
