#include "scanner/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "scanner/arena.h"

const struct library library_archive = {
	.names = (const char *const[]){ "libarchive.so.13", NULL },
	.package = "libarchive13",
};

const struct library library_curl = {
	/* The same interface with another library for TLS. */
	.names = (const char *const[]){ "libcurl.so.4", "libcurl-gnutls.so.4", NULL },
	.package = "libcurl4",
};

const struct library library_pcre2 = {
	.names = (const char *const[]){ "libpcre2-8.so.0", NULL },
	.package = "libpcre2-8-0",
};

const struct library library_xml = {
	/* 2.14 changed its name; what is used here is the same in both. */
	.names = (const char *const[]){ "libxml2.so.2", "libxml2.so.16", NULL },
	.package = "libxml2",
};

const struct library library_yaml = {
	.names = (const char *const[]){ "libyaml-0.so.2", NULL },
	.package = "libyaml-0-2",
};

int library_load(const struct library *library, const struct library_function *functions,
		 size_t n, struct arena *arena, const char **ret_why)
{
	void *handle = NULL;

	for (size_t i = 0; library->names[i] && !handle; i++)
		handle = dlopen(library->names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle) {
		*ret_why = arena_print(arena, "this needs %s, which is not installed (Debian has "
					      "it in the package %s)",
				       library->names[0], library->package);
		return -ELIBACC;
	}
	for (size_t i = 0; i < n; i++) {
		void *symbol = dlsym(handle, functions[i].name);

		if (!symbol && !functions[i].optional) {
			*ret_why = arena_print(arena, "%s is too old: it lacks %s",
					       library->names[0], functions[i].name);
			return -ELIBBAD;
		}
		/* A function's address out of a data pointer, as POSIX has it. */
		memcpy(functions[i].member, &symbol, sizeof(symbol));
	}
	return 0;
}
