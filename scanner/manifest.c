#include "scanner/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/errors.h"
#include "scanner/str.h"

#define FORMAT_LINE "labscan capture 1"
#define FORMAT_WORDS "labscan capture "
#define ENTRIES "entries"

/* ---- writing ---- */

struct text_out {
	struct tree *tree;
	FILE *out;
	size_t n_entries;
};

static int count_node(void *context, struct tree_node *node)
{
	struct text_out *to = context;

	to->n_entries += node->type != TREE_MISSING;
	return 0;
}

static void put_row(const struct text_out *to, const char *word, const char *value,
		    const struct tree_node *node)
{
	const char *path = tree_path(to->tree, node);

	fprintf(to->out, "%s %s%s", word, value, value[0] ? " " : "");
	for (const char *c = path[0] ? path : "."; *c; c++) {
		if (*c == '\n' || *c == '\\')
			fprintf(to->out, "\\%03o", (unsigned)*c);
		else
			fputc(*c, to->out);
	}
	fputc('\n', to->out);
}

static int put_node(void *context, struct tree_node *node)
{
	const struct text_out *to = context;

	if (node->type == TREE_MISSING) {
		put_row(to, "walk", error_name(node->error), node);
		return 0;
	}
	for (size_t i = 0; i < N_TREE_OPS; i++)
		if (node->errors[i])
			put_row(to, tree_op_names[i], error_name(node->errors[i]), node);
	if (node->type == TREE_DIRECTORY && node->complete)
		put_row(to, "listed", "", node);
	if (node->type == TREE_FILE && !node->complete && !node->errors[TREE_READ])
		put_row(to, "unread", "", node);
	if (node->has_size)
		put_row(to, "size", arena_print(to->tree->arena, "%ju",
						(uintmax_t)node->stat_size), node);
	return 0;
}

int manifest_write(struct tree *tree)
{
	struct tree_node *node = tree_add(tree, MANIFEST);
	struct text_out to = { .tree = tree };
	char *text = NULL;
	size_t size;

	if (!node)
		return -EINVAL;
	/* A file while its rows are written, so that there is none about itself; and all
	 * that there is beside it is here. */
	tree_set_file(tree, node, "", 0);
	node->parent->complete = true;
	to.out = open_memstream(&text, &size);
	if (!to.out)
		return -errno;
	tree_visit(tree, count_node, &to);
	fputs(FORMAT_LINE "\n", to.out);
	put_row(&to, ENTRIES, arena_print(tree->arena, "%zu", to.n_entries), &tree->root);
	put_node(&to, &tree->root);
	tree_visit(tree, put_node, &to);
	if (fclose(to.out)) {
		free(text);
		return -ENOMEM;
	}
	tree_set_file(tree, node, text, size);
	free(text);
	return 0;
}

/* ---- reading ---- */

/* The next word of a row; NULL at its end. */
static char *take_word(char **row)
{
	char *word = *row;
	char *space = strchr(word, ' ');

	if (!space)
		return NULL;
	*space = '\0';
	*row = space + 1;
	return word;
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Undoes what put_row did to a path, in place. */
static void unescape(char *path)
{
	char *out = path;

	for (const char *in = path; *in; out++) {
		if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) && is_octal(in[3])) {
			*out = (char)((in[1] - '0') << 6 | (in[2] - '0') << 3 | (in[3] - '0'));
			in += 4;
		} else {
			*out = *in++;
		}
	}
	*out = '\0';
}

static bool apply_error(struct tree_node *node, const char *word, const char *name)
{
	for (size_t i = 0; i < N_TREE_OPS; i++) {
		if (!strcmp(word, tree_op_names[i])) {
			node->errors[i] = error_number(name);
			return true;
		}
	}
	if (strcmp(word, "walk") || node->type != TREE_MISSING)
		return false;
	node->error = error_number(name);
	return true;
}

static bool apply_row(struct tree *tree, char *row, size_t n_entries)
{
	const char *word = take_word(&row);
	const char *value = NULL;
	uint64_t number;

	if (!word)
		return false;
	bool is_state = !strcmp(word, "listed") || !strcmp(word, "unread");
	if (!is_state && !(value = take_word(&row)))
		return false;
	unescape(row);
	struct tree_node *node = tree_add(tree, row);
	if (!node)
		return false;
	if (is_state) {
		node->complete = word[0] == 'l';
		return node->type == (word[0] == 'l' ? TREE_DIRECTORY : TREE_FILE);
	}
	if (!strcmp(word, ENTRIES))
		return str_number(value, 10, &number) && number == n_entries;
	if (strcmp(word, "size"))
		return apply_error(node, word, value);
	node->has_size = true;
	return str_number(value, 10, &node->stat_size);
}

int manifest_apply(struct tree *tree)
{
	size_t n_entries = tree->n_nodes; /* before rows add what was missing */
	struct bytes bytes;
	int error = tree_read(tree, MANIFEST, &bytes);

	if (error)
		return error == -ENOENT ? 0 : -EBADMSG;
	char *text = bytes.data, *line = str_line(&text);
	if (!line || !str_starts(line, FORMAT_WORDS))
		return -EBADMSG;
	if (strcmp(line, FORMAT_LINE))
		return -EPROTONOSUPPORT;
	while ((line = str_line(&text)))
		if (!apply_row(tree, line, n_entries) || tree_is_full(tree))
			return -EBADMSG;
	/* The tree says it now. */
	tree_set_file(tree, tree_add(tree, MANIFEST), "", 0);
	tree->exact = true;
	return 0;
}
