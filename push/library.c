#include "push/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

#include "scanner/arena.h"

const struct library library_curl = {
	/* The same interface with another library for TLS. */
	.names = (const char *const[]){ "libcurl.so.4", "libcurl-gnutls.so.4", NULL },
	.package = "libcurl4",
};

const struct library library_xml = {
	/* 2.14 changed its name; what is used here is the same in both. */
	.names = (const char *const[]){ "libxml2.so.2", "libxml2.so.16", NULL },
	.package = "libxml2",
};

int library_load(const struct library *library, const struct library_function *functions,
		 size_t n, struct arena *arena, void **ret_handle, const char **ret_why)
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

		if (!symbol) {
			*ret_why = arena_print(arena, "%s is too old: it lacks %s",
					       library->names[0], functions[i].name);
			return -ELIBBAD;
		}
		/* A function's address out of a data pointer, as POSIX has it. */
		memcpy(functions[i].member, &symbol, sizeof(symbol));
	}
	*ret_handle = handle;
	return 0;
}
