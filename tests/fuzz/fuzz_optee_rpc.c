// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for RPC messages from the secure world. Parameters that pass the
 * driver's checks lie within their memory, and the reply never leaves the
 * message.
 */

#include <stdlib.h>

#include "check.h"
#include "optee/message.h"

static void check_param(struct tee_param *param, const struct optee_rpc_ref *ref,
			struct tee_shm *shm)
{
	if (!ref->cookie || optee_rpc_bind(param, ref, shm))
		return;
	check(tee_param_is_memref(param));
	check(param->u.memref.shm == shm);
	check(param->u.memref.shm_offs <= shm->size);
	check(param->u.memref.size <= shm->size - param->u.memref.shm_offs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page *pages[4] = { NULL };
	struct tee_region registered = { .pages = pages, .num_pages = 4, .size = 0x4000 };
	struct tee_region reserved = { .paddr = 0x42000000, .size = 0x4000 };
	struct tee_shm shm = { .size = 0x1800 };
	struct tee_param params[OPTEE_RPC_MAX_PARAMS];
	struct optee_msg_arg *shared;
	struct optee_rpc_msg msg;
	struct optee_rpc_ref ref;
	u32 room, n;

	if (size < sizeof(*shared))
		return 0;
	/* no slack, so ASan notices accesses past the end */
	shared = malloc(size);
	memcpy(shared, data, size);
	room = (size - sizeof(*shared)) / sizeof(shared->params[0]);
	if (optee_rpc_read(&msg, shared, room)) {
		check(!msg.num_params);
		goto answer;
	}
	check(msg.num_params <= room && msg.num_params <= OPTEE_RPC_MAX_PARAMS);
	for (n = 0; n < msg.num_params; n++) {
		if (optee_rpc_decode(&params[n], &ref, &msg.params[n]))
			goto answer;
		shm.region = n & 1 ? &reserved : &registered;
		check_param(&params[n], &ref, &shm);
	}
	optee_rpc_encode_outputs(&msg, params);
answer:
	optee_rpc_write(&msg);
	free(shared);
	return 0;
}
