// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared memory. OP-TEE allocates a buffer at the first request of a call and
 * frees it when the call ends. The next call needs a buffer too, so some of the
 * freed regions are kept for reuse.
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "clock.h"
#include "ipc/broker.h"
#include "log.h"
#include "request/shm.h"
#include "stopping.h"

/*
 * Number of hash buckets. The kernel allocates small ids, so a bucket rarely
 * has more than one region.
 */
#define NUM_BUCKETS	64
#define SMALLEST	4096u
#define LARGEST		(64u << 20)
/*
 * Maximum time that the allocation of a large region waits for other regions to
 * be freed, and the interval at which it checks whether the supplicant is to
 * stop.
 */
#define TIMEOUT_MS	30000
#define LOOK_MS		50
/* Limits of the memory kept for reuse: number of regions, and total size in bytes */
#define SPARE_COUNT	16
#define SPARE_BYTES	(4u << 20)

/*
 * struct shm - a region of shared memory, or an unused entry
 * @entry:	the part that outlives the worker
 * @next:	the next region in the bucket, the spare list or the list of
 *		unused entries
 * @refs:	one reference for the TEE while it has the region, and one for
 *		each request that names it
 * @data: @size: the mapping
 */
struct shm {
	struct shm_entry *entry;
	struct shm *next;
	unsigned int refs;
	void *data;
	size_t size;
};

static struct {
	pthread_mutex_t lock;
	struct shm *buckets[NUM_BUCKETS];	/* regions that the TEE has */
	struct shm *spare;
	unsigned int num_spare;
	size_t spare_bytes;
	size_t limit;				/* maximum of @large_bytes */
	size_t large_bytes;			/* size of large regions given or reserved */
	pthread_cond_t freed;
	struct shm *none;			/* unused entries */
	struct shm regions[SHM_MAX_REGIONS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER, .limit = SIZE_MAX,
	.freed = PTHREAD_COND_INITIALIZER };

void shm_setup(size_t limit)
{
	table.limit = limit;
}

static size_t large(size_t size)
{
	return size > SHM_SMALL ? size : 0;
}

static struct shm **bucket(uint64_t id)
{
	return &table.buckets[id % NUM_BUCKETS];
}

/* Map a region, and close @fd, its descriptor. @fd may be -errno. Return: 0 or -errno. */
static int map(struct shm *shm, int fd, size_t size)
{
	int rc = 0;

	if (fd < 0)
		return fd;
	shm->data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shm->data == MAP_FAILED)
		rc = -errno;
	shm->size = size;
	close(fd);
	return rc;
}

/* Record that the TEE has a region, and the request that gave it. The caller holds the lock. */
static void give(struct shm *shm, uint64_t number)
{
	shm->refs = 1;
	shm->entry->given_to = number;
	shm->entry->use = SHM_GIVEN;
	shm->next = *bucket(shm->entry->id);
	*bucket(shm->entry->id) = shm;
}

static void spare(struct shm *shm)
{
	shm->entry->use = SHM_SPARE;
	shm->next = table.spare;
	table.spare = shm;
	table.num_spare++;
	table.spare_bytes += shm->size;
}

/* Free a region that has no references, and its entry. The caller does not hold the lock. */
static void destroy(struct shm *shm)
{
	uint32_t id = shm->entry->id;

	munmap(shm->data, shm->size);
	shm->entry->use = SHM_NONE;
	broker_free_memory(id);
	pthread_mutex_lock(&table.lock);
	shm->next = table.none;
	table.none = shm;
	pthread_mutex_unlock(&table.lock);
}

/* Check whether the TEE has a region with this id. */
static bool is_given(uint32_t id)
{
	const struct shm *shm;

	for (shm = *bucket(id); shm && shm->entry->id != id; shm = shm->next)
		;
	return shm;
}

/*
 * Take over a region of the previous worker. Return: 0; -ENOENT: it does not
 * need to be taken over; or another -errno: the TEE has the region, but it
 * cannot be mapped at the moment.
 */
static int take_over(struct shm *shm, supp_in_hand_fn *is_in_hand)
{
	struct shm_entry *entry = shm->entry;
	size_t size = 0;
	int fd, rc;

	/*
	 * Do not take over a spare region: the monitor frees each region that
	 * this worker does not ask for. Do not take over a region either if its
	 * request will be served again, because that request gets a new region.
	 * Two entries have the same id only if a compromised worker wrote them.
	 */
	if (entry->use != SHM_GIVEN || is_in_hand(entry->given_to) || is_given(entry->id)) {
		entry->use = SHM_NONE;
		return -ENOENT;
	}
	fd = broker_map_memory(entry->id, &size);
	rc = map(shm, fd, size);
	if (!rc) {
		table.large_bytes += large(size);
		give(shm, entry->given_to);
		return 0;
	}
	log_error("memory %u, which the TEE has, %s: %s", entry->id,
		  rc == -ENOENT ? "is lost" : "cannot be mapped", strerror(-rc));
	if (rc == -ENOENT)
		entry->use = SHM_NONE;
	return rc;
}

int shm_start(struct shm_saved *saved, supp_in_hand_fn *is_in_hand)
{
	int rc;

	for (size_t n = SHM_MAX_REGIONS; n--;) {
		struct shm *shm = &table.regions[n];

		shm->entry = &saved->entries[n];
		rc = take_over(shm, is_in_hand);
		if (!rc)
			continue;
		if (rc != -ENOENT)
			return rc;
		shm->next = table.none;
		table.none = shm;
	}
	return 0;
}

struct shm *shm_find(void *context, uint64_t id, void **data, size_t *size)
{
	struct shm *shm;

	(void)context;
	pthread_mutex_lock(&table.lock);
	for (shm = *bucket(id); shm && shm->entry->id != id; shm = shm->next)
		;
	if (shm) {
		shm->refs++;
		*data = shm->data;
		*size = shm->size;
	}
	pthread_mutex_unlock(&table.lock);
	return shm;
}

/*
 * Drop a reference. The caller holds the lock. Return: the region if the caller
 * must destroy it, otherwise NULL.
 */
static struct shm *drop(struct shm *shm)
{
	if (--shm->refs)
		return NULL;
	if (table.num_spare >= SPARE_COUNT || shm->size + table.spare_bytes > SPARE_BYTES)
		return shm;
	spare(shm);
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

/*
 * Take a spare region of this size. The caller holds the lock. Return: NULL if
 * no spare region has this size.
 */
static struct shm *take_spare(size_t size)
{
	struct shm *shm;

	for (struct shm **link = &table.spare; (shm = *link); link = &shm->next) {
		if (shm->size != size)
			continue;
		*link = shm->next;
		table.num_spare--;
		table.spare_bytes -= size;
		return shm;
	}
	return NULL;
}

/*
 * Round small sizes up to powers of two, so that a freed region fits later
 * requests. Round large sizes up to whole pages only, because the TEE maps
 * whole regions and has few translation tables.
 */
static size_t round_up(size_t size)
{
	size_t rounded = SMALLEST;

	if (size > SHM_SMALL)
		return (size + SMALLEST - 1) / SMALLEST * SMALLEST;
	while (rounded < size)
		rounded *= 2;
	return rounded;
}

/* Allocate and map a region. Return: NULL on error. */
static struct shm *make(size_t size)
{
	struct shm *shm;
	uint32_t id;
	int fd, rc;

	pthread_mutex_lock(&table.lock);
	shm = table.none;
	if (shm)
		table.none = shm->next;
	pthread_mutex_unlock(&table.lock);
	fd = shm ? broker_alloc_memory(size, &id) : -ENOSPC;
	rc = map(shm, fd, size);
	if (!rc) {
		shm->entry->id = id;
		return shm;
	}
	log_warning("%zu bytes of shared memory: %s", size, strerror(-rc));
	if (fd >= 0)
		broker_free_memory(id);
	if (shm) {
		pthread_mutex_lock(&table.lock);
		shm->next = table.none;
		table.none = shm;
		pthread_mutex_unlock(&table.lock);
	}
	return NULL;
}

static bool is_stopping(void)
{
	struct pollfd stop = { .fd = stopping_fd(), .events = POLLIN };

	return poll(&stop, 1, 0) > 0;
}

/*
 * Wait until the TEE can map a region of @size bytes, because OP-TEE panics if
 * it cannot. The caller holds the lock. Other large regions are usually freed
 * soon, because reading a TA takes little time. However, OP-TEE keeps the data
 * that a TA sends to a socket or a plugin until that call has ended.
 * Return: true if the region may be given to the TEE. Its size is then
 * reserved.
 */
static bool reserve(size_t size)
{
	int64_t until = clock_ms() + TIMEOUT_MS, now;
	struct timespec look;

	if (!large(size))
		return true;
	if (size > table.limit) {
		log_error("%zu bytes of shared memory: more than the TEE can map; see --map-limit",
			  size);
		return false;
	}
	while (table.large_bytes > table.limit - size) {
		now = clock_ms();
		if (now >= until || is_stopping())
			return false;
		look = clock_timespec(now + LOOK_MS);
		pthread_cond_clockwait(&table.freed, &table.lock, CLOCK_MONOTONIC, &look);
	}
	table.large_bytes += size;
	return true;
}

/*
 * Undo reserve() for a region that the TEE has freed or does not get. The
 * caller holds the lock.
 */
static void unreserve(size_t size)
{
	table.large_bytes -= large(size);
	pthread_cond_broadcast(&table.freed);
}

uint32_t supp_shm_alloc(struct service_request *request)
{
	struct supp_param *value = &request->params[0];
	uint32_t result = TEEC_SUCCESS;
	struct shm *shm;
	size_t size;

	if (!supp_expect(request, "x") || !value->b)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (value->b > LARGEST)
		return TEEC_ERROR_OUT_OF_MEMORY;
	size = round_up((size_t)value->b);
	pthread_mutex_lock(&table.lock);
	if (!reserve(size)) {
		result = TEEC_ERROR_OUT_OF_MEMORY;
		goto unlock;
	}
	shm = take_spare(size);
	pthread_mutex_unlock(&table.lock);
	/* Clear a spare region, because it contains another application's data. */
	if (shm)
		memset(shm->data, 0, shm->size);
	else
		shm = make(size);
	pthread_mutex_lock(&table.lock);
	if (shm) {
		give(shm, request->number);
		value->c = shm->entry->id;
	} else {
		unreserve(size);
		result = TEEC_ERROR_OUT_OF_MEMORY;
	}
unlock:
	pthread_mutex_unlock(&table.lock);
	return result;
}

/*
 * Take the region with the requested id from the TEE. The caller holds the
 * lock. If the request is served again, an earlier worker may have taken the
 * region already, and another request may have given it to the TEE since then.
 * In that case @given_to differs from the note. @last: [out] a region that the
 * caller must destroy. Return: true if the TEE had the region.
 */
static bool take_back(struct service_request *request, struct shm **last)
{
	uint64_t id = request->params[0].b;
	struct shm **link, *shm;

	for (link = bucket(id); (shm = *link); link = &shm->next)
		if (shm->entry->id == id)
			break;
	if (request->again && *request->note && (!shm || shm->entry->given_to != *request->note))
		return true;
	if (!shm)
		return false;
	*request->note = shm->entry->given_to;
	shm->entry->use = SHM_SPARE;
	unreserve(shm->size);
	*link = shm->next;
	*last = drop(shm);
	return true;
}

uint32_t supp_shm_free(struct service_request *request)
{
	struct shm *last = NULL;
	bool done;

	if (!supp_expect(request, "x") && !supp_expect(request, "v"))
		return TEEC_ERROR_BAD_PARAMETERS;
	pthread_mutex_lock(&table.lock);
	done = take_back(request, &last);
	pthread_mutex_unlock(&table.lock);
	if (last)
		destroy(last);
	return done ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
}
