/* Default routes: /proc/net/route (fib_route_seq_show) and /proc/net/ipv6_route
 * (rt6_info_route in net/ipv6/route.c), then down by the links lower_NAME that an
 * interface has to those it is made of (net/core/dev.c). */
#include "scanner/routes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

#define IPV4 "/proc/net/route"
#define IPV6 "/proc/net/ipv6_route"
#define NO_ADDRESS "00000000000000000000000000000000"

/* linux/route.h */
enum { RTF_UP = 0x0001, RTF_REJECT = 0x0200 };

struct search {
	struct host *host;
	bool *reached;      /* one for each interface */
	size_t *waiting;    /* reached, and not looked below */
	size_t n_waiting;
	struct fact untold; /* why others may be on the way, too; or absent */
};

static int compare_name(const void *name, const void *net)
{
	return str_natural(name, str_base(((const struct net_interface *)net)->name.fact.source));
}

/* Interfaces are in the order that directories are listed in. */
static void reach(struct search *search, const char *name, const char *source)
{
	struct host *host = search->host;
	struct net_interface *net =
		bsearch(name, host->net, host->n_net, sizeof(*host->net), compare_name);

	if (!net || search->reached[net - host->net])
		return;
	search->reached[net - host->net] = true;
	search->waiting[search->n_waiting++] = (size_t)(net - host->net);
	flag_set(&net->default_route, true, source);
}

static bool leads_out(const char *flags)
{
	uint64_t value;

	return flags && str_number(flags, 16, &value) && (value & RTF_UP) &&
	       !(value & RTF_REJECT);
}

/* Cuts the line into words. Returns whether there are that many. */
static bool split(char *line, char **words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		words[i] = str_word(&line);
		if (!words[i])
			return false;
	}
	return true;
}

/* "eth0 DESTINATION GATEWAY FLAGS RefCnt Use Metric MASK ..." */
static void parse_ipv4(void *context, char *line)
{
	enum { INTERFACE, DESTINATION, FLAGS = 3, MASK = 7, N_WORDS };
	char *words[N_WORDS];

	if (split(line, words, N_WORDS) && !strcmp(words[DESTINATION], "00000000") &&
	    !strcmp(words[MASK], "00000000") && leads_out(words[FLAGS]))
		reach(context, words[INTERFACE], IPV4);
}

/* "DESTINATION LENGTH SOURCE LENGTH NEXT METRIC REFS USE FLAGS eth0" */
static void parse_ipv6(void *context, char *line)
{
	enum { DESTINATION, LENGTH, FLAGS = 8, INTERFACE, N_WORDS };
	char *words[N_WORDS];

	if (split(line, words, N_WORDS) && !strcmp(words[DESTINATION], NO_ADDRESS) &&
	    !strcmp(words[LENGTH], "00") && leads_out(words[FLAGS]))
		reach(context, words[INTERFACE], IPV6);
}

/* Goes below an interface. One that is virtual and has none below it leads who knows
 * where. */
static void descend(struct search *search, const struct net_interface *net)
{
	static const char lower[] = "lower_";
	struct host *host = search->host;
	struct names names;
	bool found = false;

	int error = root_list(host->root, &names, "%s", net->name.fact.source + 1);
	for (size_t i = 0; !error && i < names.n; i++) {
		if (!str_starts(names.names[i], lower))
			continue;
		found = true;
		reach(search, names.names[i] + strlen(lower), net->default_route.fact.source);
	}
	if (!found && net->virtual.value)
		host_unknown(&search->untold, error ? error : ENODATA, net->name.fact.source);
}

static void finish(struct search *search)
{
	for (size_t i = 0; i < search->host->n_net; i++) {
		struct net_interface *net = &search->host->net[i];

		if (search->reached[i])
			continue;
		flag_set(&net->default_route, false, IPV4);
		if (search->untold.state == FACT_UNKNOWN && !net->virtual.value)
			net->default_route.fact = search->untold;
	}
}

void routes_read(struct host *host)
{
	struct search search = { .host = host };

	if (!host->n_net)
		return;
	search.reached = arena_alloc(host->arena, host->n_net * sizeof(*search.reached));
	search.waiting = arena_alloc(host->arena, host->n_net * sizeof(*search.waiting));
	int error = host_lines(host, IPV4, parse_ipv4, &search);
	if (error)
		host_lacks(host, &search.untold, error, IPV4);
	error = host_lines(host, IPV6, parse_ipv6, &search);
	/* A kernel without IPv6 has no file of it. */
	if (error && error != -ENOENT)
		host_lacks(host, &search.untold, error, IPV6);
	while (search.n_waiting)
		descend(&search, &host->net[search.waiting[--search.n_waiting]]);
	finish(&search);
}
