// SPDX-License-Identifier: BSD-2-Clause
/*
 * The monitor's fd store: resources that outlive a worker, mirrored to the
 * service manager
 */

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
#include "process/fd_store.h"
#include "process/files.h"
#include "process/service_manager.h"
#include "process/state.h"

/* FDNAMEs in the service manager's store */
#define STATE_NAME	"state"
#define DIRECTORY_NAME	"directory"

/*
 * FDNAME for a region: "shm-ID-SIZE" for the descriptor from the driver,
 * "memory-ID-SIZE" for the memfd to map, if there's a separate one.
 */
static void name_region(char name[FD_STORE_NAME_SIZE], const char *kind,
			const struct stored_region *region)
{
	snprintf(name, FD_STORE_NAME_SIZE, "%s-%u-%zu", kind, region->id, region->size);
}

/*
 * "device" plus the device named on the command line, if any. Colons separate
 * names in LISTEN_FDNAMES, so they are replaced.
 */
static void name_device(char name[FD_STORE_NAME_SIZE], const struct supp_options *options)
{
	const char *which = options->device ? options->device : options->tee ? options->tee : "";

	snprintf(name, FD_STORE_NAME_SIZE, "device %s", which);
	for (char *colon = name; (colon = strchr(colon, ':')); )
		*colon = '=';
}

static void clear(struct fd_store *store)
{
	memset(store, 0, sizeof(*store));
	store->device = store->state = -1;
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++)
		store->regions[n].shm = store->regions[n].memory = -1;
}

static struct stored_region *find(struct fd_store *store, uint32_t id)
{
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++)
		if (store->regions[n].shm >= 0 && store->regions[n].id == id)
			return &store->regions[n];
	return NULL;
}

/*
 * Get the entry for a region to take over, possibly a fresh one. Compare the
 * size too: ids are reused, and the service manager may still have a descriptor
 * from a region that is long freed. Return: NULL if there are too many regions.
 */
static struct stored_region *want_region(struct fd_store *store, uint32_t id, size_t size)
{
	struct stored_region *region = store->regions, *end = region + SHM_MAX_REGIONS;

	while (region < end && (region->shm >= 0 || region->memory >= 0) &&
	       (region->id != id || region->size != size))
		region++;
	if (region == end)
		return NULL;
	region->id = id;
	region->size = size;
	return region;
}

/* Counterpart to note_directory(). Workers can't have tampered with the file. */
static void read_directory(struct fd_store *store, int fd)
{
	struct fs_identity directory;

	store->place.is_used = pread(fd, &directory, sizeof(directory), 0) == sizeof(directory);
	if (store->place.is_used)
		store->place.directory = directory;
}

/*
 * Take over one descriptor, depending on its name. Return: true if we keep it.
 * @is_doubtful: [out] set if there was one with this name before. A "drop"
 *		message must have been lost, and we can't tell which of the two
 *		is stale.
 */
static bool take_file(struct fd_store *store, const char *name, int fd, bool *is_doubtful)
{
	struct stored_region *region;
	char kind[8] = "";
	uint32_t id;
	size_t size;
	int *place;

	if (!strcmp(name, store->name)) {
		place = &store->device;
	} else if (!strcmp(name, STATE_NAME)) {
		place = &store->state;
	} else if (!strcmp(name, DIRECTORY_NAME)) {
		*is_doubtful |= store->place.is_used;
		read_directory(store, fd);
		return false;
	} else {
		if (sscanf(name, "%7[a-z]-%u-%zu", kind, &id, &size) != 3)
			return false;
		region = want_region(store, id, size);
		if (!region)
			return false;
		place = strcmp(kind, "shm") ? &region->memory : &region->shm;
	}
	if (*place >= 0) {
		*is_doubtful = true;
		return false;
	}
	*place = fd;
	return !fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/*
 * A memfd without its shm descriptor is just a leftover if its id belongs to
 * another region by now. Close it then. Return: false if nothing else has the
 * id: the TEE may still be using this region, and we've lost its descriptor.
 */
static bool drop_left_over(struct fd_store *store, struct stored_region *region)
{
	char name[FD_STORE_NAME_SIZE];

	if (!find(store, region->id))
		return false;
	name_region(name, "memory", region);
	service_manager_drop(name);
	close_fd(&region->memory);
	return true;
}

/* Check that the set is complete and that the device still responds */
static bool is_whole(struct fd_store *store)
{
	struct tee_ioctl_version_data version;

	if (store->state < 0 || store->device < 0 ||
	    ioctl(store->device, TEE_IOC_VERSION, &version))
		return false;
	store->can_register = version.gen_caps & TEE_GEN_CAP_REG_MEM;
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++) {
		struct stored_region *region = &store->regions[n];

		if (region->shm < 0 && region->memory >= 0 && !drop_left_over(store, region))
			return false;
		if (region->shm < 0)
			continue;
		/* Ids are unique, so two regions with the same one can't both be real. */
		if (find(store, region->id) != region)
			return false;
		if (region->memory < 0)
			region->memory = region->shm;
		store->bytes += region->size;
	}
	return true;
}

/* Start from scratch. The service manager has to forget the old set too. */
static void give_up(struct fd_store *store, int count)
{
	char name[FD_STORE_NAME_SIZE];

	log_warning("cannot use the state of an earlier supplicant: starting without it");
	for (int n = 0; n < count; n++)
		if (!service_manager_name(n, name, sizeof(name)))
			service_manager_drop(name);
	fd_store_close(store);
}

void fd_store_take_over(struct fd_store *store, const struct supp_options *options)
{
	int count = service_manager_count();
	char name[FD_STORE_NAME_SIZE];
	bool is_doubtful = false;

	clear(store);
	name_device(store->name, options);
	for (int n = 0; n < count; n++) {
		int fd = SERVICE_MANAGER_FIRST_FD + n;

		if (service_manager_name(n, name, sizeof(name)) ||
		    !take_file(store, name, fd, &is_doubtful))
			close(fd);
	}
	if (count && !is_doubtful && is_whole(store))
		log_info("continuing with the state of an earlier supplicant");
	else if (count)
		give_up(store, count);
	service_manager_forget();
}

int fd_store_open(struct fd_store *store, const struct supp_options *options)
{
	int rc;

	if (store->device >= 0)
		return 0;
	/*
	 * If the service manager wasn't reading when we dropped the old files,
	 * it still has them and would keep them forever. Ask again.
	 */
	name_device(store->name, options);
	service_manager_drop(STATE_NAME);
	service_manager_drop(store->name);
	rc = state_create();
	if (rc < 0) {
		log_error("cannot allocate the workers' state: %s", strerror(-rc));
		return rc;
	}
	store->state = rc;
	rc = files_open_device(options, &store->can_register);
	if (rc < 0) {
		close(store->state);
		store->state = -1;
		return rc;
	}
	store->device = rc;
	service_manager_keep(STATE_NAME, store->state);
	service_manager_keep(store->name, store->device);
	return 0;
}

static void free_region(struct fd_store *store, struct stored_region *region)
{
	char name[FD_STORE_NAME_SIZE];

	if (region->shm < 0 && region->memory < 0)
		return;
	store->bytes -= region->size;
	if (region->memory != region->shm) {
		name_region(name, "memory", region);
		service_manager_drop(name);
		close_fd(&region->memory);
	}
	name_region(name, "shm", region);
	service_manager_drop(name);
	close_fd(&region->shm);
	region->memory = -1;
}

void fd_store_close(struct fd_store *store)
{
	/*
	 * Device first. That fails all outstanding requests, so nothing depends
	 * on the rest when it's closed.
	 */
	if (store->device >= 0)
		service_manager_drop(store->name);
	close_fd(&store->device);
	if (store->state >= 0)
		service_manager_drop(STATE_NAME);
	close_fd(&store->state);
	if (store->place.is_used)
		service_manager_drop(DIRECTORY_NAME);
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++)
		free_region(store, &store->regions[n]);
	clear(store);
}

/*
 * Workers choose when to exit and with what status. That must not give them a
 * way to change the storage directory under a TEE that still exists.
 */
void fd_store_reset(struct fd_store *store)
{
	const struct fs_place place = store->place;
	struct tee_ioctl_version_data version;
	bool is_there = store->device >= 0 &&
			!ioctl(store->device, TEE_IOC_VERSION, &version);

	/* keeps fd_store_close() from dropping DIRECTORY_NAME */
	if (is_there)
		store->place.is_used = false;
	fd_store_close(store);
	if (is_there)
		store->place = place;
}

/*
 * Store the directory's identity with the service manager. It gets a memfd of
 * its own as workers can write to the one with the state.
 */
static void note_directory(const struct fd_store *store)
{
	const struct fs_identity *directory = &store->place.directory;
	int fd = memfd_create("tee-storage-directory", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, directory, sizeof(*directory)) == sizeof(*directory))
		service_manager_keep(DIRECTORY_NAME, fd);
	else
		log_warning("cannot save which storage directory is in use: %s", strerror(errno));
	close_fd(&fd);
}

int fd_store_use_directory(struct fd_store *store, const struct fs_identity *directory)
{
	struct fs_place *place = &store->place;
	bool was_used = place->is_used;
	bool is_same = was_used && fs_is_same(&place->directory, directory);

	if (place->is_settled && !is_same)
		return -ESTALE;
	*place = (struct fs_place){ .is_used = true, .is_settled = true, .directory = *directory };
	if (was_used && !is_same)
		service_manager_drop(DIRECTORY_NAME);
	if (!is_same)
		note_directory(store);
	return 0;
}

void fd_store_expect(struct fd_store *store)
{
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++)
		store->regions[n].is_wanted = false;
}

void fd_store_settle(struct fd_store *store)
{
	for (size_t n = 0; n < SHM_MAX_REGIONS; n++)
		if (!store->regions[n].is_wanted)
			free_region(store, &store->regions[n]);
}

/*
 * Let the driver allocate. Doesn't count against RLIMIT_MEMLOCK, unlike memory
 * of ours that it pins.
 */
static int alloc_kernel(struct fd_store *store, struct stored_region *region)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = region->size };
	int fd = ioctl(store->device, TEE_IOC_SHM_ALLOC, &arg);

	if (fd < 0)
		return -errno;
	region->shm = region->memory = fd;
	region->id = (uint32_t)arg.id;
	return 0;
}

/*
 * Register a memfd, for drivers that can't allocate. Its pages stay pinned
 * until region->shm is closed.
 */
static int register_own(struct fd_store *store, struct stored_region *region)
{
	struct tee_ioctl_shm_register_data arg = { .length = region->size };
	int fd = memfd_create("tee-shared-memory", MFD_CLOEXEC | MFD_ALLOW_SEALING), rc;
	void *data = MAP_FAILED;

	if (fd < 0)
		return -errno;
	/* a worker could truncate it otherwise */
	if (!ftruncate(fd, (off_t)region->size) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		data = mmap(NULL, region->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED) {
		rc = -errno;
		goto close_file;
	}
	arg.addr = (uintptr_t)data;
	rc = ioctl(store->device, TEE_IOC_SHM_REGISTER, &arg);
	if (rc < 0)
		rc = -errno;
	munmap(data, region->size);
	if (rc < 0)
		goto close_file;
	region->shm = rc;
	region->memory = fd;
	region->id = (uint32_t)arg.id;
	return 0;

close_file:
	close(fd);
	return rc;
}

/* Return: another descriptor to map the region with, or -errno. */
static int duplicate(const struct stored_region *region)
{
	int fd = fcntl(region->memory, F_DUPFD_CLOEXEC, 3);

	return fd < 0 ? -errno : fd;
}

int fd_store_alloc(struct fd_store *store, uint64_t size, uint32_t *id)
{
	struct stored_region *region = store->regions;
	char name[FD_STORE_NAME_SIZE];
	int rc;

	while (region < store->regions + SHM_MAX_REGIONS && region->shm >= 0)
		region++;
	if (region == store->regions + SHM_MAX_REGIONS || size > SHM_MAX_BYTES - store->bytes)
		return -ENOSPC;
	region->size = (size_t)size;
	rc = alloc_kernel(store, region);
	if (rc && store->can_register)
		rc = register_own(store, region);
	if (rc)
		return rc;
	store->bytes += region->size;
	region->is_wanted = true;
	/*
	 * The service manager gets it before the worker and the TEE do, so it
	 * can't be lost.
	 */
	name_region(name, "shm", region);
	service_manager_keep(name, region->shm);
	if (region->memory != region->shm) {
		name_region(name, "memory", region);
		service_manager_keep(name, region->memory);
	}
	*id = region->id;
	rc = duplicate(region);
	if (rc < 0)
		free_region(store, region);
	return rc;
}

int fd_store_map(struct fd_store *store, uint32_t id, uint64_t *size)
{
	struct stored_region *region = find(store, id);

	if (!region)
		return -ENOENT;
	region->is_wanted = true;
	*size = region->size;
	return duplicate(region);
}

void fd_store_free(struct fd_store *store, uint32_t id)
{
	struct stored_region *region = find(store, id);

	if (region)
		free_region(store, region);
}
