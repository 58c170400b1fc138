/* Cryptographic adapters of z machines: cards on the AP bus, which a driver of the
 * kernel's zcrypt has (drivers/s390/crypto/zcrypt_card.c, zcrypt_cex4.c). */
#include <stddef.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/str.h"

#define DEVICES "sys/bus/ap/devices"

/* Adapters run as one of three, which their type ends with. */
static const struct {
	char letter;
	const char *mode;
} modes[] = {
	{ 'A', "Accelerator" },
	{ 'C', "CCA" },
	{ 'P', "EP11" },
};

static void name_mode(const struct text *type, struct text *ret)
{
	ret->fact = type->fact;
	if (!known(*type))
		return;
	ret->fact.state = FACT_ABSENT;
	char last = type->value[strlen(type->value) - 1];
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (last == modes[i].letter)
			text_set(ret, modes[i].mode, type->fact.source);
}

static void add_adapter(struct host *host, const char *name)
{
	struct crypto_adapter *adapter =
		arena_add(host->arena, host->crypto, host->n_crypto);

	text_set(&adapter->name, str_keep(host->arena, name, strlen(name)),
		 host_source(host, DEVICES "/%s", name));
	host_text(host, &adapter->type, DEVICES "/%s/type", name);
	name_mode(&adapter->type, &adapter->mode);
	host_flag(host, &adapter->online, DEVICES "/%s/online", name);
}

void collect_crypto(struct host *host, const struct wants *wants)
{
	struct names names;

	(void)wants;
	if (host->system.arch != ARCH_Z) { /* no other has the bus */
		flag_set(&host->crypto_read, false, host->system.machine.fact.source);
		return;
	}
	if (!host_list(host, &host->crypto_read, &names, DEVICES))
		return;
	/* Beside the cards are their queues: 02.0005. */
	for (size_t i = 0; i < names.n; i++)
		if (str_starts(names.names[i], "card"))
			add_adapter(host, names.names[i]);
}
