// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start the clients from client.c, and keep killing and replacing them until the
 * time is up. After that, neither Linux nor the TEE may hold on to anything of
 * theirs, and the TEE has to have as much free memory as it did before.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "storage.h"
#include "storm.h"
#include "supplicant.h"
#include "tee.h"

/* immediate in theory, but the machine may be busy */
#define END_SECONDS 60
#define DRAIN_MS 60000
/* percentage that has to be left in spite of fragmentation */
#define ROOM_PERCENT 95
/* successful operations before we kill the next client */
#define DEEDS_A_DEATH 8

struct storm_shared *storm_shared;

struct room {
	long sessions;
	long regions;
};

static unsigned int number_of(const char *name, unsigned int otherwise)
{
	const char *text = getenv(name);

	return text && *text ? (unsigned int)strtoul(text, NULL, 0) : otherwise;
}

static bool is_model(void)
{
	return !access(OPTEE_MODEL_DIR "counters", F_OK);
}

/* The pool keeps idle memory for the next client. Shrink it, which a worker does. */
static void trim_pool(void)
{
	for (int i = 0; i < 10; i++) {
		CHECK_OK(write_text("/proc/sys/vm/drop_caches", "2"));
		sleep_ms(100);
	}
}

/*
 * How much more fits into the TEE? The model has no limit, so for that one count
 * what's in use.
 */
static struct room measure_room(void)
{
	struct room room;
	int fd;

	trim_pool();
	if (is_model())
		return (struct room){ -model_counter("sessions"), -model_counter("regions") };
	fd = tee_open();
	room.sessions = tee_room_for_sessions(fd);
	room.regions = tee_room_for_regions(fd);
	CHECK_OK(close(fd));
	return room;
}

/* Killed clients may leave calls that workers have to see through first. */
static void wait_until_drained(const struct counters *before)
{
	uint64_t end = deadline_ms(DRAIN_MS);
	struct counters after;

	while (!counters_settle(before, &after))
		if (now_ms() > end) {
			counters_explain("after the storm", before, &after);
			FAIL("something is left of clients that are gone");
		}
}

static void start(pid_t *pid, struct storm_client *client, unsigned int *seed)
{
	static uint16_t owners;

	storm_shared->stores[client->index] = false;
	client->owner = ++owners ? owners : ++owners;
	client->seed = (unsigned int)rand_r(seed);
	*pid = child_start(storm_client_run, client);
}

/* It may have exited all by itself, just before we got here. */
static void end_client(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	status = child_wait(pid, END_SECONDS, "a killed client");
	CHECK_MSG((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) || status == 0,
		  "a client ended with status %#x (see above)", status);
}

static void storage_works(void)
{
	uint8_t data[1000], read[STORAGE_MAX_SIZE];
	struct storage storage;
	size_t size;

	storage_init(&storage);
	storage_fill(data, sizeof(data), 1);
	CHECK_EQ(storage_create(&storage, STORM_CLIENTS, data, sizeof(data), true), 0);
	CHECK_EQ(storage_read(&storage, STORM_CLIENTS, read, &size), 0);
	CHECK_MSG(size == sizeof(data) && !memcmp(read, data, size), "an object is not whole");
	storage_end(&storage);
}

static void expect_deeds(void)
{
	static const char *const names[STORM_DEEDS] = {
		[STORM_RECALL] = "sessions used", [STORM_GUESS] = "guessed sessions used",
		[STORM_MEMORY] = "pieces of memory used", [STORM_STRANGE] = "strangers refused",
		[STORM_STORAGE] = "objects written and read",
	};

	for (int deed = 0; deed < STORM_DEEDS; deed++) {
		test_note("%s: %lu", names[deed], atomic_load(&storm_shared->deeds[deed]));
		/*
		 * Don't insist on storage. Clients in the middle of it are the first to
		 * be killed, and storage_works() checks it later anyway.
		 */
		CHECK_MSG(storm_shared->deeds[deed] || deed == STORM_STORAGE,
			  "no deed of this kind: %s", names[deed]);
	}
}

/* Slow machines need more time to get anything done. Returns how much was done so far. */
static unsigned long wait_for_deeds(unsigned long wanted)
{
	unsigned long sum = 0;

	for (int tries = 0; tries < 300; tries++, sleep_ms(10)) {
		sum = 0;
		for (int deed = 0; deed < STORM_DEEDS; deed++)
			sum += atomic_load(&storm_shared->deeds[deed]);
		if (sum >= wanted)
			break;
	}
	return sum;
}

/* @any unless one of them is writing its object */
static unsigned int find_storing(unsigned int any)
{
	for (int tries = 0; tries < 50; tries++, sleep_ms(10))
		for (unsigned int n = 0; n < STORM_CLIENTS; n++)
			if (storm_shared->stores[n])
				return n;
	return any;
}

/*
 * Stop the supplicant, so that the client we kill is most likely waiting for it.
 * There is no other test with a slow supplicant.
 */
static unsigned int end_amid_a_request(const pid_t *pids, unsigned int n, unsigned int *seed)
{
	pid_t supplicant = is_model() ? 0 : supplicant_find();
	pid_t workers[8];
	size_t count = supplicant ? supplicant_children(supplicant, workers, 8) : 0;

	if (count)
		n = find_storing(n);
	for (size_t i = 0; i < count; i++)
		kill(workers[i], SIGSTOP);
	if (count)
		sleep_ms((unsigned int)rand_r(seed) % 100);
	end_client(pids[n]);
	for (size_t i = 0; i < count; i++)
		kill(workers[i], SIGCONT);
	return n;
}

static void storm(unsigned int seconds, unsigned int seed)
{
	uint64_t end = now_ms() + seconds * 1000ull;
	struct storm_client clients[STORM_CLIENTS];
	pid_t pids[STORM_CLIENTS];
	unsigned int lives = 0;
	unsigned long deeds = 0;

	for (unsigned int n = 0; n < STORM_CLIENTS; n++) {
		clients[n] = (struct storm_client){ .index = n, .model = is_model() };
		start(&pids[n], &clients[n], &seed);
	}
	for (; now_ms() < end; lives++) {
		unsigned int n = (unsigned int)rand_r(&seed) % STORM_CLIENTS;
		int status;

		sleep_ms((unsigned int)rand_r(&seed) % 300);
		deeds = wait_for_deeds(deeds + DEEDS_A_DEATH);
		if (rand_r(&seed) % 3)
			end_client(pids[n]);
		else
			n = end_amid_a_request(pids, n, &seed);
		start(&pids[n], &clients[n], &seed);
		/* some exit by themselves */
		for (n = 0; n < STORM_CLIENTS; n++) {
			if (!child_ended(pids[n], 0, &status))
				continue;
			CHECK_MSG(!status, "a client ended with status %#x (see above)", status);
			start(&pids[n], &clients[n], &seed);
			lives++;
		}
	}
	for (unsigned int n = 0; n < STORM_CLIENTS; n++)
		end_client(pids[n]);
	test_note("%u clients have lived and died", lives + STORM_CLIENTS);
}

/* enough for any STORM_SECONDS */
TEST_LIMIT(clients_are_kept_apart_in_a_storm, 86400)
{
	unsigned int seconds = number_of("STORM_SECONDS", 60);
	unsigned int seed = number_of("STORM_SEED", (unsigned int)time(NULL));
	struct counters counters;
	struct room before, after;

	test_note("STORM_SEED=%u STORM_SECONDS=%u", seed, seconds);
	storm_shared = mmap(NULL, sizeof(*storm_shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(storm_shared != MAP_FAILED);
	before = measure_room();
	counters_read(&counters);
	storm(seconds, seed);
	expect_deeds();
	wait_until_drained(&counters);
	after = measure_room();
	if (is_model()) {
		test_note("taken before: %ld sessions, %ld regions; after: %ld and %ld",
			  -before.sessions, -before.regions, -after.sessions, -after.regions);
		CHECK_EQ(after.sessions, before.sessions);
		CHECK_EQ(model_counter("threads"), 0);
		CHECK_MSG(after.regions >= before.regions, "the TEE knows more memory than before");
	} else {
		test_note("room before: %ld sessions, %ld regions; after: %ld and %ld",
			  before.sessions, before.regions, after.sessions, after.regions);
		CHECK_MSG(after.sessions * 100 >= before.sessions * ROOM_PERCENT,
			  "the TEE has room for fewer sessions");
		CHECK_MSG(after.regions * 100 >= before.regions * ROOM_PERCENT,
			  "the TEE has room for fewer regions");
		tee_works(tee_open());
		storage_works();
	}
}
