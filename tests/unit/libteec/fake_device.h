/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel and a TEE in the process of the test: what libteec/device.c stands for. Two
 * devices, /dev/tee0 and /dev/tee1. May be used by several threads at a time, but for the
 * functions that say how it is to behave.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <linux/tee.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "unit.h"

/* The Trusted Application. Any other UUID gives TEEC_ERROR_ITEM_NOT_FOUND. */
static const TEEC_UUID fake_ta = {
	0x01020304, 0x0506, 0x0708, { 9, 10, 11, 12, 13, 14, 15, 16 },
};

/* Its commands. */
enum fake_command {
	/*
	 * Values that come back: a + 1, and the bits of b turned. In and out memory: each
	 * byte with its bits turned. Output: its first half, filled with the sum, of
	 * which see below; its size is said to be half of what it was. A value that is
	 * output only: in a the sum of all bytes that came in, in b the session.
	 */
	FAKE_TRANSFORM,
	/* Needs twice the room and a byte; writes nothing. TEEC_ERROR_SHORT_BUFFER. */
	FAKE_SHORT_BUFFER,
	/* Fills all there is with 0xee, but says that it takes 32 bytes more. */
	FAKE_TRUNCATE,
	/* Leaves everything as it is. TEEC_ERROR_BAD_STATE. */
	FAKE_REFUSE,
	/* Waits until it is cancelled: TEEC_ERROR_CANCEL. */
	FAKE_WAIT,
};

/* Starts afresh. All that was open must be closed by now. */
void fake_reset(void);

/* Generic and own capabilities, and implementation, of /dev/teeN; 0: there is none. */
void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps);

/* Opening /dev/teeN fails with this errno. */
void fake_set_open_error(unsigned int number, int error);

/* The next @count ioctls of this kind fail with this errno. */
void fake_fail(unsigned long request, int error, unsigned int count);

/* How many ioctls of this kind there were since fake_reset(). */
unsigned int fake_calls(unsigned long request);

/* The last invocation's or opening's parameters, and their number, as they came. */
const struct tee_ioctl_param *fake_params(uint32_t *num_params);
const struct tee_ioctl_open_session_arg *fake_opening(void);

/* What exists now: open devices, sessions, shared memory, mappings of it. */
struct fake_count {
	unsigned int devices, sessions, memories, mappings;
};
struct fake_count fake_count(void);

/* Whether all shared memory that was allocated has nothing but zeros in it. */
bool fake_memory_is_zero(void);

/* Waits until an invocation of FAKE_WAIT is under way. */
void fake_await_waiter(void);

#endif
