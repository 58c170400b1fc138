/* Which network interfaces the host's default route leads through. */
#pragma once

struct host;

/* Fills `default_route` of the interfaces that were collected: of those that a default
 * route names, and of those below them (of a bridge, a bond, a VLAN). Where the way below
 * an interface is not shown (a tunnel, Open vSwitch), other interfaces with a device are
 * unknown. */
void routes_read(struct host *host);
