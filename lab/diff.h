/* What changed between two scans of a host, in words. Devices are matched by what they
 * are (serial number, address), not by where they stand in a list. No difference is left
 * out but in "scan" and "source": when and how it was read is no matter of the host. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct json_object;

enum change_kind {
	CHANGE_MACHINE,    /* what tells machines apart: another one has this name */
	CHANGE_VALUE,      /* told then, and told otherwise now */
	CHANGE_NEW,        /* was not there */
	CHANGE_GONE,       /* is not there any more */
	CHANGE_UNREADABLE, /* could not be read now: it may be there and be the same */
	CHANGE_READABLE,   /* could not be read then */
	CHANGE_UNTOLD,     /* one of the documents says nothing of it at all */
};

struct change {
	enum change_kind kind;
	const char *path;           /* "disks[WD-123].size_bytes"; of several: their place */
	const char *place;          /* "disks[].size_bytes" */
	const char *subject;        /* "disk WD-123"; NULL: the host itself */
	const char *says;           /* "size 1 TiB -> 2 TiB", "gone" */
	const char *words;          /* both, as a sentence */
	struct json_object *before, *after; /* borrowed from the documents; NULL: none */
	size_t rank;                /* what matters more has less */
	struct change *head;        /* the change that it is a part of; NULL: of none */
	bool detail;                /* it has no head, and is worth no line of its own */
	size_t parts;               /* how many are parts of it */
};

struct changes {
	struct change **items; /* what matters more first; parts after their heads */
	size_t n;
	size_t heads;          /* of these, that have a line of their own */
};

/* What a change is a change of, whatever the host: "disks gone", "kernel 6.1 -> 6.12". */
const char *change_kin(struct arena *arena, const struct change *change);

/* The id of a kind: "machine", "value", ... */
const char *change_kind_id(enum change_kind kind);

/* Compares two documents, either of which may be hostile. What it gives lives in the
 * arena and borrows from both. */
struct changes diff_documents(struct arena *arena, struct json_object *before,
			      struct json_object *after);

/* The changes as an array of objects {path, kind, before, after, words, part_of}. The
 * caller owns it. */
struct json_object *diff_json(const struct changes *changes);
