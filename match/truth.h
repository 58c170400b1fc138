/* The sets of SQL's values that a requirement may have (MAY_BE_, match/requirement.h). */
#pragma once

#include <stdbool.h>

#include "match/requirement.h"

/* Of what is asked about a field that the host does not tell. */
#define TRUTH_UNTOLD (MAY_BE_FALSE | MAY_BE_NULL | MAY_BE_TRUE)

/* The same where the answer is never null, as that of EXISTS. */
#define TRUTH_UNTOLD_FLAG (MAY_BE_FALSE | MAY_BE_TRUE)

static inline unsigned truth_of(bool flag)
{
	return flag ? MAY_BE_TRUE : MAY_BE_FALSE;
}

static inline unsigned truth_not(unsigned truth)
{
	return (truth & MAY_BE_NULL) | (truth & MAY_BE_TRUE ? MAY_BE_FALSE : 0) |
	       (truth & MAY_BE_FALSE ? MAY_BE_TRUE : 0);
}

/* AND is the least of false, null and true, OR (`any`) the most; of sets, of each pair.
 * What requires nothing does not count. */
unsigned truth_both(unsigned a, unsigned b, bool any);
