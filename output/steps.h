/* What passes one PCI function to a guest of this host: commands and configuration, for
 * people to read. Nothing of it is ever run. */
#pragma once

struct lookup;
struct page;

/* Prints the steps for the function of that address, one of the lookup's document. */
void steps_print(const struct page *page, const struct lookup *lookup, const char *address);
