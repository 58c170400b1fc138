/* What redaction leaves of /proc's lists of mounts, swap and routes. */
#pragma once

struct arena;

/* Mounts tell of users, servers and containers. Those on /sys stay, where a scan looks
 * for what hides firmware; of those on disks stay the device and, of the folder, what
 * every system has. The result lives in the arena. */
char *redact_mounts(struct arena *arena, char *text);

/* Swap files are left out: their paths are the user's. */
char *redact_swaps(struct arena *arena, char *text);

/* Of routes stay the default ones, without the address of the gateway. */
char *redact_routes(struct arena *arena, char *text);
char *redact_ipv6_routes(struct arena *arena, char *text);
