// SPDX-License-Identifier: BSD-2-Clause
/*
 * Randomly kill supplicant processes while clients change objects.
 *
 * If a change was reported as successful, the client has to find it. After a
 * failure it may find either the old or the new object, but nothing corrupt,
 * and it must never get stuck.
 *
 * As long as the monitor survives, or a service manager holds on to its fds,
 * the next worker picks up where the last one stopped and calls don't fail at
 * all. Without either, OP-TEE sees an error, and then we have to be careful:
 * when OP-TEE 4.5 fails to read its directory file, it ignores that and later
 * uses a tree it has already freed, which crashes the secure world. So in this
 * case only one client runs, and no change overlaps with a kill.
 */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "manager.h"
#include "storage.h"
#include "supplicant.h"
#include "tee.h"

#define KILLS		50u
#define LONG_KILLS	200u
#define KILLS_OF_ALL	40u
#define KILLS_A_CHANGE	10u
#define MAX_CLIENTS	3u
#define OBJECTS		3u
#define ABSENT		0u
/* Far more than a client needs to get anywhere. Waiting for a supplicant has no timeout. */
#define HANG_MS		120000u
#define TRIES		100u

/* Written by the clients, read by the parent. One writer per field. */
static struct shared {
	volatile bool stop;
	bool spare;				/* avoid crashing OP-TEE: take @quiet */
	pthread_mutex_t quiet;			/* around every kill and every change */
	struct {
		volatile uint64_t alive;	/* last progress, in ms */
		volatile unsigned int done, failed, unread;
		volatile uint32_t why;		/* result of the latest failure */
	} clients[MAX_CLIENTS];
} *shared;

struct client {
	struct storage storage;
	unsigned int number;
	unsigned int seed;
	uint32_t last;				/* latest version written */
	uint32_t known[OBJECTS];		/* version on disk, or ABSENT */
};

static size_t size_of(unsigned int object)
{
	static const size_t sizes[OBJECTS] = { 120, 5000, 21000 };

	return sizes[object];
}

static void keep_quiet(void)
{
	if (shared->spare)
		pthread_mutex_lock(&shared->quiet);
}

static void end_quiet(void)
{
	if (shared->spare)
		pthread_mutex_unlock(&shared->quiet);
}

static void is_alive(struct client *client)
{
	shared->clients[client->number].alive = now_ms();
}

/* Look up an object's version, retrying until the object can be read. */
static uint32_t look(struct client *client, unsigned int object)
{
	static uint8_t data[STORAGE_MAX_SIZE], want[STORAGE_MAX_SIZE];
	uint32_t name = client->number * OBJECTS + object, ret = 0, version;
	size_t size;

	for (unsigned int try = 0; try < TRIES; try++) {
		is_alive(client);
		ret = storage_read(&client->storage, name, data, &size);
		if (ret == TEEC_ERROR_ITEM_NOT_FOUND)
			return ABSENT;
		CHECK_MSG(ret != TEE_ERROR_CORRUPT_OBJECT && ret != TEE_ERROR_CORRUPT_OBJECT_2,
			  "object %u is corrupt (0x%x)", name, ret);
		if (!ret)
			break;
		shared->clients[client->number].unread++;
		sleep_ms(20);
	}
	CHECK_MSG(!ret, "object %u cannot be read: 0x%x", name, ret);
	CHECK_EQ(size, size_of(object));
	memcpy(&version, data, sizeof(version));
	storage_fill(want, size, version);
	CHECK_MSG(!memcmp(data, want, size), "object %u is a mixture", name);
	return version;
}

/* Create @object if it's absent, otherwise change it in some random way. Returns the result. */
static uint32_t change(struct client *client, unsigned int object, uint32_t *next)
{
	static uint8_t data[STORAGE_MAX_SIZE];
	uint32_t name = client->number * OBJECTS + object;
	unsigned int way = (unsigned int)rand_r(&client->seed) % 10;

	*next = ++client->last;
	storage_fill(data, size_of(object), *next);
	if (client->known[object] == ABSENT)
		return storage_create(&client->storage, name, data, size_of(object), false);
	if (way < 1)
		return storage_create(&client->storage, name, data, size_of(object), true);
	if (way < 2) {
		*next = ABSENT;
		return storage_remove(&client->storage, name);
	}
	return storage_write(&client->storage, name, data, size_of(object));
}

static void one_change(struct client *client)
{
	unsigned int object = (unsigned int)rand_r(&client->seed) % OBJECTS;
	uint32_t before = client->known[object], next, now, ret;

	is_alive(client);
	keep_quiet();
	ret = change(client, object, &next);
	end_quiet();
	now = look(client, object);
	if (!ret)
		CHECK_MSG(now == next, "object %u: version %u was answered for, there is %u",
			  object, next, now);
	else
		CHECK_MSG(now == next || now == before,
			  "object %u: after a failure (0x%x) of %u over %u there is %u", object,
			  ret, next, before, now);
	client->known[object] = now;
	if (ret) {
		shared->clients[client->number].failed++;
		shared->clients[client->number].why = ret;
	} else {
		shared->clients[client->number].done++;
	}
}

static void use_storage(void *argument)
{
	struct client client = { .number = *(unsigned int *)argument,
		.seed = *(unsigned int *)argument + 77 };

	storage_init(&client.storage);
	client.last = client.number * 1000000;
	while (!shared->stop)
		one_change(&client);
	/* Everything should be there, and still writable. */
	for (unsigned int n = 0; n < OBJECTS; n++)
		CHECK_EQ(look(&client, n), client.known[n]);
	for (unsigned int n = 0; n < 5; n++)
		one_change(&client);
	storage_end(&client.storage);
}

/* Kill one of the monitor's children; the monitor starts a replacement. */
static pid_t kill_child(pid_t supplicant, unsigned int *seed)
{
	pid_t children[8];
	size_t count;

	for (int i = 0; !(count = supplicant_children(supplicant, children, 8)); i++) {
		CHECK_MSG(i < 2000, "the supplicant starts no worker");
		sleep_ms(5);
	}
	sleep_ms((unsigned int)rand_r(seed) % 300);
	kill(children[(unsigned int)rand_r(seed) % count], SIGKILL);
	return supplicant;
}

/* Take down just the monitor, or everything at once. */
static void kill_all(pid_t supplicant, unsigned int *seed)
{
	if (rand_r(seed) % 2)
		kill(supplicant, SIGKILL);	/* the children have to notice on their own */
	else
		supplicant_signal(supplicant, SIGKILL);
	child_wait(supplicant, 20, "the killed supplicant");
}

static pid_t kill_and_start(pid_t supplicant, unsigned int *seed)
{
	sleep_ms(200 + (unsigned int)rand_r(seed) % 600);
	keep_quiet();
	kill_all(supplicant, seed);
	supplicant = supplicant_start_again();
	end_quiet();
	return supplicant;
}

static pid_t kill_and_go_on(pid_t supplicant, unsigned int *seed)
{
	manager_wait_ready();
	sleep_ms((unsigned int)rand_r(seed) % 300);
	kill_all(supplicant, seed);
	return manager_start();
}

static void expect_progress(const pid_t *pids, unsigned int clients)
{
	int status;

	for (unsigned int n = 0; n < clients; n++) {
		CHECK_MSG(!child_ended(pids[n], 0, &status), "client %u ended: 0x%x", n, status);
		CHECK_MSG(now_ms() - shared->clients[n].alive < HANG_MS, "client %u hangs", n);
	}
}

static unsigned int changes(unsigned int clients)
{
	unsigned int sum = 0;

	for (unsigned int n = 0; n < clients; n++)
		sum += shared->clients[n].done;
	return sum;
}

/*
 * Give some client the time to finish a change. On a slow machine none might
 * fit between two kills.
 */
static void wait_for_a_change(const pid_t *pids, unsigned int clients, unsigned int before)
{
	while (changes(clients) == before) {
		expect_progress(pids, clients);
		sleep_ms(10);
	}
}

static void share(bool spare)
{
	pthread_mutexattr_t attr;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	CHECK(shared != MAP_FAILED);
	shared->spare = spare;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->quiet, &attr);
}

/* Wait a random time, kill, and return the supplicant that is running afterwards. */
typedef pid_t kill_fn(pid_t supplicant, unsigned int *seed);

/* Kill @kills times while clients are busy. @done and @failed return their changes. */
static void kill_at_random(kill_fn *kill_one, unsigned int kills, pid_t supplicant,
			   unsigned int clients, unsigned int *done, unsigned int *failed)
{
	unsigned int numbers[MAX_CLIENTS], seed = 4242, before = 0;
	pid_t pids[MAX_CLIENTS];

	*done = *failed = 0;
	for (unsigned int n = 0; n < clients; n++) {
		numbers[n] = n;
		shared->clients[n].alive = now_ms();
		pids[n] = child_start(use_storage, &numbers[n]);
	}
	for (unsigned int n = 0; n < kills; n++) {
		expect_progress(pids, clients);
		if (n % KILLS_A_CHANGE == 0 && n) {
			wait_for_a_change(pids, clients, before);
			before = changes(clients);
		}
		supplicant = kill_one(supplicant, &seed);
	}
	shared->stop = true;
	for (unsigned int n = 0; n < clients; n++) {
		child_expect_ok(pids[n], 120, "a client");
		*done += shared->clients[n].done;
		*failed += shared->clients[n].failed;
		if (shared->clients[n].failed)
			test_note("client %u: %u failures, the last with 0x%x", n,
				  shared->clients[n].failed, shared->clients[n].why);
	}
	test_note("%u kills: %u changes made, %u failed", kills, *done, *failed);
	supplicant_kill(supplicant);
}

/* More kills with LONG set, for the modes in which clients shouldn't notice. */
static unsigned int number_of_kills(void)
{
	const char *is_long = getenv("LONG");

	return is_long && *is_long ? LONG_KILLS : KILLS;
}

/* Number of reads that needed more than one attempt */
static unsigned int unread(unsigned int clients)
{
	unsigned int times = 0;

	for (unsigned int n = 0; n < clients; n++)
		times += shared->clients[n].unread;
	return times;
}

TEST_LIMIT(workers_killed_at_any_moment_and_nobody_notices, 600)
{
	unsigned int done, failed;

	share(false);
	supplicant_end_all();
	kill_at_random(kill_child, number_of_kills(), supplicant_start(), MAX_CLIENTS, &done,
		       &failed);
	CHECK_EQ(failed, 0);
	CHECK(done >= number_of_kills() / KILLS_A_CHANGE - 1 && !unread(MAX_CLIENTS));
}

TEST_LIMIT(supplicant_killed_at_any_moment_and_its_service_manager_starts_another, 600)
{
	unsigned int done, failed;

	share(false);
	supplicant_end_all();
	supplicant_empty_storage();
	manager_begin();
	kill_at_random(kill_and_go_on, number_of_kills(), manager_start(), MAX_CLIENTS, &done,
		       &failed);
	CHECK_EQ(failed, 0);
	CHECK(done >= number_of_kills() / KILLS_A_CHANGE - 1 && !unread(MAX_CLIENTS));
	/*
	 * The device and the state, plus shared memory in use. Anything more
	 * would be left over from an earlier supplicant.
	 */
	CHECK(manager_kept() >= 2 && manager_kept() <= 2 + 32);
}

/* Fds stored for some other device: drop them all and serve the TEE regardless. */
TEST_LIMIT(what_was_kept_for_another_device_is_given_up, 120)
{
	static uint8_t data[STORAGE_MAX_SIZE];
	struct storage storage;
	pid_t supplicant;
	size_t size;

	supplicant_end_all();
	supplicant_empty_storage();
	manager_begin();
	supplicant = manager_start();
	manager_wait_ready();
	storage_init(&storage);
	CHECK_EQ(storage_create(&storage, 1, data, 100, true), 0);
	CHECK(manager_kept() > 2);
	supplicant_kill(supplicant);
	manager_rename("device ", "device /dev/teepriv9");
	supplicant = manager_start();
	manager_wait_ready();
	CHECK(manager_has("device ") && !manager_has("device /dev/teepriv9"));
	CHECK_EQ(manager_kept(), 2);
	while (storage_read(&storage, 1, data, &size))
		sleep_ms(20);
	CHECK_EQ(size, 100);
	storage_end(&storage);
	supplicant_kill(supplicant);
}

TEST_LIMIT(supplicant_killed_with_no_service_manager, 600)
{
	unsigned int done, failed;

	share(true);
	supplicant_end_all();
	kill_at_random(kill_and_start, KILLS_OF_ALL, supplicant_start(), 1, &done, &failed);
	CHECK_EQ(failed, 0);
	test_note("%u times an object was not read at once", unread(1));
	/*
	 * The client has to get work done in spite of this. Also make sure that
	 * enough kills were felt at all: after each failure OP-TEE must load
	 * the TA anew.
	 */
	CHECK(done >= KILLS_OF_ALL / KILLS_A_CHANGE - 1 && unread(1) >= KILLS_OF_ALL / 20);
}
