# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += ../linked/include
srcs-y += opened.c
