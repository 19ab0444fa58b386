// SPDX-License-Identifier: GPL-2.0-only
/*
 * (Un)register the shared memory pool's regions with secure world
 */

#include <linux/tee_core.h>
#include <linux/tee_result.h>

#include "optee/call/call.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/region.h"

static int memory_call(struct optee *optee, u32 cmd,
		       const struct optee_msg_param *param, unsigned int flags,
		       u32 *ret)
{
	struct optee_slot *slot = optee_call_begin(optee, 1, flags);
	int rc;

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	slot->cmd = cmd;
	*slot->arg = (struct optee_msg_arg){
		.cmd = cmd,
		.ret = TEEC_ERROR_COMMUNICATION,
		.num_params = 1,
	};
	slot->arg->params[0] = *param;
	rc = optee_call(optee, slot, flags, NULL);
	*ret = READ_ONCE(slot->arg->ret);
	optee_call_end(optee, slot);
	return rc;
}

/*
 * The core has validated the region, which leaves running out of memory as a reason.
 * OP-TEE has several codes for that one.
 */
static int region_errno(u32 ret)
{
	return ret == TEEC_SUCCESS ? 0 : -ENOMEM;
}

static u64 new_cookie(struct optee *optee)
{
	return BIT_ULL(63) | (u64)atomic64_inc_return(&optee->next_region);
}

int optee_region_register(void *data, struct tee_region *region)
{
	struct optee *optee = data;
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG,
		.u.tmem.size = region->size,
		.u.tmem.shm_ref = new_cookie(optee),
	};
	struct optee_page_list list;
	u32 ret;
	int rc;

	if (!region->size || region->offset >= PAGE_SIZE ||
	    region->num_pages > SIZE_MAX / PAGE_SIZE ||
	    region->size > region->num_pages * PAGE_SIZE - region->offset)
		return -EINVAL;

	rc = optee_page_list_make(optee, &list, region->pages, region->offset, region->size);
	if (rc)
		return rc;
	param.u.tmem.buf_ptr = list.buf_ptr;
	region->cookie = param.u.tmem.shm_ref;
	rc = memory_call(optee, OPTEE_MSG_CMD_REGISTER_SHM, &param, OPTEE_NORMAL, &ret);
	/*
	 * We can't tell whether OP-TEE got as far as registering it, so try to undo
	 * that. If this fails too (say the caller was killed), -EIO makes the pool leak
	 * the pages.
	 */
	if (rc == -EIO || (!rc && ret == TEEC_ERROR_COMMUNICATION))
		rc = optee_region_unregister(optee, region, TEE_WAIT_MODE_KILLABLE) ?
			-EIO : -ENOMEM;
	else if (!rc)
		rc = region_errno(ret);
	optee_page_list_free(optee, &list);
	return rc;
}

int optee_region_unregister(void *data, struct tee_region *region,
			    enum tee_wait_mode wait_mode)
{
	struct optee_msg_param param = {
		.attr = OPTEE_MSG_TYPE_RMEM_INPUT,
		.u.rmem.shm_ref = region->cookie,
	};
	struct optee *optee = data;
	u32 ret = TEEC_ERROR_COMMUNICATION;
	int rc;

	rc = memory_call(optee, OPTEE_MSG_CMD_UNREGISTER_SHM, &param,
			 OPTEE_CLEANUP | optee_wait_mode_flags(wait_mode), &ret);
	if (rc == -EINTR || rc == -EBUSY)
		return rc;
	if (rc || ret) {
		dev_err_ratelimited(optee->dev,
				    "secure world did not unregister memory: %d, %#x\n",
				    rc, ret);
		return -EIO;
	}
	region->cookie = 0;
	return 0;
}
