/* Elements about lists: devices, disks, flags, architectures, pools and keys. */
#include "match/beaker_clauses.h"

#include <string.h>

#include "match/beaker_key.h"
#include "match/beaker_value.h"
#include "match/collation.h"
#include "match/xml.h"
#include "scanner/arena.h"

struct requirement *beaker_read_flag(struct beaker_reader *reader,
				     const struct xml_element *element,
				     const struct beaker_field *field)
{
	enum requirement_op op;
	struct requirement_value value;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!clause_value(reader, element, field->kind, &value))
		return clause_without_value(reader, element);

	bool negated = op == OP_UNEQUAL;
	struct requirement *part = clause_compare(reader, NULL, "", negated ? OP_EQUAL : op, value);
	return clause_joined(reader, field,
		      clause_listed(reader, element, field->field, part, negated));
}

bool clause_knows_arch(const char *name)
{
	static const char *const names[] = {
		"i386", "x86_64", "ia64", "ppc", "ppc64", "ppc64le",
		"s390", "s390x", "armhfp", "aarch64", "arm",
	};

	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (collation_same(names[i], name))
			return true;
	return false;
}

struct requirement *beaker_read_arch(struct beaker_reader *reader,
				     const struct xml_element *element,
				     const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value");
	enum requirement_op op;

	if (clause_op(reader, element, field, &op) && value && *value && !clause_knows_arch(value))
		return clause_left_out(reader, element, "Beaker leaves it out: it knows no such "
						 "architecture");
	return beaker_read_flag(reader, element, field);
}

struct requirement *beaker_read_pool(struct beaker_reader *reader,
				     const struct xml_element *element,
				     const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value");
	enum requirement_op op;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!value || !*value) /* == asks for hosts in none, != for those in any */
		return clause_listed(reader, element, field->field, NULL, op == OP_EQUAL);
	return clause_listed(reader, element, field->field,
			  clause_compare(reader, NULL, "", OP_EQUAL, clause_folded(value)),
			  op == OP_UNEQUAL);
}

struct requirement *beaker_read_device(struct beaker_reader *reader,
				       const struct xml_element *element,
				       const struct beaker_field *field)
{
	static const char *const columns[] = {
		"bus", "driver", "vendor_id", "device_id", "subsys_vendor_id",
		"subsys_device_id", "description", "type",
	};
	struct requirement *row = requirement_new(reader->arena, REQUIRE_ALL);
	enum requirement_op op;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *value = xml_attribute(element, columns[i]);
		bool like = op == OP_LIKE && strcmp(columns[i], "type") != 0;

		if (value && *value)
			requirement_add(reader->arena, row,
					clause_compare(reader, NULL, columns[i],
						like ? OP_LIKE : OP_EQUAL, clause_folded(value)));
	}
	if (!row->n_parts)
		return clause_left_out(reader, element, "Beaker leaves it out: it says nothing of a device");
	return clause_listed(reader, element, field->field, row, op == OP_UNEQUAL);
}

/* ---- disks ---- */

static bool read_bytes(struct beaker_reader *reader, const struct xml_element *element,
		       struct requirement_value *ret)
{
	const char *units = xml_attribute(element, "units");
	int64_t unit = beaker_unit(units ? units : "bytes");

	if (!clause_value(reader, element, VALUE_INTEGER, ret))
		return false;
	if (!unit) {
		clause_refuse(reader, element, "Beaker knows no such units");
		return false;
	}
	ret->integer = beaker_product(ret->integer, unit);
	return true;
}

struct requirement *beaker_read_bytes(struct beaker_reader *reader,
					     const struct xml_element *element,
					     const struct beaker_field *field)
{
	enum requirement_op op;
	struct requirement_value value;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!read_bytes(reader, element, &value))
		return clause_without_value(reader, element);
	return clause_compare(reader, element, field->field, op, value);
}

struct requirement *beaker_read_space(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field)
{
	struct requirement *ret = beaker_read_bytes(reader, element, field);

	if (ret && ret->kind == REQUIRE_COMPARE) {
		ret->aggregate = VALUE_SUM;
		ret->member = "size";
	}
	return ret;
}

struct requirement *beaker_read_count(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field)
{
	struct requirement *ret = beaker_read_value(reader, element, field);

	if (ret && ret->kind == REQUIRE_COMPARE)
		ret->aggregate = VALUE_COUNT;
	return ret;
}

struct requirement *beaker_read_disk(struct beaker_reader *reader,
				     const struct xml_element *element,
				     const struct beaker_field *field)
{
	struct requirement *ret = clause_listed(reader, element, field->field, NULL, false);

	return beaker_read_parts(reader, element, BEAKER_DISK, ret) ? ret : NULL;
}

/* ---- keys ---- */

/* Key.by_name, in MySQL's collation. */
static const struct beaker_key *find_key(const char *name)
{
	for (const struct beaker_key *key = beaker_keys; name && key->name; key++)
		if (collation_same(key->name, name))
			return key;
	return NULL;
}

/* A column of numbers is compared with a number, but for LIKE. */
static struct requirement_value key_value(const struct beaker_key *key, const char *text,
					  enum requirement_op op, struct arena *arena)
{
	if (key->column == KEY_STRING || op == OP_LIKE)
		return clause_folded(text);
	return (struct requirement_value){ .kind = VALUE_REAL,
					   .real = beaker_coerced(text, arena) };
}

static const char *key_note(const struct beaker_key *key)
{
	return key->origin == KEY_MADE ?
		       "Beaker leaves it out unless an administrator has made this key" : NULL;
}

struct requirement *beaker_read_key(struct beaker_reader *reader,
				    const struct xml_element *element,
				    const struct beaker_field *field)
{
	const struct beaker_key *key = find_key(xml_attribute(element, "key"));
	const char *value = xml_attribute(element, "value");
	struct requirement *part = NULL;
	enum requirement_op op;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!key)
		return clause_left_out(reader, element, "Beaker leaves it out: it has no such key, unless "
						 "an administrator has made it; every host matches");
	bool negated = op == OP_UNEQUAL;
	if (op != OP_EQUAL && !negated && (!value || !*value))
		return clause_without_value(reader, element);
	if (negated)
		op = OP_EQUAL;
	if (value)
		part = clause_compare(reader, NULL, "", op, key_value(key, value, op, reader->arena));

	const char *list = arena_print(reader->arena, "%s.%s", field->field, key->name);
	struct requirement *ret = clause_listed(reader, element, list, part, negated);
	ret->note = key_note(key);
	return ret;
}
