#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/cmd.h"

void failure_print(const char *program, const struct failure *failure)
{
	if (failure->what) {
		fprintf(stderr, "%s: %s", program, failure->what);
		if (failure->path)
			fprintf(stderr, " %s", failure->path);
		if (failure->detail)
			fprintf(stderr, ": %s", failure->detail);
		else if (failure->error)
			fprintf(stderr, ": %s", strerror(failure->error));
		fputc('\n', stderr);
	}
	if (failure->remedy)
		fprintf(stderr, "%s: %s\n", program, failure->remedy);
}

/* Help and the version go to standard output too: a full disk must not pass. */
int exit_flushed(const char *program, int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	failure_print(program, &(struct failure){ .what = "cannot write",
						  .path = "standard output", .error = errno });
	return EXIT_CANNOT;
}
