/* The units that the kernel shows, beside those that a table describes. Both can be many in
 * a recorded host: none is searched for by a walk over all. */
#include <stdlib.h>
#include <string.h>

#include "arch/check.h"

static int compare_addresses(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int compare_functions(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void unit_index_make(const struct host *host, struct unit_index *ret)
{
	const struct iommu *iommu = &host->iommu;

	*ret = (struct unit_index){ .unread = known(iommu->class_read) ?
						      NULL : &iommu->class_read.fact };
	for (size_t i = 0; i < iommu->n_units; i++) {
		const struct iommu_unit *unit = &iommu->units[i];

		if (known(unit->address))
			*arena_add(host->arena, ret->addresses, ret->n_addresses) =
				unit->address.value;
		else if (unit->address.fact.state == FACT_UNKNOWN)
			ret->unread = &unit->address.fact;
		if (known(unit->function))
			*arena_add(host->arena, ret->functions, ret->n_functions) =
				unit->function.value;
	}
	if (ret->n_addresses)
		qsort(ret->addresses, ret->n_addresses, sizeof(*ret->addresses),
		      compare_addresses);
	if (ret->n_functions)
		qsort(ret->functions, ret->n_functions, sizeof(*ret->functions),
		      compare_functions);
}

bool check_has_units(struct check_run *run, size_t n)
{
	if (run->units->unread)
		check_unknown(run, run->units->unread);
	else if (!n)
		check_not_applicable(run);
	return !run->units->unread && n;
}

bool check_shows_address(const struct check_run *run, uint64_t address)
{
	const struct unit_index *units = run->units;

	return units->n_addresses && bsearch(&address, units->addresses, units->n_addresses,
					     sizeof(address), compare_addresses);
}

bool check_shows_function(const struct check_run *run, const char *function)
{
	const struct unit_index *units = run->units;

	return units->n_functions && bsearch(&function, units->functions, units->n_functions,
					     sizeof(function), compare_functions);
}
