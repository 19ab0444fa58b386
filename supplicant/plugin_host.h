/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plugin host: the process that runs plugins, each in a process of its own, so that
 * one that crashes or hangs fails what was asked of it and nothing else.
 */
#ifndef SUPPLICANT_PLUGIN_HOST_H
#define SUPPLICANT_PLUGIN_HOST_H

/* Plugins in the folder, and requests in hand at one time */
#define PLUGIN_HOST_MAX_PLUGINS	32
#define PLUGIN_HOST_MAX_CALLS	64

/* How long a plugin may take to load, and for a request, in ms */
#define PLUGIN_LOAD_TIMEOUT_MS	10000
#define PLUGIN_CALL_TIMEOUT_MS	60000

/**
 * struct plugin_host_config - what a host is told
 * @stream:	to the worker
 * @folder:	where the plugins are: every regular file in it is one
 * @load_timeout_ms: @call_timeout_ms: as above, or less in a test
 */
struct plugin_host_config {
	int stream;
	const char *folder;
	int load_timeout_ms;
	int call_timeout_ms;
};

/**
 * plugin_host_serve() - load the plugins, and serve a worker
 * @config:	as above
 *
 * A file is a plugin only where nobody but root, or who we are, can have written it. One
 * that does not load is left out, with a message. Without a folder there is no plugin. A
 * plugin that crashed, or took too long and was ended, is started again with the next
 * request for it; what was asked of it is answered TARGET_DEAD.
 *
 * Return: 0 when the worker has gone; or -errno, where it sent what is no request.
 */
int plugin_host_serve(const struct plugin_host_config *config);

#endif
