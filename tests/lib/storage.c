// SPDX-License-Identifier: BSD-2-Clause
/* Client for Debian's storage test TA */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "storage.h"
#include "tee.h"

static const uint8_t uuid_storage[UUID_LEN] = {
	0xb6, 0x89, 0xf2, 0xa7, 0x8a, 0xdf, 0x47, 0x7a,
	0x9f, 0x99, 0x32, 0xe9, 0x0c, 0x0a, 0xd0, 0xa2,
};

enum { CMD_OPEN, CMD_CLOSE, CMD_READ, CMD_WRITE, CMD_CREATE, CMD_SEEK, CMD_UNLINK };

#define VALUE_IN	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define VALUE_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define MEMORY_IN	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define MEMORY_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT

#define STORAGE_PRIVATE	1
#define READ_WRITE	7	/* flags: read, write, remove */
#define OVERWRITE	0x400
#define DATA_AT		4096

void storage_fill(uint8_t *data, size_t size, uint32_t version)
{
	uint32_t value = version * 2654435761u + 1;

	for (size_t n = 0; n < size; n++) {
		value = value * 1664525 + 1013904223;
		data[n] = (uint8_t)(value >> 24);
	}
	memcpy(data, &version, sizeof(version));
}

void storage_init(struct storage *storage)
{
	storage->fd = tee_open();
	storage->shm = (int)CHECK_OK(shm_alloc(storage->fd, DATA_AT + STORAGE_MAX_SIZE,
					       &storage->id));
	storage->memory = mmap(NULL, DATA_AT + STORAGE_MAX_SIZE, PROT_READ | PROT_WRITE,
			       MAP_SHARED, storage->shm, 0);
	CHECK(storage->memory != MAP_FAILED);
	storage->is_open = false;
}

void storage_end(struct storage *storage)
{
	munmap(storage->memory, DATA_AT + STORAGE_MAX_SIZE);
	close(storage->shm);
	close(storage->fd);
}

static uint32_t want_session(struct storage *storage)
{
	struct open_arg open;

	if (storage->is_open)
		return 0;
	open_arg_init(&open, uuid_storage, TEE_IOCTL_LOGIN_PUBLIC, 0);
	if (call_open(storage->fd, &open)) {
		/* over the per-user limit */
		CHECK_MSG(errno == EDQUOT, "storage: got %s", errno_name(errno));
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	storage->session = open.arg.session;
	storage->is_open = !open.arg.ret;
	return open.arg.ret;
}

/* A failed command may leave an object open in the TA. Drop the session to get rid of it. */
static uint32_t invoke(struct storage *storage, struct invoke_arg *call)
{
	CHECK_OK(call_invoke(storage->fd, call));
	if (call->arg.ret) {
		call_close(storage->fd, storage->session);
		storage->is_open = false;
	}
	return call->arg.ret;
}

static void set_name(struct storage *storage, struct invoke_arg *call, uint32_t name)
{
	memcpy(storage->memory, &name, sizeof(name));
	param_value(&call->params[0], MEMORY_IN, 0, sizeof(name), (uint64_t)storage->id);
}

static uint32_t close_object(struct storage *storage, uint64_t object)
{
	struct invoke_arg call;

	invoke_arg_init(&call, storage->session, CMD_CLOSE, 1);
	param_value(&call.params[0], VALUE_IN, object, 0, 0);
	return invoke(storage, &call);
}

static uint32_t open_object(struct storage *storage, uint32_t name, uint64_t *object)
{
	struct invoke_arg call;
	uint32_t ret = want_session(storage);

	if (ret)
		return ret;
	invoke_arg_init(&call, storage->session, CMD_OPEN, 3);
	set_name(storage, &call, name);
	param_value(&call.params[1], VALUE_INOUT, READ_WRITE, 0, 0);
	param_value(&call.params[2], VALUE_IN, STORAGE_PRIVATE, 0, 0);
	ret = invoke(storage, &call);
	*object = call.params[1].b;
	return ret;
}

uint32_t storage_create(struct storage *storage, uint32_t name, const uint8_t *data,
			size_t size, bool overwrite)
{
	struct invoke_arg call;
	uint32_t ret = want_session(storage);

	if (ret)
		return ret;
	memcpy(storage->memory + DATA_AT, data, size);
	invoke_arg_init(&call, storage->session, CMD_CREATE, 4);
	set_name(storage, &call, name);
	param_value(&call.params[1], VALUE_INOUT, READ_WRITE | (overwrite ? OVERWRITE : 0), 0, 0);
	param_value(&call.params[2], VALUE_IN, 0, STORAGE_PRIVATE, 0);
	param_value(&call.params[3], MEMORY_IN, DATA_AT, size, (uint64_t)storage->id);
	ret = invoke(storage, &call);
	return ret ? ret : close_object(storage, call.params[1].b);
}

uint32_t storage_write(struct storage *storage, uint32_t name, const uint8_t *data,
		       size_t size)
{
	struct invoke_arg call;
	uint64_t object;
	uint32_t ret = open_object(storage, name, &object);

	if (ret)
		return ret;
	memcpy(storage->memory + DATA_AT, data, size);
	invoke_arg_init(&call, storage->session, CMD_WRITE, 2);
	param_value(&call.params[0], MEMORY_IN, DATA_AT, size, (uint64_t)storage->id);
	param_value(&call.params[1], VALUE_IN, object, 0, 0);
	ret = invoke(storage, &call);
	return ret ? ret : close_object(storage, object);
}

uint32_t storage_read(struct storage *storage, uint32_t name, uint8_t *data, size_t *size)
{
	struct invoke_arg call;
	uint64_t object;
	uint32_t ret = open_object(storage, name, &object);

	if (ret)
		return ret;
	invoke_arg_init(&call, storage->session, CMD_READ, 2);
	param_value(&call.params[0], MEMORY_OUT, DATA_AT, STORAGE_MAX_SIZE, (uint64_t)storage->id);
	param_value(&call.params[1], VALUE_INOUT, object, 0, 0);
	ret = invoke(storage, &call);
	if (ret)
		return ret;
	*size = (size_t)call.params[1].b;
	CHECK(*size <= STORAGE_MAX_SIZE);
	memcpy(data, storage->memory + DATA_AT, *size);
	return close_object(storage, object);
}

uint32_t storage_remove(struct storage *storage, uint32_t name)
{
	struct invoke_arg call;
	uint64_t object;
	uint32_t ret = open_object(storage, name, &object);

	if (ret)
		return ret;
	invoke_arg_init(&call, storage->session, CMD_UNLINK, 1);
	param_value(&call.params[0], VALUE_IN, object, 0, 0);
	return invoke(storage, &call);
}
