/* A PCI function of the host in the words of those who start guests with it: libvirt. */
#pragma once

struct arena;
struct json_object;
struct page;

/* The address as libvirt's attributes, from an entry of the document's "pci":
 * domain='0x0000' bus='0x03' slot='0x00' function='0x0' */
const char *assign_address(struct arena *arena, struct json_object *pci);

/* libvirt's <hostdev>. */
void assign_print_hostdev(const struct page *page, struct json_object *pci,
			  const char *indent);

/* libvirt's <interface type='hostdev'>, for a virtual function of a network card. */
void assign_print_interface(const struct page *page, struct json_object *pci,
			    const char *indent);
