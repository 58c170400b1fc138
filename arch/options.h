/* The IOMMU-related options of the command line, and what became of each: effective,
 * or without effect and why. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct host;

enum option_setting {
#define SETTING(name, sticky) SETTING_##name,
#include "arch/kernel_options.def"
#undef SETTING
	N_SETTINGS
};

enum option_effect {
	OPTION_EFFECTIVE,
	OPTION_UNKNOWN_WORD,  /* the kernel knows the option, but not this value */
	OPTION_ELSEWHERE,     /* for another IOMMU than this host's */
	OPTION_OVERRIDDEN,    /* by another option: see `by` */
	OPTION_FOREIGN,       /* no option of Linux as it is released */
	OPTION_NEWER,         /* Linux knows it, and a kernel of this release does not */
};

/* "effective", "unknown-word", ... */
const char *option_effect_name(enum option_effect effect);

/* One option, or one word of an option's list, as it stands on the command line. */
struct option_use {
	const char *text;  /* intel_iommu=on */
	enum option_effect effect;
	const char *means; /* what it does; NULL for an unknown word */
	const char *explanation; /* what became of it: follows "intel_iommu=on: " */
	const char *by;    /* the text of what overrides it; else NULL */
	const char *argument; /* what follows the "=" of a word that has one; else NULL */
	enum option_setting setting;
	int value;
};

struct options_judged {
	struct option_use *uses;
	size_t n_uses;
	/* What counts in the end for each setting; NULL: nobody has set it. */
	const struct option_use *settings[N_SETTINGS];
};

/* Judges the command line of a host. Strings live in the host's arena. */
void options_judge(const struct host *host, struct options_judged *ret);

/* The use that gives the setting this value, NULL when it has another or none.
 *
 * Of ACS_REDIR and ACS_CONFIG the use's argument names the functions (pci_dev_str_match):
 * "[segment:]bus:slot.function[/slot.function]*" or "pci:vendor:device[:subvendor:sub]",
 * with ";" between several; config_acs= has the ACS Control bits before an "@", lowest
 * last, "x" for those that stay as firmware had them (6.12: not as Linux would set them).
 * Linux applies both where it has found ACS, IOMMU or not, and config_acs last
 * (pci_enable_acs). What they made of a port is what its ACS Control holds:
 * that they are given tells who did it. */
const struct option_use *options_set(const struct options_judged *options,
				     enum option_setting setting, int value);
