/* SPDX-License-Identifier: BSD-2-Clause */
/* Stand-in for the kernel's header: objects that are parts of others, never used. */
#ifndef SHIM_LINUX_WORKQUEUE_H
#define SHIM_LINUX_WORKQUEUE_H

struct work_struct {
	int unused;
};

#endif
