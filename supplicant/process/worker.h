/* SPDX-License-Identifier: BSD-2-Clause */
/* The worker: a sandboxed process that receives the TEE's requests and replies to them. */
#ifndef SUPPLICANT_WORKER_H
#define SUPPLICANT_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "options.h"
#include "storage/fs_place.h"

/**
 * struct worker_files - the descriptors and the user of a worker
 * @device:	the supplicant's device
 * @state:	the memory that outlives a worker (state.h)
 * @storage:	the directory of the REE file system; negative if there is none
 * @storage_is_roots: root owns @storage, and its owner cannot be changed
 * @monitor:	a channel to the monitor
 * @connector:	a channel to the connector, or -1
 * @plugins:	a stream to the plugin host, or -1
 * @stop:	becomes readable when the worker is to stop
 * @uid: @gid:	the user to become; (uid_t)-1: keep the user
 * @was_killed:	the previous worker was killed, or ended for a reason other than
 *		a request; its requests count one try, not STATE_TRIES_OF_END
 * @place:	the storage directory in use
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
 * @files:	descriptors that it may use; all others are closed
 *
 * Enters the sandbox, takes over the state of the previous worker, notifies the
 * monitor that it serves, and serves until it is told to stop.
 *
 * Return: the process's exit status: 0 if it was told to stop and all requests
 * have ended; 1 on an error; or one of worker_status.h.
 */
int worker_main(const struct supp_options *options, const struct worker_files *files);

#endif
