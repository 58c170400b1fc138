/* Comparing a value of a host with one that is required. */
#pragma once

#include "match/requirement.h"

/* As what to compare a JSON value where `wanted` is asked for: a broken number is compared
 * as one with an integer too. */
enum value_kind compare_kind(struct json_object *value, enum value_kind wanted);

/* A JSON value as that kind: true and false are 1 and 0, text that is wholly a number is
 * one. False when it cannot be. Its text lives as long as the value does. */
bool compare_convert(struct json_object *value, enum value_kind kind,
		     struct requirement_value *ret);

enum compare_answer { COMPARE_NO, COMPARE_YES, COMPARE_GAVE_UP };

/* Whether `found` stands so to `wanted`; gives up when that takes more work than the asker
 * has left. */
enum compare_answer compare(const struct requirement_value *found, enum requirement_op op,
			    const struct requirement_value *wanted, struct asker *asker);
