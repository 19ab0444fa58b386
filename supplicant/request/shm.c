// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shared memory for the TEE. OP-TEE allocates a buffer for the first RPC of a
 * call and frees it at the end of the call, so a small cache of freed regions
 * saves most of the round trips to the monitor.
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

/* The kernel hands out small ids, so buckets rarely get longer than one region. */
#define NUM_BUCKETS	64
#define SMALLEST	4096u
#define LARGEST		(64u << 20)
/*
 * How long a large allocation waits for its turn, and how often it looks
 * whether we're shutting down
 */
#define TIMEOUT_MS	30000
#define LOOK_MS		50
/* Bounds for the spare list: regions, and bytes */
#define SPARE_COUNT	16
#define SPARE_BYTES	(4u << 20)

/*
 * struct shm - a region, or an unused entry
 * @entry:	the part that survives the worker
 * @next:	in the hash bucket, the spare list or table.none
 * @refs:	the TEE's own while it has the region, plus one per request that
 *		names it
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
	struct shm *buckets[NUM_BUCKETS];	/* the TEE's regions */
	struct shm *spare;
	unsigned int num_spare;
	size_t spare_bytes;
	size_t limit;				/* upper bound for @large_bytes */
	size_t large_bytes;			/* large regions, with the TEE or reserved */
	pthread_cond_t freed;
	struct shm *none;			/* free list */
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

/* Map a region and close @fd, which may also be -errno. Return: 0 or -errno. */
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

/* Hand a region to the TEE on behalf of request @number. Lock held. */
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

/* Unmap and free a region after the last reference is gone. Takes the lock. */
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

static bool is_given(uint32_t id)
{
	const struct shm *shm;

	for (shm = *bucket(id); shm && shm->entry->id != id; shm = shm->next)
		;
	return shm;
}

/*
 * Take over one of the previous worker's regions. Return: 0; -ENOENT if there's
 * nothing to take over, or the region is lost; any other -errno if it can't be
 * mapped right now.
 */
static int take_over(struct shm *shm, supp_in_hand_fn *is_in_hand)
{
	struct shm_entry *entry = shm->entry;
	size_t size = 0;
	int fd, rc;

	/*
	 * Skip spare regions (the monitor frees them if we don't ask) and those
	 * of a request that is going to be served again, since it'll allocate a
	 * new one. Duplicate ids can only come from a compromised worker.
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
	log_error("memory %u, which the TEE is using, %s: %s", entry->id,
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
 * Drop a reference, with the lock held. Return: the region if the caller has to
 * destroy() it after unlocking, else NULL.
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

/* Reuse a spare region of exactly this size, or return NULL. Lock held. */
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
 * Powers of two for small sizes, to improve the odds of reuse. Large ones are
 * only page-aligned: the TEE maps all of a region, and translation tables are
 * scarce there.
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
 * Wait until the TEE can map another @size bytes. We can't just let it try, as
 * OP-TEE panics when it runs out of translation tables.
 *
 * Large regions are usually freed soon, since reading a TA is quick. But OP-TEE
 * also keeps data for a socket or a plugin in one until that TA's call returns.
 *
 * Called with the lock held (and sleeps). Return: true if @size is now
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

/* Undo reserve() when the TEE has freed the region, or never got it. Lock held. */
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
	/* A spare region still has data in it, perhaps another TA's. */
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
 * Take the region in @request back from the TEE. Return: false if the TEE
 * doesn't have it. @last is set if the caller has to destroy() the region. Lock
 * held.
 *
 * If this request is served for the second time, the first attempt may have got
 * this far, and since then the region may even have been given to the TEE for
 * some other request. The note tells: it holds the @given_to we took back then.
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
