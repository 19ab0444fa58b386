// SPDX-License-Identifier: BSD-2-Clause
/* Decoding the kernel's messages, and encoding replies */

#include <stdatomic.h>
#include <string.h>
#include <tee_client_api.h>

#include "request/message.h"

_Static_assert(sizeof(struct supp_message) == sizeof(struct tee_iocl_supp_recv_arg) +
	       (SUPP_MAX_PARAMS + 1) * sizeof(struct tee_ioctl_param), "no padding");

#define META_VALUE	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

void message_prepare(struct supp_message *message)
{
	/*
	 * num_params goes first. We can be killed between any two stores, and
	 * memset() may work in any order, but at num_params == 0 the message
	 * has no request.
	 */
	message->num_params = 0;
	atomic_signal_fence(memory_order_seq_cst);
	memset(message, 0, sizeof(*message));
	atomic_signal_fence(memory_order_seq_cst);
	message->num_params = SUPP_MAX_PARAMS + 1;
	/*
	 * Ask for ids. Without META the kernel takes us for a supplicant that
	 * handles one request at a time.
	 */
	message->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
}

bool message_has_request(const struct supp_message *message)
{
	return message->num_params && message->params[0].attr == META_VALUE;
}

uint64_t message_id(const struct supp_message *message)
{
	return message->params[0].a;
}

static void set_directions(struct supp_param *param, uint64_t type, uint64_t input,
			   uint64_t output)
{
	param->input = type != output;
	param->output = type != input;
}

/* A memory parameter must not reach beyond the region that it's in. */
static bool decode_memory(const struct tee_ioctl_param *from, struct supp_param *param,
			  struct shm **held, message_find_fn *find, void *context)
{
	size_t size = 0;
	void *data = NULL;

	if (from->c == TEE_MEMREF_NULL)
		return !from->a && !from->b;
	*held = find(context, from->c, &data, &size);
	if (!*held || from->a > size || from->b > size - from->a)
		return false;
	param->data = (uint8_t *)data + from->a;
	param->size = (size_t)from->b;
	return true;
}

static bool decode_param(const struct tee_ioctl_param *from, struct supp_param *param,
			 struct shm **held, message_find_fn *find, void *context)
{
	switch (from->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		param->kind = SUPP_VALUE;
		set_directions(param, from->attr, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
			       TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT);
		param->a = from->a;
		param->b = from->b;
		param->c = from->c;
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		param->kind = SUPP_MEMORY;
		set_directions(param, from->attr, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
			       TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT);
		return decode_memory(from, param, held, find, context);
	default:
		return false;
	}
}

uint32_t message_decode(const struct supp_message *message, struct service_request *request,
			struct message_held *held, message_find_fn *find, void *context)
{
	memset(request, 0, sizeof(*request));
	memset(held, 0, sizeof(*held));
	if (!message_has_request(message) || message->num_params > SUPP_MAX_PARAMS + 1)
		return TEEC_ERROR_COMMUNICATION;
	request->function = message->code;
	request->num_params = message->num_params - 1;
	for (unsigned int n = 0; n < request->num_params; n++)
		if (!decode_param(&message->params[n + 1], &request->params[n],
				  &held->shm[n], find, context))
			return TEEC_ERROR_BAD_PARAMETERS;
	return TEEC_SUCCESS;
}

static void encode_param(struct tee_ioctl_param *to, const struct supp_param *param)
{
	switch (to->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		to->a = param->a;
		to->b = param->b;
		to->c = param->c;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		to->b = param->size;
		break;
	default:
		break;
	}
}

void message_encode(struct supp_message *message, const struct service_request *request,
		    uint32_t result)
{
	message->code = result;
	for (unsigned int n = 0; request && n < request->num_params; n++)
		encode_param(&message->params[n + 1], &request->params[n]);
}
