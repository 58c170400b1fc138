/* The tests' own tables: sound ones, with every structure that labscan decodes. */
#pragma once

#include "tests/unit/build_table.h"

struct sample {
	const char *name;
	struct build (*build)(void); /* unfinished: callers may change it first */
};

extern const struct sample samples[];
extern const size_t n_samples;

struct build sample_dmar(void);
struct build sample_ivrs(void);
struct build sample_iort(void);
struct build sample_iort_old(void); /* revision 0: nodes of their first lengths */
struct build sample_viot(void);
struct build sample_rimt(void);
struct build sample_madt(void);
struct build sample_other(void);    /* a signature that is not decoded */

/* Where structures stand in the samples. */
enum {
	DMAR_FIRST = 48, /* the first structure: a DRHD with scopes */
	IVRS_FIRST = 48, /* the first block: an IVHD of type 10h */
	NODES_FIRST = 48,
};
