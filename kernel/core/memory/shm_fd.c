// SPDX-License-Identifier: GPL-2.0-only
/*
 * File descriptors for shared memory, and their mmap(). A descriptor is made in two
 * steps, so that no other thread finds the memory before the result has been written to
 * the program.
 */

#include <linux/anon_inodes.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/tee_core.h>

#include "core/memory/shm.h"
#include "core/memory/shm_fd.h"

static int tee_shm_fd_release(struct inode *inode, struct file *file)
{
	tee_shm_put(file->private_data);
	return 0;
}

static unsigned long shm_pfn(const struct tee_shm *shm, size_t offset)
{
	const struct tee_region *region = shm->region;

	if (tee_region_is_reserved(region))
		return PHYS_PFN(region->paddr + offset);
	return page_to_pfn(region->pages[offset >> PAGE_SHIFT]);
}

/*
 * Map page frame numbers instead of pages, so that a program cannot take a reference to a
 * page. With a reference (direct I/O, a registered I/O buffer) it could still access the
 * page after the memory has been given to another client.
 */
static int tee_shm_fd_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tee_shm *shm = file->private_data;
	size_t size = vma->vm_end - vma->vm_start;
	size_t offset, run;
	pgprot_t prot;
	int rc;

	if (!shm->ops->mappable || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_pgoff || size > PAGE_ALIGN(shm->size))
		return -EINVAL;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	/*
	 * Map pages as dirty: they are never written back, and on processors that do not
	 * set the dirty bit themselves the first write to each page would be a fault.
	 */
	prot = pte_pgprot(pte_mkdirty(pfn_pte(0, vma->vm_page_prot)));
	for (offset = 0; offset < size; offset += run) {
		unsigned long pfn = shm_pfn(shm, offset);

		/* Map adjacent pages with one call. */
		for (run = PAGE_SIZE; offset + run < size; run += PAGE_SIZE)
			if (shm_pfn(shm, offset + run) != pfn + (run >> PAGE_SHIFT))
				break;
		rc = remap_pfn_range(vma, vma->vm_start + offset, pfn, run, prot);
		if (rc)
			return rc;
	}
	return 0;
}

static const struct file_operations tee_shm_fops = {
	.owner = THIS_MODULE,
	.release = tee_shm_fd_release,
	.mmap = tee_shm_fd_mmap,
};

/**
 * tee_shm_fd_reserve() - make a descriptor that is not yet usable
 * @reserved:	set to the descriptor
 * @shm:	the memory; on success the caller's reference is passed to the descriptor
 *
 * Context: process, may sleep.
 * Return: 0, to be followed by tee_shm_fd_publish() or tee_shm_fd_cancel(); or a negative
 * errno: -EMFILE, -ENFILE, -ENOMEM.
 */
int tee_shm_fd_reserve(struct tee_shm_fd *reserved, struct tee_shm *shm)
{
	int rc;

	reserved->fd = get_unused_fd_flags(O_CLOEXEC);
	if (reserved->fd < 0)
		return reserved->fd;
	reserved->file = anon_inode_getfile("[tee_shm]", &tee_shm_fops, shm,
					    O_RDWR);
	if (IS_ERR(reserved->file)) {
		rc = PTR_ERR(reserved->file);
		put_unused_fd(reserved->fd);
		return rc;
	}
	return 0;
}

/**
 * tee_shm_fd_publish() - make a descriptor and its memory usable for the program
 * @reserved:	the descriptor; the program may close it before this returns
 *
 * Return: the descriptor. Cannot fail.
 */
int tee_shm_fd_publish(struct tee_shm_fd *reserved)
{
	tee_shm_announce(reserved->file->private_data);
	fd_install(reserved->fd, reserved->file);
	return reserved->fd;
}

/**
 * tee_shm_fd_cancel() - undo tee_shm_fd_reserve() and drop the memory
 * @reserved:	the descriptor
 */
void tee_shm_fd_cancel(struct tee_shm_fd *reserved)
{
	put_unused_fd(reserved->fd);
	fput(reserved->file);
}
