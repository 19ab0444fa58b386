// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time softteed, and in the same run what it is compared with. Limits are relative to rows of
 * the same run, see samples.c.
 *
 * usage: bench-softteed SELECTOR pinned|unpinned|across|lab
 *   pinned    everything runs on one CPU
 *   unpinned  the scheduler decides
 *   across    this process runs on one CPU, softteed on another
 *   lab       only what can be compared with another TEE, on a machine with one CPU
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "../samples.h"
#include "baseline.h"
#include "ta/bench_ta.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define OTHER_CLIENTS	4
#define OTHER_CALLS	200
#define IDLE_SESSIONS	1000

static const TEEC_UUID single = BENCH_SINGLE_UUID, multi = BENCH_MULTI_UUID;

struct bench {
	TEEC_Context context;
	TEEC_Session session;		/* with the application that has one process */
	TEEC_Session apart[OTHER_CLIENTS];	/* with a process each */
	TEEC_SharedMemory memory, result;	/* 1 MiB each, allocated */
	uint8_t *buffer;		/* 4 KiB of our own */
	pthread_barrier_t start;
};

static void open_session(struct bench *bench, const TEEC_UUID *uuid, TEEC_Session *session)
{
	TEEC_Result result = TEEC_OpenSession(&bench->context, session, uuid, TEEC_LOGIN_PUBLIC,
					      NULL, NULL, NULL);

	if (result)
		die("TEEC_OpenSession: 0x%08x", result);
}

static void invoke(TEEC_Session *session, uint32_t command, TEEC_Operation *operation)
{
	TEEC_Result result = TEEC_InvokeCommand(session, command, operation, NULL);

	if (result)
		die("TEEC_InvokeCommand: 0x%08x", result);
}

static void sleep_round(struct bench *bench, size_t size)
{
	(void)bench;
	(void)size;
	baseline_sleep();
}

static void spin_round(struct bench *bench, size_t size)
{
	(void)bench;
	(void)size;
	baseline_spin();
}

static void copy(struct bench *bench, size_t size)
{
	(void)bench;
	baseline_copy(size);
}

static void crypto_sha256(struct bench *bench, size_t size)
{
	(void)bench;
	baseline_sha256(size);
}

static void crypto_aes_gcm(struct bench *bench, size_t size)
{
	(void)bench;
	baseline_aes_gcm(size);
}

static void invoke_nothing(struct bench *bench, size_t size)
{
	(void)size;
	invoke(&bench->session, BENCH_NOTHING, NULL);
}

static void invoke_temporary(struct bench *bench, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_NONE, TEEC_NONE,
					       TEEC_NONE),
		.params[0].tmpref = { bench->buffer, size },
	};

	invoke(&bench->session, BENCH_NOTHING, &operation);
}

static void invoke_memory(struct bench *bench, uint32_t command, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT, TEEC_NONE, TEEC_NONE),
		.params[0].memref = { &bench->memory, size, 0 },
		.params[1].memref = { &bench->result, bench->result.size, 0 },
	};

	invoke(&bench->session, command, &operation);
}

static void invoke_allocated(struct bench *bench, size_t size)
{
	invoke_memory(bench, BENCH_NOTHING, size);
}

static void invoke_sha256(struct bench *bench, size_t size)
{
	invoke_memory(bench, BENCH_SHA256, size);
}

static void invoke_aes_gcm(struct bench *bench, size_t size)
{
	invoke_memory(bench, BENCH_AES_GCM, size);
}

static void put(struct bench *bench, size_t size)
{
	invoke_memory(bench, BENCH_PUT, size);
}

/* What the last put has stored */
static void get(struct bench *bench, size_t size)
{
	invoke_memory(bench, BENCH_GET, size);
}

static void open_close(struct bench *bench, size_t size)
{
	TEEC_Session session;

	(void)size;
	open_session(bench, &single, &session);
	TEEC_CloseSession(&session);
}

static void new_process(struct bench *bench, size_t size)
{
	TEEC_Session session;

	(void)size;
	open_session(bench, &multi, &session);
	TEEC_CloseSession(&session);
}

/* Four clients at once */

struct other {
	struct bench *bench;
	TEEC_Session *session;
};

static void *call_often(void *argument)
{
	struct other *other = argument;

	pthread_barrier_wait(&other->bench->start);
	for (int n = 0; n < OTHER_CALLS; n++)
		invoke(other->session, BENCH_NOTHING, NULL);
	return NULL;
}

/* Print the time for one call if four clients call four processes at the same time. */
static void measure_four(struct bench *bench, const char *limit)
{
	struct other others[OTHER_CLIENTS];
	pthread_t threads[OTHER_CLIENTS];
	uint64_t samples[101];

	pthread_barrier_init(&bench->start, NULL, OTHER_CLIENTS + 1);
	for (int n = 0; n < OTHER_CLIENTS; n++) {
		open_session(bench, &multi, &bench->apart[n]);
		others[n] = (struct other){ bench, &bench->apart[n] };
	}
	for (size_t sample = 0; sample < COUNT(samples); sample++) {
		for (int n = 0; n < OTHER_CLIENTS; n++)
			check(!pthread_create(&threads[n], NULL, call_often, &others[n]),
			      "pthread_create");
		samples[sample] = now();
		pthread_barrier_wait(&bench->start);
		for (int n = 0; n < OTHER_CLIENTS; n++)
			pthread_join(threads[n], NULL);
		samples[sample] = (now() - samples[sample]) / (OTHER_CLIENTS * OTHER_CALLS);
	}
	print_judged("4 clients of 4 processes, a call", samples, COUNT(samples), limit);
	for (int n = 0; n < OTHER_CLIENTS; n++)
		TEEC_CloseSession(&bench->apart[n]);
}

static void measure_with_idle_sessions(struct bench *bench)
{
	/* One right after the other: the machine may have been faster or slower before. */
	static const struct operation without = {
		"empty, without idle sessions", invoke_nothing, 0, 200, NO_LIMIT, NULL
	}, with = {
		"empty, with 1000 idle sessions", invoke_nothing, 0, 200, 0,
		"*1.05 empty, without idle sessions"
	};
	static TEEC_Session idle[IDLE_SESSIONS];

	measure_all(bench, &without, 1);
	for (int n = 0; n < IDLE_SESSIONS; n++)
		open_session(bench, &single, &idle[n]);
	measure_all(bench, &with, 1);
	for (int n = 0; n < IDLE_SESSIONS; n++)
		TEEC_CloseSession(&idle[n]);
}

static const struct operation pinned[] = {
	{ "futex, round trip", sleep_round, 0, 200, NO_LIMIT, NULL },
	{ "empty", invoke_nothing, 0, 200, 0, "*1.5 futex, round trip" },
	{ "copy 4 KiB twice", copy, 8 * KIB, 200, NO_LIMIT, NULL },
	{ "4 KiB temporary reference", invoke_temporary, 4 * KIB, 200, 0,
	  "*1.2 empty + copy 4 KiB twice" },
	{ "1 MiB of allocated memory", invoke_allocated, MIB, 200, 0, "*1.1 empty" },
	{ "session open + close", open_close, 0, 50, 0, "*6 empty" },
	/* It gets a user namespace of its own. */
	{ "new process open + close", new_process, 0, 1, 0, "1000000" },
	{ "copy 1 MiB", copy, MIB, 1, NO_LIMIT, NULL },
	{ "libcrypto: SHA-256 of 1 MiB", crypto_sha256, MIB, 1, NO_LIMIT, NULL },
	{ "SHA-256 of 1 MiB", invoke_sha256, MIB, 1, 0,
	  "*1.05 libcrypto: SHA-256 of 1 MiB + copy 1 MiB" },
	{ "libcrypto: AES-256-GCM of 1 MiB", crypto_aes_gcm, MIB, 1, NO_LIMIT, NULL },
	{ "AES-256-GCM of 1 MiB", invoke_aes_gcm, MIB, 1, 0,
	  "*1.05 libcrypto: AES-256-GCM of 1 MiB + copy 1 MiB" },
	{ "put an object of 4 KiB", put, 4 * KIB, 1, NO_LIMIT, NULL },
	{ "get an object of 4 KiB", get, 4 * KIB, 1, NO_LIMIT, NULL },
};

static const struct operation unpinned[] = {
	{ "futex, round trip", sleep_round, 0, 200, NO_LIMIT, NULL },
	{ "empty", invoke_nothing, 0, 200, 0, "*1.5 futex, round trip" },
};

static const struct operation lab[] = {
	{ "futex, round trip", sleep_round, 0, 20, NO_LIMIT, NULL },
	{ "empty", invoke_nothing, 0, 1, NO_LIMIT, NULL },
	{ "4 KiB temporary reference", invoke_temporary, 4 * KIB, 1, NO_LIMIT, NULL },
	{ "1 MiB of allocated memory", invoke_allocated, MIB, 1, NO_LIMIT, NULL },
	{ "session open + close", open_close, 0, 1, NO_LIMIT, NULL },
	{ "new instance open + close", new_process, 0, 1, NO_LIMIT, NULL },
	{ "SHA-256 of 1 MiB", invoke_sha256, MIB, 1, NO_LIMIT, NULL },
	{ "put an object of 4 KiB", put, 4 * KIB, 1, NO_LIMIT, NULL },
	{ "get an object of 4 KiB", get, 4 * KIB, 1, NO_LIMIT, NULL },
};

static const struct operation across[] = {
	{ "futex, asleep", sleep_round, 0, 20, NO_LIMIT, NULL },
	{ "futex, spinning", spin_round, 0, 200, NO_LIMIT, NULL },
	{ "empty", invoke_nothing, 0, 200, 0, "*1.2 futex, asleep or futex, spinning" },
};

static void start(struct bench *bench, const char *selector)
{
	TEEC_Result result = TEEC_InitializeContext(selector, &bench->context);

	if (result)
		die("TEEC_InitializeContext(%s): 0x%08x", selector, result);
	open_session(bench, &single, &bench->session);
	bench->memory = (TEEC_SharedMemory){ .size = MIB, .flags = TEEC_MEM_INPUT };
	/* AES-GCM has no padding, so the result is as long as the input. */
	bench->result = (TEEC_SharedMemory){ .size = MIB, .flags = TEEC_MEM_OUTPUT };
	check(!TEEC_AllocateSharedMemory(&bench->context, &bench->memory) &&
	      !TEEC_AllocateSharedMemory(&bench->context, &bench->result),
	      "TEEC_AllocateSharedMemory");
	memset(bench->memory.buffer, 0xa5, MIB);
	memset(bench->result.buffer, 0, MIB);
	bench->buffer = calloc(1, 4 * KIB);
	check(bench->buffer, "calloc");
}

static void stop(struct bench *bench)
{
	free(bench->buffer);
	TEEC_ReleaseSharedMemory(&bench->result);
	TEEC_ReleaseSharedMemory(&bench->memory);
	TEEC_CloseSession(&bench->session);
	TEEC_FinalizeContext(&bench->context);
}

static void measure_unpinned(struct bench *bench)
{
	char limit[32];

	measure_in_turn(bench, unpinned, COUNT(unpinned));
	/* Without a client on the other CPU, a call takes one, or spins on two. */
	snprintf(limit, sizeof(limit), "*%.2f pinned: empty",
		 1.2 / (double)sysconf(_SC_NPROCESSORS_ONLN));
	measure_four(bench, limit);
}

static void measure_pinned(struct bench *bench)
{
	measure_in_turn(bench, pinned, COUNT(pinned));
	measure_with_idle_sessions(bench);
}

static void measure_across(struct bench *bench)
{
	measure_in_turn(bench, across, COUNT(across));
}

static void measure_lab(struct bench *bench)
{
	measure_all(bench, lab, COUNT(lab));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int cpu;	/* of the futex's other end */
		void (*measure)(struct bench *bench);
	} places[] = {
		{ "pinned", -1, measure_pinned },
		{ "unpinned", -1, measure_unpinned },
		{ "across", 1, measure_across },
		{ "lab", -1, measure_lab },
	};
	struct bench bench = { 0 };
	size_t place = 0;

	while (place < COUNT(places) && (argc != 3 || strcmp(argv[2], places[place].name)))
		place++;
	if (place == COUNT(places)) {
		fputs("usage: bench-softteed SELECTOR pinned|unpinned|across|lab\n", stderr);
		return 2;
	}
	baseline_start_peer(places[place].cpu);
	start(&bench, argv[1]);
	places[place].measure(&bench);
	stop(&bench);
	return 0;
}
