// SPDX-License-Identifier: BSD-2-Clause
/* Whether the storage folder is still the one of its name. */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "fs_place.h"
#include "log.h"

/* After so many times in a row the folder is used as it is. */
#define MAX_REOPENED	3u

static struct {
	pthread_mutex_t lock;
	const char *path;
	bool is_first;
	void (*reopen)(void);
	bool is_open;
	struct fs_identity folder;	/* the one that is open */
	struct fs_place *kept;
	int said;			/* the error that was logged last */
} place = { .lock = PTHREAD_MUTEX_INITIALIZER };

void fs_place_watch(const char *path, bool is_first, void (*reopen)(void))
{
	place.path = path;
	place.is_first = is_first;
	place.reopen = reopen;
}

void fs_place_start(int folder, struct fs_place *kept, bool has_files)
{
	place.kept = kept;
	place.said = 0;
	place.is_open = folder >= 0 && !fs_disk_identify(folder, &place.folder);
	if (place.is_first && !has_files) {
		kept->is_used = false;
		kept->reopened = 0;
	}
}

static int say(int error)
{
	if (error != place.said && error == -ESTALE)
		log_error("storage: '%s' is another folder than the one in use; nothing is read "
			  "or written until the supplicant is stopped and started", place.path);
	else if (error != place.said && error == -ENODEV)
		log_error("storage: there is no folder '%s'", place.path);
	else if (error != place.said)
		log_error("storage: '%s' cannot be looked at: %s", place.path, strerror(-error));
	place.said = error;
	return error;
}

bool fs_place_is_other(void)
{
	const struct fs_place *kept = place.kept;

	return kept->is_used && !fs_is_same(&kept->folder, &place.folder);
}

/* Whether looking for a name has failed because the name leads to nothing. */
static bool leads_nowhere(int error)
{
	return error == -ENOENT || error == -ENOTDIR || error == -ELOOP;
}

/*
 * Compare the folder that is open with the one of the name. The lock is held. An error that says
 * nothing of where the name leads, as when memory is short, fails this request and no more.
 * Return: as fs_place_check(), or -EAGAIN: the folder is to be opened again.
 */
static int check(void)
{
	struct fs_place *kept = place.kept;
	struct fs_identity named;
	int rc;

	if (fs_place_is_other())
		return say(-ESTALE);
	rc = fs_disk_identify_name(place.path, &named);
	if (!rc && place.is_open && fs_is_same(&named, &place.folder)) {
		kept->reopened = 0;
	} else if (rc && rc != -EACCES && !leads_nowhere(rc)) {
		return say(rc);
	} else if (kept->is_used) {
		/* This user may not look: the folder may still be the same. */
		if (rc != -EACCES)
			return say(-ESTALE);
	} else if (kept->reopened < (rc == -EACCES ? 1 : MAX_REOPENED)) {
		kept->reopened++;
		return -EAGAIN;
	}
	if (!place.is_open)
		return say(-ENODEV);
	kept->folder = place.folder;
	kept->is_used = true;
	place.said = 0;
	return 0;
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
