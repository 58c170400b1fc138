/* DMARs for tests of the judgement: a sound one, and one for each rule that can be broken. */
#pragma once

#include "acpi/dmar.h"
#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum {
	WIDTH = 38,            /* 39 bits */
	WIDTH_AT = 36, FLAGS_AT = 37,
	SCOPE_AT = 16,         /* in a DRHD: the first */
	DRHD_END = DMAR_FIRST + 2 * 8 + SCOPE_AT, /* of the sound one */
};

#define DMAR_BASE UINT64_C(0xfed90000)

extern const struct broken_host broken_dmars[];
extern const size_t n_broken_dmars;
/* A host that breaks none. */
void dmar_sound(struct made_host *made);

/* A DMAR up to its structures; a scope on bus 0; a unit for the graphics at 00:02.0 and the
 * I/O APIC; a DMAR with that unit. */
struct build dmar_start(uint8_t width, uint8_t flags);
void dmar_add_scope(struct build *b, uint8_t type, uint8_t id, uint8_t device);
void dmar_add_drhd(struct build *b, uint16_t segment, uint64_t base);
struct build dmar_good(void);

/* Puts the table into a host that its scopes fit. */
void dmar_finish(struct made_host *made, struct build b);
