// SPDX-License-Identifier: BSD-2-Clause
/*
 * gprof profiles and ftrace traces from TAs (OPTEE_RPC_CMD_GPROF and _FTRACE).
 * The TEE sends each dump piecemeal. On the first piece we have the monitor
 * create a file and reply with a number, which the TEE then passes along with
 * the remaining pieces.
 */

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "log.h"
#include "request/request.h"
#include "services/dump.h"
#include "services/dump_files.h"

/*
 * Maximum number of open files. When all are taken, the least recently used one
 * is closed to make room.
 */
#define MAX_DUMPS	DUMP_MAX_OPEN

#define UUID_SIZE	16

/*
 * struct dump - a dump that the TEE may still append to
 * @number:	the TEE's number for it; 0: unused entry
 * @kind: @uuid: "gprof" or "ftrace", and the TA's UUID
 * @fd:		its file
 * @size:	bytes written so far
 * @turn:	value of @turns at the last write, for LRU
 */
struct dump {
	uint32_t number;
	const char *kind;
	uint8_t uuid[UUID_SIZE];
	int fd;
	uint64_t size;
	uint64_t turn;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct dump dumps[MAX_DUMPS];
static uint32_t last_number;
static uint64_t turns;

/* OP-TEE byte-swaps the UUID's first three fields before sending it. */
static void order_uuid(uint8_t to[UUID_SIZE], const uint8_t from[UUID_SIZE])
{
	static const uint8_t order[8] = { 3, 2, 1, 0, 5, 4, 7, 6 };

	memcpy(to, from, UUID_SIZE);
	for (size_t i = 0; i < sizeof(order); i++)
		to[i] = from[order[i]];
}

static struct dump *find_dump(const char *kind, const uint8_t uuid[UUID_SIZE],
			      uint64_t number)
{
	for (struct dump *dump = dumps; dump < dumps + MAX_DUMPS; dump++)
		if (dump->number && dump->number == number && !strcmp(dump->kind, kind) &&
		    !memcmp(dump->uuid, uuid, UUID_SIZE))
			return dump;
	return NULL;
}

static void forget_dump(struct dump *dump)
{
	if (dump->number)
		close(dump->fd);
	dump->number = 0;
}

/* Return: the new dump, or NULL if the monitor could not create a file. */
static struct dump *add_dump(const char *kind, const uint8_t uuid[UUID_SIZE])
{
	struct dump *place = dumps;
	int fd;

	for (struct dump *dump = dumps; dump < dumps + MAX_DUMPS; dump++) {
		if (!dump->number) {
			place = dump;
			break;
		}
		if (dump->turn < place->turn)
			place = dump;
	}
	/* Make room first: the monitor counts this worker's open files too. */
	forget_dump(place);
	fd = broker_create_dump(kind, uuid);
	if (fd < 0) {
		log_error("%s: cannot create its file: %s", kind, strerror(-fd));
		return NULL;
	}
	/* 0 asks for a new file, and OP-TEE's type is signed, so wrap back to 1. */
	last_number = last_number == INT32_MAX ? 1 : last_number + 1;
	*place = (struct dump){ .number = last_number, .kind = kind, .fd = fd };
	memcpy(place->uuid, uuid, UUID_SIZE);
	return place;
}

static int append(struct dump *dump, const uint8_t *data, size_t size)
{
	uint64_t total;
	ssize_t done;

	if (__builtin_add_overflow(dump->size, size, &total) || total > DUMP_MAX_SIZE)
		return -EFBIG;
	while (size > 0) {
		done = write(dump->fd, data, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		size -= (size_t)done;
		dump->size += (uint64_t)done;
	}
	return 0;
}

static uint32_t add_piece(const char *kind, const uint8_t uuid[UUID_SIZE],
			  struct supp_param *number, const struct supp_param *piece)
{
	struct dump *dump;
	int err;

	dump = number->a ? find_dump(kind, uuid, number->a) : add_dump(kind, uuid);
	if (!dump)
		return number->a ? TEEC_ERROR_BAD_PARAMETERS : TEEC_ERROR_GENERIC;
	dump->turn = ++turns;
	err = append(dump, piece->data, piece->size);
	if (err) {
		log_error("%s: dump truncated at %llu bytes: %s", kind,
			  (unsigned long long)dump->size, strerror(-err));
		forget_dump(dump);
		return err == -EFBIG || err == -ENOSPC ? TEEC_ERROR_STORAGE_NO_SPACE :
		       TEEC_ERROR_GENERIC;
	}
	number->a = dump->number;
	return TEEC_SUCCESS;
}

static uint32_t serve_dump(struct service_request *request, const char *kind)
{
	const struct supp_param *who = &request->params[1], *piece = &request->params[2];
	uint8_t uuid[UUID_SIZE];
	uint32_t result;

	if (!supp_expect(request, "xmm") || who->size != UUID_SIZE || !who->data ||
	    !piece->data)
		return TEEC_ERROR_BAD_PARAMETERS;
	order_uuid(uuid, who->data);
	pthread_mutex_lock(&lock);
	result = add_piece(kind, uuid, &request->params[0], piece);
	pthread_mutex_unlock(&lock);
	return result;
}

uint32_t supp_gprof(struct service_request *request)
{
	return serve_dump(request, "gprof");
}

uint32_t supp_ftrace(struct service_request *request)
{
	return serve_dump(request, "ftrace");
}
