// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conversion between the core's parameters and OP-TEE messages. This is where data from
 * secure world gets checked; see message.h.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/tee_result.h>

#include "optee/message.h"

/* Core and OP-TEE number their memref types in the same order: input, output, inout */
#define CORE_MEMREF	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define CORE_TYPE_MASK	TEE_IOCTL_PARAM_ATTR_TYPE_MASK

static int encode_memref(struct optee_msg_param *msg,
			 const struct tee_param *param)
{
	u64 direction = (param->attr & CORE_TYPE_MASK) - CORE_MEMREF;
	const struct tee_shm *shm = param->u.memref.shm;
	size_t size = param->u.memref.size;
	size_t offset = param->u.memref.shm_offs;
	const struct tee_region *region;

	if (!shm) {
		msg->attr = OPTEE_MSG_TYPE_TMEM_INPUT + direction;
		msg->u.tmem.buf_ptr = 0;
		msg->u.tmem.size = size;
		msg->u.tmem.shm_ref = 0;
		return 0;
	}
	if (offset > shm->size || size > shm->size - offset)
		return -EINVAL;

	region = shm->region;
	if (tee_region_is_reserved(region)) {
		msg->attr = OPTEE_MSG_TYPE_TMEM_INPUT + direction;
		msg->u.tmem.buf_ptr = region->paddr + offset;
		msg->u.tmem.size = size;
		/* OP-TEE takes 0 for a null memref, anything else will do */
		msg->u.tmem.shm_ref = region->paddr;
		return 0;
	}
	msg->attr = OPTEE_MSG_TYPE_RMEM_INPUT + direction;
	msg->u.rmem.offs = offset;
	msg->u.rmem.size = size;
	msg->u.rmem.shm_ref = region->cookie;
	return 0;
}

/**
 * optee_encode_params() - write parameters into a message
 * @msg:	the message's parameters, room for @num
 * @params:	what to encode
 * @num:	number of parameters
 *
 * Return: 0, or -EINVAL if OP-TEE doesn't know the type or a memref is out of bounds.
 */
int optee_encode_params(struct optee_msg_param *msg,
			const struct tee_param *params, size_t num)
{
	size_t n;
	int rc;

	for (n = 0; n < num; n++) {
		const struct tee_param *param = params + n;

		switch (param->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
			msg[n] = (struct optee_msg_param){ };
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			/* same numbers on both sides */
			msg[n].attr = param->attr;
			msg[n].u.value.a = param->u.value.a;
			msg[n].u.value.b = param->u.value.b;
			msg[n].u.value.c = param->u.value.c;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			rc = encode_memref(msg + n, param);
			if (rc)
				return rc;
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

static bool is_memory(u64 type)
{
	return (type >= OPTEE_MSG_TYPE_RMEM_INPUT && type <= OPTEE_MSG_TYPE_RMEM_INOUT) ||
	       (type >= OPTEE_MSG_TYPE_TMEM_INPUT && type <= OPTEE_MSG_TYPE_TMEM_INOUT);
}

/* Both kinds of memory reference become memrefs. The other types have the same numbers. */
static u64 core_type(u64 type)
{
	if (type >= OPTEE_MSG_TYPE_TMEM_INPUT && type <= OPTEE_MSG_TYPE_TMEM_INOUT)
		return type - OPTEE_MSG_TYPE_TMEM_INPUT + CORE_MEMREF;
	return type;
}

static bool is_output(u64 type)
{
	switch (type) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return true;
	default:
		return false;
	}
}

/**
 * optee_decode_params() - read a message's outputs
 * @params:	the parameters as encoded; outputs are updated
 * @msg:	the message's parameters
 * @num:	number of parameters
 *
 * Return: 0, or -EIO if secure world changed a parameter's type or set a size too large
 * for size_t.
 */
int optee_decode_params(struct tee_param *params,
			const struct optee_msg_param *msg, size_t num)
{
	size_t n;

	for (n = 0; n < num; n++) {
		struct tee_param *param = params + n;
		u64 size;

		if (core_type(READ_ONCE(msg[n].attr) & OPTEE_MSG_TYPE_MASK) !=
		    param->attr)
			return -EIO;
		if (!is_output(param->attr))
			continue;
		if (tee_param_is_value(param)) {
			param->u.value.a = READ_ONCE(msg[n].u.value.a);
			param->u.value.b = READ_ONCE(msg[n].u.value.b);
			param->u.value.c = READ_ONCE(msg[n].u.value.c);
			continue;
		}
		/*
		 * May be larger than the buffer: TEEC_ERROR_SHORT_BUFFER reports the
		 * needed size this way
		 */
		size = READ_ONCE(msg[n].u.rmem.size);
		if (size > SIZE_MAX)
			return -EIO;
		param->u.memref.size = size;
	}
	return 0;
}

/**
 * optee_rpc_read() - copy an RPC message from shared memory
 * @msg:	filled in
 * @shared:	where the message is
 * @room:	number of parameters that fit there
 *
 * Return: 0, or -EINVAL if the message claims to have more parameters than fit (or than
 * OPTEE_RPC_MAX_PARAMS). It can still be answered, without parameters.
 */
int optee_rpc_read(struct optee_rpc_msg *msg, struct optee_msg_arg *shared,
		   u32 room)
{
	u32 num = READ_ONCE(shared->num_params);

	msg->shared = shared;
	msg->cmd = READ_ONCE(shared->cmd);
	msg->ret = TEEC_ERROR_GENERIC;
	msg->num_params = 0;
	if (num > room || num > OPTEE_RPC_MAX_PARAMS)
		return -EINVAL;
	msg->num_params = num;
	memcpy(msg->params, shared->params, num * sizeof(msg->params[0]));
	return 0;
}

/**
 * optee_rpc_write() - reply to an RPC message
 * @msg:	the message, with @ret and outputs set
 */
void optee_rpc_write(const struct optee_rpc_msg *msg)
{
	u32 n;

	for (n = 0; n < msg->num_params; n++) {
		const struct optee_msg_param *param = msg->params + n;

		if (is_output(core_type(param->attr & OPTEE_MSG_TYPE_MASK)))
			msg->shared->params[n] = *param;
	}
	WRITE_ONCE(msg->shared->ret_origin, TEEC_ORIGIN_COMMS);
	WRITE_ONCE(msg->shared->ret, msg->ret);
}

/**
 * optee_rpc_has_types() - check an RPC message's parameter types
 * @msg:	the message
 * @types:	expected OPTEE_MSG_TYPE_*; an RMEM type accepts the TMEM type too
 * @num:	expected number of parameters
 *
 * Return: true if number and types match, with no attribute bits set.
 */
bool optee_rpc_has_types(const struct optee_rpc_msg *msg, const u8 *types,
			 u32 num)
{
	u32 n;

	if (msg->num_params != num)
		return false;
	for (n = 0; n < num; n++) {
		u64 attr = msg->params[n].attr;

		/* META or NONCONTIG set: matches none of the types */
		if (attr != types[n] && core_type(attr) != types[n])
			return false;
	}
	return true;
}

/**
 * optee_rpc_decode() - decode one RPC parameter
 * @param:	filled in, except for a memref's memory
 * @ref:	for a memref, where its memory is; otherwise its cookie is 0
 * @msg:	the message's parameter
 *
 * Return: 0, or -EINVAL for types and attributes that RPCs don't use and for a size too
 * large for size_t.
 */
int optee_rpc_decode(struct tee_param *param, struct optee_rpc_ref *ref,
		     const struct optee_msg_param *msg)
{
	*ref = (struct optee_rpc_ref){ };
	*param = (struct tee_param){ .attr = core_type(msg->attr) };

	switch (msg->attr) {
	case OPTEE_MSG_TYPE_NONE:
		return 0;
	case OPTEE_MSG_TYPE_VALUE_INPUT:
	case OPTEE_MSG_TYPE_VALUE_OUTPUT:
	case OPTEE_MSG_TYPE_VALUE_INOUT:
		param->u.value.a = msg->u.value.a;
		param->u.value.b = msg->u.value.b;
		param->u.value.c = msg->u.value.c;
		return 0;
	default:
		break;
	}
	if (!is_memory(msg->attr))
		return -EINVAL;

	/* size and shm_ref are at the same offsets in tmem and rmem */
	ref->physical = msg->attr >= OPTEE_MSG_TYPE_TMEM_INPUT;
	ref->where = ref->physical ? msg->u.tmem.buf_ptr : msg->u.rmem.offs;
	ref->size = msg->u.rmem.size;
	ref->cookie = msg->u.rmem.shm_ref;
	if (ref->size > SIZE_MAX)
		return -EINVAL;
	param->u.memref.size = ref->size;
	return 0;
}

/**
 * optee_rpc_bind() - set the memory of an RPC message's memref
 * @param:	from optee_rpc_decode()
 * @ref:	from optee_rpc_decode()
 * @shm:	the memory that the cookie identifies
 *
 * @param takes over the caller's reference to @shm on success.
 *
 * Return: 0; -EINVAL if the memref is not within the memory.
 */
int optee_rpc_bind(struct tee_param *param, const struct optee_rpc_ref *ref,
		   struct tee_shm *shm)
{
	u64 where = ref->where;

	if (ref->physical) {
		u64 begin = shm->region->paddr;

		if (!tee_region_is_reserved(shm->region) || where < begin)
			return -EINVAL;
		where -= begin;
	}
	if (where > shm->size || ref->size > shm->size - where)
		return -EINVAL;
	param->u.memref.shm = shm;
	param->u.memref.shm_offs = where;
	return 0;
}

/**
 * optee_rpc_encode_outputs() - write a service's outputs into an RPC message
 * @msg:	the message
 * @params:	its parameters as decoded, with outputs set
 */
void optee_rpc_encode_outputs(struct optee_rpc_msg *msg,
			      const struct tee_param *params)
{
	u32 n;

	for (n = 0; n < msg->num_params; n++) {
		const struct tee_param *param = params + n;

		if (!is_output(param->attr))
			continue;
		if (tee_param_is_value(param)) {
			msg->params[n].u.value.a = param->u.value.a;
			msg->params[n].u.value.b = param->u.value.b;
			msg->params[n].u.value.c = param->u.value.c;
		} else {
			msg->params[n].u.rmem.size = param->u.memref.size;
		}
	}
}

/*
 * page_to_phys(), but relative to @other when all struct pages are in one array. Page
 * lists are filled in a third less time this way.
 */
static phys_addr_t phys_of(const struct page *page, const struct page *other,
			   phys_addr_t other_phys)
{
	if (IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP) || IS_ENABLED(CONFIG_FLATMEM))
		return other_phys + (phys_addr_t)(page - other) * PAGE_SIZE;
	return page_to_phys(page);
}

/**
 * optee_page_list_fill() - write one page of a page list
 * @list:	the page
 * @index:	index of this page in the list
 * @pages:	the memory's pages
 * @offset:	where the memory begins in its first page, bytes
 * @entries:	number of entries in the whole list
 * @next:	physical address of the next list page; 0 for the last one
 */
void optee_page_list_fill(struct optee_msg_page_list *list, size_t index,
			  struct page **pages, size_t offset, size_t entries,
			  u64 next)
{
	/* e.g. 16 with 64K kernel pages */
	const size_t per_page = PAGE_SIZE / OPTEE_MSG_PAGE_SIZE;
	size_t first = index * OPTEE_MSG_PAGES_PER_LIST;
	size_t count = min_t(size_t, entries - first, OPTEE_MSG_PAGES_PER_LIST);
	const struct page *base = pages[0];
	phys_addr_t phys = page_to_phys(base);
	size_t n;

	for (n = 0; n < count; n++) {
		size_t at = offset / OPTEE_MSG_PAGE_SIZE + first + n;

		list->pages[n] = phys_of(pages[at / per_page], base, phys) +
				 at % per_page * OPTEE_MSG_PAGE_SIZE;
	}
	list->next = next;
}
