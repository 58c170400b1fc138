/* The SMMUs of a host, for people. */
#pragma once

struct json_object;
struct page;

/* What is known of one: an entry of "iommu.smmus" (NULL: none), and its entry of
 * "iommu.units" (NULL: none). */
void smmu_print(const struct page *page, struct json_object *smmu, struct json_object *unit);

/* All of them; nothing on a host that has none. */
void smmus_print(const struct page *page);
