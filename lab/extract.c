#include "lab/extract.h"

#include <string.h>

#include "lab/fields.h"
#include "lab/packed.h"

static struct digest value_digest(struct extractor *extractor, const struct value *value)
{
	unsigned char head[2 * PACKED_MAX];
	size_t size = packed_put(head, (uint64_t)value->field);

	size += packed_put(head + size, value->kind);
	digest_add(extractor->digester, head, size);
	digest_add(extractor->digester, value->bytes, value->size);
	return digest_end(extractor->digester);
}

struct value extract_value(struct extractor *extractor, int64_t field, enum stored_kind kind,
			   const void *bytes, size_t size)
{
	struct value value = { .field = field, .kind = kind, .bytes = bytes, .size = size };

	value.digest = value_digest(extractor, &value);
	if (digest_map_find(extractor->known, &value.digest))
		value.bytes = NULL;
	else
		value.bytes = memcpy(arena_alloc(&extractor->arena, size + 1), bytes, size);
	return value;
}

static void take_list(struct extractor *extractor, int64_t number, const struct field *field,
		      struct extracted *extracted, struct host_value *ret)
{
	ret->is_list = true;
	ret->first = extracted->n_elements;
	ret->n = field->n_elements;
	for (size_t i = 0; i < field->n_elements; i++) {
		const char *text = field->elements[i];
		struct value value = extract_value(extractor, number, STORED_TOLD, text,
						   strlen(text));

		*arena_add(&extractor->arena, extracted->elements, extracted->n_elements) = value;
	}
}

static void take_value(struct extractor *extractor, int64_t number, const struct field *field,
		       struct host_value *ret)
{
	static const enum stored_kind kinds[] = {
		[FIELD_TOLD] = STORED_TOLD, [FIELD_NULL] = STORED_NULL,
		[FIELD_UNTOLD] = STORED_UNTOLD,
	};
	const char *text = field->state == FIELD_TOLD ? field->value : "";

	ret->value = extract_value(extractor, number, kinds[field->state], text, strlen(text));
}

void extract(struct extractor *extractor, struct json_object *document, struct extracted *ret)
{
	struct arena scratch = { .chunks = NULL };
	size_t n;
	const struct field *fields = fields_of(document, &scratch, &n);

	*ret = (struct extracted){ .n_elements = 0 };
	ret->values = arena_alloc(&extractor->arena, n * sizeof(*ret->values));
	for (size_t i = 0; i < n; i++) {
		if (fields[i].state == FIELD_TOLD && fields[i].is_list)
			take_list(extractor, extractor->element_fields[i], &fields[i], ret,
				  &ret->values[i]);
		else
			take_value(extractor, extractor->fields[i], &fields[i], &ret->values[i]);
	}
	arena_free(&scratch);
}
