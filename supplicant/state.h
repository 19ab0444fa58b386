/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What outlives a worker: memory that the monitor keeps and never reads. In it are the
 * requests that the worker has in hand, the shared memory that the TEE has, and its open
 * files. The next worker, which may be there because the one before was killed amid
 * anything, takes all of it over, and answers what is unanswered.
 *
 * The kernel writes a request straight into its record, so that none is received without
 * being there. One that it cannot write, because the worker is being killed, the next receives. An answer is written there whole before it is sent: from then on the request
 * is not served again, for the TEE may go on at any time. One system call may send the answer
 * and bring the next request: what the kernel has written tells, by its id, whether it did.
 */
#ifndef SUPPLICANT_STATE_H
#define SUPPLICANT_STATE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

#include "dispatch.h"
#include "fs_slot.h"
#include "shm.h"

/* As many requests are in hand at most; OP-TEE has fewer threads. */
#define STATE_RECORDS	64u

/* A part of a page. */
#define STATE_MESSAGE_ROOM	256

/*
 * A request that workers have had in hand when they ended may be why: after 6 that ended by
 * themselves, or 96 that were killed, which a request may be the reason for where memory is
 * short, and mostly is not.
 */
#define STATE_MAX_TRIES	96u
#define STATE_TRIES_OF_END 16u

/**
 * struct state_record - a request in hand, or none
 * @number:	its number: the record's in the lowest bits, and how often it was used
 * @is_answered: @answer is whole, and the kernel may not have it: nothing remains of the
 *		request of its id but to send it
 * @turn:	which answer of all this is: a later one has a greater number
 * @tries:	how many workers before have had it; one that ended by itself counts as
 *		STATE_TRIES_OF_END
 * @note:	the service's (struct supp_request)
 * @request:	as it was received; as dispatch_prepare() leaves it where none was
 * @answer:	to be sent
 */
struct state_record {
	uint64_t number;
	atomic_bool is_answered;
	uint32_t tries;
	uint64_t turn;
	uint64_t note;
	/* In one page: all of it is received, or none. */
	_Alignas(STATE_MESSAGE_ROOM) struct dispatch_message request;
	struct dispatch_message answer;
};

static_assert(sizeof(struct dispatch_message) <= STATE_MESSAGE_ROOM, "A request is in one page");

/**
 * struct supp_state - all of it; zero at first
 * @version:	of this layout
 * @turns:	how many answers there were
 * @records:	requests in hand
 * @shm:	memory that the TEE has
 * @fs:		open files
 */
struct supp_state {
	uint64_t version;
	_Atomic uint64_t turns;
	struct state_record records[STATE_RECORDS];
	struct shm_kept shm;
	struct fs_kept fs;
};

/**
 * state_create() - make new memory
 *
 * Return: a descriptor of it, close-on-exec, whose size never changes; or -errno.
 */
int state_create(void);

/**
 * state_lock() - see to it that the worker before is gone, and have the state until we are
 * @fd:		its descriptor
 *
 * One that was killed may still be in a system call that writes.
 *
 * Return: 0; -EBUSY where it is still there after some seconds; or -errno.
 */
int state_lock(int fd);

/**
 * state_map() - map the memory, and look at what is in it
 * @fd:		its descriptor; may be closed afterwards
 * @state:	[out] until the process ends
 *
 * Return: 0; -EBADMSG where it is not of this layout; or -errno.
 */
int state_map(int fd, struct supp_state **state);

/** state_use() - say which memory state_is_in_hand() speaks of */
void state_use(struct supp_state *state);

/** state_is_in_hand() - as supp_in_hand_fn has it; before anything is served */
supp_in_hand_fn state_is_in_hand;

/**
 * state_prepare() - make a record ready for receiving into: a new request's
 *
 * An answer that was not sent stays.
 */
void state_prepare(struct state_record *record);

/**
 * state_forget() - forget a request whose answer was sent
 *
 * From then on the TEE may have given the request's memory to another: it is never to be served
 * again, whichever worker looks at the record next.
 */
void state_forget(struct state_record *record);

/** state_set_answered() - say whether the answer is whole, and is to be sent; one that is has a turn */
void state_set_answered(struct state_record *record, bool is_answered);

/**
 * state_has_answer() - whether a record has an answer that is to be sent
 *
 * A worker may have sent it and ended before it could note that. Upstream's kernel gives the
 * same id to another request then, which that answer must not reach: where another record has a
 * request of this id, or a later answer, this one was sent. To be asked, and what is to be sent
 * sent, before any request is received: until then no id is given anew.
 */
bool state_has_answer(const struct state_record *record);

/** state_has_request() - whether a record has a request that is not answered yet */
bool state_has_request(const struct state_record *record);

#endif
