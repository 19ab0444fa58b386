// SPDX-License-Identifier: BSD-2-Clause
/*
 * In-memory disk. Writes only become durable with the next sync of their file,
 * unless the caller asks for a durable write. Name changes need a sync of the
 * directory. Whatever a failed sync should have covered is lost for good and a
 * later sync does not bring it back.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "model_disk.h"
#include "storage/fs_disk.h"

#define MAX_FILES	64
#define MAX_FDS		64
#define MAX_STEPS	4096
#define FILE_SIZE	(257u * 1024)
#define SECTOR		512u

struct file {
	uint8_t *data;
	size_t size;
};

struct name {
	char text[64];
	int file;		/* -1 if unused */
};

struct state {
	struct file files[MAX_FILES];
	struct name names[MAX_FILES];
};

enum step_kind { STEP_WRITE, STEP_SIZE, STEP_SYNC, STEP_NAME, STEP_NO_NAME, STEP_RENAME,
	STEP_SYNC_NAMES, STEP_LOST, STEP_LOST_NAMES };

struct step {
	enum step_kind kind;
	int file;
	uint64_t offset;	/* or the new size */
	size_t size;
	bool durable;
	uint8_t *data;
	char name[64];
	char new_name[64];	/* for STEP_RENAME */
	size_t durable_after;	/* in steps; filled in by the first disk_cut() */
};

static struct {
	struct state now;
	int fds[MAX_FDS];	/* file index, -1 if closed */
	unsigned int num_files;
	unsigned int recorded_files;	/* num_files when recording ended */
	struct step steps[MAX_STEPS];
	size_t num_steps;
	bool cut;		/* no longer recording */
} disk;

void (*disk_before_call)(void);
size_t disk_fail_at;
bool disk_cannot_truncate;

static void before_call(void)
{
	if (disk_before_call)
		disk_before_call();
}

/* Called for anything that makes data durable. True if it is this call's turn to fail. */
static bool fails(void)
{
	return disk_fail_at && !--disk_fail_at;
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void empty(struct state *state)
{
	for (int n = 0; n < MAX_FILES; n++) {
		if (!state->files[n].data)
			state->files[n].data = calloc(1, FILE_SIZE);
		/* keep everything beyond EOF zeroed */
		memset(state->files[n].data, 0, state->files[n].size);
		state->files[n].size = 0;
		state->names[n].text[0] = 0;
		state->names[n].file = -1;
	}
}

void disk_reset(void)
{
	for (size_t n = 0; n < disk.num_steps; n++)
		free(disk.steps[n].data);
	disk.num_steps = 0;
	disk.num_files = 0;
	disk.cut = false;
	empty(&disk.now);
	for (int n = 0; n < MAX_FDS; n++)
		disk.fds[n] = -1;
}

void disk_close_all(void)
{
	for (int fd = 0; fd < MAX_FDS; fd++)
		disk.fds[fd] = -1;
}

size_t disk_steps(void)
{
	return disk.num_steps;
}

static struct step *record(enum step_kind kind, int file)
{
	static struct step unused;
	struct step *step = &unused;

	if (!disk.cut) {
		require(disk.num_steps < MAX_STEPS);
		step = &disk.steps[disk.num_steps++];
	}
	*step = (struct step){ .kind = kind, .file = file };
	return step;
}

static struct name *find_name(struct state *state, const char *text, bool make)
{
	for (int n = 0; n < MAX_FILES; n++)
		if (state->names[n].file >= 0 && !strcmp(state->names[n].text, text))
			return &state->names[n];
	for (int n = 0; make && n < MAX_FILES; n++) {
		if (state->names[n].file >= 0)
			continue;
		strcpy(state->names[n].text, text);
		return &state->names[n];
	}
	return NULL;
}

static void put(struct file *file, const void *data, size_t size, uint64_t offset)
{
	require(offset + size <= FILE_SIZE);
	memcpy(file->data + offset, data, size);
	if (file->size < offset + size)
		file->size = offset + size;
}

static void resize(struct file *file, uint64_t size)
{
	require(size <= FILE_SIZE);
	if (size < file->size)
		memset(file->data + size, 0, file->size - size);
	file->size = size;
}

int fs_disk_open(int directory, const char *path, int flags)
{
	struct name *name;
	int fd;

	(void)directory;
	before_call();
	name = find_name(&disk.now, path, flags & O_CREAT);
	if (!name)
		return -ENOENT;
	if (name->file < 0) {
		require(disk.num_files < MAX_FILES);
		name->file = (int)disk.num_files++;
		resize(&disk.now.files[name->file], 0);
		strcpy(record(STEP_NAME, name->file)->name, path);
	} else if (flags & O_TRUNC) {
		resize(&disk.now.files[name->file], 0);
		record(STEP_SIZE, name->file);
	}
	for (fd = 0; disk.fds[fd] >= 0; fd++)
		require(fd + 1 < MAX_FDS);
	disk.fds[fd] = name->file;
	return fd;
}

void fs_disk_close(int fd)
{
	before_call();
	require(disk.fds[fd] >= 0);
	disk.fds[fd] = -1;
}

ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset)
{
	struct file *file = &disk.now.files[disk.fds[fd]];

	before_call();
	if (offset >= file->size)
		return 0;
	if (size > file->size - offset)
		size = file->size - offset;
	memcpy(data, file->data + offset, size);
	return (ssize_t)size;
}

/* Short reads: every other call returns only half of it. */
ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset)
{
	static unsigned int calls;
	ssize_t got = fs_disk_read(fd, data, size, offset);

	return calls++ % 2 ? (got + 1) / 2 : got;
}

int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable)
{
	struct step *step;

	before_call();
	step = record(STEP_WRITE, disk.fds[fd]);
	put(&disk.now.files[disk.fds[fd]], data, size, offset);
	if (disk.cut)
		return 0;
	step->offset = offset;
	step->size = size;
	step->durable = durable;
	step->data = malloc(size);
	memcpy(step->data, data, size);
	if (!durable || !fails())
		return 0;
	step->durable = false;
	record(STEP_LOST, disk.fds[fd]);
	return -EIO;
}

int fs_disk_sync(int fd)
{
	bool failed;

	before_call();
	failed = fails();
	record(failed ? STEP_LOST : STEP_SYNC, disk.fds[fd]);
	return failed ? -EIO : 0;
}

int fs_disk_sync_directory(int directory)
{
	bool failed;

	(void)directory;
	before_call();
	failed = fails();
	record(failed ? STEP_LOST_NAMES : STEP_SYNC_NAMES, -1);
	return failed ? -EIO : 0;
}

int fs_disk_find(int directory, bool (*is_wanted)(const char *name))
{
	(void)directory;
	before_call();
	for (int n = 0; n < MAX_FILES; n++)
		if (disk.now.names[n].file >= 0 && is_wanted(disk.now.names[n].text))
			return 1;
	return 0;
}

int fs_disk_identify(int fd, struct fs_identity *identity)
{
	if (fd >= MAX_FDS)	/* it's the directory */
		return fs_disk_identify_name("", identity);
	before_call();
	*identity = (struct fs_identity){ .device = 1, .inode = (uint64_t)disk.fds[fd] + 1 };
	return 0;
}

/* The directory's name never changes. */
int fs_disk_identify_name(const char *path, struct fs_identity *identity)
{
	(void)path;
	*identity = (struct fs_identity){ .device = 1 };
	return 0;
}

ssize_t fs_disk_size(int fd)
{
	before_call();
	return (ssize_t)disk.now.files[disk.fds[fd]].size;
}

int fs_disk_truncate(int fd, uint64_t size)
{
	before_call();
	if (disk_cannot_truncate)
		return -EIO;
	resize(&disk.now.files[disk.fds[fd]], size);
	record(STEP_SIZE, disk.fds[fd])->offset = size;
	return 0;
}

int fs_disk_remove(int directory, const char *name)
{
	struct name *found;

	(void)directory;
	before_call();
	found = find_name(&disk.now, name, false);
	if (!found)
		return -ENOENT;
	strcpy(record(STEP_NO_NAME, found->file)->name, name);
	found->file = -1;
	return 0;
}

static void rename_file(struct state *state, int file, const char *name, const char *new_name)
{
	struct name *old = find_name(state, name, false);

	if (old && old->file == file)
		old->file = -1;
	find_name(state, new_name, true)->file = file;
}

int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace)
{
	struct name *found;
	struct step *step;

	(void)from, (void)to;
	before_call();
	found = find_name(&disk.now, name, false);
	if (!found)
		return -ENOENT;
	require(replace);
	step = record(STEP_RENAME, found->file);
	strcpy(step->name, name);
	strcpy(step->new_name, new_name);
	rename_file(&disk.now, step->file, name, new_name);
	return 0;
}

int fs_disk_make_directory(int directory, const char *name)
{
	(void)directory, (void)name;
	return -ENOSYS;
}

int fs_disk_remove_directory(int directory, const char *name)
{
	(void)directory, (void)name;
	return -ENOSYS;
}

/* After how many steps is step @at certain to survive? */
static size_t durable_after(size_t at)
{
	const struct step *step = &disk.steps[at];
	bool is_name = step->kind == STEP_NAME || step->kind == STEP_NO_NAME ||
		       step->kind == STEP_RENAME;

	if (step->kind == STEP_WRITE && step->durable)
		return at + 1;
	for (size_t n = at + 1; n < disk.num_steps; n++) {
		const struct step *later = &disk.steps[n];

		if (is_name ? later->kind == STEP_LOST_NAMES :
			      later->kind == STEP_LOST && later->file == step->file)
			break;
		if (is_name ? later->kind == STEP_SYNC_NAMES :
			      later->kind == STEP_SYNC && later->file == step->file)
			return n + 1;
	}
	return MAX_STEPS + 1;
}

static void do_step(struct state *state, const struct step *step)
{
	struct name *name;

	switch (step->kind) {
	case STEP_WRITE:
		put(&state->files[step->file], step->data, step->size, step->offset);
		break;
	case STEP_SIZE:
		resize(&state->files[step->file], step->offset);
		break;
	case STEP_NAME:
		find_name(state, step->name, true)->file = step->file;
		break;
	case STEP_NO_NAME:
		name = find_name(state, step->name, false);
		if (name)
			name->file = -1;
		break;
	case STEP_RENAME:
		rename_file(state, step->file, step->name, step->new_name);
		break;
	default:
		break;
	}
}

static void put_part(struct state *state, const struct step *step, size_t from, size_t to)
{
	struct step part = *step;

	part.data += from;
	part.offset += from;
	part.size = to - from;
	do_step(state, &part);
}

/* Flip a coin for the step. Writes are torn at sector boundaries, so flip one per sector. */
static void do_by_chance(struct state *state, const struct step *step, unsigned int *seed)
{
	size_t from = 0, to;

	if (step->kind != STEP_WRITE) {
		if (rand_r(seed) & 1)
			do_step(state, step);
		return;
	}
	for (; from < step->size; from = to) {
		to = from + SECTOR - (step->offset + from) % SECTOR;
		if (to > step->size)
			to = step->size;
		if (rand_r(seed) & 1)
			put_part(state, step, from, to);
	}
}

void disk_cut(size_t steps, enum disk_luck luck, unsigned int seed)
{
	const struct step *step;

	require(steps <= disk.num_steps);
	for (size_t n = 0; !disk.cut && n < disk.num_steps; n++)
		disk.steps[n].durable_after = durable_after(n);
	if (!disk.cut)
		disk.recorded_files = disk.num_files;
	disk.num_files = disk.recorded_files;
	disk.cut = true;
	empty(&disk.now);
	for (int n = 0; n < MAX_FDS; n++)
		disk.fds[n] = -1;
	for (size_t n = 0; n < steps; n++) {
		bool torn = luck == DISK_NEWEST_TORN && n + 1 == steps;

		step = &disk.steps[n];
		/* Power may fail halfway through, and then durable writes are torn as well. */
		if (torn && step->kind == STEP_WRITE)
			put_part(&disk.now, step, 0, seed % (step->size + 1));
		else if (step->durable_after <= steps || luck == DISK_ALL_THERE || torn ||
			 luck == DISK_NEWEST_TORN)
			do_step(&disk.now, step);
		else if (luck == DISK_RANDOM)
			do_by_chance(&disk.now, step, &seed);
	}
}
