/* What SMBIOS (DMTF DSP0134) tells in its structures, and sysfs does not in files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of all modules of main memory. False when a module does not tell its size, or
 * the table tells of none. Any bytes can be given. */
bool smbios_memory(const uint8_t *table, size_t size, uint64_t *ret_bytes);

/* Takes out of a table, in place, all that smbios_memory does not need: texts, UUIDs, and
 * what makers put into structures of their own. */
void smbios_redact(uint8_t *table, size_t size);
