// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory reserved at boot, which the TEE has mapped for good: no call makes it known,
 * and no call that uses it waits until it is mapped. There is little of it.
 *
 * It outlives the pool that gives it out: programs keep mappings of theirs when the
 * TEE's driver goes. A driver that comes later for the same TEE gets the same object, in
 * which those pieces are still taken, and so cannot hand them to others.
 */

#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "tee_private.h"

/**
 * struct tee_reserved - a range of memory reserved at boot
 * @link:	in the list of all
 * @refs:	pools that give it out; one lives for as long as memory of it is in use
 * @paddr:	where it begins
 * @size:	bytes
 * @vaddr:	its kernel mapping, which regions are part of
 * @space:	what is free of it, by @vaddr
 */
struct tee_reserved {
	struct list_head link;
	unsigned int refs;
	phys_addr_t paddr;
	size_t size;
	void *vaddr;
	struct gen_pool *space;
};

/* Guards the list and all references. A leaf but for the allocator's own. */
static DEFINE_MUTEX(tee_reserved_lock);
static LIST_HEAD(tee_reserved_list);

static struct tee_reserved *tee_reserved_create(phys_addr_t paddr, size_t size)
{
	struct tee_reserved *made;

	made = kzalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return ERR_PTR(-ENOMEM);
	made->refs = 1;
	made->paddr = paddr;
	made->size = size;
	made->vaddr = memremap(paddr, size, MEMREMAP_WB);
	if (!made->vaddr)
		goto free_made;
	made->space = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);
	if (!made->space)
		goto unmap;
	if (gen_pool_add(made->space, (unsigned long)made->vaddr, size, NUMA_NO_NODE))
		goto destroy_space;
	list_add(&made->link, &tee_reserved_list);
	return made;

destroy_space:
	gen_pool_destroy(made->space);
unmap:
	memunmap(made->vaddr);
free_made:
	kfree(made);
	return ERR_PTR(-ENOMEM);
}

/**
 * tee_reserved_get() - the object of a range of reserved memory
 * @paddr:	where it begins, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * May sleep.
 *
 * Return: the object, with a reference for the caller; or ERR_PTR: -EINVAL, -ENOMEM,
 * -EBUSY where part of the range is somebody else's.
 */
struct tee_reserved *tee_reserved_get(phys_addr_t paddr, size_t size)
{
	struct tee_reserved *found;
	phys_addr_t end;

	if (!size || !PAGE_ALIGNED(paddr) || !PAGE_ALIGNED(size) ||
	    check_add_overflow(paddr, size, &end))
		return ERR_PTR(-EINVAL);
	mutex_lock(&tee_reserved_lock);
	list_for_each_entry(found, &tee_reserved_list, link) {
		if (found->paddr == paddr && found->size == size) {
			found->refs++;
			goto unlock;
		}
		if (found->paddr < end && paddr < found->paddr + found->size) {
			found = ERR_PTR(-EBUSY);
			goto unlock;
		}
	}
	found = tee_reserved_create(paddr, size);
unlock:
	mutex_unlock(&tee_reserved_lock);
	return found;
}

/**
 * tee_reserved_put() - give a reference back
 * @reserved:	the object
 *
 * May sleep.
 */
void tee_reserved_put(struct tee_reserved *reserved)
{
	mutex_lock(&tee_reserved_lock);
	if (!--reserved->refs) {
		list_del(&reserved->link);
		gen_pool_destroy(reserved->space);
		memunmap(reserved->vaddr);
		kfree(reserved);
	}
	mutex_unlock(&tee_reserved_lock);
}

/**
 * tee_reserved_size() - how much there is, taken or not
 * @reserved:	the object
 *
 * Return: bytes.
 */
size_t tee_reserved_size(const struct tee_reserved *reserved)
{
	return reserved->size;
}

/**
 * tee_reserved_carve() - take a piece
 * @reserved:	the object
 * @region:	set to the piece; what the memory held before is still there
 * @num_pages:	how many pages, more than 0
 *
 * Return: 0, to be undone with tee_reserved_uncarve(); or -ENOMEM.
 */
int tee_reserved_carve(struct tee_reserved *reserved, struct tee_region *region,
		       size_t num_pages)
{
	size_t size = num_pages << PAGE_SHIFT;
	unsigned long va;

	if (num_pages > reserved->size >> PAGE_SHIFT ||
	    gen_pool_avail(reserved->space) < size)
		return -ENOMEM;
	va = gen_pool_alloc(reserved->space, size);
	if (!va)
		return -ENOMEM;
	*region = (struct tee_region){
		.num_pages = num_pages,
		.size = size,
		.paddr = reserved->paddr + (va - (unsigned long)reserved->vaddr),
		.vaddr = (void *)va,
	};
	return 0;
}

/**
 * tee_reserved_uncarve() - give a piece back
 * @reserved:	the object
 * @region:	the piece
 */
void tee_reserved_uncarve(struct tee_reserved *reserved, struct tee_region *region)
{
	gen_pool_free(reserved->space, (unsigned long)region->vaddr, region->size);
}
