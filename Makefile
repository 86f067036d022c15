# asm: GNU make, no configure step.  `make help` says what there is to make.
#
# Everything made stands under $(BUILD).  A second flavour lives beside the first:
#	make CC=clang BUILD=build/clang check

VERSION	= 0.1
BUILD	= build

DESTDIR	=
PREFIX	= /usr/local
BINDIR	= $(PREFIX)/bin
MANDIR	= $(PREFIX)/share/man

# ---- compiler -----------------------------------------------------------

CC	?= cc
OPT	= -O2 -g
WERROR	= -Werror
WARN	= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -Wwrite-strings -Wpointer-arith -Wformat=2 $(WERROR)
# SANITIZE=address,undefined takes the place of the fortified C library, which would hide things from it.
SANITIZE =
ifeq ($(SANITIZE),)
HARDEN	= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
else
HARDEN	= -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

ALL_CPPFLAGS = -D_GNU_SOURCE -DASM_VERSION='"$(VERSION)"' -Ilib -I. $(LIB_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 $(OPT) $(WARN) $(HARDEN) -fPIE -ffunction-sections -fdata-sections -MMD -MP $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--as-needed $(HARDEN) $(LDFLAGS)

# ---- libraries ----------------------------------------------------------
# One that no file uses yet is not required; one that is missed is named by the compiler.  --as-needed keeps
# every program free of those it does not use: start-up is most of what a filter costs.

PKG_CONFIG ?= pkg-config
PACKAGES = libxml-2.0 sqlite3 opendkim libcrypto libidn2 libpsl libexttextcat jansson libical
pkg	= $(shell for p in $(2); do $(PKG_CONFIG) $(1) $$p 2>/dev/null; done)

# libetpan: its archive alone is enough for the structure of mail, and saves half of the start-up time.
ETPAN_A := $(firstword $(wildcard $(shell $(PKG_CONFIG) --variable=libdir libetpan 2>/dev/null)/libetpan.a))
ETPAN	= $(if $(ETPAN_A),static,shared)
ETPAN_LIBS = $(if $(filter static,$(ETPAN)),$(ETPAN_A),-letpan)

SECCOMP	:= $(call pkg,--libs,libseccomp)
LIB_CFLAGS := $(patsubst -I%,-isystem %,$(call pkg,--cflags,$(PACKAGES) libetpan libseccomp)) \
	  $(if $(SECCOMP),-DHAVE_SECCOMP)
LIB_LIBS := $(call pkg,--libs,$(PACKAGES)) $(SECCOMP)
LIBS	= $(ETPAN_LIBS) $(LIB_LIBS) -lunistring -lm

# ---- what there is to build ---------------------------------------------
# A wing is lib/NAME/*.c; a program is cmd/asm-NAME.c or cmd/asm-NAME/*.c.  No lists to keep.

WINGS	= site trust mail text store net base
GEN	= $(BUILD)/gen
objects	= $(patsubst %.c,$(BUILD)/%.o,$(1))
wing_objects = $(call objects,$(wildcard lib/$(1)/*.c)) $(GEN_$(1))

GEN_text = $(GEN)/po_data.o $(GEN)/words_data.o
GEN_store = $(if $(wildcard lib/store/public.sql),$(GEN)/sql_data.o)
PO	= $(wildcard lib/text/po/*.po)
WORDS	= $(wildcard lib/text/words/*)

USED_WINGS := $(foreach w,$(WINGS),$(if $(wildcard lib/$(w)/*.c),$(w)))
ARCHIVES = $(if $(wildcard cmd/program.c),$(BUILD)/libcmd.a) $(USED_WINGS:%=$(BUILD)/lib%.a)

ONE_FILE := $(patsubst cmd/%.c,%,$(wildcard cmd/asm-*.c))
FOLDERS	:= $(sort $(patsubst cmd/%/,%,$(dir $(wildcard cmd/asm-*/*.c))))
PROGRAMS = $(sort $(ONE_FILE) $(FOLDERS))
SCRIPTS	= $(wildcard scripts/asm-*)
PAGES	= $(wildcard man/*.[1-8])

UNIT	:= $(wildcard tests/unit/*/*.c)
UNIT_PROGRAMS = $(UNIT:%.c=$(BUILD)/%)
FUZZ	:= $(wildcard tests/fuzz/*.c)
BENCH	:= $(wildcard tests/bench/*.c)

all: $(ARCHIVES) $(PROGRAMS:%=$(BUILD)/bin/%)

help:
	@echo 'make [all]     the programs, in $(BUILD)/bin'
	@echo 'make check     all tests                  (TESTS="tests/cli/asm-feed.t ..." for some of them)'
	@echo 'make asan      the same tests with the address and undefined behaviour sanitizers'
	@echo 'make fuzz      every harness for FUZZ_SECONDS (60)'
	@echo 'make soak      the long proofs'
	@echo 'make bench     speed, as ratios'
	@echo 'make lint      gcc, clang, clang-tidy, cppcheck, shellcheck, mandoc'
	@echo 'make install uninstall     DESTDIR=, PREFIX=$(PREFIX), BINDIR=, MANDIR='
	@echo 'make dist distcheck        the tarball, and the proof that it builds'
	@echo 'make clean     removes $(BUILD)'
	@echo 'Also: CC=, CFLAGS=, BUILD=, ETPAN=static|shared, WERROR= (warnings do not stop), V=1'

# ---- rules --------------------------------------------------------------
# Each step is one short line; V=1 shows the whole command.

say	= $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,cc) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

$(GEN)/%.o: $(GEN)/%.c Makefile
	$(call say,cc) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# The directories are named so that a removed file is noticed too.
$(GEN)/po_data.c: $(PO) $(wildcard lib/text/po) scripts/embed
	@mkdir -p $(@D)
	$(call say,embed) scripts/embed blobs text_po_blobs text/blob.h $(PO) > $@.new && mv $@.new $@
$(GEN)/words_data.c: $(WORDS) $(wildcard lib/text/words) scripts/embed
	@mkdir -p $(@D)
	$(call say,embed) scripts/embed blobs text_words_blobs text/blob.h $(WORDS) > $@.new && mv $@.new $@
$(GEN)/sql_data.c: lib/store/public.sql lib/store/private.sql scripts/embed
	@mkdir -p $(@D)
	$(call say,embed) scripts/embed text store/sql.h store_public_sql=lib/store/public.sql \
	    store_private_sql=lib/store/private.sql > $@.new && mv $@.new $@

ARCHIVE	= $(call say,ar) rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
LINK	= $(call say,link) $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

$(BUILD)/libcmd.a: $(call objects,$(wildcard cmd/program.c))
	$(ARCHIVE)

define wing
$(BUILD)/lib$(1).a: $(call wing_objects,$(1)) lib/$(1)
	$$(ARCHIVE)
endef
$(foreach w,$(USED_WINGS),$(eval $(call wing,$(w))))

define program
$(BUILD)/bin/$(1): $(call objects,$(wildcard cmd/$(1).c cmd/$(1)/*.c)) $(ARCHIVES)
	@mkdir -p $$(@D)
	$$(LINK)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(ARCHIVES)
	$(LINK)

.SECONDARY:
.DELETE_ON_ERROR:

unit: $(UNIT_PROGRAMS)

check: all unit
	prove $(TESTS)

TESTS	= $(UNIT_PROGRAMS) $(wildcard tests/*.t tests/cli/*.t)

clean:
	rm -rf $(BUILD)

-include $(patsubst %.c,$(BUILD)/%.d,$(wildcard cmd/*.c cmd/*/*.c lib/*/*.c) $(UNIT) $(FUZZ) $(BENCH))

.PHONY: all help unit check clean
