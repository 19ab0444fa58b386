/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fake kernel and TEE that run in the test's process in place of
 * libteec/device.c. There are up to two devices, /dev/tee0 and /dev/tee1.
 * Threads may use the fake concurrently, but must not call it while a function
 * configures it.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <linux/tee.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "unit.h"

/* The only Trusted Application. Other UUIDs fail with TEEC_ERROR_ITEM_NOT_FOUND. */
static const TEEC_UUID fake_ta = {
	0x01020304, 0x0506, 0x0708, { 9, 10, 11, 12, 13, 14, 15, 16 },
};

/* Commands that the Trusted Application accepts. */
enum fake_command {
	/*
	 * In/out values: increments a, and inverts the bits of b. In/out
	 * memory: inverts each byte. Output memory: fills the first half with
	 * the low byte of the sum of all input bytes, and returns half of the
	 * given size. Output values: sets a to that sum, and b to the session.
	 */
	FAKE_TRANSFORM,
	/*
	 * Fails with TEEC_ERROR_SHORT_BUFFER, writes nothing, and requests
	 * twice the given size plus one byte.
	 */
	FAKE_SHORT_BUFFER,
	/* Fills output memory with 0xee, but returns a size 32 bytes larger than the memory. */
	FAKE_TRUNCATE,
	/* Changes nothing and fails with TEEC_ERROR_BAD_STATE. */
	FAKE_REFUSE,
	/*
	 * Waits for a cancellation of its session, and then fails with
	 * TEEC_ERROR_CANCEL. If none arrives within 20 s, fails with
	 * TEEC_ERROR_NO_DATA.
	 */
	FAKE_WAIT,
};

/* Reset the fake. All devices and shared memory must be closed before. */
void fake_reset(void);

/*
 * Set capabilities and implementation of /dev/teeN. The device does not exist
 * if @gen_caps is 0.
 */
void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps);

/* Make open() of /dev/teeN fail with errno @error, or succeed if @error is 0. */
void fake_set_open_error(unsigned int number, int error);

/* Make the next @count ioctls of kind @request fail with errno @error. */
void fake_fail(unsigned long request, int error, unsigned int count);

/* Return the number of ioctls of kind @request since fake_reset(), including failed ones. */
unsigned int fake_calls(unsigned long request);

/* Return the parameters that the last invocation or session open passed to the kernel. */
const struct tee_ioctl_param *fake_params(uint32_t *num_params);
const struct tee_ioctl_open_session_arg *fake_opening(void);

/* Counts of open devices, sessions, shared memory objects and their mappings. */
struct fake_count {
	unsigned int devices, sessions, memories, mappings;
};
struct fake_count fake_count(void);

/* Return true if all allocated shared memory is zero. */
bool fake_memory_is_zero(void);

/* Wait until an invocation of FAKE_WAIT is in progress. */
void fake_await_waiter(void);

#endif
