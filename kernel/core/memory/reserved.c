// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory reserved at boot. The TEE has this mapped all the time, so there's no need to
 * register it, or to map it for each call. It's usually small.
 *
 * The object outlives the pool on top of it since programs keep their mappings when the
 * TEE's driver is removed. The next driver instance for that TEE gets the same object,
 * where the memory in use is still allocated and can't end up with another client.
 *
 * The address comes from the secure world. We're going to map that range, clear it and
 * let programs map it, so we'd better make sure that Linux isn't using it for anything
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
 * @link:	entry in tee_reserved_list
 * @refs:	one per pool that uses the range; pools stay around as long as their
 *		memory is in use
 * @paddr:	physical address
 * @size:	size, bytes
 * @claim:	keeps drivers off the range; NULL within System RAM
 * @vaddr:	kernel mapping, also in region->vaddr
 * @space:	free space allocator, by address in @vaddr
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
 * Share of the range that clients can't use if there's no other memory for them. It
 * makes sure we can still allocate messages and buffers for the TEE's own requests, no
 * matter how clients have fragmented the rest.
 */
#define TEE_RESERVED_KEPT_SHARE	4

/*
 * Guards the list and all @refs, and is held while we check, claim and map a range. No
 * other core lock nests inside.
 */
static DEFINE_MUTEX(tee_reserved_lock);
static LIST_HEAD(tee_reserved_list);

/**
 * tee_reserved_client_part() - get the size of the clients' part
 * @reserved:	the reserved memory
 *
 * Return: bytes, from the start of the range. Only matters if clients have no other
 * memory.
 */
size_t tee_reserved_client_part(const struct tee_reserved *reserved)
{
	return reserved->size - PAGE_ALIGN_DOWN(reserved->size / TEE_RESERVED_KEPT_SHARE);
}

/*
 * One chunk per part keeps allocations from straddling the two. genalloc searches the
 * chunk added last first.
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

/* Is the whole range inside a single /reserved-memory node? */
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

/* True if the page allocator owns any page of the range */
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
 * Claim a range, or make sure we don't need to.
 *
 * System RAM includes the kernel itself, so the device tree has to set the range aside
 * there. Memory of a /reserved-memory node without "no-map" stays in System RAM. If the
 * node is "reusable", the page allocator gets to use it until somebody needs it, and we
 * refuse that. Otherwise its pages are reserved, and no driver can claim part of System
 * RAM.
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
 * tee_reserved_get() - get the object for a range of reserved memory
 * @paddr:	physical address, page aligned
 * @size:	bytes, a multiple of the page size
 *
 * Context: process, may sleep.
 * Return: the object with a reference for the caller; or ERR_PTR: -EINVAL, -ENOMEM,
 * -EBUSY if the range overlaps another TEE's or a driver's, or is System RAM that the
 * device tree doesn't set aside.
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
 * tee_reserved_keep() - pin reserved memory forever
 * @reserved:	the reserved memory, referenced by the caller
 *
 * Pins the module as well, because the resource's name lives there.
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
 * @reserved:	the reserved memory
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
 * tee_reserved_size() - get the total size of reserved memory
 * @reserved:	the reserved memory
 *
 * Return: bytes.
 */
size_t tee_reserved_size(const struct tee_reserved *reserved)
{
	return reserved->size;
}

/**
 * tee_reserved_is_kept() - check whether a region is off limits for clients
 * @reserved:	the reserved memory
 * @region:	the region
 *
 * Return: true if it is.
 */
bool tee_reserved_is_kept(const struct tee_reserved *reserved,
			  const struct tee_region *region)
{
	return region->paddr - reserved->paddr >= tee_reserved_client_part(reserved);
}

/* genalloc algorithm: first fit, but only in the chunk that starts at @data */
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
 * @reserved:	the reserved memory
 * @region:	filled in; not cleared
 * @num_pages:	number of pages, at least 1
 * @kept_too:	don't stop at the clients' part
 *
 * Return: 0 (see tee_reserved_uncarve()), or -ENOMEM.
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
 * @reserved:	the reserved memory
 * @region:	a region from tee_reserved_carve()
 */
void tee_reserved_uncarve(struct tee_reserved *reserved, struct tee_region *region)
{
	gen_pool_free(reserved->space, (unsigned long)region->vaddr, region->size);
}
