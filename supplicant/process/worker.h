/* SPDX-License-Identifier: BSD-2-Clause */
/* The worker: receives the TEE's requests and answers them, in a sandbox. */
#ifndef SUPPLICANT_WORKER_H
#define SUPPLICANT_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "options.h"
#include "storage/fs_place.h"

/**
 * struct worker_files - all that a worker has open
 * @device:	the supplicant's device
 * @state:	the memory that workers leave to the next (state.h)
 * @storage:	the folder of the REE file system, or -1
 * @storage_is_roots: it is, and stays root's
 * @monitor:	a channel to the monitor
 * @connector:	a channel to the connector, or -1
 * @plugins:	a stream to the plugin host, or -1
 * @stop:	becomes readable when the worker is to end
 * @uid: @gid:	whom it becomes; (uid_t)-1: stays who it is
 * @was_killed:	the worker before was; else it has ended by itself
 * @place:	which storage folder is in use
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
 * worker_main() - be a worker
 * @options:	the command line
 * @files:	what it may use; it closes all else
 *
 * Enters the sandbox, takes over what the worker before had, tells the monitor that it
 * serves, and serves until it is told to stop.
 *
 * Return: the process's exit status: 0 where it was told to end and has; or one of
 * worker_status.h.
 */
int worker_main(const struct supp_options *options, const struct worker_files *files);

#endif
