/* vIOMMUs that guests can have: their part of the document, and what is made of it. */
#pragma once

struct judgement;
struct json_object;
struct page;

/* What of the answer is asked for. */
struct viommu_view {
	const char *model; /* only this one; NULL: all */
};

/* The caller owns the object. */
struct json_object *viommu_json(const struct judgement *judgement);

/* For people. `what` is a struct viommu_view. */
void viommu_print(const struct page *page, const void *what);

/* libvirt's elements for the model of the view, to be pasted into a <domain>. */
void viommu_print_xml(const struct page *page, const void *what);

/* Parts of that, of a "models" element: what stands outside <devices>, and the <iommu>. */
void viommu_print_domain(const struct page *page, struct json_object *model);
void viommu_print_iommu(const struct page *page, struct json_object *model);

/* The "models" element of this name in a document; NULL when there is none. */
struct json_object *viommu_model_of(struct json_object *document, const char *name);
