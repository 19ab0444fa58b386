// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory reserved at boot, which the TEE has mapped for good: no call makes it known,
 * and no call that uses it waits until it is mapped. There is little of it.
 *
 * It outlives the pool that gives it out: programs keep mappings of theirs when the
 * TEE's driver goes. A driver that comes later for the same TEE gets the same object, in
 * which those pieces are still taken, and so cannot hand them to others.
 *
 * It is secure world that says where it lies, and what lies there is mapped, cleared and
 * given to programs. So it is taken only where Linux, too, has it as memory of nobody's.
 */

#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "core/memory/reserved.h"

/**
 * struct tee_reserved - a range of memory reserved at boot
 * @link:	in the list of all
 * @refs:	pools that give it out; one lives for as long as memory of it is in use
 * @paddr:	where it begins
 * @size:	bytes
 * @claim:	keeps drivers from claiming it; NULL where it is part of System RAM
 * @vaddr:	its kernel mapping, which regions are part of
 * @space:	what is free of it, by @vaddr
 */
struct tee_reserved {
	struct list_head link;
	unsigned int refs;
	phys_addr_t paddr;
	size_t size;
	struct resource *claim;
	void *vaddr;
	struct gen_pool *space;
};

/*
 * Where clients get no other memory, a quarter is kept from them, at the end and in one
 * piece: messages and what the TEE itself asks for have room there, however clients cut
 * up the rest.
 */
#define TEE_RESERVED_KEPT_SHARE	4

/* Guards the list and all references. A leaf but for the allocator's own. */
static DEFINE_MUTEX(tee_reserved_lock);
static LIST_HEAD(tee_reserved_list);

/**
 * tee_reserved_client_part() - how much of it clients may have where they get no other
 * @reserved:	the object
 *
 * Return: bytes, from the beginning.
 */
size_t tee_reserved_client_part(const struct tee_reserved *reserved)
{
	return reserved->size - PAGE_ALIGN_DOWN(reserved->size / TEE_RESERVED_KEPT_SHARE);
}

/* Two chunks, which no piece spans. The one that is added last is tried first. */
static int reserved_fill(struct tee_reserved *made)
{
	size_t part = tee_reserved_client_part(made);
	unsigned long va = (unsigned long)made->vaddr;
	int rc;

	rc = gen_pool_add(made->space, va, part, NUMA_NO_NODE);
	if (!rc && part < made->size)
		rc = gen_pool_add(made->space, va + part, made->size - part, NUMA_NO_NODE);
	return rc;
}

/* Whether one node of the device tree's /reserved-memory has all of a range. */
static bool range_has_node(phys_addr_t paddr, size_t size)
{
	struct device_node *parent, *node;
	struct resource res;
	bool has = false;
	int n;

	parent = of_find_node_by_path("/reserved-memory");
	for_each_available_child_of_node(parent, node) {
		for (n = 0; !has && !of_address_to_resource(node, n, &res); n++)
			has = res.start <= paddr && paddr + size - 1 <= res.end;
		if (has) {
			of_node_put(node);
			break;
		}
	}
	of_node_put(parent);
	return has;
}

/* Whether the kernel gives out some of a range itself. */
static bool range_is_in_use(phys_addr_t paddr, size_t size)
{
	unsigned long pfn, end = PHYS_PFN(paddr + size - 1);
	struct page *page;

	for (pfn = PHYS_PFN(paddr); pfn <= end; pfn++) {
		page = pfn_to_online_page(pfn);
		if (page && !PageReserved(page))
			return true;
	}
	return false;
}

static bool range_is_ram(phys_addr_t paddr, size_t size)
{
	return region_intersects(paddr, size, IORESOURCE_SYSTEM_RAM,
				 IORES_DESC_NONE) != REGION_DISJOINT;
}

/*
 * Make a range ours. Of System RAM, which holds the kernel itself, only what the device
 * tree sets aside can be: a node without "no-map" leaves its memory there, as reserved
 * pages, or, where it is "reusable", as pages that the kernel gives out meanwhile. No
 * driver can claim a part of System RAM, so there is nothing to claim of that.
 */
static int reserved_claim(struct tee_reserved *made)
{
	if (range_is_ram(made->paddr, made->size))
		return range_has_node(made->paddr, made->size) &&
		       !range_is_in_use(made->paddr, made->size) ? 0 : -EBUSY;
	made->claim = request_mem_region(made->paddr, made->size, "tee reserved memory");
	return made->claim ? 0 : -EBUSY;
}

static void reserved_unclaim(struct tee_reserved *made)
{
	if (made->claim)
		release_mem_region(made->paddr, made->size);
}

static struct tee_reserved *reserved_create(phys_addr_t paddr, size_t size)
{
	struct tee_reserved *made;
	int rc;

	made = kzalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return ERR_PTR(-ENOMEM);
	made->refs = 1;
	made->paddr = paddr;
	made->size = size;
	rc = reserved_claim(made);
	if (rc)
		goto free_made;
	rc = -ENOMEM;
	made->vaddr = memremap(paddr, size, MEMREMAP_WB);
	if (!made->vaddr)
		goto unclaim;
	made->space = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);
	if (!made->space)
		goto unmap;
	if (reserved_fill(made))
		goto destroy_space;
	list_add(&made->link, &tee_reserved_list);
	return made;

destroy_space:
	gen_pool_destroy(made->space);
unmap:
	memunmap(made->vaddr);
unclaim:
	reserved_unclaim(made);
free_made:
	kfree(made);
	return ERR_PTR(rc);
}

/**
 * tee_reserved_get() - the object of a range of reserved memory
 * @paddr:	where it begins, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * May sleep.
 *
 * Return: the object, with a reference for the caller; or ERR_PTR: -EINVAL, -ENOMEM,
 * -EBUSY where part of the range is another TEE's, a driver's, or System RAM that the
 * device tree does not set aside.
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
	found = reserved_create(paddr, size);
unlock:
	mutex_unlock(&tee_reserved_lock);
	return found;
}

/**
 * tee_reserved_keep() - keep an object for good
 * @reserved:	the object, to which the caller has a reference
 *
 * And with it the module, by whose name the range is claimed. May sleep.
 */
void tee_reserved_keep(struct tee_reserved *reserved)
{
	mutex_lock(&tee_reserved_lock);
	reserved->refs++;
	mutex_unlock(&tee_reserved_lock);
	__module_get(THIS_MODULE);
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
		reserved_unclaim(reserved);
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
 * tee_reserved_is_kept() - whether a piece is of the part that is kept from clients
 * @reserved:	the object
 * @region:	the piece
 *
 * Return: true or false.
 */
bool tee_reserved_is_kept(const struct tee_reserved *reserved,
			  const struct tee_region *region)
{
	return region->paddr - reserved->paddr >= tee_reserved_client_part(reserved);
}

/* The allocator's: the first place that fits, in the chunk whose address @data has. */
static unsigned long reserved_fit(unsigned long *map, unsigned long size,
				  unsigned long start, unsigned int nr, void *data,
				  struct gen_pool *pool, unsigned long start_addr)
{
	if (start_addr != (unsigned long)data)
		return size;
	return gen_pool_first_fit(map, size, start, nr, NULL, pool, start_addr);
}

/**
 * tee_reserved_carve() - take a piece
 * @reserved:	the object
 * @region:	set to the piece; what the memory held before is still there
 * @num_pages:	how many pages, more than 0
 * @kept_too:	also of the part that is kept from clients
 *
 * Return: 0, to be undone with tee_reserved_uncarve(); or -ENOMEM.
 */
int tee_reserved_carve(struct tee_reserved *reserved, struct tee_region *region,
		       size_t num_pages, bool kept_too)
{
	size_t size = num_pages << PAGE_SHIFT;
	unsigned long va;

	if (num_pages > reserved->size >> PAGE_SHIFT ||
	    gen_pool_avail(reserved->space) < size)
		return -ENOMEM;
	if (kept_too)
		va = gen_pool_alloc(reserved->space, size);
	else
		va = gen_pool_alloc_algo(reserved->space, size, reserved_fit,
					 reserved->vaddr);
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
