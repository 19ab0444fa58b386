// SPDX-License-Identifier: BSD-2-Clause
/* What a server can map, and for how long */

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "server.h"

/* An invocation with one memref, received by the server and not answered */
struct held {
	struct server server;
	uint32_t session;
	struct client_call call;
	struct vtee_request request;
	int shm, id;
	uint8_t *client;
};

static void hold_memory(struct held *held, int queue, size_t size)
{
	server_start(&held->server);
	held->session = session_make(&held->server, queue);
	held->shm = (int)CHECK_OK(shm_alloc(held->server.client, size, &held->id));
	held->client = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, held->shm, 0);
	CHECK(held->client != MAP_FAILED);
	memset(held->client, 0x11, size);
	invoke_start(&held->call, held->server.client, held->session, 0, 1);
	param_value(&held->call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, size,
		    (uint64_t)held->id);
	call_start(&held->call);
	request_receive(held->server.fd, VTEE_OP_INVOKE, &held->request);
	CHECK(held->request.params[0].region);
	CHECK_EQ(held->request.params[0].a, 0);
	CHECK_EQ(held->request.params[0].b, size);
	CHECK(held->request.params[0].c >= size);
}

static void let_go(struct held *held)
{
	answer_success(held->server.fd, &held->request);
	call_end(&held->call);
}

static void hold_end(struct held *held)
{
	session_drop(&held->server, held->server.fd, held->session);
	server_stop(&held->server);
}

TEST(memory_is_shared)
{
	struct held held;
	uint8_t *map;

	hold_memory(&held, -1, 20 * PAGE);
	map = region_map(held.server.fd, &held.request.params[0]);
	CHECK(map != MAP_FAILED);
	for (size_t n = 0; n < 20 * PAGE; n += PAGE / 2) {
		CHECK_EQ(map[n], 0x11);
		map[n] = 0x22;
		CHECK_EQ(held.client[n], 0x22);
		held.client[n + 1] = 0x33;
		CHECK_EQ(map[n + 1], 0x33);
	}
	let_go(&held);
	/* The mapping lasts as long as the client keeps its memory. */
	held.client[0] = 0x44;
	CHECK_EQ(map[0], 0x44);
	munmap(held.client, 20 * PAGE);
	close(held.shm);
	region_unmap(map, &held.request.params[0]);
	hold_end(&held);
}

/* The pool lends regions that are somewhat larger than needed. All of it is the client's. */
TEST(nothing_is_left_in_recycled_memory)
{
	struct held held;
	uint8_t *map;

	hold_memory(&held, -1, 9 * PAGE);
	let_go(&held);
	munmap(held.client, 9 * PAGE);
	close(held.shm);
	held.shm = (int)CHECK_OK(shm_alloc(held.server.client, 8 * PAGE, &held.id));
	invoke_start(&held.call, held.server.client, held.session, 0, 1);
	param_value(&held.call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0,
		    8 * PAGE, (uint64_t)held.id);
	call_start(&held.call);
	request_receive(held.server.fd, VTEE_OP_INVOKE, &held.request);
	CHECK_EQ(held.request.params[0].c, 9 * PAGE);
	map = region_map(held.server.fd, &held.request.params[0]);
	CHECK(map != MAP_FAILED);
	for (size_t n = 0; n < 9 * PAGE; n++)
		CHECK_EQ(map[n], 0);
	region_unmap(map, &held.request.params[0]);
	let_go(&held);
	close(held.shm);
	hold_end(&held);
}

TEST(what_cannot_be_mapped)
{
	const int rw = PROT_READ | PROT_WRITE;
	struct vtee_param *param;
	struct held held;
	struct iovec from, to;
	char byte;
	off_t at;
	uint8_t *map;
	int fd;

	hold_memory(&held, -1, 2 * PAGE);
	fd = held.server.fd;
	param = &held.request.params[0];
	at = (off_t)VTEE_MMAP_OFFSET(param->region, 0);
	CHECK_ERRNO((long)mmap(NULL, PAGE, rw, MAP_PRIVATE, fd, at), EINVAL);
	CHECK_ERRNO((long)mmap(NULL, PAGE, rw | PROT_EXEC, MAP_SHARED, fd, at), EPERM);
	CHECK_ERRNO((long)mmap(NULL, param->c + PAGE, rw, MAP_SHARED, fd, at), EINVAL);
	CHECK_ERRNO((long)mmap(NULL, PAGE, rw, MAP_SHARED, fd, at + (off_t)param->c), EINVAL);
	CHECK_ERRNO((long)mmap(NULL, PAGE, rw, MAP_SHARED, fd, 0), EACCES);
	CHECK_ERRNO((long)mmap(NULL, PAGE, rw, MAP_SHARED, fd,
			       (off_t)VTEE_MMAP_OFFSET(param->region + 1, 0)), EACCES);
	/* nobody gets hold of the pages */
	map = region_map(fd, param);
	CHECK(map != MAP_FAILED);
	CHECK_ERRNO(mprotect(map, PAGE, rw | PROT_EXEC), EACCES);
	CHECK_EQ(map[0], 0x11);
	from = (struct iovec){ map, 1 };
	to = (struct iovec){ &byte, 1 };
	CHECK_ERRNO(process_vm_readv(getpid(), &to, 1, &from, 1, 0), EFAULT);
	CHECK_ERRNO(shm_register(held.server.client, map, PAGE, NULL), EFAULT);
	region_unmap(map, param);
	let_go(&held);
	munmap(held.client, 2 * PAGE);
	close(held.shm);
	hold_end(&held);
}

TEST(freed_memory_becomes_scratch)
{
	struct vtee_request request;
	struct client_call call;
	struct held held;
	uint8_t *map, *next;
	int shm, id;

	hold_memory(&held, -1, PAGE);
	map = region_map(held.server.fd, &held.request.params[0]);
	CHECK(map != MAP_FAILED);
	CHECK_EQ(map[5], 0x11);
	let_go(&held);
	munmap(held.client, PAGE);
	close(held.shm);
	CHECK_EQ(map[5], 0);
	map[5] = 0x99;
	CHECK_EQ(map[5], 0x99);

	/* The pool lends the same region again. */
	shm = (int)CHECK_OK(shm_alloc(held.server.client, PAGE, &id));
	next = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(next != MAP_FAILED);
	CHECK_EQ(next[5], 0);
	next[5] = 0x77;
	CHECK_EQ(map[5], 0x99);
	CHECK_ERRNO((long)region_map(held.server.fd, &held.request.params[0]), EACCES);
	invoke_start(&call, held.server.client, held.session, 0, 1);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0, PAGE,
		    (uint64_t)id);
	call_start(&call);
	request_receive(held.server.fd, VTEE_OP_INVOKE, &request);
	CHECK(request.params[0].region != held.request.params[0].region);
	CHECK_EQ(map[5], 0x99);
	answer_success(held.server.fd, &request);
	call_end(&call);
	munmap(next, PAGE);
	close(shm);
	region_unmap(map, &held.request.params[0]);
	hold_end(&held);
}

/* What a server writes after one client's memory is gone, another client's mapping doesn't show. */
TEST(mappings_do_not_share_scratch_memory)
{
	struct vtee_request request;
	struct client_call call;
	uint8_t *first, *second;
	struct held held;
	int shm, id;

	hold_memory(&held, -1, 3 * PAGE);
	first = region_map(held.server.fd, &held.request.params[0]);
	CHECK(first != MAP_FAILED);
	let_go(&held);
	shm = (int)CHECK_OK(shm_alloc(held.server.client, PAGE, &id));
	invoke_start(&call, held.server.client, held.session, 0, 1);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0, PAGE,
		    (uint64_t)id);
	call_start(&call);
	request_receive(held.server.fd, VTEE_OP_INVOKE, &request);
	second = region_map(held.server.fd, &request.params[0]);
	CHECK(second != MAP_FAILED);
	answer_success(held.server.fd, &request);
	call_end(&call);
	munmap(held.client, 3 * PAGE);
	close(held.shm);
	close(shm);
	memset(first, 0x99, 3 * PAGE);
	CHECK_EQ(second[5], 0);

	/* It lasts as long as any part of the mapping. */
	CHECK_OK(munmap(first + PAGE, PAGE));
	CHECK_EQ(first[5], 0x99);
	CHECK_OK(munmap(first, PAGE));
	CHECK_EQ(first[2 * PAGE], 0x99);
	CHECK_OK(munmap(first + 2 * PAGE, held.request.params[0].c - 2 * PAGE));
	CHECK_EQ(second[5], 0);
	region_unmap(second, &request.params[0]);
	hold_end(&held);
}

TEST(registered_memory_becomes_scratch)
{
	uint8_t *memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vtee_request request;
	struct client_call call;
	struct server server;
	uint32_t session;
	uint8_t *map;
	int shm, id;

	CHECK(memory != MAP_FAILED);
	memset(memory, 0x55, 2 * PAGE);
	server_start(&server);
	session = session_make(&server, -1);
	shm = (int)CHECK_OK(shm_register(server.client, memory + 10, PAGE, &id));
	invoke_start(&call, server.client, session, 0, 1);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 5, 20,
		    (uint64_t)id);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	CHECK_EQ(request.params[0].a, 15);
	CHECK_EQ(request.params[0].c, 2 * PAGE);
	map = region_map(server.fd, &request.params[0]);
	CHECK(map != MAP_FAILED);
	memory[15] = 0x66;
	CHECK_EQ(map[15], 0x66);
	CHECK_EQ(map[PAGE + 9], 0x55);
	answer_success(server.fd, &request);
	call_end(&call);
	close(shm);
	CHECK_EQ(map[15], 0);
	memset(map, 1, 2 * PAGE);
	CHECK_EQ(memory[15], 0x66);
	region_unmap(map, &request.params[0]);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

TEST(imported_memory)
{
	int memory = (int)CHECK_OK(memfd_create("memory", 0)), shm, id;
	struct vtee_request request;
	struct client_call call;
	struct server server;
	uint32_t session;
	uint8_t *map;

	CHECK_OK(ftruncate(memory, 3 * PAGE));
	CHECK_EQ(pwrite(memory, "hello", 5, 2 * PAGE), 5);
	server_start(&server);
	session = session_make(&server, -1);
	shm = (int)CHECK_OK(shm_register_fd(server.client, memory, &id, NULL));
	invoke_start(&call, server.client, session, 0, 1);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 2 * PAGE, 5,
		    (uint64_t)id);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	map = region_map(server.fd, &request.params[0]);
	CHECK(map != MAP_FAILED);
	CHECK(!memcmp(map + 2 * PAGE, "hello", 5));
	answer_success(server.fd, &request);
	call_end(&call);
	close(shm);
	CHECK_EQ(map[2 * PAGE], 0);
	close(memory);
	region_unmap(map, &request.params[0]);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

static void *free_and_map(void *arg)
{
	volatile uint8_t *map = *(uint8_t **)arg;

	for (;;) {
		map[0]++;
		map[PAGE]++;
	}
	return NULL;
}

/* A server that never stops writing while clients free their memory */
TEST_LIMIT(revoked_under_use, 60)
{
	static uint8_t *map;
	struct vtee_request request;
	struct client_call call;
	struct server server;
	pthread_t thread;
	uint32_t session;

	server_start(&server);
	session = session_make(&server, -1);
	map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK_EQ(pthread_create(&thread, NULL, free_and_map, &map), 0);
	for (int n = 0; n < 200; n++) {
		uint8_t *client;
		int shm, id;

		shm = (int)CHECK_OK(shm_alloc(server.client, 2 * PAGE, &id));
		client = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
		CHECK(client != MAP_FAILED);
		/* Nothing that the server wrote earlier arrives in this client's memory. */
		CHECK_EQ(client[0] | client[PAGE], 0);
		sleep_ms(1);
		CHECK_EQ(client[0] | client[PAGE], 0);
		invoke_start(&call, server.client, session, 0, 1);
		param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0,
			    2 * PAGE, (uint64_t)id);
		call_start(&call);
		request_receive(server.fd, VTEE_OP_INVOKE, &request);
		CHECK(mmap(map, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, server.fd,
			   (off_t)VTEE_MMAP_OFFSET(request.params[0].region, 0)) == map);
		sleep_ms(1);
		answer_success(server.fd, &request);
		call_end(&call);
		munmap(client, 2 * PAGE);
		close(shm);
	}
}
