/* SPDX-License-Identifier: GPL-2.0-only */
/* Use the system's header of the same name, which is sufficient here. */
#include_next <linux/errno.h>
