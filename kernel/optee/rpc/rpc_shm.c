// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that secure world asks us for: RPC buffers, and RPC messages unless those
 * directly follow the call's message.
 *
 * A cookie owns the reference to its buffer until secure world returns the buffer or
 * the driver is removed.
 */

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/tee_result.h>

#include "debug_delay.h"
#include "optee/call/fast_call.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_rpc.h"
#include "optee/optee_smc.h"
#include "optee/rpc/rpc.h"
#include "optee/rpc/rpc_shm.h"

/* Buffer size limit, bytes. These carry file contents or RPMB frames. */
#define OPTEE_RPC_SHM_MAX	(64u << 20)

/* Fill in the reply except for the cookie, which doesn't exist yet */
static int describe_memory(struct optee *optee, struct optee_rpc *rpc,
			   struct optee_msg_param *param, struct tee_shm *shm)
{
	struct tee_region *region = shm->region;
	int rc;

	*param = (struct optee_msg_param){
		.attr = OPTEE_MSG_TYPE_TMEM_OUTPUT,
		.u.tmem.size = shm->size,
	};
	if (tee_region_is_reserved(region)) {
		param->u.tmem.buf_ptr = region->paddr;
		return 0;
	}

	/* With a new RPC here, secure world must be done with the previous reply's list */
	optee_page_list_free(optee, &rpc->list);
	rc = optee_page_list_make(optee, &rpc->list, region->pages, region->offset, shm->size);
	if (rc)
		return rc;
	param->attr |= OPTEE_MSG_ATTR_NONCONTIG;
	param->u.tmem.buf_ptr = rpc->list.buf_ptr;
	return 0;
}

/* Sets msg->ret. After -EINTR the caller has to come back. */
static int get_memory(struct optee *optee, struct optee_rpc *rpc, struct tee_shm **shm,
		      enum optee_memory_kind *kind)
{
	struct optee_rpc_msg *msg = &rpc->msg;
	size_t size = msg->params[0].u.value.b;
	int rc;

	if (msg->params[0].u.value.a == OPTEE_RPC_SHM_TYPE_KERNEL) {
		*kind = OPTEE_MEMORY_KERNEL;
		*shm = tee_shm_alloc_driver_buf(optee->rpc_pool, size);
		msg->ret = IS_ERR(*shm) ? TEEC_ERROR_OUT_OF_MEMORY : TEEC_SUCCESS;
		return 0;
	}

	*kind = OPTEE_MEMORY_SUPP;
	msg->ret = TEEC_ERROR_OUT_OF_MEMORY;
	if (!rpc->request)
		rpc->request = optee_supplicant_prepare_alloc(size);
	if (!rpc->request)
		return 0;
	rc = optee_supplicant_ask(optee, rpc->request, rpc->flags);
	if (rc)
		return rc;
	msg->ret = optee_supplicant_take_memory(optee, rpc->request, size, shm);
	rpc->request = NULL;
	return 0;
}

/*
 * Describe the memory to secure world and assign its cookie. Returns a TEEC_* code.
 * Don't touch @shm once the cookie exists: OP-TEE can free the memory from another
 * call, even before we've replied to this one.
 */
static u32 hand_over_memory(struct optee *optee, struct optee_rpc *rpc, struct tee_shm *shm,
			    enum optee_memory_kind kind)
{
	struct optee_msg_param *param = &rpc->msg.params[0];
	u64 cookie;

	if (describe_memory(optee, rpc, param, shm))
		goto free_shm;
	cookie = optee_memory_add(optee, kind, shm, NULL);
	tee_debug_delay();
	param->u.tmem.shm_ref = cookie;
	if (cookie)
		return TEEC_SUCCESS;
free_shm:
	if (kind == OPTEE_MEMORY_SUPP)
		optee_supplicant_free(optee, shm);
	else
		tee_shm_put(shm);
	return TEEC_ERROR_OUT_OF_MEMORY;
}

int optee_rpc_shm_alloc(struct optee *optee, struct optee_rpc *rpc)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_INPUT };
	struct optee_rpc_msg *msg = &rpc->msg;
	const struct optee_msg_value *value = &msg->params[0].u.value;
	enum optee_memory_kind kind;
	struct tee_shm *shm;
	int rc;

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)) || !value->b ||
	    (value->a != OPTEE_RPC_SHM_TYPE_APPL && value->a != OPTEE_RPC_SHM_TYPE_KERNEL))
		return 0;
	if (value->b > OPTEE_RPC_SHM_MAX) {
		msg->ret = TEEC_ERROR_OUT_OF_MEMORY;
		return 0;
	}
	rc = get_memory(optee, rpc, &shm, &kind);
	if (!rc && !msg->ret)
		msg->ret = hand_over_memory(optee, rpc, shm, kind);
	return rc;
}

void optee_rpc_shm_free(struct optee *optee, struct optee_rpc_msg *msg)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_INPUT };
	const struct optee_msg_value *value = &msg->params[0].u.value;
	struct optee_memory *memory;

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)))
		return;

	switch (value->a) {
	case OPTEE_RPC_SHM_TYPE_APPL:
		memory = optee_memory_take(optee, value->b, BIT(OPTEE_MEMORY_SUPP));
		if (!memory)
			return;
		optee_supplicant_free(optee, memory->shm);
		kfree(memory);
		break;
	case OPTEE_RPC_SHM_TYPE_KERNEL:
		memory = optee_memory_take(optee, value->b, BIT(OPTEE_MEMORY_KERNEL));
		if (!memory)
			return;
		optee_memory_release(memory);
		break;
	default:
		return;
	}
	msg->ret = TEEC_SUCCESS;
}

/*
 * RPC messages have to start a page but needn't be registered, so any page does. An
 * OP-TEE without dynamic shared memory gets it from the reserved memory.
 */
void optee_rpc_arg_alloc(struct optee *optee, struct tee_conduit_args *regs)
{
	bool dynamic = optee->caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM;
	size_t size = (u32)regs->a[1];
	struct tee_shm *shm = NULL;
	struct page *page = NULL;
	phys_addr_t address = 0;
	u64 cookie = 0;

	if (!size || size > OPTEE_MSG_PAGE_SIZE)
		goto answer;
	if (dynamic) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			goto answer;
		address = page_to_phys(page);
		cookie = optee_memory_add(optee, OPTEE_MEMORY_PAGE, NULL, page);
		if (!cookie)
			__free_page(page);
	} else {
		shm = tee_shm_alloc_driver_buf(optee->rpc_pool, OPTEE_MSG_PAGE_SIZE);
		if (IS_ERR(shm))
			goto answer;
		if (!tee_shm_get_pa(shm, 0, &address) && !IS_ERR(tee_shm_get_va(shm, 0)))
			cookie = optee_memory_add(optee, OPTEE_MEMORY_PAGE, shm, NULL);
		if (!cookie)
			tee_shm_put(shm);
	}
answer:
	if (!cookie)
		address = 0;
	regs->a[1] = upper_32_bits(address);
	regs->a[2] = lower_32_bits(address);
	regs->a[4] = upper_32_bits(cookie);
	regs->a[5] = lower_32_bits(cookie);
}

void optee_rpc_arg_free(struct optee *optee, u64 cookie)
{
	optee_memory_release(optee_memory_take(optee, cookie, BIT(OPTEE_MEMORY_PAGE)));
}

/*
 * Secure world may free this message in another call any time. @hold keeps it around
 * until optee_rpc_arg_put().
 */
struct optee_msg_arg *optee_rpc_arg_get(struct optee *optee, u64 cookie,
					struct optee_memory *hold)
{
	struct optee_memory *memory;
	void *va = NULL;

	xa_lock(&optee->memories);
	memory = cookie == (unsigned long)cookie ? xa_load(&optee->memories, cookie) : NULL;
	if (memory && memory->kind == OPTEE_MEMORY_PAGE) {
		*hold = *memory;
		if (hold->page) {
			get_page(hold->page);
			va = page_address(hold->page);
		} else {
			tee_shm_get(hold->shm);
			va = tee_shm_get_va(hold->shm, 0);
		}
	}
	xa_unlock(&optee->memories);
	return va;
}

void optee_rpc_arg_put(struct optee_memory *hold)
{
	if (hold->page)
		put_page(hold->page);
	tee_shm_put(hold->shm);
}

/*
 * How often to try while secure world is busy, how many buffers to take back from it at
 * most, and the delay between attempts in ms
 */
#define OPTEE_SHM_CACHE_TRIES	200
#define OPTEE_SHM_CACHE_WAIT_MS	5

int optee_shm_cache_enable(struct optee *optee)
{
	struct tee_conduit_result result;
	unsigned int n;

	for (n = 0; n < OPTEE_SHM_CACHE_TRIES; n++) {
		optee_fast_call(optee, OPTEE_SMC_ENABLE_SHM_CACHE, 0, &result);
		if (result.a[0] != OPTEE_SMC_RETURN_EBUSY)
			return result.a[0] == OPTEE_SMC_RETURN_OK ? 0 : -EOPNOTSUPP;
		msleep(OPTEE_SHM_CACHE_WAIT_MS);
	}
	return -EBUSY;
}

/*
 * OP-TEE returns one cached buffer per call. Cookies we don't know are left over from
 * an earlier kernel. There's nothing to free for those.
 */
void optee_shm_cache_disable(struct optee *optee)
{
	struct tee_conduit_result result;
	unsigned int busy = 0, freed;

	for (freed = 0; freed < OPTEE_SHM_CACHE_TRIES && busy < OPTEE_SHM_CACHE_TRIES;) {
		optee_fast_call(optee, OPTEE_SMC_DISABLE_SHM_CACHE, 0, &result);
		if (result.a[0] == OPTEE_SMC_RETURN_EBUSY) {
			busy++;
			msleep(OPTEE_SHM_CACHE_WAIT_MS);
			continue;
		}
		if (result.a[0] != OPTEE_SMC_RETURN_OK)
			return;
		optee_rpc_arg_free(optee, optee_u64(result.a[1], result.a[2]));
		freed++;
	}
	dev_err(optee->dev, "secure world did not return its RPC buffers\n");
}
