/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session's channel: one page of memory that a client and a Trusted Application's instance
 * share, with room for one call and its reply.
 *
 * The client writes a call and stores its sequence number in @request. The instance stores
 * the same number in @reply once the reply is there. Both words are futexes. Either side can
 * write whatever it likes at any time, so each copies what the other has written and then
 * checks the copy. Nothing in the page is ever used as an address or an index.
 *
 * A client makes one call at a time; what has more than one thread needs a lock around it.
 */
#ifndef SOFTTEED_CHANNEL_H
#define SOFTTEED_CHANNEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CHANNEL_PARAMS	4

/**
 * enum channel_kind - what a call asks for
 * @CHANNEL_OPEN: open a session. Has to be the first, and may come again after CLOSE
 * @CHANNEL_INVOKE: invoke a command
 * @CHANNEL_CLOSE: close the session and unmap its memory. The result is 1 if the client can
 *		use the channel for another session, 0 if not
 * @CHANNEL_DETACH: unmap the memory whose id is in @command
 */
enum channel_kind {
	CHANNEL_OPEN = 1,
	CHANNEL_INVOKE,
	CHANNEL_CLOSE,
	CHANNEL_DETACH,
};

/**
 * struct channel_param - one parameter
 * @type:	TEE_IOCTL_PARAM_ATTR_TYPE_*: NONE, VALUE_* or MEMREF_*, the same numbers as
 *		GlobalPlatform's TEE_PARAM_TYPE_*
 * @memory:	memory's id, or CHANNEL_NO_MEMORY for a null reference
 * @a:		value, or offset into the memory
 * @b:		value, or size in bytes
 */
struct channel_param {
	uint32_t type;
	uint32_t memory;
	uint64_t a, b;
};

#define CHANNEL_NO_MEMORY	UINT32_MAX

/**
 * struct channel_call - a call
 * @kind:	enum channel_kind
 * @command:	the application's command, or an argument of @kind
 * @attached:	how many messages the client has put into the session's socket for this
 *		call, each with memory to map (struct channel_attach and a descriptor)
 * @params:	parameters, for CHANNEL_OPEN and CHANNEL_INVOKE
 */
struct channel_call {
	uint32_t kind;
	uint32_t command;
	uint32_t attached;
	struct channel_param params[CHANNEL_PARAMS];
};

/**
 * struct channel_reply - its reply
 * @result:	the result, TEE_SUCCESS or TEE_ERROR_*
 * @origin:	TEEC_ORIGIN_*
 * @params:	values and sizes of the outputs, the others 0. The types aren't used
 */
struct channel_reply {
	uint32_t result;
	uint32_t origin;
	struct channel_param params[CHANNEL_PARAMS];
};

/**
 * struct channel_attach - memory for the instance to map, sent with a descriptor
 * @id:		how the client's calls refer to it
 * @reserved:	0
 * @size:	bytes to map; the memfd is at least that long and sealed against shrinking
 */
struct channel_attach {
	uint32_t id;
	uint32_t reserved;
	uint64_t size;
};

/* Most bytes that an instance maps for a session at a time */
#define CHANNEL_MAX_MAPPED	((uint64_t)4 << 30)

struct channel_page;

/**
 * struct channel - one side's view of a channel
 * @page:	the mapping
 * @sequence:	the number of the latest call
 * @previous:	the client's: the one before
 * @types:	types of its parameters, four bits each
 * @cpu:	where this side was when it last wrote, plus 1
 * @spin:	how well spinning has worked out lately, see channel.c
 */
struct channel {
	struct channel_page *page;
	uint32_t sequence;
	uint32_t previous;
	uint32_t types;
	uint32_t cpu;
	struct channel_spin {
		int score;
		unsigned int skipped;
	} spin;
};

/**
 * channel_create() - make the memory of a channel
 *
 * Return: a close-on-exec memfd, sealed against resizing; or -errno.
 */
int channel_create(void);

/**
 * channel_map() - map a channel
 * @channel:	[out] the channel, to be unmapped with channel_unmap()
 * @fd:		its memfd, which can be closed afterwards
 *
 * Return: 0; -EBADMSG if @fd isn't memory of the right size, or could be resized; -errno.
 */
int channel_map(struct channel *channel, int fd);

/**
 * channel_unmap() - unmap a channel
 * @channel:	the channel; mapped or zeroed
 */
void channel_unmap(struct channel *channel);

/* The client's side */

/**
 * channel_post() - post a call
 * @channel:	the channel, no call in progress
 * @call:	the call
 */
void channel_post(struct channel *channel, const struct channel_call *call);

/**
 * channel_await_reply() - wait for the reply to the posted call
 * @channel:	the channel
 * @reply:	[out] the reply, unchecked
 * @is_dead:	checks whether the instance is gone, at least once a second, in case that
 *		nobody is left to tell
 * @data:	its argument
 *
 * Return: 0; -EPIPE if the instance is gone, or writes what makes no sense; -ECANCELED if it
 * has stopped serving the channel before it took the call.
 */
int channel_await_reply(struct channel *channel, struct channel_reply *reply,
			bool (*is_dead)(void *data), void *data);

/**
 * channel_is_served() - check whether the instance still serves the channel
 * @channel:	the channel
 *
 * Return: false if it has said that it doesn't, or somebody that it's gone.
 */
bool channel_is_served(const struct channel *channel);

/**
 * channel_cancel() - ask the instance to cancel the call in progress
 * @channel:	the channel. Any thread can call this
 */
void channel_cancel(struct channel *channel);

/* The instance's side */

/**
 * channel_await_call() - wait for the next call
 * @channel:	the channel
 * @call:	[out] a copy of the call, unchecked
 * @stop:	set by whoever wants to end the wait
 * @sleeps:	[out] set while this thread sleeps. Whoever has set @stop has to interrupt it then
 *		with a signal, repeatedly since one may come too early
 *
 * Return: 0, or -EINTR because of @stop.
 */
int channel_await_call(struct channel *channel, struct channel_call *call,
		       const atomic_bool *stop, atomic_bool *sleeps);

/**
 * channel_reply() - reply to the call in progress
 * @channel:	the channel
 * @reply:	the reply
 */
void channel_reply(struct channel *channel, const struct channel_reply *reply);

/**
 * channel_is_cancelled() - check whether the client wants to cancel the call in progress
 * @channel:	the channel
 *
 * Return: true if so.
 */
bool channel_is_cancelled(const struct channel *channel);

/**
 * channel_await_cancel() - sleep until the call in progress is to be cancelled
 * @channel:	the channel
 * @milliseconds: limit, or UINT32_MAX for none
 *
 * May return early, e.g. because of a signal.
 *
 * Return: channel_is_cancelled().
 */
bool channel_await_cancel(struct channel *channel, uint32_t milliseconds);

/**
 * channel_end() - stop serving a channel
 * @channel:	the channel. A call that hasn't been taken never will be
 */
void channel_end(struct channel *channel);

/**
 * channel_kill() - have the client's call fail
 * @channel:	the channel of an instance that is gone
 */
void channel_kill(struct channel *channel);

#endif
