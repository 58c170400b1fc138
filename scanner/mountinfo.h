/* Lines of /proc/self/mountinfo (proc(5)). */
#pragma once

#include <stdbool.h>

/* What a scan looks at; as it stands there, with spaces and the like as \040. */
struct mountinfo {
	char *number; /* of the device: "8:1"; "0:25" where the file system has none */
	char *root;   /* the folder of the file system that is mounted */
	char *point, *type, *source;
};

/* Cuts a line into its fields. False when it has too few. */
bool mountinfo_parse(char *line, struct mountinfo *ret);

/* Resolves \040 and its like in place; returns the text. */
char *mountinfo_unescape(char *text);
