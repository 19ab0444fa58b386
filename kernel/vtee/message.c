// SPDX-License-Identifier: GPL-2.0-only
/*
 * Encode requests to the server and check its answers. The server isn't trusted: nothing
 * of an answer is used before vtee_answer_check() has accepted all of it.
 */

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/tee_result.h>

#include "vtee/message.h"

static bool type_is_objref(u64 type)
{
	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT;
}

static bool type_is_memref_output(u64 type)
{
	return type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

/* The server maps whole pages, so its offsets count from the start of the first one. */
static int encode_memref(struct vtee_param *to, const struct tee_param_memref *memref,
			 u32 region)
{
	const struct tee_region *memory;

	to->b = memref->size;
	if (!memref->shm)
		return 0;
	memory = memref->shm->region;
	to->region = region;
	to->a = (u64)memory->offset + memref->shm_offs;
	to->c = (u64)memory->num_pages * PAGE_SIZE;
	/* The core has checked this. Neither message nor mapping may depend on it. */
	return to->a > to->c || to->b > to->c - to->a ? -EINVAL : 0;
}

static int encode_param(struct vtee_param *to, const struct tee_param *param, u32 region)
{
	*to = (struct vtee_param){ .type = param->attr };
	if (param->attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
		return 0;
	if (tee_param_is_memref(param))
		return encode_memref(to, &param->u.memref, region);
	if (tee_param_is_value(param)) {
		to->a = param->u.value.a;
		to->b = param->u.value.b;
		to->c = param->u.value.c;
		return 0;
	}
	/* That leaves a ubuf: the server can't access the client's memory by address. */
	if (!type_is_objref(param->attr))
		return -EOPNOTSUPP;
	to->a = param->u.objref.id;
	to->b = param->u.objref.flags;
	return 0;
}

/**
 * vtee_request_encode() - encode a request's parameters
 * @request:	the request, otherwise complete
 * @params:	parameters, checked by the core
 * @num_params:	how many
 * @regions:	the region id of each memref
 *
 * Return: 0; -EINVAL if there are too many; -EOPNOTSUPP for a type that the server can't
 * handle.
 */
int vtee_request_encode(struct vtee_request *request, const struct tee_param *params,
			u32 num_params, const u32 *regions)
{
	u32 n;
	int rc;

	if (num_params > VTEE_MAX_PARAMS)
		return -EINVAL;
	request->num_params = num_params;
	for (n = 0; n < num_params; n++) {
		rc = encode_param(&request->params[n], &params[n], regions[n]);
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * vtee_request_size() - get the size of a request's used part
 * @request:	the request
 *
 * Return: bytes up to the end of its last parameter.
 */
size_t vtee_request_size(const struct vtee_request *request)
{
	return offsetof(struct vtee_request, params) +
	       request->num_params * sizeof(request->params[0]);
}

static bool has_origin(const struct vtee_request *request)
{
	return request->op == VTEE_OP_OPEN_SESSION || request->op == VTEE_OP_INVOKE;
}

static bool memref_size_is_sound(u64 size, const struct vtee_param *asked, u32 ret)
{
	/* a client with a smaller size_t must not see it truncated */
	if (size > SIZE_MAX)
		return false;
	return size <= asked->b || ret == TEEC_ERROR_SHORT_BUFFER;
}

/**
 * vtee_answer_check() - check a server's answer
 * @request:	the request
 * @answer:	private copy of the answer, with the request's id
 *
 * Whether @answer->queue is sound is up to the caller, who can look up the fd.
 *
 * Return: 0 if vtee_answer_apply() may use it, otherwise -EINVAL.
 */
int vtee_answer_check(const struct vtee_request *request, const struct vtee_answer *answer)
{
	u32 n;

	if (answer->num_params != request->num_params)
		return -EINVAL;
	if (has_origin(request) ? answer->origin < TEEC_ORIGIN_API ||
				  answer->origin > TEEC_ORIGIN_TRUSTED_APP : answer->origin)
		return -EINVAL;
	for (n = 0; n < request->num_params; n++) {
		const struct vtee_param *asked = &request->params[n];
		const struct vtee_param *got = &answer->params[n];

		if (got->type != asked->type)
			return -EINVAL;
		if (type_is_memref_output(got->type) &&
		    !memref_size_is_sound(got->b, asked, answer->ret))
			return -EINVAL;
	}
	return 0;
}

/**
 * vtee_answer_apply() - decode an answer's outputs
 * @answer:	an answer that has passed vtee_answer_check()
 * @params:	the request's parameters; outputs are updated
 */
void vtee_answer_apply(const struct vtee_answer *answer, struct tee_param *params)
{
	u32 n;

	for (n = 0; n < answer->num_params; n++) {
		const struct vtee_param *got = &answer->params[n];
		struct tee_param *param = &params[n];

		switch (got->type) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			param->u.value.a = got->a;
			param->u.value.b = got->b;
			param->u.value.c = got->c;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			param->u.memref.size = got->b;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
			param->u.objref.id = got->a;
			param->u.objref.flags = got->b;
			break;
		}
	}
}
