/* The verdict on the IOMMU for people: what is, why, and what to do. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct json_object;

/* Prints what the document says of the IOMMU. `colour`: with terminal colours. */
void doctor_print(struct json_object *document, bool colour, FILE *out);
