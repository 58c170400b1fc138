#include "push/target.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scanner/arena.h"
#include "scanner/input.h"
#include "scanner/root.h"
#include "scanner/str.h"

#define BEAKER "beaker+"
#define TOKEN_VARIABLE "LABSCAN_TOKEN"
#define TOKEN_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="

#define PORT_DIGITS 5

/* Longer ones are no tokens; servers take 8 KiB of headers. */
#define MAX_TOKEN 4096

static bool is_loopback(const char *host, size_t length)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (length == strlen(names[i]) && !strncasecmp(host, names[i], length))
			return true;
	return false;
}

/* What stands behind the host up to the path: nothing, or a colon and a port. */
static bool is_port(const char *text, size_t length)
{
	size_t digits = length ? strspn(text + 1, "0123456789") : 0;

	return !length || (text[0] == ':' && digits + 1 == length && digits <= PORT_DIGITS &&
			   strtoul(text + 1, NULL, 10) <= UINT16_MAX);
}

bool target_parse(const char *url, struct arena *arena, struct target *ret,
		  const char **ret_why)
{
	struct target target = { .beaker = str_starts(url, BEAKER) };

	target.url = arena_print(arena, "%s", url + (target.beaker ? strlen(BEAKER) : 0));
	bool tls = str_starts(target.url, "https://");
	if (!tls && !str_starts(target.url, "http://")) {
		*ret_why = "a lab's URL begins with beaker+http://, beaker+https://, http:// or https://";
		return false;
	}
	const char *host = strstr(target.url, "://") + strlen("://");
	size_t authority = strcspn(host, "/?#");
	if (memchr(host, '@', authority)) {
		*ret_why = "passwords do not belong into a URL, where all can see them";
		return false;
	}
	size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	if (!length || length > authority || !is_port(host + length, authority - length) ||
	    strpbrk(url, " \t\r\n#")) {
		*ret_why = "this is no URL of a server";
		return false;
	}
	target.loopback = is_loopback(host, length);
	target.confidential = tls || target.loopback;
	*ret = target;
	return true;
}

static int read_token(const char *path, struct arena *arena, char **ret)
{
	struct bytes bytes;
	int error = input_read(path, arena, &bytes);

	if (error)
		return error;
	if (bytes.size > MAX_TOKEN || memchr(bytes.data, '\0', bytes.size))
		return -EBADMSG;
	*ret = arena_print(arena, "%s", (const char *)bytes.data);
	return 0;
}

int token_read(const char *path, struct arena *arena, const char **ret)
{
	const char *set = getenv(TOKEN_VARIABLE);
	char *text;

	*ret = NULL;
	if (path) {
		int error = read_token(path, arena, &text);

		if (error)
			return error;
	} else if (!set || !set[0]) {
		return 0;
	} else {
		text = arena_print(arena, "%s", set);
	}
	char *token = str_word(&text);
	/* Anything else could end the header and begin another. */
	if (!token || token[strspn(token, TOKEN_CHARACTERS)] || text[strspn(text, " \t\r\n")])
		return -EBADMSG;
	*ret = token;
	return 0;
}
