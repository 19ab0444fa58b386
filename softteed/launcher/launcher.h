/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The launcher forks the processes that can't live behind the broker's fences: those that keep
 * an application's storage, whose own sandbox takes more to set up, and those that connect
 * sockets and run plugins. It also reads where a client's program is. It's started before the
 * broker confines itself, takes requests from it only, and knows no key. A broker that was taken
 * over can have these jobs done, and nothing else.
 */
#ifndef SOFTTEED_LAUNCHER_H
#define SOFTTEED_LAUNCHER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "softteed/protocol/message.h"
#include "softteed/storage/key.h"
#include "tee_uuid.h"

/* The descriptor that goes with the request is in brackets. */
enum launcher_job {
	LAUNCHER_CONNECT = 1,	/* connect a socket [the application's connection] */
	LAUNCHER_PLUGINS,	/* start the plugins [the application's connection] */
	LAUNCHER_STORAGE,	/* keep an application's storage [its control socket] */
	LAUNCHER_PATH,		/* find a process's program */
	LAUNCHER_KILL,		/* kill the process of an earlier request */
};

/**
 * struct launcher_request - one packet from the broker
 * @job:	enum launcher_job
 * @id:		the broker's number for the request, or for the one to kill
 * @connect:	LAUNCHER_CONNECT: where to
 * @storage:	LAUNCHER_STORAGE: the application's UUID as text, and its keys
 * @pid:	LAUNCHER_PATH: the process
 */
struct launcher_request {
	uint32_t job;
	uint32_t id;
	union {
		struct message_connect connect;
		struct {
			char name[TEE_UUID_TEXT_SIZE];
			struct storage_keys keys;
		} storage;
		pid_t pid;
	};
};

/**
 * struct launcher_reply - one packet to the broker for each request but LAUNCHER_KILL
 * @id:		the request's number
 * @status:	the process's wait status at its end; or LAUNCHER_PATH: bytes of @path, or -errno
 * @path:	the program's path. The packet ends with its last byte
 */
struct launcher_reply {
	uint32_t id;
	int32_t status;
	char path[PATH_MAX + 16];
};

/**
 * struct launcher_config - what the launcher works with
 * @plugins:	directory with plugins, or NULL
 * @network:	some applications may use the network; the broker knows which
 * @store: @counters: descriptors of the directories of trusted storage
 * @accept_old:	see struct storage_place
 */
struct launcher_config {
	const char *plugins;
	bool network;
	int store, counters;
	bool accept_old;
};

/**
 * launcher_start() - fork the launcher
 * @config:	what it works with
 * @broker:	[out] the broker's end of a socket to it, where requests go
 *
 * The launcher ends when the socket is closed, or the broker dies.
 *
 * Return: 0 or -errno.
 */
int launcher_start(const struct launcher_config *config, int *broker);

#endif
