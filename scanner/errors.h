/* Error numbers by name: names mean the same on every machine, numbers do not. */
#pragma once

/* "EACCES" for EACCES. A number without a row is "EUNKNOWN". */
const char *error_name(int error);

/* The number that a name has here. For a name without a row, one that has none. */
int error_number(const char *name);
