/* What the parts of the CPU collector share. */
#pragma once

#include "scanner/cpuinfo.h"

/* Make facts of what cpuinfo says; absent when it says nothing, or no number. */
void cpu_text(struct host *host, struct text *ret, const char *value);
void cpu_number(struct number *ret, const char *value, int base);

/* Splits a list into sorted flags. */
void cpu_flags(struct host *host, struct texts *ret, const char *list,
	       const char *separators);

/* Fill vendor and names of Arm cores, of each kind that the host has. */
void cpu_identify_arm(struct host *host, const struct cpuinfo *info);

/* Finds how fast the first of the processors in `online` is made to run; the list may
 * be NULL. */
void cpu_speed(struct host *host, const struct cpuinfo *info, const char *online);

/* Counts sockets, cores and threads of the processors in `online`, a list such as
 * sysfs has it; NULL when that could not be read. */
void cpu_topology(struct host *host, const struct cpuinfo *info, const char *online);
