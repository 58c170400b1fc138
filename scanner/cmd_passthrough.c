#include "scanner/cmd_passthrough.h"

#include <errno.h>
#include <string.h>

#include "output/selection.h"
#include "scanner/cmd.h"

struct failure failure_of_list(const struct flag *read, const char *path)
{
	bool denied = read->fact.error == EACCES || read->fact.error == EPERM;

	return (struct failure){ .what = "cannot list", .path = path, .error = read->fact.error,
				 .remedy = denied ? "run as root" :
						    "run on the host, outside of containers" };
}

struct failure failure_of_name(struct scan *scan, const char *name)
{
	const char *hint = selection_hint(scan->document, name, &scan->arena);

	return (struct failure){ .what = "this host has nothing to give away of the name",
				 .path = name, .detail = hint ? strdup(hint) : NULL,
				 .remedy = "`labscan device` lists what there is" };
}
