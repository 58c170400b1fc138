/* What the spool keeps of a scan besides the document: where it goes, and with what. */
#pragma once

#include <stdbool.h>

struct arena;

struct entry {
	const char *id;    /* of the scan */
	const char *url;   /* as the user named it */
	const char *fqdn;  /* for Beaker; else NULL */
	/* Files, by absolute paths; NULL: none. A token itself is never stored. */
	const char *ca, *token;
};

/* As one line, in the arena. */
const char *entry_write(const struct entry *entry, struct arena *arena);

/* False when the line is none. */
bool entry_read(const char *line, struct arena *arena, struct entry *ret);
