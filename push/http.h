/* POST by libcurl: TLS verified, no redirects, an answer of bounded size, in bounded
 * time. Proxies as curl has them: http_proxy, https_proxy, no_proxy. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct http;

/* How a request ended. */
enum http_end {
	HTTP_ANSWERED, /* there is a status */
	HTTP_BROKEN,   /* no or half an answer: another try may get one */
	HTTP_FAILED,   /* no try will do better: TLS, a wrong name in the URL, a huge answer */
};

struct http_answer {
	enum http_end end;
	const char *why; /* in words, unless answered */
	unsigned status;
	const char *redirect; /* where a status of 3xx sends us; NULL: nowhere */
	unsigned retry_after_seconds; /* that the server asked for; 0: it did not */
	const char *body; /* ends with a NUL that is not counted */
	size_t size;
};

/* Loads libcurl. It all lives in the arena until http_close. 0 or -errno; then *ret_why
 * says why. */
int http_open(struct arena *arena, struct http **ret, const char **ret_why);
void http_close(struct http *http);

struct http_request {
	const char *url; /* http:// or https:// */
	const char *ca;  /* file of the authorities to trust; NULL: the system's */
	unsigned timeout_seconds; /* for all of it */
	const char *const *headers; /* "Name: value", ends with NULL */
	const void *body;
	size_t size;
	bool direct; /* by no proxy */
};

/* One POST on a connection of its own: an answer to nothing that was asked cannot be taken
 * for one to the next request. What it says lives in the arena. */
void http_post(struct http *http, const struct http_request *request, struct arena *arena,
	       struct http_answer *ret);
