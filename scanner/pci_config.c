/* The configuration space of a PCI function (PCI 3.0, 6.1; PCIe 5.0, 7.5 to 7.8), as far
 * as it counts for groups and guests:
 *
 *   0x000  header: its type, and whether there are capabilities
 *   0x040  capabilities, chained by their second byte; PCI Express is one of them
 *   0x100  extended capabilities, chained by bits 31:20 of their first four bytes
 *
 * Lists are walked as the kernel walks them (drivers/pci/pci.c), with its bounds: what it
 * does not find, it does not use. */
#include "scanner/pci_config.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>

#include "scanner/host.h"

/* PCI_FIND_CAP_TTL of the kernel; and as many as fit with eight bytes each
 * (pci_find_next_ext_capability). */
enum {
	MOST_CAPABILITIES = 48,
	MOST_EXTENDED = (PCI_CFG_SPACE_EXP_SIZE - PCI_CFG_SPACE_SIZE) / 8,
};

/* What those who may not read more are given (pci_read_config). */
enum { PUBLIC_SIZE = 64, PUBLIC_SIZE_CARDBUS = 128 };

#define CAPABILITY_NONE 0xff     /* an id that ends the list */
#define CLASS_BRIDGE_HOST 0x0600 /* PCI 3.0, D.7 */
#define NO_ANSWER 0xffffffff     /* what a read of no device gives */

/* Rows of `resource`: six BARs, the ROM, then the VF BARs (enum in linux/pci.h). */
#define FIRST_VF_ROW 7
#define IORESOURCE_UNSET 0x20000000 /* linux/ioport.h */

struct config {
	const uint8_t *bytes;
	size_t size;
	int cut; /* why there is nothing behind the end */
	const bool *have; /* which fours of bytes were read; NULL: all */
	size_t *missing;  /* gets the first that was asked for and was not */
};

static int read8(const struct config *config, size_t at, uint8_t *ret)
{
	if (at >= config->size)
		return config->cut;
	if (config->have && !config->have[at / PCI_CONFIG_STEP]) {
		if (*config->missing == PCI_CONFIG_WHOLE)
			*config->missing = at - at % PCI_CONFIG_STEP;
		return EIO;
	}
	*ret = config->bytes[at];
	return 0;
}

static int read16(const struct config *config, size_t at, uint16_t *ret)
{
	uint8_t low = 0, high = 0;
	int error = read8(config, at, &low);

	if (!error)
		error = read8(config, at + 1, &high);
	*ret = (uint16_t)(high << 8 | low);
	return error;
}

static int read32(const struct config *config, size_t at, uint32_t *ret)
{
	uint16_t low = 0, high = 0;
	int error = read16(config, at, &low);

	if (!error)
		error = read16(config, at + 2, &high);
	*ret = (uint32_t)high << 16 | low;
	return error;
}

static uint8_t header_type(const struct config *config)
{
	uint8_t type = 0;

	(void)read8(config, PCI_HEADER_TYPE, &type);
	return type & PCI_HEADER_TYPE_MASK;
}

/* A function that is gone, or asleep, answers with ones. Its ids do not tell: those of a
 * virtual function are ones, too (SR-IOV 1.1, 3.4.1.1); no command register is. */
static bool answers(const struct config *config)
{
	uint32_t command_and_status;

	return read32(config, PCI_COMMAND, &command_and_status) ||
	       command_and_status != NO_ANSWER;
}

/* Sets what the end of the bytes means. */
static void find_end(struct config *config)
{
	bool cardbus = header_type(config) == PCI_HEADER_TYPE_CARDBUS;

	config->cut = EIO;
	if (!answers(config))
		config->size = 0;
	else if (config->size == (cardbus ? PUBLIC_SIZE_CARDBUS : PUBLIC_SIZE))
		config->cut = EACCES;
}

static struct config config_of(const uint8_t *bytes, size_t size)
{
	struct config config = { .bytes = bytes, .size = size };

	find_end(&config);
	return config;
}

/* Whether there are no capabilities at all, which the first bytes tell to everyone. */
static bool has_no_capabilities(const struct config *config)
{
	uint16_t status;

	return read16(config, PCI_STATUS, &status) == 0 && !(status & PCI_STATUS_CAP_LIST);
}

/* As __pci_find_next_cap_ttl. *ret is 0 when there is none; 0 or errno. */
static int find_capability(const struct config *config, uint8_t id, size_t *ret)
{
	uint8_t at = 0;
	uint16_t entry;
	int error;

	*ret = 0;
	if (has_no_capabilities(config))
		return 0;
	error = read8(config, header_type(config) == PCI_HEADER_TYPE_CARDBUS ?
				      PCI_CB_CAPABILITY_LIST : PCI_CAPABILITY_LIST, &at);
	for (int i = 0; !error && i < MOST_CAPABILITIES && at >= PCI_STD_HEADER_SIZEOF; i++) {
		at &= (uint8_t)~3u;
		error = read16(config, at, &entry);
		if (error || (entry & 0xff) == CAPABILITY_NONE)
			break;
		if ((entry & 0xff) == id) {
			*ret = at;
			break;
		}
		at = (uint8_t)(entry >> 8);
	}
	return error;
}

/* Whether the kernel looks no further than 256 bytes. It does for PCI Express and for
 * host bridges; and where it has no access to more, the file is of that size
 * (pci_cfg_space_size). */
static bool has_no_extended(const struct config *config)
{
	uint16_t class_code;

	if (config->size == PCI_CFG_SPACE_SIZE)
		return true;
	return has_no_capabilities(config) &&
	       read16(config, PCI_CLASS_DEVICE, &class_code) == 0 &&
	       class_code != CLASS_BRIDGE_HOST;
}

/* As pci_find_next_ext_capability. *ret is 0 when there is none; 0 or errno. */
static int find_extended(const struct config *config, uint16_t id, size_t *ret)
{
	size_t at = PCI_CFG_SPACE_SIZE;
	uint32_t header;

	*ret = 0;
	if (has_no_extended(config))
		return 0;
	for (int i = 0; i < MOST_EXTENDED && at >= PCI_CFG_SPACE_SIZE; i++) {
		int error = read32(config, at, &header);

		if (error)
			return error;
		if (header == NO_ANSWER)
			return EIO;
		if (header == 0)
			return 0;
		if (PCI_EXT_CAP_ID(header) == id) {
			*ret = at;
			return 0;
		}
		at = PCI_EXT_CAP_NEXT(header);
	}
	return 0;
}

/* ---- facts ---- */

static void number_of(struct number *ret, int error, uint64_t value, const char *source)
{
	number_set(ret, value, source);
	if (error)
		*ret = (struct number){ { FACT_UNKNOWN, error, source }, 0 };
}

static void flag_of(struct flag *ret, int error, bool value, const char *source)
{
	flag_set(ret, value, source);
	if (error)
		*ret = (struct flag){ { FACT_UNKNOWN, error, source }, false };
}

static int parse_header(const struct config *config, const char *source,
			struct pci_function *ret)
{
	const uint8_t multifunction = 0x80; /* PCI_HEADER_TYPE_MFD since Linux 6.6 */
	uint8_t type = 0;
	int error = read8(config, PCI_HEADER_TYPE, &type);

	number_of(&ret->header_type, error, type & PCI_HEADER_TYPE_MASK, source);
	flag_of(&ret->multifunction, error, type & multifunction, source);
	return error;
}

/* Device/Port Type of the PCI Express Capabilities Register (PCIe 4.0, 7.5.3.2). */
static unsigned express_type(unsigned flags)
{
	return (flags & PCI_EXP_FLAGS_TYPE) >> 4;
}

/* Ports that decide where a request to a function number above 7 goes. */
static bool has_ari_forwarding(uint16_t flags)
{
	unsigned type = express_type(flags);

	/* Device Control 2 came with the second version of the capability. */
	return (flags & PCI_EXP_FLAGS_VERS) > 1 &&
	       (type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_DOWNSTREAM);
}

static int parse_express(const struct config *config, const char *source,
			 struct pci_function *ret)
{
	const struct fact absent = { FACT_ABSENT, 0, source };
	uint16_t flags = 0, control = 0;
	size_t at;
	int error = find_capability(config, PCI_CAP_ID_EXP, &at);

	ret->express_type.fact = ret->ari_forwarding.fact = absent;
	if (!error && !at)
		return 0;
	if (!error)
		error = read16(config, at + PCI_EXP_FLAGS, &flags);
	number_of(&ret->express_type, error, express_type(flags), source);
	if (!error && !has_ari_forwarding(flags))
		return 0;
	if (!error)
		error = read16(config, at + PCI_EXP_DEVCTL2, &control);
	flag_of(&ret->ari_forwarding, error, control & PCI_EXP_DEVCTL2_ARI, source);
	return error;
}

static int parse_acs(const struct config *config, const char *source,
		     struct pci_function *ret)
{
	const struct fact absent = { FACT_ABSENT, 0, source };
	uint16_t capabilities = 0, control = 0;
	size_t at;
	int error = find_extended(config, PCI_EXT_CAP_ID_ACS, &at);

	ret->acs_capabilities.fact = ret->acs_control.fact = absent;
	if (!error && !at)
		return 0;
	if (!error)
		error = read16(config, at + PCI_ACS_CAP, &capabilities);
	if (!error)
		error = read16(config, at + PCI_ACS_CTRL, &control);
	number_of(&ret->acs_capabilities, error, capabilities, source);
	number_of(&ret->acs_control, error, control, source);
	ret->acs_at = (uint16_t)at;
	return error;
}

static int parse_presence(const struct config *config, const char *source,
			  struct pci_function *ret)
{
	const struct {
		uint16_t id;
		struct flag *flag;
	} rows[] = {
		{ .id = PCI_EXT_CAP_ID_ATS, .flag = &ret->ats },
		{ .id = PCI_EXT_CAP_ID_PASID, .flag = &ret->pasid },
		{ .id = PCI_EXT_CAP_ID_ARI, .flag = &ret->ari },
	};
	int first = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t at;
		int error = find_extended(config, rows[i].id, &at);

		flag_of(rows[i].flag, error, at != 0, source);
		first = first ? first : error;
	}
	return first;
}

static int parse(const struct config *config, const char *source, struct pci_function *ret)
{
	const int errors[] = {
		parse_header(config, source, ret),
		parse_express(config, source, ret),
		parse_acs(config, source, ret),
		parse_presence(config, source, ret),
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i])
			return errors[i];
	return 0;
}

int pci_config_parse(const uint8_t *bytes, size_t size, const char *source,
		     struct pci_function *ret)
{
	const struct config config = config_of(bytes, size);

	return parse(&config, source, ret);
}

size_t pci_config_missing(const uint8_t *bytes, size_t size, const bool *have)
{
	struct pci_function ignored = { .address.value = NULL };
	size_t missing = PCI_CONFIG_WHOLE, at;
	struct config config = {
		.bytes = bytes, .size = size, .have = have, .missing = &missing,
	};
	uint32_t bar;

	find_end(&config);
	(void)parse(&config, NULL, &ignored);
	if (find_extended(&config, PCI_EXT_CAP_ID_SRIOV, &at) == 0 && at)
		for (size_t i = 0; i < PCI_SRIOV_NUM_BARS; i++)
			(void)read32(&config, at + PCI_SRIOV_BAR + i * sizeof(bar), &bar);
	return missing;
}

size_t pci_config_end(const uint8_t *bytes, size_t refused, const bool *have)
{
	const struct config config = { .bytes = bytes, .size = refused };
	size_t end = header_type(&config) == PCI_HEADER_TYPE_CARDBUS ? PUBLIC_SIZE_CARDBUS :
								       PUBLIC_SIZE;

	for (size_t at = end; at < refused; at += PCI_CONFIG_STEP)
		if (have[at / PCI_CONFIG_STEP])
			return refused < PCI_CFG_SPACE_SIZE ? refused : PCI_CFG_SPACE_SIZE;
	return refused < end ? refused : end;
}

size_t pci_config_extended(const uint8_t *bytes, size_t size, uint16_t id)
{
	const struct config config = config_of(bytes, size);
	size_t at;

	return find_extended(&config, id, &at) ? 0 : at;
}

/* ---- VF BARs ---- */

/* "0xSTART 0xEND 0xFLAGS"; resource_show in drivers/pci/pci-sysfs.c. */
struct resource {
	unsigned long long start, end, flags;
};

/* The row of VF BAR `n`. False when there is none. */
static bool read_row(const char *text, unsigned n, struct resource *ret)
{
	for (unsigned row = 0; row < FIRST_VF_ROW + n; row++) {
		text = strchr(text, '\n');
		if (!text)
			return false;
		text++;
	}
	return sscanf(text, "0x%llx 0x%llx 0x%llx", &ret->start, &ret->end, &ret->flags) == 3;
}

/* One that found no room is marked, or, after all else was tried, forgotten
 * (reset_resource in drivers/pci/setup-bus.c). */
static bool is_assigned(const struct resource *resource)
{
	return resource->flags && !(resource->flags & IORESOURCE_UNSET) && resource->start;
}

int pci_config_vf_bars(const uint8_t *bytes, size_t size, const char *resource,
		       uint64_t *ret)
{
	const struct config config = config_of(bytes, size);
	size_t at;
	int error = find_extended(&config, PCI_EXT_CAP_ID_SRIOV, &at);

	*ret = 0;
	for (unsigned n = 0; !error && at && n < PCI_SRIOV_NUM_BARS; n++) {
		struct resource row;
		uint32_t bar;

		error = read32(&config, at + PCI_SRIOV_BAR + sizeof(bar) * n, &bar);
		if (!error && !read_row(resource, n, &row))
			error = ENOENT;
		if (error)
			break;
		/* The type of a forgotten BAR is still in its register, unless it is that
		 * of 32 bits, which is 0, as is one that is not there. */
		if ((row.flags || bar) && !is_assigned(&row))
			++*ret;
		if ((bar & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64)
			n++; /* its upper half */
	}
	return -error;
}
