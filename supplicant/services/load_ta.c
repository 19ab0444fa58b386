// SPDX-License-Identifier: BSD-2-Clause
/*
 * Load TAs from the file system. OP-TEE asks twice, first without a buffer to
 * learn the size and then with one. It verifies the signature itself, so we do
 * not look into the file.
 *
 * We keep the file open in between. That saves a round trip to the monitor, by
 * far the slowest step, and makes sure that both requests see the same file
 * even if somebody installs a new version meanwhile.
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

/* Refuse anything larger; real TAs are nowhere near this. */
#define MAX_TA_SIZE	(64u << 20)

static struct {
	pthread_mutex_t lock;
	uint8_t uuid[TEE_UUID_LEN];
	int fd;		/* -1 if we aren't keeping one */
	size_t size;
} asked = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

/*
 * Keep @fd open for the next request, in place of the file kept so far. Takes
 * over @fd.
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

/*
 * Return: the kept file's descriptor, which the caller now owns; -1 if it has a
 * different UUID or there is none.
 */
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
		log_error("Trusted Application %s: too large: %zu bytes", uuid, size);
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
	/* The two values hold the UUID's 16 bytes in memory order. */
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
