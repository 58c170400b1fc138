#include "output/sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_beside(struct sink *sink)
{
	/* The mode that open() would have given a new file. */
	mode_t mask = umask(0);
	umask(mask);

	char *temporary;
	if (asprintf(&temporary, "%s.XXXXXX", sink->path) < 0)
		return -ENOMEM;
	sink->temporary = temporary;
	int fd = mkostemp(temporary, 0);
	if (fd < 0)
		return -errno;
	struct stat old;
	mode_t mode = stat(sink->path, &old) == 0 ? old.st_mode & 0777 : 0666 & ~mask;
	if (fchmod(fd, mode) == 0)
		sink->file = fdopen(fd, "w");
	if (!sink->file) {
		int error = -errno;

		close(fd);
		unlink(sink->temporary);
		return error;
	}
	return 0;
}

int sink_open(const char *path, struct sink *ret)
{
	struct sink sink = { .file = stdout };
	struct stat status;
	int error = 0;

	if (path) {
		sink.file = NULL;
		/* A link stays a link: what it names is replaced. */
		sink.path = realpath(path, NULL);
		if (!sink.path)
			sink.path = strdup(path);
		if (!sink.path)
			return -ENOMEM;
		if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
			sink.file = fopen(path, "we");
			error = sink.file ? 0 : -errno;
		} else {
			error = open_beside(&sink);
		}
	}
	if (error) {
		free(sink.path);
		free(sink.temporary);
		return error;
	}
	*ret = sink;
	return 0;
}

int sink_close(struct sink *sink, bool keep)
{
	int error = 0;

	errno = 0;
	if (fflush(sink->file) || ferror(sink->file))
		error = errno ? -errno : -EIO;
	if (!error && sink->temporary && keep && fsync(fileno(sink->file)) < 0)
		error = -errno;
	if (sink->path && fclose(sink->file) && !error)
		error = -errno;
	if (sink->temporary) {
		if (!error && keep && rename(sink->temporary, sink->path) < 0)
			error = -errno;
		if (error || !keep)
			unlink(sink->temporary);
	}
	free(sink->temporary);
	free(sink->path);
	*sink = (struct sink){ .file = NULL };
	return error;
}
