/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state: memory that outlives a worker. The monitor keeps it and never reads it. It has the
 * requests that the worker has in hand, the shared memory that the TEE has, and the TEE's open
 * files. The worker may be killed at any instruction. The next worker then takes the state over,
 * and answers the requests that have no answer.
 *
 * The kernel writes a request straight into its record, so that every request that was received is
 * in the state. Where the worker is being killed and the kernel cannot write the request, the next
 * worker receives it. The whole answer is written into the record before it is sent. From then on
 * the request is not served again, because the TEE may go on at any time. One system call may both
 * send the answer and receive the next request: the id that the kernel has written tells whether
 * the call was made.
 */
#ifndef SUPPLICANT_STATE_H
#define SUPPLICANT_STATE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

#include "request/message.h"
#include "request/shm.h"
#include "storage/fs_slot.h"

/* The most requests that are in hand at a time; OP-TEE has fewer threads. */
#define STATE_RECORDS	64u

/* The alignment and largest size of a message; it divides a page. */
#define STATE_MESSAGE_ROOM	256

/*
 * A request that a worker had in hand when it ended may be why it ended. So the request fails
 * after 6 workers that ended by themselves, or 96 that were killed. A killed worker counts less: a
 * request can be the reason where memory is short, but mostly is not.
 */
#define STATE_MAX_TRIES	96u
#define STATE_TRIES_OF_END 16u

/** state_count() - which of its worker's requests a number is of, for messages */
static inline unsigned int state_count(uint64_t number)
{
	return (uint32_t)number / STATE_RECORDS;
}

/**
 * struct state_record - a request in hand, or none
 * @number:	the request's number, which no other has: the lowest bits are the record's number,
 *		those above them in the lower half count the worker's requests, and the upper half
 *		is the worker's, at random
 * @is_answered: @answer is complete, and may not have been sent. The request is not served again
 * @turn:	the number of the answer; a later answer of any record has a greater one
 * @tries:	how many earlier workers had the request; one that ended by itself counts as
 *		STATE_TRIES_OF_END
 * @note:	for the service (struct service_request)
 * @request:	the request as it was received; where there is none, as message_prepare() leaves it
 * @answer:	the answer
 */
struct state_record {
	uint64_t number;
	atomic_bool is_answered;
	uint32_t tries;
	uint64_t turn;
	uint64_t note;
	/* It is in one page, so that the kernel writes all of it or nothing. */
	_Alignas(STATE_MESSAGE_ROOM) struct supp_message request;
	struct supp_message answer;
};

static_assert(sizeof(struct supp_message) <= STATE_MESSAGE_ROOM, "A request is in one page");

/**
 * struct supp_state - the state; all zero at first
 * @version:	the version of this layout
 * @turns:	how many answers there were
 * @records:	the requests in hand
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
 * state_create() - make the memory of a new state
 *
 * Return: a descriptor, close-on-exec, of memory whose size cannot change; or -errno.
 */
int state_create(void);

/**
 * state_lock() - wait for the end of the worker before, and lock the state for this process
 * @fd:		the state's descriptor
 * @stop:	ends the wait when it becomes readable
 *
 * A worker that was killed may still be in a system call that writes to the state, for as
 * long as a slow disk takes. Only the end of that call says what it has written.
 *
 * Return: 0; -ECANCELED: @stop is readable; or -errno.
 */
int state_lock(int fd, int stop);

/**
 * state_map() - map the state and check it
 * @fd:		its descriptor, which may be closed afterwards
 * @state:	[out] the state; it stays mapped until the process ends
 *
 * Return: 0; -EBADMSG: the state does not have this layout; or -errno.
 */
int state_map(int fd, struct supp_state **state);

/**
 * state_use() - set the state for the functions below; before the worker takes anything over
 *
 * From here on requests get numbers that the workers before could not know.
 */
void state_use(struct supp_state *state);

/** state_is_in_hand() - see supp_in_hand_fn; only until the first request is served */
supp_in_hand_fn state_is_in_hand;

/**
 * state_prepare() - make a record ready for receiving a new request
 *
 * An answer in it that was not sent stays.
 */
void state_prepare(struct state_record *record);

/**
 * state_add_tries() - note that one more worker has had a request in hand
 * @record:	its record
 * @more:	what that worker counts as
 *
 * &state_record.tries does not grow further from STATE_MAX_TRIES on.
 */
void state_add_tries(struct state_record *record, uint32_t more);

/**
 * state_forget() - forget a request whose answer was sent
 *
 * After the answer the TEE may use the request's memory for another request. So no worker may ever
 * serve this one again.
 */
void state_forget(struct state_record *record);

/**
 * state_set_answered() - set &state_record.is_answered
 *
 * A complete answer also gets its &state_record.turn.
 */
void state_set_answered(struct state_record *record, bool is_answered);

/**
 * state_has_answer() - whether a record has an answer that is to be sent
 *
 * The worker before may have sent the answer and ended before it could note that. Upstream's
 * kernel then uses the same id for another request, which that answer must not reach. So an answer
 * counts as sent where another record has a request of its id, or a later answer of its id. A new
 * worker must send all such answers before it receives any request: until then the kernel uses no
 * id again.
 *
 * Return: true if the answer must be sent.
 */
bool state_has_answer(const struct state_record *record);

/** state_has_request() - whether a record has a request that is not answered yet */
bool state_has_request(const struct state_record *record);

#endif
