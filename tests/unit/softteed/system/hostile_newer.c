// SPDX-License-Identifier: BSD-2-Clause
/* The description of an application that was made for a later version of softteed */
#include <ta_head.h>

#undef TA_HEAD_VERSION
#define TA_HEAD_VERSION	2

#include "../../../../ta/softteed/ta_head.c"
