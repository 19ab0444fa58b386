// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clients' memory. A server maps regions through the fd of the queue that a request
 * came from, and only regions that such a request refers to: these have a grant.
 *
 * The server gets PFNs, not pages. It can't pin them, and nothing keeps a page but its
 * owner, who may therefore take it away at any time: remove the grant, then clear the page
 * tables. Later accesses get the queue's scratch page rather than SIGBUS, since a client
 * could otherwise kill a server by freeing its memory at the right moment.
 */

#include <linux/mm.h>
#include <linux/slab.h>

#include "vtee/memory.h"

/* Each region has its own 4 GiB of offsets, see VTEE_MMAP_OFFSET(). */
#define REGION_PAGES_SHIFT	(32 - PAGE_SHIFT)

/* How many pages to map in a fault */
#define FAULT_AROUND		16UL

/**
 * struct vtee_region - a region that a server may map
 * @region:	the core's
 * @id:		what the server calls it; 0 until a request refers to it. Changes when the
 *		region goes to another client
 * @grants:	queues that may map it
 *
 * vtee.memory guards @id and @grants. A call may read @id without, as it keeps the region
 * from being unregistered and recycled.
 */
struct vtee_region {
	const struct tee_region *region;
	u32 id;
	struct list_head grants;
};

static struct vtee_region *to_region(const struct tee_region *region)
{
	return (struct vtee_region *)(unsigned long)region->cookie;
}

/*
 * A kernel client's buffer may share its first and last page with anything else in the
 * kernel, so don't show these to a process.
 */
static bool shares_kernel_pages(const struct tee_region *region)
{
	return region->vaddr && (region->offset || region->size % PAGE_SIZE);
}

static int vtee_region_register(void *data, struct tee_region *region)
{
	struct vtee_region *made;

	if (shares_kernel_pages(region))
		return -EOPNOTSUPP;
	made = kzalloc(sizeof(*made), GFP_KERNEL_ACCOUNT);
	if (!made)
		return -ENOMEM;
	made->region = region;
	INIT_LIST_HEAD(&made->grants);
	region->cookie = (unsigned long)made;
	return 0;
}

static void free_grant(struct vtee_grant *grant, u32 id)
{
	xa_erase(&grant->queue->grants, id);
	list_del(&grant->link);
	kfree(grant);
}

/* Take the region away from the server, and its id. */
static void revoke(struct vtee *vtee, struct vtee_region *region)
{
	struct vtee_grant *grant, *next;

	/* Nothing is mapped, and no call can change that before we return. */
	if (!region->id)
		return;
	down_write(&vtee->memory);
	list_for_each_entry_safe(grant, next, &region->grants, link) {
		struct address_space *mapping = grant->queue->mapping;

		free_grant(grant, region->id);
		unmap_mapping_range(mapping, VTEE_MMAP_OFFSET(region->id, 0),
				    (loff_t)region->region->num_pages << PAGE_SHIFT, 1);
	}
	xa_erase(&vtee->regions, region->id);
	region->id = 0;
	up_write(&vtee->memory);
}

static int vtee_region_unregister(void *data, struct tee_region *region,
				  enum tee_wait_mode wait_mode)
{
	struct vtee_region *made = to_region(region);

	revoke(data, made);
	kfree(made);
	region->cookie = 0;
	return 0;
}

static void vtee_region_recycle(void *data, struct tee_region *region)
{
	revoke(data, to_region(region));
}

const struct tee_shm_pool_ops vtee_memory = {
	.region_register = vtee_region_register,
	.region_unregister = vtee_region_unregister,
	.region_recycle = vtee_region_recycle,
};

/* Called with vtee.memory held exclusively. */
static int name_region(struct vtee *vtee, struct vtee_region *region)
{
	u32 id;
	int rc;

	if (region->id)
		return 0;
	rc = xa_alloc_cyclic(&vtee->regions, &id, region, XA_LIMIT(1, INT_MAX),
			     &vtee->next_region, GFP_KERNEL_ACCOUNT);
	if (rc < 0)
		return rc;
	/* Pairs with find_grant(). */
	smp_store_release(&region->id, id);
	return 0;
}

/* Called with vtee.memory held exclusively. Return: the grant, NULL if the queue is shut. */
static struct vtee_grant *make_grant(struct vtee_queue *queue, struct vtee_region *region)
{
	struct vtee_grant *grant = xa_load(&queue->grants, region->id);
	int rc;

	/* vtee_memory_forget() may have run already. */
	if (grant || READ_ONCE(queue->shut))
		return grant;
	grant = kzalloc(sizeof(*grant), GFP_KERNEL_ACCOUNT);
	if (!grant)
		return ERR_PTR(-ENOMEM);
	grant->queue = queue;
	grant->region = region;
	rc = xa_insert(&queue->grants, region->id, grant, GFP_KERNEL_ACCOUNT);
	if (rc) {
		kfree(grant);
		return ERR_PTR(rc);
	}
	list_add(&grant->link, &region->grants);
	return grant;
}

/* Calls usually refer to the same few regions. */
static struct vtee_grant *find_grant(struct vtee_queue *queue, struct vtee_region *region)
{
	u32 id = smp_load_acquire(&region->id);

	return id ? xa_load(&queue->grants, id) : NULL;
}

static struct vtee_grant *get_grant(struct vtee_queue *queue, struct vtee_region *region)
{
	struct vtee *vtee = queue->vtee;
	struct vtee_grant *grant = find_grant(queue, region);
	int rc;

	if (likely(grant))
		return grant;
	down_write(&vtee->memory);
	rc = name_region(vtee, region);
	grant = rc ? ERR_PTR(rc) : make_grant(queue, region);
	up_write(&vtee->memory);
	return grant;
}

/**
 * vtee_memory_grant() - let a queue map a call's memory, once it has received the call
 * @call:	the call, not queued yet
 * @params:	its parameters
 * @num_params:	how many
 * @regions:	[out] the region id of each memref
 *
 * Context: the client's operation, may sleep.
 * Return: 0, -EINVAL if there are too many parameters, -ENOMEM or another error of the
 * tables.
 */
int vtee_memory_grant(struct vtee_call *call, const struct tee_param *params, u32 num_params,
		      u32 *regions)
{
	struct vtee_region *region;
	struct vtee_grant *grant;
	u32 n;

	if (num_params > VTEE_MAX_PARAMS)
		return -EINVAL;
	for (n = 0; n < num_params; n++) {
		regions[n] = 0;
		if (!tee_param_is_memref(&params[n]) || !params[n].u.memref.shm)
			continue;
		region = to_region(params[n].u.memref.shm->region);
		grant = get_grant(call->queue, region);
		if (IS_ERR(grant))
			return PTR_ERR(grant);
		call->grants[n] = grant;
		regions[n] = region->id;
	}
	return 0;
}

/**
 * vtee_memory_share() - let a queue map what another one may, once it has received a call
 * @grant:	the other's permission, of a call that is queued
 * @queue:	the queue
 *
 * Context: process, may sleep. vtee.memory is held exclusively.
 * Return: the permission, NULL if the queue is shut, or ERR_PTR as vtee_memory_grant().
 */
struct vtee_grant *vtee_memory_share(const struct vtee_grant *grant, struct vtee_queue *queue)
{
	return make_grant(queue, grant->region);
}

/**
 * vtee_memory_forget() - drop all grants of a queue
 * @queue:	the queue, shut. Its file is being released, so nothing is mapped
 *
 * Context: process, may sleep.
 */
void vtee_memory_forget(struct vtee_queue *queue)
{
	struct vtee_grant *grant;
	unsigned long id;

	down_write(&queue->vtee->memory);
	xa_for_each(&queue->grants, id, grant)
		free_grant(grant, id);
	up_write(&queue->vtee->memory);
	xa_destroy(&queue->grants);
}

/* The region that the queue may map at this offset, or NULL. vtee.memory is held. */
static const struct tee_region *find_region(struct vtee_queue *queue, pgoff_t pgoff)
{
	const struct vtee_grant *grant = xa_load(&queue->grants, pgoff >> REGION_PAGES_SHIFT);

	return grant && READ_ONCE(grant->delivered) ? grant->region->region : NULL;
}

/*
 * Map pages from the faulting one on. We never write these back, so make them dirty to
 * begin with.
 */
static vm_fault_t map_pages(struct vm_fault *vmf, const struct tee_region *region,
			    struct page *scratch)
{
	unsigned long first = vmf->pgoff & (BIT(REGION_PAGES_SHIFT) - 1);
	struct vm_area_struct *vma = vmf->vma;
	pgprot_t prot = pte_pgprot(pte_mkdirty(pfn_pte(0, vma->vm_page_prot)));
	unsigned long n, most = (vma->vm_end - vmf->address) >> PAGE_SHIFT;
	vm_fault_t rc;

	if (!region || first >= region->num_pages)
		return vmf_insert_pfn_prot(vma, vmf->address, page_to_pfn(scratch), prot);
	most = min3(most, region->num_pages - first, FAULT_AROUND);
	for (n = 0; n < most; n++) {
		rc = vmf_insert_pfn_prot(vma, vmf->address + (n << PAGE_SHIFT),
					 page_to_pfn(region->pages[first + n]), prot);
		/* all but the first are optional */
		if (rc != VM_FAULT_NOPAGE)
			return n ? VM_FAULT_NOPAGE : rc;
	}
	return VM_FAULT_NOPAGE;
}

/* The lock keeps revoke() from clearing the page tables before we have filled them. */
static vm_fault_t vtee_memory_fault(struct vm_fault *vmf)
{
	struct vtee_queue *queue = vmf->vma->vm_private_data;
	struct vtee *vtee = queue->vtee;
	vm_fault_t rc;

	down_read(&vtee->memory);
	rc = map_pages(vmf, find_region(queue, vmf->pgoff), queue->scratch);
	up_read(&vtee->memory);
	return rc;
}

static const struct vm_operations_struct vtee_vm_ops = {
	.fault = vtee_memory_fault,
};

/**
 * vtee_memory_mmap() - mmap() on a queue's fd
 * @queue:	the queue; its file stays open for as long as the mapping
 * @vma:	the mapping
 *
 * Return: 0, -EINVAL, -EACCES or -EPERM, see VTEE_MMAP_OFFSET().
 */
int vtee_memory_mmap(struct vtee_queue *queue, struct vm_area_struct *vma)
{
	unsigned long first = vma->vm_pgoff & (BIT(REGION_PAGES_SHIFT) - 1);
	const struct tee_region *region;
	int rc;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	down_read(&queue->vtee->memory);
	region = find_region(queue, vma->vm_pgoff);
	rc = !region ? -EACCES :
	     first >= region->num_pages || vma_pages(vma) > region->num_pages - first ? -EINVAL : 0;
	up_read(&queue->vtee->memory);
	if (rc)
		return rc;
	vm_flags_mod(vma, VM_PFNMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP,
		     VM_MAYEXEC);
	vma->vm_private_data = queue;
	vma->vm_ops = &vtee_vm_ops;
	return 0;
}
