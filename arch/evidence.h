/* Pieces of evidence, made one by one. */
#pragma once

#include "arch/verdict.h"

/* What a path holds; the value is a printf format. */
struct evidence evidence_seen(struct arena *arena, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
struct evidence evidence_at(struct arena *arena, const char *path, uint64_t offset,
			    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* That a fact could not be read, that it is not there, or that nobody has looked. */
struct evidence evidence_unread(const struct fact *fact);
