/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plugin host: the process that starts each plugin in its own process. If a
 * plugin crashes or hangs, only the requests to that plugin fail.
 */
#ifndef SUPPLICANT_PLUGIN_HOST_H
#define SUPPLICANT_PLUGIN_HOST_H

#include <stdbool.h>

/* Maximum number of plugins in the directory, and of unanswered requests */
#define PLUGIN_HOST_MAX_PLUGINS	32
#define PLUGIN_HOST_MAX_CALLS	64

/* Time limits for loading a plugin and for a request, in ms */
#define PLUGIN_LOAD_TIMEOUT_MS	10000
#define PLUGIN_CALL_TIMEOUT_MS	60000

/**
 * struct plugin_host_config - the configuration of a host
 * @stream:	stream to the worker
 * @directory:	the directory of plugins: each regular file in it is a plugin,
 *		except those whose names begin with a dot
 * @only_roots:	root must own the directory and the files, because the
 *		supplicant was started as root. Workers run as the same user as
 *		the host, and must not be able to install a plugin
 * @load_timeout_ms: @call_timeout_ms: as above, or less in a test
 */
struct plugin_host_config {
	int stream;
	const char *directory;
	bool only_roots;
	int load_timeout_ms;
	int call_timeout_ms;
};

/**
 * plugin_host_serve() - load the plugins, and serve a worker
 * @config:	the configuration
 *
 * A file is loaded only if its mode lets only the owner write it, and the owner
 * is root or, if @only_roots is false, the user of this process. A plugin that
 * cannot be loaded is skipped with a message. If the directory does not exist,
 * there are no plugins. If a plugin crashes or takes too long, its requests are
 * answered with TARGET_DEAD, and the next request for it starts it again.
 *
 * Return: 0 when the worker has ended; or -errno: -EBADMSG (a request is
 * invalid).
 */
int plugin_host_serve(const struct plugin_host_config *config);

#endif
