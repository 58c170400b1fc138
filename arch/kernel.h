/* The kernel's command line, split and evaluated as the kernel does it. */
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

/* A comma list being read token by token. */
struct kernel_list {
	const char *rest;
};

/* Whether the list's next token starts with one of `words` (NULL-terminated):
 * the kernel compares with strncmp, so "only" counts as "on". Moves past the token.
 * Returns false at the end of the list; *ret_word is the index of the word, or -1. */
bool kernel_list_next(struct kernel_list *list, const char *const *words, int *ret_word);

/* Which option switches every x86 IOMMU off: iommu=off, never undone by a later
 * one (arch/x86/kernel/pci-dma.c:iommu_setup). NULL: none does. */
const struct kernel_option *kernel_no_iommu(const struct kernel_options *options);
