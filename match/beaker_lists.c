/* Elements about lists: devices, disks, flags, architectures, pools and keys. */
#include "match/beaker_clause.h"

#include <string.h>

#include "match/beaker_key.h"
#include "match/beaker_value.h"
#include "match/collation.h"
#include "match/xml.h"
#include "scanner/arena.h"

struct requirement *beaker_read_flag(const struct beaker_clause *c)
{
	struct requirement_value value;

	if (!clause_value(c, c->field->kind, &value))
		return clause_without_value(c);

	bool negated = c->op == OP_UNEQUAL;
	struct requirement *part = clause_part(c, "", negated ? OP_EQUAL : c->op, value);
	return clause_listed(c, c->field->field, part, negated);
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

struct requirement *beaker_read_arch(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	if (value && *value && !clause_knows_arch(value))
		return clause_left_out(c, "Beaker leaves it out: it knows no such architecture");
	return beaker_read_flag(c);
}

struct requirement *beaker_read_pool(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	if (!value || !*value) /* == asks for hosts in none, != for those in any */
		return clause_listed(c, c->field->field, NULL, c->op == OP_EQUAL);
	return clause_listed(c, c->field->field,
			     clause_part(c, "", OP_EQUAL, clause_folded(value)),
			     c->op == OP_UNEQUAL);
}

struct requirement *beaker_read_device(const struct beaker_clause *c)
{
	static const char *const columns[] = {
		"bus", "driver", "vendor_id", "device_id", "subsys_vendor_id",
		"subsys_device_id", "description", "type",
	};
	struct requirement *row = requirement_new(c->reader->arena, REQUIRE_ALL);

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *value = xml_attribute(c->element, columns[i]);
		bool like = c->op == OP_LIKE && strcmp(columns[i], "type") != 0;

		if (value && *value)
			requirement_add(c->reader->arena, row,
					clause_part(c, columns[i], like ? OP_LIKE : OP_EQUAL,
						    clause_folded(value)));
	}
	if (!row->n_parts)
		return clause_left_out(c, "Beaker leaves it out: it says nothing of a device");
	return clause_listed(c, c->field->field, row, c->op == OP_UNEQUAL);
}

/* ---- disks ---- */

static bool read_bytes(const struct beaker_clause *c, struct requirement_value *ret)
{
	const char *units = xml_attribute(c->element, "units");
	int64_t unit = beaker_unit(units ? units : "bytes");

	if (!clause_value(c, VALUE_INTEGER, ret))
		return false;
	if (!unit) {
		clause_refuse(c, "Beaker knows no such units");
		return false;
	}
	ret->integer = beaker_product(ret->integer, unit);
	return true;
}

struct requirement *beaker_read_bytes(const struct beaker_clause *c)
{
	struct requirement_value value;

	if (!read_bytes(c, &value))
		return clause_without_value(c);

	struct requirement *ret = clause_compare(c, c->field->field, c->op, value);
	ret->in_bytes = true;
	return ret;
}

struct requirement *beaker_read_space(const struct beaker_clause *c)
{
	struct requirement *ret = beaker_read_bytes(c);

	if (ret && ret->kind == REQUIRE_COMPARE) {
		ret->aggregate = VALUE_SUM;
		ret->member = "size";
	}
	return ret;
}

struct requirement *beaker_read_count(const struct beaker_clause *c)
{
	struct requirement *ret = beaker_read_value(c);

	if (ret && ret->kind == REQUIRE_COMPARE)
		ret->aggregate = VALUE_COUNT;
	return ret;
}

struct requirement *beaker_read_disk(const struct beaker_clause *c)
{
	struct requirement *ret = clause_listed(c, c->field->field, NULL, false);

	return beaker_read_parts(c->reader, c->element, BEAKER_DISK, ret) ? ret : NULL;
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

struct requirement *beaker_read_key(const struct beaker_clause *c)
{
	const struct beaker_key *key = find_key(xml_attribute(c->element, "key"));
	const char *value = xml_attribute(c->element, "value");
	struct requirement *part = NULL;

	if (!key)
		return clause_left_out(c, "Beaker leaves it out: it has no such key, unless an "
					  "administrator has made it; every host matches");
	bool negated = c->op == OP_UNEQUAL;
	enum requirement_op op = negated ? OP_EQUAL : c->op;
	if (op != OP_EQUAL && (!value || !*value))
		return clause_without_value(c);
	if (value)
		part = clause_part(c, "", op, key_value(key, value, op, c->reader->arena));

	const char *list = arena_print(c->reader->arena, "%s.%s", c->field->field, key->name);
	struct requirement *ret = clause_listed(c, list, part, negated);
	ret->note = key_note(key);
	return ret;
}
