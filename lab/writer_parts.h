/* What the files of the writer share, and nobody else. */
#pragma once

#include "lab/incoming.h"
#include "lab/numbering.h"
#include "lab/store_parts.h"
#include "lab/writer.h"
#include "scanner/arena.h"

struct indexer;

/* A host that has scans in the batch. */
struct batch_host {
	int64_t number, scan, time, n_scans, body;
	int64_t indexed;   /* the body that the index has of it; 0: none */
	size_t latest;     /* the document of the latest scan, when the batch has it; NONE */
	bool is_new;
};
#define NONE SIZE_MAX

struct batch_document {
	struct incoming incoming;
	enum written written;
	int64_t replaced;  /* the scan that it becomes the document of; 0: a new one */
	size_t host;       /* in struct writer's hosts */
	int64_t scan, body;
};

struct writer {
	struct store *store;
	struct numbering numbering;
	struct indexer *indexer;
	struct digester *digester;
	struct writer_listener listener;

	struct arena arena; /* of the batch */
	struct batch_document *documents;
	size_t n_documents;
	size_t n_bytes;     /* that they take */
	struct batch_host *hosts;
	size_t n_hosts;
};

/* Whether it has something to write. */
bool is_written(const struct batch_document *document);

/* The steps of a flush, each for the whole batch: 0 or -errno. */
int write_known(struct writer *writer);    /* finds scans that are there already */
int write_bodies(struct writer *writer);   /* layouts, sections, bodies */
int write_find_hosts(struct writer *writer);
int write_scans(struct writer *writer);    /* and captures; changes the hosts */
int write_index(struct writer *writer);    /* of hosts that have another body now */
int write_hosts(struct writer *writer);

/* Outside of a flush. */
int write_rebuild(struct writer *writer);
