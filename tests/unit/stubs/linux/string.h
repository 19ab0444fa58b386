/* SPDX-License-Identifier: GPL-2.0-only */
/* Stub for the kernel's header: the declarations are in kernel_stubs.h. */
#include "../kernel_stubs.h"
