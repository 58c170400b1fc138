#include "push/deliver.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "output/beaker.h"
#include "push/xmlrpc.h"
#include "scanner/arena.h"

/* deflateInit2: with this, windowBits asks for a gzip header (zlib.h). */
#define GZIP_HEADER 16
#define GZIP_MEMORY 8 /* zlib's default */

static struct outcome refused(struct arena *arena, const char *what, const char *why)
{
	return (struct outcome){ .delivery = REFUSED,
				 .why = arena_print(arena, "%s%s", what, why) };
}

/* ---- Beaker ---- */

static int write_call(const char *method, struct json_object *const *params, size_t n,
		      char **ret, size_t *ret_size)
{
	FILE *out = open_memstream(ret, ret_size);

	if (!out)
		return -errno;
	int error = xmlrpc_write_call(out, method, params, n);
	if (fclose(out) && !error)
		error = -ENOMEM;
	return error;
}

static const char *unsayable(int error)
{
	return error == -ERANGE ? "a number has more than 32 bits" :
	       error == -EILSEQ ? "a text has characters that XML cannot say" :
				  strerror(-error);
}

static struct outcome call(struct http *http, const struct parcel *parcel, const char *method,
			   struct json_object *inventory, struct arena *arena)
{
	static const char *const headers[] = { "Content-Type: text/xml", NULL };
	struct json_object *fqdn = json_object_new_string(parcel->fqdn);
	struct json_object *params[] = { fqdn, inventory };
	struct http_request request = {
		.url = parcel->target.url,
		.ca = parcel->ca,
		.timeout_seconds = parcel->timeout_seconds,
		.headers = headers,
	};
	struct http_answer answer;
	char *body = NULL;
	int error = write_call(method, params, 2, &body, &request.size);
	struct outcome outcome;

	if (error) {
		outcome = refused(arena, "this inventory cannot be sent: ", unsayable(error));
	} else {
		request.body = body;
		http_post(http, &request, arena, &answer);
		outcome = outcome_of_call(method, &answer, arena);
	}
	free(body);
	json_object_put(fqdn);
	return outcome;
}

/* In the order of beaker-system-scan. Both replace what the lab has, so that nothing is
 * doubled when the first is sent again after the second has failed. */
static struct outcome deliver_beaker(struct http *http, const struct parcel *parcel,
				     struct arena *arena)
{
	struct json_object *document = json_tokener_parse(parcel->document);

	if (!document)
		return refused(arena, "", "the document is no JSON");
	struct json_object *legacy = beaker_legacy(document), *data = beaker_data(document);
	struct outcome outcome = call(http, parcel, "legacypush", legacy, arena);
	if (outcome.delivery == DELIVERED)
		outcome = call(http, parcel, "push", data, arena);
	json_object_put(legacy);
	json_object_put(data);
	json_object_put(document);
	return outcome;
}

/* ---- the document ---- */

/* gzip (RFC 1952), in the arena; 0 bytes without memory. */
static size_t compress_text(const char *text, struct arena *arena, void **ret)
{
	size_t size = strlen(text);
	z_stream stream = { .next_in = (Bytef *)text, .avail_in = (uInt)size };

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP_HEADER,
			 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	size_t bound = deflateBound(&stream, (uLong)size);
	*ret = arena_alloc(arena, bound);
	stream.next_out = *ret;
	stream.avail_out = (uInt)bound;
	size_t done = deflate(&stream, Z_FINISH) == Z_STREAM_END ? stream.total_out : 0;
	deflateEnd(&stream);
	return done;
}

static struct outcome deliver_document(struct http *http, const struct parcel *parcel,
				       struct arena *arena)
{
	const char *const headers[] = {
		"Content-Type: application/json",
		"Content-Encoding: gzip",
		arena_print(arena, "Idempotency-Key: %s", parcel->id),
		parcel->token ? arena_print(arena, "Authorization: Bearer %s", parcel->token) : NULL,
		NULL,
	};
	struct http_request request = {
		.url = parcel->target.url,
		.ca = parcel->ca,
		.timeout_seconds = parcel->timeout_seconds,
		.headers = headers,
		/* Nor shall a proxy see it on the way to this machine itself. */
		.direct = parcel->token && parcel->target.loopback,
	};
	struct http_answer answer;
	void *body;

	request.size = compress_text(parcel->document, arena, &body);
	if (!request.size)
		return (struct outcome){ .delivery = LATER, .why = "out of memory" };
	request.body = body;
	http_post(http, &request, arena, &answer);
	return outcome_of_http(&answer, arena);
}

struct outcome deliver(struct http *http, const struct parcel *parcel, struct arena *arena)
{
	return parcel->target.beaker ? deliver_beaker(http, parcel, arena) :
				       deliver_document(http, parcel, arena);
}
