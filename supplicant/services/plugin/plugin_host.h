/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plugin host: the process that starts plugins, each in a process of its own. Where a plugin
 * crashes or hangs, only the requests to that plugin fail.
 */
#ifndef SUPPLICANT_PLUGIN_HOST_H
#define SUPPLICANT_PLUGIN_HOST_H

#include <stdbool.h>

/* The most plugins in the folder, and the most requests at a time */
#define PLUGIN_HOST_MAX_PLUGINS	32
#define PLUGIN_HOST_MAX_CALLS	64

/* How long a plugin may take to load, and for a request, in ms */
#define PLUGIN_LOAD_TIMEOUT_MS	10000
#define PLUGIN_CALL_TIMEOUT_MS	60000

/**
 * struct plugin_host_config - how a host serves
 * @stream:	to the worker
 * @folder:	the folder of plugins: every regular file in it is one
 * @only_roots:	the folder and the files have to be root's, for the supplicant was started as root:
 *		a worker has the same user as the host, and must not be able to install a plugin
 * @load_timeout_ms: @call_timeout_ms: as above, or less in a test
 */
struct plugin_host_config {
	int stream;
	const char *folder;
	bool only_roots;
	int load_timeout_ms;
	int call_timeout_ms;
};

/**
 * plugin_host_serve() - load the plugins, and serve a worker
 * @config:	how
 *
 * A file is loaded only where nobody but root can write it, or the user of this process where
 * @config allows that. A plugin
 * that does not load is left out, with a message. Without the folder there are no plugins. Where a
 * plugin crashes or takes too long, its requests are answered TARGET_DEAD, and the next request
 * for it starts it again.
 *
 * Return: 0 when the worker has ended; or -errno: the worker sent something that is no request.
 */
int plugin_host_serve(const struct plugin_host_config *config);

#endif
