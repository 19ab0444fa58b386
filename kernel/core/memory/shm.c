// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory: what all kinds have in common, and the allocated kind.
 *
 * The fd (or the holder in the kernel) has a reference, and so does every call that
 * uses the memory. The client's table of ids does not. A lookup takes a reference and
 * fails if the last one has been dropped already. An id isn't reused before
 * tee_shm_abandon() has removed it, which is just before the object is freed.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>

#include "core/device.h"
#include "core/memory/handles.h"
#include "core/memory/pool.h"
#include "core/memory/shm.h"
#include "core/session/context.h"
#include "core/session/undo.h"
#include "core/session/user.h"
#include "core/stats.h"
#include "core/trace.h"

/**
 * tee_shm_init() - initialize shared memory, including its id and quota
 * @shm:	zeroed memory
 * @kind:	its kind
 * @ctx:	the client; NULL for the driver's own memory
 * @pool:	the pool, for a client the one of its device
 * @size:	bytes
 *
 * Lookups won't find it until tee_shm_announce().
 *
 * Context: process, may sleep.
 * Return: 0 (see tee_shm_abandon()), -EINVAL if it's too big for the TEE, -EDQUOT or
 * -ENOMEM.
 */
int tee_shm_init(struct tee_shm *shm, const struct tee_shm_kind *kind,
		 struct tee_context *ctx, struct tee_shm_pool *pool, size_t size)
{
	int rc;

	shm->ops = kind;
	shm->size = size;
	shm->id = -1;
	refcount_set(&shm->refs, 1);
	if (ctx) {
		u64 max = ctx->teedev->identity.max_shm_size;

		if (max && size > max)
			return -EINVAL;
		rc = tee_context_charge(ctx, size);
		if (rc)
			return rc;
		rc = tee_handles_add(&tee_context_priv(ctx)->shms, shm);
		if (rc < 0) {
			tee_context_uncharge(ctx, size);
			return rc;
		}
		shm->id = rc;
		tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SHM, 1);
		/* We hold the context, which holds the device, which holds the pool. */
		tee_context_get(ctx);
	} else {
		tee_shm_pool_get(pool);
	}
	shm->ctx = ctx;
	shm->pool = pool;
	return 0;
}

/**
 * tee_shm_abandon() - undo tee_shm_init()
 * @shm:	the memory
 */
void tee_shm_abandon(struct tee_shm *shm)
{
	struct tee_context *ctx = shm->ctx;

	if (ctx) {
		tee_handles_remove(&tee_context_priv(ctx)->shms, shm->id);
		tee_context_uncharge(ctx, shm->size);
		tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SHM, -1);
		tee_context_put(ctx);
	} else {
		tee_shm_pool_put(shm->pool);
	}
}

/**
 * tee_shm_register_in_turn() - register a client's memory with the TEE, in a turn
 * @shm:	the memory, with the region set up and its pages pinned
 *
 * Take the turn only after pinning the pages, because other processes can stall that
 * for as long as they like (think of FUSE). The user's other requests would all have to
 * wait.
 *
 * Context: process, may sleep.
 * Return: 0, or an error from tee_user_begin() or tee_region_register().
 */
int tee_shm_register_in_turn(struct tee_shm *shm)
{
	struct tee_user *user = tee_user_begin(shm->ctx, TEE_USER_BRIEF);
	int rc;

	if (IS_ERR(user))
		return PTR_ERR(user);
	rc = tee_region_register(shm->pool, shm->region);
	tee_user_end(user, TEE_USER_BRIEF);
	return rc;
}

/**
 * tee_shm_announce() - let the client use its memory
 * @shm:	the memory, all set up
 */
void tee_shm_announce(struct tee_shm *shm)
{
	/* Pairs with tee_shm_get_from_id(). */
	smp_store_release(&shm->announced, true);
}

struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id)
{
	struct tee_handles *shms = &tee_context_priv(ctx)->shms;
	struct tee_shm *shm;

	spin_lock(&shms->lock);
	shm = tee_handles_find(shms, id);
	if (shm && (!smp_load_acquire(&shm->announced) ||
		    !refcount_inc_not_zero(&shm->refs)))
		shm = NULL;
	spin_unlock(&shms->lock);
	return shm ?: ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL_GPL(tee_shm_get_from_id);

void tee_shm_get(struct tee_shm *shm)
{
	refcount_inc(&shm->refs);
}
EXPORT_SYMBOL_GPL(tee_shm_get);

static void shm_release_again(struct tee_undo *undo)
{
	struct tee_shm *shm = container_of(undo, struct tee_shm, undo);

	shm->ops->release(shm, TEE_WAIT_MODE_UNLIMITED);
}

/*
 * Are we cleaning up after another process? We may be a kernel thread that closes fds
 * for everybody, or belong to another user. Such tasks stay out of the TEE altogether,
 * since a call may take long.
 */
static bool shm_works_for_others(enum tee_wait_mode wait_mode)
{
	return wait_mode == TEE_WAIT_MODE_BRIEF && !(current->flags & PF_EXITING);
}

/*
 * The last reference is gone. Have the TEE unregister the memory, then free it.
 *
 * For a program's memory, enter the device first to make unregistration wait for us,
 * just as for a call. Leave the job to a worker if the device is going away or if we're
 * cleaning up for others. With the pool closed there's no TEE to wait for, so do it
 * right here.
 */
static void shm_release(struct tee_shm *shm, enum tee_wait_mode wait_mode)
{
	bool is_programs = shm->ctx && !shm->ctx->kernel;
	struct tee_device *teedev = is_programs ? shm->ctx->teedev : NULL;
	bool later = is_programs && shm_works_for_others(wait_mode);
	bool entered = is_programs && !later && tee_device_enter(teedev);

	if ((is_programs && !entered && !tee_pool_is_closed(shm->pool)) ||
	    !shm->ops->release(shm, wait_mode))
		tee_undo_later(&shm->undo, shm_release_again);
	if (entered)
		tee_device_exit(teedev);
}

void tee_shm_put(struct tee_shm *shm)
{
	if (!shm || !refcount_dec_and_test(&shm->refs))
		return;
	trace_tee_shm_free(shm);
	shm_release(shm, shm->ctx ? tee_current_wait_mode(shm->ctx) : TEE_WAIT_MODE_UNLIMITED);
}
EXPORT_SYMBOL_GPL(tee_shm_put);

void tee_shm_leak(struct tee_shm *shm)
{
	tee_region_leak(shm->pool, shm->region);
}
EXPORT_SYMBOL_GPL(tee_shm_leak);

/* Allocated memory: regions from the pool, registered already */

static bool tee_shm_release_slice(struct tee_shm *shm, enum tee_wait_mode wait_mode)
{
	tee_pool_put_region(shm->pool, shm->region, wait_mode);
	tee_shm_abandon(shm);
	kfree(shm);
	return true;
}

static const struct tee_shm_kind tee_shm_allocated = {
	.name = "allocated",
	.mappable = true,
	.release = tee_shm_release_slice,
};

/* The supplicant isn't a client. It allocates on behalf of the TEE. */
static bool shm_is_clients(const struct tee_context *ctx)
{
	return ctx && !(ctx->teedev->desc->flags & TEE_DESC_PRIVILEGED);
}

static struct tee_shm *shm_alloc(struct tee_context *ctx,
				 struct tee_shm_pool *pool, size_t size)
{
	struct tee_shm *shm;
	int rc;

	if (!size || size > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	shm = kzalloc(sizeof(*shm), GFP_KERNEL);
	if (!shm)
		return ERR_PTR(-ENOMEM);
	rc = tee_shm_init(shm, &tee_shm_allocated, ctx, pool, size);
	if (rc)
		goto free_shm;
	shm->region = tee_pool_get_region(pool, PAGE_ALIGN(size) >> PAGE_SHIFT,
					  shm_is_clients(ctx));
	if (IS_ERR(shm->region)) {
		rc = PTR_ERR(shm->region);
		goto abandon_shm;
	}
	/* It may still contain another client's data, also beyond @size: the TEE sees all of it. */
	memset(shm->region->vaddr, 0, shm->region->num_pages << PAGE_SHIFT);
	trace_tee_shm_new(shm);
	return shm;

abandon_shm:
	tee_shm_abandon(shm);
free_shm:
	kfree(shm);
	return ERR_PTR(rc);
}

/**
 * tee_shm_alloc_user_buf() - allocate shared memory for user space
 * @ctx:	the client
 * @size:	bytes, rounded up to a multiple of the page size
 *
 * Context: process, may sleep.
 * Return: memory for tee_shm_announce(), or ERR_PTR. Lookups don't find it before that.
 */
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size)
{
	/* Too big for any quota, and PAGE_ALIGN() would overflow. */
	if (size > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	return shm_alloc(ctx, ctx->teedev->pool, PAGE_ALIGN(size));
}

struct tee_shm *tee_shm_alloc_driver_buf(struct tee_shm_pool *pool, size_t size)
{
	return shm_alloc(NULL, pool, size);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_driver_buf);

/* API for kernel clients and drivers */

struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size)
{
	struct tee_shm *shm;

	if (!tee_device_enter(ctx->teedev))
		return ERR_PTR(-ENODEV);
	shm = shm_alloc(ctx, ctx->teedev->pool, size);
	tee_device_exit(ctx->teedev);
	if (!IS_ERR(shm))
		tee_shm_announce(shm);
	return shm;
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_kernel_buf);

void tee_shm_free(struct tee_shm *shm)
{
	tee_shm_put(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free);

void *tee_shm_get_va(struct tee_shm *shm, size_t offs)
{
	if (offs >= shm->size || !shm->region->vaddr)
		return ERR_PTR(-EINVAL);
	return shm->region->vaddr + offs;
}
EXPORT_SYMBOL_GPL(tee_shm_get_va);

int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa)
{
	const struct tee_region *region = shm->region;
	size_t at;

	if (offs >= shm->size)
		return -EINVAL;
	at = region->offset + offs;
	if (tee_region_is_reserved(region))
		*pa = region->paddr + at;
	else
		*pa = page_to_phys(region->pages[at >> PAGE_SHIFT]) +
		      offset_in_page(at);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_shm_get_pa);

size_t tee_shm_get_size(struct tee_shm *shm)
{
	return shm->size;
}
EXPORT_SYMBOL_GPL(tee_shm_get_size);

struct page **tee_shm_get_pages(struct tee_shm *shm, size_t *num_pages)
{
	const struct tee_region *region = shm->region;

	*num_pages = (region->offset + shm->size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	return tee_region_is_reserved(region) ? NULL : region->pages;
}
EXPORT_SYMBOL_GPL(tee_shm_get_pages);

size_t tee_shm_get_page_offset(struct tee_shm *shm)
{
	return shm->region->offset;
}
EXPORT_SYMBOL_GPL(tee_shm_get_page_offset);

int tee_shm_get_id(struct tee_shm *shm)
{
	return shm->id;
}
EXPORT_SYMBOL_GPL(tee_shm_get_id);
