// SPDX-License-Identifier: BSD-2-Clause
/*
 * Throw arbitrary requests at the decoder. Memory parameters it lets through
 * lie within shared memory that exists, and the shared memory it looks up is
 * recorded for the caller to release. A reply changes output parameters and
 * nothing else.
 */

#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

#include "check.h"
#include "request/message.h"

struct shm {
	uint8_t bytes[4096];
};

static struct shm pieces[3];
static unsigned int found;

static struct shm *find(void *context, uint64_t id, void **data, size_t *size)
{
	(void)context;
	if (id >= sizeof(pieces) / sizeof(pieces[0]))
		return NULL;
	found++;
	*data = pieces[id].bytes;
	*size = id ? 4096 : 64;
	return &pieces[id];
}

static void check_memory(const struct supp_param *param, const struct shm *shm)
{
	const uint8_t *at = param->data;
	size_t there = shm == &pieces[0] ? 64 : 4096;

	if (!shm) {
		check(!param->data && !param->size);
		return;
	}
	check(at >= shm->bytes && at <= shm->bytes + there);
	check(param->size <= (size_t)(shm->bytes + there - at));
}

static bool is_output(const struct tee_ioctl_param *param)
{
	return param->attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT ||
	       param->attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT ||
	       param->attr == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT ||
	       param->attr == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

static void check_answer(const struct supp_message *before, struct service_request *request)
{
	struct supp_message after = *before;

	for (unsigned int n = 0; n < request->num_params; n++)
		request->params[n].a = request->params[n].b = request->params[n].size = 7;
	message_encode(&after, request, TEEC_ERROR_GENERIC);
	check(after.code == TEEC_ERROR_GENERIC && after.num_params == before->num_params);
	for (unsigned int n = 0; n < before->num_params; n++)
		check(is_output(&before->params[n]) ||
		      !memcmp(&before->params[n], &after.params[n], sizeof(after.params[n])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct supp_message message = { 0 };
	struct message_held held;
	struct service_request request;
	unsigned int holds = 0;
	uint32_t result;

	found = 0;
	memcpy(&message, data, size < sizeof(message) ? size : sizeof(message));
	result = message_decode(&message, &request, &held, find, NULL);
	for (unsigned int n = 0; n < SUPP_MAX_PARAMS; n++)
		holds += held.shm[n] != NULL;
	check(holds == found);
	if (result == TEEC_ERROR_COMMUNICATION) {
		check(!found);
		return 0;
	}
	check(message.num_params && message.num_params <= SUPP_MAX_PARAMS + 1);
	check(request.num_params == message.num_params - 1);
	if (result)
		return 0;
	for (unsigned int n = 0; n < request.num_params; n++)
		if (request.params[n].kind == SUPP_MEMORY)
			check_memory(&request.params[n], held.shm[n]);
	supp_expect(&request, "vmV");
	supp_expect(&request, "xXMv-");
	check_answer(&message, &request);
	return 0;
}
