/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fake kernel and TEE, linked into the test instead of libteec/device.c. It has
 * up to two devices, /dev/tee0 and /dev/tee1. Several threads can use it, but not
 * while one of the functions below changes its configuration.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <linux/tee.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "unit.h"

/* The one and only TA. Any other UUID gives TEEC_ERROR_ITEM_NOT_FOUND. */
static const TEEC_UUID fake_ta = {
	0x01020304, 0x0506, 0x0708, { 9, 10, 11, 12, 13, 14, 15, 16 },
};

/* The TA's commands */
enum fake_command {
	/*
	 * In/out values: increments a and inverts the bits of b. In/out memory: inverts
	 * each byte. Output memory: returns half of the given size, filled with the low
	 * byte of the sum over all input bytes. Output values: that sum in a, the session
	 * in b.
	 */
	FAKE_TRANSFORM,
	/*
	 * Fails with TEEC_ERROR_SHORT_BUFFER without writing anything, and asks for one
	 * byte more than twice the size.
	 */
	FAKE_SHORT_BUFFER,
	/* Fills output memory with 0xee and then returns a size that's 32 bytes too large. */
	FAKE_TRUNCATE,
	/* Does nothing but fail with TEEC_ERROR_BAD_STATE. */
	FAKE_REFUSE,
	/*
	 * Blocks until its session gets a cancellation, and fails with TEEC_ERROR_CANCEL.
	 * After 20 s without one it is TEEC_ERROR_NO_DATA.
	 */
	FAKE_WAIT,
};

/* Start over. Close all devices and free all shared memory first. */
void fake_reset(void);

/* Create /dev/teeN with these capabilities, or remove it if @gen_caps is 0. */
void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps);

/* Make the next opens of /dev/teeN fail, or succeed again if @error is 0. */
void fake_set_open_error(unsigned int number, int error);

/* Make the next @count ioctls of this kind fail. */
void fake_fail(unsigned long request, int error, unsigned int count);

/* ioctls of this kind since fake_reset(), whether they failed or not */
unsigned int fake_calls(unsigned long request);

/* the parameters that went to the kernel with the last invocation or session open */
const struct tee_ioctl_param *fake_params(uint32_t *num_params);
const struct tee_ioctl_open_session_arg *fake_opening(void);

/* what is currently open, allocated and mapped */
struct fake_count {
	unsigned int devices, sessions, memories, mappings;
};
struct fake_count fake_count(void);

/* all shared memory in existence is zeroed */
bool fake_memory_is_zero(void);

/* Block until somebody is inside FAKE_WAIT. */
void fake_await_waiter(void);

#endif
