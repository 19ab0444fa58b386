/* SPDX-License-Identifier: BSD-2-Clause */
/* The sandboxed process that receives the TEE's requests and replies to them */
#ifndef SUPPLICANT_WORKER_H
#define SUPPLICANT_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "options.h"
#include "storage/fs_place.h"

/**
 * struct worker_files - a worker's descriptors and user
 * @device:	/dev/teeprivN
 * @state:	memfd that outlives us (state.h)
 * @storage:	REE file system directory, negative if we have none
 * @storage_is_roots: root owns @storage, and chown() doesn't work there
 * @monitor:	channel to the monitor
 * @connector:	channel to the connector, or -1
 * @plugins:	stream to the plugin host, or -1
 * @stop:	becomes readable on shutdown
 * @uid: @gid:	user to become; (uid_t)-1 to stay
 * @was_killed:	the last worker was killed, or ended for a reason unrelated to
 *		its requests. That counts as one try for each of them, otherwise
 *		it's STATE_TRIES_OF_END
 * @place:	storage directory in use
 */
struct worker_files {
	int device;
	int state;
	int storage;
	bool storage_is_roots;
	int monitor;
	int connector;
	int plugins;
	int stop;
	uid_t uid;
	gid_t gid;
	bool was_killed;
	struct fs_place place;
};

/**
 * worker_main() - run a worker
 * @options:	the command line
 * @files:	descriptors to use, all others are closed
 *
 * Enters the sandbox, takes over the last worker's state, sends WIRE_READY, and
 * serves until told to stop.
 *
 * Return: exit status. 0 if we were told to stop and all requests are done, 1
 * on error, or one from worker_status.h.
 */
int worker_main(const struct supp_options *options, const struct worker_files *files);

#endif
