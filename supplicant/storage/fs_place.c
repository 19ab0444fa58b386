// SPDX-License-Identifier: BSD-2-Clause
/* Notice when the storage directory's path leads somewhere else than it did. */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "log.h"
#include "storage/fs_place.h"

/* After this many attempts we settle for the directory that's open. */
#define MAX_REOPENED	3u

static struct {
	pthread_mutex_t lock;
	const char *path;
	struct fs_place known;
	void (*reopen)(void);
	int (*use)(void);
	bool is_open;
	struct fs_identity directory;	/* the one that's open */
	bool is_other;			/* see fs_place_is_other(); set at startup */
	int said;			/* what was logged last, to log it only once */
} place = { .lock = PTHREAD_MUTEX_INITIALIZER };

void fs_place_watch(const char *path, const struct fs_place *known, void (*reopen)(void),
		    int (*use)(void))
{
	place.path = path;
	place.known = known ? *known : (struct fs_place){ 0 };
	place.reopen = reopen;
	place.use = use;
}

void fs_place_start(int directory, bool has_files)
{
	place.said = 0;
	place.directory = (struct fs_identity){ 0 };
	place.is_open = directory >= 0 && !fs_disk_identify(directory, &place.directory);
	if (!place.known.is_settled && !has_files)
		place.known.is_used = false;
	place.is_other = place.known.is_used &&
			 !fs_is_same(&place.known.directory, &place.directory);
}

static int say(int error)
{
	if (error != place.said && error == -ESTALE)
		log_error("storage: '%s' is not the directory that was opened; nothing is read or "
			  "written until the supplicant is restarted", place.path);
	else if (error != place.said && error == -ENODEV)
		log_error("storage: directory '%s' does not exist", place.path);
	else if (error != place.said)
		log_error("storage: cannot access '%s': %s", place.path, strerror(-error));
	place.said = error;
	return error;
}

bool fs_place_is_other(void)
{
	return place.is_other;
}

/* nothing there, or not a directory */
static bool leads_nowhere(int error)
{
	return error == -ENOENT || error == -ENOTDIR || error == -ELOOP;
}

/* From here on, all workers stick to this directory. Called with the lock held. */
static int settle(void)
{
	int rc = place.known.is_settled ? 0 : place.use();

	if (rc)
		return say(rc);
	place.known.is_used = place.known.is_settled = true;
	place.said = 0;
	return 0;
}

/*
 * Compare what is open with what is at the path. Called with the lock held.
 * Errors that say nothing about the path, like ENOMEM, fail only the request at
 * hand. Return: as fs_place_check(); -EAGAIN: reopen the directory.
 */
static int check(void)
{
	struct fs_identity named;
	int rc;

	if (fs_place_is_other())
		return say(-ESTALE);
	rc = fs_disk_identify_name(place.path, &named);
	if (!rc && place.is_open && fs_is_same(&named, &place.directory))
		return settle();
	if (rc && rc != -EACCES && !leads_nowhere(rc))
		return say(rc);
	if (place.known.is_used) {
		/*
		 * EACCES: we aren't allowed to look, so it might well be the
		 * right one.
		 */
		if (rc != -EACCES)
			return say(-ESTALE);
	} else if (place.known.reopened < (rc == -EACCES ? 1 : MAX_REOPENED)) {
		return -EAGAIN;
	}
	return place.is_open ? settle() : say(-ENODEV);
}

int fs_place_check(void)
{
	int rc;

	if (!place.path)
		return 0;
	pthread_mutex_lock(&place.lock);
	rc = check();
	pthread_mutex_unlock(&place.lock);
	if (rc == -EAGAIN)
		place.reopen();
	return rc;
}
