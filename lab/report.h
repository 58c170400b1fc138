/* The page of a lab: its hosts as a table, what is to be fixed, what changed, and all that
 * is known of each host. One file that loads nothing from elsewhere. It is made from
 * documents alone, wherever they come from. */
#pragma once

#include <stdint.h>
#include <stdio.h>

struct json_object;
struct report;

struct report_host {
	const char *name;
	int64_t time;                 /* of its latest scan, in seconds since 1970, UTC */
	struct json_object *document; /* of that; is made clean (lab/clean.h) */
	/* What is compared with it, and is made clean, too; NULL: there is none. */
	struct json_object *before;
	int64_t before_time;
};

/* `since`: from when on changes are told; 0: they are not. report_free frees it. */
struct report *report_new(int64_t since);
void report_free(struct report *report);

/* Nothing of `host` is needed afterwards. */
void report_add(struct report *report, const struct report_host *host);

/* `now`: what the page gives for its time. */
void report_print(struct report *report, int64_t now, FILE *out);
