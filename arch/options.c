#include "arch/options.h"

#include <string.h>

#include "arch/kernel.h"
#include "scanner/host.h"
#include "scanner/str.h"

/* Where an option works. */
enum {
	NOWHERE = 0,
	INTEL = 1,
	AMD = 2,
	X86 = 4,
	ARM = 8,
	ANY = 0xff,
};

static const bool sticky[] = {
#define SETTING(name, stays) [SETTING_##name] = stays,
#include "arch/kernel_options.def"
#undef SETTING
};

struct row {
	const char *name, *word;
	unsigned where;
	enum option_setting setting;
	int value;
	const char *means;
};

static const struct row rows[] = {
#define OPTION(option, token, places, slot, v, text)                       \
	{ .name = option, .word = token, .where = places,                 \
	  .setting = SETTING_##slot, .value = v, .means = text },
#include "arch/kernel_options.def"
#undef OPTION
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct since {
	const char *name, *word;
	unsigned major, minor;
} sinces[] = {
#define SINCE(option, token, first, second)                                \
	{ .name = option, .word = token, .major = first, .minor = second },
#include "arch/kernel_options.def"
#undef SINCE
};

const char *option_effect_name(enum option_effect effect)
{
	static const char *const names[] = {
		[OPTION_EFFECTIVE] = "effective",
		[OPTION_UNKNOWN_WORD] = "unknown-word",
		[OPTION_ELSEWHERE] = "elsewhere",
		[OPTION_OVERRIDDEN] = "overridden",
		[OPTION_FOREIGN] = "foreign",
		[OPTION_NEWER] = "newer",
	};
	return names[effect];
}

static bool has_unit(const struct host *host, const char *prefix)
{
	for (size_t i = 0; i < host->iommu.n_units; i++)
		if (str_starts(host->iommu.units[i].name.value, prefix))
			return true;
	return false;
}

static bool has_vendor(const struct host *host, const char *vendor)
{
	return known(host->cpu.vendor) && !strcmp(host->cpu.vendor.value, vendor);
}

static bool amd_processor(const struct host *host)
{
	return has_vendor(host, "AuthenticAMD") || has_vendor(host, "HygonGenuine");
}

/* Whose IOMMUs the tables and units are. */
static unsigned families(const struct host *host)
{
	unsigned found = 0;

	if (host_table(host, "DMAR") || has_unit(host, "dmar"))
		found |= INTEL;
	if (host_table(host, "IVRS") || has_unit(host, "ivhd"))
		found |= AMD;
	return found;
}

/* What this host is, as places where options work. The table decides whose IOMMU it
 * is; without one, the processor's vendor tells which options were meant. */
static unsigned places(const struct host *host)
{
	unsigned here;

	if (host->system.arch == ARCH_ARM)
		return ARM;
	if (host->system.arch != ARCH_X86)
		return NOWHERE;
	here = families(host);
	if (!here)
		here = amd_processor(host) ? AMD : INTEL;
	return here | X86;
}

/* The first row of an option; NULL: it does not concern IOMMUs. */
static const struct row *find_option(const char *name)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (kernel_name_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

/* A boolean value as kstrtobool() takes it, written as "1" or "0". */
static const char *boolean(const char *token)
{
	if (strchr("yYtT1", token[0]) && token[0])
		return "1";
	if (strchr("nNfF0", token[0]) && token[0])
		return "0";
	if (!strncasecmp(token, "on", 2))
		return "1";
	if (!strncasecmp(token, "of", 2))
		return "0";
	return token;
}

static bool is_boolean(const struct row *option)
{
	return option->word && (!strcmp(option->word, "0") || !strcmp(option->word, "1"));
}

/* Words are compared by prefix, as the kernel's strncmp does: "only" is "on". */
static bool word_takes(const char *word, const char *token, bool alone)
{
	if (!word)
		return true;
	return *word ? !strncmp(token, word, strlen(word)) : alone;
}

/* The row of a word, or of the option without one (`alone`). */
static const struct row *find_word(const struct row *option, const char *token, bool alone)
{
	if (is_boolean(option))
		token = boolean(token);
	for (const struct row *row = option;
	     row < rows + N_ROWS && !strcmp(row->name, option->name); row++)
		if (word_takes(row->word, token, alone))
			return row;
	return NULL;
}

/* The release that first knew the word; NULL: all kernels in use do. */
static const struct since *find_since(const struct row *row)
{
	for (size_t i = 0; i < sizeof(sinces) / sizeof(sinces[0]); i++)
		if (row->word && !strcmp(sinces[i].name, row->name) &&
		    !strcmp(sinces[i].word, row->word))
			return &sinces[i];
	return NULL;
}

/* Whether the kernel is of an older release than the one that first knew the word.
 * Distributions take some words into older ones: then this is wrong, on the safe side. */
static bool is_older(const struct host *host, const struct since *since)
{
	const struct text *release = &host->kernel.release;

	return known(*release) && !kernel_is_since(release->value, since->major, since->minor);
}

/* What a word with an argument is given; NULL: it has none. */
static const char *argument_of(const struct row *row, const char *token)
{
	if (row->word && str_ends(row->word, "="))
		return token + strlen(row->word);
	return row->word ? NULL : token;
}

static void override(struct arena *arena, struct option_use *use, const struct option_use *by)
{
	use->effect = OPTION_OVERRIDDEN;
	use->by = by->text;
	use->explanation = arena_print(arena, "has no effect: %s overrides it", by->text);
}

static bool same_argument(const struct option_use *a, const struct option_use *b)
{
	if (!a->argument || !b->argument)
		return a->argument == b->argument;
	return !strcmp(a->argument, b->argument);
}

static void settle(struct arena *arena, struct options_judged *options,
		   struct option_use *use)
{
	const struct option_use **winner = &options->settings[use->setting];

	if (use->setting == SETTING_NONE)
		return;
	if (!*winner) {
		*winner = use;
		return;
	}
	if ((*winner)->value == use->value && same_argument(*winner, use))
		return;
	if (sticky[use->setting]) {
		override(arena, use, *winner);
		return;
	}
	/* Earlier words for the same are overridden together; those before the winner were
	 * when it won. */
	for (struct option_use *old = options->uses + (*winner - options->uses); old < use; old++)
		if (old->setting == use->setting && old->effect == OPTION_EFFECTIVE)
			override(arena, old, use);
	*winner = use;
}

/* What the options of a command line are judged with. */
struct judging {
	const struct host *host;
	unsigned here; /* see places() */
};

/* Why an option for other hosts has no effect here. */
static const char *explain_elsewhere(const struct judging *judging, const struct row *option)
{
	const struct host *host = judging->host;
	const char *owner = option->where == INTEL ? "VT-d" :
			    option->where == AMD   ? "AMD-Vi" :
			    option->where == X86   ? "x86" : "Arm";

	if (!(judging->here & X86) || option->where == ARM)
		return arena_print(host->arena, "has no effect: it is for %s, and this host is %s",
				   owner, known(host->system.machine) ?
				   host->system.machine.value : "of another architecture");
	return arena_print(host->arena, "has no effect: it is for %s, and this host %s %s", owner,
			   families(host) ? "has" : "could only have",
			   judging->here & AMD ? "AMD-Vi" : "VT-d");
}

static const char *explain_unknown(struct arena *arena, const struct row *option,
				   const struct option_use *use)
{
	const char *equals = strchr(use->text, '=');

	if (!equals)
		return "has no effect: Linux wants a value";
	if (!equals[1])
		return "has no effect: there is no word";
	return arena_print(arena, "has no effect: Linux does not know this %s of %s=",
			   is_boolean(option) ? "value" : "word", option->name);
}

static const char *explain_newer(const struct host *host, const struct since *since)
{
	return arena_print(host->arena, "has no effect, unless the distribution has added it: "
			   "Linux knows it from %u.%u on, and this is %s",
			   since->major, since->minor, host->kernel.release.value);
}

/* What becomes of a use by itself; what overrides it is settled later. */
static void use_word(const struct judging *judging, const struct row *option,
		     const struct row *row, struct option_use *use)
{
	const struct host *host = judging->host;
	const struct since *since = row ? find_since(row) : NULL;

	use->setting = SETTING_NONE;
	use->means = row ? row->means : NULL;
	if (option->where == NOWHERE) {
		use->effect = OPTION_FOREIGN;
		use->explanation = arena_print(host->arena, "has no effect in Linux as it is "
					       "released: it %s", option->means);
	} else if (!(option->where & judging->here) && option->where != ANY) {
		use->effect = OPTION_ELSEWHERE;
		use->explanation = explain_elsewhere(judging, option);
	} else if (!row) {
		use->effect = OPTION_UNKNOWN_WORD;
		use->explanation = explain_unknown(host->arena, option, use);
	} else if (since && is_older(host, since)) {
		use->effect = OPTION_NEWER;
		use->explanation = explain_newer(host, since);
	} else {
		use->explanation = row->means;
		use->setting = row->setting;
		use->value = row->value;
	}
}

/* Appends the uses of one option: one for each word of its list. */
static void use_option(const struct judging *judging, const struct kernel_option *given,
		       const struct row *option, struct options_judged *options)
{
	struct arena *arena = judging->host->arena;
	const char *rest = given->value ? given->value : "";
	bool more = true;

	while (more) {
		/* Only lists of words have commas that separate; vfio-pci.ids has not. */
		size_t length = option->word ? strcspn(rest, ",") : strlen(rest);
		const char *token = arena_print(arena, "%.*s", (int)length, rest);
		const struct row *row = find_word(option, token, !given->value);

		more = rest[length] == ',';
		rest += length + more;
		/* iommu_setup() returns at usedac */
		if (row && row->word && !strcmp(row->word, "usedac"))
			more = false;
		if (row && !row->means)
			continue;

		struct option_use *use = arena_add(arena, options->uses, options->n_uses);

		use->text = given->value ?
				    arena_print(arena, "%s=%s", given->name, token) :
				    given->name;
		use->argument = row ? argument_of(row, token) : NULL;
		use_word(judging, option, row, use);
	}
}

/* VT-d asks whether x86 wants any IOMMU first (detect_intel_iommu). */
static void override_by_no_iommu(struct arena *arena, struct options_judged *options)
{
	const struct option_use *off = options->settings[SETTING_NO_IOMMU];

	for (size_t i = 0; off && i < options->n_uses; i++) {
		struct option_use *use = &options->uses[i];

		if (use->effect != OPTION_EFFECTIVE || use == off ||
		    (use->setting != SETTING_INTEL && use->setting != SETTING_STONEY &&
		     use->setting != SETTING_DOMAIN))
			continue;
		if (use->setting == SETTING_INTEL && use->value == 0)
			continue;
		override(arena, use, off);
	}
}

void options_judge(const struct host *host, struct options_judged *ret)
{
	const struct text *line = &host->kernel.command_line;
	const struct judging judging = { .host = host, .here = places(host) };
	struct kernel_options given = { 0 };

	*ret = (struct options_judged){ 0 };
	if (known(*line))
		kernel_options_parse(host->arena, line->value, &given);
	for (size_t i = 0; i < given.n; i++) {
		const struct row *option = find_option(given.options[i].name);

		if (option)
			use_option(&judging, &given.options[i], option, ret);
	}
	/* Only now: the array may have moved while it grew. */
	for (size_t i = 0; i < ret->n_uses; i++)
		if (ret->uses[i].effect == OPTION_EFFECTIVE)
			settle(host->arena, ret, &ret->uses[i]);
	override_by_no_iommu(host->arena, ret);
}

const struct option_use *options_set(const struct options_judged *options,
				     enum option_setting setting, int value)
{
	const struct option_use *use = options->settings[setting];

	return use && use->value == value ? use : NULL;
}
