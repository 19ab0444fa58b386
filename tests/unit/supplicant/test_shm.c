// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for shared memory: buffer sizes, and how much the TEE can be asked to
 * map at a time
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "request/shm.h"
#include "stopping.h"

#define MIB	(1ul << 20)

static struct shm_saved saved;
static size_t last_size;
static uint32_t last_id, freed_id;
static bool maps_nothing;	/* the allocated fd cannot be mapped */
static int map_error;		/* for mapping a former worker's memory, or 0 */
static int stopping;
static atomic_int waits;	/* allocations that had to wait */

int __real_pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
				  const struct timespec *until);
int __wrap_pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
				  const struct timespec *until);

int __wrap_pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock,
				  const struct timespec *until)
{
	waits++;
	return __real_pthread_cond_clockwait(cond, mutex, clock, until);
}

int broker_alloc_memory(size_t size, uint32_t *id)
{
	int fd = maps_nothing ? eventfd(0, EFD_CLOEXEC) : memfd_create("shm", MFD_CLOEXEC);

	if (maps_nothing) {
		*id = ++last_id;
		return fd;
	}
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	last_size = size;
	*id = ++last_id;
	return fd;
}

void broker_free_memory(uint32_t id)
{
	freed_id = id;
}

int broker_map_memory(uint32_t id, size_t *size)
{
	int fd;

	(void)id;
	if (map_error)
		return map_error;
	fd = memfd_create("shm", MFD_CLOEXEC);
	*size = 12288;	/* no test asks for this size, so it is not reused */
	assert_int_equal(ftruncate(fd, (off_t)*size), 0);
	return fd;
}

static bool none_in_hand(uint64_t number)
{
	(void)number;
	return false;
}

static uint32_t ask(supp_service_fn *service, uint64_t size_or_id, uint64_t *id)
{
	uint64_t note = 0;
	struct service_request request = {
		.num_params = 1, .number = 1, .note = &note,
		.params = {
			{ .kind = SUPP_VALUE, .input = true, .output = true, .b = size_or_id },
		},
	};
	uint32_t result = service(&request);

	if (id)
		*id = request.params[0].c;
	return result;
}

static size_t size_for(size_t size)
{
	uint64_t id;

	last_size = 0;
	assert_int_equal(ask(supp_shm_alloc, size, &id), TEEC_SUCCESS);
	assert_int_equal(ask(supp_shm_free, id, NULL), TEEC_SUCCESS);
	return last_size;
}

/* The buffer's last user may have been another TA, so it must be cleared. */
static void a_piece_is_given_out_empty(void **state)
{
	struct shm *shm;
	uint64_t id, first;
	size_t size;
	char *data;

	(void)state;
	assert_int_equal(ask(supp_shm_alloc, 4096, &first), TEEC_SUCCESS);
	shm = shm_find(NULL, first, (void **)&data, &size);
	assert_non_null(shm);
	memset(data, 0x5a, size);
	shm_put(shm);
	assert_int_equal(ask(supp_shm_free, first, NULL), TEEC_SUCCESS);
	assert_int_equal(ask(supp_shm_alloc, 4096, &id), TEEC_SUCCESS);
	assert_int_equal(id, first);	/* or we have not tested anything */
	shm = shm_find(NULL, id, (void **)&data, &size);
	assert_non_null(shm);
	for (size_t n = 0; n < size; n++)
		assert_int_equal(data[n], 0);
	shm_put(shm);
	assert_int_equal(ask(supp_shm_free, id, NULL), TEEC_SUCCESS);
}

static void large_pieces_are_pages(void **state)
{
	(void)state;
	assert_int_equal(size_for(1), 4096);
	assert_int_equal(size_for(4097), 8192);
	assert_int_equal(size_for(SHM_SMALL - 1), SHM_SMALL);
	assert_int_equal(size_for(SHM_SMALL + 1), SHM_SMALL + 4096);
	assert_int_equal(size_for(4313816), 4317184);
	assert_int_equal(size_for(5 * MIB), 5 * MIB);
}

static void one_too_large_is_refused(void **state)
{
	uint64_t id;

	(void)state;
	shm_setup(6 * MIB);
	assert_int_equal(ask(supp_shm_alloc, 6 * MIB + 1, &id), TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(ask(supp_shm_alloc, UINT64_MAX, &id), TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(size_for(6 * MIB), 6 * MIB);
}

struct load {
	pthread_t thread;
	uint64_t id;
	uint32_t result;
	atomic_bool done;
};

static void *load(void *argument)
{
	struct load *load = argument;

	load->result = ask(supp_shm_alloc, 4 * MIB, &load->id);
	load->done = true;
	return NULL;
}

/* Wait up to 10 s for the load to either block or finish. */
static void start_load(struct load *started)
{
	started->done = false;
	waits = 0;
	assert_int_equal(pthread_create(&started->thread, NULL, load, started), 0);
	for (int tries = 0; tries < 10000 && !waits && !started->done; tries++)
		usleep(1000);
	assert_true(waits || started->done);
}

/* OP-TEE cannot map both buffers at the same time, so one has to wait. */
static void the_second_waits(void **state)
{
	struct load second = { .id = 0 };
	uint64_t first, small;
	int before;

	(void)state;
	shm_setup(6 * MIB);
	assert_int_equal(ask(supp_shm_alloc, 4 * MIB, &first), TEEC_SUCCESS);
	start_load(&second);
	/* small ones do not queue up behind it */
	assert_int_equal(ask(supp_shm_alloc, 4096, &small), TEEC_SUCCESS);
	assert_false(second.done);
	assert_int_equal(ask(supp_shm_free, small, NULL), TEEC_SUCCESS);
	assert_int_equal(ask(supp_shm_free, first, NULL), TEEC_SUCCESS);
	pthread_join(second.thread, NULL);
	assert_int_equal(second.result, TEEC_SUCCESS);
	/* ends the wait, too */
	first = second.id;
	start_load(&second);
	assert_false(second.done);
	before = waits;
	eventfd_write(stopping, 1);
	pthread_join(second.thread, NULL);
	assert_int_equal(second.result, TEEC_ERROR_OUT_OF_MEMORY);
	/* polls 20 times a second, gives up after 30 s */
	assert_true(waits - before < 200);
	assert_int_equal(ask(supp_shm_free, first, NULL), TEEC_SUCCESS);
}

/* The worker could not map it, so it's up to the monitor to free it. */
static void what_cannot_be_mapped_is_freed(void **state)
{
	uint64_t id;

	(void)state;
	maps_nothing = true;
	freed_id = 0;
	assert_int_equal(ask(supp_shm_alloc, 2 * MIB, &id), TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(freed_id, last_id);
	maps_nothing = false;
}

/*
 * What the TEE holds is only given up if the monitor says it is lost. On any
 * other error keep the entry and let the next worker try. Note that shm_start()
 * goes backwards from the last entry.
 */
static void what_the_tee_has_is_not_given_up(void **state)
{
	struct shm_entry *entry = &saved.entries[SHM_MAX_REGIONS - 1];

	(void)state;
	*entry = (struct shm_entry){ .use = SHM_GIVEN, .id = 9, .given_to = 1 };
	map_error = -EMFILE;
	assert_int_equal(shm_start(&saved, none_in_hand), -EMFILE);
	assert_int_equal(entry->use, SHM_GIVEN);
	map_error = -ENOENT;
	assert_int_equal(shm_start(&saved, none_in_hand), 0);
	assert_int_equal(entry->use, SHM_NONE);
	/*
	 * Two entries for the same memory: take over one, or else the TEE would
	 * be given it twice.
	 */
	map_error = 0;
	entry[0] = entry[-1] = (struct shm_entry){ .use = SHM_GIVEN, .id = 9, .given_to = 1 };
	assert_int_equal(shm_start(&saved, none_in_hand), 0);
	assert_int_equal(entry[0].use, SHM_GIVEN);
	assert_int_equal(entry[-1].use, SHM_NONE);
	assert_int_equal(ask(supp_shm_free, 9, NULL), TEEC_SUCCESS);
	assert_int_equal(ask(supp_shm_free, 9, NULL), TEEC_ERROR_BAD_PARAMETERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* has to come first, as it calls shm_start() */
		cmocka_unit_test(what_the_tee_has_is_not_given_up),
		cmocka_unit_test(large_pieces_are_pages),
		cmocka_unit_test(a_piece_is_given_out_empty),
		cmocka_unit_test(one_too_large_is_refused),
		cmocka_unit_test(what_cannot_be_mapped_is_freed),
		cmocka_unit_test(the_second_waits),
	};

	stopping = eventfd(0, EFD_CLOEXEC);
	stopping_set_fd(stopping);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
