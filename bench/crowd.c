// SPDX-License-Identifier: BSD-2-Clause
/*
 * How much do other clients slow down an invocation? First with one idle client
 * that sits on a lot of memory and sessions, then with many clients that invoke at
 * the same time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crowd.h"
#include "device.h"

#define PAGE		(4 * KIB)
#define MOST_REGIONS	1000u
#define MOST_SESSIONS	800u

#define CLIENTS		64u
#define SPAN_NS		2000000000u

#define NOT_OVER_ALONE	"*1.01 invoke, others hold nothing"

/* the idle client */
struct holder {
	int tee;
	uint8_t *memory;
	int regions[MOST_REGIONS];
	unsigned int num_regions;
};

static void hold_regions(struct holder *other, unsigned int count)
{
	int id;

	while (other->num_regions < count) {
		other->regions[other->num_regions] =
			register_shm(other->tee, other->memory + other->num_regions * PAGE,
				     PAGE, &id);
		other->num_regions++;
	}
}

static void release_regions(struct holder *other)
{
	while (other->num_regions)
		close_fd(other->regions[--other->num_regions]);
}

static void measure_invoke(struct bench *bench, const char *name, const char *limit)
{
	const struct operation op = { name, invoke_nothing, 0, 1, NO_LIMIT, limit };

	measure_all(bench, &op, 1);
}

void measure_held(struct bench *bench)
{
	struct holder other = { .tee = open_device() };
	uint32_t sessions[MOST_SESSIONS];

	other.memory = mmap(NULL, MOST_REGIONS * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	check(other.memory != MAP_FAILED, "mmap");

	measure_invoke(bench, "invoke, others hold nothing", NULL);
	hold_regions(&other, 100);
	measure_invoke(bench, "invoke, others hold 100 regions", NOT_OVER_ALONE);
	hold_regions(&other, MOST_REGIONS);
	measure_invoke(bench, "invoke, others hold 1000 regions", NOT_OVER_ALONE);
	release_regions(&other);

	for (unsigned int n = 0; n < MOST_SESSIONS; n++)
		sessions[n] = open_session(other.tee);
	measure_invoke(bench, "invoke, others hold 800 sessions", NOT_OVER_ALONE);
	for (unsigned int n = 0; n < MOST_SESSIONS; n++)
		close_session(other.tee, sessions[n]);

	check(munmap(other.memory, MOST_REGIONS * PAGE) == 0, "munmap");
	close_fd(other.tee);
}

/* shared with all client processes */
struct crowd {
	uint64_t end;		/* set before the clients start */
	uint64_t calls[CLIENTS];
};

/*
 * Open a session and close @ready. The parent closes @begin once every client got
 * this far.
 */
static _Noreturn void be_client(struct crowd *crowd, unsigned int n, int ready, int begin)
{
	struct bench bench = { .tee = open_device() };
	char none;

	bench.session = open_session(bench.tee);
	close_fd(ready);
	check(read(begin, &none, 1) == 0, "waiting for the beginning");
	while (now() < crowd->end) {
		invoke_nothing(&bench, 0);
		crowd->calls[n]++;
	}
	close_session(bench.tee, bench.session);
	_exit(0);
}

static void run_crowd(struct crowd *crowd)
{
	int ready[2], begin[2], status;
	char none;

	check(pipe(ready) == 0 && pipe(begin) == 0, "pipe");
	for (unsigned int n = 0; n < CLIENTS; n++) {
		pid_t pid = fork();

		check(pid >= 0, "fork");
		if (!pid) {
			close_fd(ready[0]);
			close_fd(begin[1]);
			be_client(crowd, n, ready[1], begin[0]);
		}
	}
	close_fd(ready[1]);
	check(read(ready[0], &none, 1) == 0, "waiting for the clients");
	crowd->end = now() + SPAN_NS;
	close_fd(begin[1]);
	for (unsigned int n = 0; n < CLIENTS; n++)
		check(wait(&status) > 0 && status == 0, "one of many clients");
	close_fd(ready[0]);
	close_fd(begin[0]);
}

static void print_share(const char *name, uint64_t calls, const char *limit)
{
	uint64_t ns;

	check(calls != 0, "a client's invocations");
	ns = SPAN_NS / calls;
	print_judged(name, &ns, 1, limit);
}

void measure_crowd(void)
{
	struct crowd *crowd = mmap(NULL, sizeof(*crowd), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t least = UINT64_MAX, most = 0, all = 0;

	check(crowd != MAP_FAILED, "mmap");
	run_crowd(crowd);
	for (unsigned int n = 0; n < CLIENTS; n++) {
		uint64_t calls = crowd->calls[n];

		all += calls;
		least = calls < least ? calls : least;
		most = calls > most ? calls : most;
	}
	print_share("invoke, 64 clients: the mean client", all / CLIENTS, "-");
	/* A client that gets less than half the mean number of calls counts as starved. */
	print_share("invoke, 64 clients: the least-served", least,
		    "*2 invoke, 64 clients: the mean client");
	print_share("invoke, 64 clients: the most-served", most, "-");
	check(munmap(crowd, sizeof(*crowd)) == 0, "munmap");
}
