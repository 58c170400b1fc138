#include "scanner/collect.h"

#include <string.h>

static const struct {
	const char *name;
	void (*run)(struct host *host, const struct wants *wants);
	unsigned needs;
} collectors[] = {
#define COLLECT(section, sections) \
	[SECTION_##section] = { .name = #section, .run = collect_##section, .needs = sections },
#include "scanner/collectors.def"
#undef COLLECT
};

unsigned section_find(const char *name, size_t length)
{
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (strlen(collectors[i].name) == length &&
		    !strncmp(collectors[i].name, name, length))
			return 1u << i;
	return 0;
}

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
