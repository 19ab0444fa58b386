// SPDX-License-Identifier: GPL-2.0-only
/*
 * Convert between the core's parameters and OP-TEE's messages, and check data from secure
 * world. See message.h.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/tee_result.h>

#include "optee/message.h"

/* The memref types of the core and of OP-TEE have the same order: input, output, inout. */
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
		/* Any id except 0 is valid; 0 means a null memref. */
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
 * @msg:	@num parameters of the message
 * @params:	the parameters
 * @num:	number of parameters
 *
 * Return: 0; -EINVAL for a type that OP-TEE does not support, or a memref beyond its
 * memory.
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
			/* The core and OP-TEE use the same numbers. */
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

/*
 * Convert a message's parameter type to the core's. Both kinds of memory become memrefs;
 * all other types have the same numbers in the core.
 */
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
 * optee_decode_params() - read the outputs of a message
 * @params:	the parameters as encoded; outputs are updated
 * @msg:	the message's parameters
 * @num:	number of parameters
 *
 * Return: 0; -EIO if secure world has changed the type of a parameter, or has set a
 * size that does not fit in size_t.
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
		 * The size may exceed the buffer; it then tells the client the size that
		 * is needed.
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
 * @shared:	the shared memory
 * @room:	number of parameters that fit in the shared memory
 *
 * Return: 0; -EINVAL if the message claims more parameters than fit. @msg then has no
 * parameters, but can still be answered.
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
 * optee_rpc_has_types() - check the parameters of an RPC message
 * @msg:	the message
 * @types:	expected OPTEE_MSG_TYPE_*; an RMEM type accepts the TMEM type too
 * @num:	expected number of parameters
 *
 * Return: true if number and types match and no attribute bits are set.
 */
bool optee_rpc_has_types(const struct optee_rpc_msg *msg, const u8 *types,
			 u32 num)
{
	u32 n;

	if (msg->num_params != num)
		return false;
	for (n = 0; n < num; n++) {
		u64 attr = msg->params[n].attr;

		/* If an attribute bit is set, attr does not equal any type. */
		if (attr != types[n] && core_type(attr) != types[n])
			return false;
	}
	return true;
}

/**
 * optee_rpc_decode() - decode one parameter of an RPC message
 * @param:	filled in, except the memory of a memref
 * @ref:	for a memref, describes the memory; otherwise cookie 0
 * @msg:	the message's parameter
 *
 * Return: 0; -EINVAL for a type or attribute that no RPC has, or a size that does not
 * fit in size_t.
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

	/* Size and cookie have the same offsets for both kinds of memory. */
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
 * Same as page_to_phys(), computed from @other if the struct pages of both are in the
 * same array. With only one such array in the kernel, this takes a third less time.
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
 * @pages:	pages of the memory
 * @offset:	offset of the memory into its first page, bytes
 * @entries:	number of entries of the whole list
 * @next:	physical address of the list's next page; 0 for the last one
 */
void optee_page_list_fill(struct optee_msg_page_list *list, size_t index,
			  struct page **pages, size_t offset, size_t entries,
			  u64 next)
{
	/* A kernel page may consist of several pages of OP-TEE's size. */
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
