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

/* In the order of beaker-system-scan. */
static const struct call {
	const char *method;
	struct json_object *(*inventory)(struct json_object *document);
} calls[] = {
	{ "legacypush", beaker_legacy },
	{ "push", beaker_data },
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

/* A call as it is sent. */
struct body {
	char *text;
	size_t size;
};

/* 0 or -errno as xmlrpc_write_call. The text is the caller's to free, also after an error. */
static int write_call(const struct call *call, const char *fqdn,
		      struct json_object *document, struct body *ret)
{
	FILE *out = open_memstream(&ret->text, &ret->size);

	if (!out)
		return -errno;
	struct json_object *params[] = { json_object_new_string(fqdn),
					 call->inventory(document) };
	int error = xmlrpc_write_call(out, call->method, params, 2);
	if (fclose(out) && !error)
		error = -ENOMEM;
	json_object_put(params[0]);
	json_object_put(params[1]);
	return error;
}

static int write_calls(const struct parcel *parcel, struct json_object *document,
		       struct body *bodies)
{
	int error = 0;

	for (size_t i = 0; i < N_CALLS && !error; i++)
		error = write_call(&calls[i], parcel->fqdn, document, &bodies[i]);
	return error;
}

static const char *unsayable(int error)
{
	return error == -ERANGE ? "a number has more than 32 bits" :
	       error == -EILSEQ ? "a text has characters that XML cannot say" :
				  strerror(-error);
}

static struct outcome send_call(struct http *http, const struct parcel *parcel,
				const struct xmlrpc_parser *parser, const char *method,
				const struct body *body, struct arena *arena)
{
	static const char *const headers[] = { "Content-Type: text/xml", NULL };
	const struct http_request request = {
		.url = parcel->target.url,
		.ca = parcel->ca,
		.timeout_seconds = parcel->timeout_seconds,
		.headers = headers,
		.body = body->text,
		.size = body->size,
	};
	struct http_answer answer;

	http_post(http, &request, arena, &answer);
	return outcome_of_call(parser, method, &answer, arena);
}

/* All that can fail here does so before the first call goes out: with one struct and not the
 * other a lab has half of a host. Where it still comes to that, both are sent again, and
 * what the lab has already changes nothing there. */
static struct outcome deliver_beaker(struct http *http, const struct parcel *parcel,
				     struct arena *arena)
{
	struct body bodies[N_CALLS] = { { .text = NULL } };
	struct json_object *document = json_tokener_parse(parcel->document);
	struct outcome outcome = { .delivery = DELIVERED };
	const struct xmlrpc_parser *parser;

	if (!document)
		return refused(arena, "", "the document is no JSON");
	int error = write_calls(parcel, document, bodies);
	if (error)
		outcome = refused(arena, "this inventory cannot be sent: ", unsayable(error));
	else if (xmlrpc_load(arena, &parser, &outcome.why))
		outcome.delivery = UNREACHABLE;
	for (size_t i = 0; i < N_CALLS && outcome.delivery == DELIVERED; i++)
		outcome = send_call(http, parcel, parser, calls[i].method, &bodies[i], arena);
	for (size_t i = 0; i < N_CALLS; i++)
		free(bodies[i].text);
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
