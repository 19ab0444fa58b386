// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools: memory that the TEE has been told of ahead of time, and the list of
 * all memory it has been told of.
 *
 * Telling the TEE of memory takes a call into it, as dear as any other. A pool
 * therefore registers memory in chunks, gives out slices of whole pages, and
 * keeps some empty chunks for the next client, so that the common allocation
 * takes no call at all. Chunks that stay empty are given back when there are
 * too many of them or the machine runs short of memory.
 */

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "tee_private.h"

/*
 * Small: the TEE may map a whole region for a call that uses one page of it.
 * A request for more gets a chunk of its own size.
 */
#define TEE_CHUNK_PAGES		((size_t)SZ_64K >> PAGE_SHIFT)

static unsigned int pool_idle_kib = 4096;
module_param(pool_idle_kib, uint, 0644);
MODULE_PARM_DESC(pool_idle_kib,
		 "Memory that a TEE's pool keeps registered while nobody uses it, KiB (default 4096)");

/**
 * struct tee_chunk - a region that is given out in slices
 * @region:	the region
 * @link:	in the pool's list of chunks
 * @used:	pages given out
 * @map:	which pages are given out, a bit each
 */
struct tee_chunk {
	struct tee_region region;
	struct list_head link;
	size_t used;
	unsigned long map[];
};

/**
 * struct tee_shm_pool - a TEE's memory
 * @ops:	how the TEE is told
 * @data:	the driver's own
 * @refcount:	the driver's reference, its devices', each shared memory's
 * @live:	held for reading across every call of @ops
 * @closing:	set, once, by tee_shm_pool_close()
 * @closed:	completed when every region has been unregistered
 * @lock:	guards @chunks with all chunks' maps, @idle_pages, and @regions
 *		with all regions' links; never held across a call of @ops
 * @chunks:	chunks to give slices of
 * @idle_pages:	pages in chunks that are wholly unused
 * @regions:	regions that the TEE knows
 * @shrinker:	gives idle chunks back when memory is short
 * @reap:	does so, since a call into the TEE must not be made in reclaim
 */
struct tee_shm_pool {
	const struct tee_shm_pool_ops *ops;
	void *data;
	struct kref refcount;
	struct srcu_struct live;
	bool closing;
	struct completion closed;
	struct mutex lock;
	struct list_head chunks;
	size_t idle_pages;
	struct list_head regions;
	struct shrinker *shrinker;
	struct work_struct reap;
};

/* Regions */

/**
 * tee_region_register() - make the TEE know a region
 * @pool:	the TEE's pool
 * @region:	the region, which must stay until tee_region_unregister()
 *
 * Return: 0, -ENODEV where the pool is closed, -EOPNOTSUPP, or the driver's errno.
 */
int tee_region_register(struct tee_shm_pool *pool, struct tee_region *region)
{
	int idx, rc;

	if (!pool->ops->region_register)
		return -EOPNOTSUPP;
	idx = srcu_read_lock(&pool->live);
	if (READ_ONCE(pool->closing)) {
		rc = -ENODEV;
		goto unlock_live;
	}
	rc = pool->ops->region_register(pool->data, region);
	if (rc)
		goto unlock_live;
	mutex_lock(&pool->lock);
	region->registered = true;
	list_add_tail(&region->link, &pool->regions);
	mutex_unlock(&pool->lock);
unlock_live:
	srcu_read_unlock(&pool->live, idx);
	return rc;
}

/* Take a region off the list; true where it was on it. */
static bool tee_region_unlist(struct tee_shm_pool *pool, struct tee_region *region)
{
	bool was;

	mutex_lock(&pool->lock);
	was = region->registered;
	region->registered = false;
	if (was)
		list_del(&region->link);
	mutex_unlock(&pool->lock);
	return was;
}

/**
 * tee_region_unregister() - make the TEE forget a region
 * @pool:	the TEE's pool
 * @region:	the region
 *
 * Return: 0, or an errno where the TEE may still use the pages, which the caller
 * must then not give back.
 */
int tee_region_unregister(struct tee_shm_pool *pool, struct tee_region *region)
{
	int idx, rc = 0;

	idx = srcu_read_lock(&pool->live);
	if (!READ_ONCE(pool->closing) && tee_region_unlist(pool, region))
		rc = pool->ops->region_unregister(pool->data, region);
	srcu_read_unlock(&pool->live, idx);

	/* tee_shm_pool_close() may be at this very region. */
	if (READ_ONCE(pool->closing)) {
		wait_for_completion(&pool->closed);
		if (region->leaked)
			rc = -EIO;
	}
	return rc;
}

/**
 * tee_pool_can_register() - whether clients' own memory can be registered
 * @pool:	the TEE's pool
 *
 * Return: true or false.
 */
bool tee_pool_can_register(struct tee_shm_pool *pool)
{
	return pool->ops->region_register;
}

/* Chunks */

static struct tee_chunk *tee_chunk_alloc(size_t num_pages)
{
	struct tee_chunk *chunk;

	chunk = kvzalloc(struct_size(chunk, map, BITS_TO_LONGS(num_pages)),
			 GFP_KERNEL);
	if (chunk) {
		chunk->region.num_pages = num_pages;
		chunk->region.size = num_pages << PAGE_SHIFT;
	}
	return chunk;
}

/* Make a chunk of the machine's memory and tell the TEE of it. */
static struct tee_chunk *tee_chunk_create(struct tee_shm_pool *pool, size_t num_pages)
{
	struct tee_chunk *chunk;
	size_t i;
	int rc = -ENOMEM;

	chunk = tee_chunk_alloc(num_pages);
	if (!chunk)
		return ERR_PTR(rc);
	chunk->region.pages = kvmalloc_array(num_pages, sizeof(struct page *),
					     GFP_KERNEL);
	if (!chunk->region.pages)
		goto free_chunk;
	/* A client that asks for too much gets nothing; nobody is killed for it. */
	chunk->region.vaddr = __vmalloc(chunk->region.size,
					GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN |
					__GFP_RETRY_MAYFAIL);
	if (!chunk->region.vaddr)
		goto free_pages;
	for (i = 0; i < num_pages; i++)
		chunk->region.pages[i] =
			vmalloc_to_page(chunk->region.vaddr + (i << PAGE_SHIFT));
	rc = tee_region_register(pool, &chunk->region);
	if (rc)
		goto free_memory;
	return chunk;

free_memory:
	vfree(chunk->region.vaddr);
free_pages:
	kvfree(chunk->region.pages);
free_chunk:
	kvfree(chunk);
	return ERR_PTR(rc);
}

static void tee_chunk_destroy(struct tee_shm_pool *pool, struct tee_chunk *chunk)
{
	if (!tee_region_is_reserved(&chunk->region)) {
		/* What the TEE may still write to is lost rather than reused. */
		if (tee_region_unregister(pool, &chunk->region))
			return;
		vfree(chunk->region.vaddr);
		kvfree(chunk->region.pages);
	}
	kvfree(chunk);
}

/* What an unused chunk would give back to the machine, pages. */
static size_t tee_chunk_idle_pages(const struct tee_chunk *chunk)
{
	return tee_region_is_reserved(&chunk->region) ? 0 : chunk->region.num_pages;
}

/* Caller holds pool->lock. */
static bool tee_chunk_take(struct tee_shm_pool *pool, struct tee_chunk *chunk,
			   size_t num_pages, size_t *first)
{
	size_t total = chunk->region.num_pages;

	if (num_pages > total - chunk->used)
		return false;
	*first = bitmap_find_next_zero_area(chunk->map, total, 0, num_pages, 0);
	if (*first >= total)
		return false;
	bitmap_set(chunk->map, *first, num_pages);
	if (!chunk->used)
		pool->idle_pages -= tee_chunk_idle_pages(chunk);
	chunk->used += num_pages;
	return true;
}

/* Take an idle chunk off the pool, if there is more idle memory than @keep. */
static struct tee_chunk *tee_pool_take_idle(struct tee_shm_pool *pool, size_t keep)
{
	struct tee_chunk *chunk, *found = NULL;

	mutex_lock(&pool->lock);
	if (pool->idle_pages > keep) {
		list_for_each_entry(chunk, &pool->chunks, link) {
			if (chunk->used || tee_region_is_reserved(&chunk->region))
				continue;
			list_del(&chunk->link);
			pool->idle_pages -= chunk->region.num_pages;
			found = chunk;
			break;
		}
	}
	mutex_unlock(&pool->lock);
	return found;
}

static void tee_pool_trim(struct tee_shm_pool *pool, size_t keep)
{
	struct tee_chunk *chunk;

	while ((chunk = tee_pool_take_idle(pool, keep)))
		tee_chunk_destroy(pool, chunk);
}

static struct tee_chunk *tee_pool_find_slice(struct tee_shm_pool *pool,
					     size_t num_pages, size_t *first)
{
	struct tee_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, link)
		if (tee_chunk_take(pool, chunk, num_pages, first))
			return chunk;
	return NULL;
}

/**
 * tee_pool_alloc_slice() - take a slice of memory that the TEE knows
 * @pool:	the pool
 * @num_pages:	how many pages, more than 0
 * @region:	set to the region
 * @offset:	set to where in it the slice begins, bytes
 *
 * What the slice held before is still there.
 *
 * Return: 0, -ENOMEM, -ENODEV where the pool is closed.
 */
int tee_pool_alloc_slice(struct tee_shm_pool *pool, size_t num_pages,
			 struct tee_region **region, size_t *offset)
{
	struct tee_chunk *chunk;
	size_t first;

	if (READ_ONCE(pool->closing))
		return -ENODEV;
	mutex_lock(&pool->lock);
	chunk = tee_pool_find_slice(pool, num_pages, &first);
	mutex_unlock(&pool->lock);
	if (!chunk) {
		if (!tee_pool_can_register(pool))
			return -ENOMEM;
		chunk = tee_chunk_create(pool, max(num_pages, TEE_CHUNK_PAGES));
		if (IS_ERR(chunk))
			return PTR_ERR(chunk);
		mutex_lock(&pool->lock);
		/* Wholly idle, until the slice is taken from it. */
		pool->idle_pages += chunk->region.num_pages;
		list_add_tail(&chunk->link, &pool->chunks);
		tee_chunk_take(pool, chunk, num_pages, &first);
		mutex_unlock(&pool->lock);
	}
	*region = &chunk->region;
	*offset = first << PAGE_SHIFT;
	return 0;
}

/**
 * tee_pool_free_slice() - give a slice back
 * @pool:	the pool
 * @region:	what tee_pool_alloc_slice() set
 * @offset:	likewise
 * @num_pages:	how many pages it was asked for
 */
void tee_pool_free_slice(struct tee_shm_pool *pool, struct tee_region *region,
			 size_t offset, size_t num_pages)
{
	struct tee_chunk *chunk = container_of(region, struct tee_chunk, region);
	size_t keep = (size_t)READ_ONCE(pool_idle_kib) << 10 >> PAGE_SHIFT;

	mutex_lock(&pool->lock);
	bitmap_clear(chunk->map, offset >> PAGE_SHIFT, num_pages);
	chunk->used -= num_pages;
	if (!chunk->used)
		pool->idle_pages += tee_chunk_idle_pages(chunk);
	mutex_unlock(&pool->lock);

	if (READ_ONCE(pool->closing))
		keep = 0;
	if (READ_ONCE(pool->idle_pages) > keep)
		tee_pool_trim(pool, keep);
}

/* Memory pressure */

static unsigned long tee_pool_count_idle(struct shrinker *shrinker,
					 struct shrink_control *sc)
{
	struct tee_shm_pool *pool = shrinker->private_data;

	return READ_ONCE(pool->idle_pages) ?: SHRINK_EMPTY;
}

/*
 * Reclaim may run inside a call into the TEE, which can hold the very thread of
 * the TEE that giving memory back would wait for: so only ask for it here.
 */
static unsigned long tee_pool_scan_idle(struct shrinker *shrinker,
					struct shrink_control *sc)
{
	struct tee_shm_pool *pool = shrinker->private_data;

	queue_work(system_unbound_wq, &pool->reap);
	return SHRINK_STOP;
}

static void tee_pool_reap(struct work_struct *work)
{
	tee_pool_trim(container_of(work, struct tee_shm_pool, reap), 0);
}

/* The pool's life */

struct tee_shm_pool *tee_shm_pool_create(const struct tee_shm_pool_ops *ops,
					 void *data)
{
	struct tee_shm_pool *pool;

	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);
	if (init_srcu_struct(&pool->live))
		goto free_pool;
	pool->ops = ops;
	pool->data = data;
	kref_init(&pool->refcount);
	init_completion(&pool->closed);
	mutex_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	INIT_LIST_HEAD(&pool->regions);
	INIT_WORK(&pool->reap, tee_pool_reap);

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
			      void *vaddr, size_t size)
{
	struct tee_chunk *chunk;

	if (!size || !vaddr || !PAGE_ALIGNED(paddr) || !PAGE_ALIGNED(size))
		return -EINVAL;
	chunk = tee_chunk_alloc(size >> PAGE_SHIFT);
	if (!chunk)
		return -ENOMEM;
	chunk->region.paddr = paddr;
	chunk->region.vaddr = vaddr;
	mutex_lock(&pool->lock);
	list_add(&chunk->link, &pool->chunks);
	mutex_unlock(&pool->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_shm_pool_add_reserved);

void tee_shm_pool_close(struct tee_shm_pool *pool)
{
	struct tee_region *region;

	shrinker_free(pool->shrinker);
	pool->shrinker = NULL;
	cancel_work_sync(&pool->reap);

	WRITE_ONCE(pool->closing, true);
	synchronize_srcu(&pool->live);
	/* Nobody but this function uses @ops or the list any more. */
	for (;;) {
		mutex_lock(&pool->lock);
		region = list_first_entry_or_null(&pool->regions,
						  struct tee_region, link);
		mutex_unlock(&pool->lock);
		if (!region)
			break;
		tee_region_unlist(pool, region);
		if (pool->ops->region_unregister(pool->data, region))
			region->leaked = true;
	}
	complete_all(&pool->closed);
	tee_pool_trim(pool, 0);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_close);

static void tee_shm_pool_free(struct kref *refcount)
{
	struct tee_shm_pool *pool = container_of(refcount, struct tee_shm_pool,
						 refcount);
	struct tee_chunk *chunk, *next;

	/* What is left is idle: reserved memory, or chunks of a closed pool. */
	list_for_each_entry_safe(chunk, next, &pool->chunks, link)
		tee_chunk_destroy(pool, chunk);
	cleanup_srcu_struct(&pool->live);
	kfree(pool);
}

void tee_shm_pool_get(struct tee_shm_pool *pool)
{
	kref_get(&pool->refcount);
}

void tee_shm_pool_put(struct tee_shm_pool *pool)
{
	kref_put(&pool->refcount, tee_shm_pool_free);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_put);
