/* SPDX-License-Identifier: BSD-2-Clause */
/* Stub of the kernel's header: a type that is only a member of others. */
#ifndef STUBS_LINUX_WORKQUEUE_H
#define STUBS_LINUX_WORKQUEUE_H

struct work_struct {
	int unused;
};

#endif
