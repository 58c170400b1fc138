/* Libraries that only a push needs are loaded when one runs: a scan is not to pay for
 * them. */
#pragma once

#include <stddef.h>

struct arena;

struct library {
	const char *const *names; /* of the shared object, the first that is there; ends with NULL */
	const char *package;      /* Debian's */
};

extern const struct library library_curl, library_xml;

struct library_function {
	const char *name;
	void *member; /* address of the pointer to set */
};

/* Loads the library and finds the functions. It stays loaded: libcurl and libxml2 keep
 * state of their own. 0, -ELIBACC when it is not there, -ELIBBAD when it lacks one; then
 * *ret_why says so in words. */
int library_load(const struct library *library, const struct library_function *functions,
		 size_t n, struct arena *arena, void **ret_handle, const char **ret_why);
