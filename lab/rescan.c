#include "lab/rescan.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab/captured.h"
#include "lab/incoming.h"
#include "lab/members.h"
#include "lab/store_parts.h"
#include "lab/writer.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/cmd.h"

struct rescan {
	struct store *store;
	struct incoming_reader reader;
	struct writer *writer;
	struct arena arena; /* of one scan */
	struct rescan_result *result;
	void (*progress)(size_t done);
	void (*failed)(const char *id, const char *why);
};

/* A scan that has a capture. */
struct kept {
	int64_t scan;
	char id[UUID_TEXT];
	int64_t time;
	const char *host, *root;
	const void *bytes;
	size_t size;
};

/* What the document called the capture: it is called so again. */
static const char *root_of(const char *own, struct arena *arena)
{
	struct json_object *scan = json_tokener_parse(own);
	const char *root = document_text(scan, "root");
	char *ret = arena_print(arena, "%s", root ? root : "");

	json_object_put(scan);
	return ret;
}

/* The next one after a scan; false in *ret_there: there is none. */
static int read_next(struct rescan *rescan, int64_t after, struct kept *ret, bool *ret_there)
{
	struct sql_statement *get;
	size_t size;
	int found = sql_prepare(rescan->store->sql, "SELECT s.id, s.uuid, s.time, h.name, s.own,"
				" c.bytes FROM scans s JOIN hosts h ON h.id = s.host"
				" JOIN captures c ON c.id = s.capture"
				" WHERE s.id > $1 AND s.capture IS NOT NULL ORDER BY s.id LIMIT 1", &get);

	*ret_there = false;
	if (found)
		return found;
	sql_bind(get, 1, after);
	found = sql_step(get);
	if (found <= 0)
		return found;
	*ret_there = true;
	ret->scan = sql_number(get, 0);
	uuid_print(sql_bytes(get, 1, &size), ret->id);
	ret->time = sql_number(get, 2);
	ret->host = arena_print(&rescan->arena, "%s", sql_text(get, 3));
	ret->root = root_of(sql_text(get, 4), &rescan->arena);
	const void *bytes = sql_bytes(get, 5, &ret->size);
	ret->bytes = memcpy(arena_alloc(&rescan->arena, ret->size), bytes, ret->size);
	sql_reset(get);
	return 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(fd, bytes, size);

		if (done < 0 && errno != EINTR)
			return -errno;
		bytes += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
	return 0;
}

/* The capture's document, to be freed; NULL: it has none, which was told. */
static char *document_of(struct rescan *rescan, const struct kept *kept, size_t *ret_size)
{
	struct failure failure = { 0 };
	int fd = memfd_create("capture", MFD_CLOEXEC);
	int error = fd < 0 ? -errno : write_all(fd, kept->bytes, kept->size);
	char path[32], *text = NULL;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	failure.error = -error;
	if (!error)
		text = captured_document(&(struct captured){ .path = path, .root = kept->root,
							     .id = kept->id, .time = kept->time },
					 &failure, ret_size);
	if (fd >= 0)
		close(fd);
	if (!text)
		rescan->failed(kept->id, failure.detail ? failure.detail : strerror(failure.error));
	free(failure.detail);
	return text;
}

static int judge(struct rescan *rescan, const struct kept *kept)
{
	struct members *members = arena_alloc(&rescan->arena, sizeof(*members));
	struct incoming incoming;
	const char *why = NULL;
	size_t size, used;
	char *text = document_of(rescan, kept, &size);
	int error = text ? 0 : -EBADMSG;

	if (!error)
		error = members_read(text, size, arena_alloc(&rescan->arena, size + 1), members,
				     &used, &why);
	if (!error)
		error = incoming_read(&rescan->reader, members, kept->host, kept->time,
				      &rescan->arena, &incoming, &why);
	if (!error)
		error = writer_replace(rescan->writer, &incoming, kept->scan);
	free(text);
	if (why)
		rescan->failed(kept->id, why);
	if (error != -EBADMSG)
		return error;
	rescan->result->n_failed++;
	return 0;
}

static void told(void *context, const struct incoming *incoming, enum written written)
{
	struct rescan *rescan = context;
	struct rescan_result *result = rescan->result;

	(void)incoming;
	if (written == WRITTEN_AGAIN)
		result->n_changed++;
	else
		result->n_same++;
	rescan->progress(result->n_changed + result->n_same + result->n_failed);
}

static int rescan_all(struct rescan *rescan)
{
	struct kept kept = { .scan = 0 };
	bool is_there = true;
	int error = 0;

	while (!error && is_there) {
		error = read_next(rescan, kept.scan, &kept, &is_there);
		if (!error && is_there)
			error = judge(rescan, &kept);
		arena_free(&rescan->arena);
	}
	return error ? error : writer_flush(rescan->writer);
}

int rescan_run(struct store *store, void (*progress)(size_t done),
	       void (*failed)(const char *id, const char *why), struct rescan_result *ret)
{
	struct rescan rescan = { .store = store, .result = ret, .progress = progress,
				 .failed = failed };
	const struct writer_listener listener = { .context = &rescan, .told = told };
	int error = incoming_reader_open(&rescan.reader);

	*ret = (struct rescan_result){ .n_changed = 0 };
	if (!error)
		error = writer_open(store, &listener, &rescan.writer);
	if (!error)
		error = rescan_all(&rescan);
	writer_close(rescan.writer);
	incoming_reader_close(&rescan.reader);
	return error;
}
