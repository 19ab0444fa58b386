/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests only ever embed this type. */
#ifndef STUBS_LINUX_WORKQUEUE_H
#define STUBS_LINUX_WORKQUEUE_H

struct work_struct {
	int unused;
};

#endif
