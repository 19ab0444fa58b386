// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the TA loading service, with both its requests and the monitor's
 * replies made up. The monitor may come back without a file, or with one that
 * can't be read, doesn't have the size it said, or changes size later. All the
 * same, the service returns nothing but the file's bytes, stays within the
 * memory it was given, uses known result codes, and holds on to one file at
 * most.
 */

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "request/message.h"
#include "services/load_ta.h"
#include "supplicant_input.h"

#define MEMORY_SIZE	4096u
#define FILE_SIZE	6000u
#define UNTOUCHED	0xa5

/* what the fake monitor does */
static struct {
	int error;		/* errno to reply with, or 0 */
	uint32_t size;		/* what it claims */
	uint16_t there;		/* the real thing */
	bool unreadable;
} monitor;

/*
 * struct opened - a file the monitor has opened @uuid:    its TA's UUID @fd:
 * the fuzzer's own fd for it, or -1 @size:        size according to the monitor
 */
struct opened {
	uint8_t uuid[16];
	int fd;
	uint64_t size;
};

/*
 * The current request's file, and that of the last size query. The service
 * keeps the latter open until the TA is loaded.
 */
static struct opened latest = { .fd = -1 }, cached = { .fd = -1 };

static uint8_t *memory;

struct shm {
	int none;
};

static struct shm piece;

static void forget(struct opened *opened)
{
	if (opened->fd >= 0)
		close(opened->fd);
	opened->fd = -1;
}

int broker_open_ta(const uint8_t uuid[16], size_t *size)
{
	static uint8_t bytes[FILE_SIZE], first;
	int fd;

	check(latest.fd < 0);
	if (monitor.error)
		return -monitor.error;
	first++;
	for (size_t n = 0; n < FILE_SIZE; n++)
		bytes[n] = (uint8_t)(first + n * 7);
	latest.fd = memfd_create("ta", MFD_CLOEXEC);
	check(latest.fd >= 0 && write(latest.fd, bytes, monitor.there) == monitor.there);
	memcpy(latest.uuid, uuid, sizeof(latest.uuid));
	latest.size = *size = monitor.size;
	fd = monitor.unreadable ? open("/proc/self", O_RDONLY | O_DIRECTORY) :
				  fcntl(latest.fd, F_DUPFD_CLOEXEC, 0);
	check(fd >= 0);
	return fd;
}

static struct shm *find(void *context, uint64_t id, void **data, size_t *size)
{
	(void)context;
	if (id)
		return NULL;
	*data = memory;
	*size = MEMORY_SIZE;
	return &piece;
}

static unsigned int count_descriptors(void)
{
	unsigned int count = 0;

	for (int fd = 0; fd < 64; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* New replies from the monitor. Possibly also resizes the file that the service has open. */
static void change(struct input *input)
{
	static const int errors[] = { 0, 0, 0, 0, ENOENT, EPERM, EIO, EMFILE };
	uint8_t how = take_byte(input);
	uint16_t there, said;

	take(input, &there, sizeof(there));
	take(input, &said, sizeof(said));
	monitor.error = errors[how & 7];
	monitor.there = there % (FILE_SIZE + 1);
	monitor.size = how & 8 ? monitor.there : said;
	if ((how & 0x30) == 0x30)
		monitor.size = (uint32_t)said << 16 | said;
	monitor.unreadable = (how & 0xc0) == 0xc0;
	if ((how & 0xc0) == 0x40 && cached.fd >= 0)
		check(!ftruncate(cached.fd, monitor.there));
}

static void make_request(struct input *input, struct supp_message *message)
{
	uint8_t how = take_byte(input);
	uint16_t size;

	take(input, &size, sizeof(size));
	size %= MEMORY_SIZE + 1;
	message->num_params = 3;
	message->params[0].attr = TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	/* just a few UUIDs, so that requests meet at the same TA */
	message->params[1] = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
		how & 3, how & 4, 0 };
	message->params[2] = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		MEMORY_SIZE - size, size, 0 };
	if (how & 8)
		message->params[2] = (struct tee_ioctl_param){ message->params[2].attr, 0, 0,
			TEE_MEMREF_NULL };
	if (how >= 0xe0)
		message->params[how & 3].attr = take_byte(input) % 11;
	if (how >= 0xf0)
		message->params[2].b = take_word(input);
}

static void check_untouched(size_t from, size_t to)
{
	for (size_t n = from; n < to; n++)
		check(memory[n] == UNTOUCHED);
}

/* After a load, the memory has the file's bytes in it, and nothing else has been touched. */
static void check_loaded(const struct opened *opened, size_t at, size_t size)
{
	uint8_t bytes[MEMORY_SIZE];

	check(size <= MEMORY_SIZE && pread(opened->fd, bytes, size, 0) == (ssize_t)size);
	check(!memcmp(memory + at, bytes, size));
	check_untouched(0, at);
	check_untouched(at + size, MEMORY_SIZE);
}

static bool is_sound(const struct supp_message *asked)
{
	const struct tee_ioctl_param *memref = &asked->params[2];

	return asked->params[1].attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
	       memref->attr == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT &&
	       (memref->c == TEE_MEMREF_NULL ? !memref->b : memref->b <= MEMORY_SIZE - memref->a);
}

static void check_answer(const struct supp_message *asked, const struct supp_message *answer)
{
	const struct tee_ioctl_param *memref = &asked->params[2];
	bool only_size = memref->c == TEE_MEMREF_NULL;
	bool was_cached = !only_size && cached.fd >= 0 &&
			  !memcmp(cached.uuid, &asked->params[1].a, 16);
	struct opened *opened = was_cached ? &cached : &latest;
	size_t size = answer->params[2].b;

	if (!is_sound(asked)) {
		check(answer->code == TEEC_ERROR_BAD_PARAMETERS && latest.fd < 0);
		return;
	}
	if (opened->fd < 0) {
		check(answer->code == (monitor.error == ENOENT ? TEEC_ERROR_ITEM_NOT_FOUND :
								 TEEC_ERROR_GENERIC));
		return;
	}
	check(!memcmp(opened->uuid, &asked->params[1].a, 16));
	if (answer->code == TEEC_SUCCESS || answer->code == TEEC_ERROR_SHORT_BUFFER)
		check(size == opened->size && size <= 64u << 20);
	if (answer->code == TEEC_SUCCESS && !only_size)
		check_loaded(opened, memref->a, size);
	else if (answer->code == TEEC_ERROR_SHORT_BUFFER)
		check(!only_size && size > memref->b);
	else if (answer->code)
		check(answer->code == TEEC_ERROR_BAD_FORMAT ? opened->size > 64u << 20 :
							      answer->code == TEEC_ERROR_GENERIC);
	if (only_size && !answer->code) {
		forget(&cached);
		cached = latest;
		latest.fd = -1;
	}
	if (was_cached)
		forget(&cached);
}

static void serve(struct input *input)
{
	struct supp_message message = { 0 }, asked;
	struct service_request request;
	struct message_held held;
	uint32_t result;

	make_request(input, &message);
	memset(memory, UNTOUCHED, MEMORY_SIZE);
	asked = message;
	result = message_decode(&message, &request, &held, find, NULL);
	if (result == TEEC_ERROR_COMMUNICATION)
		return;
	if (!result)
		result = supp_load_ta(&request);
	message_encode(&message, &request, result);
	check_answer(&asked, &message);
	if (message.code != TEEC_SUCCESS && message.code != TEEC_ERROR_GENERIC)
		check_untouched(0, MEMORY_SIZE);
	forget(&latest);
}

/* Do not carry an open file over to the next input. */
static void take_cached(void)
{
	struct service_request request = {
		.num_params = 2,
		.params = {
			{ .kind = SUPP_VALUE, .input = true },
			{ .kind = SUPP_MEMORY, .output = true, .data = memory },
		},
	};

	if (cached.fd < 0)
		return;
	memcpy(&request.params[0].a, cached.uuid, 8);
	memcpy(&request.params[0].b, cached.uuid + 8, 8);
	supp_load_ta(&request);
	forget(&cached);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned int descriptors;
	struct input input = { data, size };

	if (!memory) {
		memory = malloc(MEMORY_SIZE);
		check(memory);
		descriptors = count_descriptors();
	}
	monitor.error = 0;
	while (input.size) {
		if (take_byte(&input) & 1)
			change(&input);
		serve(&input);
	}
	/* That of the last size query may still be open, once by the service and once by us. */
	check(count_descriptors() == descriptors + (cached.fd >= 0 ? 2 : 0));
	take_cached();
	check(count_descriptors() == descriptors);
	return 0;
}
