/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Protocol between mailbox_tee.c and an imaginary TEE behind a mailbox. That TEE
 * registers memory, works on several requests at a time, and raises an interrupt for
 * each one that completes.
 *
 * a[0] carries the function on the way in and the status on the way out.
 */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <linux/uuid.h>
#include <linux/xarray.h>

#define MAILBOX_ABOUT	0xb2000001 /* returns a[1]: MAILBOX_MAGIC */
#define MAILBOX_SHARE	0xb2000002 /* a[1]: address of a page that lists page addresses, a[2]:
				    * number of pages, a[3]: offset of the memory in the first
				    * page, a[4]: size of the memory; returns a[1]: a handle
				    */
#define MAILBOX_UNSHARE	0xb2000003 /* a[1]: a handle */
#define MAILBOX_SUBMIT	0xb2000004 /* a[1]: number of the request, a[2]: handle, a[3]: offset, a[4]:
				    * size, a[5]: duration in milliseconds
				    */
#define MAILBOX_RESULT	0xb2000005 /* returns a[1]: request that has finished, a[2]: its result */
#define MAILBOX_ABORT	0xb2000006 /* a[1]: request number; the TEE drops it on the spot */

#define MAILBOX_OK	0
#define MAILBOX_REFUSED	1
#define MAILBOX_NONE	2

#define MAILBOX_MAGIC		0x4d424f58
#define MAILBOX_REQUESTS	4
#define MAILBOX_NUMBERS		XA_LIMIT(0, MAILBOX_REQUESTS - 1)
#define MAILBOX_MAX_PAGES	(PAGE_SIZE / sizeof(u64))
/* one page less than the list holds, as memory may start in the middle of its first page */
#define MAILBOX_MAX_SIZE	((MAILBOX_MAX_PAGES - 1) * PAGE_SIZE)

/*
 * The one command of the one TA: add up the bytes of a memref (input). The second
 * parameter is a value, on input how long to take (ms) and on output the sum.
 */
#define MAILBOX_CMD_SUM		0

#define MAILBOX_TA_UUID	UUID_INIT(0x6d61696c, 0x626f, 0x4782, \
				  0x8d, 0x6f, 0x64, 0x65, 0x6c, 0x00, 0x00, 0x01)

#endif /* MAILBOX_H */
