/* Where the boxes of a topology stand in a picture, and the lines of text in each. */
#pragma once

#include "output/topology.h"

enum line_style {
	LINE_TITLE, /* a box's name, then what it is */
	LINE_NAME,
	LINE_USE,
	LINE_REASON,
	LINE_BREAK,
};

struct line {
	enum line_style style;
	const char *text;
	const char *label; /* after a title; NULL: none */
	bool doubt;        /* of a break: break_is_seen() says no */
};

/* In pixels, from the picture's corner. */
struct drawn {
	int x, y, width, height;
	struct line *lines;
	size_t n_lines;
};

struct layout {
	struct drawn *drawn; /* one for each box, by its number */
	int width, height;   /* of the whole */
};

/* Sizes of text: all is of one width (0.6 em of every monospaced face in use), so that
 * a box fits its text wherever it is drawn. */
#define TEXT_EM 11
#define TEXT_WIDTH(columns) ((int)(columns) * TEXT_EM * 61 / 100 + 1)
#define LINE_HEIGHT 15
#define MARGIN 8        /* inside of a box, and between boxes */
#define MARK_SIZE 12
#define MARK_ROOM (MARK_SIZE + 4)
#define LABEL_GAP 2     /* columns between a title and its label */

/* Columns that a text takes: two for characters that are wide in East Asia. */
size_t text_columns(const char *text);

/* Whether a mark stands before a line: a device's state, or a break. */
bool line_has_mark(const struct box *box, const struct line *line);

/* Lays the boxes out, in the topology's arena. */
struct layout *topology_layout(const struct topology *topology);
