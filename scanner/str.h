/* Text from outside made safe, and numbers read from it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* `size` bytes as clean text: white space at both ends gone, runs of control
 * bytes and whatever is not UTF-8 written as \xNN, so that no terminal, shell,
 * page or database sees them raw. Ends at the first NUL. Lives in the arena. */
char *str_keep(struct arena *arena, const char *bytes, size_t size);

/* The length of the UTF-8 character (RFC 3629) that begins here, 0 when there is none:
 * overlong forms, surrogates, values past U+10FFFF. `left` bytes are there, at least one. */
size_t str_character(const void *bytes, size_t left);

/* A whole number in `base` (0: as its prefix says), white space around it allowed.
 * False when there is anything else, or when it does not fit. */
bool str_number(const char *text, int base, uint64_t *ret);

/* Takes the next range off a list such as "0-3,8,10-11" (sysfs cpulist); a single
 * number is a range of one. False at its end, and when what follows is no range:
 * then *list does not point at the end of the text. */
bool str_range(const char **list, uint64_t *ret_first, uint64_t *ret_last);

/* Counts the numbers in a list such as "0-3,8,10-11" (sysfs cpulist). False when
 * it is not one. */
bool str_count_list(const char *text, uint64_t *ret);

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* Takes the next line off a NUL-terminated text: cuts it at its newline and moves
 * *text past it. NULL at the end. */
char *str_line(char **text);

/* Splits "key : value" at the first `separator`: trims both, cuts the key. The
 * value, or NULL when there is no separator. */
char *str_split(char *line, char separator);

/* Takes the next word, between white space, off a text: cuts it, and moves *text past it.
 * NULL at the end. */
char *str_word(char **text);

/* The last component of a path. */
const char *str_base(const char *path);

/* Puts texts into one, with `separator` between them. Lives in the arena. */
char *str_join(struct arena *arena, const char *const *texts, size_t n,
	       const char *separator);

/* Natural order: nvme2 before nvme10. For sorting names (qsort of strings). */
int str_natural(const char *a, const char *b);
