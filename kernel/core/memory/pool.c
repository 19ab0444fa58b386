// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory pools. A pool registers memory with the TEE ahead of time, and tracks all
 * registered memory.
 *
 * Registering memory takes a call into the TEE, which costs as much as any other. A pool
 * therefore keeps unused regions registered for the next client, so that most allocations
 * make no call. A region is used by one client at a time. So a TEE that maps whole
 * regions for a call maps no memory of other clients, and little that the call does not
 * use. Regions are freed when too many are idle or when memory is short.
 *
 * Memory reserved at boot, if any, is used first, because the TEE need not map it for a
 * call. Other memory is used once the reserved memory is used up, or if a client asks for
 * a large part of it, provided that the TEE accepts other memory.
 */

#include <linux/completion.h>
#include <linux/kmemleak.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/tee_core.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "core/debug_delay.h"
#include "core/memory/pool.h"
#include "core/memory/reserved.h"

static unsigned int pool_idle_kib = 4096;
module_param(pool_idle_kib, uint, 0644);
MODULE_PARM_DESC(pool_idle_kib,
		 "Maximum unused memory that a TEE's pool keeps registered, KiB (default 4096)");

/* Number of one-page regions that a pool allocates at its start */
#define TEE_POOL_FIRST_REGIONS	16

/*
 * Maximum number of idle regions. Each takes memory of the TEE itself, which sessions
 * also need, and which may be only tens of KiB.
 */
#define TEE_POOL_MOST_IDLE	64

/*
 * Lists of idle regions, by the binary logarithm of their size; the last one has no upper
 * bound.
 */
#define TEE_POOL_LISTS		16

/* If other memory is available too, one allocation takes at most 1/2 of the reserved memory. */
#define TEE_POOL_RESERVED_SHARE	2

/**
 * struct tee_pool_region - a region of the pool
 * @region:	the region
 * @idle:	entry in a list of a shelf while the region is idle
 */
struct tee_pool_region {
	struct tee_region region;
	struct list_head idle;
};

/**
 * struct pool_shelf - idle regions
 * @lists:	regions by the binary logarithm of their size, the last used first
 * @pages:	total number of pages
 * @regions:	number of regions
 */
struct pool_shelf {
	struct list_head lists[TEE_POOL_LISTS];
	size_t pages;
	unsigned int regions;
};

/**
 * struct tee_shm_pool - memory of a TEE
 * @ops:	operations that register memory with the TEE
 * @data:	the driver's own data, passed to @ops
 * @registers:	@ops can register memory; valid even after the driver has been removed,
 *		unlike @ops
 * @refcount:	references: one for the driver, one for each of its devices, and one for
 *		each buffer of the driver's own. A client's memory holds its device
 *		instead
 * @live:	SRCU read lock, held across every call of @ops
 * @closing:	set by tee_shm_pool_close(), and never cleared
 * @closed:	completed when every region has been unregistered
 * @lock:	guards @idle, @idle_reserved, and @regions with the links of all regions;
 *		never held across a call of @ops
 * @idle:	idle regions that are registered with the TEE
 * @idle_reserved: idle regions of reserved memory, which take no other resources
 * @regions:	all regions that are registered with the TEE, idle or not
 * @reserved:	the memory reserved at boot, or NULL
 * @shrinker:	queues @trim when memory is short
 * @trim:	frees idle regions when memory is short. This is a work item, because
 *		reclaim must not call the TEE
 * @tidy:	frees idle regions beyond the limits, for callers that could not wait for
 *		that
 * @fill:	makes the first regions
 */
struct tee_shm_pool {
	const struct tee_shm_pool_ops *ops;
	void *data;
	bool registers;
	struct kref refcount;
	struct srcu_struct live;
	bool closing;
	struct completion closed;
	spinlock_t lock;
	struct pool_shelf idle;
	struct pool_shelf idle_reserved;
	struct list_head regions;
	struct tee_reserved *reserved;
	struct shrinker *shrinker;
	struct work_struct trim;
	struct work_struct tidy;
	struct work_struct fill;
};

static bool pool_shrink(struct tee_shm_pool *pool, size_t keep_pages,
			unsigned int keep_regions, enum tee_wait_mode wait_mode);

/* Regions */

static void region_list(struct tee_shm_pool *pool, struct tee_region *region)
{
	spin_lock(&pool->lock);
	region->registered = true;
	list_add_tail(&region->link, &pool->regions);
	spin_unlock(&pool->lock);
}

static int region_try_register(struct tee_shm_pool *pool, struct tee_region *region)
{
	int idx, rc;

	idx = srcu_read_lock(&pool->live);
	if (READ_ONCE(pool->closing)) {
		rc = -ENODEV;
		goto unlock_live;
	}
	rc = pool->ops->region_register(pool->data, region);
	if (rc)
		goto unlock_live;
	region_list(pool, region);
unlock_live:
	srcu_read_unlock(&pool->live, idx);
	return rc;
}

/**
 * tee_region_register() - register a region with the TEE
 * @pool:	the TEE's pool
 * @region:	the region, valid until tee_region_unregister()
 *
 * Return: 0, -ENODEV if the pool is closed, -EOPNOTSUPP, or the driver's error.
 */
int tee_region_register(struct tee_shm_pool *pool, struct tee_region *region)
{
	int rc;

	if (!pool->registers)
		return -EOPNOTSUPP;
	rc = region_try_register(pool, region);
	/* Idle regions take memory from both Linux and the TEE, so free them and retry. */
	if (unlikely(rc == -ENOMEM) && pool_shrink(pool, 0, 0, TEE_WAIT_MODE_KILLABLE))
		rc = region_try_register(pool, region);
	return rc;
}

/* Take a region off the list. Return: false if it was not on the list. */
static bool region_unlist(struct tee_shm_pool *pool, struct tee_region *region)
{
	bool was;

	spin_lock(&pool->lock);
	was = region->registered;
	region->registered = false;
	if (was)
		list_del(&region->link);
	spin_unlock(&pool->lock);
	return was;
}

/**
 * tee_region_is_undone() - check whether a region is still registered
 * @rc:		return value of tee_region_unregister()
 * @wait_mode:	the mode that was passed to it
 *
 * Return: true if the TEE has not been called yet, and the caller must repeat the
 * operation.
 */
bool tee_region_is_undone(int rc, enum tee_wait_mode wait_mode)
{
	return wait_mode != TEE_WAIT_MODE_UNLIMITED && (rc == -EINTR || rc == -EBUSY);
}

/**
 * tee_region_unregister() - unregister a region from the TEE
 * @pool:	the TEE's pool
 * @region:	the region
 * @wait_mode:	how long to wait for the TEE
 *
 * Return: 0, or a negative errno if the TEE may still use the pages: the caller must not
 * free them, see tee_region_is_undone().
 */
int tee_region_unregister(struct tee_shm_pool *pool, struct tee_region *region,
			  enum tee_wait_mode wait_mode)
{
	int idx, rc = 0;

	idx = srcu_read_lock(&pool->live);
	if (!READ_ONCE(pool->closing) && region_unlist(pool, region)) {
		tee_debug_delay();
		rc = pool->ops->region_unregister(pool->data, region, wait_mode);
		if (tee_region_is_undone(rc, wait_mode))
			region_list(pool, region);
		else if (rc)
			region->leaked = true;
	}
	srcu_read_unlock(&pool->live, idx);

	/* tee_shm_pool_close() may be unregistering this region. */
	if (READ_ONCE(pool->closing)) {
		if (wait_mode != TEE_WAIT_MODE_UNLIMITED && !tee_pool_is_closed(pool))
			return -EBUSY;
		wait_for_completion(&pool->closed);
		rc = region->leaked ? -EIO : 0;
	}
	return rc;
}

/**
 * tee_region_leak() - make sure that the pages of a region are never reused
 * @pool:	the TEE's pool, which is closed
 * @region:	the region, which is in use
 */
void tee_region_leak(struct tee_shm_pool *pool, struct tee_region *region)
{
	bool is_first = !region->leaked;

	region->leaked = true;
	/* The region is never freed, so the reserved memory must not be freed either. */
	if (is_first && tee_region_is_reserved(region))
		tee_reserved_keep(pool->reserved);
}

/**
 * tee_pool_can_register() - check whether memory can be registered
 * @pool:	the TEE's pool
 *
 * Return: true if the TEE registers memory other than the reserved memory.
 */
bool tee_pool_can_register(struct tee_shm_pool *pool)
{
	return pool->registers;
}

/**
 * tee_pool_has_memory() - check whether clients can allocate from a pool
 * @pool:	the TEE's pool
 *
 * Return: true if the pool has reserved memory or can register other memory.
 */
bool tee_pool_has_memory(struct tee_shm_pool *pool)
{
	return tee_pool_can_register(pool) || pool->reserved;
}

/**
 * tee_pool_is_closed() - check whether all memory of a pool has been unregistered
 * @pool:	the TEE's pool
 *
 * Return: true after tee_shm_pool_close() has unregistered every region.
 */
bool tee_pool_is_closed(struct tee_shm_pool *pool)
{
	return completion_done(&pool->closed);
}

/* Regions of the pool */

/* Allocate a region of normal memory and register it with the TEE. */
static struct tee_pool_region *pool_region_create(struct tee_shm_pool *pool,
						  size_t num_pages)
{
	struct tee_pool_region *made;
	struct tee_region *region;
	size_t i;
	int rc = -ENOMEM;

	/* The region is charged to the control group of the client for which it is made. */
	made = kzalloc(sizeof(*made), GFP_KERNEL_ACCOUNT);
	if (!made)
		return ERR_PTR(rc);
	region = &made->region;
	region->num_pages = num_pages;
	region->size = num_pages << PAGE_SHIFT;
	region->pages = kvmalloc_array(num_pages, sizeof(struct page *),
				       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!region->pages)
		goto free_made;
	/* If a client asks for too much, fail instead of invoking the OOM killer. */
	region->vaddr = __vmalloc(region->size, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
						__GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (!region->vaddr)
		goto free_pages;
	for (i = 0; i < num_pages; i++)
		region->pages[i] = vmalloc_to_page(region->vaddr + (i << PAGE_SHIFT));
	rc = tee_region_register(pool, region);
	/* Leak memory that the TEE may have registered. */
	if (rc == -EIO) {
		kmemleak_ignore(region->vaddr);
		goto free_pages;
	}
	if (rc)
		goto free_memory;
	return made;

free_memory:
	vfree(region->vaddr);
free_pages:
	kvfree(region->pages);
free_made:
	kfree(made);
	return ERR_PTR(rc);
}

/* Check whether this caller may not allocate from the last part of the reserved memory. */
static bool pool_keeps(struct tee_shm_pool *pool, bool for_client)
{
	return for_client && tee_pool_only_reserved(pool);
}

/* Allocate a region of reserved memory. Return: NULL if no free range is large enough. */
static struct tee_pool_region *pool_region_carve(struct tee_shm_pool *pool,
						 size_t num_pages, bool for_client)
{
	struct tee_pool_region *made;

	made = kzalloc(sizeof(*made), GFP_KERNEL_ACCOUNT);
	if (made && tee_reserved_carve(pool->reserved, &made->region, num_pages,
				       !pool_keeps(pool, for_client))) {
		kfree(made);
		made = NULL;
	}
	return made;
}

/* Free a region. Return: false, with the region unchanged, if the TEE could not be called. */
static bool pool_region_destroy(struct tee_shm_pool *pool, struct tee_pool_region *made,
				enum tee_wait_mode wait_mode)
{
	int rc;

	if (tee_region_is_reserved(&made->region)) {
		if (!made->region.leaked)
			tee_reserved_uncarve(pool->reserved, &made->region);
		kfree(made);
		return true;
	}
	rc = tee_region_unregister(pool, &made->region, wait_mode);
	if (tee_region_is_undone(rc, wait_mode))
		return false;
	/* Leak memory to which the TEE may still write. */
	if (rc)
		kmemleak_ignore(made->region.vaddr);
	else
		vfree(made->region.vaddr);
	kvfree(made->region.pages);
	kfree(made);
	return true;
}

static struct pool_shelf *pool_shelf(struct tee_shm_pool *pool,
				     const struct tee_region *region)
{
	return tee_region_is_reserved(region) ? &pool->idle_reserved : &pool->idle;
}

static struct list_head *shelf_list(struct pool_shelf *shelf, size_t num_pages)
{
	return &shelf->lists[min(ilog2(num_pages), TEE_POOL_LISTS - 1)];
}

/* Caller holds the pool's lock. */
static void shelf_take(struct pool_shelf *shelf, struct tee_pool_region *made)
{
	list_del(&made->idle);
	shelf->pages -= made->region.num_pages;
	shelf->regions--;
}

/* Find an idle region of @num_pages, or of up to an eighth more. */
static struct tee_pool_region *pool_find(struct tee_shm_pool *pool,
					 struct pool_shelf *shelf,
					 size_t num_pages, bool for_client)
{
	bool keeps = shelf == &pool->idle_reserved && pool_keeps(pool, for_client);
	size_t most = num_pages + num_pages / 8;
	struct tee_pool_region *made;

	spin_lock(&pool->lock);
	list_for_each_entry(made, shelf_list(shelf, num_pages), idle) {
		if (made->region.num_pages < num_pages || made->region.num_pages > most)
			continue;
		if (keeps && tee_reserved_is_kept(pool->reserved, &made->region))
			continue;
		shelf_take(shelf, made);
		spin_unlock(&pool->lock);
		return made;
	}
	spin_unlock(&pool->lock);
	return NULL;
}

/* Make a region available for the next client. */
static void pool_keep(struct tee_shm_pool *pool, struct tee_pool_region *made)
{
	struct pool_shelf *shelf = pool_shelf(pool, &made->region);

	spin_lock(&pool->lock);
	list_add(&made->idle, shelf_list(shelf, made->region.num_pages));
	shelf->pages += made->region.num_pages;
	shelf->regions++;
	spin_unlock(&pool->lock);
}

static bool shelf_exceeds(const struct pool_shelf *shelf, size_t keep_pages,
			  unsigned int keep_regions)
{
	return READ_ONCE(shelf->pages) > keep_pages ||
	       READ_ONCE(shelf->regions) > keep_regions;
}

/* Take an idle region off its shelf, large ones first, if the shelf exceeds the limits. */
static struct tee_pool_region *pool_take_idle(struct tee_shm_pool *pool,
					      struct pool_shelf *shelf,
					      size_t keep_pages,
					      unsigned int keep_regions)
{
	struct tee_pool_region *made = NULL;
	int i;

	spin_lock(&pool->lock);
	for (i = TEE_POOL_LISTS - 1;
	     i >= 0 && shelf_exceeds(shelf, keep_pages, keep_regions); i--) {
		if (list_empty(&shelf->lists[i]))
			continue;
		made = list_last_entry(&shelf->lists[i], struct tee_pool_region, idle);
		shelf_take(shelf, made);
		break;
	}
	spin_unlock(&pool->lock);
	return made;
}

/*
 * Free idle regions until at most @keep_pages pages in @keep_regions regions are left.
 * Return: true if any region was freed.
 */
static bool pool_shrink(struct tee_shm_pool *pool, size_t keep_pages,
			unsigned int keep_regions, enum tee_wait_mode wait_mode)
{
	struct tee_pool_region *made;
	bool any = false;

	while ((made = pool_take_idle(pool, &pool->idle, keep_pages, keep_regions))) {
		if (!pool_region_destroy(pool, made, wait_mode)) {
			/* The TEE was not called: keep the region until a worker frees it. */
			pool_keep(pool, made);
			queue_work(system_unbound_wq, &pool->tidy);
			break;
		}
		any = true;
	}
	return any;
}

/* Free all idle regions of reserved memory. Return: true if any region was freed. */
static bool pool_shrink_reserved(struct tee_shm_pool *pool)
{
	struct tee_pool_region *made;
	bool any = false;

	while ((made = pool_take_idle(pool, &pool->idle_reserved, 0, 0))) {
		pool_region_destroy(pool, made, TEE_WAIT_MODE_UNLIMITED);
		any = true;
	}
	return any;
}

static size_t pool_most_reserved(const struct tee_shm_pool *pool)
{
	size_t num_pages = tee_reserved_size(pool->reserved) >> PAGE_SHIFT;

	return pool->registers ? num_pages / TEE_POOL_RESERVED_SHARE : num_pages;
}

/**
 * tee_pool_only_reserved() - get the size of the memory for clients, if all of it is reserved
 * @pool:	the TEE's pool
 *
 * Return: size of the part that clients can allocate, bytes; 0 if they can also get other
 * memory, or no memory at all.
 */
size_t tee_pool_only_reserved(struct tee_shm_pool *pool)
{
	return pool->reserved && !tee_pool_can_register(pool) ?
	       tee_reserved_client_part(pool->reserved) : 0;
}

/* Get a region of reserved memory, or NULL. */
static struct tee_pool_region *pool_get_reserved(struct tee_shm_pool *pool,
						 size_t num_pages, bool for_client)
{
	struct tee_pool_region *made;

	if (!pool->reserved || num_pages > pool_most_reserved(pool))
		return NULL;
	made = pool_find(pool, &pool->idle_reserved, num_pages, for_client);
	if (!made)
		made = pool_region_carve(pool, num_pages, for_client);
	/* Idle regions of other sizes may occupy the space. */
	if (!made && pool_shrink_reserved(pool))
		made = pool_region_carve(pool, num_pages, for_client);
	return made;
}

/* Get a region of other memory, or ERR_PTR. */
static struct tee_pool_region *pool_get_registered(struct tee_shm_pool *pool,
						   size_t num_pages)
{
	struct tee_pool_region *made;

	if (!tee_pool_can_register(pool))
		return ERR_PTR(pool->reserved ? -ENOMEM : -EOPNOTSUPP);
	made = pool_find(pool, &pool->idle, num_pages, false);
	return made ?: pool_region_create(pool, num_pages);
}

/**
 * tee_pool_get_region() - allocate memory that is registered with the TEE
 * @pool:	the pool
 * @num_pages:	number of pages, more than 0
 * @for_client:	the memory is for a client, not for messages or for requests of the TEE
 *
 * The memory is not cleared.
 *
 * Context: process, may sleep.
 * Return: a region of at least @num_pages, to be freed with tee_pool_put_region(); or
 * ERR_PTR: -ENOMEM, -EOPNOTSUPP if the TEE accepts no memory, -ENODEV if the pool is
 * closed, or the driver's error.
 */
struct tee_region *tee_pool_get_region(struct tee_shm_pool *pool, size_t num_pages,
				       bool for_client)
{
	struct tee_pool_region *made;

	if (READ_ONCE(pool->closing))
		return ERR_PTR(-ENODEV);
	made = pool_get_reserved(pool, num_pages, for_client);
	if (!made)
		made = pool_get_registered(pool, num_pages);
	if (IS_ERR(made))
		return ERR_CAST(made);
	return &made->region;
}

static size_t pool_most_idle_pages(void)
{
	return (size_t)READ_ONCE(pool_idle_kib) << 10 >> PAGE_SHIFT;
}

/**
 * tee_pool_put_region() - return memory to its pool
 * @pool:	the pool
 * @region:	the region, from tee_pool_get_region()
 * @wait_mode:	how long the caller may wait
 */
void tee_pool_put_region(struct tee_shm_pool *pool, struct tee_region *region,
			 enum tee_wait_mode wait_mode)
{
	size_t keep = pool_most_idle_pages();

	pool_keep(pool, container_of(region, struct tee_pool_region, region));
	/*
	 * A closed pool has no new clients, but another pool may use the reserved memory,
	 * so free the region.
	 */
	if (READ_ONCE(pool->closing)) {
		pool_shrink_reserved(pool);
		keep = 0;
	}
	if (shelf_exceeds(&pool->idle, keep, TEE_POOL_MOST_IDLE))
		pool_shrink(pool, keep, TEE_POOL_MOST_IDLE, wait_mode);
}

/* Shrink the pool for a caller of tee_pool_put_region() that could not wait. */
static void pool_tidy(struct work_struct *work)
{
	pool_shrink(container_of(work, struct tee_shm_pool, tidy),
		    pool_most_idle_pages(), TEE_POOL_MOST_IDLE, TEE_WAIT_MODE_UNLIMITED);
}

/* Register some regions ahead of time, so that the first clients do not wait for that. */
static void pool_fill(struct work_struct *work)
{
	struct tee_shm_pool *pool = container_of(work, struct tee_shm_pool, fill);
	struct tee_pool_region *made;
	int i;

	for (i = 0; i < TEE_POOL_FIRST_REGIONS; i++) {
		made = pool_region_create(pool, 1);
		/* Not fatal: regions are made when clients need them. */
		if (IS_ERR(made))
			return;
		pool_keep(pool, made);
	}
}

/**
 * tee_pool_start() - prepare memory for the first clients
 * @pool:	the pool of a device that is about to be used
 */
void tee_pool_start(struct tee_shm_pool *pool)
{
	/* Reserved memory need not be registered. */
	if (tee_pool_can_register(pool) && !pool->reserved)
		queue_work(system_unbound_wq, &pool->fill);
}

/* Memory pressure */

static unsigned long tee_pool_count_idle(struct shrinker *shrinker,
					 struct shrink_control *sc)
{
	struct tee_shm_pool *pool = shrinker->private_data;

	return READ_ONCE(pool->idle.pages) ?: SHRINK_EMPTY;
}

/*
 * Only queue the work. Reclaim may run within a call into the TEE, and unregistering
 * memory could then wait for the TEE thread that this call occupies.
 */
static unsigned long tee_pool_scan_idle(struct shrinker *shrinker,
					struct shrink_control *sc)
{
	struct tee_shm_pool *pool = shrinker->private_data;

	queue_work(system_unbound_wq, &pool->trim);
	return SHRINK_STOP;
}

static void pool_trim(struct work_struct *work)
{
	pool_shrink(container_of(work, struct tee_shm_pool, trim), 0, 0,
		    TEE_WAIT_MODE_UNLIMITED);
}

/* Lifetime of a pool */

struct tee_shm_pool *tee_shm_pool_create(const struct tee_shm_pool_ops *ops,
					 void *data)
{
	struct tee_shm_pool *pool;
	int i;

	if (!ops || !ops->region_register != !ops->region_unregister)
		return ERR_PTR(-EINVAL);
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);
	if (init_srcu_struct(&pool->live))
		goto free_pool;
	pool->ops = ops;
	pool->registers = ops->region_register;
	pool->data = data;
	kref_init(&pool->refcount);
	init_completion(&pool->closed);
	spin_lock_init(&pool->lock);
	for (i = 0; i < TEE_POOL_LISTS; i++) {
		INIT_LIST_HEAD(&pool->idle.lists[i]);
		INIT_LIST_HEAD(&pool->idle_reserved.lists[i]);
	}
	INIT_LIST_HEAD(&pool->regions);
	INIT_WORK(&pool->trim, pool_trim);
	INIT_WORK(&pool->tidy, pool_tidy);
	INIT_WORK(&pool->fill, pool_fill);

	pool->shrinker = shrinker_alloc(0, "tee-pool");
	if (!pool->shrinker)
		goto cleanup_live;
	pool->shrinker->count_objects = tee_pool_count_idle;
	pool->shrinker->scan_objects = tee_pool_scan_idle;
	pool->shrinker->private_data = pool;
	shrinker_register(pool->shrinker);
	return pool;

cleanup_live:
	cleanup_srcu_struct(&pool->live);
free_pool:
	kfree(pool);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_create);

int tee_shm_pool_add_reserved(struct tee_shm_pool *pool, phys_addr_t paddr,
			      size_t size)
{
	struct tee_reserved *reserved;

	if (pool->reserved)
		return -EINVAL;
	reserved = tee_reserved_get(paddr, size);
	if (IS_ERR(reserved))
		return PTR_ERR(reserved);
	pool->reserved = reserved;
	return 0;
}
EXPORT_SYMBOL_GPL(tee_shm_pool_add_reserved);

void tee_shm_pool_close(struct tee_shm_pool *pool)
{
	struct tee_region *region;

	shrinker_free(pool->shrinker);
	pool->shrinker = NULL;
	disable_work_sync(&pool->trim);
	disable_work_sync(&pool->tidy);
	cancel_work_sync(&pool->fill);

	WRITE_ONCE(pool->closing, true);
	synchronize_srcu(&pool->live);
	/* From here on, only this function uses @ops and the list. */
	for (;;) {
		spin_lock(&pool->lock);
		region = list_first_entry_or_null(&pool->regions,
						  struct tee_region, link);
		spin_unlock(&pool->lock);
		if (!region)
			break;
		region_unlist(pool, region);
		if (pool->ops->region_unregister(pool->data, region, TEE_WAIT_MODE_UNLIMITED))
			region->leaked = true;
	}
	complete_all(&pool->closed);
	pool_shrink(pool, 0, 0, TEE_WAIT_MODE_UNLIMITED);
	pool_shrink_reserved(pool);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_close);

static void shm_pool_free(struct kref *refcount)
{
	struct tee_shm_pool *pool = container_of(refcount, struct tee_shm_pool,
						 refcount);

	/* Memory in use holds a reference to the pool, so all regions are idle here. */
	pool_shrink(pool, 0, 0, TEE_WAIT_MODE_UNLIMITED);
	pool_shrink_reserved(pool);
	if (pool->reserved)
		tee_reserved_put(pool->reserved);
	cleanup_srcu_struct(&pool->live);
	kfree(pool);
}

void tee_shm_pool_get(struct tee_shm_pool *pool)
{
	kref_get(&pool->refcount);
}

void tee_shm_pool_put(struct tee_shm_pool *pool)
{
	kref_put(&pool->refcount, shm_pool_free);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_put);
