// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory fds and their mmap(). They are created in two steps: no other thread
 * can get at the memory before we've told the program about it.
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
 * Map PFNs instead of pages, as we can't let programs pin these. They could go on using
 * a pinned page (direct I/O, io_uring's registered buffers) long after it has gone to
 * another client.
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
	 * We never write these back, so make them dirty to begin with. That saves a
	 * fault on the first write to each page on CPUs that don't set the dirty bit in
	 * hardware.
	 */
	prot = pte_pgprot(pte_mkdirty(pfn_pte(0, vma->vm_page_prot)));
	for (offset = 0; offset < size; offset += run) {
		unsigned long pfn = shm_pfn(shm, offset);

		/* contiguous pages in one go */
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
 * tee_shm_fd_reserve() - create an fd, but don't install it yet
 * @reserved:	[out] the fd
 * @shm:	the memory; the fd takes over the caller's reference on success
 *
 * Context: process, may sleep.
 * Return: 0, -EMFILE, -ENFILE or -ENOMEM. Call either tee_shm_fd_publish() or
 * tee_shm_fd_cancel() next.
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
 * tee_shm_fd_publish() - make an fd and its memory available to the program
 * @reserved:	the fd; other threads may close it at once
 *
 * Return: the fd number. Can't fail.
 */
int tee_shm_fd_publish(struct tee_shm_fd *reserved)
{
	tee_shm_announce(reserved->file->private_data);
	fd_install(reserved->fd, reserved->file);
	return reserved->fd;
}

/**
 * tee_shm_fd_cancel() - undo tee_shm_fd_reserve() and drop its reference
 * @reserved:	the fd
 */
void tee_shm_fd_cancel(struct tee_shm_fd *reserved)
{
	put_unused_fd(reserved->fd);
	fput(reserved->file);
}
