// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clients' memory. A server maps regions through the fd of the queue that a request
 * came from, and only regions that such a request refers to: these have a grant.
 *
 * The server gets PFNs, not pages. It can't pin them, and nothing keeps a page but its
 * owner, who may therefore take it away at any time: remove the grant, then clear the page
 * tables. Later accesses get a scratch page rather than SIGBUS, since a client could
 * otherwise kill a server by freeing its memory at the right moment. Each mapping has a
 * scratch page of its own, so that nothing gets from one region's client to another's.
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

/**
 * struct vtee_mapping - a server's mapping of (a part of) a region
 * @refs:	one for each VMA: parts of it can be unmapped
 * @queue:	the queue that it's mapped from
 * @scratch:	mapped in place of memory that is gone; NULL until it's needed
 */
struct vtee_mapping {
	refcount_t refs;
	struct vtee_queue *queue;
	struct page *scratch;
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
 * vtee_memory_forget() - drop all grants of a queue, and take the memory away from it
 * @queue:	the queue, shut. Its session is over, or its file is being released
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
	if (queue->mapping)
		unmap_mapping_range(queue->mapping, 0, 0, 1);
	/* There'll be no more grants, and the file may go. */
	queue->mapping = NULL;
	up_write(&queue->vtee->memory);
	xa_destroy(&queue->grants);
}

static unsigned long page_in_region(pgoff_t pgoff)
{
	return pgoff & (BIT(REGION_PAGES_SHIFT) - 1);
}

/* The region that the queue may map at this offset, or NULL. vtee.memory is held. */
static const struct tee_region *find_region(struct vtee_queue *queue, pgoff_t pgoff)
{
	const struct vtee_grant *grant = xa_load(&queue->grants, pgoff >> REGION_PAGES_SHIFT);

	return grant && READ_ONCE(grant->delivered) ? grant->region->region : NULL;
}

/* We never write pages back, so they are dirty to begin with. */
static pgprot_t dirty_prot(const struct vm_area_struct *vma)
{
	return pte_pgprot(pte_mkdirty(pfn_pte(0, vma->vm_page_prot)));
}

/* Map pages from the faulting one on, which is one of the region's. */
static vm_fault_t map_pages(struct vm_fault *vmf, const struct tee_region *region)
{
	unsigned long first = page_in_region(vmf->pgoff);
	struct vm_area_struct *vma = vmf->vma;
	unsigned long n, most = (vma->vm_end - vmf->address) >> PAGE_SHIFT;
	pgprot_t prot = dirty_prot(vma);
	vm_fault_t rc;

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

/* Faults may run into each other. */
static struct page *get_scratch(struct vtee_mapping *mapping)
{
	struct page *new, *scratch = READ_ONCE(mapping->scratch);

	if (scratch)
		return scratch;
	new = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!new)
		return NULL;
	scratch = cmpxchg(&mapping->scratch, NULL, new);
	if (!scratch)
		return new;
	__free_page(new);
	return scratch;
}

static vm_fault_t map_scratch(struct vm_fault *vmf, struct vtee_mapping *mapping)
{
	struct page *scratch = get_scratch(mapping);

	if (!scratch)
		return VM_FAULT_OOM;
	return vmf_insert_pfn_prot(vmf->vma, vmf->address, page_to_pfn(scratch),
				   dirty_prot(vmf->vma));
}

/* The lock keeps revoke() from clearing the page tables before we have filled them. */
static vm_fault_t vtee_memory_fault(struct vm_fault *vmf)
{
	struct vtee_mapping *mapping = vmf->vma->vm_private_data;
	struct vtee *vtee = mapping->queue->vtee;
	const struct tee_region *region;
	vm_fault_t rc;

	down_read(&vtee->memory);
	region = find_region(mapping->queue, vmf->pgoff);
	/* Some day the id of a region that is gone may be a smaller one's. */
	if (region && page_in_region(vmf->pgoff) < region->num_pages)
		rc = map_pages(vmf, region);
	else
		rc = map_scratch(vmf, mapping);
	up_read(&vtee->memory);
	return rc;
}

/* A VMA is split, or moves. */
static void vtee_memory_open(struct vm_area_struct *vma)
{
	struct vtee_mapping *mapping = vma->vm_private_data;

	refcount_inc(&mapping->refs);
}

static void vtee_memory_close(struct vm_area_struct *vma)
{
	struct vtee_mapping *mapping = vma->vm_private_data;

	if (!refcount_dec_and_test(&mapping->refs))
		return;
	if (mapping->scratch)
		__free_page(mapping->scratch);
	kfree(mapping);
}

static const struct vm_operations_struct vtee_vm_ops = {
	.open = vtee_memory_open,
	.close = vtee_memory_close,
	.fault = vtee_memory_fault,
};

/* Return: 0 if the mapping is within a region that the queue may map; -EACCES or -EINVAL. */
static int check_range(struct vtee_queue *queue, struct vm_area_struct *vma)
{
	unsigned long first = page_in_region(vma->vm_pgoff);
	const struct tee_region *region;
	int rc = 0;

	down_read(&queue->vtee->memory);
	region = find_region(queue, vma->vm_pgoff);
	if (!region)
		rc = -EACCES;
	else if (first >= region->num_pages || vma_pages(vma) > region->num_pages - first)
		rc = -EINVAL;
	up_read(&queue->vtee->memory);
	return rc;
}

/**
 * vtee_memory_mmap() - mmap() on a queue's fd
 * @queue:	the queue; its file stays open for as long as the mapping
 * @vma:	the mapping
 *
 * Return: 0, -EINVAL, -EACCES, -EPERM or -ENOMEM, see VTEE_MMAP_OFFSET().
 */
int vtee_memory_mmap(struct vtee_queue *queue, struct vm_area_struct *vma)
{
	struct vtee_mapping *mapping;
	int rc;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	rc = check_range(queue, vma);
	if (rc)
		return rc;
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL_ACCOUNT);
	if (!mapping)
		return -ENOMEM;
	refcount_set(&mapping->refs, 1);
	mapping->queue = queue;
	vm_flags_mod(vma, VM_PFNMAP | VM_IO | VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP,
		     VM_MAYEXEC);
	vma->vm_private_data = mapping;
	vma->vm_ops = &vtee_vm_ops;
	return 0;
}
