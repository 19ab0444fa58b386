// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time secure storage the way xtest's benchmarks 1001 to 1003 do: for each of their
 * object sizes, write, read and rewrite (read a block, then write it) a whole
 * object in 1 KiB blocks. xtest's TA takes the time itself in milliseconds, whereas
 * we time each run on the client side.
 *
 * This talks to the TA from xtest's storage tests. libteec is linked statically, so
 * two runs differ in the supplicant and nothing else.
 *
 * usage: bench-storage times      print a line for each size and operation (see samples.c)
 *        bench-storage requests   provoke every kind of supplicant request
 */
#include <stdio.h>
#include <string.h>
#include <tee_client_api.h>

#include "samples.h"

static const TEEC_UUID storage_ta = {
	0xb689f2a7, 0x8adf, 0x477a,
	{ 0x9f, 0x99, 0x32, 0xe9, 0x0c, 0x0a, 0xd0, 0xa2 },
};

/*
 * TA commands. For their parameters see sections 5.7 and 5.9 in the TEE Internal
 * Core API.
 */
enum { TA_OPEN, TA_CLOSE, TA_READ, TA_WRITE, TA_CREATE, TA_SEEK, TA_DELETE, TA_RENAME,
	TA_TRUNCATE };

#define PRIVATE_REE	0x80000000u	/* OP-TEE's REE FS storage */
#define READ_WRITE_META	0x7u		/* TEE_DATA_FLAG_ACCESS_… */
#define OVERWRITE	0x400u		/* TEE_DATA_FLAG_OVERWRITE */
#define SEEK_TO		0u		/* TEE_DATA_SEEK_SET */
#define SEEK_BY		1u		/* TEE_DATA_SEEK_CUR */

#define PIECE		1024u
#define MEMORY_SIZE	(16u * KIB)	/* the TA's heap can't hold more */
#define NAME		"bench"
#define OTHER_NAME	"other"

struct bench {
	TEEC_Context context;
	TEEC_Session session;
	TEEC_SharedMemory memory;
	TEEC_SharedMemory name;
	uint32_t object;		/* the open object's handle */
};

static void invoke(struct bench *bench, uint32_t command, TEEC_Operation *operation)
{
	TEEC_Result result = TEEC_InvokeCommand(&bench->session, command, operation, NULL);

	if (result)
		die("the storage test's Trusted Application answered command %u with 0x%08x",
		    command, result);
}

static void start(struct bench *bench)
{
	check(TEEC_OpenSession(&bench->context, &bench->session, &storage_ta,
			       TEEC_LOGIN_PUBLIC, NULL, NULL, NULL) == TEEC_SUCCESS,
	      "opening a session with xtest's Trusted Application for storage");
}

static TEEC_Parameter name_of(struct bench *bench, const char *name)
{
	size_t size = strlen(name);

	memcpy(bench->name.buffer, name, size);
	return (TEEC_Parameter){ .memref = { &bench->name, size, 0 } };
}

static void create(struct bench *bench)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_VALUE_INOUT,
					       TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INPUT),
		.params[0] = name_of(bench, NAME),
		.params[1].value.a = READ_WRITE_META | OVERWRITE,
		.params[2].value.b = PRIVATE_REE,
	};

	invoke(bench, TA_CREATE, &operation);
	bench->object = operation.params[1].value.b;
}

static void reopen(struct bench *bench, const char *name)
{
	TEEC_Operation closing = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value.a = bench->object,
	};
	TEEC_Operation opening = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_VALUE_INOUT,
					       TEEC_VALUE_INPUT, TEEC_NONE),
		.params[0] = name_of(bench, name),
		.params[1].value.a = READ_WRITE_META,
		.params[2].value.a = PRIVATE_REE,
	};

	invoke(bench, TA_CLOSE, &closing);
	invoke(bench, TA_OPEN, &opening);
	bench->object = opening.params[1].value.b;
}

static void seek(struct bench *bench, int32_t offset, uint32_t whence)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_INOUT, TEEC_NONE,
					       TEEC_NONE),
		.params[0].value = { bench->object, (uint32_t)offset },
		.params[1].value.a = whence,
	};

	invoke(bench, TA_SEEK, &operation);
}

static void write_piece(struct bench *bench, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_VALUE_INPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].memref = { &bench->memory, size, 0 },
		.params[1].value.a = bench->object,
	};

	invoke(bench, TA_WRITE, &operation);
}

static void read_piece(struct bench *bench, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_OUTPUT, TEEC_VALUE_INOUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].memref = { &bench->memory, size, 0 },
		.params[1].value.a = bench->object,
	};

	invoke(bench, TA_READ, &operation);
	if (operation.params[1].value.b != size)
		die("%u bytes were read of %zu", operation.params[1].value.b, size);
}

/* Call @handle for each block from start to end. */
static void for_each_piece(struct bench *bench, size_t size, size_t piece,
			   void (*handle)(struct bench *bench, size_t size))
{
	seek(bench, 0, SEEK_TO);
	for (size_t done = 0; done < size; done += piece) {
		if (piece > size - done)
			piece = size - done;
		handle(bench, piece);
	}
}

static void rewrite_piece(struct bench *bench, size_t size)
{
	read_piece(bench, size);
	seek(bench, -(int32_t)size, SEEK_BY);
	write_piece(bench, size);
}

static void delete(struct bench *bench)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value.a = bench->object,
	};

	invoke(bench, TA_DELETE, &operation);
}

static const struct {
	const char *name;
	void (*handle)(struct bench *bench, size_t size);
} tests[] = {
	{ "write", write_piece }, { "read", read_piece }, { "rewrite", rewrite_piece },
};
#define NUM_TESTS (sizeof(tests) / sizeof(tests[0]))

/* The large sizes take about a minute, so one run has to do. */
static const struct {
	size_t size;
	unsigned int runs;
} sizes[] = {
	{ 256, 5 }, { 512, 5 }, { 1 * KIB, 5 }, { 2 * KIB, 5 }, { 4 * KIB, 5 },
	{ 16 * KIB, 3 }, { 512 * KIB, 1 }, { MIB, 1 },
};

static void print_row(const char *what, size_t size, uint64_t *samples, unsigned int count)
{
	char name[64];

	if (size < KIB)
		snprintf(name, sizeof(name), "storage: %s %zu B", what, size);
	else
		snprintf(name, sizeof(name), "storage: %s %zu KiB", what, size / KIB);
	print_samples(name, samples, count, NOT_OVER_BASELINE);
}

static void time_size(struct bench *bench, size_t size, unsigned int runs)
{
	uint64_t samples[NUM_TESTS][16], begin;

	for (unsigned int run = 0; run < runs; run++) {
		create(bench);
		for_each_piece(bench, size, MEMORY_SIZE, write_piece);
		reopen(bench, NAME);
		for (size_t n = 0; n < NUM_TESTS; n++) {
			begin = now();
			for_each_piece(bench, size, PIECE, tests[n].handle);
			samples[n][run] = now() - begin;
		}
		delete(bench);
	}
	for (size_t n = 0; n < NUM_TESTS; n++)
		print_row(tests[n].name, size, samples[n], runs);
}

static void make_times(struct bench *bench)
{
	start(bench);
	/* Warm up the directory, memory and threads that everything after this reuses. */
	create(bench);
	for_each_piece(bench, 16 * KIB, PIECE, write_piece);
	for_each_piece(bench, 16 * KIB, PIECE, read_piece);
	delete(bench);
	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++)
		time_size(bench, sizes[n].size, sizes[n].runs);
	TEEC_CloseSession(&bench->session);
}

static void change(struct bench *bench)
{
	TEEC_Operation renaming = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].value.a = bench->object,
		.params[1] = name_of(bench, OTHER_NAME),
	};
	TEEC_Operation truncating = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value = { bench->object, 100 },
	};

	invoke(bench, TA_RENAME, &renaming);
	invoke(bench, TA_TRUNCATE, &truncating);
}

/* OP-TEE loads the TA for each session and unloads it when that session closes. */
static void make_requests(struct bench *bench)
{
	for (unsigned int run = 0; run < 8; run++) {
		start(bench);
		create(bench);
		for_each_piece(bench, 16 * KIB, PIECE, write_piece);
		reopen(bench, NAME);
		for_each_piece(bench, 16 * KIB, PIECE, read_piece);
		for_each_piece(bench, 16 * KIB, PIECE, rewrite_piece);
		change(bench);
		reopen(bench, OTHER_NAME);
		read_piece(bench, 100);
		delete(bench);
		TEEC_CloseSession(&bench->session);
	}
}

int main(int argc, char **argv)
{
	struct bench bench = {
		.memory = { .size = MEMORY_SIZE, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT },
		.name = { .size = 64, .flags = TEEC_MEM_INPUT },
	};
	bool times = argc == 2 && !strcmp(argv[1], "times");

	if (!times && (argc != 2 || strcmp(argv[1], "requests")))
		die("usage: bench-storage times|requests");
	check(TEEC_InitializeContext(NULL, &bench.context) == TEEC_SUCCESS,
	      "TEEC_InitializeContext");
	check(TEEC_AllocateSharedMemory(&bench.context, &bench.memory) == TEEC_SUCCESS &&
	      TEEC_AllocateSharedMemory(&bench.context, &bench.name) == TEEC_SUCCESS,
	      "TEEC_AllocateSharedMemory");
	memset(bench.memory.buffer, 0x5a, MEMORY_SIZE);

	if (times)
		make_times(&bench);
	else
		make_requests(&bench);

	TEEC_ReleaseSharedMemory(&bench.name);
	TEEC_ReleaseSharedMemory(&bench.memory);
	TEEC_FinalizeContext(&bench.context);
	return 0;
}
