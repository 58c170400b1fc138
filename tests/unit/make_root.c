#include "tests/unit/make_root.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_DIRECTORIES 16

static void check(int ok, const char *path)
{
	if (ok)
		return;
	perror(path);
	abort();
}

static char *join(const char *root, const char *path)
{
	char *joined;

	check(asprintf(&joined, "%s/%s", root, path) >= 0, path);
	return joined;
}

/* The directories that `path` is in, below the root's own length. */
static void make_parents(char *path, size_t root_length)
{
	for (char *c = path + root_length + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		mkdir(path, 0755);
		*c = '/';
	}
}

static void make_file(const char *path, const struct root_entry *entry)
{
	size_t size = entry->size ? entry->size : strlen(entry->content);
	FILE *file = fopen(path, "w");

	check(file != NULL, path);
	check(fwrite(entry->content, 1, size, file) == size, path);
	check(fclose(file) == 0, path);
}

char *make_root(const struct root_entry *entries, size_t n)
{
	const char *directory = getenv("TMPDIR");
	char *root = join(directory ? directory : "/tmp", "labscan-test-XXXXXX");

	check(mkdtemp(root) != NULL, root);
	for (size_t i = 0; i < n; i++) {
		char *path = join(root, entries[i].path);

		make_parents(path, strlen(root));
		if (entries[i].link)
			check(symlink(entries[i].link, path) == 0, path);
		else if (entries[i].content)
			make_file(path, &entries[i]);
		else
			check(mkdir(path, 0755) == 0, path);
		free(path);
	}
	return root;
}

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	check(remove(path) == 0, path);
	return 0;
}

void drop_root(char *root)
{
	check(nftw(root, remove_entry, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) == 0, root);
	free(root);
}
