// SPDX-License-Identifier: GPL-2.0-only
/* What the model does with messages: sessions, memory, and its TA's commands */

#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_result.h>
#include <linux/unaligned.h>
#include <linux/uuid.h>

#include "model.h"

#define MAX_REGION_PAGES	65536

static const uuid_t enumeration_uuid =
	UUID_INIT(0x7011a688, 0xddde, 0x4053,
		  0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8);

/**
 * struct region - memory that the driver has registered
 * @cookie:	the driver's name for it
 * @offset:	where it begins in the first page, bytes
 * @size:	bytes
 * @pages:	physical page addresses
 */
struct region {
	u64 cookie;
	size_t offset;
	size_t size;
	u64 pages[];
};

static struct region *find_region(u64 cookie)
{
	return xa_load(&model.regions, (unsigned long)(cookie & LONG_MAX));
}

/* NULL if @at is beyond the end */
static u8 *region_byte(const struct region *region, u64 at)
{
	size_t where = region->offset + at;

	if (at >= region->size)
		return NULL;
	return (u8 *)phys_to_virt(region->pages[where / OPTEE_MSG_PAGE_SIZE]) +
	       where % OPTEE_MSG_PAGE_SIZE;
}

/*
 * Watch a page that the normal world may not reuse. We take a second reference,
 * so if the count drops to 1 we know that the page was freed.
 */
void model_hold_page(phys_addr_t address)
{
	struct page *page = pfn_to_page(PHYS_PFN(address));

	spin_lock(&model.lock);
	if (model.num_held < MODEL_MOST_HELD) {
		get_page(page);
		model.held[model.num_held++] = page;
	}
	spin_unlock(&model.lock);
}

void model_let_go_of_pages(void)
{
	spin_lock(&model.lock);
	while (model.num_held)
		put_page(model.held[--model.num_held]);
	spin_unlock(&model.lock);
}

/* Lowest refcount among the watched pages, 0 if there are none */
int model_held_references(void)
{
	unsigned int n;
	int least = 0;

	spin_lock(&model.lock);
	for (n = 0; n < model.num_held; n++) {
		int count = page_count(model.held[n]);

		least = least ? min(least, count) : count;
	}
	spin_unlock(&model.lock);
	return least;
}

struct optee_msg_arg *model_find_message(u64 cookie, u64 offset)
{
	struct region *region = find_region(cookie);

	return region ? (void *)region_byte(region, offset) : NULL;
}

static u32 register_region(const struct optee_msg_tmem *tmem)
{
	size_t offset = tmem->buf_ptr % OPTEE_MSG_PAGE_SIZE;
	size_t num = (offset + tmem->size + OPTEE_MSG_PAGE_SIZE - 1) / OPTEE_MSG_PAGE_SIZE;
	const struct optee_msg_page_list *list = model_memory(tmem->buf_ptr - offset);
	struct region *region;
	size_t n;

	if (model.knobs.register_ret) {
		model_hold_page(list->pages[0]);
		return model.knobs.register_ret;
	}
	if (!num || num > MAX_REGION_PAGES)
		return TEEC_ERROR_BAD_PARAMETERS;
	region = kvzalloc(struct_size(region, pages, num), GFP_KERNEL);
	if (!region)
		return TEEC_ERROR_OUT_OF_MEMORY;
	region->cookie = tmem->shm_ref;
	region->offset = offset;
	region->size = tmem->size;
	for (n = 0; n < num; n++) {
		if (n && n % OPTEE_MSG_PAGES_PER_LIST == 0)
			list = model_memory(list->next);
		region->pages[n] = list->pages[n % OPTEE_MSG_PAGES_PER_LIST];
	}
	if (xa_insert(&model.regions, (unsigned long)(region->cookie & LONG_MAX), region,
		      GFP_KERNEL)) {
		WARN(1, "a cookie is given twice\n");
		kvfree(region);
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	atomic_inc(&model.num_regions);
	return TEEC_SUCCESS;
}

static u32 unregister_region(u64 cookie)
{
	struct region *region = xa_erase(&model.regions, (unsigned long)(cookie & LONG_MAX));

	if (!region)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	kvfree(region);
	atomic_dec(&model.num_regions);
	return TEEC_SUCCESS;
}

void model_forget(void)
{
	struct region *region;
	unsigned long index;

	xa_for_each(&model.regions, index, region)
		kvfree(region);
	xa_destroy(&model.regions);
	xa_destroy(&model.open_sessions);
	atomic_set(&model.num_regions, 0);
	atomic_set(&model.sessions, 0);
}

static u32 open_session(struct optee_msg_arg *msg)
{
	u32 id = model.knobs.same_session;

	if (id) {
		if (!xa_store(&model.open_sessions, id, xa_mk_value(0), GFP_KERNEL))
			atomic_inc(&model.sessions);
	} else {
		if (xa_alloc(&model.open_sessions, &id, xa_mk_value(0),
			     XA_LIMIT(1, INT_MAX), GFP_KERNEL))
			return TEEC_ERROR_OUT_OF_MEMORY;
		atomic_inc(&model.sessions);
	}
	/* first META parameter: the TA's UUID */
	if (!memcmp(msg->params[0].u.octets, &enumeration_uuid, sizeof(enumeration_uuid)))
		WRITE_ONCE(model.enumeration, id);
	msg->session = id;
	return TEEC_SUCCESS;
}

/*
 * The core should catch an invalid session id before it gets here. If it
 * didn't, answer what OP-TEE answers.
 */
static u32 remember(const struct optee_msg_arg *msg)
{
	void *old = xa_load(&model.open_sessions, msg->session);
	void *value = xa_mk_value((u32)msg->params[0].u.value.a);

	if (!old || xa_cmpxchg(&model.open_sessions, msg->session, old, value, GFP_KERNEL) != old)
		return TEEC_ERROR_BAD_PARAMETERS;
	return TEEC_SUCCESS;
}

static u32 recall(struct optee_msg_arg *msg)
{
	void *value = xa_load(&model.open_sessions, msg->session);

	if (!value)
		return TEEC_ERROR_BAD_PARAMETERS;
	msg->params[0].u.value.a = xa_to_value(value);
	return TEEC_SUCCESS;
}

static u32 echo_memory(const struct optee_msg_rmem *rmem)
{
	struct region *region = find_region(rmem->shm_ref);
	u64 n;

	if (!rmem->shm_ref)
		return TEEC_SUCCESS;
	if (!region || rmem->offs > region->size || rmem->size > region->size - rmem->offs)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 0; n < rmem->size; n++)
		++*region_byte(region, rmem->offs + n);
	return TEEC_SUCCESS;
}

/* TMEM, no registration behind it */
static u32 echo_reserved(const struct optee_msg_tmem *tmem)
{
	struct model_range range = model_reserved();
	u64 at = tmem->buf_ptr - range.paddr;
	u64 n;

	if (!tmem->shm_ref)
		return TEEC_SUCCESS;
	if (at > range.size || tmem->size > range.size - at)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 0; n < tmem->size; n++)
		++*((u8 *)model_memory(tmem->buf_ptr) + n);
	return TEEC_SUCCESS;
}

static u32 echo(struct optee_msg_arg *msg)
{
	u32 n, ret = TEEC_SUCCESS;

	for (n = 0; n < msg->num_params && !ret; n++) {
		struct optee_msg_param *param = msg->params + n;

		switch (param->attr & OPTEE_MSG_TYPE_MASK) {
		case OPTEE_MSG_TYPE_VALUE_OUTPUT:
		case OPTEE_MSG_TYPE_VALUE_INOUT:
			param->u.value.a++;
			param->u.value.b++;
			break;
		case OPTEE_MSG_TYPE_RMEM_OUTPUT:
		case OPTEE_MSG_TYPE_RMEM_INOUT:
			ret = echo_memory(&param->u.rmem);
			break;
		case OPTEE_MSG_TYPE_TMEM_OUTPUT:
		case OPTEE_MSG_TYPE_TMEM_INOUT:
			ret = echo_reserved(&param->u.tmem);
			break;
		default:
			break;
		}
	}
	return ret;
}

static u32 step_mischief(struct model_thread *thread, struct tee_conduit_result *result)
{
	const struct mischief *mischief = thread->mischief;
	u32 status;

	thread->began = ktime_get();
	status = mischief->next ? mischief->next(thread, result) : OPTEE_SMC_RETURN_OK;
	if (optee_smc_is_rpc(status)) {
		/* A buffer from RPC_FUNC_ALLOC has to be named */
		if (OPTEE_SMC_RPC_FUNC(status) == OPTEE_SMC_RPC_FUNC_CMD && thread->rpc_cookie) {
			result->a[1] = upper_32_bits(thread->rpc_cookie);
			result->a[2] = lower_32_bits(thread->rpc_cookie);
		}
		return status;
	}
	thread->msg->ret = TEEC_SUCCESS;
	return mischief->spoil ? mischief->spoil(thread) : status;
}

/* 1 + the mischief that the enumeration knobs want for this call, or 0 */
static u32 find_enumeration(const struct optee_msg_arg *msg)
{
	if (msg->session != READ_ONCE(model.enumeration))
		return 0;
	if (msg->func == MODEL_CMD_SERVICES)
		return READ_ONCE(model.knobs.first_enumeration);
	return msg->func == MODEL_CMD_SUPP_SERVICES ? READ_ONCE(model.knobs.enumeration) : 0;
}

/* As many new UUIDs as fit in the first parameter */
u32 model_list_services(struct optee_msg_arg *msg)
{
	const struct optee_msg_rmem *rmem = &msg->params[0].u.rmem;
	struct region *region = find_region(rmem->shm_ref);
	static atomic_t last;
	u64 n;

	if (!region || rmem->offs > region->size || rmem->size > region->size - rmem->offs)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 0; n + sizeof(uuid_t) <= rmem->size; n += sizeof(uuid_t)) {
		u8 *byte = region_byte(region, rmem->offs + n);

		memset(byte, 0x5e, sizeof(uuid_t));
		put_unaligned_le32(atomic_inc_return(&last), byte);
	}
	return TEEC_SUCCESS;
}

static u32 invoke(struct model_thread *thread, struct tee_conduit_result *result)
{
	struct optee_msg_arg *msg = thread->msg;
	u32 n = msg->func - MODEL_CMD_MISCHIEF;
	u32 enumeration = find_enumeration(msg);

	msg->ret_origin = 4;
	if (enumeration) {
		thread->mischief = &mischiefs[min(enumeration, num_mischiefs) - 1];
		return step_mischief(thread, result);
	}
	if (msg->func == MODEL_CMD_NOTHING) {
		msg->ret = TEEC_SUCCESS;
	} else if (msg->func == MODEL_CMD_ECHO) {
		msg->ret = echo(msg);
	} else if (msg->func == MODEL_CMD_REMEMBER && msg->num_params) {
		msg->ret = remember(msg);
	} else if (msg->func == MODEL_CMD_RECALL && msg->num_params) {
		msg->ret = recall(msg);
	} else if (msg->func >= MODEL_CMD_MISCHIEF && n < num_mischiefs) {
		thread->mischief = &mischiefs[n];
		return step_mischief(thread, result);
	} else {
		msg->ret = TEEC_ERROR_NOT_SUPPORTED;
	}
	return OPTEE_SMC_RETURN_OK;
}

/* Stays suspended for as long as the knob is set */
static u32 unregister_later(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (READ_ONCE(model.knobs.slow_unregister))
		return OPTEE_SMC_RPC_PREFIX | OPTEE_SMC_RPC_FUNC_FOREIGN_INTR;
	unregister_region(thread->msg->params[0].u.rmem.shm_ref);
	return OPTEE_SMC_RETURN_OK;
}

static const struct mischief slow_unregister = { .next = unregister_later };

u32 model_begin(struct model_thread *thread, struct tee_conduit_result *result)
{
	struct optee_msg_arg *msg = thread->msg;

	msg->ret_origin = 3;
	switch (msg->cmd) {
	case OPTEE_MSG_CMD_OPEN_SESSION:
		msg->ret = open_session(msg);
		break;
	case OPTEE_MSG_CMD_INVOKE_COMMAND:
		return invoke(thread, result);
	case OPTEE_MSG_CMD_CLOSE_SESSION:
		msg->ret = TEEC_ERROR_ITEM_NOT_FOUND;
		if (!xa_erase(&model.open_sessions, msg->session))
			break;
		atomic_dec(&model.sessions);
		if (msg->session == READ_ONCE(model.enumeration))
			WRITE_ONCE(model.enumeration, 0);
		msg->ret = TEEC_SUCCESS;
		break;
	case OPTEE_MSG_CMD_REGISTER_SHM:
		msg->ret = register_region(&msg->params[0].u.tmem);
		break;
	case OPTEE_MSG_CMD_UNREGISTER_SHM:
		if (READ_ONCE(model.knobs.slow_unregister)) {
			thread->mischief = &slow_unregister;
			return step_mischief(thread, result);
		}
		msg->ret = unregister_region(msg->params[0].u.rmem.shm_ref);
		break;
	case OPTEE_MSG_CMD_DO_BOTTOM_HALF:
		atomic_inc(&model.bottom_halves);
		fallthrough;
	default:
		msg->ret = TEEC_SUCCESS;
	}
	return OPTEE_SMC_RETURN_OK;
}

u32 model_resume(struct model_thread *thread, const struct tee_conduit_args *args,
		 struct tee_conduit_result *result)
{
	struct optee_msg_param *out = thread->msg->params;

	thread->step++;
	/* Tell the client how the driver replied, and after how long */
	if (thread->msg->num_params && out->attr == OPTEE_MSG_TYPE_VALUE_OUTPUT) {
		out->u.value.a = thread->rpc ? thread->rpc->ret : 0;
		out->u.value.b = ktime_ms_delta(ktime_get(), thread->began);
	}
	/* Reply to RPC_FUNC_ALLOC? */
	if (args->a[1] || args->a[2]) {
		u64 cookie = (u64)(u32)args->a[4] << 32 | (u32)args->a[5];

		if (cookie && !thread->rpc) {
			thread->rpc = model_memory((u64)(u32)args->a[1] << 32 | (u32)args->a[2]);
			thread->rpc_cookie = cookie;
		}
	}
	return step_mischief(thread, result);
}
