# labscan: one Makefile, no recursion. Objects go below $(BUILD); flags can be given:
#   make BUILD=build/asan SANITIZE=address,undefined CC=clang
#   make BUILD=build/arm64 CROSS_COMPILE=aarch64-linux-gnu- PKG_CONFIG_LIBDIR=...

VERSION    := 0.1.0
BUILD      ?= build
PREFIX     ?= /usr/local
PKG_CONFIG ?= pkg-config
ifneq ($(CROSS_COMPILE),)
CC         := $(CROSS_COMPILE)gcc
endif

CFLAGS     ?= -O2 -g
WARNINGS   := -Wall -Wextra -Werror -Wshadow -Wvla -Wconversion -Wstrict-prototypes -Wmissing-prototypes
HARDENING  := -fstack-protector-strong -D_FORTIFY_SOURCE=2
ifneq ($(SANITIZE),)
HARDENING  := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS    += -fsanitize=$(SANITIZE)
endif

LIBS       := libpci libudev json-c zlib
# Loaded by what needs them: a scan would pay for what they bring along.
LOADED     := libcurl libxml-2.0 yaml-0.1 libpcre2-8
# Silent here: on a bare host `make scan` installs them first, and runs make anew.
LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBS) 2>/dev/null) \
	      $(shell $(PKG_CONFIG) --cflags $(LOADED) 2>/dev/null)
# dlopen, which libc has since glibc 2.34: scanner/library.c.
LIB_LIBS   := $(shell $(PKG_CONFIG) --libs $(LIBS) 2>/dev/null) -ldl
# What the lab's database is made of; labscan has none of them.
LAB_LIBS   := sqlite3 libpq libzstd libcrypto
LAB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LAB_LIBS) 2>/dev/null)
LAB_LDLIBS := $(shell $(PKG_CONFIG) --libs $(LAB_LIBS) 2>/dev/null) -pthread
ALL_CFLAGS := -std=c17 -D_GNU_SOURCE -DLABSCAN_VERSION='"$(VERSION)"' -I. \
	      $(WARNINGS) $(HARDENING) $(LIB_CFLAGS) $(CFLAGS)
ALL_LDFLAGS := -Wl,--as-needed -Wl,-z,relro,-z,now $(LDFLAGS)

SOURCES    := $(wildcard acpi/*.c arch/*.c match/*.c output/*.c push/*.c scanner/*.c)
# Texts that stand in the program whole, each a string by its name: topology_css.
TEXTS      := $(wildcard output/*.css output/*.js)
LAB_TEXTS  := $(wildcard lab/*.css lab/*.js lab/*.sql)
OBJECTS    := $(SOURCES:%.c=$(BUILD)/%.o) $(TEXTS:%=$(BUILD)/%.o)
# Everything but main(), for the tests to link.
PARTS      := $(filter-out $(BUILD)/scanner/main.o,$(OBJECTS))
# labdb: its own, and of labscan what is no command, no option and no push.
LAB_OBJECTS := $(patsubst %,$(BUILD)/%.o,$(basename $(wildcard lab/*.c)) $(LAB_TEXTS))
LAB_PARTS  := $(filter-out $(BUILD)/lab/main.o,$(LAB_OBJECTS)) \
	      $(filter-out $(BUILD)/push/% $(BUILD)/scanner/cmd_% $(BUILD)/scanner/options.o,$(PARTS))
LAB_TESTS  := $(patsubst %.c,$(BUILD)/%.t,$(wildcard tests/lab/test_*.c))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%.t,$(wildcard tests/unit/test_*.c))
UNIT_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
# What the fuzzers share with the unit tests: the tables and what is done to them.
FUZZ_PARTS := $(patsubst %,$(BUILD)/tests/unit/%.o,build_table sample_tables exercise)
FUZZERS    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))

# V=1 shows the commands.
Q          := $(if $(V),,@)

# A host to be scanned needs no database.
LAB_THERE  := $(shell $(PKG_CONFIG) --exists $(LAB_LIBS) 2>/dev/null && echo yes)

all: $(BUILD)/labscan $(if $(LAB_THERE),$(BUILD)/labdb,without-labdb)

without-labdb:
	@echo "  without $(BUILD)/labdb: no $(LAB_LIBS), which scripts/deps lab installs" >&2

# Installs what the build lacks, builds, and scans this host.
scan:
	@scripts/deps build
	@$(MAKE) --no-print-directory $(BUILD)/labscan >&2
	@$(BUILD)/labscan

$(BUILD)/labscan: $(OBJECTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

$(BUILD)/labdb: $(BUILD)/lab/main.o $(LAB_PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(LAB_LDLIBS)

$(BUILD)/lab/%.o: PART_CFLAGS := $(LAB_CFLAGS)
$(BUILD)/tests/lab/%.o: PART_CFLAGS := $(LAB_CFLAGS)

# Flags are part of what an object is made from: a change of them rebuilds.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' > $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  CC   $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(PART_CFLAGS) -MMD -MP -c -o $@ $<

define TEXT_OBJECT
	@mkdir -p $(@D)
	@echo "  TEXT $<"
	$(Q){ echo 'extern const char $(subst .,_,$(<F))[]; const char $(subst .,_,$(<F))[] ='; \
		sed 's/[\\"?]/\\&/g; s/.*/"&\\n"/' $<; echo ';'; } | \
		$(CC) $(ALL_CFLAGS) -x c -c -o $@ -
endef

$(BUILD)/%.css.o: %.css $(BUILD)/flags
	$(TEXT_OBJECT)

$(BUILD)/%.js.o: %.js $(BUILD)/flags
	$(TEXT_OBJECT)

$(BUILD)/%.sql.o: %.sql $(BUILD)/flags
	$(TEXT_OBJECT)

# ---- tests: make check [T=tests/sample/kv.t] ----

$(BUILD)/tests/unit/%.t: $(BUILD)/tests/unit/%.o $(UNIT_PARTS) $(PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ $(LIB_LIBS) -lcmocka

$(BUILD)/tests/lab/%.t: $(BUILD)/tests/lab/%.o $(LAB_PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(LAB_LDLIBS) -lcmocka

# Counts the steps of searches through a table.
$(BUILD)/tests/unit/test_judge_hostile.t: WRAP := -Wl,--wrap=acpi_next

# Those that take longest begin first.
T ?= $(wildcard tests/lab/*.t tests/sample/*.t) $(UNIT_TESTS) $(LAB_TESTS)

check:
	@scripts/deps build lab check
	@$(MAKE) --no-print-directory $(BUILD)/labscan $(BUILD)/labdb $(UNIT_TESTS) $(LAB_TESTS)
	@# What a test that fails or is killed leaves behind goes with the run.
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 130' HUP INT TERM && \
	chmod 755 "$$tmp" && TMPDIR="$$tmp" LABSCAN=$(abspath $(BUILD)/labscan) \
		LABDB_BIN=$(abspath $(BUILD)/labdb) CMOCKA_MESSAGE_OUTPUT=TAP prove -j2 $(T)

# Draws hosts of 6, 60 and 600 devices and looks at the pages with a browser.
$(BUILD)/tests/pages/draw: $(BUILD)/tests/pages/draw.o $(PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

# Writes the page of a lab of 2,000 hosts.
$(BUILD)/tests/pages/fleet: $(BUILD)/tests/pages/fleet.o $(LAB_PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS) $(LAB_LDLIBS)

check-pages:
	@scripts/deps build lab pages
	@$(MAKE) --no-print-directory $(BUILD)/labscan $(BUILD)/tests/pages/draw $(BUILD)/tests/pages/fleet
	LABSCAN=$(abspath $(BUILD)/labscan) DRAW=$(abspath $(BUILD)/tests/pages/draw) \
		FLEET=$(abspath $(BUILD)/tests/pages/fleet) PAGES=$(abspath $(BUILD)/pages) \
		prove tests/pages/*.t

# Boots machines in QEMU and asks their kernels: make check-vm [M=tests/vm/machines/intel]
M ?= $(wildcard tests/vm/machines/*)
# Of these, captures are compared with the host that was captured; and devices are given away
# where vfio-pci is loaded.
CAPTURED := $(filter %/amd %/rich %/arm-smmuv3,$(M))
PASSED   := $(shell grep -l '^module vfio-pci$$' $(M))
VFIO_CLIENT := $(BUILD)/tests/vm/vfio/client
# Guests of their own, once all machines are asked for: those that libvirt makes, one that pushes.
GUESTS   := $(if $(filter-out $(M),$(wildcard tests/vm/machines/*)),,tests/vm/viommu/models tests/vm/viommu/hostdev tests/vm/push/kills)
# Servers where beaker-system-scan is asked, too, in a Debian.
SERVERS  := $(if $(GUESTS),tests/vm/beaker/x86 tests/vm/beaker/arm)
# What the VM lab finds in its environment.
LAB      := LABSCAN=$(abspath $(BUILD)/labscan) LABSCAN_AARCH64=$(abspath $(BUILD)/aarch64/labscan) \
	    LABSCAN_TABLES=$(abspath $(BUILD)/tables)

check-vm:
	@scripts/deps build vm
	@tests/vm/fetch
	@$(MAKE) --no-print-directory $(BUILD)/labscan $(VFIO_CLIENT) tables
	@tests/vm/cross BUILD=$(abspath $(BUILD))/aarch64 $(abspath $(BUILD))/aarch64/labscan \
		$(abspath $(BUILD))/aarch64/tests/vm/vfio/client
	$(LAB) prove -j2 --exec tests/vm/judge $(M)
	$(if $(CAPTURED),$(LAB) prove -j2 --exec tests/vm/capture $(CAPTURED))
	$(if $(PASSED),$(LAB) prove -j2 --exec tests/vm/passthrough $(PASSED))
	$(if $(GUESTS),$(LAB) prove -j2 $(GUESTS))
	$(if $(SERVERS),$(LAB) prove -j2 --exec tests/vm/beaker/compare $(SERVERS))

# Uses VFIO in a guest. Static: a guest has little.
$(VFIO_CLIENT): $(BUILD)/tests/vm/vfio/client.o
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -static -o $@ $^

# Has real kernels judge tables, sound and broken: make check-oracle [O=.../DMAR-sound/case]
ORACLE := $(BUILD)/tests/vm/oracle/write
O ?= $(BUILD)/oracle/*/case

$(ORACLE): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/vm/oracle/*.c)) $(BUILD)/tests/unit/build_table.o $(PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

# Tables of these, which machines may have instead of their firmware's.
tables: $(ORACLE)
	@mkdir -p $(BUILD)/tables && $(ORACLE) $(BUILD)/tables

check-oracle:
	@scripts/deps build vm
	@tests/vm/fetch
	@$(MAKE) --no-print-directory $(BUILD)/labscan $(ORACLE)
	@tests/vm/cross BUILD=$(abspath $(BUILD))/aarch64 $(abspath $(BUILD))/aarch64/labscan
	@rm -rf $(BUILD)/oracle && mkdir -p $(BUILD)/oracle && $(ORACLE) $(BUILD)/oracle
	LABSCAN=$(abspath $(BUILD)/labscan) LABSCAN_AARCH64=$(abspath $(BUILD)/aarch64/labscan) \
		prove -j2 --exec tests/vm/oracle/judge $(O)
	LABSCAN=$(abspath $(BUILD)/labscan) prove tests/vm/oracle/walk

# README's two commands on a bare Debian 12.
check-fresh:
	@scripts/deps fresh
	tests/fresh/run

# ---- fuzzing: make fuzz BUILD=build/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined ----

FUZZ_SECONDS ?= 60

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_PARTS) $(PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

# Writes the tests' own tables, for the fuzzers to start from.
$(BUILD)/tests/fuzz/seeds: $(BUILD)/tests/fuzz/seeds.o $(FUZZ_PARTS) $(PARTS)
	@echo "  LINK $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

fuzz: $(FUZZERS) $(BUILD)/tests/fuzz/seeds
	tests/fuzz/run $(FUZZ_SECONDS) $(FUZZERS)

bench: $(BUILD)/labscan
	@scripts/deps bench
	LABSCAN=$(abspath $(BUILD)/labscan) tests/bench/run

# labdb with many hosts: make bench-lab [HOSTS=100000] [SCANS=10] [DB=postgresql]
HOSTS ?= 2000
SCANS ?= 10

bench-lab: $(BUILD)/labdb
	@scripts/deps build lab check bench
	LABDB_BIN=$(abspath $(BUILD)/labdb) tests/bench/lab $(HOSTS) $(SCANS) $(DB)

lint:
	@scripts/deps build lab lint
	scripts/lint

install: $(BUILD)/labscan
	install -D -m 755 $(BUILD)/labscan $(DESTDIR)$(PREFIX)/bin/labscan
	ln -sf labscan $(DESTDIR)$(PREFIX)/bin/beaker-system-scan
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 $(wildcard docs/labscan*.8)
	install -D -m 644 docs/labscan.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/labscan
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/labscan $(wildcard docs/*.schema.json)

# The lab's side, on a host of its own.
install-labdb: $(BUILD)/labdb
	install -D -m 755 $(BUILD)/labdb $(DESTDIR)$(PREFIX)/bin/labdb
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 $(wildcard docs/labdb*.8)
	install -D -m 644 docs/labdb.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/labdb

clean:
	rm -rf $(BUILD)

.PHONY: all without-labdb scan check check-vm tables check-oracle check-pages check-fresh fuzz bench bench-lab lint install install-labdb clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
