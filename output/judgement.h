/* The IOMMU's part of the document: verdict, tables, units, groups. */
#pragma once

struct judgement;
struct json_object;

/* The caller owns the object. */
struct json_object *judgement_json(const struct judgement *judgement);
