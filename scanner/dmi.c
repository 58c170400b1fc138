/* The maker's names for the host, as the kernel copies them out of SMBIOS. */
#include <stddef.h>

#include "scanner/collect.h"
#include "scanner/host.h"

/* drivers/firmware/dmi-id.c. Serial numbers and the UUID are root's alone. */
static const struct {
	const char *file;
	size_t member;
} rows[] = {
	{ "sys_vendor", offsetof(struct dmi, vendor) },
	{ "product_name", offsetof(struct dmi, product) },
	{ "product_version", offsetof(struct dmi, version) },
	{ "product_serial", offsetof(struct dmi, serial) },
	{ "product_uuid", offsetof(struct dmi, uuid) },
	{ "product_sku", offsetof(struct dmi, sku) },
	{ "product_family", offsetof(struct dmi, family) },
	{ "board_vendor", offsetof(struct dmi, board_vendor) },
	{ "board_name", offsetof(struct dmi, board_name) },
	{ "board_version", offsetof(struct dmi, board_version) },
	{ "chassis_vendor", offsetof(struct dmi, chassis_vendor) },
	{ "chassis_serial", offsetof(struct dmi, chassis_serial) },
	{ "bios_vendor", offsetof(struct dmi, bios_vendor) },
	{ "bios_version", offsetof(struct dmi, bios_version) },
	{ "bios_date", offsetof(struct dmi, bios_date) },
	{ "bios_release", offsetof(struct dmi, bios_release) },
};

static const char *const chassis_names[] = {
#define CHASSIS(type, word) [type] = word,
#include "scanner/dmi_chassis.def"
#undef CHASSIS
};

static void name_chassis(struct dmi *dmi)
{
	const struct number *type = &dmi->chassis_type;

	dmi->chassis_name.fact = type->fact;
	if (!known(*type))
		return;
	if (type->value < sizeof(chassis_names) / sizeof(*chassis_names) &&
	    chassis_names[type->value])
		text_set(&dmi->chassis_name, chassis_names[type->value], type->fact.source);
	else
		dmi->chassis_name.fact.state = FACT_ABSENT;
}

/* A host without the directory has no SMBIOS; what hides it hides each file of it. */
static void not_listed(struct fact *ret, const struct flag *there)
{
	*ret = there->fact;
	if (known(*there))
		ret->state = FACT_ABSENT;
}

void collect_dmi(struct host *host, const struct wants *wants)
{
	struct dmi *dmi = &host->dmi;
	struct names names;
	struct flag there;

	(void)wants;
	/* One failed listing instead of a failed open for each file. */
	bool list = host_list(host, &there, &names, "sys/class/dmi/id");

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text *text = (struct text *)((char *)dmi + rows[i].member);

		if (list)
			host_text(host, text, "sys/class/dmi/id/%s", rows[i].file);
		else
			not_listed(&text->fact, &there);
	}
	if (list)
		host_number(host, &dmi->chassis_type, 10, "sys/class/dmi/id/chassis_type");
	else
		not_listed(&dmi->chassis_type.fact, &there);
	name_chassis(dmi);
}
