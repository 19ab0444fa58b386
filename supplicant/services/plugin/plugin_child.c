// SPDX-License-Identifier: BSD-2-Clause
/*
 * Plugin process: load the shared object, then run each of the host's requests
 * in a thread of its own until the host closes the socket.
 */

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <tee_plugin_method.h>
#include <unistd.h>

#include "ipc/channel.h"
#include "log.h"
#include "services/plugin/plugin_child.h"

static int host;
static const struct plugin_method *method;

/* a request and its mapped data, owned by the thread that runs it */
struct job {
	struct plugin_child_request request;
	void *data;
};

static const struct plugin_method *load(const char *path)
{
	const struct plugin_method *found;
	TEEC_Result result;
	void *object;

	object = dlopen(path, RTLD_LAZY);
	if (!object) {
		log_error("plugin %s: %s", path, dlerror());
		return NULL;
	}
	found = dlsym(object, "plugin_method");
	if (!found || !found->name || !found->invoke) {
		log_error("plugin %s: it exports no plugin_method with a name and invoke",
			  path);
		return NULL;
	}
	result = found->init ? found->init() : TEEC_SUCCESS;
	if (result) {
		log_error("plugin %s (%s): init returned %#x", path, found->name,
			  (unsigned int)result);
		return NULL;
	}
	return found;
}

static void put_uuid(uint8_t to[16], const TEEC_UUID *uuid)
{
	to[0] = (uint8_t)(uuid->timeLow >> 24);
	to[1] = (uint8_t)(uuid->timeLow >> 16);
	to[2] = (uint8_t)(uuid->timeLow >> 8);
	to[3] = (uint8_t)uuid->timeLow;
	to[4] = (uint8_t)(uuid->timeMid >> 8);
	to[5] = (uint8_t)uuid->timeMid;
	to[6] = (uint8_t)(uuid->timeHiAndVersion >> 8);
	to[7] = (uint8_t)uuid->timeHiAndVersion;
	memcpy(to + 8, uuid->clockSeqAndNode, 8);
}

static void *run_job(void *argument)
{
	struct job *job = argument;
	struct plugin_child_answer answer = { .sequence = job->request.sequence };
	size_t used = 0;

	answer.result = method->invoke(job->request.command, job->request.sub_command,
				       job->data, job->request.size, &used);
	answer.used = used;
	if (job->data)
		munmap(job->data, job->request.size);
	free(job);
	/* If the host is gone, the main thread will find out. */
	channel_send_packet(host, &answer, sizeof(answer), -1);
	return NULL;
}

static int start_job(const struct plugin_child_request *request, int memory)
{
	pthread_t thread;
	struct job *job;
	int err;

	job = malloc(sizeof(*job));
	if (!job)
		return -ENOMEM;
	*job = (struct job){ .request = *request };
	if (request->size) {
		job->data = mmap(NULL, request->size, PROT_READ | PROT_WRITE, MAP_SHARED,
				 memory, 0);
		if (job->data == MAP_FAILED) {
			err = -errno;
			goto fail;
		}
	}
	err = -pthread_create(&thread, NULL, run_job, job);
	if (err)
		goto fail_unmap;
	pthread_detach(thread);
	return 0;
fail_unmap:
	if (job->data)
		munmap(job->data, request->size);
fail:
	free(job);
	return err;
}

static int take_request(void)
{
	struct plugin_child_request request;
	int memory = -1, err;

	err = channel_recv_packet(host, &request, sizeof(request), &memory);
	if (!err)
		err = start_job(&request, memory);
	if (memory >= 0)
		close(memory);
	return err;
}

void plugin_child_main(const char *path, int channel)
{
	struct plugin_child_answer ready = { .sequence = 0 };
	int err;

	host = channel;
	/*
	 * The monitor ignores these, which anything the plugin executes would
	 * inherit.
	 */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGIO, SIG_DFL);
	method = load(path);
	if (!method)
		exit(1);
	put_uuid(ready.uuid, &method->uuid);
	err = channel_send_packet(host, &ready, sizeof(ready), -1);
	while (!err)
		err = take_request();
	if (err != -EPIPE)
		log_error("plugin %s: %s", path, strerror(-err));
	/*
	 * Not exit(): destructors would run while the plugin's threads are
	 * still using the objects.
	 */
	_exit(err != -EPIPE);
}
