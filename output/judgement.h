/* The IOMMU's part of the document: verdict, tables, units, groups. */
#pragma once

#include "arch/verdict.h"

struct judgement;
struct json_object;

/* The caller owns the object. */
struct json_object *judgement_json(const struct judgement *judgement);

/* ---- for the other parts that judgements make ---- */

/* The array of "evidence". */
struct json_object *evidence_json(const struct evidence *evidence, size_t n);
/* A boolean, or null for what cannot be told. */
struct json_object *answer_json(enum answer answer);
