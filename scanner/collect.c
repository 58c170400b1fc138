#include "scanner/collect.h"

#include <stddef.h>

static const struct {
	void (*run)(struct host *host, const struct wants *wants);
	unsigned needs;
} collectors[] = {
#define COLLECT(name, sections) \
	[SECTION_##name] = { .run = collect_##name, .needs = sections },
#include "scanner/collectors.def"
#undef COLLECT
};

/* A row needs only rows above it, so one pass from the end finds all. */
static unsigned with_needs(unsigned sections)
{
	for (size_t i = N_SECTIONS; i-- > 0;)
		if (sections & (1u << i))
			sections |= collectors[i].needs;
	return sections;
}

void collect(struct host *host, const struct wants *wants)
{
	unsigned sections = with_needs(wants->sections);

	for (size_t i = 0; i < N_SECTIONS; i++)
		if (sections & (1u << i))
			collectors[i].run(host, wants);
}
