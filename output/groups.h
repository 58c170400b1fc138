/* IOMMU groups for people: who is in them, whether VFIO takes them, and why they are as
 * they are. */
#pragma once

#include <stdbool.h>

struct lookup;
struct page;
struct selection;

struct groups_request {
	const struct lookup *lookup;
	const struct selection *chosen; /* of the document's "groups" */
	bool all;                       /* these are all: sum them up, too */
};

/* Prints the chosen groups. `what` is a struct groups_request. */
void groups_print(const struct page *page, const void *what);
