/* SPDX-License-Identifier: BSD-2-Clause */
/* Stand-in for the kernel's header: objects that are parts of others, never used. */
#ifndef STUBS_LINUX_WORKQUEUE_H
#define STUBS_LINUX_WORKQUEUE_H

struct work_struct {
	int unused;
};

#endif
