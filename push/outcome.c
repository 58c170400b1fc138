/* What the answers of labs mean. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "push/deliver.h"
#include "push/xmlrpc.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* RFC 9110, 15; RFC 6585, 4. */
enum {
	HTTP_OK = 200, HTTP_FIRST_REDIRECT = 300, HTTP_FIRST_CLIENT_ERROR = 400,
	HTTP_UNAUTHORIZED = 401, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404,
	HTTP_TOO_LARGE = 413, HTTP_TOO_MANY = 429, HTTP_FIRST_SERVER_ERROR = 500,
	HTTP_BAD_GATEWAY = 502, HTTP_UNAVAILABLE = 503, HTTP_GATEWAY_TIMEOUT = 504,
};

/* Of what a lab says, as much as a line of an error takes. */
#define MAX_SAID 200

static const char *meaning(unsigned status)
{
	switch (status) {
	case HTTP_UNAUTHORIZED: return ": it wants a token, or another one (--token)";
	case HTTP_FORBIDDEN: return ": it does not let us push: does the token have that right?";
	case HTTP_NOT_FOUND: return ": nothing takes scans there: is the path of the URL right?";
	case HTTP_TOO_LARGE: return ": it takes no document of this size: an administrator can raise the limit";
	default: return "";
	}
}

/* The beginning of an answer, safe for a terminal. */
static const char *said(const struct http_answer *answer, struct arena *arena)
{
	size_t size = answer->size < MAX_SAID ? answer->size : MAX_SAID;
	const char *words = str_keep(arena, answer->body, size);

	return words[0] ? arena_print(arena, ": %s", words) : "";
}

static enum delivery delivery_of(unsigned status)
{
	switch (status) {
	case HTTP_TOO_MANY:
	case HTTP_BAD_GATEWAY:
	case HTTP_UNAVAILABLE:
	case HTTP_GATEWAY_TIMEOUT:
		return LATER;
	default:
		return status < HTTP_OK || status >= HTTP_FIRST_SERVER_ERROR ? FAILED :
		       status < HTTP_FIRST_REDIRECT ? DELIVERED : REFUSED;
	}
}

struct outcome outcome_of_http(const struct http_answer *answer, struct arena *arena)
{
	struct outcome outcome = { .why = answer->why };

	if (answer->end != HTTP_ANSWERED) {
		outcome.delivery = answer->end == HTTP_BROKEN ? LATER : UNREACHABLE;
		return outcome;
	}
	outcome.delivery = delivery_of(answer->status);
	outcome.retry_after_seconds = answer->retry_after_seconds;
	if (answer->status >= HTTP_FIRST_REDIRECT && answer->status < HTTP_FIRST_CLIENT_ERROR)
		outcome.why = arena_print(arena, "it redirects to %s, which is not followed: "
						 "push there if that is the lab",
					  answer->redirect ? answer->redirect : "nowhere");
	else if (outcome.delivery != DELIVERED)
		outcome.why = arena_print(arena, "HTTP %u%s%s", answer->status,
					  meaning(answer->status), said(answer, arena));
	return outcome;
}

/* The words for what a server says, and that itself. */
static const char *explain(const char *text, struct arena *arena)
{
	static const struct {
		const char *part, *words;
	} faults[] = {
#define FAULT(part, words) { part, words },
#include "push/faults.def"
#undef FAULT
	};
	size_t length = strlen(text);
	const char *safe = str_keep(arena, text, length < MAX_SAID ? length : MAX_SAID);

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (strstr(text, faults[i].part))
			return arena_print(arena, "%s (%s)", faults[i].words, safe);
	return safe;
}

/* Beaker answers an empty name with [0, "You must supply a FQDN"], which is no success. */
static struct outcome outcome_of_value(const char *method, const struct xmlrpc_answer *answer,
				       struct arena *arena)
{
	struct outcome outcome = { .delivery = REFUSED };
	struct json_object *text = NULL;

	if (answer->fault) {
		/* Nothing to find in a value that is no struct: then it stands whole. */
		if (json_object_is_type(answer->value, json_type_object))
			json_object_object_get_ex(answer->value, "faultString", &text);
	} else if (json_object_is_type(answer->value, json_type_int) &&
		   json_object_get_int64(answer->value) == 0) {
		outcome.delivery = DELIVERED;
		return outcome;
	}
	const char *words = json_object_get_string(text ? text : answer->value);
	outcome.why = arena_print(arena, "%s: %s", method,
				  explain(words ? words : "the answer is nil", arena));
	return outcome;
}

struct outcome outcome_of_call(const struct xmlrpc_parser *parser, const char *method,
			       const struct http_answer *http, struct arena *arena)
{
	struct outcome outcome = outcome_of_http(http, arena);
	struct xmlrpc_answer answer;
	const char *why;

	if (outcome.delivery != DELIVERED)
		return outcome;
	int error = xmlrpc_read_answer(parser, http->body, http->size, arena, &answer, &why);
	if (error == -EBADMSG) {
		outcome.delivery = FAILED;
		outcome.why = arena_print(arena, "%s: the answer is not XML-RPC: %s%s", method, why,
					  said(http, arena));
		return outcome;
	}
	if (error) {
		outcome.delivery = UNREACHABLE;
		outcome.why = arena_print(arena, "%s: the answer cannot be read: %s", method,
					  strerror(-error));
		return outcome;
	}
	outcome = outcome_of_value(method, &answer, arena);
	json_object_put(answer.value);
	return outcome;
}
