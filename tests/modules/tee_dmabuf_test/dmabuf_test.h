/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/tee_dmabuf_test: an exporter of dma-bufs that do what they should not.
 *
 * Its mmap() gives a page of its own, cacheable at offset 0 and write-combined behind.
 */
#ifndef DMABUF_TEST_H
#define DMABUF_TEST_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum dmabuf_kind - what an exported buffer is like
 * @DMABUF_PLAIN:	as it should be
 * @DMABUF_READ_ONLY:	likewise, but its descriptor is for reading
 * @DMABUF_NAMELESS:	as it should be, but the table names no pages
 * @DMABUF_FAR:		as if it lay above 4 GiB, on a platform that bounces: a device whose
 *			mask does not reach all memory gets addresses of other pages. The
 *			table names no pages
 * @DMABUF_TRANSLATED:	the table names its pages, and addresses of others
 * @DMABUF_DEVICE:	the address is not one of memory
 * @DMABUF_UNALIGNED:	the addresses are not whole pages
 * @DMABUF_SHORT:	there are fewer pages than its size says
 * @DMABUF_LOST:	it cannot be mapped: -ENODEV
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

/* The kind; returns a descriptor. */
#define DMABUF_TEST_EXPORT	_IO('d', 1)

/* Whether all DMA is to be bounced, as swiotlb=force does; 0 at the start. */
#define DMABUF_TEST_BOUNCE	_IO('d', 2)

/* Returns how often a buffer was still attached to a device that all others had let go. */
#define DMABUF_TEST_ORPHANS	_IO('d', 3)

/* Returns how many buffers are attached to a device. */
#define DMABUF_TEST_ATTACHED	_IO('d', 4)

#endif /* DMABUF_TEST_H */
