#include "lab/plain.h"

#include <string.h>

#include "match/collation.h"

bool plain_is(const char *json, size_t size)
{
	return size >= 2 && json[0] == '"' && !memchr(json, '\\', size);
}

int64_t plain_key(const char *json, size_t size)
{
	return collation_key(json + 1, size - 2);
}
