# SPDX-License-Identifier: BSD-2-Clause
cppflags-y += -DPART=5
srcs-y += part.c
