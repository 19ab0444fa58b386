/* SPDX-License-Identifier: BSD-2-Clause */
/* The worker: receives the TEE's requests and answers them, in a sandbox. */
#ifndef SUPPLICANT_WORKER_H
#define SUPPLICANT_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "options.h"
#include "storage/fs_place.h"

/* The exit status of a worker to whom the device gives no requests any more. */
#define WORKER_LOST_DEVICE	3
/* And of one to whom the storage folder is to be opened again: its name is another's. */
#define WORKER_WANTS_FOLDER	4
/* And of one that was short of what another may have: memory, files, tasks, the monitor's time. */
#define WORKER_TRY_AGAIN	5

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
 * Return: the process's exit status: 0 where it was told to end and has.
 */
int worker_main(const struct supp_options *options, const struct worker_files *files);

/**
 * broker_start() - give the functions of broker.h their channels
 * @monitor_fd: @connector_fd: @plugin_fd: as in struct worker_files
 */
void broker_start(int monitor_fd, int connector_fd, int plugin_fd);

/** plugin_start() - give broker_plugin_invoke() the stream to the plugin host, or -1 */
void plugin_start(int fd);

#endif
