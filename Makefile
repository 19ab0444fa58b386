# SPDX-License-Identifier: BSD-2-Clause
#
# One thin Makefile: the work is done by the scripts it calls. Nothing needs to
# be installed beforehand on a Debian 12 machine: lab/setup sees to it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The lab and the modules keep to this directory too.
BUILD := $(or $(GTEE_BUILD_DIR),build)
export GTEE_BUILD_DIR := $(abspath $(BUILD))

# The kernel to build modules for: stock is Debian's own.
KERNEL ?= stock
V ?= 0
verbose := $(if $(filter 1,$(V)),--verbose)
GROUP ?=
groups := $(patsubst tests/%/run,%,$(wildcard tests/*/run))
$(foreach group,$(GROUP),$(if $(filter $(group),$(groups)),,$(error no group of tests '$(group)'; there are: $(groups))))

.PHONY: help
help: ## say what there is
	@echo 'gtee: a generic TEE subsystem for Linux'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo
	@echo '  V=1 shows every command; make test GROUP=abi runs one group of tests.'

.PHONY: run
run: modules guest ## boot, and let a real Trusted Application answer a client of ours
	@examples/hello/run

.PHONY: run-soft
run-soft: native ## run a Trusted Application on this machine, without TrustZone
	@examples/softteed/run

.PHONY: test
test: modules unit-build guest native ## run every group of tests, except those that run on demand only
	@tests/run $(GROUP)

.PHONY: check
check: modules ## the static checks only
	@tests/run static

.PHONY: unit
unit: unit-build ## the unit tests on this machine only
	@tests/run unit

.PHONY: fuzz
fuzz: setup ## run the fuzzers only (FUZZ_SECONDS=60 for each)
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-60} tests/run fuzz

.PHONY: bench
bench: modules guest ## measure our modules against upstream's on an exact clock, and softteed
	@scripts/userspace native $(verbose)
	@bench/run

.PHONY: shell
shell: modules guest ## a root shell on the emulated TrustZone machine
	@lab/run

.PHONY: docs
docs: ## build the documents as a site, in build/docs
	@scripts/docs

.PHONY: install
install: native ## install the library and the programs (DESTDIR=, PREFIX=/usr/local)
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD)/native

.PHONY: setup
setup: # install what this machine lacks; does nothing when all is there
	@lab/setup

.PHONY: setup-native
setup-native: # likewise, of what it takes to build for this machine only
	@lab/setup native

.PHONY: modules
modules: setup ## build the kernel modules (KERNEL=stock)
	@scripts/modules --kernel $(KERNEL) $(verbose)

.PHONY: guest
guest: setup # programs for the emulated machine: the demo, the bench, the tests
	@scripts/userspace guest $(verbose)

.PHONY: unit-build
unit-build: setup
	@scripts/userspace host $(verbose)

.PHONY: native
native: setup-native # programs for this machine, as they are installed
	@scripts/userspace native $(verbose)

.PHONY: clean
clean: ## remove what was built; keep what was downloaded
	@rm -rf $(BUILD)/modules $(BUILD)/outside $(BUILD)/guest $(BUILD)/host $(BUILD)/thread $(BUILD)/native $(BUILD)/bench $(BUILD)/test \
		$(BUILD)/docs $(BUILD)/docs.work

.PHONY: distclean
distclean: ## remove the downloads too
	@rm -rf $(BUILD)
