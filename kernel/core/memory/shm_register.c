// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registered memory: a program's own pages, pinned for as long as they're registered,
 * or a kernel buffer that its owner promises to keep around.
 */

#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "core/device.h"
#include "core/memory/pool.h"
#include "core/memory/shm.h"
#include "core/memory/shm_register.h"
#include "core/trace.h"

/**
 * struct tee_shm_registered - registered memory
 * @shm:	all of @region
 * @region:	registered with the TEE
 * @mm:		who pays for the pinned pages; NULL for kernel memory
 */
struct tee_shm_registered {
	struct tee_shm shm;
	struct tee_region region;
	struct mm_struct *mm;
};

#define to_registered(s) container_of(s, struct tee_shm_registered, shm)

/*
 * Allocate the object for @length bytes at @start. The caller still has to fill in the
 * pages.
 */
static struct tee_shm_registered *
registered_alloc(struct tee_context *ctx, const struct tee_shm_kind *kind,
		 unsigned long start, size_t length)
{
	struct tee_shm_registered *reg;
	struct tee_region *region;
	int rc = -ENOMEM;

	reg = kzalloc(sizeof(*reg), GFP_KERNEL_ACCOUNT);
	if (!reg)
		return ERR_PTR(rc);
	region = &reg->region;
	region->offset = offset_in_page(start);
	region->size = length;
	region->num_pages = (region->offset + length + PAGE_SIZE - 1) >> PAGE_SHIFT;
	/* The quota bounds the allocations below, so charge that first. */
	rc = tee_shm_init(&reg->shm, kind, ctx, ctx->teedev->pool, length);
	if (rc)
		goto free_registered;
	reg->shm.region = region;
	region->pages = kvmalloc_array(region->num_pages, sizeof(struct page *),
				       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!region->pages) {
		rc = -ENOMEM;
		goto abandon_shm;
	}
	return reg;

abandon_shm:
	tee_shm_abandon(&reg->shm);
free_registered:
	kfree(reg);
	return ERR_PTR(rc);
}

static void registered_free(struct tee_shm_registered *reg)
{
	kvfree(reg->region.pages);
	tee_shm_abandon(&reg->shm);
	kfree(reg);
}

/* Does a VMA map its pages cacheable? If so, each of these helpers makes a difference. */
static bool vma_is_cacheable(const struct vm_area_struct *vma)
{
	pgprot_t prot = vma->vm_page_prot;
	unsigned long value = pgprot_val(prot);

	return value != pgprot_val(pgprot_writecombine(prot)) &&
	       value != pgprot_val(pgprot_noncached(prot)) &&
	       value != pgprot_val(pgprot_device(prot));
}

/*
 * Refuse buffers that the program has mapped uncached. The TEE maps them cacheable, and
 * one side wouldn't see what the other has written. If the program changes the mapping
 * after this check, it's only itself that suffers, just as if it had mapped the buffer
 * twice.
 *
 * Return: 0, -EFAULT or -EINTR. The wait for mmap_lock is killable, because another
 * process could hold it forever.
 */
static int check_cacheable(unsigned long addr, const struct tee_region *region)
{
	unsigned long start = untagged_addr(addr) & PAGE_MASK;
	struct mm_struct *mm = current->mm;
	VMA_ITERATOR(vmi, mm, start);
	struct vm_area_struct *vma;
	bool cacheable = true;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	for_each_vma_range(vmi, vma, start + (region->num_pages << PAGE_SHIFT))
		cacheable = cacheable && vma_is_cacheable(vma);
	mmap_read_unlock(mm);
	return cacheable ? 0 : -EFAULT;
}

/* Pin a program's buffer, all of it or nothing. */
static int pin_pages(unsigned long addr, struct tee_region *region)
{
	unsigned long start = untagged_addr(addr) & PAGE_MASK;
	size_t done = 0;
	long n;

	while (done < region->num_pages) {
		n = pin_user_pages_fast(start + (done << PAGE_SHIFT),
					min_t(size_t, region->num_pages - done, INT_MAX),
					FOLL_WRITE | FOLL_LONGTERM,
					region->pages + done);
		if (n <= 0)
			goto unpin_pages;
		done += n;
	}
	return 0;

unpin_pages:
	unpin_user_pages(region->pages, done);
	/*
	 * Anything else means that part of the buffer is unusable, and so does a short
	 * count.
	 */
	return n == -ENOMEM || n == -EINTR || n == -EAGAIN ? n : -EFAULT;
}

/*
 * Unpin pages that the TEE may have written to. It's fastest to unpin folios, so turn
 * @pages into an array of those. It isn't needed any more.
 */
static void unpin_dirty(struct page **pages, size_t num)
{
	struct page **end = pages + num, **at;

	for (at = pages; at < end; at++) {
		if (unlikely(PageTail(*at)))
			*at = compound_head(*at);
		if (unlikely(!folio_test_dirty((struct folio *)*at)))
			set_page_dirty_lock(*at);
	}
	unpin_folios((struct folio **)pages, num);
}

/**
 * tee_charge_pinned() - charge pinned pages to current
 * @mm:		current->mm
 * @pages:	number of pages
 *
 * They're added to pinned_vm, and RLIMIT_MEMLOCK has to cover both that and what the
 * process has mlock()ed. We can't add them to locked_vm as that would take mmap_lock.
 * Another process can hold that indefinitely (reading /proc/PID/mem with the page
 * supplied by a FUSE server), while any task at all may end up releasing the memory.
 *
 * Return: 0 (see tee_uncharge_pinned()), or -ENOMEM.
 */
int tee_charge_pinned(struct mm_struct *mm, size_t pages)
{
	u64 pinned = atomic64_add_return(pages, &mm->pinned_vm);

	if (pinned + READ_ONCE(mm->locked_vm) <= rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT ||
	    capable(CAP_IPC_LOCK))
		return 0;
	tee_uncharge_pinned(mm, pages);
	return -ENOMEM;
}

void tee_uncharge_pinned(struct mm_struct *mm, size_t pages)
{
	atomic64_sub(pages, &mm->pinned_vm);
}

static bool tee_release_pinned(struct tee_shm *shm, enum tee_wait_mode wait_mode)
{
	struct tee_shm_registered *reg = to_registered(shm);
	int rc;

	rc = tee_region_unregister(shm->pool, &reg->region, wait_mode);
	if (tee_region_is_undone(rc, wait_mode))
		return false;
	/* If the TEE won't let go of the pages, they stay pinned for good. */
	if (!rc)
		unpin_dirty(reg->region.pages, reg->region.num_pages);
	tee_uncharge_pinned(reg->mm, reg->region.num_pages);
	mmdrop(reg->mm);
	registered_free(reg);
	return true;
}

static const struct tee_shm_kind tee_shm_pinned = {
	.name = "registered",
	.release = tee_release_pinned,
};

static bool user_range_is_sound(unsigned long addr, size_t length)
{
	unsigned long end;

	if (!length || check_add_overflow(untagged_addr(addr), length, &end) ||
	    end > ULONG_MAX - PAGE_SIZE)
		return false;
	return access_ok((void __user *)addr, length);
}

/**
 * tee_shm_register_user_buf() - share memory of the current process
 * @ctx:	the client
 * @addr:	its address
 * @length:	bytes
 *
 * Context: process, may sleep.
 * Return: memory for tee_shm_announce(), not found by lookups before that; or ERR_PTR
 * as for TEE_IOC_SHM_REGISTER.
 */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length)
{
	struct tee_shm_pool *pool = ctx->teedev->pool;
	struct tee_shm_registered *reg;
	int rc;

	if (!tee_pool_can_register(pool))
		return ERR_PTR(-EOPNOTSUPP);
	if (!user_range_is_sound(addr, length))
		return ERR_PTR(-EINVAL);
	reg = registered_alloc(ctx, &tee_shm_pinned, addr, length);
	if (IS_ERR(reg))
		return ERR_CAST(reg);

	reg->mm = current->mm;
	mmgrab(reg->mm);
	rc = check_cacheable(addr, &reg->region);
	if (rc)
		goto drop_mm;
	rc = tee_charge_pinned(reg->mm, reg->region.num_pages);
	if (rc)
		goto drop_mm;
	rc = pin_pages(addr, &reg->region);
	if (rc)
		goto unaccount;
	rc = tee_shm_register_in_turn(&reg->shm);
	/* The TEE may have them registered or not, so leave the pages pinned. */
	if (rc == -EIO)
		goto unaccount;
	if (rc)
		goto unpin;
	trace_tee_shm_new(&reg->shm);
	return &reg->shm;

unpin:
	unpin_user_pages(reg->region.pages, reg->region.num_pages);
unaccount:
	tee_uncharge_pinned(reg->mm, reg->region.num_pages);
drop_mm:
	mmdrop(reg->mm);
	registered_free(reg);
	return ERR_PTR(rc);
}

/* Kernel memory: no references to pages held */

static bool tee_release_kernel(struct tee_shm *shm, enum tee_wait_mode wait_mode)
{
	struct tee_shm_registered *reg = to_registered(shm);

	/*
	 * The owner may free the buffer when tee_shm_free() returns, so this can't be
	 * left for later.
	 */
	tee_region_unregister(shm->pool, &reg->region, TEE_WAIT_MODE_UNLIMITED);
	registered_free(reg);
	return true;
}

static const struct tee_shm_kind tee_shm_kernel = {
	.name = "kernel",
	.borrowed = true,
	.release = tee_release_kernel,
};

static int find_kernel_pages(void *addr, struct tee_region *region)
{
	void *at = (void *)((unsigned long)addr & PAGE_MASK);
	size_t i;

	for (i = 0; i < region->num_pages; i++, at += PAGE_SIZE) {
		if (is_vmalloc_addr(at))
			region->pages[i] = vmalloc_to_page(at);
		else if (virt_addr_valid(at))
			region->pages[i] = virt_to_page(at);
		else
			return -EINVAL;
		if (!region->pages[i])
			return -EINVAL;
	}
	return 0;
}

struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_shm_registered *reg;
	uintptr_t end;
	int rc;

	if (!length || check_add_overflow((uintptr_t)addr, length, &end))
		return ERR_PTR(-EINVAL);
	if (!tee_device_enter(teedev))
		return ERR_PTR(-ENODEV);
	reg = registered_alloc(ctx, &tee_shm_kernel, (unsigned long)addr, length);
	if (IS_ERR(reg)) {
		rc = PTR_ERR(reg);
		goto exit_device;
	}
	reg->region.vaddr = addr;
	rc = find_kernel_pages(addr, &reg->region);
	if (rc)
		goto free_registered;
	rc = tee_region_register(teedev->pool, &reg->region);
	if (rc)
		goto free_registered;
	tee_device_exit(teedev);
	trace_tee_shm_new(&reg->shm);
	tee_shm_announce(&reg->shm);
	return &reg->shm;

free_registered:
	registered_free(reg);
exit_device:
	tee_device_exit(teedev);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_buf);
