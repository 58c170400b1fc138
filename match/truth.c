#include "match/truth.h"

enum requirement_answer requirement_answer(unsigned truth)
{
	if (truth == 0 || truth == MAY_BE_TRUE)
		return ANSWER_MATCHES;
	return truth & MAY_BE_TRUE ? ANSWER_UNTOLD : ANSWER_DIFFERS;
}

unsigned truth_both(unsigned a, unsigned b, bool any)
{
	unsigned ret = 0;

	if (!a || !b)
		return a | b;
	for (unsigned x = MAY_BE_FALSE; x <= MAY_BE_TRUE; x <<= 1)
		for (unsigned y = MAY_BE_FALSE; y <= MAY_BE_TRUE; y <<= 1)
			if (a & x && b & y)
				ret |= any == (x > y) ? x : y;
	return ret;
}
