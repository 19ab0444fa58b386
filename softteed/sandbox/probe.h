/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes of the self-test: each attempts one act that a fence forbids.
 */
#ifndef SOFTTEED_SANDBOX_PROBE_H
#define SOFTTEED_SANDBOX_PROBE_H

#include "softteed/sandbox/sandbox.h"

/* Address space of a probing process, and what the probe of the limit asks for */
#define PROBE_MEMORY	(1ul << 30)
#define PROBE_FILE_SIZE	(64ul << 10)
#define PROBE_FILES	64

/**
 * struct sandbox_target - objects outside that probes try to reach
 * @leak:	pipe that the sandbox must close
 * @file:	memfd that it keeps
 * @namespaces:	/proc/self/ns of the probing process
 * @segment:	System V shared memory, -1 if the kernel has none
 * @port:	TCP port on 127.0.0.1 that accepts connections, 0 if the machine
 *		has no loopback interface
 * @victim:	process of the same user, to send signals to
 * @privileged: a capability is there to be dropped
 * @path:	name of a listening Unix socket; @abstract: of an abstract one
 * @user: @host_name: links of the namespaces before entering
 * @landlock_abi: version of the kernel's Landlock
 */
struct sandbox_target {
	int leak;
	int file;
	int namespaces;
	int segment;
	unsigned int port;
	pid_t victim;
	bool privileged;
	char path[64];
	char abstract[64];
	char user[64];
	char host_name[64];
	int landlock_abi;
};

/* How a probe is run */
enum sandbox_probe_way {
	PROBE_INSIDE,		/* the confined process attempts something */
	PROBE_READ,		/* another process reads the confined process's memory */
	PROBE_ORPHAN,		/* the confined process's parent dies */
};

/**
 * struct sandbox_probe - one forbidden act
 * @kinds:	SANDBOX_BIT() of the kinds of processes that it's forbidden to
 * @fence:	fence that forbids it
 * @what:	name of the act
 * @also:	other fences that would forbid it, which the probe leaves out
 * @way:	how it runs
 * @attempt:	PROBE_INSIDE: return true if it succeeded
 * @untested:	if not NULL: return the reason why the act proves nothing on this
 *		machine, or NULL
 */
struct sandbox_probe {
	uint32_t kinds;
	enum sandbox_fence fence;
	const char *what;
	uint32_t also;
	enum sandbox_probe_way way;
	bool (*attempt)(const struct sandbox_target *target);
	const char *(*untested)(const struct sandbox_target *target);
};

extern const struct sandbox_probe sandbox_probes[];
extern const size_t sandbox_num_probes;

/**
 * sandbox_read_namespaces() - note the calling process's namespaces
 * @target:	receives @namespaces, @user and @host_name
 *
 * Return: 0 or -errno.
 */
int sandbox_read_namespaces(struct sandbox_target *target);

#endif
