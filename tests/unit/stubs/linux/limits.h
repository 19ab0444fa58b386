/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's header has the same name as the system's, which serves here. */
#include_next <linux/limits.h>
