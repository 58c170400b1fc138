#include "tests/unit/scan_root.h"

#include <stdio.h>
#include <stdlib.h>

void scan_root(struct scanned *ret, collector *run, _Bool names,
	       const struct root_entry *entries, size_t n)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = names };

	*ret = (struct scanned){ .path = make_root(entries, n) };
	if (root_open(ret->path, &ret->arena, &ret->root)) {
		perror(ret->path);
		abort();
	}
	ret->host.arena = &ret->arena;
	ret->host.root = &ret->root;
	if (run)
		run(&ret->host, &wants);
}

void scan_drop(struct scanned *scanned)
{
	host_free(&scanned->host);
	root_close(&scanned->root);
	arena_free(&scanned->arena);
	drop_root(scanned->path);
}
