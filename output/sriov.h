/* What a physical function with SR-IOV can make of itself, for people. */
#pragma once

struct lookup;
struct page;

/* Prints how many virtual functions it has and may have, those that it has, and how to
 * make some; nothing for a function without SR-IOV. */
void sriov_print(const struct page *page, const struct lookup *lookup, const char *address);
