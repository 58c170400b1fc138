/* Work that is split among the processors. */
#pragma once

#include <stddef.h>

/* There are never more workers. */
#define PARALLEL_MOST 16

/* How many workers there are for `n` pieces of work: 1 or more. */
size_t parallel_workers(size_t n);

/* Calls `work` once for each piece from 0 to n - 1, in any order; calls with the same number
 * of a worker (from 0, below `n_workers`) come one after the other. Returns when all have. */
void parallel_run(size_t n_workers, size_t n,
		  void (*work)(void *context, size_t worker, size_t piece), void *context);
