/* Versions of emulators, from the files of those that installed or ran them. */
#pragma once

struct host;

/* Fills the version of each of host->emulation.emulators: from the lists of packages that
 * are text (dpkg, apk, pacman), else from what libvirt found out when it ran them, which
 * root may read. RPM's list is none: unknown then. Reads nothing when there is no
 * emulator. */
void emulator_versions(struct host *host);
