/* SPDX-License-Identifier: BSD-2-Clause */
/* Stub for the kernel's header, with a type that the tests use only as a member. */
#ifndef STUBS_LINUX_WORKQUEUE_H
#define STUBS_LINUX_WORKQUEUE_H

struct work_struct {
	int unused;
};

#endif
