// SPDX-License-Identifier: BSD-2-Clause
/*
 * Channels. A side that waits sleeps on a futex, and the other side makes the system call to
 * wake it only if it sleeps.
 *
 * Spinning instead of sleeping pays only if the other side is running on another CPU and
 * replies soon. So each side publishes its CPU, and we spin only if the CPUs differ and
 * recent spins have been successful. Now and then we spin anyway to find out.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <linux/tee.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "softteed/protocol/channel.h"

/* In @reply: the instance is gone, or doesn't serve the channel any more. No call's number */
#define SEQUENCE_DEAD		UINT32_MAX
#define SEQUENCE_ENDED		(UINT32_MAX - 1)

#define SPIN_ROUNDS		400
#define SPIN_BEST		8
#define SPIN_WORST		(-8)
/* Without recent success, try once in so many waits */
#define SPIN_TRIAL		64

/* How often a client that waits makes sure that the instance is still there */
#define DEATH_CHECK_SECONDS	1

/* One side's word */
struct channel_word {
	uint32_t sequence;
	uint32_t sleeps;	/* whoever waits for it may be asleep */
	uint32_t cpu;		/* where the side that sets it was last seen, plus 1 */
};

/*
 * What each side writes has cache lines of its own, the word and what every call needs in the
 * first: a call without parameters costs one line in each direction. Parameters are written
 * and read only as far as the types say that there are any.
 */
struct channel_page {
	_Alignas(64) struct channel_word request;
	uint32_t kind, command, attached;	/* as in struct channel_call */
	uint32_t types;				/* four bits for each parameter */
	_Alignas(64) struct channel_word reply;
	uint32_t result, origin;		/* as in struct channel_reply */
	_Alignas(64) uint32_t cancelled;	/* number of the call to be cancelled */
	_Alignas(64) struct channel_param params[CHANNEL_PARAMS];
	_Alignas(64) struct channel_param outputs[CHANNEL_PARAMS];
};

#define CHANNEL_SIZE		4096
_Static_assert(sizeof(struct channel_page) <= CHANNEL_SIZE, "one page");

#define CHANNEL_SEALS		(F_SEAL_SHRINK | F_SEAL_GROW)

int channel_create(void)
{
	int fd = memfd_create("softteed-channel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int rc;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, CHANNEL_SIZE) || fcntl(fd, F_ADD_SEALS, CHANNEL_SEALS | F_SEAL_SEAL)) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}

int channel_map(struct channel *channel, int fd)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat status;
	void *at;

	memset(channel, 0, sizeof(*channel));
	if (seals < 0 || (seals & CHANNEL_SEALS) != CHANNEL_SEALS || fstat(fd, &status) ||
	    status.st_size != CHANNEL_SIZE)
		return -EBADMSG;
	at = mmap(NULL, CHANNEL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	channel->page = at;
	return 0;
}

void channel_unmap(struct channel *channel)
{
	if (channel->page)
		munmap(channel->page, CHANNEL_SIZE);
	channel->page = NULL;
}

/* Waiting and waking */

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *timeout)
{
	return syscall(SYS_futex, word, operation, value, timeout, NULL, 0);
}

static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static bool should_spin(struct channel *channel, uint32_t peer_cpu)
{
	struct channel_spin *spin = &channel->spin;

	if (!peer_cpu || peer_cpu == channel->cpu)
		return false;
	if (spin->score > 0)
		return true;
	if (++spin->skipped < SPIN_TRIAL)
		return false;
	spin->skipped = 0;
	return true;
}

/* Return true if @word got another value than @old while we were spinning. */
static bool spin_on(struct channel_spin *spin, const uint32_t *word, uint32_t old)
{
	for (int n = 0; n < SPIN_ROUNDS; n++) {
		if (load(word) != old) {
			spin->score += spin->score < SPIN_BEST;
			return true;
		}
		relax();
	}
	if (spin->score > SPIN_WORST)
		spin->score -= 2;
	return false;
}

/*
 * Sleep until @word isn't @old any more, a timeout, or a signal. The store to @sleeps comes
 * before the load of @sequence, and in publish() it's the other way round, so one of the two
 * sides always notices the other.
 */
static void sleep_on(struct channel_word *word, uint32_t old, const struct timespec *timeout)
{
	__atomic_store_n(&word->sleeps, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&word->sequence, __ATOMIC_SEQ_CST) == old)
		futex(&word->sequence, FUTEX_WAIT, old, timeout);
	__atomic_store_n(&word->sleeps, 0, __ATOMIC_RELAXED);
}

static void publish(struct channel *channel, struct channel_word *word, uint32_t sequence)
{
	channel->cpu = (uint32_t)sched_getcpu() + 1;
	__atomic_store_n(&word->cpu, channel->cpu, __ATOMIC_RELAXED);
	__atomic_store_n(&word->sequence, sequence, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&word->sleeps, __ATOMIC_SEQ_CST))
		futex(&word->sequence, FUTEX_WAKE, INT_MAX, NULL);
}

/* Parameters */

static uint32_t type_of(uint32_t types, unsigned int n)
{
	return types >> (4 * n) & 0xf;
}

static bool is_output(uint32_t type)
{
	return type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT ||
	       type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

static void copy_outputs(uint32_t types, const struct channel_param from[CHANNEL_PARAMS],
			 struct channel_param to[CHANNEL_PARAMS])
{
	for (unsigned int n = 0; types >> (4 * n); n++) {
		if (is_output(type_of(types, n)))
			to[n] = from[n];
	}
}

/* The client's side */

static uint32_t next_sequence(uint32_t sequence)
{
	return sequence + 1 >= SEQUENCE_ENDED ? 1 : sequence + 1;
}

void channel_post(struct channel *channel, const struct channel_call *call)
{
	struct channel_page *page = channel->page;

	page->kind = call->kind;
	page->command = call->command;
	page->attached = call->attached;
	channel->types = 0;
	for (unsigned int n = 0; n < CHANNEL_PARAMS; n++) {
		if (call->params[n].type == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
			continue;
		channel->types |= (call->params[n].type & 0xf) << (4 * n);
		page->params[n] = call->params[n];
	}
	page->types = channel->types;
	channel->previous = channel->sequence;
	channel->sequence = next_sequence(channel->sequence);
	publish(channel, &page->request, channel->sequence);
}

int channel_await_reply(struct channel *channel, struct channel_reply *reply,
			bool (*is_dead)(void *data), void *data)
{
	const struct timespec slice = { .tv_sec = DEATH_CHECK_SECONDS };
	struct channel_word *word = &channel->page->reply;
	uint32_t seen = load(&word->sequence);

	if (seen != channel->sequence && seen < SEQUENCE_ENDED &&
	    should_spin(channel, __atomic_load_n(&word->cpu, __ATOMIC_RELAXED)))
		spin_on(&channel->spin, &word->sequence, seen);
	for (;;) {
		seen = load(&word->sequence);
		if (seen == channel->sequence)
			break;
		if (seen >= SEQUENCE_ENDED)
			return seen == SEQUENCE_DEAD ? -EPIPE : -ECANCELED;
		/* The number of no call: we could wait forever for a word that keeps changing. */
		if (seen != channel->previous)
			return -EPIPE;
		sleep_on(word, seen, &slice);
		if (load(&word->sequence) == seen && is_dead(data))
			return -EPIPE;
	}
	*reply = (struct channel_reply){
		.result = channel->page->result,
		.origin = channel->page->origin,
	};
	copy_outputs(channel->types, channel->page->outputs, reply->params);
	return 0;
}

bool channel_is_served(const struct channel *channel)
{
	return load(&channel->page->reply.sequence) < SEQUENCE_ENDED;
}

void channel_cancel(struct channel *channel)
{
	__atomic_store_n(&channel->page->cancelled,
			 __atomic_load_n(&channel->page->request.sequence, __ATOMIC_RELAXED),
			 __ATOMIC_SEQ_CST);
	futex(&channel->page->cancelled, FUTEX_WAKE, INT_MAX, NULL);
}

/* The instance's side */

/* Copy a call that the client may be changing right now. */
static void copy_call(struct channel *channel, struct channel_call *call)
{
	const struct channel_page *page = channel->page;

	*call = (struct channel_call){
		.kind = page->kind,
		.command = page->command,
		.attached = page->attached,
	};
	channel->types = __atomic_load_n(&page->types, __ATOMIC_RELAXED) & 0xffff;
	for (unsigned int n = 0; channel->types >> (4 * n); n++) {
		if (!type_of(channel->types, n))
			continue;
		call->params[n] = page->params[n];
		call->params[n].type = type_of(channel->types, n);
	}
}

int channel_await_call(struct channel *channel, struct channel_call *call,
		       const atomic_bool *stop, atomic_bool *sleeps)
{
	struct channel_word *word = &channel->page->request;
	uint32_t seen = load(&word->sequence);

	if (seen == channel->sequence &&
	    should_spin(channel, __atomic_load_n(&word->cpu, __ATOMIC_RELAXED)))
		spin_on(&channel->spin, &word->sequence, seen);
	for (;;) {
		if (*stop)
			return -EINTR;
		seen = load(&word->sequence);
		if (seen != channel->sequence)
			break;
		/* Whoever stops us does it the other way round: sets @stop, looks at @sleeps. */
		*sleeps = true;
		if (!*stop)
			sleep_on(word, seen, NULL);
		*sleeps = false;
	}
	channel->sequence = seen;
	copy_call(channel, call);
	return 0;
}

void channel_reply(struct channel *channel, const struct channel_reply *reply)
{
	channel->page->result = reply->result;
	channel->page->origin = reply->origin;
	copy_outputs(channel->types, reply->params, channel->page->outputs);
	publish(channel, &channel->page->reply, channel->sequence);
}

bool channel_is_cancelled(const struct channel *channel)
{
	return load(&channel->page->cancelled) == channel->sequence;
}

bool channel_await_cancel(struct channel *channel, uint32_t milliseconds)
{
	const struct timespec timeout = {
		.tv_sec = milliseconds / 1000,
		.tv_nsec = milliseconds % 1000 * 1000000L,
	};
	uint32_t seen = load(&channel->page->cancelled);

	if (seen != channel->sequence)
		futex(&channel->page->cancelled, FUTEX_WAIT, seen,
		      milliseconds == UINT32_MAX ? NULL : &timeout);
	return channel_is_cancelled(channel);
}

void channel_end(struct channel *channel)
{
	publish(channel, &channel->page->reply, SEQUENCE_ENDED);
}

void channel_kill(struct channel *channel)
{
	publish(channel, &channel->page->reply, SEQUENCE_DEAD);
	futex(&channel->page->reply.sequence, FUTEX_WAKE, INT_MAX, NULL);
}
