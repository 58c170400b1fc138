#include "lab/members.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* What a byte is outside of strings. */
enum class {
	BAD,   /* stands nowhere in JSON but in strings */
	SPACE,
	WORD,  /* of a number, or of true, false and null */
	OPEN, CLOSE,
	QUOTE,
	POINT, /* comma and colon */
	N_CLASSES
};

static const unsigned char classes[256] = {
	[' '] = SPACE, ['\t'] = SPACE, ['\r'] = SPACE, ['\n'] = SPACE,
	['0' ... '9'] = WORD, ['a' ... 'z'] = WORD, ['A' ... 'Z'] = WORD,
	['+'] = WORD, ['-'] = WORD, ['.'] = WORD,
	['{'] = OPEN, ['['] = OPEN, ['}'] = CLOSE, [']'] = CLOSE,
	['"'] = QUOTE, [','] = POINT, [':'] = POINT,
};

/* Whether a byte goes on as part of a string: no quote, backslash or control byte. */
static const bool plain[256] = { [0x20 ... 0x21] = true, [0x23 ... 0x5b] = true, [0x5d ... 0xff] = true };

struct reading {
	const char *at, *end;
	char *out;          /* what is left of it, compact */
	const char *why;    /* NULL: nothing is wrong */
};

static int fail(struct reading *reading, const char *why)
{
	reading->why = why;
	return -EBADMSG;
}

/* Copies a string, at whose opening quote it is. */
static int take_string(struct reading *reading)
{
	const char *at = reading->at + 1;

	for (;;) {
		while (at < reading->end && plain[(unsigned char)*at])
			at++;
		if (at == reading->end)
			return -EAGAIN;
		if (*at == '"')
			break;
		if (*at != '\\')
			return fail(reading, "a control character stands in a string");
		if (at + 1 == reading->end)
			return -EAGAIN;
		at += 2;
	}
	at++;
	size_t size = (size_t)(at - reading->at);
	memcpy(reading->out, reading->at, size);
	reading->out += size;
	reading->at = at;
	return 0;
}

static void skip_space(struct reading *reading)
{
	while (reading->at < reading->end && classes[(unsigned char)*reading->at] == SPACE)
		reading->at++;
}

/* Words that only white space keeps apart stay two, for a parser to refuse. */
static void leave_out_space(struct reading *reading)
{
	bool after_word = classes[(unsigned char)reading->out[-1]] == WORD;

	skip_space(reading);
	if (after_word && reading->at < reading->end &&
	    classes[(unsigned char)*reading->at] == WORD)
		*reading->out++ = ' ';
}

static int take_bracket(struct reading *reading, bool open, size_t *depth)
{
	*reading->out++ = *reading->at++;
	if (open)
		return ++*depth < DOCUMENT_DEPTH - 1 ? 0 : fail(reading, "it nests too deep");
	--*depth;
	return 0;
}

/* Copies a value, up to the comma or bracket that ends it. */
static int take_value(struct reading *reading)
{
	const char *start = reading->out;
	size_t depth = 0;

	while (reading->at < reading->end) {
		enum class class = classes[(unsigned char)*reading->at];
		int error = 0;

		if (!depth && (class == CLOSE || *reading->at == ','))
			return reading->out > start ? 0 : fail(reading, "a value is missing");
		if (class == QUOTE)
			error = take_string(reading);
		else if (class == OPEN || class == CLOSE)
			error = take_bracket(reading, class == OPEN, &depth);
		else if (class == SPACE)
			leave_out_space(reading);
		else if (class == BAD)
			error = fail(reading, "it is no JSON");
		else
			*reading->out++ = *reading->at++;
		if (error)
			return error;
	}
	return -EAGAIN;
}

/* The next byte that is no white space has to be one of these. */
static int expect(struct reading *reading, const char *bytes)
{
	skip_space(reading);
	if (reading->at == reading->end)
		return -EAGAIN;
	return *reading->at && strchr(bytes, *reading->at) ? 0 : fail(reading, "it is no JSON object");
}

static int take_name(struct reading *reading, struct members *ret)
{
	struct member *member = &ret->items[ret->n];
	char *name = reading->out;
	int error = expect(reading, "\"");

	if (!error)
		error = take_string(reading);
	if (error)
		return error;
	reading->out[-1] = '\0';
	member->name = name + 1;
	/* An escape would let two members have one name. */
	for (const char *c = member->name; *c; c++)
		if (*c < ' ' || *c > '~' || *c == '\\')
			return fail(reading, "the name of a member is not of plain ASCII");
	return members_find(ret, member->name) ?
		fail(reading, "two of its members have one name") : 0;
}

static int take_member(struct reading *reading, struct members *ret)
{
	struct member *member = &ret->items[ret->n];
	int error;

	if (ret->n == DOCUMENT_MEMBERS)
		return fail(reading, "it has too many members");
	error = take_name(reading, ret);
	if (!error)
		error = expect(reading, ":");
	if (error)
		return error;
	reading->at++;
	skip_space(reading);
	member->text = reading->out;
	error = take_value(reading);
	if (error)
		return error;
	member->size = (size_t)(reading->out - member->text);
	*reading->out++ = '\0';
	ret->n++;
	return 0;
}

static int take_object(struct reading *reading, struct members *ret)
{
	int error = expect(reading, "{");

	ret->n = 0;
	if (!error) {
		reading->at++;
		error = expect(reading, "\"}");
	}
	if (error || *reading->at == '}')
		return error ? error : fail(reading, "it is empty");
	for (;;) {
		error = take_member(reading, ret);
		if (!error)
			error = expect(reading, ",}");
		if (error)
			return error;
		if (*reading->at++ == '}')
			return 0;
	}
}

int members_read(const char *text, size_t size, char *out, struct members *ret,
		 size_t *ret_used, const char **ret_why)
{
	struct reading reading = { .at = text, .end = text + size, .out = out };
	int error = take_object(&reading, ret);

	*ret_used = (size_t)(reading.at - text);
	*ret_why = reading.why;
	return error;
}

const struct member *members_find(const struct members *members, const char *name)
{
	for (size_t i = 0; i < members->n; i++)
		if (!strcmp(members->items[i].name, name))
			return &members->items[i];
	return NULL;
}
