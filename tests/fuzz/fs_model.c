// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the storage should look like: tracks its files and handles, and holds
 * each reply against that
 */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "fs_model.h"

#define WINDOW		(160u * 1024)	/* bytes per file to keep track of, from its start */
#define MAX_FILES	96u
#define MAX_HANDLES	128u
#define MAX_OPEN	40u
#define PATH_SIZE	1024u
#define HEADER_SIZE	4096u
#define NOT_CUT		UINT64_MAX
/* A write can fail beyond this size, as that may be more than the file system supports. */
#define SURE_SIZE	(1ull << 40)

/*
 * struct file - a file, possibly removed while open @path:        its name, ""
 * once it is removed @opens: open handles @size:     its size as handles see it
 * @full_size:  its size before a truncation through an open handle, or NOT_CUT
 * @loose: it exists, but don't rely on its size and contents @bytes:      the
 * first WINDOW bytes @known:  which of @bytes are known
 */
struct file {
	char path[PATH_SIZE];
	unsigned int opens;
	uint64_t size;
	uint64_t full_size;
	bool loose;
	uint8_t *bytes;
	bool *known;
};

struct handle {
	uint32_t number;
	bool open;
	bool gone;		/* lost when a worker took over; close is all that's left */
	bool may_fail;		/* an earlier write may be lost, so writes can fail */
	struct file *file;	/* NULL for a directory */
	char path[PATH_SIZE];	/* the name it was opened by */
};

static struct file files[MAX_FILES];
static struct handle handles[MAX_HANDLES];
static unsigned int num_files, num_handles;
static int directory;
static uint8_t fill;

void model_start(int where)
{
	directory = where;
	num_files = num_handles = 0;
	fill = 0;
}

void model_stop(void)
{
	for (unsigned int n = 0; n < num_files; n++) {
		free(files[n].bytes);
		free(files[n].known);
	}
}

uint32_t model_handle(unsigned int which)
{
	return num_handles ? handles[which % num_handles].number : 0;
}

unsigned int model_open_handles(void)
{
	unsigned int count = 0;

	for (unsigned int n = 0; n < num_handles; n++)
		count += handles[n].open;
	return count;
}

bool model_is_full(void)
{
	return num_files == MAX_FILES || num_handles == MAX_HANDLES ||
	       model_open_handles() >= MAX_OPEN;
}

/*
 * Something that was written may be lost. Open directory files might refer to
 * it, so they are allowed to refuse any further write.
 */
static void fail_directories(void)
{
	for (unsigned int n = 0; n < num_handles; n++) {
		if (!handles[n].open || !handles[n].file || strcmp(handles[n].path, "dirf.db"))
			continue;
		handles[n].may_fail = true;
		handles[n].file->loose = true;
	}
}

void model_restart(void)
{
	bool is_lost = false;

	for (unsigned int n = 0; n < num_handles; n++) {
		struct file *file = handles[n].file;

		if (handles[n].open && file && !strcmp(file->path, handles[n].path))
			continue;
		/*
		 * Not found under its name by the new worker. What was only in
		 * memory may be lost, and so may a pending truncation.
		 */
		if (handles[n].open && file) {
			file->opens--;
			file->loose = true;
			handles[n].gone = is_lost = true;
		}
		handles[n].open = false;
	}
	if (is_lost)
		fail_directories();
}

void model_fill(uint8_t *data, size_t size)
{
	for (size_t n = 0; n < size; n++)
		data[n] = (uint8_t)(fill + n * 13);
	fill += 29;
}

static struct handle *find_handle(uint64_t number)
{
	for (unsigned int n = 0; n < num_handles; n++)
		if ((handles[n].open || handles[n].gone) && handles[n].number == number)
			return &handles[n];
	return NULL;
}

static struct file *find_file(const char *path)
{
	for (unsigned int n = 0; n < num_files; n++)
		if (path[0] && !strcmp(files[n].path, path))
			return &files[n];
	return NULL;
}

static void make_handle(uint64_t number, struct file *file)
{
	check(number && number <= INT32_MAX && !find_handle(number));
	check(num_handles < MAX_HANDLES);
	handles[num_handles] = (struct handle){ .number = (uint32_t)number, .open = true,
		.file = file };
	if (file)
		strcpy(handles[num_handles].path, file->path);
	num_handles++;
	if (!file)
		return;
	file->opens++;
	/* other handles may still see the old size */
	if (file->opens > 1 && file->full_size != NOT_CUT)
		file->loose = true;
}

/* Does the request have its command's parameters, all within their memory? */
static bool is_sound(const struct supp_message *asked)
{
	static const char *const signatures[] = { "vmV", "vmV", "v", "vM", "vm", "v", "vm", "vmm",
		"vmV", "v", "vM" };
	const struct tee_ioctl_param *params = asked->params + 1;
	const char *signature;
	unsigned int n;

	if (asked->num_params < 2 || params[0].a >= sizeof(signatures) / sizeof(signatures[0]))
		return false;
	signature = signatures[params[0].a];
	for (n = 0; n + 1 < asked->num_params; n++) {
		char letter = n < strlen(signature) ? signature[n] : '-';
		uint64_t room = params[n].c == 0 ? 1100 : params[n].c == 1 ? 20000 : 0;

		if (params[n].attr != (letter == 'v' ? TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT :
				       letter == 'V' ? TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT :
				       letter == 'm' ? TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT :
				       letter == 'M' ? TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT :
				       TEE_IOCTL_PARAM_ATTR_TYPE_NONE))
			return false;
		if ((letter != 'm' && letter != 'M') ||
		    (params[n].c == TEE_MEMREF_NULL && !params[n].a && !params[n].b))
			continue;
		if (params[n].a > room || params[n].b > room - params[n].a)
			return false;
	}
	return n >= strlen(signature);
}

static const uint8_t *memory_of(const struct tee_ioctl_param *param, const uint8_t *names,
				const uint8_t *data)
{
	return param->c == TEE_MEMREF_NULL ? NULL : (param->c ? data : names) + param->a;
}

/* Copy a name, minus the leading slash; false if it isn't valid. */
static bool read_path(char path[PATH_SIZE], const uint8_t *from, size_t size)
{
	char *part;
	unsigned int depth = 0;

	if (!from || !size || !memchr(from, 0, size < PATH_SIZE ? size : PATH_SIZE))
		return false;
	strcpy(path, (const char *)from + (from[0] == '/'));
	for (part = path; part; part = strchr(part, '/')) {
		part += part != path;
		if (!*part || *part == '/' || *part == '.' || strcspn(part, "/") > 255)
			return false;
		depth++;
	}
	return depth <= 3;
}

static void forget_bytes(struct file *file, uint64_t from, uint64_t to)
{
	for (uint64_t n = from; n < to && n < WINDOW; n++)
		file->known[n] = false;
}

/* A gap between EOF and a later write reads as zeroes. */
static void put_zeroes(struct file *file, uint64_t from, uint64_t to)
{
	for (uint64_t n = from; n < to && n < WINDOW; n++) {
		file->bytes[n] = 0;
		file->known[n] = true;
	}
}

static struct file *new_file(const char *path)
{
	struct file *file = &files[num_files];

	check(num_files < MAX_FILES);
	num_files++;
	memset(file, 0, sizeof(*file));
	strcpy(file->path, path);
	file->full_size = NOT_CUT;
	file->bytes = calloc(1, WINDOW);
	file->known = calloc(WINDOW, sizeof(bool));
	check(file->bytes && file->known);
	return file;
}

/*
 * Does either of the two headers have a nonzero counter? With @may, unknown
 * bytes count as nonzero, and so do those that were cut off but could be
 * visible through another handle.
 */
static bool has_header(const struct file *file, bool may)
{
	uint64_t size = may && file->full_size != NOT_CUT ? file->full_size : file->size;

	for (unsigned int at = 60; at < 128; at = at == 63 ? 124 : at + 1)
		if (at < size && (file->known[at] ? file->bytes[at] : may))
			return true;
	return false;
}

static uint32_t counter_at(const struct file *file, unsigned int at)
{
	uint32_t counter;

	memcpy(&counter, file->bytes + at, sizeof(counter));
	return at + sizeof(counter) <= file->size ? counter : 0;
}

/* These counters are typical of a directory file whose object may never have been written. */
static bool may_be_unfinished(const struct file *file)
{
	return counter_at(file, 60) == 2 && counter_at(file, 124) <= 1;
}

/*
 * A directory file without a header can be created over if .unfinished says so
 * or there are not any objects.
 */
static bool may_be_new(void)
{
	DIR *dir = fdopendir(openat(directory, ".", O_RDONLY | O_DIRECTORY));
	struct dirent *entry;
	bool has_objects = false;

	check(dir);
	while ((entry = readdir(dir)))
		has_objects |= !entry->d_name[strspn(entry->d_name, "0123456789abcdef")];
	closedir(dir);
	return !has_objects || !faccessat(directory, ".unfinished", F_OK, 0);
}

static void answer_open(const char *path, uint32_t result, uint64_t number)
{
	struct file *file = find_file(path);

	/* can't tell if a loose file has a header */
	if (file && result && !strcmp(path, "dirf.db")) {
		check(result == TEEC_ERROR_ITEM_NOT_FOUND &&
		      (file->loose || (!has_header(file, false) && may_be_new()) ||
		       may_be_unfinished(file)));
		return;
	}
	check(!file == !!result);
	if (file && !strcmp(path, "dirf.db"))
		check(file->loose || has_header(file, true) || !may_be_new());
	if (file)
		make_handle(number, file);
}

static void answer_create(const char *path, uint32_t result, uint64_t number)
{
	struct file *file = find_file(path);

	check(!file || !result);
	if (result)
		return;
	if (!file)
		file = new_file(path);
	/* bytes in memory may belong to another handle */
	if (file->opens)
		file->loose = true;
	file->size = 0;
	file->full_size = NOT_CUT;
	make_handle(number, file);
}

/* Look up the real size after the last close. */
static void settle_size(struct file *file)
{
	uint64_t full = file->full_size, size;
	struct stat status;

	file->full_size = NOT_CUT;
	if (!file->path[0] || file->loose)
		return;
	check(!fstatat(directory, file->path, &status, AT_SYMLINK_NOFOLLOW));
	check(S_ISREG(status.st_mode));
	size = (uint64_t)status.st_size;
	check(size == file->size || (full != NOT_CUT && size >= file->size && size <= full));
	forget_bytes(file, file->size, size);
	file->size = size;
}

static void answer_close(struct handle *handle, uint32_t result)
{
	struct file *file = handle->file;

	check(!result);
	handle->open = false;
	if (--file->opens)
		return;
	settle_size(file);
}

static void answer_read(struct file *file, const struct tee_ioctl_param *command, uint64_t room,
			uint32_t result, uint64_t got, const uint8_t *data)
{
	uint64_t offset = command->c, size;

	if (offset > INT64_MAX || room > INT64_MAX - offset) {
		check(result == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	check(!result && got <= room);
	if (file->loose)
		return;
	size = offset < file->size ? file->size - offset : 0;
	check(got == (size < room ? size : room));
	for (uint64_t n = 0; n < got && offset + n < WINDOW; n++)
		check(!file->known[offset + n] || data[n] == file->bytes[offset + n]);
}

static void answer_write(const struct handle *handle, uint64_t offset, uint64_t size,
			 uint32_t result, const uint8_t *data)
{
	struct file *file = handle->file;

	if (offset > INT64_MAX || size > INT64_MAX - offset) {
		check(result == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	if (result) {
		check(handle->may_fail || offset + size > SURE_SIZE);
		file->loose = true;
		return;
	}
	if (!size)
		return;
	if (offset > file->size && file->full_size == NOT_CUT)
		put_zeroes(file, file->size, offset);
	else if (offset > file->size)
		forget_bytes(file, file->size, offset);
	for (uint64_t n = 0; n < size && offset + n < WINDOW; n++) {
		file->bytes[offset + n] = data[n];
		file->known[offset + n] = true;
	}
	if (file->size < offset + size)
		file->size = offset + size;
	if (file->full_size != NOT_CUT && file->full_size < file->size)
		file->full_size = file->size;
}

static void answer_truncate(const struct handle *handle, uint64_t size, uint32_t result)
{
	struct file *file = handle->file;

	if (size > INT64_MAX) {
		check(result == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	if (result) {
		check(handle->may_fail || size > SURE_SIZE);
		file->loose = true;
		return;
	}
	if (file->opens > 1)
		file->loose = true;
	if (size < file->size && file->full_size == NOT_CUT)
		file->full_size = file->size;
	else if (size > file->size && file->full_size == NOT_CUT)
		put_zeroes(file, file->size, size);
	else if (size > file->size)
		forget_bytes(file, file->size, size);
	file->size = size;
	if (file->full_size != NOT_CUT && file->full_size < size)
		file->full_size = size;
}

static void answer_remove(const char *path, uint32_t result)
{
	struct file *file = find_file(path);

	check(!file || !result);
	if (file)
		file->path[0] = 0;
}

static void move(struct file *file, const char *path)
{
	strcpy(file->path, path);
	if (file->opens)
		file->loose = true;
}

/* With a directory, everything below moves, too. */
static void answer_rename(const char *from, const char *to, bool replace, uint32_t result)
{
	struct file *file = find_file(from), *other = find_file(to);
	size_t length = strlen(from);
	char path[2 * PATH_SIZE];

	check(result || !other || replace);
	if (result || !strcmp(from, to))
		return;
	if (other)
		other->path[0] = 0;
	if (file)
		move(file, to);
	for (unsigned int n = 0; n < num_files && !file; n++) {
		if (strncmp(files[n].path, from, length) || files[n].path[length] != '/')
			continue;
		strcpy(path, to);
		strcat(path, files[n].path + length);
		check(strlen(path) < PATH_SIZE);
		move(&files[n], path);
	}
}

static void answer_readdir(uint32_t result, uint64_t room, uint64_t size, const uint8_t *data)
{
	if (result == TEEC_ERROR_SHORT_BUFFER)
		check(size > room && size <= 256);
	if (result)
		return;
	check(size > 1 && size <= room);
	check(data[0] != '.' && !data[size - 1] && strlen((const char *)data) == size - 1);
	check(!strchr((const char *)data, '/'));
}

static void answer_name(const struct tee_ioctl_param *params, uint32_t result, uint64_t number,
			const uint8_t *names, const uint8_t *data)
{
	char path[PATH_SIZE], to[PATH_SIZE] = "";
	bool is_rename = params[0].a == FS_RENAME;

	if (!read_path(path, memory_of(&params[1], names, data), params[1].b) ||
	    (is_rename && !read_path(to, memory_of(&params[2], names, data), params[2].b))) {
		check(result == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	switch (params[0].a) {
	case FS_OPEN:
		answer_open(path, result, number);
		break;
	case FS_CREATE:
		answer_create(path, result, number);
		break;
	case FS_REMOVE:
		answer_remove(path, result);
		break;
	case FS_RENAME:
		answer_rename(path, to, params[0].b, result);
		break;
	default:
		if (!result)
			make_handle(number, NULL);
	}
}

static void answer_handle(const struct tee_ioctl_param *params, uint32_t result, uint64_t size,
			  const uint8_t *data)
{
	bool of_directory = params[0].a == FS_CLOSEDIR || params[0].a == FS_READDIR;
	struct handle *handle = find_handle(params[0].b);

	if (handle && handle->gone && params[0].a == FS_CLOSE) {
		check(!result);
		handle->gone = false;
		return;
	}
	if (!handle || handle->gone || !handle->file != of_directory) {
		check(result == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	switch (params[0].a) {
	case FS_CLOSE:
		answer_close(handle, result);
		break;
	case FS_READ:
		answer_read(handle->file, &params[0], params[1].b, result, size, data);
		break;
	case FS_WRITE:
		answer_write(handle, params[0].c, params[1].b, result, data);
		break;
	case FS_TRUNCATE:
		answer_truncate(handle, params[0].c, result);
		break;
	case FS_CLOSEDIR:
		check(!result);
		handle->open = false;
		break;
	default:
		if (!data)
			check(result == TEEC_ERROR_BAD_PARAMETERS);
		else
			answer_readdir(result, params[1].b, size, data);
	}
}

void model_answer(const struct supp_message *asked, const struct supp_message *answer,
		  const uint8_t *names, const uint8_t *data)
{
	const struct tee_ioctl_param *params = asked->params + 1;
	const uint8_t *memory = NULL;

	if (!is_sound(asked)) {
		check(answer->code == TEEC_ERROR_BAD_PARAMETERS);
		return;
	}
	switch (params[0].a) {
	case FS_OPEN:
	case FS_CREATE:
	case FS_REMOVE:
	case FS_RENAME:
	case FS_OPENDIR:
		answer_name(params, answer->code, answer->params[3].a, names, data);
		break;
	default:
		if (asked->num_params > 2)
			memory = memory_of(&params[1], names, data);
		answer_handle(params, answer->code, answer->params[2].b, memory);
	}
}
