// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the file storage. Requests go in as messages from the kernel and
 * come out at a real directory, passing names, handles and caches on the way.
 * fs_model.c knows what the replies should be. Checked in here are the result
 * codes, fd leaks, and that nothing changes outside the storage directory.
 */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "fs_model.h"
#include "request/message.h"
#include "storage/fs.h"
#include "storage/fs_slot.h"
#include "supplicant_input.h"

#define NAMES_SIZE	1100u
#define DATA_SIZE	20000u
#define MAX_REQUESTS	64u

struct shm {
	uint8_t *bytes;
	size_t size;
};

/* Shared memory without slack, for ASan. Id 0 is for names and id 1 for data. */
static struct shm pieces[2];
static char base[64];
static int base_fd;
static unsigned int descriptors;	/* number of open fds before starting the storage */
static int directory;
static struct fs_saved *saved;

static struct shm *find(void *context, uint64_t id, void **data, size_t *size)
{
	(void)context;
	if (id >= sizeof(pieces) / sizeof(pieces[0]))
		return NULL;
	*data = pieces[id].bytes;
	*size = pieces[id].size;
	return &pieces[id];
}

static unsigned int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	check(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static void remove_base(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf '%s'", base);
	check(!system(command));
}

static void write_outside(void)
{
	int fd = openat(base_fd, "outside", O_WRONLY | O_CREAT | O_EXCL, 0600);

	check(fd >= 0 && write(fd, "untouched", 9) == 9);
	close(fd);
}

/* One-time setup. The base directory also has a file outside the storage. */
static void start(void)
{
	const char *where = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";

	snprintf(base, sizeof(base), "%s/fuzz-fs-XXXXXX", where);
	check(mkdtemp(base));
	atexit(remove_base);
	base_fd = open(base, O_RDONLY | O_DIRECTORY);
	check(base_fd >= 0);
	write_outside();
	pieces[0] = (struct shm){ malloc(NAMES_SIZE), NAMES_SIZE };
	pieces[1] = (struct shm){ malloc(DATA_SIZE), DATA_SIZE };
	saved = calloc(1, sizeof(*saved));
	check(pieces[0].bytes && pieces[1].bytes && saved);
}

/* A storage directory, including some symlinks that point out of it. */
static void make_storage(void)
{
	check(!mkdirat(base_fd, "storage", 0700));
	directory = openat(base_fd, "storage", O_RDONLY | O_DIRECTORY);
	check(directory >= 0);
	check(!symlinkat("../outside", directory, "link"));
	check(!symlinkat("..", directory, "out"));
}

static void empty_directory(int from)
{
	int copy = openat(from, ".", O_RDONLY | O_DIRECTORY);
	DIR *dir = fdopendir(copy);
	struct dirent *entry;

	check(dir);
	while ((entry = readdir(dir))) {
		int inner;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (!unlinkat(from, entry->d_name, 0))
			continue;
		inner = openat(from, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		check(inner >= 0);
		empty_directory(inner);
		close(inner);
		check(!unlinkat(from, entry->d_name, AT_REMOVEDIR));
	}
	closedir(dir);
}

/* Has anything changed outside the storage directory? */
static void check_outside(void)
{
	int fd = openat(base_fd, "outside", O_RDONLY), copy = openat(base_fd, ".", O_RDONLY);
	DIR *dir = fdopendir(copy);
	unsigned int entries = 0;
	char bytes[16];

	check(fd >= 0 && read(fd, bytes, sizeof(bytes)) == 9 && !memcmp(bytes, "untouched", 9));
	close(fd);
	check(dir);
	while (readdir(dir))
		entries++;
	check(entries == 4);	/* "outside", "storage", "." and ".." */
	closedir(dir);
}

static void add_value(struct supp_message *message, uint64_t attr, uint64_t a, uint64_t b,
		      uint64_t c)
{
	message->params[message->num_params++] = (struct tee_ioctl_param){ attr, a, b, c };
}

/*
 * Add a name, right at the end of the shared memory. It is arbitrary or one from
 * the list, which makes requests meet at the same files.
 */
static void add_name(struct input *input, struct supp_message *message)
{
	static const char *const names[] = { "/a", "/b", "/dirf.db", "/d/a", "/d/b", "/d/e/a", "/d",
		"/d/e", "c", "/link", "/out/outside", "/out", "/../outside", "/d/../../outside",
		"/d/.", "/d//a" };
	uint8_t which = take_byte(input);
	size_t size;

	if (which < 2 * sizeof(names) / sizeof(names[0])) {
		const char *name = names[which % (sizeof(names) / sizeof(names[0]))];

		size = strlen(name) + 1;
		memcpy(pieces[0].bytes + NAMES_SIZE - size, name, size);
	} else {
		size = take_byte(input);
		take(input, pieces[0].bytes + NAMES_SIZE - size, size);
	}
	add_value(message, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, NAMES_SIZE - size, size, 0);
}

/* Any 64-bit offset, but with a preference for block boundaries. */
static uint64_t take_offset(struct input *input)
{
	static const uint32_t edges[] = { 0, 4096, 8192, 65536 };
	uint8_t how = take_byte(input);
	uint64_t wide;

	switch (how & 3) {
	case 0:
		return take_byte(input) * 64u;
	case 1:
		return edges[how >> 2 & 3] + take_byte(input) - (how & 16 ? 64u : 0u);
	case 2:
		return take_word(input) & 0x1ffff;
	default:
		take(input, &wide, sizeof(wide));
		return wide;
	}
}

static uint64_t take_handle(struct input *input)
{
	uint8_t which = take_byte(input);

	return which < 240 ? model_handle(which) : which < 250 ?
	       model_handle(which) ^ 1u << (which & 15) : take_word(input);
}

static void add_memory(struct input *input, struct supp_message *message, uint64_t attr)
{
	uint16_t size;

	take(input, &size, sizeof(size));
	size %= DATA_SIZE + 1;
	/* OP-TEE does this a lot */
	if (size & 1)
		size = 64;
	add_value(message, attr, DATA_SIZE - size, size, 1);
}

/* Start with a valid request; spoil() comes later. */
static void make_request(struct input *input, struct supp_message *message, unsigned int op)
{
	struct tee_ioctl_param *command = &message->params[1];

	message->code = SUPP_FS;
	add_value(message, TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		  7, 0, 0);
	add_value(message, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, op, 0, 0);
	switch (op) {
	case FS_OPEN:
	case FS_CREATE:
	case FS_OPENDIR:
		add_name(input, message);
		add_value(message, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0);
		break;
	case FS_REMOVE:
		add_name(input, message);
		break;
	case FS_RENAME:
		command->b = take_byte(input) & 1;
		/* the old name goes into the data memory */
		add_name(input, message);
		memcpy(pieces[1].bytes + DATA_SIZE - NAMES_SIZE, pieces[0].bytes, NAMES_SIZE);
		message->params[2].a += DATA_SIZE - NAMES_SIZE;
		message->params[2].c = 1;
		add_name(input, message);
		break;
	default:
		command->b = take_handle(input);
		if (op == FS_READ || op == FS_WRITE || op == FS_TRUNCATE)
			command->c = take_offset(input);
		if (op == FS_READ || op == FS_READDIR)
			add_memory(input, message, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT);
		else if (op == FS_WRITE)
			add_memory(input, message, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT);
	}
}

/* Break one field. Whether the request is still valid is for the model to decide. */
static void spoil(struct input *input, struct supp_message *message)
{
	struct tee_ioctl_param *param = &message->params[take_byte(input) % message->num_params];
	uint8_t how = take_byte(input);

	switch (how % 6) {
	case 0:
		param->attr = take_byte(input) % 10;
		break;
	case 1:
		param->a = take_offset(input);
		break;
	case 2:
		param->b = take_offset(input);
		break;
	case 3:
		*param = (struct tee_ioctl_param){ param->attr, 0, 0, TEE_MEMREF_NULL };
		break;
	case 4:
		message->num_params = take_byte(input) % (SUPP_MAX_PARAMS + 3);
		break;
	default:
		param->c = take_word(input);
	}
}

static bool is_result(uint32_t result)
{
	static const uint32_t results[] = { TEEC_SUCCESS, TEEC_ERROR_BAD_PARAMETERS,
		TEEC_ERROR_ITEM_NOT_FOUND, TEEC_ERROR_ACCESS_CONFLICT, TEEC_ERROR_ACCESS_DENIED,
		TEEC_ERROR_OUT_OF_MEMORY, TEEC_ERROR_STORAGE_NO_SPACE,
		TEEC_ERROR_STORAGE_NOT_AVAILABLE, TEEC_ERROR_SHORT_BUFFER };

	for (size_t n = 0; n < sizeof(results) / sizeof(results[0]); n++)
		if (results[n] == result)
			return true;
	return false;
}

/* A new worker takes over the open files. */
static void restart(void)
{
	fs_stop();
	check(!fs_start(directory, saved, NULL));
	model_restart();
}

static void serve(struct input *input)
{
	uint8_t how = take_byte(input);
	struct supp_message message = { 0 }, asked;
	struct service_request request;
	struct message_held held;
	uint32_t result;

	if (how >= 224 && how < 240) {
		restart();
		return;
	}
	/* the table may be full, better not open anything */
	if (model_is_full() && (how & 15) % 12 <= FS_CREATE)
		return;
	make_request(input, &message, (how & 15) % 12);
	if (how >= 240)
		spoil(input, &message);
	model_fill(pieces[1].bytes, message.code == SUPP_FS && (how & 15) % 12 == FS_WRITE ?
		   DATA_SIZE : 0);
	asked = message;
	result = message_decode(&message, &request, &held, find, NULL);
	if (result == TEEC_ERROR_COMMUNICATION)
		return;
	if (!result && request.function == SUPP_FS)
		result = supp_fs(&request);
	check(is_result(result));
	message_encode(&message, &request, result);
	model_answer(&asked, &message, pieces[0].bytes, pieces[1].bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };

	if (!base[0])
		start();
	make_storage();
	descriptors = count_descriptors();
	memset(saved->handles, 0, sizeof(saved->handles));
	saved->names_made = saved->names_durable = 0;
	saved->commits = 0;
	check(!fs_start(directory, saved, NULL));
	model_start(directory);
	for (unsigned int n = 0; input.size && n < MAX_REQUESTS; n++)
		serve(&input);
	check(count_descriptors() == descriptors + model_open_handles());
	fs_stop();
	check(count_descriptors() == descriptors);
	model_stop();
	check_outside();
	empty_directory(directory);
	close(directory);
	check(!unlinkat(base_fd, "storage", AT_REMOVEDIR));
	return 0;
}
