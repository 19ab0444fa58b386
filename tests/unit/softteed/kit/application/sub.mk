# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += include
global-incdirs-y += ../linked/include
cflags-y += -Wextra
cppflags-entry.c-y += -DONLY_IN_ENTRY=7
cflags-remove-entry.c-y += -Wextra
srcs-y += entry.c
srcs-n += does_not_exist.c
srcs-y += features.cpp
subdirs-y += part

gensrcs-y += number
produce-number = number.c
depends-number = sub.mk
recipe-number = echo 'int generated_number(void); int generated_number(void) { return 23; }' \
	>$(sub-dir-out)/number.c
