/* Quantities for people. */
#pragma once

#include <stdint.h>

struct arena;

/* "64 GiB", "931.5 GiB", "512 bytes". */
const char *unit_bytes(struct arena *arena, uint64_t bytes);

/* Of kHz: "2.4 GHz". */
const char *unit_hertz(struct arena *arena, uint64_t khz);

/* Of Mbit/s: "10 Gbit/s". */
const char *unit_bits(struct arena *arena, uint64_t mbps);
