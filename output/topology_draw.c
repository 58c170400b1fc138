#include "output/topology_draw.h"

#include <string.h>

#include "scanner/arena.h"

/* Of a mark or, for N_MARKS, of a break: for strokes in a square of 16. */
static const char *mark_path(enum mark mark)
{
	static const char *const paths[] = {
		[MARK_READY] = "M3 8.5 6.5 12 13 4.5",
		[MARK_POSSIBLE] = "M3 8h9.5M8.5 4l4 4-4 4",
		[MARK_BLOCKED] = "M4 4l8 8M12 4l-8 8",
		[MARK_UNKNOWN] =
			"M5.3 6.2a2.7 2.7 0 1 1 4 2.3C8.4 9 8 9.4 8 10.3M8 13v.2",
		[MARK_BRIDGE] = "M8 2.5V7M3.5 13.5V10h9v3.5M8 7v3",
		[MARK_NONE] = "M5 8h6",
		[N_MARKS] = "M9.5 2 4.5 9h5.5L6.5 14",
	};

	return paths[mark];
}

void marks_print(FILE *out)
{
	for (enum mark mark = 0; mark <= N_MARKS; mark++)
		fprintf(out,
			"<symbol id=\"mark-%s\" viewBox=\"0 0 16 16\">"
			"<path d=\"%s\"/></symbol>\n",
			mark < N_MARKS ? mark_id(mark) : "break", mark_path(mark));
}

bool box_is_frame(const struct box *box)
{
	return box->kind != BOX_DEVICE || box->first;
}

const char *box_frame(const struct box *box)
{
	static const char *const frames[] = {
		[BOX_HOST] = "host", [BOX_UNIT] = "unit", [BOX_BUS] = "bus",
		[BOX_GROUP] = "group", [BOX_DEVICE] = "bridge",
	};

	return frames[box->kind];
}

bool break_is_seen(const struct note *note)
{
	static const char *const others[] = { "untold", "override", "kernel" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(note->head, others[i]))
			return false;
	return true;
}

const char *break_text(struct arena *arena, const struct note *note)
{
	return note->more ?
		       arena_print(arena, "%s, missing: %s", note->head, note->more) :
		       note->head;
}
