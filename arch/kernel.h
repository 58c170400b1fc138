/* The kernel's command line, split as the kernel splits it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* One option, unquoted. */
struct kernel_option {
	const char *name;
	const char *value; /* NULL: no "=" */
};

struct kernel_options {
	struct kernel_option *options;
	size_t n;
};

/* Splits a command line up to a bare "--", as lib/cmdline.c:next_arg and
 * kernel/params.c:parse_args do. Strings live in the arena. */
void kernel_options_parse(struct arena *arena, const char *command_line,
			  struct kernel_options *ret);

/* Whether two names are one to the kernel: "-" and "_" are equal in names
 * (kernel/params.c:parameq). */
bool kernel_name_equal(const char *a, const char *b);

/* Whether a release, such as "6.1.0-13-amd64", is of this version or a later one; one that
 * is no number is taken for new. Those of distributions may have more than they say. */
bool kernel_is_since(const char *release, unsigned major, unsigned minor);
