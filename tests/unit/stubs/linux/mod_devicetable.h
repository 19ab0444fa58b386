/* SPDX-License-Identifier: GPL-2.0-only */
/* see kernel_stubs.h */
#include "../kernel_stubs.h"
