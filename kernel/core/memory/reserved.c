// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory reserved at boot, which the TEE has mapped permanently. It need not be
 * registered, and the TEE need not map it for a call. It is usually small.
 *
 * It outlives the pool that allocates from it, because programs keep their mappings when
 * the TEE's driver is removed. A later driver of the same TEE gets the same object, in
 * which the memory in use is still allocated, and so cannot give that memory to other
 * clients.
 *
 * Secure world reports the address of this memory; the kernel then maps it, clears it and
 * lets programs map it. So a range is accepted only if Linux does not use it for anything
 * else.
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
 * @link:	entry in the list of all ranges
 * @refs:	references of the pools that allocate from it; a pool exists as long as
 *		its memory is in use
 * @paddr:	physical address
 * @size:	size, bytes
 * @claim:	keeps drivers from claiming the range; NULL if it is part of System RAM
 * @vaddr:	its kernel mapping; regions point into it
 * @space:	allocator of the free space, by addresses in @vaddr
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
 * If clients have no other memory, the last quarter is closed to them. Messages and
 * buffers for the TEE's own requests can be allocated there, even if clients have
 * fragmented the rest.
 */
#define TEE_RESERVED_KEPT_SHARE	4

/*
 * Guards the list and all references. Held while a range is checked, claimed and mapped.
 * No other lock of the core is taken under it.
 */
static DEFINE_MUTEX(tee_reserved_lock);
static LIST_HEAD(tee_reserved_list);

/**
 * tee_reserved_client_part() - get the size of the part that clients may use
 * @reserved:	the object
 *
 * Return: bytes, from the beginning of the range. Clients that can also get other memory
 * are not limited to this part.
 */
size_t tee_reserved_client_part(const struct tee_reserved *reserved)
{
	return reserved->size - PAGE_ALIGN_DOWN(reserved->size / TEE_RESERVED_KEPT_SHARE);
}

/*
 * Add each part as a separate chunk, so that no allocation spans both. The allocator
 * searches the chunk added last before the other one.
 */
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

/* Check whether one node of the device tree's /reserved-memory contains the whole range. */
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

/* Check whether the kernel's page allocator owns any page of the range. */
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
 * Claim a range. System RAM contains the kernel itself, so it is accepted only if the
 * device tree sets the range aside: a node without "no-map" leaves its memory in System
 * RAM, as reserved pages, or, if it is "reusable", as pages that the kernel allocates
 * until they are needed. A "reusable" node is refused. No driver can claim a part of
 * System RAM, so such a range need not be claimed.
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
 * tee_reserved_get() - get the object of a range of reserved memory
 * @paddr:	physical address, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * Context: process, may sleep.
 * Return: the object, with a reference for the caller; or ERR_PTR: -EINVAL, -ENOMEM,
 * -EBUSY if a part of the range belongs to another TEE or a driver, or is System RAM that
 * the device tree does not set aside.
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
 * tee_reserved_keep() - keep an object permanently
 * @reserved:	the object, to which the caller has a reference
 *
 * This also keeps the module loaded, because the name of the range's resource is in the
 * module's memory.
 *
 * Context: process, may sleep.
 */
void tee_reserved_keep(struct tee_reserved *reserved)
{
	mutex_lock(&tee_reserved_lock);
	reserved->refs++;
	mutex_unlock(&tee_reserved_lock);
	__module_get(THIS_MODULE);
}

/**
 * tee_reserved_put() - drop a reference
 * @reserved:	the object
 *
 * Context: process, may sleep.
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
 * tee_reserved_size() - get the size of the range, allocated or not
 * @reserved:	the object
 *
 * Return: bytes.
 */
size_t tee_reserved_size(const struct tee_reserved *reserved)
{
	return reserved->size;
}

/**
 * tee_reserved_is_kept() - check whether a region is in the part that is kept from clients
 * @reserved:	the object
 * @region:	the region
 *
 * Return: true or false.
 */
bool tee_reserved_is_kept(const struct tee_reserved *reserved,
			  const struct tee_region *region)
{
	return region->paddr - reserved->paddr >= tee_reserved_client_part(reserved);
}

/* Allocation algorithm: use the first fit in the chunk that begins at @data, and fail in others. */
static unsigned long reserved_fit(unsigned long *map, unsigned long size,
				  unsigned long start, unsigned int nr, void *data,
				  struct gen_pool *pool, unsigned long start_addr)
{
	if (start_addr != (unsigned long)data)
		return size;
	return gen_pool_first_fit(map, size, start, nr, NULL, pool, start_addr);
}

/**
 * tee_reserved_carve() - allocate a region
 * @reserved:	the object
 * @region:	filled in; the memory is not cleared
 * @num_pages:	number of pages, more than 0
 * @kept_too:	allocate from the part that is kept from clients too
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
 * tee_reserved_uncarve() - free a region
 * @reserved:	the object
 * @region:	the region
 */
void tee_reserved_uncarve(struct tee_reserved *reserved, struct tee_region *region)
{
	gen_pool_free(reserved->space, (unsigned long)region->vaddr, region->size);
}
