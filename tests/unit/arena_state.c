#include "tests/unit/arena_state.h"

#include <stdlib.h>

#include "scanner/arena.h"

int start_arena(void **state)
{
	*state = calloc(1, sizeof(struct arena));
	return *state ? 0 : -1;
}

int end_arena(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}
