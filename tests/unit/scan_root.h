/* Runs a collector on a root made from rows. */
#pragma once

#include "scanner/arena.h"
#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/root.h"
#include "tests/unit/make_root.h"

struct scanned {
	struct host host;
	struct arena arena;
	struct root root;
	char *path;
};

typedef void collector(struct host *host, const struct wants *wants);

/* Makes the root and opens it; a collector may be NULL. Undone by scan_drop. */
void scan_root(struct scanned *ret, collector *run, _Bool names,
	       const struct root_entry *entries, size_t n);
void scan_drop(struct scanned *scanned);

/* scan_root with the rows written out. */
#define SCAN(ret, run, names, ...)                                            \
	do {                                                                      \
		static const struct root_entry rows_[] = { __VA_ARGS__ };         \
		scan_root(ret, run, names, rows_,                             \
			  sizeof(rows_) / sizeof(rows_[0]));                      \
	} while (0)

#define ROOT_FILE(where, text) { .path = (where), .content = (text) }
#define ROOT_BYTES(where, bytes) \
	{ .path = (where), .content = (bytes), .size = sizeof(bytes) - 1 }
#define ROOT_LINK(where, target) { .path = (where), .link = (target) }
#define ROOT_DIR(where) { .path = (where) }

/* The state of a fact, for assert_int_equal. */
#define STATE(f) ((int)(f).fact.state)

/* Assert that a fact is known, and what it is and where from. */
#define assert_text(f, expected)                             \
	do {                                                 \
		assert_int_equal(STATE(f), FACT_KNOWN);      \
		assert_string_equal((f).value, expected);    \
	} while (0)
#define assert_number(f, expected)                           \
	do {                                                 \
		assert_int_equal(STATE(f), FACT_KNOWN);      \
		assert_int_equal((f).value, expected);       \
	} while (0)
#define assert_source(f, expected) assert_string_equal((f).fact.source, expected)
