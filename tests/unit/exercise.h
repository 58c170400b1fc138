/* What must hold for any bytes: parsing is bounded, every item can be printed. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Parses the bytes as a table, checks the index against its promises, decodes each
 * item and prints the table as text and JSON. Aborts when a promise is broken. */
void exercise_table(const uint8_t *bytes, size_t size);

/* The same for bytes made a table of `signature`, as long as they are, with a right
 * checksum: what a fuzzer cannot guess. Returns 0, as libFuzzer asks. */
int exercise_signature(const char *signature, const uint8_t *bytes, size_t size);
