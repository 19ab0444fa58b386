// SPDX-License-Identifier: BSD-2-Clause
/* Resources that the monitor keeps when a worker ends, and passes to the service manager. */

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fd.h"
#include "log.h"
#include "process/files.h"
#include "process/fd_store.h"
#include "process/service_manager.h"
#include "process/state.h"

/* Names under which the service manager keeps files. */
#define STATE_NAME	"state"
#define FOLDER_NAME	"directory"

/*
 * Name the file of a region: "shm-ID-SIZE" is the kernel's descriptor, and
 * "memory-ID-SIZE" is a memfd that can be mapped.
 */
static void name_piece(char name[KEEPER_NAME_SIZE], const char *kind,
		       const struct keeper_piece *piece)
{
	snprintf(name, KEEPER_NAME_SIZE, "%s-%u-%zu", kind, piece->id, piece->size);
}

/*
 * Name the device: "device", followed by the requested device. Replace colons,
 * because they separate names.
 */
static void name_device(char name[KEEPER_NAME_SIZE], const struct supp_options *options)
{
	const char *which = options->device ? options->device : options->tee ? options->tee : "";

	snprintf(name, KEEPER_NAME_SIZE, "device %s", which);
	for (char *colon = name; (colon = strchr(colon, ':')); )
		*colon = '=';
}

static void clear(struct keeper *keeper)
{
	memset(keeper, 0, sizeof(*keeper));
	keeper->device = keeper->state = -1;
	for (size_t n = 0; n < SHM_MAX_PIECES; n++)
		keeper->pieces[n].shm = keeper->pieces[n].memory = -1;
}

static struct keeper_piece *find(struct keeper *keeper, uint32_t id)
{
	for (size_t n = 0; n < SHM_MAX_PIECES; n++)
		if (keeper->pieces[n].shm >= 0 && keeper->pieces[n].id == id)
			return &keeper->pieces[n];
	return NULL;
}

/*
 * Find the entry of a region that is being taken over, by id and size, or an
 * unused entry. The id alone does not suffice: the kernel reuses ids, and the
 * service manager may still keep a file of a freed region. Return: NULL if
 * there are too many regions.
 */
static struct keeper_piece *want_piece(struct keeper *keeper, uint32_t id, size_t size)
{
	struct keeper_piece *piece = keeper->pieces, *end = piece + SHM_MAX_PIECES;

	while (piece < end && (piece->shm >= 0 || piece->memory >= 0) &&
	       (piece->id != id || piece->size != size))
		piece++;
	if (piece == end)
		return NULL;
	piece->id = id;
	piece->size = size;
	return piece;
}

/* Read the file that note_folder() wrote. Workers have no access to it. */
static void read_folder(struct keeper *keeper, int fd)
{
	struct fs_identity directory;

	keeper->place.is_used = pread(fd, &directory, sizeof(directory), 0) == sizeof(directory);
	if (keeper->place.is_used)
		keeper->place.directory = directory;
}

/*
 * Take over one file, by its name. Return: true if the file is kept.
 * @is_doubtful: [out] set if a file with the same name was taken over before.
 *		The service manager has missed a message to drop one of them, so
 *		it is unknown which one is valid.
 */
static bool take_file(struct keeper *keeper, const char *name, int fd, bool *is_doubtful)
{
	struct keeper_piece *piece;
	char kind[8] = "";
	uint32_t id;
	size_t size;
	int *place;

	if (!strcmp(name, keeper->name)) {
		place = &keeper->device;
	} else if (!strcmp(name, STATE_NAME)) {
		place = &keeper->state;
	} else if (!strcmp(name, FOLDER_NAME)) {
		*is_doubtful |= keeper->place.is_used;
		read_folder(keeper, fd);
		return false;
	} else {
		if (sscanf(name, "%7[a-z]-%u-%zu", kind, &id, &size) != 3)
			return false;
		piece = want_piece(keeper, id, size);
		if (!piece)
			return false;
		place = strcmp(kind, "shm") ? &piece->memory : &piece->shm;
	}
	if (*place >= 0) {
		*is_doubtful = true;
		return false;
	}
	*place = fd;
	return !fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/*
 * Close a file that is left over from a freed region, if a different region has
 * its id. Return: false if no region has the id, because the TEE may then have
 * a region whose descriptor was lost.
 */
static bool drop_left_over(struct keeper *keeper, struct keeper_piece *piece)
{
	char name[KEEPER_NAME_SIZE];

	if (!find(keeper, piece->id))
		return false;
	name_piece(name, "memory", piece);
	service_manager_drop(name);
	close_fd(&piece->memory);
	return true;
}

/* Check that everything that is needed was taken over. */
static bool is_whole(struct keeper *keeper)
{
	struct tee_ioctl_version_data version;

	if (keeper->state < 0 || keeper->device < 0 ||
	    ioctl(keeper->device, TEE_IOC_VERSION, &version))
		return false;
	keeper->can_register = version.gen_caps & TEE_GEN_CAP_REG_MEM;
	for (size_t n = 0; n < SHM_MAX_PIECES; n++) {
		struct keeper_piece *piece = &keeper->pieces[n];

		if (piece->shm < 0 && piece->memory >= 0 && !drop_left_over(keeper, piece))
			return false;
		if (piece->shm < 0)
			continue;
		/* The kernel uses an id for one region at a time. */
		if (find(keeper, piece->id) != piece)
			return false;
		if (piece->memory < 0)
			piece->memory = piece->shm;
		keeper->bytes += piece->size;
	}
	return true;
}

/* Drop all files that the service manager passed, because they cannot be used. */
static void give_up(struct keeper *keeper, int count)
{
	char name[KEEPER_NAME_SIZE];

	log_warning("what an earlier supplicant left cannot be used: starting without it");
	for (int n = 0; n < count; n++)
		if (!service_manager_name(n, name, sizeof(name)))
			service_manager_drop(name);
	keeper_close(keeper);
}

void keeper_take_over(struct keeper *keeper, const struct supp_options *options)
{
	int count = service_manager_count();
	char name[KEEPER_NAME_SIZE];
	bool is_doubtful = false;

	clear(keeper);
	name_device(keeper->name, options);
	for (int n = 0; n < count; n++) {
		int fd = SERVICE_MANAGER_FIRST_FD + n;

		if (service_manager_name(n, name, sizeof(name)) ||
		    !take_file(keeper, name, fd, &is_doubtful))
			close(fd);
	}
	if (count && !is_doubtful && is_whole(keeper))
		log_info("continuing with what an earlier supplicant left");
	else if (count)
		give_up(keeper, count);
	service_manager_forget();
}

int keeper_open(struct keeper *keeper, const struct supp_options *options)
{
	int rc;

	if (keeper->device >= 0)
		return 0;
	/*
	 * Ask once more to drop the files that were kept before and cannot be
	 * used. An earlier message may have been lost, because the service
	 * manager did not read, and it would then keep the files forever.
	 */
	name_device(keeper->name, options);
	service_manager_drop(STATE_NAME);
	service_manager_drop(keeper->name);
	rc = state_create();
	if (rc < 0) {
		log_error("no memory for the workers' state: %s", strerror(-rc));
		return rc;
	}
	keeper->state = rc;
	rc = files_open_device(options, &keeper->can_register);
	if (rc < 0) {
		close(keeper->state);
		keeper->state = -1;
		return rc;
	}
	keeper->device = rc;
	service_manager_keep(STATE_NAME, keeper->state);
	service_manager_keep(keeper->name, keeper->device);
	return 0;
}

static void free_piece(struct keeper *keeper, struct keeper_piece *piece)
{
	char name[KEEPER_NAME_SIZE];

	if (piece->shm < 0 && piece->memory < 0)
		return;
	keeper->bytes -= piece->size;
	if (piece->memory != piece->shm) {
		name_piece(name, "memory", piece);
		service_manager_drop(name);
		close_fd(&piece->memory);
	}
	name_piece(name, "shm", piece);
	service_manager_drop(name);
	close_fd(&piece->shm);
	piece->memory = -1;
}

void keeper_close(struct keeper *keeper)
{
	/*
	 * Close the device first. This ends all requests, so that none needs
	 * the resources that are closed after it.
	 */
	if (keeper->device >= 0)
		service_manager_drop(keeper->name);
	close_fd(&keeper->device);
	if (keeper->state >= 0)
		service_manager_drop(STATE_NAME);
	close_fd(&keeper->state);
	if (keeper->place.is_used)
		service_manager_drop(FOLDER_NAME);
	for (size_t n = 0; n < SHM_MAX_PIECES; n++)
		free_piece(keeper, &keeper->pieces[n]);
	clear(keeper);
}

/*
 * A worker controls when it ends, and its exit status. It must not be able to
 * use that to change the directory in use while its TEE exists.
 */
void keeper_begin_anew(struct keeper *keeper)
{
	const struct fs_place place = keeper->place;
	struct tee_ioctl_version_data version;
	bool is_there = keeper->device >= 0 &&
			!ioctl(keeper->device, TEE_IOC_VERSION, &version);

	/* Prevent keeper_close() from dropping the service manager's copy of the identity. */
	if (is_there)
		keeper->place.is_used = false;
	keeper_close(keeper);
	if (is_there)
		keeper->place = place;
}

/*
 * Pass the identity of the directory in use to the service manager, in a file
 * to which workers have no access.
 */
static void note_folder(const struct keeper *keeper)
{
	const struct fs_identity *directory = &keeper->place.directory;
	int fd = memfd_create("tee-storage-folder", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, directory, sizeof(*directory)) == sizeof(*directory))
		service_manager_keep(FOLDER_NAME, fd);
	else
		log_warning("cannot keep which storage directory is in use: %s", strerror(errno));
	close_fd(&fd);
}

int keeper_use_folder(struct keeper *keeper, const struct fs_identity *directory)
{
	struct fs_place *place = &keeper->place;
	bool was_used = place->is_used;
	bool is_same = was_used && fs_is_same(&place->directory, directory);

	if (place->is_settled && !is_same)
		return -ESTALE;
	*place = (struct fs_place){ .is_used = true, .is_settled = true, .directory = *directory };
	if (was_used && !is_same)
		service_manager_drop(FOLDER_NAME);
	if (!is_same)
		note_folder(keeper);
	return 0;
}

void keeper_expect(struct keeper *keeper)
{
	for (size_t n = 0; n < SHM_MAX_PIECES; n++)
		keeper->pieces[n].is_wanted = false;
}

void keeper_settle(struct keeper *keeper)
{
	for (size_t n = 0; n < SHM_MAX_PIECES; n++)
		if (!keeper->pieces[n].is_wanted)
			free_piece(keeper, &keeper->pieces[n]);
}

/* Allocate kernel memory, which does not count against any limit on locked memory. */
static int alloc_kernel(struct keeper *keeper, struct keeper_piece *piece)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = piece->size };
	int fd = ioctl(keeper->device, TEE_IOC_SHM_ALLOC, &arg);

	if (fd < 0)
		return -errno;
	piece->shm = piece->memory = fd;
	piece->id = (uint32_t)arg.id;
	return 0;
}

/*
 * Register a memfd, which workers can map. The kernel pins its pages while it
 * is registered.
 */
static int register_own(struct keeper *keeper, struct keeper_piece *piece)
{
	struct tee_ioctl_shm_register_data arg = { .length = piece->size };
	int fd = memfd_create("tee-shared-memory", MFD_CLOEXEC | MFD_ALLOW_SEALING), rc;
	void *data = MAP_FAILED;

	if (fd < 0)
		return -errno;
	/* Seal the size, so that no worker can change it. */
	if (!ftruncate(fd, (off_t)piece->size) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		data = mmap(NULL, piece->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		rc = -errno;
		goto close_file;
	}
	arg.addr = (uintptr_t)data;
	rc = ioctl(keeper->device, TEE_IOC_SHM_REGISTER, &arg);
	if (rc < 0)
		rc = -errno;
	munmap(data, piece->size);
	if (rc < 0)
		goto close_file;
	piece->shm = rc;
	piece->memory = fd;
	piece->id = (uint32_t)arg.id;
	return 0;

close_file:
	close(fd);
	return rc;
}

/* Return: a new descriptor for mapping a region, or -errno. */
static int duplicate(const struct keeper_piece *piece)
{
	int fd = fcntl(piece->memory, F_DUPFD_CLOEXEC, 3);

	return fd < 0 ? -errno : fd;
}

int keeper_alloc(struct keeper *keeper, uint64_t size, uint32_t *id)
{
	struct keeper_piece *piece = keeper->pieces;
	char name[KEEPER_NAME_SIZE];
	int rc;

	while (piece < keeper->pieces + SHM_MAX_PIECES && piece->shm >= 0)
		piece++;
	if (piece == keeper->pieces + SHM_MAX_PIECES || size > SHM_MAX_BYTES - keeper->bytes)
		return -ENOSPC;
	piece->size = (size_t)size;
	rc = alloc_kernel(keeper, piece);
	if (rc && keeper->can_register)
		rc = register_own(keeper, piece);
	if (rc)
		return rc;
	keeper->bytes += piece->size;
	piece->is_wanted = true;
	/* Pass the region to the service manager before the worker and the TEE get it. */
	name_piece(name, "shm", piece);
	service_manager_keep(name, piece->shm);
	if (piece->memory != piece->shm) {
		name_piece(name, "memory", piece);
		service_manager_keep(name, piece->memory);
	}
	*id = piece->id;
	rc = duplicate(piece);
	if (rc < 0)
		free_piece(keeper, piece);
	return rc;
}

int keeper_map(struct keeper *keeper, uint32_t id, uint64_t *size)
{
	struct keeper_piece *piece = find(keeper, id);

	if (!piece)
		return -ENOENT;
	piece->is_wanted = true;
	*size = piece->size;
	return duplicate(piece);
}

void keeper_free(struct keeper *keeper, uint32_t id)
{
	struct keeper_piece *piece = find(keeper, id);

	if (piece)
		free_piece(keeper, piece);
}
