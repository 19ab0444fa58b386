/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/tee_dmabuf_test exports odd and broken dma-bufs.
 *
 * Its mmap() gives out a driver page, cached at offset 0 and write-combined
 * anywhere else.
 */
#ifndef DMABUF_TEST_H
#define DMABUF_TEST_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum dmabuf_kind - what to export
 * @DMABUF_PLAIN:	nothing wrong with it
 * @DMABUF_READ_ONLY:	fine as well, but the fd is read-only
 * @DMABUF_NAMELESS:	fine as well, but there are no struct pages in the sg table
 * @DMABUF_FAR:		what memory above 4 GiB looks like with bounce buffers. Unless the
 *			device can address everything it gets other pages' addresses. No
 *			struct pages in the table either
 * @DMABUF_TRANSLATED:	the right struct pages, but other pages' addresses
 * @DMABUF_DEVICE:	no memory behind the addresses
 * @DMABUF_UNALIGNED:	addresses in the middle of a page
 * @DMABUF_SHORT:	the table is a page shorter than the buffer
 * @DMABUF_LOST:	mapping it fails with -ENODEV
 */
enum dmabuf_kind {
	DMABUF_PLAIN,
	DMABUF_READ_ONLY,
	DMABUF_NAMELESS,
	DMABUF_FAR,
	DMABUF_TRANSLATED,
	DMABUF_DEVICE,
	DMABUF_UNALIGNED,
	DMABUF_SHORT,
	DMABUF_LOST,
	DMABUF_KINDS
};

#define DMABUF_TEST_PAGES	4

/* Export an enum dmabuf_kind, returns an fd */
#define DMABUF_TEST_EXPORT	_IO('d', 1)

/* Bounce all DMA as with swiotlb=force, or stop doing so. Off to begin with. */
#define DMABUF_TEST_BOUNCE	_IO('d', 2)

/* How often has an attachment held the last reference to its device? */
#define DMABUF_TEST_ORPHANS	_IO('d', 3)

/* How many buffers are attached right now? */
#define DMABUF_TEST_ATTACHED	_IO('d', 4)

#endif /* DMABUF_TEST_H */
