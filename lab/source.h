/* What a user names to be imported: files of documents, captures, directories of both. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct members;

/* What is found there. Functions return 0, or what ends the reading. */
struct source_sink {
	void *context;
	/* A document; `number` counts those of the file from 1. */
	int (*document)(void *context, const char *file, size_t number, int64_t time,
			const struct members *members);
	/* The bytes of a capture; the path can be opened as one. */
	int (*capture)(void *context, const char *file, const char *path, int64_t time,
		       const void *bytes, size_t size);
	/* What is neither; number 0: the whole file. */
	void (*refused)(void *context, const char *file, size_t number, const char *why);
};

/* Reads a file, a directory and all below it, or standard input for "-". `time` of what has
 * none of its own is that of the file. 0, or what the sink returned. */
int source_read(const char *path, const struct source_sink *sink);
