/* Where find looks hosts up: what it asks of a store, so that it can be another one. */
#pragma once

#include "lab/fields.h"
#include "lab/hosts.h"

/* A value that hosts have for a field. */
struct index_value {
	int64_t id;
	enum field_state state;
	bool is_list;
	/* Told: its JSON; of a list the packed ids (lab/packed.h) of its elements, which are
	 * values of the field "NAME[]". */
	const char *bytes;
	size_t size;
};

/* Leaves out the plain texts (lab/plain.h) whose keys are none of these. NULL leaves all. */
struct index_texts {
	int64_t *keys;
	size_t n;
};

/* Functions return 0 or -errno, those with `each` what that returns when it is not 0. */
struct index_source {
	void *context;
	struct hosts all;
	struct hosts bare; /* of these, that nothing is indexed of: their document is too new */
	/* The number of a field (lab/fields.h), or of a section of the document:
	 * "document:disks". -ENOENT when no host has it. */
	int (*field)(void *context, const char *name, int64_t *ret);
	/* Its values, in any order: all, or those that `texts` leaves. Each lives until `each`
	 * returns. */
	int (*values)(void *context, int64_t field, const struct index_texts *texts,
		      int (*each)(void *each_context, const struct index_value *value),
		      void *each_context);
	/* Adds the hosts that have one of these values. A host has one value of each field
	 * that there is, but of sections only those of its document. */
	int (*postings)(void *context, int64_t field, const int64_t *values, size_t n,
			struct hosts *ret);
};
