#include "output/assign.h"

#include "output/document.h"
#include "output/page.h"
#include "scanner/arena.h"

static unsigned number(struct json_object *pci, const char *name)
{
	uint64_t number = 0;

	document_number(pci, name, &number);
	return (unsigned)number;
}

const char *assign_address(struct arena *arena, struct json_object *pci)
{
	return arena_print(arena,
			   "domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'",
			   number(pci, "domain"), number(pci, "bus"), number(pci, "device"),
			   number(pci, "function"));
}

void assign_print_hostdev(const struct page *page, struct json_object *pci,
			  const char *indent)
{
	fprintf(page->out,
		"%s<hostdev mode='subsystem' type='pci' managed='yes'>\n"
		"%s  <source>\n"
		"%s    <address %s/>\n"
		"%s  </source>\n"
		"%s</hostdev>\n",
		indent, indent, indent, assign_address(page->arena, pci), indent, indent);
}

void assign_print_interface(const struct page *page, struct json_object *pci,
			    const char *indent)
{
	fprintf(page->out,
		"%s<interface type='hostdev' managed='yes'>\n"
		"%s  <source>\n"
		"%s    <address type='pci' %s/>\n"
		"%s  </source>\n"
		"%s</interface>\n",
		indent, indent, indent, assign_address(page->arena, pci), indent, indent);
}
