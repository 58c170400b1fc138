/* Draws a document: draw html|svg|dot < DOCUMENT, and tells what time that took. The
 * program draws the host that it scans; tests also want hosts of six hundred devices. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "output/topology.h"
#include "scanner/arena.h"

static const struct {
	const char *name;
	void (*draw)(const struct topology *topology, FILE *out);
} kinds[] = {
	{ "html", topology_html },
	{ "svg", topology_svg },
	{ "dot", topology_dot },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Of this process: what else the machine does is no matter. */
static double clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	struct json_object *document = json_object_from_fd(STDIN_FILENO);
	struct arena arena = { 0 };
	size_t i = 0;

	while (i < N_KINDS && (argc != 2 || strcmp(argv[1], kinds[i].name)))
		i++;
	if (!document || i == N_KINDS) {
		fprintf(stderr, "usage: draw html|svg|dot < DOCUMENT\n");
		return 2;
	}
	double start = clock_ms();

	kinds[i].draw(topology_build(document, &arena), stdout);
	fflush(stdout);
	fprintf(stderr, "drawn in %.1f ms\n", clock_ms() - start);
	arena_free(&arena);
	json_object_put(document);
	return 0;
}
