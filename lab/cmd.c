/* What the commands share: which database, and how its errors are told. */
#include "lab/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/store.h"

#define FOR_ROOT "sqlite:/var/lib/labscan/lab.db"

/* For one who writes the directories above it are made: there is nothing to set up. */
static void make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700); /* what cannot be made, the open that follows tells */
		*slash = '/';
	}
}

/* XDG Base Directory specification: state of the user that is no configuration. To be freed;
 * NULL: the user has no home. */
static char *usual_url(bool write)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *url = NULL;
	int size = -1;

	if (geteuid() == 0)
		size = asprintf(&url, "%s", FOR_ROOT);
	else if (state && state[0] == '/')
		size = asprintf(&url, "sqlite:%s/labscan/lab.db", state);
	else if (home && home[0])
		size = asprintf(&url, "sqlite:%s/.local/state/labscan/lab.db", home);
	if (size < 0)
		return NULL;
	if (write)
		make_directories(url + strlen("sqlite:"));
	return url;
}

static char *url_of(const struct lab_options *options, bool write)
{
	const char *variable = getenv("LABDB");

	if (options->db)
		return strdup(options->db);
	return variable && variable[0] ? strdup(variable) : usual_url(write);
}

/* A URL as it can be shown: without a password. To be freed. */
static char *shown(const char *url)
{
	const char *host = strchr(url, '@'), *start = strstr(url, "://");
	const char *colon = start && host ? memchr(start + 3, ':', (size_t)(host - start) - 3) : NULL;
	char *ret = NULL;

	if (!colon)
		return strdup(url);
	return asprintf(&ret, "%.*s:***%s", (int)(colon - url), url, host) < 0 ? NULL : ret;
}

static const char *remedy_of(int error, bool write)
{
	switch (error) {
	case -ENOENT: return write ? "make its directory, or name another file by --db or LABDB" :
				     "`labdb import` makes one; --db or LABDB say where it is";
	case -EBADMSG: return "`labdb check` tells what is damaged; restore a backup, or import the documents anew";
	case -EAGAIN: return "another labdb is writing; try again when it is done";
	case -ENOSPC: return "make room on its disk; what was stored is there";
	case -EROFS: return "it is not yours to write: run as its owner, or name another by --db or LABDB";
	case -EACCES: return "it is not yours: run as its owner, or name another by --db or LABDB";
	case -EISDIR: return "name a file in it by --db or LABDB";
	case -EPIPE: return "see that the server runs, and has the database (createdb makes one); --db or LABDB name it";
	case -EINVAL: return "see `labdb --help`";
	default: return NULL;
	}
}

bool lab_open(const struct lab_options *options, bool write, struct store **ret,
	      struct failure *failure)
{
	char *url = url_of(options, write), *why = NULL, *place;
	int error;

	if (!url) {
		*failure = (struct failure){ .what = "no database is named, and HOME is not set",
					     .remedy = "use --db or LABDB" };
		return false;
	}
	error = store_open(url, write, ret, &why);
	if (error) {
		place = shown(url);
		*failure = (struct failure){ .what = "cannot open the database",
					     .remedy = remedy_of(error, write) };
		if (asprintf(&failure->detail, "%s: %s", place ? place : "",
			     why ? why : strerror(-error)) < 0)
			failure->detail = NULL;
		free(place);
	}
	free(why);
	free(url);
	return !error;
}

int lab_fail(const struct store *store, int error, struct failure *failure)
{
	const char *why = store_error(store);

	*failure = (struct failure){
		.what = "the database", .error = -error, .detail = *why ? strdup(why) : NULL,
		.remedy = remedy_of(error, true),
	};
	return EXIT_CANNOT;
}

void lab_fail_host(const char *name, struct failure *failure)
{
	*failure = (struct failure){ .what = "there is no host", .path = name,
				     .remedy = "`labdb list` has those that there are" };
}

int lab_fail_output(const struct lab_options *options, int error, struct failure *failure)
{
	*failure = (struct failure){
		.what = "cannot write",
		.path = options->output ? options->output : "standard output",
		.error = -error,
	};
	return EXIT_CANNOT;
}
