// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start the plugins, relay requests and replies between them and the worker,
 * and kill plugins that don't answer in time.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "ipc/channel.h"
#include "log.h"
#include "services/plugin/plugin_child.h"
#include "services/plugin/plugin_host.h"
#include "services/plugin/plugin_link.h"

/* Give up on a plugin after this many failed starts in a row. */
#define MAX_FAILURES		3

enum plugin_state {
	PLUGIN_DOWN,		/* no process, the next request starts one */
	PLUGIN_LOADING,		/* started, but it hasn't said that it's ready */
	PLUGIN_READY,
};

/*
 * struct plugin - a plugin and its process
 * @path:	the shared object; allocated
 * @state:	see enum plugin_state
 * @child: @channel: process and the socket to it, unless PLUGIN_DOWN
 * @known:	the plugin has been ready at least once, so @uuid is valid
 * @uuid:	the plugin's UUID
 * @failures:	how often in a row it was started without becoming ready
 * @until:	PLUGIN_LOADING: when to kill the process
 */
struct plugin {
	char *path;
	enum plugin_state state;
	pid_t child;
	int channel;
	bool known;
	uint8_t uuid[16];
	unsigned int failures;
	int64_t until;
};

/*
 * struct call - a request that the plugin hasn't answered yet
 * @plugin:	NULL: unused entry
 * @sequence:	the worker's sequence number
 * @child_sequence: ours towards the plugin, so a stale reply doesn't match
 * @data: @size: memory shared with the plugin, or NULL and 0
 * @until:	when to kill the plugin
 */
struct call {
	struct plugin *plugin;
	uint32_t sequence;
	uint32_t child_sequence;
	void *data;
	uint32_t size;
	int64_t until;
};

struct host {
	const struct plugin_host_config *config;
	struct plugin plugins[PLUGIN_HOST_MAX_PLUGINS];
	size_t count;
	struct call calls[PLUGIN_HOST_MAX_CALLS];
	uint32_t sequence;
};

/*
 * @type is S_IFREG or S_IFDIR. Only the owner may have write permission, and
 * that has to be root or, unless the configuration insists on root, our own
 * user.
 */
static bool is_trusted(const struct host *host, const char *path, mode_t type)
{
	struct stat st;
	bool is_owned;

	if (stat(path, &st) || (st.st_mode & S_IFMT) != type)
		return false;
	is_owned = !st.st_uid || (!host->config->only_roots && st.st_uid == geteuid());
	if (!is_owned || st.st_mode & (S_IWGRP | S_IWOTH)) {
		log_error("plugin %s: not loaded, because others can write it; it and its "
			  "directory have to belong to root, and not be writable by group or "
			  "others", path);
		return false;
	}
	return true;
}

static void add_plugin(struct host *host, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", host->config->directory, name) < 0)
		return;
	if (host->count == PLUGIN_HOST_MAX_PLUGINS) {
		log_error("plugin %s: skipped, as there are more than %d", path,
			  PLUGIN_HOST_MAX_PLUGINS);
	} else if (is_trusted(host, path, S_IFREG)) {
		host->plugins[host->count++].path = path;
		return;
	}
	free(path);
}

static void find_plugins(struct host *host)
{
	const char *directory = host->config->directory;
	struct dirent **names;
	int count;

	if (access(directory, F_OK) && errno == ENOENT) {
		log_info("no plugins: directory %s does not exist", directory);
		return;
	}
	if (!is_trusted(host, directory, S_IFDIR))
		return;
	count = scandir(directory, &names, NULL, alphasort);
	if (count < 0) {
		log_error("plugin directory %s: %s", directory, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		if (names[i]->d_name[0] != '.')
			add_plugin(host, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

static int start_plugin(struct host *host, struct plugin *plugin)
{
	int end;
	pid_t child = child_fork_pair(SOCK_SEQPACKET, &end);

	if (child < 0)
		return child;
	if (!child) {
		if (child_close_others(&end, 1))
			_exit(1);
		plugin_child_main(plugin->path, end);
	}
	plugin->child = child;
	plugin->channel = end;
	plugin->state = PLUGIN_LOADING;
	plugin->until = clock_ms() + host->config->load_timeout_ms;
	return 0;
}

/*
 * Kill the process. If it had already died by itself, say how. (A failure to
 * load has usually been logged by the child.)
 */
static void reap(struct plugin *plugin)
{
	int status;

	kill(plugin->child, SIGKILL);
	while (waitpid(plugin->child, &status, 0) < 0)
		if (errno != EINTR)
			return;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		log_error("plugin %s: it crashed: %s", plugin->path,
			  strsignal(WTERMSIG(status)));
	else if (WIFEXITED(status) && plugin->state == PLUGIN_READY)
		log_error("plugin %s: exited with status %d", plugin->path,
			  WEXITSTATUS(status));
}

/*
 * Reply to the worker, with data only if the plugin did answer. We can block
 * here, but not for long, since the worker keeps reading until it has all of
 * its replies.
 */
static int answer_worker(const struct host *host, uint32_t sequence, uint32_t result,
			 uint64_t used, const void *data, uint32_t size)
{
	struct plugin_link_answer answer = {
		.sequence = sequence,
		.size = size,
		.result = result,
		.used = used,
	};
	int err;

	err = plugin_link_write(host->config->stream, &answer, sizeof(answer));
	return err ? err : plugin_link_write(host->config->stream, data, size);
}

static void free_call(struct call *call)
{
	if (call->data)
		munmap(call->data, call->size);
	*call = (struct call){ .plugin = NULL };
}

/* Kill the plugin's process, and fail whatever it has outstanding. */
static int stop_plugin(struct host *host, struct plugin *plugin)
{
	int err = 0;

	reap(plugin);
	close(plugin->channel);
	plugin->failures = plugin->state == PLUGIN_READY ? 0 : plugin->failures + 1;
	plugin->state = PLUGIN_DOWN;
	for (struct call *call = host->calls; call < host->calls + PLUGIN_HOST_MAX_CALLS; call++) {
		if (call->plugin != plugin)
			continue;
		if (!err)
			err = answer_worker(host, call->sequence, TEEC_ERROR_TARGET_DEAD, 0,
					    NULL, 0);
		free_call(call);
	}
	return err;
}

static struct plugin *find_plugin(struct host *host, const uint8_t uuid[16])
{
	for (struct plugin *plugin = host->plugins; plugin < host->plugins + host->count; plugin++)
		if (plugin->known && !memcmp(plugin->uuid, uuid, 16))
			return plugin;
	return NULL;
}

static int make_ready(struct host *host, struct plugin *plugin, const uint8_t uuid[16])
{
	struct plugin *other = find_plugin(host, uuid);

	if (other && other != plugin) {
		log_error("plugin %s: skipped, as %s has the same UUID", plugin->path, other->path);
		return -EEXIST;
	}
	if (plugin->known && !other)
		return -EBADMSG;
	memcpy(plugin->uuid, uuid, sizeof(plugin->uuid));
	plugin->known = true;
	plugin->state = PLUGIN_READY;
	plugin->failures = 0;
	return 0;
}

static struct call *find_call(struct host *host, const struct plugin *plugin,
			      uint32_t sequence)
{
	for (struct call *call = host->calls; call < host->calls + PLUGIN_HOST_MAX_CALLS; call++)
		if (call->plugin == plugin && call->child_sequence == sequence)
			return call;
	return NULL;
}

/* A plugin that sends garbage is killed. */
static int take_answer(struct host *host, struct plugin *plugin)
{
	struct plugin_child_answer answer;
	struct call *call = NULL;
	int err;

	err = channel_recv_packet(plugin->channel, &answer, sizeof(answer), NULL);
	if (!err && !answer.sequence)
		err = plugin->state == PLUGIN_LOADING ?
		      make_ready(host, plugin, answer.uuid) : -EBADMSG;
	else if (!err)
		call = find_call(host, plugin, answer.sequence);
	if (err || (answer.sequence && !call))
		return stop_plugin(host, plugin);
	if (!call)
		return 0;
	err = answer_worker(host, call->sequence, answer.result, answer.used, call->data,
			    call->size);
	free_call(call);
	return err;
}

/*
 * Allocate memory for a request's data. Seal the size: if the plugin could
 * shrink it, our own accesses would raise SIGBUS. Return: a memfd, or -errno.
 */
static int make_memory(uint32_t size, void **data)
{
	int memory, err;

	memory = memfd_create("plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory < 0)
		return -errno;
	if (ftruncate(memory, size) ||
	    fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		goto fail;
	*data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	if (*data == MAP_FAILED)
		goto fail;
	return memory;
fail:
	err = -errno;
	close(memory);
	*data = NULL;
	return err;
}

/*
 * Return: TEEC_SUCCESS once the plugin has the request, otherwise the result to
 * give to the worker.
 */
static uint32_t pass_on(struct host *host, const struct plugin_link_request *from,
			struct call *call, void *data, int memory)
{
	struct plugin *plugin = find_plugin(host, from->uuid);
	struct plugin_child_request request = {
		.size = from->size,
		.command = from->command,
		.sub_command = from->sub_command,
	};

	if (!plugin || plugin->failures >= MAX_FAILURES)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	if (plugin->state == PLUGIN_DOWN && start_plugin(host, plugin))
		return TEEC_ERROR_OUT_OF_MEMORY;
	do
		request.sequence = ++host->sequence;
	while (!request.sequence || find_call(host, plugin, request.sequence));
	if (channel_send_packet(plugin->channel, &request, sizeof(request), memory))
		return TEEC_ERROR_BUSY;
	*call = (struct call){
		.plugin = plugin,
		.sequence = from->sequence,
		.child_sequence = request.sequence,
		.data = data,
		.size = from->size,
		.until = clock_ms() + host->config->call_timeout_ms,
	};
	return TEEC_SUCCESS;
}

static struct call *free_slot(struct host *host)
{
	for (struct call *call = host->calls; call < host->calls + PLUGIN_HOST_MAX_CALLS; call++)
		if (!call->plugin)
			return call;
	return NULL;
}

/* Out of memory, but the data still has to come off the stream. */
static int skip_data(int stream, uint32_t size)
{
	uint8_t nowhere[4096];
	uint32_t part;
	int err = 0;

	for (; size && !err; size -= part) {
		part = size < sizeof(nowhere) ? size : (uint32_t)sizeof(nowhere);
		err = plugin_link_read(stream, nowhere, part);
	}
	return err;
}

static int take_request(struct host *host)
{
	struct plugin_link_request request;
	int stream = host->config->stream, memory = -1, err;
	uint32_t result = TEEC_ERROR_OUT_OF_MEMORY;
	void *data = NULL;

	err = plugin_link_read(stream, &request, sizeof(request));
	if (!err && request.size > PLUGIN_MAX_DATA)
		err = -EBADMSG;
	if (err)
		return err;
	if (request.size)
		memory = make_memory(request.size, &data);
	err = data ? plugin_link_read(stream, data, request.size) :
		     skip_data(stream, request.size);
	if (!err && (data || !request.size))
		result = pass_on(host, &request, free_slot(host), data, memory);
	if (!err && result)
		err = answer_worker(host, request.sequence, result, 0, NULL, 0);
	if (data && (err || result))
		munmap(data, request.size);
	if (memory >= 0)
		close(memory);
	return err;
}

/* Return: ms until the next plugin or request times out; -1 if nothing is pending. */
static int next_timeout(const struct host *host)
{
	int64_t until = INT64_MAX;

	for (size_t i = 0; i < host->count; i++)
		if (host->plugins[i].state == PLUGIN_LOADING && host->plugins[i].until < until)
			until = host->plugins[i].until;
	for (size_t i = 0; i < PLUGIN_HOST_MAX_CALLS; i++)
		if (host->calls[i].plugin && host->calls[i].until < until)
			until = host->calls[i].until;
	if (until == INT64_MAX)
		return -1;
	return clock_left_ms(until);
}

static int end_late_ones(struct host *host)
{
	int64_t now = clock_ms();
	struct plugin *plugin;
	int err = 0;

	for (size_t i = 0; i < host->count && !err; i++) {
		plugin = &host->plugins[i];
		if (plugin->state != PLUGIN_LOADING || plugin->until > now)
			continue;
		log_error("plugin %s: not loaded in time", plugin->path);
		err = stop_plugin(host, plugin);
	}
	for (size_t i = 0; i < PLUGIN_HOST_MAX_CALLS && !err; i++) {
		plugin = host->calls[i].plugin;
		if (!plugin || host->calls[i].until > now)
			continue;
		log_error("plugin %s: a request takes too long; killing it", plugin->path);
		err = stop_plugin(host, plugin);
	}
	return err;
}

/* One round of poll(). @stream is the worker's, or -1 to leave its requests alone. */
static int serve_once(struct host *host, int stream)
{
	struct pollfd wait[PLUGIN_HOST_MAX_PLUGINS + 1];
	int err = 0;

	for (size_t i = 0; i < host->count; i++)
		wait[i] = (struct pollfd){
			.fd = host->plugins[i].state == PLUGIN_DOWN ? -1 :
			      host->plugins[i].channel,
			.events = POLLIN,
		};
	wait[host->count] = (struct pollfd){ .fd = stream, .events = POLLIN };
	if (poll(wait, host->count + 1, next_timeout(host)) < 0)
		return errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < host->count && !err; i++)
		if (wait[i].revents)
			err = take_answer(host, &host->plugins[i]);
	if (!err && wait[host->count].revents)
		err = take_request(host);
	return err ? err : end_late_ones(host);
}

static bool any_loading(const struct host *host)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->plugins[i].state == PLUGIN_LOADING)
			return true;
	return false;
}

/*
 * Start all plugins and wait for them to load (or time out), as we only know a
 * plugin's UUID once it tells us.
 */
static int load_plugins(struct host *host)
{
	int err;

	find_plugins(host);
	for (size_t i = 0; i < host->count; i++) {
		err = start_plugin(host, &host->plugins[i]);
		if (err)
			log_error("plugin %s: %s", host->plugins[i].path, strerror(-err));
	}
	for (err = 0; !err && any_loading(host); )
		err = serve_once(host, -1);
	return err;
}

int plugin_host_serve(const struct plugin_host_config *config)
{
	struct host *host;
	int err;

	host = calloc(1, sizeof(*host));
	if (!host)
		return -ENOMEM;
	host->config = config;
	err = load_plugins(host);
	while (!err)
		err = serve_once(host, free_slot(host) ? config->stream : -1);
	for (size_t i = 0; i < PLUGIN_HOST_MAX_CALLS; i++)
		free_call(&host->calls[i]);
	for (size_t i = 0; i < host->count; i++) {
		if (host->plugins[i].state != PLUGIN_DOWN) {
			reap(&host->plugins[i]);
			close(host->plugins[i].channel);
		}
		free(host->plugins[i].path);
	}
	free(host);
	return err == -EPIPE ? 0 : err;
}
