/* SPDX-License-Identifier: GPL-2.0-only */
/* the system's header will do */
#include_next <linux/errno.h>
