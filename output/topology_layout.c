#include "output/topology_layout.h"

#include <stdint.h>
#include <string.h>

#include "output/topology_draw.h"
#include "scanner/arena.h"

/* Of a device's text: a break with all of what may be missing fits. */
#define CARD_COLUMNS 38
#define MARK_COLUMNS 3    /* of these, for a mark before the text */
#define NAME_LINES 2
#define TITLE_COLUMNS 48  /* of a frame's title, and of what follows it */
#define ELLIPSIS "\xe2\x80\xa6"
/* A frame is about this much wider than high. */
#define ASPECT_WIDTH 8
#define ASPECT_HEIGHT 5

/* The length in bytes and the columns of the character at `text`. */
static size_t character(const char *text, size_t *columns)
{
	unsigned char first = (unsigned char)*text;
	size_t n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;

	/* U+0800 on: most of it narrow, some wide; too much room does no harm. */
	*columns = n > 2 ? 2 : 1;
	return strnlen(text, n);
}

size_t text_columns(const char *text)
{
	size_t sum = 0, columns;

	while (*text) {
		text += character(text, &columns);
		sum += columns;
	}
	return sum;
}

/* How many bytes of the text fit, cut after a blank where there is one. */
static size_t fitting(const char *text, size_t room)
{
	size_t end = 0, blank = 0, columns;

	while (text[end]) {
		size_t n = character(text + end, &columns);

		if (columns > room)
			return blank ? blank : end;
		room -= columns;
		end += n;
		if (text[end - 1] == ' ')
			blank = end;
	}
	return end;
}

/* The text, or as much as fits and an ellipsis. */
static const char *shortened(struct arena *arena, const char *text, size_t columns)
{
	size_t fits = 0, width = 0, n, room = columns - text_columns(ELLIPSIS);

	if (text_columns(text) <= columns)
		return text;
	while ((n = character(text + fits, &width)) && width <= room) {
		fits += n;
		room -= width;
	}
	return arena_print(arena, "%.*s" ELLIPSIS, (int)fits, text);
}

struct writer {
	struct arena *arena;
	struct drawn *drawn;
};

static struct line *add_line(const struct writer *writer, enum line_style style,
			     const char *text)
{
	struct drawn *drawn = writer->drawn;
	struct line *line = arena_add(writer->arena, drawn->lines, drawn->n_lines);

	*line = (struct line){ .style = style, .text = text };
	return line;
}

/* Up to `max` lines of a text; NULL: none. */
static void add_text(const struct writer *writer, enum line_style style, const char *text,
		     size_t columns, size_t max)
{
	while (text && *text && max--) {
		size_t fits = max ? fitting(text, columns) : strlen(text);

		add_line(writer, style, shortened(writer->arena,
			arena_print(writer->arena, "%.*s", (int)fits, text), columns));
		text += fits;
	}
}

static void write_device(const struct writer *writer, const struct box *box)
{
	struct line *line = add_line(writer, LINE_TITLE, shortened(
			writer->arena, box->title, CARD_COLUMNS - MARK_COLUMNS));

	line->label = box->label;
	add_text(writer, LINE_NAME, box->name, CARD_COLUMNS, NAME_LINES);
	add_text(writer, LINE_USE, box->use, CARD_COLUMNS, 1);
	add_text(writer, LINE_REASON, box->why, CARD_COLUMNS, 1);
}

static void write_frame(const struct writer *writer, const struct box *box)
{
	struct line *line = add_line(writer, LINE_TITLE,
				     shortened(writer->arena, box->title, TITLE_COLUMNS));

	if (box->label)
		line->label = shortened(writer->arena, box->label, TITLE_COLUMNS);
	if (!box->first)
		add_line(writer, LINE_USE, "no PCI device is behind it");
}

static void write_break(const struct writer *writer, const struct note *note)
{
	const char *text = shortened(writer->arena, break_text(writer->arena, note),
				     CARD_COLUMNS - MARK_COLUMNS);

	add_line(writer, LINE_BREAK, text)->doubt = !break_is_seen(note);
}

static void write_box(const struct topology *topology, const struct box *box,
		      struct drawn *drawn)
{
	const struct writer writer = { .arena = topology->arena, .drawn = drawn };

	if (box->kind == BOX_DEVICE)
		write_device(&writer, box);
	else
		write_frame(&writer, box);
	for (const struct note *note = box->breaks.first; note; note = note->next)
		write_break(&writer, note);
}

bool line_has_mark(const struct box *box, const struct line *line)
{
	return line->style == LINE_BREAK ||
	       (line->style == LINE_TITLE && box->kind == BOX_DEVICE);
}

static int widest_line(const struct box *box, const struct drawn *drawn)
{
	int widest = box->kind == BOX_DEVICE ? TEXT_WIDTH(CARD_COLUMNS) : 0;

	for (size_t i = 0; i < drawn->n_lines; i++) {
		const struct line *line = &drawn->lines[i];
		size_t columns = text_columns(line->text);

		if (line->label)
			columns += LABEL_GAP + text_columns(line->label);
		int width =
			TEXT_WIDTH(columns) + (line_has_mark(box, line) ? MARK_ROOM : 0);
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* The width to which what is in a frame is wrapped, for a frame of good shape. */
static int width_to_fill(const struct layout *layout, const struct box *frame)
{
	int64_t area = 0, width = 0;

	for (const struct box *box = frame->first; box; box = box->next) {
		const struct drawn *drawn = &layout->drawn[box->number];

		area += (int64_t)(drawn->width + MARGIN) * (drawn->height + MARGIN);
		if (drawn->width > width)
			width = drawn->width;
	}
	while (width * width * ASPECT_HEIGHT < area * ASPECT_WIDTH)
		width += TEXT_WIDTH(CARD_COLUMNS);
	return (int)width;
}

/* Makes the frames of one row, from `first` to before `end`, of one height. */
static void level_row(struct layout *layout, const struct box *first,
		      const struct box *end, int height)
{
	for (const struct box *box = first; box != end; box = box->next)
		layout->drawn[box->number].height = height;
}

/* Puts what is in a frame into rows, from `y` down; frames begin a row of their own. Tells
 * how far the rows reach; places are from the frame's corner. */
static void fill(struct layout *layout, const struct box *frame, int *ret_x, int *ret_y)
{
	int width = width_to_fill(layout, frame), x = 0, y = *ret_y, row = 0, reach = 0;
	const struct box *first = frame->first;

	for (const struct box *box = frame->first; box; box = box->next) {
		struct drawn *drawn = &layout->drawn[box->number];
		bool turns = box != first && box_is_frame(box) != box_is_frame(first);

		if (x && (turns || x + drawn->width > width)) {
			level_row(layout, first, box, row);
			y += row + MARGIN;
			x = row = 0;
			first = box;
		}
		drawn->x = MARGIN + x;
		drawn->y = y;
		x += drawn->width + MARGIN;
		reach = x > reach ? x : reach;
		row = drawn->height > row ? drawn->height : row;
	}
	level_row(layout, first, NULL, row);
	*ret_x = reach + MARGIN;
	*ret_y = y + row + MARGIN;
}

static void measure(const struct topology *topology, struct layout *layout,
		    const struct box *box)
{
	struct drawn *drawn = &layout->drawn[box->number];
	int x = 0, y;

	write_box(topology, box, drawn);
	drawn->width = widest_line(box, drawn) + 2 * MARGIN;
	drawn->height = (int)drawn->n_lines * LINE_HEIGHT + 2 * MARGIN;
	if (!box->first)
		return;
	y = drawn->height;
	fill(layout, box, &x, &y);
	drawn->width = x > drawn->width ? x : drawn->width;
	drawn->height = y;
}

struct layout *topology_layout(const struct topology *topology)
{
	struct layout *layout = arena_alloc(topology->arena, sizeof(*layout));
	struct walk walk = { .top = &topology->host };

	layout->drawn =
		arena_alloc(topology->arena, topology->n_boxes * sizeof(struct drawn));
	while (topology_walk(&walk))
		if (walk.leaving)
			measure(topology, layout, walk.box);
	fill(layout, &topology->host, &layout->width, &layout->height);
	walk = (struct walk){ .top = &topology->host };
	while (topology_walk(&walk)) {
		const struct box *box = walk.box;

		if (walk.leaving || box->parent->kind == BOX_HOST)
			continue;
		layout->drawn[box->number].x += layout->drawn[box->parent->number].x;
		layout->drawn[box->number].y += layout->drawn[box->parent->number].y;
	}
	return layout;
}
