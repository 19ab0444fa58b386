// SPDX-License-Identifier: BSD-2-Clause
/*
 * Convert an operation's parameters for the kernel, and the results back.
 *
 * When we copy a buffer, we copy outputs to the TEE as well as inputs. Otherwise the bytes
 * that the Trusted Application doesn't write would come back as zeroes.
 */
#include <errno.h>
#include <string.h>

#include "memory.h"
#include "operation.h"
#include "result.h"
#include "teec_private.h"

/* We pass the API's temporary reference types on to the kernel as they are. */
_Static_assert(TEEC_MEMREF_TEMP_INPUT == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       TEEC_MEMREF_TEMP_OUTPUT == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT &&
	       TEEC_MEMREF_TEMP_INOUT == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT &&
	       TEEC_VALUE_INOUT == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, "types");

/* Directions are in the two lowest bits of a parameter type. */
#define DIRECTIONS(type)	((type) & 3)
#define DIRECTION_OUTPUT	2

static void set_reference(struct tee_ioctl_param *param, uint32_t type, int id,
			  size_t offset, size_t size)
{
	param->attr = type;
	param->a = offset;
	param->b = size;
	param->c = (__u64)id;
}

/*
 * Copy small buffers. Register large ones, or try to: the kernel may refuse. Returns 0 or
 * -errno.
 */
static int share_temporary(struct teec_context *context, void *at, size_t size,
			   struct teec_memory **memory)
{
	int rc;

	if (size > TEEC_COPY_LARGEST &&
	    !teec_memory_register(context, at, size, TEEC_MEMORY_TEMPORARY, memory))
		return 0;
	rc = teec_memory_get(context, size, TEEC_MEMORY_TEMPORARY, memory);
	/* Out of memory for a copy, but registering doesn't take any. */
	if (rc && size && size <= TEEC_COPY_LARGEST &&
	    !teec_memory_register(context, at, size, TEEC_MEMORY_TEMPORARY, memory))
		return 0;
	return rc;
}

static TEEC_Result begin_temporary(struct teec_transfer *transfer, unsigned int n,
				   uint32_t type)
{
	const TEEC_TempMemoryReference *ref = &transfer->operation->params[n].tmpref;
	struct teec_memory *memory;
	int rc;

	if (!ref->buffer && ref->size)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (!ref->buffer && transfer->context->null_memref) {
		set_reference(&transfer->params[n], type, 0, 0, 0);
		transfer->params[n].c = TEE_MEMREF_NULL;
		return TEEC_SUCCESS;
	}
	rc = share_temporary(transfer->context, ref->buffer, ref->size, &memory);
	if (rc)
		return teec_result_of_errno(-rc);
	transfer->memref[n].memory = memory;
	transfer->memref[n].used = ref->size;
	transfer->memref[n].size = ref->size;
	if (memory->at) {
		transfer->memref[n].at = memory->at;
		transfer->memref[n].buffer = ref->buffer;
		if (ref->size)
			memcpy(memory->at, ref->buffer, ref->size);
	}
	set_reference(&transfer->params[n], type, memory->id, 0, ref->size);
	return TEEC_SUCCESS;
}

/* Turn TEEC_MEMREF_WHOLE into a partial type with @parent's directions. */
static uint32_t whole_type(const TEEC_SharedMemory *parent)
{
	switch (parent->flags & (TEEC_MEM_INPUT | TEEC_MEM_OUTPUT)) {
	case TEEC_MEM_INPUT: return TEEC_MEMREF_PARTIAL_INPUT;
	case TEEC_MEM_OUTPUT: return TEEC_MEMREF_PARTIAL_OUTPUT;
	case TEEC_MEM_INPUT | TEEC_MEM_OUTPUT: return TEEC_MEMREF_PARTIAL_INOUT;
	default: return TEEC_NONE;
	}
}

/* what a reference to registered memory resolves to, with the type for the kernel */
struct part {
	struct teec_memory *memory;
	uint32_t type;
	size_t offset, size;
};

static TEEC_Result find_part(const struct teec_transfer *transfer, unsigned int n,
			     struct part *part)
{
	const TEEC_RegisteredMemoryReference *ref = &transfer->operation->params[n].memref;
	const TEEC_SharedMemory *parent = ref->parent;
	size_t end;

	*part = (struct part){
		.type = TEEC_PARAM_TYPE_GET(transfer->operation->paramTypes, n),
		.offset = ref->offset, .size = ref->size,
	};
	if (part->type < TEEC_MEMREF_WHOLE || !parent)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (part->type == TEEC_MEMREF_WHOLE) {
		part->type = whole_type(parent);
		part->offset = 0;
		part->size = parent->size;
	}
	part->memory = parent->imp.shadow_buffer;
	/* Ids are per context. In this one, the id might be someone else's memory. */
	if (!part->memory || part->memory->context != transfer->context)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (part->type == TEEC_NONE || DIRECTIONS(part->type) & ~parent->flags)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (__builtin_add_overflow(part->offset, part->size, &end) || end > parent->size ||
	    end > part->memory->granted)
		return TEEC_ERROR_BAD_PARAMETERS;
	part->type += TEEC_MEMREF_TEMP_INPUT - TEEC_MEMREF_PARTIAL_INPUT;
	return TEEC_SUCCESS;
}

/*
 * Get a copy of @registered. If an operation has several references to it, they share one
 * copy, so that each sees what is written through the others. Returns 0 or -errno.
 */
static int share_registered(struct teec_transfer *transfer, unsigned int n,
			    struct teec_memory *registered)
{
	size_t start = SIZE_MAX, end = 0;
	struct part part;
	int rc;

	for (unsigned int earlier = 0; earlier < n; earlier++) {
		if (transfer->memref[earlier].registered != registered)
			continue;
		transfer->memref[n].registered = registered;
		transfer->memref[n].copy = transfer->memref[earlier].copy;
		transfer->memref[n].start = transfer->memref[earlier].start;
		return 0;
	}
	for (unsigned int any = n; any < TEEC_PARAMS; any++) {
		if (find_part(transfer, any, &part) != TEEC_SUCCESS || part.memory != registered)
			continue;
		start = part.offset < start ? part.offset : start;
		end = part.offset + part.size > end ? part.offset + part.size : end;
	}
	rc = teec_memory_borrow(registered, &start, end, &transfer->memref[n].copy);
	if (rc)
		return rc;
	transfer->memref[n].registered = registered;
	transfer->memref[n].memory = transfer->memref[n].copy;
	transfer->memref[n].start = start;
	transfer->memref[n].used = end - start;
	return 0;
}

static TEEC_Result begin_registered(struct teec_transfer *transfer, unsigned int n)
{
	struct part part;
	TEEC_Result result = find_part(transfer, n, &part);
	int rc;

	if (result != TEEC_SUCCESS)
		return result;
	transfer->memref[n].size = part.size;
	if (part.memory->client_buffer) {
		rc = share_registered(transfer, n, part.memory);
		if (rc)
			return teec_result_of_errno(-rc);
		transfer->memref[n].buffer = (char *)part.memory->client_buffer + part.offset;
		part.memory = transfer->memref[n].copy;
		part.offset -= transfer->memref[n].start;
		transfer->memref[n].at = (char *)part.memory->at + part.offset;
		memcpy(transfer->memref[n].at, transfer->memref[n].buffer, part.size);
	}
	set_reference(&transfer->params[n], part.type, part.memory->id, part.offset, part.size);
	return TEEC_SUCCESS;
}

static TEEC_Result begin_param(struct teec_transfer *transfer, unsigned int n)
{
	uint32_t type = TEEC_PARAM_TYPE_GET(transfer->operation->paramTypes, n);
	const TEEC_Value *value = &transfer->operation->params[n].value;

	switch (type) {
	case TEEC_NONE:
		return TEEC_SUCCESS;
	case TEEC_VALUE_INPUT:
	case TEEC_VALUE_INOUT:
		transfer->params[n].a = value->a;
		transfer->params[n].b = value->b;
		/* fallthrough */
	case TEEC_VALUE_OUTPUT:
		transfer->params[n].attr = type;
		break;
	case TEEC_MEMREF_TEMP_INPUT:
	case TEEC_MEMREF_TEMP_OUTPUT:
	case TEEC_MEMREF_TEMP_INOUT:
		transfer->num_params = n + 1;
		return begin_temporary(transfer, n, type);
	case TEEC_MEMREF_WHOLE:
	case TEEC_MEMREF_PARTIAL_INPUT:
	case TEEC_MEMREF_PARTIAL_OUTPUT:
	case TEEC_MEMREF_PARTIAL_INOUT:
		transfer->num_params = n + 1;
		return begin_registered(transfer, n);
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	transfer->num_params = n + 1;
	return TEEC_SUCCESS;
}

TEEC_Result teec_transfer_begin(struct teec_transfer *transfer,
				struct teec_context *context, TEEC_Operation *operation,
				struct tee_ioctl_param *params)
{
	TEEC_Result result = TEEC_SUCCESS;

	*transfer = (struct teec_transfer){
		.context = context, .operation = operation, .params = params,
	};
	if (!operation)
		return TEEC_SUCCESS;
	memset(params, 0, TEEC_PARAMS * sizeof(*params));
	for (unsigned int n = 0; n < TEEC_PARAMS && result == TEEC_SUCCESS; n++)
		result = begin_param(transfer, n);
	return result;
}

/*
 * Copy an output back and return the size to report. If the Trusted Application returned
 * more than there is room for, it may still have filled the buffer. On success programs
 * read as many bytes as we report, so cap that. An empty buffer is exempt, because OP-TEE's
 * PKCS#11 TA answers it with success and the size it needs.
 */
static size_t end_reference(struct teec_transfer *transfer, unsigned int n,
			    TEEC_Result answer)
{
	size_t size = transfer->params[n].b, room = transfer->memref[n].size;

	if (transfer->memref[n].buffer)
		memcpy(transfer->memref[n].buffer, transfer->memref[n].at,
		       size < room ? size : room);
	return answer == TEEC_SUCCESS && room && size > room ? room : size;
}

static void end_param(struct teec_transfer *transfer, unsigned int n, TEEC_Result answer)
{
	TEEC_Parameter *param = &transfer->operation->params[n];
	uint32_t type = TEEC_PARAM_TYPE_GET(transfer->operation->paramTypes, n);

	/* Go by the kernel's type, as TEEC_MEMREF_WHOLE has no direction. */
	if (!(DIRECTIONS(transfer->params[n].attr) & DIRECTION_OUTPUT))
		return;
	switch (type) {
	case TEEC_VALUE_OUTPUT:
	case TEEC_VALUE_INOUT:
		param->value.a = (uint32_t)transfer->params[n].a;
		param->value.b = (uint32_t)transfer->params[n].b;
		break;
	case TEEC_MEMREF_TEMP_OUTPUT:
	case TEEC_MEMREF_TEMP_INOUT:
		param->tmpref.size = end_reference(transfer, n, answer);
		break;
	default:
		param->memref.size = end_reference(transfer, n, answer);
	}
}

void teec_transfer_end(struct teec_transfer *transfer, const TEEC_Result *answer)
{
	for (unsigned int n = 0; answer && n < transfer->num_params; n++)
		end_param(transfer, n, *answer);
	/* Not before all outputs are copied, as references may share a copy. */
	for (unsigned int n = 0; n < transfer->num_params; n++)
		if (transfer->memref[n].memory)
			teec_memory_return(transfer->memref[n].memory, transfer->memref[n].used);
}
