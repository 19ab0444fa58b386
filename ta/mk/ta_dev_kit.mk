# SPDX-License-Identifier: BSD-2-Clause
#
# softteed's dev kit: what the makefile of a Trusted Application or of a library for OP-TEE
# includes as $(TA_DEV_KIT_DIR)/mk/ta_dev_kit.mk. That makefile, and the files sub.mk of its
# directories, stay as they are.
#
# In the makefile:
#   BINARY     UUID of the application. Its properties are in user_ta_header_defines.h
#   SHLIBNAME, SHLIBUUID  instead: name and UUID of a shared library
#   LIBNAME    instead: name of a static library
#   CPPFLAGS, CFLAGS, CXXFLAGS, LDADD  more flags; O  output directory; V=1  show commands
#   user-ta-version, CFG_TEE_TA_LOG_LEVEL, CFG_TA_OPTEE_CORE_API_COMPAT_1_1
#   TA_SANITIZE  address, undefined, …: compile with these sanitizers; fuzzer: libFuzzer, with both
# In a sub.mk, with paths relative to it:
#   srcs-y, subdirs-y, global-incdirs-y, incdirs-y, libdirs, libnames, libdeps
#   cppflags-y, cflags-y, cxxflags-y, aflags-y, and the same with -FILE-y, -remove-y
#   and -remove-FILE-y
#   gensrcs-y: for each NAME, produce-NAME is made in $(sub-dir-out) by recipe-NAME
#
# Results, in O (default: out): UUID.so, which softteed loads, and libNAME.so or libNAME.a for the
# linker.

include $(dir $(lastword $(MAKEFILE_LIST)))/conf.mk

.PHONY: all clean
.DELETE_ON_ERROR:
all:

O ?= out
out-dir := $(patsubst %/,%,$(O))
link-out-dir := $(out-dir)
binary := $(strip $(BINARY)$(user-ta-uuid))
shlibname := $(strip $(SHLIBNAME)$(shlibname))
shlibuuid := $(strip $(SHLIBUUID)$(shlibuuid))
libname := $(strip $(LIBNAME)$(libname))

fuzzes := $(filter fuzzer,$(TA_SANITIZE))
CC := $(if $(fuzzes),clang,$(CROSS_COMPILE)gcc)
CXX := $(if $(fuzzes),clang++,$(CROSS_COMPILE)g++)
AR := $(CROSS_COMPILE)ar
PYTHON3 ?= python3
q := $(if $(filter 1,$(V)),,@)

kit-cppflags := -I. -D_GNU_SOURCE -DTRACE_LEVEL=$(CFG_TEE_TA_LOG_LEVEL) \
	$(if $(filter y,$(CFG_TA_OPTEE_CORE_API_COMPAT_1_1)),-D__OPTEE_CORE_API_COMPAT_1_1=1) \
	$(if $(filter y,$(CFG_TA_FLOAT_SUPPORT)),-DCFG_TA_FLOAT_SUPPORT=1)
kit-flags := -O2 -g -fPIC -Wall
ifneq ($(fuzzes),)
kit-runtime := $(shell clang -print-runtime-dir)
kit-sanitize := -fsanitize=fuzzer-no-link,address,undefined -shared-libasan
kit-ldflags-sanitize := -Wl,-Bsymbolic,-rpath,$(kit-runtime)
kit-fuzzer := $(kit-runtime)/libclang_rt.fuzzer_no_main-$(shell uname -m).a -lstdc++
else ifneq ($(TA_SANITIZE),)
kit-sanitize := -fsanitize=$(TA_SANITIZE)
endif
# The first error ends the instance.
kit-flags += $(if $(TA_SANITIZE),$(kit-sanitize) -fno-sanitize-recover=all -fno-omit-frame-pointer)
kit-cflags := -std=gnu11
kit-ldflags := -shared -Wl,-z,relro,-z,now -Wl,--as-needed $(kit-sanitize) $(kit-ldflags-sanitize)

# Reading the files sub.mk

languages := cppflags cflags cxxflags aflags
per-file := $(languages) $(addsuffix -remove,$(languages)) incdirs
lists := srcs-y gensrcs-y subdirs-y incdirs-y global-incdirs-y libdirs libnames libdeps \
	$(foreach l,$(languages),$l-y $l-remove-y)

objects :=
global-incdirs :=
link-dirs :=
link-names :=
link-deps :=
has-cxx :=

object = $(out-dir)/$(patsubst $(out-dir)/%,%,$(subst ../,__/,$1)).o

# $(call record-source,SOURCE,NAME IN sub.mk): what is needed to compile it, by its object's name
define record-source
$(eval objects += $(call object,$1))
$(eval source-$(call object,$1) := $1)
$(eval incdirs-$(call object,$1) := $(call in-dir,$(incdirs-y) $(incdirs-$2-y)))
$(foreach l,$(languages),$(eval $l-$(call object,$1) := \
	$(filter-out $($l-remove-y) $($l-remove-$2-y),$($l-y) $($l-$2-y))))
$(if $(filter %.cpp %.cc %.cxx,$1),$(eval has-cxx := y))
endef

# $(call in-dir,PATHS): relative to the directory of the sub.mk
in-dir = $(foreach p,$1,$(if $(filter /%,$p),$p,$(patsubst ./%,%,$(sub-dir)/$p)))

# $(call generated,NAME): a source that a recipe makes
define generated
$(eval gen-file := $(sub-dir-out)/$(produce-$1))
$(eval $(gen-file): $(depends-$1) ; $$(q)mkdir -p $$(@D) && $(recipe-$1))
$(eval generated-files += $(gen-file))
$(call record-source,$(gen-file),$(produce-$1))
endef

# $(call read-dir,DIRECTORY): variables of one sub.mk must not be seen by the next.
define read-dir
$(eval sub-dir := $1)
$(eval sub-dir-out := $(patsubst %/.,%,$(out-dir)/$(subst ..,__,$1)))
$(foreach v,$(lists),$(eval $v :=))
$(eval include $1/sub.mk)
$(foreach s,$(srcs-y),$(call record-source,$(call in-dir,$s),$s))
$(foreach g,$(gensrcs-y),$(call generated,$g))
$(eval global-incdirs += $(call in-dir,$(global-incdirs-y)))
$(eval link-dirs += $(call in-dir,$(libdirs)))
$(eval link-names += $(libnames))
$(eval link-deps += $(call in-dir,$(libdeps)))
$(foreach d,$(call in-dir,$(subdirs-y)),$(call read-dir,$d))
endef

ifneq ($(wildcard sub.mk),)
$(call read-dir,.)
endif
sub-dir := .
$(foreach s,$(spec-srcs),$(call record-source,$s,$s))

# Compiling

include-flags = $(addprefix -I,$(global-incdirs) $(incdirs-$@) \
	$(ta-dev-kit-dir)/include $(ta-dev-kit-dir)/softteed/include)
preprocess = $(kit-cppflags) $(CPPFLAGS) $(cppflags-$@) $(include-flags) -MMD -MP
quiet = $(if $(q),@echo '  $1 $@' &&)

# Other flags than last time: compile all again.
flags-file := $(out-dir)/flags
flags-now := $(CC) $(kit-cppflags) $(CPPFLAGS) $(kit-flags) $(kit-cflags) $(CFLAGS) $(CXXFLAGS)
$(shell mkdir -p $(out-dir))
ifneq ($(file <$(flags-file)),$(flags-now))
$(file >$(flags-file),$(flags-now))
endif

$(objects): $(generated-files) $(flags-file)

$(filter %.c.o,$(objects)): $(out-dir)/%.o:
	$(call quiet,CC    )mkdir -p $(@D) && $(CC) $(preprocess) $(kit-flags) $(kit-cflags) \
		$(CFLAGS) $(cflags-$@) -c $(source-$@) -o $@

$(filter %.cpp.o %.cc.o %.cxx.o,$(objects)): $(out-dir)/%.o:
	$(call quiet,CXX   )mkdir -p $(@D) && $(CXX) $(preprocess) $(kit-flags) \
		$(CXXFLAGS) $(cxxflags-$@) -c $(source-$@) -o $@

$(filter %.S.o,$(objects)): $(out-dir)/%.o:
	$(call quiet,AS    )mkdir -p $(@D) && $(CC) $(preprocess) $(kit-flags) \
		$(aflags-$@) -c $(source-$@) -o $@

$(foreach o,$(objects),$(eval $o: $(source-$o)))
-include $(objects:.o=.d)

# Linking

linker = $(if $(has-cxx),$(CXX),$(CC))
link-libraries = $(addprefix -L,$(link-dirs)) $(addprefix -l,$(link-names)) $(LDADD)

ifneq ($(binary),)
target := $(out-dir)/$(binary).so
head := $(out-dir)/ta_head.o $(if $(fuzzes),$(out-dir)/ta_fuzz.o)
# The fuzzer's has the name.
$(if $(fuzzes),$(objects)): kit-cppflags += \
	-DTA_InvokeCommandEntryPoint=ta_fuzz_invoke

$(head): $(out-dir)/%.o: $(ta-dev-kit-dir)/softteed/%.c $(flags-file)
	$(call quiet,CC    )mkdir -p $(@D) && $(CC) $(preprocess) $(kit-flags) $(kit-cflags) \
		-c $< -o $@
-include $(head:.o=.d)

$(target): $(objects) $(head) $(link-deps)
	$(call quiet,LD    )$(linker) $(kit-ldflags) -Wl,-soname,$(@F) -o $@ $(objects) $(head) \
		$(link-libraries) $(kit-fuzzer)
	$(q)$(ta-dev-kit-dir)/ta-check "$(linker)" $@ \
		$(patsubst -L%,%,$(filter -L%,$(link-libraries)))
else ifneq ($(shlibname),)
target := $(out-dir)/$(shlibuuid).so $(out-dir)/$(shlibname).so

$(out-dir)/$(shlibuuid).so: $(objects) $(link-deps)
	$(call quiet,LD    )$(linker) $(kit-ldflags) -Wl,-soname,$(@F) -o $@ $(objects) \
		$(link-libraries)

$(out-dir)/$(shlibname).so: $(out-dir)/$(shlibuuid).so
	$(q)ln -sf $(<F) $@
else ifneq ($(libname),)
target := $(out-dir)/$(libname).a

$(target): $(objects)
	$(call quiet,AR    )rm -f $@ && $(AR) rcs $@ $(objects)
else
$(error the makefile sets neither BINARY nor SHLIBNAME nor LIBNAME)
endif

all: $(target)

clean:
	$(q)rm -rf $(target) $(flags-file) $(objects) $(objects:.o=.d) $(head) $(head:.o=.d) $(generated-files) \
		$(cleanfiles)
