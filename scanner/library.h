/* Libraries that a scan does without are loaded when a command needs one: a scan is not to
 * pay for them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct library {
	const char *const *names; /* of the shared object, the first that is there; ends with NULL */
	const char *package;      /* Debian's */
};

extern const struct library library_archive, library_curl, library_pcre2, library_xml,
	library_yaml;

struct library_function {
	const char *name;
	void *member;  /* address of the pointer to set */
	bool optional; /* NULL is set where the library is too old for it */
};

/* A member of a struct: the pointer to a function of that name and type. */
#define LIBRARY_MEMBER(function) __typeof__(&(function)) function;

/* Loads the library and finds the functions. It stays loaded: some keep state of their
 * own. 0, -ELIBACC when it is not there, -ELIBBAD when it lacks one; then *ret_why says so
 * in words. */
int library_load(const struct library *library, const struct library_function *functions,
		 size_t n, struct arena *arena, const char **ret_why);
