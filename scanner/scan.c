#include "scanner/scan.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

#include "output/document.h"
#include "scanner/cmd.h"
#include "scanner/errors.h"
#include "scanner/tree.h"

static uint64_t clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static const char *time_text(struct arena *arena)
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	return arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900,
			   utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

/* A UUID of version 4 (RFC 9562, 5.4). */
static const char *make_id(struct arena *arena)
{
	unsigned char b[16];

	/* Not before Linux 3.17, and early at boot there may be none yet; but each process
	 * is started with 16 random bytes, and makes one scan. */
	if (getrandom(b, sizeof(b), GRND_NONBLOCK) != sizeof(b))
		memcpy(b, (const void *)getauxval(AT_RANDOM), sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return arena_print(arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			   b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
			   b[11], b[12], b[13], b[14], b[15]);
}

static struct scan_info make_info(struct scan *scan)
{
	return (struct scan_info){
		.id = make_id(&scan->arena),
		.version = LABSCAN_VERSION,
		.root = scan->root.path,
		.time = time_text(&scan->arena),
	};
}

static void make_document(struct scan *scan, const struct wants *wants)
{
	uint64_t start = clock_us(CLOCK_MONOTONIC);
	bool judged = wants->sections & (SECTION_BIT(iommu) | SECTION_BIT(viommu) |
					SECTION_BIT(vfio));
	struct scan_info info = { .id = NULL };

	if (!wants->keys_only)
		info = make_info(scan);
	collect(&scan->host, wants);
	if (judged)
		judge(&scan->host, &scan->judgement);
	if (wants->sections & SECTION_BIT(vfio))
		passthrough_judge(&scan->judgement, &scan->judgement.passthrough);
	if (wants->sections & SECTION_BIT(viommu))
		viommu_judge(&scan->judgement, wants->guest, &scan->judgement.viommu);
	info.duration_us = clock_us(CLOCK_MONOTONIC) - start;
	scan->document = document_build(&scan->host, judged ? &scan->judgement : NULL, wants->keys_only ? NULL : &info,
					wants->sections);
}

bool scan_run(struct scan *scan, const char *root, const struct wants *wants,
	      struct failure *failure)
{
	*scan = (struct scan){ .document = NULL };
	if (!cmd_open_root(root, &scan->arena, &scan->root, failure)) {
		arena_free(&scan->arena);
		return false;
	}
	if (wants->record && !scan->root.tree) {
		scan->root.record = tree_new(&scan->arena);
		scan->root.record->exact = true;
	}
	scan->host = (struct host){ .arena = &scan->arena, .root = &scan->root };
	make_document(scan, wants);
	return true;
}

void scan_free(struct scan *scan)
{
	json_object_put(scan->document);
	host_free(&scan->host);
	root_close(&scan->root);
	arena_free(&scan->arena);
}

static bool is_denied(int error)
{
	return error == EACCES || error == EPERM;
}

/* One line about what root alone may read, one about what else failed. */
void scan_tell_problems(const struct scan *scan)
{
	const struct host *host = &scan->host;
	size_t denied = 0, failed = 0;
	const char *first_denied = NULL;
	const struct problem *first_failed = NULL;

	for (size_t i = 0; i < host->n_problems; i++) {
		const struct problem *problem = &host->problems[i];

		if (is_denied(problem->error) && !denied++)
			first_denied = problem->path;
		if (!is_denied(problem->error) && !failed++)
			first_failed = problem;
	}
	if (denied && scan->root.tree)
		fprintf(stderr, "labscan: the capture lacks %zu files that only root may read, such as %s\n",
			denied, first_denied);
	else if (denied)
		fprintf(stderr, "labscan: run as root to know all: %zu files may be read by root only, such as %s\n",
			denied, first_denied);
	if (failed)
		fprintf(stderr, "labscan: %zu files could not be read, such as %s: %s\n", failed,
			first_failed->path, error_name(first_failed->error));
}
