#include "tests/unit/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOBODY 65534
#define FIXTURE_SIZE ((size_t)1024 * 1024)

static void check(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

char *read_fixture(const char *path)
{
	char *text = malloc(FIXTURE_SIZE);
	FILE *file = fopen(path, "r");

	check(file && text, path);
	size_t size = fread(text, 1, FIXTURE_SIZE - 1, file);
	check(!ferror(file) && size < FIXTURE_SIZE - 1, path);
	text[size] = '\0';
	fclose(file);
	return text;
}

void unprivileged_begin(void)
{
	if (getuid() == 0)
		check(seteuid(NOBODY) == 0, "seteuid");
}

void unprivileged_end(void)
{
	if (getuid() == 0)
		check(seteuid(0) == 0, "seteuid");
}
