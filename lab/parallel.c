#include "lab/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

/* A thread takes as long to start as some pieces do. */
#define LEAST_PIECES 4

struct pool {
	atomic_size_t next;
	size_t n;
	void (*work)(void *context, size_t worker, size_t piece);
	void *context;
};

struct worker {
	struct pool *pool;
	size_t number;
	pthread_t thread;
	bool is_started;
};

size_t parallel_workers(size_t n)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t ret = processors > 1 ? (size_t)processors : 1;

	if (ret > PARALLEL_MOST)
		ret = PARALLEL_MOST;
	if (ret > n / LEAST_PIECES)
		ret = n / LEAST_PIECES;
	return ret ? ret : 1;
}

static void *run(void *context)
{
	const struct worker *worker = context;
	struct pool *pool = worker->pool;
	size_t piece;

	while ((piece = atomic_fetch_add(&pool->next, 1)) < pool->n)
		pool->work(pool->context, worker->number, piece);
	return NULL;
}

/* Who cannot be started is not needed: the others do the work. */
void parallel_run(size_t n_workers, size_t n,
		  void (*work)(void *context, size_t worker, size_t piece), void *context)
{
	struct pool pool = { .n = n, .work = work, .context = context };
	struct worker workers[PARALLEL_MOST];

	for (size_t i = 1; i < n_workers && i < PARALLEL_MOST; i++) {
		workers[i] = (struct worker){ .pool = &pool, .number = i };
		workers[i].is_started = !pthread_create(&workers[i].thread, NULL, run, &workers[i]);
	}
	workers[0] = (struct worker){ .pool = &pool };
	run(&workers[0]);
	for (size_t i = 1; i < n_workers && i < PARALLEL_MOST; i++)
		if (workers[i].is_started)
			pthread_join(workers[i].thread, NULL);
}
