// SPDX-License-Identifier: BSD-2-Clause
/* The state that outlives a worker: creation, locking, and its request records */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "process/state.h"

/* bump whenever the layout changes, in any part */
#define VERSION		5u
#define LAYOUT		((uint64_t)VERSION << 32 | sizeof(struct supp_state))

#define LOCK_PAUSE_MS	5
/* 10 s, then we log that we're waiting */
#define LOCK_TRIES	2000

static struct supp_state *used;

/* starts at random, see state_use() */
static _Atomic uint64_t last_number;

int state_create(void)
{
	int fd = memfd_create("tee-supplicant", MFD_CLOEXEC | MFD_ALLOW_SEALING), rc = 0;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, sizeof(struct supp_state)) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		rc = -errno;
	if (rc)
		close(fd);
	return rc ? rc : fd;
}

int state_lock(int fd, int stop)
{
	struct pollfd told = { .fd = stop, .events = POLLIN };
	char path[32];
	int own, rc;

	/*
	 * Reopen it to get a file description of our own, as flock() locks
	 * belong to those. The kernel drops the lock when the last thread of
	 * this process has exited.
	 */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	own = open(path, O_RDWR | O_CLOEXEC);
	if (own < 0)
		return -errno;
	for (unsigned int tries = 0; ; tries++) {
		if (!flock(own, LOCK_EX | LOCK_NB))
			return 0;
		rc = -errno;
		if (rc != -EWOULDBLOCK)
			break;
		if (tries == LOCK_TRIES)
			log_warning("waiting for the previous worker, which is in a system call");
		rc = -ECANCELED;
		if (poll(&told, 1, LOCK_PAUSE_MS) > 0)
			break;
	}
	close(own);
	return rc;
}

int state_map(int fd, struct supp_state **state)
{
	struct stat info;
	void *memory;

	if (fstat(fd, &info))
		return -errno;
	if (info.st_size != sizeof(**state))
		return -EBADMSG;
	memory = mmap(NULL, sizeof(**state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return -errno;
	*state = memory;
	if (!(*state)->version)
		(*state)->version = LAYOUT;
	if ((*state)->version == LAYOUT)
		return 0;
	munmap(memory, sizeof(**state));
	return -EBADMSG;
}

static uint64_t make_number(const struct state_record *record)
{
	/* never 0, which no request has */
	return atomic_fetch_add(&last_number, STATE_RECORDS) + STATE_RECORDS +
	       (uint64_t)(record - used->records);
}

/*
 * A compromised worker may have tagged files and memory with numbers that it
 * expects future requests to have. When such a request came along, the TEE
 * could lose an open file or get the same memory twice. A random start prevents
 * that. The records' own numbers may be forged too, so replace those with the
 * wrong index.
 */
void state_use(struct supp_state *state)
{
	uint32_t first;

	used = state;
	if (getrandom(&first, sizeof(first), GRND_NONBLOCK) != sizeof(first))
		first = (uint32_t)clock_ms();
	atomic_store(&last_number, (uint64_t)first << 32);
	for (size_t n = 0; n < STATE_RECORDS; n++)
		if (used->records[n].number % STATE_RECORDS != n)
			used->records[n].number = make_number(&used->records[n]);
}

bool state_has_request(const struct state_record *record)
{
	/* can't be decoded; the work of a compromised worker */
	if (record->request.num_params > SUPP_MAX_PARAMS + 1)
		return false;
	/*
	 * @answer may be from the previous request, if the next one arrived
	 * before is_answered was cleared.
	 */
	return message_has_request(&record->request) &&
	       !(record->is_answered &&
		 message_id(&record->request) == message_id(&record->answer));
}

/* Does @other prove that the reply in @record was sent? */
static bool shows_sent(const struct state_record *record, const struct state_record *other)
{
	uint64_t id = message_id(&record->answer);

	if (state_has_request(other))
		return message_id(&other->request) == id;
	return other->is_answered && message_has_request(&other->answer) &&
	       message_id(&other->answer) == id && other->turn > record->turn;
}

bool state_has_answer(const struct state_record *record)
{
	if (!record->is_answered || !message_has_request(&record->answer) ||
	    record->answer.num_params > SUPP_MAX_PARAMS + 1)
		return false;
	for (size_t n = 0; n < STATE_RECORDS; n++)
		if (&used->records[n] != record && shows_sent(record, &used->records[n]))
			return false;
	return true;
}

bool state_is_in_hand(uint64_t number)
{
	const struct state_record *record = &used->records[number % STATE_RECORDS];

	return record->number == number && state_has_request(record);
}

/*
 * We can die between any two steps. The old request goes first, before its
 * number changes, and the new number is in place before the next request is.
 */
void state_prepare(struct state_record *record)
{
	message_prepare(&record->request);
	atomic_signal_fence(memory_order_seq_cst);
	record->number = make_number(record);
	record->note = 0;
	record->tries = 0;
	atomic_signal_fence(memory_order_seq_cst);
}

/* @tries may be anything if a compromised worker left it, mind the overflow. */
void state_add_tries(struct state_record *record, uint32_t more)
{
	record->tries = record->tries >= STATE_MAX_TRIES ? STATE_MAX_TRIES : record->tries + more;
}

/* Request first. If only the reply were cleared, it would be served again. */
void state_forget(struct state_record *record)
{
	message_prepare(&record->request);
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store(&record->is_answered, false);
}

void state_set_answered(struct state_record *record, bool is_answered)
{
	if (is_answered)
		record->turn = atomic_fetch_add(&used->turns, 1) + 1;
	atomic_store(&record->is_answered, is_answered);
}
