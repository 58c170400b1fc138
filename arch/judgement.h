/* Everything that can be said of a host's IOMMU from its facts. */
#pragma once

#include "arch/check.h"
#include "arch/options.h"
#include "arch/verdict.h"

struct judgement {
	const struct host *host;
	struct options_judged options;
	struct findings findings;
	struct verdict iommu;
	struct verdict interrupts; /* is their remapping on? x86 only: see `judged` */
	bool interrupts_judged;
};

/* Judges a host from its facts alone; no I/O. All lives in the host's arena. */
void judge(const struct host *host, struct judgement *ret);

/* ---- for the files of arch/ ---- */

/* Interrupt remapping, once options, findings and the IOMMU are judged. */
void judge_interrupts(const struct judgement *so_far, struct verdict *ret);
