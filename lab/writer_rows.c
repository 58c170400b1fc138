/* What a batch adds to the tables of scans and documents. */
#include <errno.h>
#include <string.h>

#include "lab/pack.h"
#include "lab/writer_parts.h"

/* ---- scans that are there already ---- */

/* An id as a key of a map. */
static struct digest padded(const uint8_t id[UUID_SIZE])
{
	struct digest digest = { .bytes = { 0 } };

	memcpy(digest.bytes, id, UUID_SIZE);
	return digest;
}

/* Whether the "scan" of two documents of one id is one: an id that was made of what a
 * document says speaks for it; when it was imported may differ. */
static bool is_same_scan(const struct incoming *a, const char *own)
{
	return uuid_is_of_digest(a->id) || !strcmp(a->own, own);
}

static bool is_same(const struct incoming *a, const struct incoming *b)
{
	return !memcmp(&a->body, &b->body, sizeof(a->body)) && is_same_scan(a, b->own) &&
	       !strcmp(a->host, b->host);
}

bool is_written(const struct batch_document *document)
{
	return document->written == WRITTEN_NEW || document->written == WRITTEN_AGAIN;
}

/* Those that an earlier one of the batch has the id of. `first`: where ids came first. */
static void find_twins(struct writer *writer, struct digest_map *first)
{
	for (size_t i = 0; i < writer->n_documents; i++) {
		struct batch_document *document = &writer->documents[i];
		struct digest id = padded(document->incoming.id);
		int64_t at = digest_map_find(first, &id);

		document->written = document->replaced ? WRITTEN_AGAIN : WRITTEN_NEW;
		if (!at)
			digest_map_set(first, &id, (int64_t)i + 1);
		else if (is_same(&document->incoming, &writer->documents[at - 1].incoming))
			document->written = WRITTEN_KNOWN;
		else
			document->written = WRITTEN_REFUSED;
	}
}

static int want_ids(struct writer *writer)
{
	struct sql_bulk *bulk;
	int error = sql_stage_begin(writer->store->sql, "wanted", "hash {BYTES}", &bulk);

	if (error)
		return error;
	for (size_t i = 0; i < writer->n_documents; i++)
		if (is_written(&writer->documents[i]))
			sql_put_bytes(bulk, writer->documents[i].incoming.id, UUID_SIZE);
	return sql_stage_end(bulk, "wanted");
}

/* A scan that is there, of the columns of find_known's query. What was made from a
 * capture is judged anew now and then: then its id, which is the capture's, tells all. */
static enum written compare(struct sql_statement *get, const struct batch_document *document)
{
	const struct incoming *incoming = &document->incoming;
	size_t size;
	const void *body = sql_bytes(get, 1, &size);
	bool has_body = size == DIGEST_SIZE && !memcmp(body, &incoming->body, size);
	bool is_captured = sql_number(get, 4) != 0;

	if (strcmp(sql_text(get, 3), incoming->host))
		return WRITTEN_REFUSED;
	if (document->replaced)
		return has_body ? WRITTEN_KNOWN : WRITTEN_AGAIN;
	if (is_captured && incoming->capture)
		return WRITTEN_KNOWN;
	return has_body && is_same_scan(incoming, sql_text(get, 2)) ? WRITTEN_KNOWN
								    : WRITTEN_REFUSED;
}

/* Twins of a scan that is there are what it is; of a new one they were compared with it. */
static int find_known(struct writer *writer, const struct digest_map *first)
{
	struct sql_statement *get;
	size_t size;
	int found = sql_prepare(writer->store->sql, "SELECT w.hash, b.hash, s.own, h.name,"
				" COALESCE(s.capture, 0) FROM wanted w CROSS JOIN scans s"
				" CROSS JOIN bodies b CROSS JOIN hosts h"
				" WHERE s.uuid = w.hash AND b.id = s.body AND h.id = s.host", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		const void *id = sql_bytes(get, 0, &size);
		struct digest key = padded(id);
		int64_t at = digest_map_find(first, &key);

		if (at)
			writer->documents[at - 1].written =
				compare(get, &writer->documents[at - 1]);
	}
	return found;
}

int write_known(struct writer *writer)
{
	struct digest_map *first = digest_map_new();
	int error;

	find_twins(writer, first);
	error = want_ids(writer);
	if (!error)
		error = find_known(writer, first);
	digest_map_free(first);
	return error;
}

/* ---- layouts, sections and bodies ---- */

/* The digests of what the new documents have, for looking them up; in the batch's arena. */
static struct digest *digests_new(struct writer *writer, size_t n)
{
	return arena_alloc(&writer->arena, n * sizeof(struct digest));
}

static int write_layouts(struct writer *writer)
{
	struct digest *digests = digests_new(writer, writer->n_documents);
	struct sql_bulk *bulk;
	int error;

	for (size_t i = 0; i < writer->n_documents; i++)
		digests[i] = writer->documents[i].incoming.layout;
	error = numbering_look_up(&writer->numbering, N_LAYOUTS, digests, writer->n_documents);
	if (!error)
		error = sql_bulk_begin(writer->store->sql, "layouts", "id hash doc_schema names", &bulk);
	if (error)
		return error;
	for (size_t i = 0; i < writer->n_documents; i++) {
		const struct batch_document *document = &writer->documents[i];
		bool is_new;
		int64_t number;

		if (!is_written(document))
			continue;
		number = numbering_of(&writer->numbering, N_LAYOUTS, &digests[i], &is_new);
		if (!is_new)
			continue;
		sql_put(bulk, number);
		sql_put_bytes(bulk, digests[i].bytes, DIGEST_SIZE);
		sql_put_text(bulk, document->incoming.schema);
		sql_put_text(bulk, document->incoming.names);
	}
	return sql_bulk_end(bulk);
}

/* Whether the sections of the document may be new: its body is. */
static bool has_new_body(const struct writer *writer, const struct batch_document *document)
{
	return is_written(document) &&
	       !digest_map_find(writer->numbering.known[N_BODIES], &document->incoming.body);
}

static int look_up_sections(struct writer *writer)
{
	struct digest *digests;
	size_t n = 0;

	for (size_t i = 0; i < writer->n_documents; i++)
		n += writer->documents[i].incoming.n_sections;
	digests = digests_new(writer, n);
	n = 0;
	for (size_t i = 0; i < writer->n_documents; i++) {
		const struct incoming *incoming = &writer->documents[i].incoming;

		if (!has_new_body(writer, &writer->documents[i]))
			continue;
		for (size_t k = 0; k < incoming->n_sections; k++)
			if (!incoming->sections[k].own)
				digests[n++] = incoming->sections[k].digest;
	}
	return numbering_look_up(&writer->numbering, N_SECTIONS, digests, n);
}

static int put_section(struct writer *writer, const struct section *section,
		       struct sql_bulk *bulk)
{
	const void *packed;
	size_t size;
	bool is_new;
	int64_t number;
	int error;

	if (section->own)
		return 0;
	number = numbering_of(&writer->numbering, N_SECTIONS, &section->digest, &is_new);
	if (!is_new)
		return 0;
	error = pack(writer->store->packer, section->text, section->size, &packed, &size);
	if (error)
		return store_fail(writer->store, error, "cannot compress");
	sql_put(bulk, number);
	sql_put_bytes(bulk, section->digest.bytes, DIGEST_SIZE);
	sql_put_bytes(bulk, packed, size);
	return 0;
}

static int write_sections(struct writer *writer)
{
	struct sql_bulk *bulk;
	int error = look_up_sections(writer), end_error;

	if (!error)
		error = sql_bulk_begin(writer->store->sql, "sections", "id hash bytes", &bulk);
	if (error)
		return error;
	for (size_t i = 0; !error && i < writer->n_documents; i++) {
		const struct incoming *incoming = &writer->documents[i].incoming;

		if (!has_new_body(writer, &writer->documents[i]))
			continue;
		for (size_t k = 0; !error && k < incoming->n_sections; k++)
			error = put_section(writer, &incoming->sections[k], bulk);
	}
	end_error = sql_bulk_end(bulk);
	return error ? error : end_error;
}

static void put_body(struct writer *writer, struct batch_document *document,
		     struct sql_bulk *bulk)
{
	const struct incoming *incoming = &document->incoming;
	struct buffer sections = { .data = NULL };
	bool is_new, ignored;

	document->body = numbering_of(&writer->numbering, N_BODIES, &incoming->body, &is_new);
	if (!is_new)
		return;
	for (size_t i = 0; i < incoming->n_sections; i++)
		buffer_number(&sections, incoming->sections[i].own ? 0 :
			      (uint64_t)numbering_of(&writer->numbering, N_SECTIONS,
						     &incoming->sections[i].digest, &ignored));
	sql_put(bulk, document->body);
	sql_put_bytes(bulk, incoming->body.bytes, DIGEST_SIZE);
	sql_put(bulk, numbering_of(&writer->numbering, N_LAYOUTS, &incoming->layout, &ignored));
	sql_put_bytes(bulk, sections.data, sections.size);
	buffer_free(&sections);
}

int write_bodies(struct writer *writer)
{
	struct digest *digests = digests_new(writer, writer->n_documents);
	struct sql_bulk *bulk;
	size_t n = 0;
	int error;

	for (size_t i = 0; i < writer->n_documents; i++)
		if (is_written(&writer->documents[i]))
			digests[n++] = writer->documents[i].incoming.body;
	error = numbering_look_up(&writer->numbering, N_BODIES, digests, n);
	if (!error)
		error = write_layouts(writer);
	if (!error)
		error = write_sections(writer);
	if (!error)
		error = sql_bulk_begin(writer->store->sql, "bodies", "id hash layout sections", &bulk);
	if (error)
		return error;
	for (size_t i = 0; i < writer->n_documents; i++)
		if (is_written(&writer->documents[i]))
			put_body(writer, &writer->documents[i], bulk);
	return sql_bulk_end(bulk);
}
