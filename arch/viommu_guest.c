/* The guest that vIOMMUs are asked for: what the user says of it, else what the host
 * would make of one. */
#include <errno.h>
#include <string.h>

#include "arch/viommu.h"
#include "scanner/str.h"

/* Each host has an architecture: one that nothing tells is unknown. */
static struct text host_machine(const struct host *host)
{
	struct text machine = host->system.machine;

	if (machine.fact.state == FACT_ABSENT) {
		machine.fact.state = FACT_UNKNOWN;
		machine.fact.error = ENODATA;
	}
	return machine;
}

/* The first emulator for guests of the architecture; NULL when there is none. */
static const struct emulator *emulator_for(const struct host *host, const struct text *arch)
{
	const struct emulation *emulation = &host->emulation;

	for (size_t i = 0; i < emulation->n_emulators && known(*arch); i++) {
		const struct emulator *emulator = &emulation->emulators[i];

		if (known(emulator->guest_arch) &&
		    !strcmp(emulator->guest_arch.value, arch->value))
			return emulator;
	}
	return NULL;
}

/* Whether none was found counts for little in a container: see judge_qemu. */
static void find_qemu(const struct host *host, struct viommu_guest *guest)
{
	const struct emulation *emulation = &host->emulation;
	const struct emulator *emulator = emulator_for(host, &guest->arch);

	if (emulator) {
		guest->qemu = emulator->version;
	} else {
		guest->qemu.fact = emulation->emulators_read.fact;
		if (known(guest->qemu))
			guest->qemu.fact.state = FACT_ABSENT;
	}
}

/* KVM runs guests of the host's own architecture. */
static void find_accelerator(const struct host *host, struct viommu_guest *guest)
{
	const struct flag *kvm = &host->emulation.kvm;
	struct text machine = host_machine(host);
	bool native = known(machine) && known(guest->arch) &&
		      !strcmp(machine.value, guest->arch.value);

	guest->accelerator.fact = known(machine) ? kvm->fact : machine.fact;
	if (known(guest->accelerator))
		guest->accelerator.value = native && kvm->value ? "kvm" : "tcg";
}

void viommu_find_guest(const struct host *host, const struct viommu_request *request,
		       struct viommu_guest *ret)
{
	static const struct viommu_request nothing = { .arch = NULL };

	if (!request)
		request = &nothing;
	*ret = (struct viommu_guest){ .arch = host_machine(host),
				      .libvirt = host->emulation.libvirt };
	if (request->arch)
		text_set(&ret->arch, request->arch, "--arch");
	if (request->machine)
		text_set(&ret->machine, request->machine, "--machine");
	else if (known(ret->arch) && viommu_machine_of(ret->arch.value))
		text_set(&ret->machine, viommu_machine_of(ret->arch.value), NULL);
	if (request->qemu)
		text_set(&ret->qemu, request->qemu, "--qemu");
	else
		find_qemu(host, ret);
	if (request->libvirt)
		text_set(&ret->libvirt, request->libvirt, "--libvirt");
	find_accelerator(host, ret);
}
