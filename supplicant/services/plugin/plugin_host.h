/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plugin host: starts every plugin in a process of its own, so one that crashes
 * or hangs takes only its own requests with it.
 */
#ifndef SUPPLICANT_PLUGIN_HOST_H
#define SUPPLICANT_PLUGIN_HOST_H

#include <stdbool.h>

/* Maximum number of plugins, and of requests in flight */
#define PLUGIN_HOST_MAX_PLUGINS	32
#define PLUGIN_HOST_MAX_CALLS	64

/* How long a plugin may take to load and to answer a request, in ms */
#define PLUGIN_LOAD_TIMEOUT_MS	10000
#define PLUGIN_CALL_TIMEOUT_MS	60000

/**
 * struct plugin_host_config - how to run the host
 * @stream:	stream to the worker
 * @directory:	where the plugins are; every regular file in there is taken for
 *		one, apart from dot files
 * @only_roots:	insist on files and a directory owned by root, since the
 *		supplicant was started as root. Workers run as the same user as
 *		the host and could install a plugin otherwise
 * @load_timeout_ms: @call_timeout_ms: the limits above; tests use shorter ones
 */
struct plugin_host_config {
	int stream;
	const char *directory;
	bool only_roots;
	int load_timeout_ms;
	int call_timeout_ms;
};

/**
 * plugin_host_serve() - load the plugins and serve a worker
 * @config:	the configuration
 *
 * Neither the directory nor the files in it may be writable for group or others,
 * and they have to belong to root or, unless @only_roots, to our own user. Files
 * that don't qualify or don't load are skipped with a message. It's fine for the
 * directory not to exist.
 *
 * If a plugin crashes or takes too long, its outstanding requests fail with
 * TARGET_DEAD. The next request restarts it, unless it has failed to start
 * several times in a row.
 *
 * Return: 0 once the worker is gone; or -errno, e.g. -EBADMSG for a malformed
 * request.
 */
int plugin_host_serve(const struct plugin_host_config *config);

#endif
