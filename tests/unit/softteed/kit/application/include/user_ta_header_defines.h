/* SPDX-License-Identifier: BSD-2-Clause */
/* Properties of the test application */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#define TA_UUID		{ 0x5f7d0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } }
#define TA_FLAGS	(TA_FLAG_USER_MODE | TA_FLAG_EXEC_DDR | TA_FLAG_MULTI_SESSION)
#define TA_STACK_SIZE	(8 * 1024)
#define TA_DATA_SIZE	(32 * 1024)

#endif
