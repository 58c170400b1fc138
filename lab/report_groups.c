/* What hosts of a lab have in common: findings and changes. */
#include <json-c/json.h>
#include <string.h>

#include "lab/report_parts.h"
#include "output/document.h"

static const char *copy(struct report *report, const char *text)
{
	return text ? arena_print(&report->arena, "%s", text) : NULL;
}

static struct report_group *group_of(struct report *report, struct report_groups *groups,
				     const struct report_group *like)
{
	struct json_object *number;

	if (json_object_object_get_ex(groups->numbers, like->id, &number))
		return &groups->items[json_object_get_int64(number)];
	json_object_object_add(groups->numbers, like->id,
			       json_object_new_int64((int64_t)groups->n));
	struct report_group *group = arena_add(&report->arena, groups->items, groups->n);

	*group = (struct report_group){
		.id = copy(report, like->id),
		.severity = copy(report, like->severity),
		.words = copy(report, like->words),
		.remedy = copy(report, like->remedy),
		.rank = like->rank,
	};
	return group;
}

void report_group_add(struct report *report, struct report_groups *groups,
		      const struct report_group *like, const char *host, const char *note)
{
	struct report_group *group = group_of(report, groups, like);
	size_t n = group->n;

	bool again = n && !strcmp(group->hosts[n - 1], host);

	if (again && !note)
		return;
	group->n_hosts += !again;
	*arena_add(&report->arena, group->hosts, n) = copy(report, host);
	n = group->n;
	*arena_add(&report->arena, group->notes, n) = copy(report, note);
	group->n = n;
}

/* ---- findings ---- */

struct finder {
	struct report *report;
	const char *host;
	struct arena *arena;
	const char ***words;
	size_t *n_words;
};

/* Its id is a word of a search: one without spaces, as a search sees it. */
static void add_finding(const struct finder *finder, struct report_group *like,
			const char *note)
{
	char *id = arena_print(finder->arena, "%s", like->id);

	like->id = id;
	for (; *id; id++)
		*id = *id == ' '		 ? '-' :
		      *id >= 'A' && *id <= 'Z' ? (char)(*id + 'a' - 'A') :
						 *id;
	report_group_add(finder->report, &finder->report->findings, like, finder->host, note);
	*arena_add(finder->arena, *finder->words, *finder->n_words) =
		arena_print(finder->arena, "finding=%s", like->id);
}

/* What the vendor calls it, which is what people look for. */
static const char *family_name(const char *family)
{
	static const struct {
		const char *family, *name;
	} names[] = {
		{ "intel", "VT-d" },	      { "amd", "AMD-Vi" }, { "arm", "SMMU" },
		{ "virtio", "virtio-iommu" }, { "riscv", "RISC-V IOMMU" },
	};

	for (size_t i = 0; family && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].family, family))
			return names[i].name;
	return "IOMMU";
}

/* How grave it is that an IOMMU is in that state. */
static const char *severity_of(const char *state)
{
	static const struct {
		const char *state, *severity;
	} rows[] = {
		{ "broken", "error" },	{ "off", "warning" },	  { "unsupported", "warning" },
		{ "absent", "info" },	{ "hidden", "unknown" }, { "unknown", "unknown" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].state, state))
			return rows[i].severity;
	return "warning";
}

static const char *option_of(struct json_object *verdict)
{
	const char *option = document_text(verdict, "remove_option");

	return option ? option : document_text(verdict, "add_option");
}

/* A verdict that is none of "enabled". `name`: what it is the verdict on. */
static void find_verdict(const struct finder *finder, struct json_object *verdict,
			 const char *name)
{
	const char *state = document_text(verdict, "state");
	const char *reason = document_text(verdict, "reason");

	if (!verdict || !strcmp(state, "enabled"))
		return;
	add_finding(finder,
		    &(struct report_group){
			    .id = arena_print(finder->arena, "%s/%s/%s", name, state, reason),
			    .severity = severity_of(state),
			    .words = arena_print(finder->arena, "%s %s: %s", name, state,
						 document_text(verdict, "explanation")),
			    .remedy = document_text(verdict, "remedy"),
		    },
		    option_of(verdict));
}

static void find_check(const struct finder *finder, struct json_object *finding)
{
	bool failed = !strcmp(document_text(finding, "outcome"), "fail");
	struct json_object *evidence = document_element(finding, "evidence", 0);
	const char *id = document_text(finding, "id");

	add_finding(finder,
		    &(struct report_group){
			    .id = failed ? id : arena_print(finder->arena, "%s/unknown", id),
			    .severity = failed ? document_text(finding, "severity") : "unknown",
			    .words = arena_print(finder->arena, "%s%s",
						 failed ? "" : "could not be checked: ",
						 document_text(finding, "explanation")),
			    .remedy = failed ? document_text(finding, "remedy") : NULL,
		    },
		    document_text(evidence, "value"));
}

/* What more rights would have read. */
static void find_denied(const struct finder *finder, struct json_object *document)
{
	for (size_t i = 0; i < document_count(document, "problems"); i++) {
		struct json_object *problem = document_element(document, "problems", i);
		const char *error = document_text(problem, "error");

		if (error && (!strcmp(error, "EACCES") || !strcmp(error, "EPERM"))) {
			add_finding(finder,
				    &(struct report_group){
					    .id = "denied",
					    .severity = "unknown",
					    .words = "the scan was not allowed to read everything",
					    .remedy = "scan as root",
				    },
				    document_text(problem, "path"));
			return;
		}
	}
}

void report_find(struct report *report, const char *host, struct json_object *document,
		 struct arena *arena, const char ***words, size_t *n_words)
{
	const struct finder finder = { report, host, arena, words, n_words };
	struct json_object *iommu = document_find(document, "iommu");
	struct json_object *interrupts = document_find(iommu, "interrupts");

	find_verdict(&finder, iommu, family_name(document_text(iommu, "family")));
	/* The same reason once. */
	if (interrupts && strcmp(document_text(interrupts, "state"), "absent") &&
	    strcmp(document_text(interrupts, "reason"), document_text(iommu, "reason")))
		find_verdict(&finder, interrupts, "interrupt remapping");
	for (size_t i = 0; i < document_count(iommu, "findings"); i++)
		find_check(&finder, document_element(iommu, "findings", i));
	find_denied(&finder, document);
}
