// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory pools. A pool keeps track of all memory registered with a TEE, and
 * keeps some of it registered ahead of time.
 *
 * It takes a full call into the TEE to register memory, so most allocations shouldn't
 * have to do it. Regions that aren't needed any more stay registered and are handed to
 * the next client. Only one client at a time uses a region. So even a TEE that maps whole
 * regions for a call won't map other clients' memory, and not much that the call doesn't
 * need. We free regions if too many of them are idle, or under memory pressure.
 *
 * If there's memory reserved at boot, use that first since the TEE has it mapped
 * already. Other memory (if the TEE takes any) is for when that runs out, or for
 * clients that want a big part of it at once.
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

#include "core/memory/pool.h"
#include "core/memory/reserved.h"
#include "debug_delay.h"

static unsigned int pool_idle_kib = 4096;
module_param(pool_idle_kib, uint, 0644);
MODULE_PARM_DESC(pool_idle_kib,
		 "Maximum unused memory that a TEE's pool keeps registered, KiB (default 4096)");

/* one-page regions allocated when the pool starts */
#define TEE_POOL_FIRST_REGIONS	16

/*
 * Limit on idle regions. Each one also takes up memory inside the TEE, which may have
 * no more than tens of KiB and needs that for sessions, too.
 */
#define TEE_POOL_MOST_IDLE	64

/* Idle regions are sorted into lists by ilog2(num_pages). The last list takes all the rest. */
#define TEE_POOL_LISTS		16

/* A single allocation gets at most 1/2 of the reserved memory, if there's other memory. */
#define TEE_POOL_RESERVED_SHARE	2

/**
 * struct tee_pool_region - a region owned by the pool
 * @region:	what the rest of the core gets to see
 * @idle:	entry in pool_shelf.lists while nobody uses the region
 */
struct tee_pool_region {
	struct tee_region region;
	struct list_head idle;
};

/**
 * struct pool_shelf - a set of idle regions
 * @lists:	the regions by ilog2(num_pages), last used first
 * @pages:	how many pages they have in total
 * @regions:	how many regions there are
 */
struct pool_shelf {
	struct list_head lists[TEE_POOL_LISTS];
	size_t pages;
	unsigned int regions;
};

/**
 * struct tee_shm_pool - a TEE's shared memory
 * @ops:	the driver's operations to register memory
 * @data:	driver private data for @ops
 * @registers:	@ops can register memory. Unlike @ops itself, it's safe to look at this
 *		after the driver has gone
 * @recycles:	@ops has region_recycle(); likewise
 * @refcount:	one for the driver, one for each of its devices, and one for each of the
 *		driver's own buffers. Clients' memory holds the device instead
 * @live:	SRCU, read-locked around every call of @ops
 * @closing:	set once and for all by tee_shm_pool_close()
 * @closed:	completed when all regions are unregistered
 * @lock:	guards @idle, @idle_reserved, @regions and the link of every region;
 *		never held across a call of @ops
 * @idle:	idle regions of ordinary memory, registered with the TEE
 * @idle_reserved: idle regions of reserved memory. There's no need to limit these
 * @regions:	everything that is registered with the TEE, whether idle or not
 * @reserved:	memory reserved at boot, or NULL
 * @shrinker:	schedules @trim under memory pressure
 * @trim:	frees idle regions. This is a work item because we can't call the TEE
 *		from reclaim
 * @tidy:	trims the idle regions to their limits on behalf of callers that can't
 *		wait
 * @fill:	registers the first few regions
 */
struct tee_shm_pool {
	const struct tee_shm_pool_ops *ops;
	void *data;
	bool registers;
	bool recycles;
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
 * @region:	the region; stays around until tee_region_unregister()
 *
 * Return: 0, -ENODEV if the pool has been closed, -EOPNOTSUPP, or the driver's error.
 */
int tee_region_register(struct tee_shm_pool *pool, struct tee_region *region)
{
	int rc;

	if (!pool->registers)
		return -EOPNOTSUPP;
	rc = region_try_register(pool, region);
	/* Idle regions tie up memory on both sides, so drop them and try once more. */
	if (unlikely(rc == -ENOMEM) && pool_shrink(pool, 0, 0, TEE_WAIT_MODE_KILLABLE))
		rc = region_try_register(pool, region);
	return rc;
}

/* Take a region off the list. Return: false if it wasn't on it. */
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
 * tee_region_is_undone() - check whether unregistering has to be repeated
 * @rc:		what tee_region_unregister() returned
 * @wait_mode:	what we passed to it
 *
 * Return: true if the TEE hasn't been called yet, so the region is still registered.
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
 * Return: 0, or a negative errno. Don't free the pages in that case, since the TEE may
 * still be using them. See also tee_region_is_undone().
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

	/* tee_shm_pool_close() may be doing this one. */
	if (READ_ONCE(pool->closing)) {
		if (wait_mode != TEE_WAIT_MODE_UNLIMITED && !tee_pool_is_closed(pool))
			return -EBUSY;
		wait_for_completion(&pool->closed);
		rc = region->leaked ? -EIO : 0;
	}
	return rc;
}

/**
 * tee_region_leak() - keep a region's pages from ever being reused
 * @pool:	the TEE's pool, closed
 * @region:	a region still in use
 */
void tee_region_leak(struct tee_shm_pool *pool, struct tee_region *region)
{
	bool is_first = !region->leaked;

	region->leaked = true;
	/*
	 * The region stays allocated forever, so pin the reserved memory that it is
	 * part of.
	 */
	if (is_first && tee_region_is_reserved(region))
		tee_reserved_keep(pool->reserved);
}

/**
 * tee_pool_can_register() - check whether memory can be registered
 * @pool:	the TEE's pool
 *
 * Return: true if the TEE takes memory other than reserved memory.
 */
bool tee_pool_can_register(struct tee_shm_pool *pool)
{
	return pool->registers;
}

/**
 * tee_pool_has_memory() - check whether clients can allocate memory at all
 * @pool:	the TEE's pool
 *
 * Return: true if there is reserved memory or the TEE takes other memory.
 */
bool tee_pool_has_memory(struct tee_shm_pool *pool)
{
	return tee_pool_can_register(pool) || pool->reserved;
}

/**
 * tee_pool_is_closed() - check whether all memory is unregistered
 * @pool:	the TEE's pool
 *
 * Return: true once tee_shm_pool_close() has been through all regions.
 */
bool tee_pool_is_closed(struct tee_shm_pool *pool)
{
	return completion_done(&pool->closed);
}

/* Allocate a region of ordinary memory and register it. */
static struct tee_pool_region *pool_region_create(struct tee_shm_pool *pool,
						  size_t num_pages)
{
	struct tee_pool_region *made;
	struct tee_region *region;
	size_t i;
	int rc = -ENOMEM;

	/* Charged to the memory cgroup of the client that we're allocating for. */
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
	/* Let oversized requests fail rather than wake the OOM killer. */
	region->vaddr = __vmalloc(region->size, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
						__GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (!region->vaddr)
		goto free_pages;
	for (i = 0; i < num_pages; i++)
		region->pages[i] = vmalloc_to_page(region->vaddr + (i << PAGE_SHIFT));
	rc = tee_region_register(pool, region);
	/* This may or may not be registered, so leak it to be safe. */
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

/* True if part of the reserved memory is off limits for this allocation */
static bool pool_keeps(struct tee_shm_pool *pool, bool for_client)
{
	return for_client && tee_pool_only_reserved(pool);
}

/* Carve a region out of reserved memory. Return: NULL if that's too full or fragmented. */
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

/* Free a region. Return: false if we couldn't call the TEE, and nothing has changed. */
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
	/* The TEE may still write here, so leak it. */
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

/* called with pool->lock held */
static void shelf_take(struct pool_shelf *shelf, struct tee_pool_region *made)
{
	list_del(&made->idle);
	shelf->pages -= made->region.num_pages;
	shelf->regions--;
}

/* Find an idle region that's big enough, but not more than 1/8 too big. */
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

/* Put a region on its shelf for the next client. */
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

/* If the shelf exceeds either limit, take one of its largest regions. */
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
 * Free idle regions until no more than @keep_pages pages and @keep_regions regions are
 * left. Return: true if we've freed anything.
 */
static bool pool_shrink(struct tee_shm_pool *pool, size_t keep_pages,
			unsigned int keep_regions, enum tee_wait_mode wait_mode)
{
	struct tee_pool_region *made;
	bool any = false;

	while ((made = pool_take_idle(pool, &pool->idle, keep_pages, keep_regions))) {
		if (!pool_region_destroy(pool, made, wait_mode)) {
			/* The TEE wasn't called. Put it back for a worker. */
			pool_keep(pool, made);
			queue_work(system_unbound_wq, &pool->tidy);
			break;
		}
		any = true;
	}
	return any;
}

/* Give up all idle regions of reserved memory. Return: true if there were any. */
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
 * tee_pool_only_reserved() - get the clients' share if all memory is reserved
 * @pool:	the TEE's pool
 *
 * Return: size of the clients' part of the reserved memory, bytes; 0 if there's other
 * memory for them, or none at all.
 */
size_t tee_pool_only_reserved(struct tee_shm_pool *pool)
{
	return pool->reserved && !tee_pool_can_register(pool) ?
	       tee_reserved_client_part(pool->reserved) : 0;
}

/* Get reserved memory, or NULL. */
static struct tee_pool_region *pool_get_reserved(struct tee_shm_pool *pool,
						 size_t num_pages, bool for_client)
{
	struct tee_pool_region *made;

	if (!pool->reserved || num_pages > pool_most_reserved(pool))
		return NULL;
	made = pool_find(pool, &pool->idle_reserved, num_pages, for_client);
	if (!made)
		made = pool_region_carve(pool, num_pages, for_client);
	/* Idle regions of the wrong size may be in the way. */
	if (!made && pool_shrink_reserved(pool))
		made = pool_region_carve(pool, num_pages, for_client);
	return made;
}

/* Get ordinary memory, or an ERR_PTR. */
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
 * tee_pool_get_region() - allocate registered memory
 * @pool:	the pool
 * @num_pages:	number of pages, at least 1
 * @for_client:	false for messages and for memory that the TEE itself asks for
 *
 * The memory isn't cleared.
 *
 * Context: process, may sleep.
 * Return: a region of @num_pages or a little more, for tee_pool_put_region(); or
 * ERR_PTR: -ENOMEM, -EOPNOTSUPP if the TEE takes no memory, -ENODEV if the pool has
 * been closed, or the driver's error.
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

/* Once the pool is closing, it unregisters all regions instead. */
static void pool_recycle(struct tee_shm_pool *pool, struct tee_region *region)
{
	int idx = srcu_read_lock(&pool->live);

	if (!READ_ONCE(pool->closing))
		pool->ops->region_recycle(pool->data, region);
	srcu_read_unlock(&pool->live, idx);
}

/**
 * tee_pool_put_region() - give a region back to its pool
 * @pool:	the pool
 * @region:	what tee_pool_get_region() returned
 * @wait_mode:	how long we may wait
 */
void tee_pool_put_region(struct tee_shm_pool *pool, struct tee_region *region,
			 enum tee_wait_mode wait_mode)
{
	size_t keep = pool_most_idle_pages();

	if (unlikely(pool->recycles))
		pool_recycle(pool, region);
	pool_keep(pool, container_of(region, struct tee_pool_region, region));
	/*
	 * There won't be another client once the pool is closed. But there may be
	 * another pool with the same reserved memory, so give that back.
	 */
	if (READ_ONCE(pool->closing)) {
		pool_shrink_reserved(pool);
		keep = 0;
	}
	if (shelf_exceeds(&pool->idle, keep, TEE_POOL_MOST_IDLE))
		pool_shrink(pool, keep, TEE_POOL_MOST_IDLE, wait_mode);
}

/* Some caller of tee_pool_put_region() couldn't wait, so shrink the pool from here. */
static void pool_tidy(struct work_struct *work)
{
	pool_shrink(container_of(work, struct tee_shm_pool, tidy),
		    pool_most_idle_pages(), TEE_POOL_MOST_IDLE, TEE_WAIT_MODE_UNLIMITED);
}

/* Save the first clients the wait for a call. */
static void pool_fill(struct work_struct *work)
{
	struct tee_shm_pool *pool = container_of(work, struct tee_shm_pool, fill);
	struct tee_pool_region *made;
	int i;

	for (i = 0; i < TEE_POOL_FIRST_REGIONS; i++) {
		made = pool_region_create(pool, 1);
		/* Never mind, clients can still get theirs on demand. */
		if (IS_ERR(made))
			return;
		pool_keep(pool, made);
	}
}

/**
 * tee_pool_start() - get ready for the first clients
 * @pool:	the pool of a device that has just been registered
 */
void tee_pool_start(struct tee_shm_pool *pool)
{
	/* There's nothing to register in reserved memory. */
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
 * Don't call the TEE from here. We might be in reclaim because of an allocation inside
 * a call, and that call would keep the very TEE thread busy that we'd wait for.
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

/* Pool lifetime */

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
	pool->recycles = ops->region_recycle;
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
	/* We're now the only user of @ops and the list. */
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

	/*
	 * Allocated memory keeps the pool alive, directly or not. So everything is idle
	 * here.
	 */
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
