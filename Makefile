# asm: GNU make, no configure step.  `make help` says what there is to make.
#
# Everything made stands under $(BUILD).  A second flavour lives beside the first:
#	make CC=clang BUILD=build/clang check

MAKEFLAGS += --no-print-directory --no-builtin-rules

VERSION	= 0.1
BUILD	= build
# One name whoever calls, for the files of dependencies name what they are about.
override BUILD := $(patsubst $(CURDIR)/%,%,$(BUILD))

DESTDIR	=
PREFIX	= /usr/local
BINDIR	= $(PREFIX)/bin
MANDIR	= $(PREFIX)/share/man
SHAREDIR = $(PREFIX)/share/asm

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
PIE	= -pie
ALL_LDFLAGS = $(PIE) -Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--as-needed $(HARDEN) $(LDFLAGS)

# ---- libraries ----------------------------------------------------------
# One that no file uses yet is not required; one that is missed is named by the compiler.  --as-needed keeps
# every program free of those it does not use: start-up is most of what a filter costs.

PKG_CONFIG ?= pkg-config
PACKAGES = libxml-2.0 sqlite3 opendkim libcrypto libidn2 libpsl libexttextcat jansson libical libcurl libzip
pkg	= $(shell for p in $(2); do $(PKG_CONFIG) $(1) $$p 2>/dev/null; done)

# libetpan: its archive alone is enough for the structure of mail, and saves half of the start-up time.
ETPAN_A := $(firstword $(wildcard $(shell $(PKG_CONFIG) --variable=libdir libetpan 2>/dev/null)/libetpan.a))
ETPAN	= $(if $(ETPAN_A),static,shared)
ETPAN_LIBS = $(if $(filter static,$(ETPAN)),$(ETPAN_A),-letpan)

# Where the models of languages are; without them a short text may stay without a language.
TEXTCAT	:= $(shell $(PKG_CONFIG) --variable=pkgdatadir libexttextcat 2>/dev/null)
LIB_CFLAGS := $(patsubst -I%,-isystem %,$(call pkg,--cflags,$(PACKAGES) libetpan)) $(TEXTCAT:%=-DTEXTCAT_DIR='"%"')
LIB_LIBS := $(call pkg,--libs,$(PACKAGES))
# The BSDs have the resolver in the C library.
RESOLV	:= $(if $(filter %BSD,$(shell uname -s)),,-lresolv)
LIBS	= $(ETPAN_LIBS) $(LIB_LIBS) -lunistring $(RESOLV) -lm

# asm-spool starts once for every mail and needs nothing but the C library: with that linked in it starts a fifth sooner.  After an
# update of the C library it is to be built again; STATIC= leaves it out.
STATIC	:= $(if $(SANITIZE),,$(and $(wildcard $(shell $(CC) -print-file-name=rcrt1.o)),$(wildcard $(shell $(CC) -print-file-name=libc.a)),-static-pie))

# ---- what there is to build ---------------------------------------------
# A wing is lib/NAME/*.c; a program is cmd/asm-NAME.c or cmd/asm-NAME/*.c.  No lists to keep.

WINGS	= site trust mail text store net base
GEN	= $(BUILD)/gen
objects	= $(patsubst %.c,$(BUILD)/%.o,$(1))
wing_objects = $(call objects,$(wildcard lib/$(1)/*.c)) $(GEN_$(1))

GEN_text = $(GEN)/po_data.o $(GEN)/words_data.o
GEN_trust = $(GEN)/page_words_data.o
GEN_store = $(if $(wildcard lib/store/public.sql),$(GEN)/sql_data.o)
PO	= $(wildcard lib/text/po/*.po)
WORDS	= $(wildcard lib/text/words/*)
PAGE_WORDS = $(wildcard lib/trust/words/*)

USED_WINGS := $(foreach w,$(WINGS),$(if $(wildcard lib/$(w)/*.c),$(w)))
# What programs share: each links of it what it calls.
COMMON	:= $(filter-out cmd/asm-%,$(wildcard cmd/*.c))
ARCHIVES = $(if $(COMMON),$(BUILD)/libcmd.a) $(USED_WINGS:%=$(BUILD)/lib%.a)

ONE_FILE := $(patsubst cmd/%.c,%,$(wildcard cmd/asm-*.c))
FOLDERS	:= $(sort $(patsubst cmd/%/,%,$(dir $(wildcard cmd/asm-*/*.c))))
PROGRAMS = $(sort $(ONE_FILE) $(FOLDERS))
SCRIPTS	= $(wildcard scripts/asm-*)
# What a server's own files are made of.
SETUP	= procmailrc crontab aliases $(patsubst scripts/%,%,$(wildcard scripts/systemd/*))
PAGES	= $(wildcard man/*.[1-8])

UNIT	:= $(wildcard tests/unit/*/*.c)
UNIT_PROGRAMS = $(UNIT:%.c=$(BUILD)/%)
FUZZ	:= $(wildcard tests/fuzz/*.c)
BENCH	:= $(wildcard tests/bench/*.c)
HELPERS	:= $(wildcard tests/programs/*.c tests/sample/*.c)
HELPER_PROGRAMS = $(HELPERS:%.c=$(BUILD)/%)

all: $(ARCHIVES) $(PROGRAMS:%=$(BUILD)/bin/%)

help:
	@echo 'make [all]     the programs, in $(BUILD)/bin'
	@echo 'make check     all tests                  (TESTS="tests/cli/asm-feed.t ..." for some of them)'
	@echo 'make asan      the same tests with the address and undefined behaviour sanitizers'
	@echo 'make fuzz      every harness for FUZZ_SECONDS (60), or for FUZZ_RUNS inputs'
	@echo 'make soak      the long proofs'
	@echo 'make bench     speed, as ratios'
	@echo 'make lint      gcc, clang, clang-tidy, cppcheck, shellcheck, mandoc'
	@echo 'make install uninstall     DESTDIR=, PREFIX=$(PREFIX), BINDIR=, MANDIR='
	@echo 'make dist distcheck        the tarball, and the proof that it builds'
	@echo 'make clean     removes $(BUILD)'
	@echo 'Also: CC=, CFLAGS=, BUILD=, ETPAN=static|shared, STATIC=, WERROR= (warnings do not stop), V=1'

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
$(GEN)/page_words_data.c: $(PAGE_WORDS) $(wildcard lib/trust/words) scripts/embed
	@mkdir -p $(@D)
	$(call say,embed) scripts/embed blobs page_words_blobs trust/page_words.h $(PAGE_WORDS) > $@.new && mv $@.new $@
$(GEN)/sql_data.c: lib/store/public.sql lib/store/private.sql lib/store/archive.sql lib/store/search.sql scripts/embed
	@mkdir -p $(@D)
	$(call say,embed) scripts/embed text store/sql.h store_public_sql=lib/store/public.sql \
	    store_private_sql=lib/store/private.sql store_archive_sql=lib/store/archive.sql \
	    store_search_sql=lib/store/search.sql > $@.new && mv $@.new $@

ARCHIVE	= $(call say,ar) rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
LINK	= $(call say,link) $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) \
	  -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

$(BUILD)/libcmd.a: $(call objects,$(COMMON))
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

ifneq ($(STATIC),)
$(BUILD)/bin/asm-spool: PIE = $(STATIC)
$(BUILD)/bin/asm-spool: LIBS =
endif

$(BUILD)/tests/fuzz/%: LDFLAGS += -fsanitize=fuzzer
$(BUILD)/tests/fuzz/feed: $(call objects,$(addprefix cmd/asm-feed/,read_xml.c read_json.c decode.c url.c))
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(ARCHIVES)
	$(LINK)

.SECONDARY:
.DELETE_ON_ERROR:

# ---- tests --------------------------------------------------------------

JOBS	= 2
TESTS	= $(UNIT_PROGRAMS) $(wildcard tests/*.t tests/cli/*.t tests/live/*.t)
test-programs: $(UNIT_PROGRAMS) $(HELPER_PROGRAMS)

check: export BUILD := $(abspath $(BUILD))
check: all test-programs
	@tests/run -j $(JOBS) $(TESTS)

# A leak is an error too; 99 is a status of none of our programs.  Warnings are the plain flavour's business:
# instrumented code brings false ones.
asan: export ASAN_OPTIONS = exitcode=99:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
asan: export UBSAN_OPTIONS = print_stacktrace=1
asan: export LSAN_OPTIONS = exitcode=99
asan:
	@$(MAKE) BUILD=$(BUILD)/asan SANITIZE=address,undefined OPT='-O1 -g' WERROR= check

# libFuzzer belongs to clang.
FUZZ_SECONDS = 60
fuzz:
	@$(MAKE) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined OPT='-O1 -g' WERROR= \
	    FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_RUNS=$(FUZZ_RUNS) FUZZ_SEED=$(FUZZ_SEED) run-fuzz
run-fuzz: export BUILD := $(abspath $(BUILD))
run-fuzz: export FUZZ_SECONDS := $(FUZZ_SECONDS)
run-fuzz: export FUZZ_RUNS := $(FUZZ_RUNS)
run-fuzz: export FUZZ_SEED := $(FUZZ_SEED)
run-fuzz: export JOBS := $(JOBS)
run-fuzz: $(FUZZ:%.c=$(BUILD)/%)
	@tests/run tests/fuzz/run

soak: export BUILD := $(abspath $(BUILD))
soak: all test-programs
	@tests/run -v $(wildcard tests/soak/*.t)

bench: export BUILD := $(abspath $(BUILD))
bench: all test-programs $(BENCH:%.c=$(BUILD)/%)
	@for b in $(BENCH:%.c=$(BUILD)/%) $(filter-out %.c,$(wildcard tests/bench/*)); do \
	    if [ -f $$b ] && [ -x $$b ]; then echo "== $${b##*/}"; $$b || exit 1; fi; done

# ---- what looks at the source -------------------------------------------

C_FILES	= $(wildcard cmd/*.c cmd/*/*.c lib/*/*.c)
TEST_C	= $(UNIT) $(FUZZ) $(BENCH) $(HELPERS)
SHELLS	= $(shell grep -rlE --exclude-dir=corpus '^#!/bin/sh|shellcheck shell' scripts tests .ci)

# A NULL that ends a list of arguments is a pointer: POSIX says so, and the attribute sentinel has compilers look.
lint:
	@echo '== gcc and clang'
	@$(MAKE) BUILD=$(BUILD)/gcc CC=gcc all test-programs
	@$(MAKE) BUILD=$(BUILD)/clang CC=clang all test-programs
	@echo '== clang-tidy'
	@printf '%s\n' $(C_FILES) $(TEST_C) | xargs -P $(JOBS) -n 8 sh -c \
	    'clang-tidy --quiet "$$@" -- -std=c11 $(subst ','\'',$(ALL_CPPFLAGS)) 2>/dev/null' tidy
	@echo '== cppcheck'
	@cppcheck -q -j $(JOBS) --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingIncludeSystem --suppress=nullPointerRedundantCheck --suppress=varFuncNullUB -D_GNU_SOURCE -Ilib -I. $(C_FILES)
	@echo '== shellcheck'
	@shellcheck -S warning $(SHELLS)
	@echo '== mandoc'
	@mandoc -T lint -W warning $(PAGES)

# ---- what others get ----------------------------------------------------

install: all
	@mkdir -p $(DESTDIR)$(BINDIR)
	@set -e; for f in $(PROGRAMS:%=$(BUILD)/bin/%) $(SCRIPTS); do \
	    install -m 755 $$f $(DESTDIR)$(BINDIR)/$${f##*/}; done
	@set -e; for f in $(PAGES); do dir=$(DESTDIR)$(MANDIR)/man$${f##*.}; mkdir -p $$dir; \
	    install -m 644 $$f $$dir/$${f##*/}; done
	@mkdir -p $(DESTDIR)$(SHAREDIR)/systemd
	@set -e; for f in $(SETUP); do sed 's|/usr/local/bin|$(BINDIR)|g' scripts/$$f > $(DESTDIR)$(SHAREDIR)/$$f; \
	    chmod 644 $(DESTDIR)$(SHAREDIR)/$$f; done
	@install -m 755 scripts/postfix $(DESTDIR)$(SHAREDIR)/postfix
	@echo 'installed $(words $(PROGRAMS)) programs, $(words $(SCRIPTS)) scripts, $(words $(PAGES)) pages in $(DESTDIR)$(PREFIX)'

uninstall:
	@for f in $(PROGRAMS) $(notdir $(SCRIPTS)); do rm -f $(DESTDIR)$(BINDIR)/$$f; done
	@for f in $(notdir $(PAGES)); do rm -f $(DESTDIR)$(MANDIR)/man$${f##*.}/$$f; done
	@for f in $(SETUP) postfix; do rm -f $(DESTDIR)$(SHAREDIR)/$$f; done
	@rmdir $(DESTDIR)$(SHAREDIR)/systemd $(DESTDIR)$(SHAREDIR) 2> /dev/null || :

DIST	= asm-$(VERSION)
dist:
	git archive --prefix=$(DIST)/ HEAD | gzip -9n > $(DIST).tar.gz

# The tarball alone builds, passes, installs, and uninstalls without a trace.
distcheck: TREE = $(BUILD)/distcheck
distcheck: dist
	rm -rf $(TREE) && mkdir -p $(TREE)
	gzip -dc $(DIST).tar.gz | (cd $(TREE) && tar xf -)
	cd $(TREE)/$(DIST) && $(MAKE) BUILD=build all && $(MAKE) BUILD=build check
	cd $(TREE)/$(DIST) && $(MAKE) BUILD=build DESTDIR=$(abspath $(TREE))/root install
	for p in $(PROGRAMS); do $(TREE)/root$(BINDIR)/$$p --version || exit 1; done
	cd $(TREE)/$(DIST) && $(MAKE) BUILD=build DESTDIR=$(abspath $(TREE))/root uninstall
	@left=`find $(TREE)/root -type f`; [ -z "$$left" ] || { echo "left behind: $$left"; exit 1; }
	rm -rf $(TREE)

clean:
	rm -rf $(BUILD) $(DIST).tar.gz

-include $(patsubst %.c,$(BUILD)/%.d,$(wildcard cmd/*.c cmd/*/*.c lib/*/*.c) $(UNIT) $(FUZZ) $(BENCH) $(HELPERS))

.PHONY: all help test-programs check asan fuzz run-fuzz soak bench lint install uninstall dist distcheck clean
