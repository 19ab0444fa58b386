/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The protocol of an invented TEE behind a mailbox. It registers memory, works at several
 * requests at once, and raises an interrupt after it has finished one.
 *
 * Each call passes its function in a[0] and returns its status there.
 */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <linux/uuid.h>
#include <linux/xarray.h>

#define MAILBOX_ABOUT	0xb2000001 /* returns a[1]: MAILBOX_MAGIC */
#define MAILBOX_SHARE	0xb2000002 /* a[1]: address of a page with the addresses of pages, a[2]: how
				    * many, a[3]: where in the first the memory begins, a[4]: its
				    * size; returns a[1]: a handle
				    */
#define MAILBOX_UNSHARE	0xb2000003 /* a[1]: a handle */
#define MAILBOX_SUBMIT	0xb2000004 /* a[1]: number of the request, a[2]: handle, a[3]: offset, a[4]:
				    * size, a[5]: when it finishes, milliseconds from now
				    */
#define MAILBOX_RESULT	0xb2000005 /* returns a[1]: a finished request, a[2]: its result */
#define MAILBOX_ABORT	0xb2000006 /* a[1]: number of a request, which does nothing any more */

#define MAILBOX_OK	0
#define MAILBOX_REFUSED	1
#define MAILBOX_NONE	2

#define MAILBOX_MAGIC		0x4d424f58
#define MAILBOX_REQUESTS	4
#define MAILBOX_NUMBERS		XA_LIMIT(0, MAILBOX_REQUESTS - 1)
#define MAILBOX_MAX_PAGES	(PAGE_SIZE / sizeof(u64))
/* The first page may be used from an offset on. */
#define MAILBOX_MAX_SIZE	((MAILBOX_MAX_PAGES - 1) * PAGE_SIZE)

/*
 * The command of the one application that the TEE has. Memory in; value in: milliseconds that
 * it takes, out: the sum of the bytes.
 */
#define MAILBOX_CMD_SUM		0

#define MAILBOX_TA_UUID	UUID_INIT(0x6d61696c, 0x626f, 0x4782, \
				  0x8d, 0x6f, 0x64, 0x65, 0x6c, 0x00, 0x00, 0x01)

#endif /* MAILBOX_H */
