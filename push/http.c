#include "push/http.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* Its macros are in the way of functions that are members. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo

#include "scanner/arena.h"
#include "scanner/library.h"
#include "scanner/str.h"

#define CONNECT_SECONDS 10L

/* Of an answer: labs say a few words. */
#define MAX_BODY ((size_t)256 * 1024)

#define FUNCTIONS(F)                                                                   \
	F(curl_global_init) F(curl_easy_init) F(curl_easy_cleanup) F(curl_easy_reset)  \
	F(curl_easy_setopt) F(curl_easy_perform) F(curl_easy_getinfo)                  \
	F(curl_easy_strerror) F(curl_slist_append) F(curl_slist_free_all)

struct http {
	CURL *curl;
	/* Of the answer to the request that runs. */
	char *body;
	size_t size;
	bool huge; /* there was more than MAX_BODY */
	FUNCTIONS(LIBRARY_MEMBER)
};

int http_open(struct arena *arena, struct http **ret, const char **ret_why)
{
	struct http *http = arena_alloc(arena, sizeof(*http));
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &http->f },
		FUNCTIONS(F)
#undef F
	};
	int error = library_load(&library_curl, functions,
				 sizeof(functions) / sizeof(functions[0]), arena,
				 ret_why);

	if (error)
		return error;
	if (http->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->curl = http->curl_easy_init();
	if (!http->curl) {
		*ret_why = "libcurl does not start";
		return -ELIBBAD;
	}
	*ret = http;
	return 0;
}

void http_close(struct http *http)
{
	if (http)
		http->curl_easy_cleanup(http->curl);
}

static size_t take_body(char *data, size_t one, size_t n, void *context)
{
	struct http *http = context;
	size_t size = one * n;

	if (size > MAX_BODY - http->size) {
		http->huge = true;
		return 0;
	}
	memcpy(http->body + http->size, data, size);
	http->size += size;
	return size;
}

/* Whether another try may end better (curl's documentation, libcurl-errors(3)). */
static enum http_end end_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return HTTP_ANSWERED;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_PARTIAL_FILE: /* less than its Content-Length promised */
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return HTTP_BROKEN;
	default:
		return HTTP_FAILED;
	}
}

/* An option that libcurl does not take must not be taken for set: those of TLS above all. */
#define SET(option, value) \
	(code = code ? code : http->curl_easy_setopt(http->curl, option, value))

static CURLcode set_up(struct http *http, const struct http_request *request,
		       struct curl_slist *headers, char *error)
{
	CURLcode code = CURLE_OK;

	/* Nothing is kept from the request before. */
	http->curl_easy_reset(http->curl);
	SET(CURLOPT_ERRORBUFFER, error);
	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_POST, 1L);
	/* With its size known it is not sent in chunks. */
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->size);
	SET(CURLOPT_POSTFIELDS, request->body);
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_USERAGENT, "labscan/" LABSCAN_VERSION);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	SET(CURLOPT_TIMEOUT, (long)request->timeout_seconds);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (request->ca)
		SET(CURLOPT_CAINFO, request->ca);
	if (request->direct)
		SET(CURLOPT_PROXY, "");
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, http);
	return code;
}

#undef SET

static void tell_answer(struct http *http, struct arena *arena, struct http_answer *answer)
{
	curl_off_t retry_after = 0;
	char *redirect = NULL;
	long status = 0;

	http->curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	http->curl_easy_getinfo(http->curl, CURLINFO_REDIRECT_URL, &redirect);
	http->curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &retry_after);
	answer->status = (unsigned)status;
	if (redirect)
		answer->redirect = str_keep(arena, redirect, strlen(redirect));
	answer->retry_after_seconds = retry_after < 0 ? 0 :
				      retry_after > UINT_MAX ? UINT_MAX :
							       (unsigned)retry_after;
	answer->body = http->body;
	answer->size = http->size;
}

/* The headers as libcurl has them; NULL without memory. */
static struct curl_slist *list_headers(struct http *http, const char *const *headers)
{
	/* "Expect: 100-continue" would wait for servers that do not know it. */
	struct curl_slist *list = http->curl_slist_append(NULL, "Expect:");

	for (size_t i = 0; list && headers[i]; i++) {
		struct curl_slist *more = http->curl_slist_append(list, headers[i]);

		if (!more)
			http->curl_slist_free_all(list);
		list = more;
	}
	return list;
}

void http_post(struct http *http, const struct http_request *request, struct arena *arena,
	       struct http_answer *ret)
{
	struct curl_slist *headers = list_headers(http, request->headers);
	char words[CURL_ERROR_SIZE] = "";
	CURLcode code = CURLE_OUT_OF_MEMORY;

	*ret = (struct http_answer){ .end = HTTP_FAILED };
	http->body = arena_alloc(arena, MAX_BODY + 1);
	http->size = 0;
	http->huge = false;
	if (headers) {
		code = set_up(http, request, headers, words);
		if (code == CURLE_OK)
			code = http->curl_easy_perform(http->curl);
	}
	http->body[http->size] = '\0';
	arena_trim(arena, http->body, http->size + 1);
	ret->end = end_of(code);
	if (ret->end == HTTP_ANSWERED)
		tell_answer(http, arena, ret);
	else if (http->huge)
		ret->why = "the answer is larger than any that a lab gives";
	else
		ret->why = str_keep(arena, words[0] ? words : http->curl_easy_strerror(code),
				    CURL_ERROR_SIZE);
	http->curl_slist_free_all(headers);
}
