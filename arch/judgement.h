/* Everything that can be said of a host's IOMMU from its facts. */
#pragma once

#include "arch/check.h"
#include "arch/options.h"
#include "arch/passthrough.h"
#include "arch/verdict.h"
#include "arch/viommu.h"

struct judgement {
	const struct host *host;
	struct options_judged options;
	struct findings findings;
	struct verdict iommu;
	struct verdict interrupts; /* is their remapping on? x86 only: see `judged` */
	bool interrupts_judged;
	struct passthrough passthrough; /* by passthrough_judge, where `vfio` was wanted */
	struct viommu viommu;      /* by viommu_judge, where that section was wanted */
};

/* Whether nothing is left to be fixed: the IOMMU is on, interrupts are remapped where
 * that is known here, and no check of severity error or more has failed. */
enum answer judgement_healthy(const struct judgement *judgement);

/* Judges a host from its facts alone; no I/O. All lives in the host's arena. */
void judge(const struct host *host, struct judgement *ret);

/* ---- for the files of arch/ ---- */

/* The verdict on the IOMMUs of the device tree; false when the host has none. */
bool judge_devicetree(const struct judgement *so_far, struct verdict *verdict);

/* Interrupt remapping, once options, findings and the IOMMU are judged. */
void judge_interrupts(const struct judgement *so_far, struct verdict *ret);
