/* A set of secrets, each with the token that takes its place: texts, and identifiers in
 * hexadecimal (hardware addresses, UUIDs) however they are punctuated.
 *
 * A token has its secret's length and shape: digits, letters and hexadecimal letters stay
 * such, and all else stays. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct secrets;

struct secrets *secrets_new(struct arena *arena);

/* Adds a text unless it is none: shorter than 4 characters, or what makers write for
 * want of one. A text that could be any number (few digits, or few different characters)
 * is a secret only in `owner`, which is then handed to secrets_replace. */
void secrets_add_text(struct secrets *secrets, const char *text, size_t length,
		      const void *owner);
/* As above, for a text that is a secret only where it stands as a word. */
void secrets_add_word(struct secrets *secrets, const char *text, size_t length);
/* Adds all that has the shape of a hardware address, a UUID, or of 32 digits and more. */
void secrets_add_shapes(struct secrets *secrets, const char *text, size_t size);

/* Takes out again: a word, and all identifiers in a text. */
void secrets_drop_word(struct secrets *secrets, const char *word);
void secrets_drop_shapes(struct secrets *secrets, const char *text, size_t size);

/* Replaces in place; only after the last secret was added. `owner` is what the text
 * is of. Returns whether there was something. */
bool secrets_replace(struct secrets *secrets, char *text, size_t size, const void *owner);

size_t secrets_count(const struct secrets *secrets);
