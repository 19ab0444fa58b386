/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_KREF_H
#define SHIM_KREF_H
#include <linux/refcount.h>
struct kref {
	refcount_t refcount;
};
#endif
