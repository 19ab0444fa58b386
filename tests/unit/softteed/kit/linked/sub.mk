# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += include
srcs-y += linked.c
srcs-y += throw.cpp
