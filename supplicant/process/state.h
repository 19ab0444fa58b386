/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state: memory that outlives a worker. The monitor keeps it and never
 * reads it. It contains the requests that the worker has not answered, and
 * records of the TEE's shared memory and open files. The worker may be killed
 * at any instruction. The next worker then takes over the state, and serves the
 * requests that have no reply.
 *
 * The kernel writes a request directly into its record, so that every received
 * request is in the state. If the kernel cannot write the request because the
 * worker is being killed, the next worker receives it. The complete reply is
 * written into the record before it is sent. From then on the request is not
 * served again, because the TEE may continue at any time. One system call may
 * both send the reply and receive the next request: the id that the kernel has
 * written shows whether the call was made.
 */
#ifndef SUPPLICANT_STATE_H
#define SUPPLICANT_STATE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

#include "request/message.h"
#include "request/shm.h"
#include "storage/fs_slot.h"

/* Maximum number of requests without a reply; OP-TEE has fewer threads. */
#define STATE_RECORDS	64u

/* Alignment and maximum size of a message. The page size is a multiple of it. */
#define STATE_MESSAGE_ROOM	256

/*
 * A request that a worker leaves unanswered may be the reason why it ended. So
 * the request fails after 6 workers that ended by themselves, or 96 that were
 * killed. A killed worker counts less, because a request can cause the shortage
 * of memory for which a worker is killed, but usually does not.
 */
#define STATE_MAX_TRIES	96u
#define STATE_TRIES_OF_END 16u

/** state_count() - return the sequence number of a request within its worker, for messages */
static inline unsigned int state_count(uint64_t number)
{
	return (uint32_t)number / STATE_RECORDS;
}

/**
 * struct state_record - a request without a reply, or an unused record
 * @number:	the request's unique number: the lowest bits are the index of
 *		the record, the other bits of the lower half count the worker's
 *		requests, and the upper half is random in each worker
 * @is_answered: @answer is complete, but may not have been sent. The request is
 *		not served again
 * @turn:	sequence number of the reply, which is greater than that of any
 *		earlier reply in all records
 * @tries:	number of earlier workers that had the request; one that ended
 *		by itself counts as STATE_TRIES_OF_END
 * @note:	for the service (struct service_request)
 * @request:	the request as it was received; in an unused record, as
 *		message_prepare() leaves it
 * @answer:	the reply
 */
struct state_record {
	uint64_t number;
	atomic_bool is_answered;
	uint32_t tries;
	uint64_t turn;
	uint64_t note;
	/*
	 * Align the message so that it is within one page: the kernel writes
	 * all of it or nothing.
	 */
	_Alignas(STATE_MESSAGE_ROOM) struct supp_message request;
	struct supp_message answer;
};

static_assert(sizeof(struct supp_message) <= STATE_MESSAGE_ROOM, "A request is in one page");

/**
 * struct supp_state - the state; all zero at first
 * @version:	version of this layout
 * @turns:	number of replies so far
 * @records:	the requests without a reply
 * @shm:	the shared memory that the TEE has
 * @fs:		the TEE's open files
 */
struct supp_state {
	uint64_t version;
	_Atomic uint64_t turns;
	struct state_record records[STATE_RECORDS];
	struct shm_saved shm;
	struct fs_saved fs;
};

/**
 * state_create() - allocate the memory of a new state
 *
 * Return: a descriptor, close-on-exec, of memory whose size cannot change; or
 * -errno.
 */
int state_create(void);

/**
 * state_lock() - wait until the previous worker has ended, and lock the state
 * @fd:		the state's descriptor
 * @stop:	ends the wait when it becomes readable
 *
 * A killed worker may still be in a system call that writes to the state, which
 * may take as long as a slow disk needs. The state shows what the call has written
 * only after the call has ended.
 *
 * Return: 0; -ECANCELED: @stop is readable; or -errno.
 */
int state_lock(int fd, int stop);

/**
 * state_map() - map the state and check it
 * @fd:		its descriptor, which may be closed afterwards
 * @state:	[out] the state; it stays mapped until the process ends
 *
 * Return: 0; -EBADMSG: the state has a different layout; or -errno.
 */
int state_map(int fd, struct supp_state **state);

/**
 * state_use() - set the state for the functions below
 *
 * Must be called before anything is taken over. It chooses a random start for
 * the numbers of later requests, which earlier workers could not know.
 */
void state_use(struct supp_state *state);

/** state_is_in_hand() - see supp_in_hand_fn; valid until the first request is served */
supp_in_hand_fn state_is_in_hand;

/**
 * state_prepare() - prepare a record for receiving a request
 *
 * An unsent reply stays in the record.
 */
void state_prepare(struct state_record *record);

/**
 * state_add_tries() - record that another worker ended without answering a
 * request
 * @record:	the request's record
 * @more:	number of tries that the worker counts as
 *
 * From STATE_MAX_TRIES on, &state_record.tries does not grow.
 */
void state_add_tries(struct state_record *record, uint32_t more);

/**
 * state_forget() - clear a request whose reply was sent
 *
 * After the reply, the TEE may reuse the request's memory for another request,
 * so no worker may serve this one again.
 */
void state_forget(struct state_record *record);

/**
 * state_set_answered() - set &state_record.is_answered
 *
 * If @is_answered is true, the reply gets its &state_record.turn.
 */
void state_set_answered(struct state_record *record, bool is_answered);

/**
 * state_has_answer() - check whether a record has a reply that must be sent
 *
 * The previous worker may have sent the reply and ended before it recorded
 * that. The upstream kernel then reuses the id for another request, which must
 * not get that reply. So a reply counts as sent if another record has a
 * request, or a later reply, with the same id. A new worker must send all
 * unsent replies before it receives a request, because until then the kernel
 * does not reuse an id.
 *
 * Return: true if the reply must be sent.
 */
bool state_has_answer(const struct state_record *record);

/** state_has_request() - check whether a record has a request that is not answered yet */
bool state_has_request(const struct state_record *record);

#endif
