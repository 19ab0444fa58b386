// SPDX-License-Identifier: GPL-2.0-only
/*
 * Imported memory: whatever is behind a memfd or dma-buf fd.
 *
 * Since the TEE can write to it, this amounts to a shared writable mapping. The fd has
 * to allow for one, and for a memfd we count it as one to keep the file from being
 * sealed against writes underneath us.
 *
 * We need pages to register, but all that a dma-buf has to offer is DMA addresses for a
 * device. We get these for the TEE's own struct device, which is set up to have
 * physical addresses (see tee_import_init_dev()). We can't use the parent device that
 * the driver is bound to: it may sit behind an IOMMU or bounce its DMA, and the driver
 * core tears down its DMA setup on unbind, which an import may outlive.
 */

#include <linux/dma-buf.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/memfd.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sched/mm.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>

#include "core/device.h"
#include "core/memory/pool.h"
#include "core/memory/shm.h"
#include "core/memory/shm_import.h"
#include "core/memory/shm_register.h"
#include "core/trace.h"
#include "debug_delay.h"

MODULE_IMPORT_NS(DMA_BUF);

/**
 * struct tee_shm_imported - memory behind an fd
 * @shm:	all of @region
 * @region:	registered with the TEE
 * @file:	the memfd or NULL, with a reference and a writable mapping on our
 *		account
 * @folios:	the memfd's folios, pinned
 * @num_folios:	length of @folios
 * @dmabuf:	the dma-buf or NULL, with a reference
 * @attachment:	our attachment to it, with a reference to the TEE's struct device
 * @table:	the attachment's mapping
 * @mm:		who pays for a memfd's pinned pages; NULL for a dma-buf
 */
struct tee_shm_imported {
	struct tee_shm shm;
	struct tee_region region;
	struct file *file;
	struct folio **folios;
	unsigned int num_folios;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
	struct mm_struct *mm;
};

#define to_imported(s) container_of(s, struct tee_shm_imported, shm)

static void imported_free(struct tee_shm_imported *imp)
{
	if (imp->mm) {
		tee_uncharge_pinned(imp->mm, imp->region.num_pages);
		mmdrop(imp->mm);
	}
	kvfree(imp->region.pages);
	kvfree(imp->folios);
	tee_shm_abandon(&imp->shm);
	kfree(imp);
}

static void memfd_unpin(struct tee_shm_imported *imp)
{
	unsigned int i;

	for (i = 0; i < imp->num_folios; i++)
		set_page_dirty_lock(folio_page(imp->folios[i], 0));
	unpin_folios(imp->folios, imp->num_folios);
}

static void memfd_end_writing(struct file *file)
{
	mapping_unmap_writable(file->f_mapping);
	fput(file);
}

static void dmabuf_detach(struct tee_shm_imported *imp)
{
	struct device *dev = imp->attachment->dev;

	dma_buf_unmap_attachment_unlocked(imp->attachment, imp->table,
					  DMA_BIDIRECTIONAL);
	dma_buf_detach(imp->dmabuf, imp->attachment);
	put_device(dev);
	dma_buf_put(imp->dmabuf);
}

static bool tee_release_imported(struct tee_shm *shm, enum tee_wait_mode wait_mode)
{
	struct tee_shm_imported *imp = to_imported(shm);
	int rc;

	rc = tee_region_unregister(shm->pool, &imp->region, wait_mode);
	if (tee_region_is_undone(rc, wait_mode))
		return false;
	/* If the TEE won't let go of it, leak it just as it is. */
	if (!rc && imp->dmabuf) {
		dmabuf_detach(imp);
	} else if (!rc) {
		memfd_unpin(imp);
		memfd_end_writing(imp->file);
	}
	imported_free(imp);
	return true;
}

static const struct tee_shm_kind tee_shm_imported_kind = {
	.name = "imported",
	.release = tee_release_imported,
};

static struct tee_shm_imported *imported_alloc(struct tee_context *ctx,
					       size_t size)
{
	struct tee_shm_imported *imp;
	int rc;

	imp = kzalloc(sizeof(*imp), GFP_KERNEL_ACCOUNT);
	if (!imp)
		return ERR_PTR(-ENOMEM);
	imp->region.size = size;
	imp->region.num_pages = PAGE_ALIGN(size) >> PAGE_SHIFT;
	rc = tee_shm_init(&imp->shm, &tee_shm_imported_kind, ctx,
			  ctx->teedev->pool, size);
	if (rc)
		goto free_imported;
	imp->shm.region = &imp->region;
	imp->region.pages = kvcalloc(imp->region.num_pages, sizeof(struct page *),
				     GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!imp->region.pages) {
		rc = -ENOMEM;
		goto abandon_shm;
	}
	return imp;

abandon_shm:
	tee_shm_abandon(&imp->shm);
free_imported:
	kfree(imp);
	return ERR_PTR(rc);
}

/*
 * Count a shared writable mapping. F_SEAL_WRITE fails with -EBUSY from here until
 * memfd_end_writing(). We keep the file open for writing, so it can't be executed
 * either.
 */
static int memfd_begin_writing(struct file *file)
{
	int rc;

	if (!shmem_mapping(file->f_mapping))
		return -EINVAL;
	if (!(file->f_mode & FMODE_WRITE))
		return -EPERM;
	rc = mapping_map_writable(file->f_mapping);
	if (rc)
		return rc;
	if (READ_ONCE(SHMEM_I(file_inode(file))->seals) &
	    (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) {
		mapping_unmap_writable(file->f_mapping);
		return -EPERM;
	}
	get_file(file);
	return 0;
}

/* Charge a memfd's pinned pages, same as for registered memory. */
static int memfd_charge(struct tee_shm_imported *imp)
{
	int rc = tee_charge_pinned(current->mm, imp->region.num_pages);

	if (rc)
		return rc;
	mmgrab(current->mm);
	imp->mm = current->mm;
	return 0;
}

/* Turn the memfd's folios into pages, in file order. Return: false if there are any holes. */
static bool memfd_list_pages(struct tee_shm_imported *imp)
{
	struct tee_region *region = &imp->region;
	size_t page = 0;
	unsigned int i;

	for (i = 0; i < imp->num_folios; i++) {
		struct folio *folio = imp->folios[i];
		size_t end = folio->index + folio_nr_pages(folio);

		if (folio->index > page)
			return false;
		for (; page < end && page < region->num_pages; page++)
			region->pages[page] = folio_page(folio, page - folio->index);
	}
	return page == region->num_pages;
}

static int memfd_pin(struct tee_shm_imported *imp, struct file *file)
{
	struct tee_region *region = &imp->region;
	pgoff_t offset;
	long n;

	imp->folios = kvcalloc(region->num_pages, sizeof(*imp->folios),
			       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!imp->folios)
		return -ENOMEM;
	n = memfd_pin_folios(file, 0, region->size - 1, imp->folios,
			     region->num_pages, &offset);
	if (n < 0)
		return n;
	imp->num_folios = n;
	if (memfd_list_pages(imp))
		return 0;
	/* It has been truncated meanwhile. */
	memfd_unpin(imp);
	return -EINVAL;
}

static struct tee_shm *import_memfd(struct tee_context *ctx, struct file *file)
{
	struct tee_shm_imported *imp;
	loff_t size;
	int rc;

	rc = memfd_begin_writing(file);
	if (rc)
		return ERR_PTR(rc);
	tee_debug_delay();
	size = i_size_read(file_inode(file));
	if (size <= 0 || size > SIZE_MAX - PAGE_SIZE) {
		rc = -EINVAL;
		goto end_writing;
	}
	imp = imported_alloc(ctx, size);
	if (IS_ERR(imp)) {
		rc = PTR_ERR(imp);
		goto end_writing;
	}
	imp->file = file;
	rc = memfd_charge(imp);
	if (rc)
		goto free_imported;
	rc = memfd_pin(imp, file);
	if (rc)
		goto free_imported;
	rc = tee_shm_register_in_turn(&imp->shm);
	/* The TEE may have it registered or not, so leave the pages pinned. */
	if (rc == -EIO)
		goto free_imported;
	if (rc)
		goto unpin;
	trace_tee_shm_new(&imp->shm);
	return &imp->shm;

unpin:
	memfd_unpin(imp);
free_imported:
	imported_free(imp);
end_writing:
	memfd_end_writing(file);
	return ERR_PTR(rc);
}

/* no limit on segments, see tee_import_init_dev() */
static struct device_dma_parameters tee_import_dma_parms = {
	.max_segment_size = UINT_MAX,
	.segment_boundary_mask = ULONG_MAX,
};

/**
 * tee_import_init_dev() - give a TEE's device the DMA capabilities of a CPU
 * @dev:	the device, initialized but not added yet
 *
 * It reaches all memory at its physical address and is cache coherent. That won't
 * change under us, because no driver ever binds to @dev and there's no IOMMU in front
 * of it.
 */
void tee_import_init_dev(struct device *dev)
{
	dev->coherent_dma_mask = DMA_BIT_MASK(64);
	dev->dma_mask = &dev->coherent_dma_mask;
	dev->dma_parms = &tee_import_dma_parms;
#if defined(CONFIG_ARCH_HAS_SYNC_DMA_FOR_DEVICE) ||	\
	defined(CONFIG_ARCH_HAS_SYNC_DMA_FOR_CPU) ||	\
	defined(CONFIG_ARCH_HAS_SYNC_DMA_FOR_CPU_ALL)
	dev->dma_coherent = true;
#endif
}

/* Make sure that tee_import_init_dev() has got us physical addresses. */
static bool dma_is_direct(struct device *dev)
{
	/* is_swiotlb_force_bounce() also covers encrypted guests, which bounce all DMA. */
	return !is_swiotlb_force_bounce(dev) && !get_dma_ops(dev) &&
	       !device_iommu_mapped(dev);
}

/* Collect the pages of a dma-buf's mapping. Anything but ordinary memory is an error. */
static int dmabuf_list_pages(struct tee_shm_imported *imp, struct device *dev)
{
	struct tee_region *region = &imp->region;
	struct sg_dma_page_iter it;
	size_t page = 0;

	for_each_sgtable_dma_page(imp->table, &it, 0) {
		phys_addr_t pa = dma_to_phys(dev, sg_page_iter_dma_address(&it));

		if (page == region->num_pages)
			break;
		if (!PAGE_ALIGNED(pa) || !pfn_valid(PHYS_PFN(pa)))
			return -EINVAL;
		region->pages[page++] = pfn_to_page(PHYS_PFN(pa));
	}
	return page == region->num_pages ? 0 : -EINVAL;
}

/*
 * If the table comes with pages, compare them. A mismatch means that the exporter has
 * its own ideas about translating or bouncing addresses.
 */
static bool dmabuf_is_untranslated(const struct tee_shm_imported *imp)
{
	const struct tee_region *region = &imp->region;
	struct sg_page_iter it;
	size_t page = 0;

	/* This option hides the pages from importers. */
	if (IS_ENABLED(CONFIG_DMABUF_DEBUG))
		return true;
	for_each_sgtable_page(imp->table, &it, 0) {
		if (page == region->num_pages)
			break;
		if (sg_page(it.sg) && sg_page_iter_page(&it) != region->pages[page])
			return false;
		page++;
	}
	return true;
}

/* Filter an exporter's errno. -ENODEV, for one, has another meaning in our ABI. */
static int exporter_errno(int rc)
{
	return rc == -ENOMEM || rc == -EINTR || rc == -ERESTARTSYS ? rc : -EOPNOTSUPP;
}

static int dmabuf_attach(struct tee_shm_imported *imp, struct device *dev)
{
	int rc;

	imp->attachment = dma_buf_attach(imp->dmabuf, dev);
	if (IS_ERR(imp->attachment))
		return exporter_errno(PTR_ERR(imp->attachment));
	imp->table = dma_buf_map_attachment_unlocked(imp->attachment,
						     DMA_BIDIRECTIONAL);
	if (IS_ERR(imp->table)) {
		rc = exporter_errno(PTR_ERR(imp->table));
		goto detach;
	}
	rc = dmabuf_list_pages(imp, dev);
	if (!rc && !dmabuf_is_untranslated(imp))
		rc = -EOPNOTSUPP;
	if (rc)
		goto unmap;
	get_device(dev);
	return 0;

unmap:
	dma_buf_unmap_attachment_unlocked(imp->attachment, imp->table,
					  DMA_BIDIRECTIONAL);
detach:
	dma_buf_detach(imp->dmabuf, imp->attachment);
	return rc;
}

static struct tee_shm *import_dmabuf(struct tee_context *ctx,
				     struct dma_buf *dmabuf)
{
	struct device *dev = &ctx->teedev->dev;
	struct tee_shm_imported *imp;
	int rc;

	if (!(dmabuf->file->f_mode & FMODE_WRITE))
		return ERR_PTR(-EPERM);
	if (!dma_is_direct(dev))
		return ERR_PTR(-EOPNOTSUPP);
	if (!dmabuf->size || dmabuf->size > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	imp = imported_alloc(ctx, dmabuf->size);
	if (IS_ERR(imp))
		return ERR_CAST(imp);
	get_dma_buf(dmabuf);
	imp->dmabuf = dmabuf;
	rc = dmabuf_attach(imp, dev);
	if (rc)
		goto put_dmabuf;
	rc = tee_shm_register_in_turn(&imp->shm);
	/* The TEE may have it registered or not, so leave it attached. */
	if (rc == -EIO)
		goto free_imported;
	if (rc)
		goto detach;
	trace_tee_shm_new(&imp->shm);
	return &imp->shm;

detach:
	dmabuf_detach(imp);
	goto free_imported;
put_dmabuf:
	dma_buf_put(dmabuf);
free_imported:
	imported_free(imp);
	return ERR_PTR(rc);
}

/**
 * tee_shm_import_fd() - share the memory behind an fd
 * @ctx:	the client
 * @fd:		fd of a memfd or a dma-buf
 *
 * Context: process, may sleep.
 * Return: memory for tee_shm_announce(), not found by lookups before that; or ERR_PTR
 * as for TEE_IOC_SHM_REGISTER_FD.
 */
struct tee_shm *tee_shm_import_fd(struct tee_context *ctx, int fd)
{
	struct dma_buf *dmabuf;
	struct tee_shm *shm;
	struct file *file;

	if (!tee_pool_can_register(ctx->teedev->pool))
		return ERR_PTR(-EOPNOTSUPP);
	dmabuf = dma_buf_get(fd);
	if (!IS_ERR(dmabuf)) {
		shm = import_dmabuf(ctx, dmabuf);
		dma_buf_put(dmabuf);
		return shm;
	}
	file = fget(fd);
	if (!file)
		return ERR_PTR(-EBADF);
	shm = import_memfd(ctx, file);
	fput(file);
	return shm;
}
