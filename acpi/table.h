/* ACPI tables as bytes: header, checksum, and an index of the structures inside.
 *
 * A parsed table is its bytes plus a flat list of items, each a structure with
 * its place and its layout. Item 0 is the header; the children of an item follow
 * it directly. Layouts are rows of fields: the same rows decode a structure for
 * the judgement and print it for people and as JSON. Nothing here does I/O.
 *
 * Time and memory are linear in the bytes given, whatever they say: each turn of
 * a walk consumes at least one structure header, and arrays end with their parent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_HEADER_LENGTH 36 /* ACPI 6.5, 5.2.6 System Description Table Header */

enum acpi_format {
	ACPI_DEC,    /* a number that specifications write in decimal */
	ACPI_HEX,    /* a number that they write in hexadecimal: addresses, flags */
	ACPI_BDF,    /* a PCI requester id, 16 bits: bus, device, function */
	ACPI_TEXT,   /* characters of fixed width, not NUL-terminated */
	ACPI_STRING, /* NUL-terminated text that runs to the end of the structure */
	ACPI_HID,    /* eight characters, or a number when the first byte is 0 */
	ACPI_UID,    /* the unique id of an IVHD HID entry, by its format byte */
	ACPI_PATH,   /* {device, function} pairs to the end of the structure */
};

/* One field of a structure: where it stands on the wire, how it is shown, and,
 * for numbers, which member of the decoded struct takes it (member_size 0: none). */
struct acpi_field {
	const char *name;  /* in JSON */
	const char *label; /* as the specification names it */
	uint16_t offset, size;
	enum acpi_format format;
	uint16_t member, member_size;
};

/* A number that decodes into member `m` of struct `s`. */
#define ACPI_NUMBER(s, m, wire_offset, wire_size, fmt, text)                      \
	{                                                                         \
		.name = #m, .label = text, .offset = wire_offset, .size = wire_size, \
		.format = fmt, .member = offsetof(struct s, m),                   \
		.member_size = sizeof(((struct s *)0)->m)                         \
	}
/* Characters: shown, not decoded. Size 0 runs to the end of the structure. */
#define ACPI_CHARS(json, wire_offset, wire_size, fmt, text)                       \
	{                                                                         \
		.name = json, .label = text, .offset = wire_offset,               \
		.size = wire_size, .format = fmt                                  \
	}

struct acpi_table;

/* What one type of structure looks like. */
struct acpi_layout {
	const char *kind;  /* "DRHD"; NULL where JSON shows no kind (mappings) */
	const char *label; /* as the specification names the structure */
	const char *list;  /* the array in its parent that it belongs to */
	const struct acpi_field *fields;
	size_t n_fields;
	size_t least;      /* bytes that a sound structure has at least */
	size_t decoded;    /* sizeof the struct that acpi_decode fills */
	const char *lists[4]; /* arrays it has, printed even when empty */
	/* Indexes what is inside item `self`; NULL for a structure without parts. */
	void (*parts)(struct acpi_table *table, uint32_t self);
	bool scalar;       /* its array holds plain numbers (ITS identifiers) */
};

#define ACPI_NO_PARENT UINT32_MAX

/* A structure found in a table. Offsets count from the start of the table. */
struct acpi_item {
	const struct acpi_layout *layout;
	uint32_t offset, length;
	uint32_t fields_end; /* fields at or past this offset are not there */
	uint32_t parent;     /* index of the item it stands in */
};

enum acpi_rule {
#define ACPI_RULE(name, id, text) ACPI_##name,
#include "acpi/rules.def"
#undef ACPI_RULE
	ACPI_N_RULES
};

/* A place where the bytes break a rule of the format. */
struct acpi_fault {
	enum acpi_rule rule;
	uint32_t offset;       /* of the structure or field at fault */
	uint64_t value, limit; /* what was there, what it should keep to */
};

/* One table that labscan decodes; a row of tables.def. */
struct acpi_kind {
	char signature[5];
	const struct acpi_layout *header; /* its parts() walks the table */
};

struct acpi_table {
	const uint8_t *bytes; /* borrowed from the caller, as long as this lives */
	size_t size;          /* bytes in hand */
	uint32_t end;         /* the lesser of size and the header's Length */
	const struct acpi_kind *kind; /* NULL: header only, body kept as unknown */
	bool checksum_ok;
	bool out_of_memory;
	struct acpi_item *items;
	size_t n_items, room_items;
	struct acpi_fault *faults;
	size_t n_faults, room_faults;
};

/* Indexes `size` bytes as an ACPI table. Any bytes will do: what breaks the
 * format becomes a fault, what is sound before it is kept. Fewer bytes than a
 * header give no items and one fault. The bytes stay the caller's.
 * Returns 0 or -ENOMEM; call acpi_table_free in both cases. */
int acpi_table_parse(const uint8_t *bytes, size_t size, struct acpi_table *ret);
void acpi_table_free(struct acpi_table *table);

/* The kind for a signature of four characters, NULL when it is not decoded here. */
const struct acpi_kind *acpi_kind_find(const char *signature);

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

/* The characters of a text field, NUL excluded; *ret_length may be 0. The bytes
 * are the firmware's: not terminated, any value. */
const char *acpi_chars(const struct acpi_table *table, const struct acpi_item *item,
		       const struct acpi_field *field, size_t *ret_length);

/* A rule's stable id ("acpi-length-zero") and its meaning. The text takes the
 * fault's value and limit as its two conversions, in that order. */
const char *acpi_rule_id(enum acpi_rule rule);
const char *acpi_rule_text(enum acpi_rule rule);

/* ---- for the files of acpi/ that walk a table ---- */

/* Appends an item; its parts are indexed by its layout. Returns its index, or
 * ACPI_NO_PARENT when memory is short. */
uint32_t acpi_add(struct acpi_table *table, uint32_t parent, const struct acpi_layout *layout,
		  uint32_t offset, uint32_t length, uint32_t fields_end);
void acpi_fault(struct acpi_table *table, enum acpi_rule rule, size_t offset,
		uint64_t value, uint64_t limit);

/* How to walk structures that carry a type and a length. */
struct acpi_walk {
	uint8_t header;                   /* bytes of the common header */
	uint8_t type_offset, type_size;
	uint8_t length_offset, length_size;
	/* The layout for a type; never NULL (unknown types have a layout too). */
	const struct acpi_layout *(*layout)(uint32_t type);
};

/* Indexes the structures from `start` to `end`, at most `most` of them, as
 * children of `parent`. Stops at the first whose length cannot be true, with a
 * fault. Returns the offset where it stopped; *ret_count takes how many. */
uint32_t acpi_walk(struct acpi_table *table, uint32_t parent, const struct acpi_walk *walk,
		   uint32_t start, uint32_t end, uint64_t most, uint64_t *ret_count);

/* Indexes `count` structures of `size` bytes from `start`; those that do not fit
 * before `end` are left out, with a fault of `rule`. */
void acpi_array(struct acpi_table *table, uint32_t parent, const struct acpi_layout *layout,
		uint64_t start, uint64_t count, uint32_t size, uint32_t end, enum acpi_rule rule);
