/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_UUID_H
#define SHIM_UUID_H
#include <linux/types.h>
typedef struct {
	u8 b[16];
} uuid_t;
#endif
