// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared memory. OP-TEE asks for a buffer at the first request of a call and frees it
 * at its end, so that what is freed is wanted again at once: some is kept.
 */

#include <errno.h>
#include <linux/tee.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "log.h"
#include "shm.h"
#include "teec_result.h"

/* The kernel gives out small ids, which find their piece at once. */
#define NUM_BUCKETS	64
#define SMALLEST	4096u
#define LARGEST		(64u << 20)
/* Kept for reuse: so many, of so many bytes in all. */
#define KEEP_COUNT	16
#define KEEP_BYTES	(4u << 20)

/**
 * struct shm - a piece of shared memory
 * @next:	in its bucket, or among those kept
 * @refs:	the table's, and one for each request that names it
 * @id:		the kernel's
 * @fd:		the kernel's descriptor, which keeps it
 * @data: @size: the mapping
 */
struct shm {
	struct shm *next;
	unsigned int refs;
	int id;
	int fd;
	void *data;
	size_t size;
};

static struct {
	pthread_mutex_t lock;
	int device;
	bool can_register;
	struct shm *buckets[NUM_BUCKETS];	/* what the TEE has */
	struct shm *kept;
	unsigned int num_kept;
	size_t kept_bytes;
} table = { .lock = PTHREAD_MUTEX_INITIALIZER, .device = -1 };

void shm_start(int device, bool can_register)
{
	table.device = device;
	table.can_register = can_register;
}

static struct shm **bucket(uint64_t id)
{
	return &table.buckets[id % NUM_BUCKETS];
}

static void destroy(struct shm *shm)
{
	munmap(shm->data, shm->size);
	close(shm->fd);
	free(shm);
}

struct shm *shm_find(void *context, uint64_t id, void **data, size_t *size)
{
	struct shm *shm;

	(void)context;
	pthread_mutex_lock(&table.lock);
	for (shm = *bucket(id); shm && (uint64_t)shm->id != id; shm = shm->next)
		;
	if (shm) {
		shm->refs++;
		*data = shm->data;
		*size = shm->size;
	}
	pthread_mutex_unlock(&table.lock);
	return shm;
}

/* Drop a reference, the lock held. Return: the memory, where it was the last. */
static struct shm *drop(struct shm *shm)
{
	if (--shm->refs)
		return NULL;
	if (table.num_kept == KEEP_COUNT || shm->size > KEEP_BYTES - table.kept_bytes)
		return shm;
	shm->next = table.kept;
	table.kept = shm;
	table.num_kept++;
	table.kept_bytes += shm->size;
	return NULL;
}

void shm_put(struct shm *shm)
{
	if (!shm)
		return;
	pthread_mutex_lock(&table.lock);
	shm = drop(shm);
	pthread_mutex_unlock(&table.lock);
	if (shm)
		destroy(shm);
}

/* Take memory of a size from what is kept; the lock is held. */
static struct shm *take_kept(size_t size)
{
	struct shm **link, *shm;

	for (link = &table.kept; (shm = *link); link = &shm->next) {
		if (shm->size != size)
			continue;
		*link = shm->next;
		table.num_kept--;
		table.kept_bytes -= size;
		return shm;
	}
	return NULL;
}

/* Sizes are powers of two, so that what was freed fits what is asked for next. */
static size_t round_up(size_t size)
{
	size_t rounded = SMALLEST;

	while (rounded < size)
		rounded *= 2;
	return rounded;
}

static int allocate(struct shm *shm)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = shm->size };
	int fd = ioctl(table.device, TEE_IOC_SHM_ALLOC, &arg);

	if (fd < 0)
		return -errno;
	shm->data = mmap(NULL, shm->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shm->data == MAP_FAILED) {
		close(fd);
		return -ENOMEM;
	}
	shm->fd = fd;
	shm->id = arg.id;
	return 0;
}

static int register_own(struct shm *shm)
{
	struct tee_ioctl_shm_register_data arg = { .length = shm->size };

	shm->data = mmap(NULL, shm->size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (shm->data == MAP_FAILED)
		return -ENOMEM;
	arg.addr = (uintptr_t)shm->data;
	shm->fd = ioctl(table.device, TEE_IOC_SHM_REGISTER, &arg);
	if (shm->fd < 0) {
		munmap(shm->data, shm->size);
		return -ENOMEM;
	}
	shm->id = arg.id;
	return 0;
}

/* The kernel's own memory first: it is charged to nobody's limit of locked memory. */
static struct shm *make(size_t size)
{
	struct shm *shm = calloc(1, sizeof(*shm));
	int rc;

	if (!shm)
		return NULL;
	shm->size = size;
	rc = allocate(shm);
	if (rc && table.can_register)
		rc = register_own(shm);
	if (rc) {
		log_warning("%zu bytes of shared memory: %s", size, strerror(-rc));
		free(shm);
		return NULL;
	}
	return shm;
}

uint32_t supp_shm_alloc(struct supp_request *request)
{
	struct supp_param *value = &request->params[0];
	struct shm *shm;
	size_t size;

	if (!supp_expect(request, "x") || !value->b)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (value->b > LARGEST)
		return TEEC_ERROR_OUT_OF_MEMORY;
	size = round_up((size_t)value->b);
	pthread_mutex_lock(&table.lock);
	shm = take_kept(size);
	pthread_mutex_unlock(&table.lock);
	if (!shm)
		shm = make(size);
	if (!shm)
		return TEEC_ERROR_OUT_OF_MEMORY;

	pthread_mutex_lock(&table.lock);
	shm->refs = 1;
	shm->next = *bucket((uint64_t)shm->id);
	*bucket((uint64_t)shm->id) = shm;
	pthread_mutex_unlock(&table.lock);
	value->c = (uint64_t)shm->id;
	return TEEC_SUCCESS;
}

uint32_t supp_shm_free(struct supp_request *request)
{
	struct shm **link, *shm, *last = NULL;
	uint64_t id = request->params[0].b;

	if (!supp_expect(request, "x") && !supp_expect(request, "v"))
		return TEEC_ERROR_BAD_PARAMETERS;
	pthread_mutex_lock(&table.lock);
	for (link = bucket(id); (shm = *link); link = &shm->next)
		if ((uint64_t)shm->id == id)
			break;
	if (shm) {
		*link = shm->next;
		last = drop(shm);
	}
	pthread_mutex_unlock(&table.lock);
	if (last)
		destroy(last);
	return shm ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
}
