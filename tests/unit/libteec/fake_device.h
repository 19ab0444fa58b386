/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fake kernel and TEE inside the test's process, which replace
 * libteec/device.c. The fake has up to two devices, /dev/tee0 and /dev/tee1.
 * Several threads may use it concurrently, but no other call may be in progress
 * while a function configures it.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <linux/tee.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "unit.h"

/* The Trusted Application. Other UUIDs are refused with TEEC_ERROR_ITEM_NOT_FOUND. */
static const TEEC_UUID fake_ta = {
	0x01020304, 0x0506, 0x0708, { 9, 10, 11, 12, 13, 14, 15, 16 },
};

/* Commands of the Trusted Application. */
enum fake_command {
	/*
	 * Values in and out: a is incremented, and the bits of b are inverted.
	 * Memory in and out: each byte is inverted. Output memory: the first
	 * half is filled with the low byte of the sum of all input bytes, and
	 * the returned size is half the given size. Output values: a is that
	 * sum, b is the session.
	 */
	FAKE_TRANSFORM,
	/*
	 * Returns TEEC_ERROR_SHORT_BUFFER, requests twice the size plus one
	 * byte, and writes nothing.
	 */
	FAKE_SHORT_BUFFER,
	/*
	 * Fills output memory with 0xee, but returns a size 32 bytes larger
	 * than the given one.
	 */
	FAKE_TRUNCATE,
	/* Changes nothing, and returns TEEC_ERROR_BAD_STATE. */
	FAKE_REFUSE,
	/*
	 * Waits until a cancellation reaches its session: TEEC_ERROR_CANCEL. If
	 * none does in 20 s: TEEC_ERROR_NO_DATA.
	 */
	FAKE_WAIT,
};

/* Reset the fake. All devices and shared memory must have been closed. */
void fake_reset(void);

/* Set capabilities and implementation of /dev/teeN. If @gen_caps is 0, it does not exist. */
void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps);

/* Make opening of /dev/teeN fail with errno @error, or succeed if it is 0. */
void fake_set_open_error(unsigned int number, int error);

/* Make the next @count ioctls of this kind fail with errno @error. */
void fake_fail(unsigned long request, int error, unsigned int count);

/* Number of ioctls of this kind since fake_reset(), failed ones included. */
unsigned int fake_calls(unsigned long request);

/* Parameters of the last invocation or opened session, as passed to the kernel. */
const struct tee_ioctl_param *fake_params(uint32_t *num_params);
const struct tee_ioctl_open_session_arg *fake_opening(void);

/* Numbers of open devices, sessions, shared memory objects and their mappings. */
struct fake_count {
	unsigned int devices, sessions, memories, mappings;
};
struct fake_count fake_count(void);

/* Whether all allocated shared memory is zero. */
bool fake_memory_is_zero(void);

/* Wait until an invocation of FAKE_WAIT is in progress. */
void fake_await_waiter(void);

#endif
