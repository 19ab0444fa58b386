/* SPDX-License-Identifier: GPL-2.0-only */
/* Stub of the kernel's header: kernel_stubs.h has what the pure code needs of it. */
#include "../kernel_stubs.h"
