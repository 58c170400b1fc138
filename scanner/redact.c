#include "scanner/redact.h"

#include <ctype.h>
#include <limits.h>
#include <linux/pci_regs.h>
#include <stdint.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/pci_config.h"
#include "scanner/redact_proc.h"
#include "scanner/secrets.h"
#include "scanner/smbios.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"
#include "scanner/tree.h"

/* How the text of a file is a secret. */
enum kind { TEXT, WWID, VPD_SERIAL, VPD_ATA, HOST };

static const struct {
	const char *name;
	enum kind kind;
} files[] = {
#define SECRET(name, kind) { name, kind },
#include "scanner/redact_files.def"
#undef SECRET
};

/* A page of vital product data (SPC-5, 7.7.1) has a header of 4 bytes. In the ATA
 * Information page (SAT-4, 12.4.2) IDENTIFY DEVICE data follow, whose words 10 to 19
 * are the serial number, bytes swapped in each, and 108 to 111 the WWN (ACS-4, 7.13). */
enum {
	VPD_DATA = 4,
	ATA_IDENTIFY = 60,
	ATA_SERIAL = ATA_IDENTIFY + 2 * 10,
	ATA_SERIAL_SIZE = 20,
	ATA_WWN = ATA_IDENTIFY + 2 * 108,
	ATA_WWN_SIZE = 8,
};

struct redaction {
	struct tree *tree;
	struct secrets *secrets;
};

/* ---- finding ---- */

static void swap_pairs(char *ret, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		ret[i] = bytes[i ^ 1];
}

static void add_host(struct secrets *secrets, const struct tree_node *node)
{
	size_t length = strcspn(node->data, "\n");
	size_t label = strcspn(node->data, ".\n");

	secrets_add_word(secrets, node->data, length);
	if (label < length)
		secrets_add_word(secrets, node->data, label);
}

/* Root hubs have the name of their controller for a serial number
 * (drivers/usb/core/hcd.c), which is a directory's name too. */
static bool is_root_hub(const struct tree_node *directory)
{
	return str_starts(directory->name, "usb") && isdigit((unsigned char)directory->name[3]);
}

static bool is_in(const struct tree_node *node, const char *directory)
{
	return node->parent && !strcmp(node->parent->name, directory);
}

/* What is secret in the uuid of a map of device mapper: not who made it, which is in
 * front ("mpath-3600508b..."). */
static const char *map_id(const struct tree_node *node)
{
	const char *maker_end = is_in(node, "dm") ? strchr(node->data, '-') : NULL;

	return maker_end ? maker_end + 1 : node->data;
}

static void add_file(struct secrets *secrets, const struct tree_node *node, enum kind kind)
{
	const char *prefix_end = strchr(node->data, '.');
	const char *id = map_id(node);
	char serial[ATA_SERIAL_SIZE];

	switch (kind) {
	case TEXT:
		if (!is_root_hub(node->parent))
			secrets_add_text(secrets, id, node->size - (size_t)(id - node->data),
					 node);
		break;
	case WWID: /* "naa.5000c500...": udev writes it without what it is */
		if (prefix_end)
			secrets_add_text(secrets, prefix_end + 1, strlen(prefix_end + 1), node);
		else
			secrets_add_text(secrets, node->data, node->size, node);
		break;
	case VPD_SERIAL:
		if (node->size > VPD_DATA)
			secrets_add_text(secrets, node->data + VPD_DATA, node->size - VPD_DATA,
					 node);
		break;
	case VPD_ATA:
		if (node->size >= ATA_SERIAL + ATA_SERIAL_SIZE) {
			swap_pairs(serial, node->data + ATA_SERIAL, ATA_SERIAL_SIZE);
			secrets_add_text(secrets, serial, ATA_SERIAL_SIZE, node);
		}
		break;
	case HOST:
		add_host(secrets, node);
		break;
	}
}

/* Lines "E:ID_SERIAL=..." of udev's database, by what their keys speak of. */
static void add_udev(struct secrets *secrets, const struct tree_node *node)
{
	static const char *const words[] = { "SERIAL", "WWN", "UUID" };

	for (const char *line = node->data, *next; *line; line = next) {
		size_t length = strcspn(line, "\n");
		const char *value = memchr(line, '=', length);

		next = line + length + (line[length] == '\n');
		if (!value)
			continue;
		value++;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (memmem(line, (size_t)(value - line), words[i], strlen(words[i])))
				secrets_add_text(secrets, value,
						 length - (size_t)(value - line), node);
	}
}

static int find(void *context, struct tree_node *node)
{
	const struct redaction *redaction = context;
	struct secrets *secrets = redaction->secrets;

	secrets_add_shapes(secrets, node->name, strlen(node->name));
	if (!node->data)
		return 0;
	secrets_add_shapes(secrets, node->data, node->size);
	if (node->type != TREE_FILE)
		return 0;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!strcmp(node->name, files[i].name))
			add_file(secrets, node, files[i].kind);
	if (is_in(node, "data") && is_in(node->parent, "udev"))
		add_udev(secrets, node);
	return 0;
}

/* What looks like a secret and is public: the UUIDs in names of EFI variables are their
 * vendors'; a host that is called as a directory of sysfs is has no telling name. */
static int find_public(void *context, struct tree_node *node)
{
	const struct redaction *redaction = context;

	secrets_drop_word(redaction->secrets, node->name);
	if (is_in(node, "efivars"))
		secrets_drop_shapes(redaction->secrets, node->name, strlen(node->name));
	return 0;
}

/* ---- replacing ---- */

static void redact_ata(struct secrets *secrets, struct tree_node *node)
{
	char serial[ATA_SERIAL_SIZE];

	if (node->size < ATA_WWN + ATA_WWN_SIZE)
		return;
	swap_pairs(serial, node->data + ATA_SERIAL, ATA_SERIAL_SIZE);
	secrets_replace(secrets, serial, ATA_SERIAL_SIZE, node);
	swap_pairs(node->data + ATA_SERIAL, serial, ATA_SERIAL_SIZE);
	memset(node->data + ATA_WWN, 0, ATA_WWN_SIZE);
}

/* Files of /proc of which only parts are needed. */
static const struct {
	const char *folder; /* NULL: whatever it is called, as a process's is */
	const char *name;
	char *(*redact)(struct arena *arena, char *text);
} lists[] = {
	{ .folder = NULL, .name = "mountinfo", .redact = redact_mounts },
	{ .folder = "proc", .name = "swaps", .redact = redact_swaps },
	{ .folder = "net", .name = "route", .redact = redact_routes },
	{ .folder = "net", .name = "ipv6_route", .redact = redact_ipv6_routes },
};

static void redact_list(struct tree *tree, struct tree_node *node)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(node->name, lists[i].name) ||
		    (lists[i].folder && !is_in(node, lists[i].folder)))
			continue;
		const char *text = lists[i].redact(tree->arena, node->data);
		tree_set_file(tree, node, text, strlen(text));
		return;
	}
}

/* The serial number of a PCI function is its maker's, often a network card's address
 * (PCIe 7.9.3): behind the header of four bytes, in eight. */
static bool redact_config(struct tree_node *node)
{
	enum { SERIAL = 4, SERIAL_SIZE = 8 };
	size_t at;

	if (strcmp(node->name, "config") || !sysfs_is_pci(node->parent->name))
		return false;
	at = pci_config_extended((const uint8_t *)node->data, node->size, PCI_EXT_CAP_ID_DSN);
	/* A scan reads the space as far as it needs, which may end in the number. */
	for (size_t i = at + SERIAL; at && i < at + SERIAL + SERIAL_SIZE && i < node->size; i++)
		node->data[i] = 0;
	return true;
}

/* Component by component, as the names that it leads along. */
static void redact_path(struct secrets *secrets, char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");

		secrets_replace(secrets, path, length, NULL);
		path += length;
		path += strspn(path, "/");
	}
}

static int redact(void *context, struct tree_node *node)
{
	const struct redaction *redaction = context;
	struct secrets *secrets = redaction->secrets;
	char *name = arena_print(redaction->tree->arena, "%s", node->name);

	if (secrets_replace(secrets, name, strlen(name), NULL))
		tree_rename(redaction->tree, node, name);
	if (node->type == TREE_LINKED) {
		redact_path(secrets, node->data);
		return 0;
	}
	if (node->type != TREE_FILE || !node->data)
		return 0;
	if (!strcmp(node->name, "vpd_pg89"))
		redact_ata(secrets, node);
	if (redact_config(node))
		return 0;
	if (!strcmp(node->name, "DMI") && is_in(node, "tables")) {
		smbios_redact((uint8_t *)node->data, node->size);
		return 0;
	}
	redact_list(redaction->tree, node);
	secrets_replace(secrets, node->data, node->size, node);
	return 0;
}

size_t redact_tree(struct tree *tree)
{
	struct redaction redaction = { .tree = tree, .secrets = secrets_new(tree->arena) };

	tree_visit(tree, find, &redaction);
	tree_visit(tree, find_public, &redaction);
	tree_visit(tree, redact, &redaction);
	return secrets_count(redaction.secrets);
}
