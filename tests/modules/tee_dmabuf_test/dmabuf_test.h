/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/tee_dmabuf_test: an exporter of unusual and faulty dma-bufs.
 *
 * Its mmap() maps a page of the driver, cached at offset 0 and write-combined
 * at other offsets.
 */
#ifndef DMABUF_TEST_H
#define DMABUF_TEST_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * enum dmabuf_kind - kind of an exported buffer
 * @DMABUF_PLAIN:	a correct buffer
 * @DMABUF_READ_ONLY:	a correct buffer with a read-only descriptor
 * @DMABUF_NAMELESS:	a correct buffer whose table has no struct pages
 * @DMABUF_FAR:		simulates memory above 4 GiB on a platform with bounce buffers: a
 *			device whose DMA mask does not cover all memory gets addresses of
 *			other pages. The table has no struct pages
 * @DMABUF_TRANSLATED:	the table has the buffer's struct pages, but addresses of other pages
 * @DMABUF_DEVICE:	the addresses are not backed by memory
 * @DMABUF_UNALIGNED:	the addresses are not page aligned
 * @DMABUF_SHORT:	the table has fewer pages than the buffer
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

/* Export a buffer of this kind. Returns a descriptor. */
#define DMABUF_TEST_EXPORT	_IO('d', 1)

/* Set whether all DMA uses bounce buffers, as with swiotlb=force; initially 0. */
#define DMABUF_TEST_BOUNCE	_IO('d', 2)

/* Returns how often an attachment has held the last reference to its device. */
#define DMABUF_TEST_ORPHANS	_IO('d', 3)

/* Returns the number of buffers that are attached to a device. */
#define DMABUF_TEST_ATTACHED	_IO('d', 4)

#endif /* DMABUF_TEST_H */
