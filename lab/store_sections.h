/* The sections of documents as fields of the index: "document:disks". They need no facts, as
 * what hosts share is stored once anyway. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct hosts;
struct index_value;
struct store;
struct store_sections;

/* Nothing is read before the first field is asked for. In the arena. */
struct store_sections *store_sections_new(struct store *store, struct arena *arena);

/* Whether a field is a section, by its name or by its number. */
bool store_sections_has_name(const char *name);
bool store_sections_has(int64_t field);

/* These are those of struct index_source (lab/index.h). */
int store_sections_field(struct store_sections *sections, const char *name, int64_t *ret);
int store_sections_values(struct store_sections *sections, int64_t field,
			  int (*each)(void *each_context, const struct index_value *value),
			  void *each_context);
int store_sections_postings(struct store_sections *sections, int64_t field,
			    const int64_t *values, size_t n, struct hosts *ret);
