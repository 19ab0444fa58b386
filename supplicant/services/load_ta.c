// SPDX-License-Identifier: BSD-2-Clause
/*
 * Load TAs from files. The TEE sends two requests: one without a buffer, to get
 * the size, and one with a buffer. The TEE checks the signature; this code does
 * not interpret the file.
 *
 * The file stays open between the two requests. This saves a request to the
 * monitor, which takes longer than all other steps. It also ensures that both
 * requests read the same file, even if a new one is installed in between.
 */

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "log.h"
#include "request/request.h"
#include "services/load_ta.h"
#include "storage/fs_disk.h"
#include "tee_uuid.h"

/* Maximum size of a file. TAs are smaller than this, and larger files are refused. */
#define MAX_TA_SIZE	(64u << 20)

static struct {
	pthread_mutex_t lock;
	uint8_t uuid[TEE_UUID_LEN];
	int fd;		/* -1: no file is kept */
	size_t size;
} asked = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

/*
 * Keep an open file for the next request. This takes over the descriptor, and
 * closes the file that was kept before.
 */
static void keep_file(const uint8_t uuid[TEE_UUID_LEN], int fd, size_t size)
{
	int former;

	pthread_mutex_lock(&asked.lock);
	former = asked.fd;
	memcpy(asked.uuid, uuid, TEE_UUID_LEN);
	asked.fd = fd;
	asked.size = size;
	pthread_mutex_unlock(&asked.lock);
	if (former >= 0)
		close(former);
}

/* Take over the kept file if it has this UUID. Return: its descriptor, or -1. */
static int take_file(const uint8_t uuid[TEE_UUID_LEN], size_t *size)
{
	int fd = -1;

	pthread_mutex_lock(&asked.lock);
	if (asked.fd >= 0 && !memcmp(asked.uuid, uuid, TEE_UUID_LEN)) {
		fd = asked.fd;
		*size = asked.size;
		asked.fd = -1;
	}
	pthread_mutex_unlock(&asked.lock);
	return fd;
}

static uint32_t read_ta(int fd, size_t size, struct supp_param *memory, const char *uuid)
{
	size_t room = memory->size;
	ssize_t got;

	if (size > MAX_TA_SIZE) {
		log_error("Trusted Application %s: %zu bytes are too many", uuid, size);
		return TEEC_ERROR_BAD_FORMAT;
	}
	memory->size = size;
	if (!memory->data)
		return TEEC_SUCCESS;
	if (size > room)
		return TEEC_ERROR_SHORT_BUFFER;
	got = fs_disk_read(fd, memory->data, size, 0);
	if (got == (ssize_t)size)
		return TEEC_SUCCESS;
	log_error("Trusted Application %s: %s", uuid,
		  got < 0 ? strerror((int)-got) : "the file has become shorter");
	return TEEC_ERROR_GENERIC;
}

uint32_t supp_load_ta(struct service_request *request)
{
	const struct supp_param *value = &request->params[0];
	struct supp_param *memory = &request->params[1];
	bool only_size;
	char text[TEE_UUID_TEXT_SIZE];
	uint8_t uuid[TEE_UUID_LEN];
	uint32_t result;
	size_t size;
	int fd = -1;

	if (!supp_expect(request, "vM"))
		return TEEC_ERROR_BAD_PARAMETERS;
	/* The two values are the 16 bytes of the UUID, in memory order. */
	memcpy(uuid, &value->a, 8);
	memcpy(uuid + 8, &value->b, 8);
	tee_uuid_format(uuid, text);
	only_size = !memory->data;
	if (!only_size)
		fd = take_file(uuid, &size);
	if (fd < 0)
		fd = broker_open_ta(uuid, &size);
	if (fd < 0) {
		log_info("Trusted Application %s: %s", text, strerror(-fd));
		return fd == -ENOENT ? TEEC_ERROR_ITEM_NOT_FOUND : TEEC_ERROR_GENERIC;
	}
	result = read_ta(fd, size, memory, text);
	if (only_size && !result)
		keep_file(uuid, fd, size);
	else
		close(fd);
	return result;
}
