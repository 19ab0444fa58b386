/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state is memory that outlives a worker: its unanswered requests, and
 * which shared memory and open files the TEE has. The monitor holds the memfd
 * but never looks inside. Workers can be killed at any instruction. The next
 * one walks the state and serves all requests without a reply.
 *
 * No request gets lost because the kernel writes it straight into its record.
 * If the worker is being killed and that fails, the next worker receives the
 * request.
 *
 * And none is served twice after its reply: the full reply is in the record
 * before it's sent, and from then on the request counts as served, as the TEE
 * may proceed at any time. With TEE_IOC_SUPPL_SEND_RECV, which sends a reply
 * and receives the next request in one go, the id in the record shows if the
 * call has happened.
 */
#ifndef SUPPLICANT_STATE_H
#define SUPPLICANT_STATE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

#include "request/message.h"
#include "request/shm.h"
#include "storage/fs_slot.h"

/* unanswered requests at a time; OP-TEE has fewer threads than that */
#define STATE_RECORDS	64u

/* Message alignment and size limit. Divides the page size. */
#define STATE_MESSAGE_ROOM	256

/*
 * An unanswered request may have killed its worker, so it fails after 6 workers
 * that exited on their own, or 96 killed ones. The latter count less: a request
 * can cause the memory shortage that gets the worker killed, but usually
 * doesn't.
 */
#define STATE_MAX_TRIES	96u
#define STATE_TRIES_OF_END 16u

/** state_count() - get a request's sequence number within its worker, for the log */
static inline unsigned int state_count(uint64_t number)
{
	return (uint32_t)number / STATE_RECORDS;
}

/**
 * struct state_record - an unanswered request, or an unused record
 * @number:	unique. Low bits: index of this record; rest of the low half:
 *		counts up; high half: random per worker
 * @is_answered: @answer is complete, so don't serve @request again. May or may
 *		not have been sent
 * @turn:	orders replies across all records, the latest has the highest
 * @tries:	how many workers have had this request; those that ended by
 *		themselves count STATE_TRIES_OF_END
 * @note:	scratch space for the service, see struct service_request
 * @request:	as received; message_prepare() state if unused
 * @answer:	the reply
 */
struct state_record {
	uint64_t number;
	atomic_bool is_answered;
	uint32_t tries;
	uint64_t turn;
	uint64_t note;
	/*
	 * Never crosses a page boundary, so the kernel can write either all of
	 * it or nothing.
	 */
	_Alignas(STATE_MESSAGE_ROOM) struct supp_message request;
	struct supp_message answer;
};

static_assert(sizeof(struct supp_message) <= STATE_MESSAGE_ROOM, "A request is in one page");

/**
 * struct supp_state - the state, all zero when new
 * @version:	layout version
 * @turns:	replies so far
 * @records:	unanswered requests
 * @shm:	memory that the TEE has
 * @fs:		files that the TEE has open
 */
struct supp_state {
	uint64_t version;
	_Atomic uint64_t turns;
	struct state_record records[STATE_RECORDS];
	struct shm_saved shm;
	struct fs_saved fs;
};

/**
 * state_create() - allocate a new state
 *
 * Return: a close-on-exec memfd, sealed against resizing; or -errno.
 */
int state_create(void);

/**
 * state_lock() - wait until the last worker is gone, then lock the state
 * @fd:		the state
 * @stop:	give up when this becomes readable
 *
 * A killed worker may still be in a system call that writes to the state, for
 * as long as a slow disk takes. Until that returns, the state is incomplete.
 *
 * Return: 0; -ECANCELED if @stop is readable; or -errno.
 */
int state_lock(int fd, int stop);

/**
 * state_map() - map and validate the state
 * @fd:		the state; close it any time
 * @state:	[out] stays mapped for good
 *
 * Return: 0; -EBADMSG if the layout isn't ours; or -errno.
 */
int state_map(int fd, struct supp_state **state);

/**
 * state_use() - set the state that the functions below work on
 *
 * Call this before taking anything over. Also picks a random start for request
 * numbers, one that no earlier worker could have guessed.
 */
void state_use(struct supp_state *state);

/** state_is_in_hand() - see supp_in_hand_fn; only valid until we serve a request */
supp_in_hand_fn state_is_in_hand;

/**
 * state_prepare() - get a record ready to receive a request
 *
 * An unsent reply in the record is left alone.
 */
void state_prepare(struct state_record *record);

/**
 * state_add_tries() - count one more worker that ended without replying
 * @record:	which request
 * @more:	how many tries that is worth
 *
 * &state_record.tries stops growing at STATE_MAX_TRIES.
 */
void state_add_tries(struct state_record *record, uint32_t more);

/**
 * state_forget() - clear a request after its reply was sent
 *
 * With the reply the TEE gets its memory back and may use it for something else,
 * so serving this request once more would do damage.
 */
void state_forget(struct state_record *record);

/**
 * state_set_answered() - set &state_record.is_answered
 *
 * Setting it to true also assigns the reply's &state_record.turn.
 */
void state_set_answered(struct state_record *record, bool is_answered);

/**
 * state_has_answer() - check if a record has a reply to send
 *
 * The last worker may have sent the reply and died before it could say so. The
 * upstream kernel then reuses the id, and another request would get the stale
 * reply. So a reply counts as sent if some other record has a request or a
 * later reply with the same id.
 *
 * For this to work, a new worker has to send all unsent replies before it
 * receives anything: the kernel doesn't reuse ids until then.
 *
 * Return: true if it must be sent.
 */
bool state_has_answer(const struct state_record *record);

/** state_has_request() - check if a record has an unanswered request */
bool state_has_request(const struct state_record *record);

#endif
