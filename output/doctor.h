/* The verdict on the IOMMU for people: what is, why, and what to do. */
#pragma once

struct page;

/* Prints what the document says of the IOMMU. `nothing` is not used: forms_print. */
void doctor_print(const struct page *page, const void *nothing);

/* Only its state, why, and what to do. */
void doctor_print_verdict(const struct page *page);
