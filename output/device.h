/* PCI functions for people: whether each can go to a guest, what stands in the way, and
 * what to do. */
#pragma once

struct lookup;
struct page;
struct selection;

struct device_request {
	const struct lookup *lookup;
	const struct selection *chosen; /* of the document's "pci" */
};

/* Prints the chosen functions, a line for each. `what` is a struct device_request. */
void device_print_list(const struct page *page, const void *what);

/* Prints all about each of them. */
void device_print(const struct page *page, const void *what);
