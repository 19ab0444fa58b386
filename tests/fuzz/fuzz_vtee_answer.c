// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the answers of a vtee server. An answer that passes the checks changes nothing
 * but outputs, and no size exceeds its buffer unless the result says that it's short.
 */

#include <linux/tee_result.h>
#include <stdlib.h>

#include "check.h"
#include "vtee/message.h"

/* One byte for the type of each parameter, and one for the operation */
#define HEADER	(VTEE_MAX_PARAMS + 1)
#define BUFFER	100

static struct tee_region region = { .num_pages = 1, .offset = 8, .size = 200 };
static struct tee_shm shm = { .region = &region, .size = 200 };

static struct tee_param make_param(u8 type)
{
	struct tee_param param = { .attr = type % 13 };

	if (tee_param_is_memref(&param))
		param.u.memref = (struct tee_param_memref){
			.shm_offs = 3, .size = BUFFER, .shm = type & 0x80 ? NULL : &shm,
		};
	else
		param.u.value = (struct tee_param_value){ 1, 2, 3 };
	return param;
}

static bool is_input(u64 attr)
{
	return attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE ||
	       attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT ||
	       attr == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT ||
	       attr == TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT;
}

static void check_param(const struct tee_param *before, const struct tee_param *after, u32 ret)
{
	check(after->attr == before->attr);
	if (is_input(before->attr)) {
		check(!memcmp(after, before, sizeof(*before)));
	} else if (tee_param_is_memref(before)) {
		check(after->u.memref.shm == before->u.memref.shm);
		check(after->u.memref.shm_offs == before->u.memref.shm_offs);
		check(after->u.memref.size <= BUFFER || ret == TEEC_ERROR_SHORT_BUFFER);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tee_param before[VTEE_MAX_PARAMS], after[VTEE_MAX_PARAMS];
	struct vtee_request *request;
	struct vtee_answer answer = { 0 };
	u32 regions[VTEE_MAX_PARAMS] = { 0 }, num_params, n;

	if (size < HEADER)
		return 0;
	num_params = data[VTEE_MAX_PARAMS] % 16;
	for (n = 0; n < VTEE_MAX_PARAMS; n++)
		before[n] = make_param(data[n]);
	memcpy(after, before, sizeof(after));
	size -= HEADER;
	memcpy(&answer, data + HEADER, size < sizeof(answer) ? size : sizeof(answer));

	/* on the heap, so ASan notices accesses past the end */
	request = calloc(1, sizeof(*request));
	request->op = 1 + data[VTEE_MAX_PARAMS] / 16 % 4;
	if (!vtee_request_encode(request, before, num_params, regions) &&
	    !vtee_answer_check(request, &answer)) {
		check(answer.num_params == num_params);
		vtee_answer_apply(&answer, after);
		for (n = 0; n < VTEE_MAX_PARAMS; n++)
			check_param(&before[n], &after[n], answer.ret);
	}
	free(request);
	return 0;
}
