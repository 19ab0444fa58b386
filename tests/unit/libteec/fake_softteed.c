// SPDX-License-Identifier: BSD-2-Clause
/*
 * Replaces softteed/client/. A connection is an open device of fake_device.c. Memory is a memfd
 * whose mapping is registered with that device.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device.h"
#include "fake_softteed.h"
#include "softteed/client/softteed_client.h"

#define BACKEND		"/dev/tee1"
#define MEMORIES	1024

/* The descriptor of a registration, and the fake's own mapping of the memory */
struct memory {
	int fd;
	void *at;
	size_t size;
};

struct softteed_client {
	int fd;
	pthread_mutex_t lock;
	struct memory memory[MEMORIES];	/* by id */
};

static int connect_error;
static unsigned int connections;

void fake_softteed_reset(void)
{
	fake_reset();
	fake_set_device(1, TEE_GEN_CAP_MEMREF_NULL, TEE_IMPL_ID_TSP, 0);
	connect_error = 0;
	connections = 0;
}

void fake_softteed_set_error(int error)
{
	connect_error = error;
}

unsigned int fake_softteed_connections(void)
{
	return connections;
}

int softteed_client_connect(const char *path, struct softteed_client **client)
{
	struct softteed_client *new;

	if (connect_error)
		return -connect_error;
	if (strcmp(path, FAKE_SOCKET))
		return -ENOENT;
	new = calloc(1, sizeof(*new));
	assert_non_null(new);
	new->fd = teec_device_open(BACKEND);
	assert_true(new->fd > 0);
	pthread_mutex_init(&new->lock, NULL);
	__atomic_add_fetch(&connections, 1, __ATOMIC_RELAXED);
	*client = new;
	return 0;
}

static void end_memory(struct memory *memory)
{
	teec_device_close(memory->fd);
	munmap(memory->at, memory->size);
	memset(memory, 0, sizeof(*memory));
}

void softteed_client_close(struct softteed_client *client)
{
	teec_device_close(client->fd);
	for (int n = 0; n < MEMORIES; n++)
		if (client->memory[n].at)
			end_memory(&client->memory[n]);
	pthread_mutex_destroy(&client->lock);
	free(client);
}

void softteed_client_lock(struct softteed_client *client)
{
	pthread_mutex_lock(&client->lock);
}

void softteed_client_unlock(struct softteed_client *client)
{
	pthread_mutex_unlock(&client->lock);
}

void softteed_client_abandon(struct softteed_client *client)
{
	free(client);
}

int softteed_client_fd(const struct softteed_client *client)
{
	return client->fd;
}

void softteed_client_version(const struct softteed_client *client,
			     struct tee_ioctl_version_data *version)
{
	(void)client;
	*version = (struct tee_ioctl_version_data){
		.gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL,
	};
}

int softteed_client_open_session(struct softteed_client *client,
				 struct tee_ioctl_open_session_arg *arg)
{
	struct tee_ioctl_buf_data buffer = { .buf_ptr = (uintptr_t)arg };

	return teec_device_ioctl(client->fd, TEE_IOC_OPEN_SESSION, &buffer);
}

int softteed_client_invoke(struct softteed_client *client, struct tee_ioctl_invoke_arg *arg)
{
	struct tee_ioctl_buf_data buffer = { .buf_ptr = (uintptr_t)arg };

	return teec_device_ioctl(client->fd, TEE_IOC_INVOKE, &buffer);
}

int softteed_client_cancel(struct softteed_client *client,
			   const struct tee_ioctl_cancel_arg *arg)
{
	struct tee_ioctl_cancel_arg copy = *arg;

	return teec_device_ioctl(client->fd, TEE_IOC_CANCEL, &copy);
}

int softteed_client_close_session(struct softteed_client *client,
				  const struct tee_ioctl_close_session_arg *arg)
{
	struct tee_ioctl_close_session_arg copy = *arg;

	return teec_device_ioctl(client->fd, TEE_IOC_CLOSE_SESSION, &copy);
}

static int add_memory(struct softteed_client *client, int fd, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct tee_ioctl_shm_register_data arg = { .addr = (uintptr_t)at, .length = size };
	int made;

	assert_ptr_not_equal(at, MAP_FAILED);
	made = teec_device_ioctl(client->fd, TEE_IOC_SHM_REGISTER, &arg);
	if (made < 0) {
		munmap(at, size);
		return made;
	}
	assert_true(arg.id >= 0 && arg.id < MEMORIES);
	pthread_mutex_lock(&client->lock);
	client->memory[arg.id] = (struct memory){ made, at, size };
	pthread_mutex_unlock(&client->lock);
	return arg.id;
}

int softteed_client_alloc(struct softteed_client *client, size_t size, int *id, void **at)
{
	int fd = memfd_create("fake", MFD_CLOEXEC);

	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	*id = add_memory(client, fd, size);
	if (*id >= 0)
		*at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return *id < 0 ? *id : 0;
}

int softteed_client_import(struct softteed_client *client, int fd, size_t *size, int *id)
{
	struct stat status;

	if (fcntl(fd, F_GET_SEALS) < 0 || fstat(fd, &status) || !status.st_size)
		return -EINVAL;
	*size = (size_t)status.st_size;
	*id = add_memory(client, fd, *size);
	return *id < 0 ? *id : 0;
}

void softteed_client_free(struct softteed_client *client, int id, void *at, size_t size)
{
	assert_true(id >= 0 && id < MEMORIES);
	if (at)
		munmap(at, size);
	pthread_mutex_lock(&client->lock);
	assert_non_null(client->memory[id].at);
	end_memory(&client->memory[id]);
	pthread_mutex_unlock(&client->lock);
}
