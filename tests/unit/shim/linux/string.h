/* SPDX-License-Identifier: BSD-2-Clause */
#include_next <linux/string.h>
#include <string.h>
