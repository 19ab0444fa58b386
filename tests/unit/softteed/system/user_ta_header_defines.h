/* SPDX-License-Identifier: BSD-2-Clause */
/* The description of the test's applications; numbers and flags come from applications.cmake */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include <user_ta_header.h>

#define TA_UUID \
	{ 0x5f7c0000, 0x0000, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, UUID_NUMBER } }
#define TA_STACK_SIZE	65536
#define TA_DATA_SIZE	65536
#define TA_VERSION	"1.0"
#define TA_DESCRIPTION	"application of softteed's own tests"

#endif
