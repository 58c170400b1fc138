/* The SMMUv3s of a host as JSON. */
#pragma once

struct host;
struct json_object;

/* An array for the document's iommu.smmus; NULL, which is null, when it could not be
 * told which there are. */
struct json_object *smmus_json(const struct host *host);
