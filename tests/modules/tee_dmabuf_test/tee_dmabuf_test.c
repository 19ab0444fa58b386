// SPDX-License-Identifier: GPL-2.0-only
/* Export odd and broken dma-bufs, see dmabuf_test.h */

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "dmabuf_test.h"

MODULE_IMPORT_NS(DMA_BUF);

#define PAGES		DMABUF_TEST_PAGES
/* no RAM there on the lab machine */
#define NO_MEMORY	0x09000000

/**
 * struct buffer - one exported buffer
 * @kind:	enum dmabuf_kind
 * @pages:	its pages
 * @others:	some other pages, for misleading addresses
 */
struct buffer {
	unsigned long kind;
	struct page *pages[PAGES];
	struct page *others[PAGES];
};

static atomic_t orphans;
static atomic_t attached;
static bool bounce_at_start;

static void buffer_free(struct buffer *buffer)
{
	int i;

	for (i = 0; i < PAGES; i++) {
		if (buffer->pages[i])
			put_page(buffer->pages[i]);
		if (buffer->others[i])
			put_page(buffer->others[i]);
	}
	kfree(buffer);
}

static struct buffer *buffer_alloc(unsigned long kind)
{
	struct buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	int i;

	if (!buffer)
		return NULL;
	buffer->kind = kind;
	for (i = 0; i < PAGES; i++) {
		buffer->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		buffer->others[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!buffer->pages[i] || !buffer->others[i]) {
			buffer_free(buffer);
			return NULL;
		}
	}
	return buffer;
}

static int op_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	get_device(attachment->dev);
	atomic_inc(&attached);
	return 0;
}

/*
 * op_attach() took a reference. If that's the only one left, the importer let
 * go of its device too early.
 */
static void op_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	if (kref_read(&attachment->dev->kobj.kref) == 1)
		atomic_inc(&orphans);
	put_device(attachment->dev);
	atomic_dec(&attached);
}

static bool through_dma_api(const struct buffer *buffer)
{
	return buffer->kind == DMABUF_PLAIN || buffer->kind == DMABUF_READ_ONLY ||
	       buffer->kind == DMABUF_NAMELESS;
}

/* Take the struct pages out of a table, or put them back for dma_unmap_sgtable() */
static void name_pages(struct sg_table *table, struct buffer *buffer, bool named)
{
	struct scatterlist *sg;
	unsigned int i, page = 0;

	for_each_sgtable_sg(table, sg, i) {
		sg_assign_page(sg, named ? buffer->pages[page] : NULL);
		page += sg->length >> PAGE_SHIFT;
	}
}

/* What @dev gets to see as page @i's DMA address */
static dma_addr_t address_of(const struct buffer *buffer, int i, struct device *dev)
{
	switch (buffer->kind) {
	case DMABUF_FAR:
		if (dma_get_mask(dev) == DMA_BIT_MASK(64))
			return page_to_phys(buffer->pages[i]);
		fallthrough;
	case DMABUF_TRANSLATED:
		return page_to_phys(buffer->others[i]);
	case DMABUF_DEVICE:
		return NO_MEMORY + i * PAGE_SIZE;
	case DMABUF_UNALIGNED:
		return page_to_phys(buffer->pages[i]) + 512;
	default:
		return page_to_phys(buffer->pages[i]);
	}
}

static int fill_table(struct sg_table *table, const struct buffer *buffer,
		      struct device *dev)
{
	unsigned int n = buffer->kind == DMABUF_SHORT ? PAGES - 1 : PAGES, i;
	struct scatterlist *sg;
	int rc;

	rc = sg_alloc_table(table, n, GFP_KERNEL);
	if (rc)
		return rc;
	for_each_sgtable_sg(table, sg, i) {
		sg_set_page(sg, buffer->kind == DMABUF_TRANSLATED ? buffer->pages[i] : NULL,
			    PAGE_SIZE, 0);
		sg_dma_address(sg) = address_of(buffer, i, dev);
		sg_dma_len(sg) = PAGE_SIZE;
	}
	return 0;
}

static int map_table(struct sg_table *table, struct buffer *buffer, struct device *dev,
		     enum dma_data_direction direction)
{
	int rc;

	rc = sg_alloc_table_from_pages(table, buffer->pages, PAGES, 0, PAGES * PAGE_SIZE,
				       GFP_KERNEL);
	if (rc)
		return rc;
	rc = dma_map_sgtable(dev, table, direction, 0);
	if (rc)
		sg_free_table(table);
	else if (buffer->kind == DMABUF_NAMELESS)
		name_pages(table, buffer, false);
	return rc;
}

static struct sg_table *op_map(struct dma_buf_attachment *attachment,
			       enum dma_data_direction direction)
{
	struct buffer *buffer = attachment->dmabuf->priv;
	struct sg_table *table;
	int rc;

	if (buffer->kind == DMABUF_LOST)
		return ERR_PTR(-ENODEV);
	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return ERR_PTR(-ENOMEM);
	rc = through_dma_api(buffer) ?
	     map_table(table, buffer, attachment->dev, direction) :
	     fill_table(table, buffer, attachment->dev);
	if (rc) {
		kfree(table);
		return ERR_PTR(rc);
	}
	return table;
}

static void op_unmap(struct dma_buf_attachment *attachment, struct sg_table *table,
		     enum dma_data_direction direction)
{
	if (through_dma_api(attachment->dmabuf->priv)) {
		name_pages(table, attachment->dmabuf->priv, true);
		dma_unmap_sgtable(attachment->dev, table, direction, 0);
	}
	sg_free_table(table);
	kfree(table);
}

static int op_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct buffer *buffer = dmabuf->priv;

	return vm_map_pages(vma, buffer->pages, PAGES);
}

static void op_release(struct dma_buf *dmabuf)
{
	buffer_free(dmabuf->priv);
}

static const struct dma_buf_ops buffer_ops = {
	.attach = op_attach,
	.detach = op_detach,
	.map_dma_buf = op_map,
	.unmap_dma_buf = op_unmap,
	.mmap = op_mmap,
	.release = op_release,
};

static int export(unsigned long kind)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;
	int fd;

	if (kind >= DMABUF_KINDS)
		return -EINVAL;
	info.ops = &buffer_ops;
	info.size = PAGES * PAGE_SIZE;
	info.flags = kind == DMABUF_READ_ONLY ? O_RDONLY : O_RDWR;
	info.priv = buffer_alloc(kind);
	if (!info.priv)
		return -ENOMEM;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		buffer_free(info.priv);
		return PTR_ERR(dmabuf);
	}
	fd = dma_buf_fd(dmabuf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(dmabuf);
	return fd;
}

static struct io_tlb_mem *swiotlb(struct file *file)
{
	struct miscdevice *misc = file->private_data;

	return misc->this_device->dma_io_tlb_mem;
}

static long test_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case DMABUF_TEST_EXPORT:
		return export(arg);
	case DMABUF_TEST_BOUNCE:
		WRITE_ONCE(swiotlb(file)->force_bounce, arg || bounce_at_start);
		return 0;
	case DMABUF_TEST_ORPHANS:
		return atomic_read(&orphans);
	case DMABUF_TEST_ATTACHED:
		return atomic_read(&attached);
	default:
		return -ENOTTY;
	}
}

static int test_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct page *page;
	int rc;

	if (vma->vm_pgoff)
		vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return -ENOMEM;
	/* vm_insert_page() took its own reference */
	rc = vm_insert_page(vma, vma->vm_start, page);
	put_page(page);
	return rc;
}

static int test_open(struct inode *inode, struct file *file)
{
	return 0;
}

static const struct file_operations test_fops = {
	.owner = THIS_MODULE,
	.open = test_open,
	.unlocked_ioctl = test_ioctl,
	.mmap = test_mmap,
};

static struct miscdevice test_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tee_dmabuf_test",
	.fops = &test_fops,
};

static int __init dmabuf_test_init(void)
{
	int rc;

	rc = misc_register(&test_device);
	if (!rc)
		bounce_at_start = is_swiotlb_force_bounce(test_device.this_device);
	return rc;
}
module_init(dmabuf_test_init);

static void __exit dmabuf_test_exit(void)
{
	misc_deregister(&test_device);
}
module_exit(dmabuf_test_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("An exporter of dma-bufs of every kind, for tests of their import");
