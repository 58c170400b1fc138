#include "lab/source.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab/members.h"
#include "scanner/input.h"
#include "scanner/tree.h"

#define FIRST_ROOM ((size_t)1024 * 1024)

struct input {
	const struct source_sink *sink;
	const char *file;     /* for messages */
	int fd;
	char *data, *scratch; /* scratch: as large, for members_read */
	size_t start, end, room;
	bool at_end;          /* of the file: all is in data */
	bool broken;          /* it could not be read to its end, which was told */
	size_t n;             /* documents that began */
	int64_t time;
};

static int refuse(const struct input *input, size_t number, const char *why)
{
	input->sink->refused(input->sink->context, input->file, number, why);
	return 0;
}

/* ---- bytes ---- */

static int make_room(struct input *input)
{
	size_t room = input->room ? 2 * input->room : FIRST_ROOM;
	char *data = realloc(input->data, room), *scratch;

	if (!data)
		return -ENOMEM;
	input->data = data;
	scratch = realloc(input->scratch, room);
	if (!scratch)
		return -ENOMEM;
	input->scratch = scratch;
	input->room = room;
	return 0;
}

/* Reads more behind what is there. 0, or -ENOMEM: a file that cannot be read ends there. */
static int fill(struct input *input)
{
	ssize_t size;

	memmove(input->data, input->data + input->start, input->end - input->start);
	input->end -= input->start;
	input->start = 0;
	if (input->end == input->room) {
		int error = make_room(input);

		if (error)
			return error;
	}
	size = read(input->fd, input->data + input->end, input->room - input->end);
	if (size < 0 && errno == EINTR)
		return 0;
	if (size < 0) {
		refuse(input, 0, strerror(errno));
		input->broken = true;
	}
	input->at_end = size <= 0;
	input->end += size > 0 ? (size_t)size : 0;
	return 0;
}

/* ---- documents ---- */

static int skip_space(struct input *input)
{
	int error = 0;

	for (;;) {
		size_t left = input->end - input->start, n = 0;

		while (n < left && strchr(" \t\r\n", input->data[input->start + n]) &&
		       input->data[input->start + n])
			n++;
		input->start += n;
		if (n < left || input->at_end || error)
			return error;
		error = fill(input);
	}
}

/* After what is no document the next one begins with a line: those of JSON that is laid out
 * on several are indented. */
static int skip_broken(struct input *input)
{
	static const char next[] = "\n{";

	for (;;) {
		char *from = input->data + input->start;
		char *found = memmem(from, input->end - input->start, next, strlen(next));
		int error;

		if (found) {
			input->start = (size_t)(found - input->data) + 1;
			return 0;
		}
		/* Its first half may be there. */
		input->start = input->end > input->start ? input->end - 1 : input->end;
		if (input->at_end) {
			input->start = input->end;
			return 0;
		}
		error = fill(input);
		if (error)
			return error;
	}
}

/* One document, or what takes its place. */
static int read_one(struct input *input, struct members *members)
{
	const struct source_sink *sink = input->sink;
	const char *why;
	size_t used, left;
	int error;

	input->n++;
	for (;;) {
		left = input->end - input->start;
		error = members_read(input->data + input->start, left, input->scratch, members,
				     &used, &why);
		if (error != -EAGAIN || input->at_end || left > DOCUMENT_SIZE)
			break;
		error = fill(input);
		if (error)
			return error;
	}
	if (!error && used <= DOCUMENT_SIZE) {
		error = sink->document(sink->context, input->file, input->n, input->time, members);
		input->start += used;
		return error;
	}
	if (error == -EAGAIN && input->broken) {
		input->start = input->end;
		return 0;
	}
	if (error != -EBADMSG)
		why = left > DOCUMENT_SIZE ? "it is larger than 16 MiB" : "it ends in the middle";
	refuse(input, input->n, why);
	return skip_broken(input);
}

static int read_documents(struct input *input)
{
	struct members *members = malloc(sizeof(*members));
	int error = members ? skip_space(input) : -ENOMEM;

	if (!error && input->start == input->end && !input->broken)
		refuse(input, 0, "it is empty");
	while (!error && input->start < input->end) {
		error = read_one(input, members);
		if (!error)
			error = skip_space(input);
	}
	free(members);
	return error;
}

/* ---- captures ---- */

/* gzip (RFC 1952, 2.3.1), zstd (RFC 8878, 3.1.1), or tar: of POSIX.1-1988 on, at 257. */
static bool is_capture(const struct input *input)
{
	const char *bytes = input->data + input->start;
	size_t size = input->end - input->start;

	return (size > 2 && !memcmp(bytes, "\x1f\x8b", 2)) ||
	       (size > 4 && !memcmp(bytes, "\x28\xb5\x2f\xfd", 4)) ||
	       (size > 512 && !memcmp(bytes + 257, "ustar", 5));
}

/* A capture is opened by a path: one that came through a pipe gets one. */
static int hand_over(struct input *input)
{
	const struct source_sink *sink = input->sink;
	int fd = memfd_create("capture", MFD_CLOEXEC), error = 0;
	char path[32];

	if (fd < 0)
		return -errno;
	for (size_t done = 0; !error && done < input->end;) {
		ssize_t size = write(fd, input->data + done, input->end - done);

		if (size < 0 && errno != EINTR)
			error = -errno;
		done += size > 0 ? (size_t)size : 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!error)
		error = sink->capture(sink->context, input->file, path, input->time, input->data,
				      input->end);
	close(fd);
	return error;
}

static int read_capture(struct input *input)
{
	int error = 0;

	while (!error && !input->at_end && input->end <= TREE_MAX_BYTES)
		error = fill(input);
	if (error)
		return error;
	if (input->broken)
		return 0;
	if (!input->at_end)
		return refuse(input, 0, "it is larger than any capture");
	return hand_over(input);
}

/* ---- files ---- */

static int read_input(struct input *input)
{
	int error = make_room(input);

	/* A pipe gives little at once; what kind of file it is takes some bytes. */
	while (!error && !input->at_end && input->end < BUFSIZ)
		error = fill(input);
	if (error)
		return error;
	return is_capture(input) ? read_capture(input) : read_documents(input);
}

static int read_file(const char *path, const struct source_sink *sink)
{
	bool is_standard = !strcmp(path, "-");
	struct input input = { .sink = sink, .file = input_name(path) };
	struct stat status;
	int error;

	input.fd = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (input.fd < 0 || fstat(input.fd, &status) < 0) {
		refuse(&input, 0, strerror(errno));
		return 0;
	}
	input.time = S_ISREG(status.st_mode) ? status.st_mtime : time(NULL);
	error = read_input(&input);
	if (!is_standard)
		close(input.fd);
	free(input.data);
	free(input.scratch);
	return error;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int read_tree(const char *path, const struct source_sink *sink)
{
	char *paths[] = { (char *)(uintptr_t)path, NULL };
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int error = walk ? 0 : -errno;

	while (!error && (entry = fts_read(walk))) {
		if (entry->fts_info == FTS_F)
			error = read_file(entry->fts_path, sink);
		else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
			 entry->fts_info == FTS_NS)
			sink->refused(sink->context, entry->fts_path, 0, strerror(entry->fts_errno));
	}
	if (walk)
		fts_close(walk);
	return error;
}

int source_read(const char *path, const struct source_sink *sink)
{
	struct stat status;

	if (strcmp(path, "-") && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return read_tree(path, sink);
	return read_file(path, sink);
}
