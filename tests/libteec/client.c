// SPDX-License-Identifier: BSD-2-Clause
/*
 * libteec client for the guest with the real OP-TEE. What "odd" prints has to be
 * the same with Debian's libteec, while "tap" is just for ours.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>
#include <unistd.h>

/* the "crypt" TA from OP-TEE's tests */
static const TEEC_UUID crypt_ta = {
	0xcb3e5ba0, 0xadf1, 0x11e0, { 0x99, 0x8b, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b },
};
#define SHA256		2	/* memory in, memory out */
#define REMEMBER	40	/* value in */
#define RECALL		41	/* value out */
#define DIGEST_SIZE	32

#define BOTH		(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT)
#define THREADS		16
#define ROUNDS		60

static TEEC_Context context;
static TEEC_Session session;

/* However the text gets to the TA, its digest is the same. */

static bool invoke_digest(TEEC_Operation *operation)
{
	return TEEC_InvokeCommand(&session, SHA256, operation, NULL) == TEEC_SUCCESS;
}

static bool digest_temporary(const void *text, size_t size, uint8_t *digest)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       0, 0),
		.params[0].tmpref = { (void *)(uintptr_t)text, size },
		.params[1].tmpref = { digest, DIGEST_SIZE },
	};

	return invoke_digest(&operation) && operation.params[1].tmpref.size == DIGEST_SIZE;
}

static bool digest_memory(TEEC_SharedMemory *memory, size_t size, uint8_t *digest)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       0, 0),
		.params[0].memref = { memory, size, 0 },
		.params[1].tmpref = { digest, DIGEST_SIZE },
	};

	return invoke_digest(&operation);
}

static bool digest_allocated(const void *text, size_t size, uint8_t *digest)
{
	TEEC_SharedMemory memory = { .size = size, .flags = TEEC_MEM_INPUT };
	bool right;

	if (TEEC_AllocateSharedMemory(&context, &memory) != TEEC_SUCCESS)
		return false;
	memcpy(memory.buffer, text, size);
	right = digest_memory(&memory, size, digest);
	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

static bool digest_registered(const void *text, size_t size, uint8_t *digest)
{
	TEEC_SharedMemory memory = {
		.buffer = (void *)(uintptr_t)text, .size = size, .flags = TEEC_MEM_INPUT,
	};
	bool right;

	if (TEEC_RegisterSharedMemory(&context, &memory) != TEEC_SUCCESS)
		return false;
	right = digest_memory(&memory, size, digest);
	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

static uint8_t *make_text(size_t size, unsigned int seed)
{
	uint8_t *text = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (text == MAP_FAILED)
		exit(2);
	for (size_t n = 0; n < size; n++)
		text[n] = (uint8_t)(n * 7 + n / 251 + seed);
	return text;
}

static bool a_known_digest(void)
{
	static const uint8_t of_abc[DIGEST_SIZE] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde,
		0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
		0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	uint8_t digest[DIGEST_SIZE];

	return digest_temporary("abc", 3, digest) && !memcmp(digest, of_abc, DIGEST_SIZE);
}

static bool every_way_has_the_same_digest(void)
{
	static const size_t sizes[] = { 1, 64, 4096, 5000, 65536, 65537, 300000, 1048576, 1500000 };
	bool right = true;

	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		uint8_t *text = make_text(sizes[n], (unsigned int)n);
		uint8_t digests[4][DIGEST_SIZE] = { 0 };
		bool same = digest_temporary(text, sizes[n], digests[0]) &&
			    digest_allocated(text, sizes[n], digests[1]) &&
			    digest_registered(text, sizes[n], digests[2]);

		/* read-only memory can't be registered */
		mprotect(text, sizes[n], PROT_READ);
		same = same && digest_temporary(text, sizes[n], digests[3]);
		for (int way = 1; way < 4; way++)
			same = same && !memcmp(digests[0], digests[way], DIGEST_SIZE);
		if (!same)
			printf("# %zu bytes\n", sizes[n]);
		right = right && same;
		munmap(text, sizes[n]);
	}
	return right;
}

static bool constants_are_registered_as_copies(void)
{
	static const char text[5000] = "what can only be read";
	uint8_t digest[DIGEST_SIZE], expected[DIGEST_SIZE];
	uint8_t copy[sizeof(text)];

	memcpy(copy, text, sizeof(text));
	return digest_registered(text, sizeof(text), digest) &&
	       digest_temporary(copy, sizeof(copy), expected) &&
	       !memcmp(digest, expected, DIGEST_SIZE);
}

static bool a_memfd_is_imported(void)
{
	TEEC_SharedMemory memory = { .flags = TEEC_MEM_INPUT };
	uint8_t digest[DIGEST_SIZE], expected[DIGEST_SIZE];
	uint8_t *text = make_text(8192, 5);
	int fd = memfd_create("text", MFD_CLOEXEC);
	bool right;

	if (fd < 0 || write(fd, text, 8192) != 8192 ||
	    TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, fd) != TEEC_SUCCESS)
		return false;
	close(fd);
	right = memory.size == 8192 && digest_memory(&memory, 8192, digest) &&
		digest_temporary(text, 8192, expected) && !memcmp(digest, expected, DIGEST_SIZE);
	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

/* libteec's internal flag for memory that it copies because the kernel won't register it */
#define FLAG_SHADOW	2

static bool digest_refused(const void *text, size_t size, uint8_t *digest)
{
	TEEC_SharedMemory memory = {
		.buffer = (void *)(uintptr_t)text, .size = size, .flags = BOTH,
	};
	bool right;

	if (TEEC_RegisterSharedMemory(&context, &memory) != TEEC_SUCCESS)
		return false;
	right = memory.imp.flags == FLAG_SHADOW && digest_memory(&memory, size, digest);
	if (!right)
		printf("# %zu bytes: flags %u\n", size, memory.imp.flags);
	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

static const size_t refused_sizes[] = { 4096, 65536, 1048576, 1500000 };

/* The kernel does not pin ext4 pages for long. */
static bool pages_of_a_file(void)
{
	bool right = true;

	for (size_t n = 0; n < sizeof(refused_sizes) / sizeof(refused_sizes[0]); n++) {
		size_t size = refused_sizes[n];
		uint8_t digests[3][DIGEST_SIZE], *text = make_text(size, 3), *mapped;
		int fd = open("/data/pages", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

		if (fd < 0 || write(fd, text, size) != (ssize_t)size)
			return false;
		mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
		if (mapped == MAP_FAILED)
			return false;
		right = right && digest_temporary(text, size, digests[0]) &&
			digest_temporary(mapped, size, digests[1]) &&
			digest_refused(mapped, size, digests[2]) &&
			!memcmp(digests[0], digests[1], DIGEST_SIZE) &&
			!memcmp(digests[0], digests[2], DIGEST_SIZE);
		munmap(mapped, size);
		munmap(text, size);
	}
	unlink("/data/pages");
	return right;
}

/* Runs in a child that becomes a user who may lock just 64 KiB. */
static int use_more_than_may_be_locked(void)
{
	struct rlimit limit = { 65536, 65536 };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) || setgid(1000) || setuid(1000))
		return 2;
	for (size_t n = 0; n < sizeof(refused_sizes) / sizeof(refused_sizes[0]); n++) {
		size_t size = refused_sizes[n];
		uint8_t digests[3][DIGEST_SIZE], *text = make_text(size, 4);
		bool right = digest_allocated(text, size, digests[0]) &&
			     digest_temporary(text, size, digests[1]) &&
			     (size > limit.rlim_cur ? digest_refused : digest_registered)
				     (text, size, digests[2]) &&
			     !memcmp(digests[0], digests[1], DIGEST_SIZE) &&
			     !memcmp(digests[0], digests[2], DIGEST_SIZE);

		munmap(text, size);
		if (!right) {
			printf("# %zu bytes\n", size);
			return 1;
		}
	}
	return 0;
}

static bool more_than_may_be_locked(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		status = use_more_than_may_be_locked();
		fflush(stdout);
		_exit(status);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

/*
 * Sixteen threads share memory that the kernel will not register. They all read the
 * same part, and each writes its digest to its own.
 */
#define PART	4096

static TEEC_SharedMemory refused_memory = { .size = (THREADS + 1) * PART, .flags = BOTH };

static void *use_refused(void *argument)
{
	size_t offset = (1 + (uintptr_t)argument) * PART;
	uint8_t *own = (uint8_t *)refused_memory.buffer + offset, expected[DIGEST_SIZE];
	uintptr_t wrong = !digest_temporary(refused_memory.buffer, PART, expected);

	for (unsigned int n = 0; n < ROUNDS; n++) {
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
						       TEEC_MEMREF_PARTIAL_OUTPUT, 0, 0),
			.params[0].memref = { &refused_memory, PART, 0 },
			.params[1].memref = { &refused_memory, PART, offset },
		};

		memset(own, (int)n, PART);
		wrong += !invoke_digest(&operation) || memcmp(own, expected, DIGEST_SIZE) ||
			 own[DIGEST_SIZE] != (uint8_t)n || own[PART - 1] != (uint8_t)n;
	}
	return (void *)wrong;
}

/* Threads */

static void *use_the_tee(void *argument)
{
	uint32_t number = (uint32_t)(uintptr_t)argument;
	uint8_t *text = make_text(70000, number);
	uint8_t expected[DIGEST_SIZE], digest[DIGEST_SIZE];
	uintptr_t wrong = 0;

	if (!digest_temporary(text, 100 + number * 4000, expected))
		wrong++;
	for (unsigned int n = 0; n < ROUNDS; n++) {
		bool right = n % 2 ? digest_temporary(text, 100 + number * 4000, digest) :
				     digest_allocated(text, 100 + number * 4000, digest);

		wrong += !right || memcmp(digest, expected, DIGEST_SIZE);
	}
	return (void *)wrong;
}

static bool sixteen_threads(void *(*work)(void *))
{
	pthread_t threads[THREADS];
	uintptr_t wrong = 0;

	for (uintptr_t n = 0; n < THREADS; n++)
		if (pthread_create(&threads[n], NULL, work, (void *)n))
			return false;
	for (unsigned int n = 0; n < THREADS; n++) {
		void *result;

		pthread_join(threads[n], &result);
		wrong += (uintptr_t)result;
	}
	return !wrong;
}

static bool sixteen_threads_in_one_session(void)
{
	return sixteen_threads(use_the_tee);
}

static bool sixteen_threads_and_one_memory(void)
{
	int fd = open("/data/pages", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool right;

	if (fd < 0 || ftruncate(fd, (off_t)refused_memory.size))
		return false;
	refused_memory.buffer = mmap(NULL, refused_memory.size, PROT_READ | PROT_WRITE, MAP_SHARED,
				     fd, 0);
	close(fd);
	unlink("/data/pages");
	if (refused_memory.buffer == MAP_FAILED ||
	    TEEC_RegisterSharedMemory(&context, &refused_memory) != TEEC_SUCCESS)
		return false;
	right = refused_memory.imp.flags == FLAG_SHADOW && sixteen_threads(use_refused);
	munmap(refused_memory.buffer, refused_memory.size);
	TEEC_ReleaseSharedMemory(&refused_memory);
	return right;
}

/* fork() */

static bool a_child_and_its_parent(void)
{
	TEEC_SharedMemory memory = { .size = 4096, .flags = BOTH };
	int status;
	pid_t pid;

	if (TEEC_AllocateSharedMemory(&context, &memory) != TEEC_SUCCESS || !a_known_digest())
		return false;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		bool right = true;

		for (int n = 0; n < 50; n++)
			right = right && a_known_digest();
		strcpy(memory.buffer, "from the child");
		TEEC_ReleaseSharedMemory(&memory);
		TEEC_FinalizeContext(&context);
		_exit(!right);
	}
	for (int n = 0; n < 50; n++)
		if (!a_known_digest())
			return false;
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return false;
	status = strcmp(memory.buffer, "from the child");
	TEEC_ReleaseSharedMemory(&memory);
	return !status && a_known_digest();
}

/* Choosing a TEE */

static bool opens(const char *name)
{
	TEEC_Context other;
	bool opened = TEEC_InitializeContext(name, &other) == TEEC_SUCCESS;

	if (opened)
		TEEC_FinalizeContext(&other);
	return opened;
}

static bool a_tee_is_chosen(void)
{
	static const char *const good[] = {
		"tos:OP-TEE", "tos:op-tee", "driver:optee", "name:optee", "name:OP-TEE",
		"tos:486178e0-e7f8-11e3-bc5e-0002a5d5c51b", "tos:op-tee,driver:optee",
		"/dev/tee0", "tee0", "tee0,driver:optee",
	};
	static const char *const wrong[] = {
		"tos:tsp", "driver:OP-TEE", "name:nobody", "tos:op-tee,driver:tsp",
		"tee1", "/dev/teepriv0", "tos:",
	};
	bool right = true;

	for (size_t n = 0; n < sizeof(good) / sizeof(good[0]); n++)
		right = right && opens(good[n]);
	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++)
		right = right && !opens(wrong[n]);
	return right;
}

/* Odd arguments, for comparison with Debian's libteec */

static void odd(const char *what, uint32_t command, TEEC_Operation *operation)
{
	uint32_t origin = 77;
	TEEC_Result result = TEEC_InvokeCommand(&session, command, operation, &origin);

	printf("%s: 0x%08x from %u;", what, result, origin);
	for (int n = 0; n < TEEC_CONFIG_PAYLOAD_REF_COUNT; n++) {
		switch (TEEC_PARAM_TYPE_GET(operation->paramTypes, n)) {
		case TEEC_NONE: printf(" -"); break;
		case TEEC_VALUE_INPUT: case TEEC_VALUE_OUTPUT: case TEEC_VALUE_INOUT:
			printf(" %u,%u", operation->params[n].value.a,
			       operation->params[n].value.b);
			break;
		default:
			/* any kind of memref has its size here */
			printf(" %zu", operation->params[n].tmpref.size);
		}
	}
	putchar('\n');
}

static void odd_names(void)
{
	static const char *const names[] = { "optee-tz", "amd-tz", "nobody", "OPTEE-TZ", "optee" };
	TEEC_Context other;

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		TEEC_Result result = TEEC_InitializeContext(names[n], &other);

		printf("the name %s: 0x%08x\n", names[n], result);
		if (result == TEEC_SUCCESS)
			TEEC_FinalizeContext(&other);
	}
	printf("no context: 0x%08x\n", TEEC_InitializeContext(NULL, NULL));
}

static void odd_sessions(void)
{
	static const uint32_t logins[] = { 0, 1, 2, 4, 5, 6, 3, 99 };
	static const TEEC_UUID unknown = { .timeLow = 0x12345678 };
	TEEC_Session other;
	uint32_t origin = 77;
	gid_t group = 0;

	for (size_t n = 0; n < sizeof(logins) / sizeof(logins[0]); n++) {
		TEEC_Result result = TEEC_OpenSession(&context, &other, &crypt_ta, logins[n],
						      &group,
						      NULL, &origin);

		printf("login %u: 0x%08x from %u\n", logins[n], result, origin);
		if (result == TEEC_SUCCESS)
			TEEC_CloseSession(&other);
	}
	printf("an unknown TA: 0x%08x", TEEC_OpenSession(&context, &other, &unknown, 0, NULL,
							  NULL, &origin));
	printf(" from %u\n", origin);
	printf("no session: 0x%08x", TEEC_OpenSession(&context, NULL, &crypt_ta, 0, NULL, NULL,
						       &origin));
	printf(" from %u\n", origin);
	TEEC_CloseSession(NULL);
	TEEC_FinalizeContext(NULL);
	TEEC_ReleaseSharedMemory(NULL);
	TEEC_RequestCancellation(NULL);
}

static void odd_temporaries(void)
{
	uint8_t digest[100] = { 0 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       0, 0),
		.params[0].tmpref = { "abc", 3 },
		.params[1].tmpref = { digest, 31 },
	};

	odd("a short buffer", SHA256, &operation);
	operation.params[1].tmpref.size = 100;
	odd("a long buffer", SHA256, &operation);
	printf("behind the digest: %u\n", digest[32]);
	operation.params[1].tmpref = (TEEC_TempMemoryReference){ NULL, 0 };
	odd("no buffer", SHA256, &operation);
	operation.params[1].tmpref = (TEEC_TempMemoryReference){ NULL, 32 };
	odd("no buffer, and 32 bytes of it", SHA256, &operation);
	operation.params[1].tmpref = (TEEC_TempMemoryReference){ digest, 0 };
	odd("a buffer of nothing", SHA256, &operation);
	operation.params[0].tmpref = (TEEC_TempMemoryReference){ NULL, 0 };
	operation.params[1].tmpref = (TEEC_TempMemoryReference){ digest, 32 };
	odd("no input", SHA256, &operation);
	printf("its digest: %02x%02x\n", digest[0], digest[1]);
	operation.params[0].tmpref = (TEEC_TempMemoryReference){ digest, 0 };
	odd("an input of nothing", SHA256, &operation);
	operation.paramTypes = TEEC_PARAM_TYPES(4, 0, 0, 0);
	odd("an unknown type", SHA256, &operation);
	operation.paramTypes = 0;
	odd("an unknown command", 0xffff, &operation);
}

static void odd_value(const char *what, uint32_t command, uint32_t type, uint32_t a)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(type, 0, 0, 0), .params[0].value = { a, 6 },
	};

	odd(what, command, &operation);
}

static void odd_memory(void)
{
	TEEC_SharedMemory memory = { .size = 64, .flags = TEEC_MEM_INPUT }, none = { 0 };
	uint8_t digest[DIGEST_SIZE];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_MEMREF_TEMP_OUTPUT, 0, 0),
		.params[0].memref = { &memory, 7, 9 },
		.params[1].tmpref = { digest, DIGEST_SIZE },
	};

	printf("no flags: 0x%08x\n", TEEC_AllocateSharedMemory(&context, &none));
	none.flags = 4;
	printf("unknown flags: 0x%08x\n", TEEC_AllocateSharedMemory(&context, &none));
	none.flags = BOTH;
	printf("no buffer: 0x%08x\n", TEEC_RegisterSharedMemory(&context, &none));
	printf("no descriptor: 0x%08x\n",
	       TEEC_RegisterSharedMemoryFileDescriptor(&context, &none, -1));
	printf("allocated: 0x%08x\n", TEEC_AllocateSharedMemory(&context, &memory));
	odd("all of it", SHA256, &operation);
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
						TEEC_MEMREF_TEMP_OUTPUT, 0, 0);
	odd("a part", SHA256, &operation);
	operation.params[0].memref.offset = 58;
	odd("a part beyond its end", SHA256, &operation);
	operation.params[0].memref = (TEEC_RegisteredMemoryReference){ &memory, 0, 64 };
	odd("nothing at its end", SHA256, &operation);
	operation.params[1].memref = (TEEC_RegisteredMemoryReference){ &memory, 32, 0 };
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
						TEEC_MEMREF_PARTIAL_OUTPUT, 0, 0);
	odd("a wrong direction", SHA256, &operation);
	TEEC_ReleaseSharedMemory(&memory);
	printf("released: %p, %zu\n", memory.buffer, memory.size);
}

static void print_what_is_odd(void)
{
	odd_names();
	odd_sessions();
	odd_temporaries();
	odd_value("a value in", REMEMBER, TEEC_VALUE_INPUT, 5);
	odd_value("a value out", RECALL, TEEC_VALUE_OUTPUT, 7);
	odd_value("a value of the wrong direction", RECALL, TEEC_VALUE_INPUT, 8);
	odd_memory();
}

static const struct {
	const char *name;
	bool (*run)(void);
} cases[] = {
	{ "a digest that is known", a_known_digest },
	{ "temporary, allocated, registered and constant memory of many sizes",
	  every_way_has_the_same_digest },
	{ "constants are registered as copies", constants_are_registered_as_copies },
	{ "a memfd is imported", a_memfd_is_imported },
	{ "pages of a file on ext4", pages_of_a_file },
	{ "more than the user may lock", more_than_may_be_locked },
	{ "sixteen threads use pages of a file at a time", sixteen_threads_and_one_memory },
	{ "sixteen threads in one session get their own answers", sixteen_threads_in_one_session },
	{ "a child uses what it inherits, and so does its parent", a_child_and_its_parent },
	{ "a TEE is chosen by name", a_tee_is_chosen },
};

int main(int argc, char **argv)
{
	size_t count = sizeof(cases) / sizeof(cases[0]);
	int failed = 0;

	if (TEEC_InitializeContext(NULL, &context) != TEEC_SUCCESS ||
	    TEEC_OpenSession(&context, &session, &crypt_ta, TEEC_LOGIN_PUBLIC, NULL, NULL,
			     NULL) != TEEC_SUCCESS) {
		puts("not ok 0 - a session with OP-TEE's crypt TA\n1..1");
		return 1;
	}
	if (argc > 1 && !strcmp(argv[1], "odd")) {
		print_what_is_odd();
	} else {
		printf("1..%zu\n", count);
		for (size_t n = 0; n < count; n++) {
			bool right = cases[n].run();

			failed += !right;
			printf("%sok %zu - %s\n", right ? "" : "not ", n + 1, cases[n].name);
			fflush(stdout);
		}
	}
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&context);
	return failed != 0;
}
