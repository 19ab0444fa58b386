/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fake of the kernel and a TEE in the process of the test, which replaces libteec/device.c. It
 * has two devices, /dev/tee0 and /dev/tee1. Several threads may use it at once, except for the
 * functions that configure it.
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

/* Its commands. */
enum fake_command {
	/*
	 * In and out values: a + 1, and b with its bits inverted. In and out memory: each byte
	 * inverted. Output memory: the first half is filled with the sum, and its size is half
	 * of the given one. Output values: a is the sum of all input bytes, b is the session.
	 */
	FAKE_TRANSFORM,
	/* Needs twice the size and a byte; writes nothing. TEEC_ERROR_SHORT_BUFFER. */
	FAKE_SHORT_BUFFER,
	/* Fills all memory with 0xee, but reports a size that is 32 bytes larger. */
	FAKE_TRUNCATE,
	/* Changes nothing. TEEC_ERROR_BAD_STATE. */
	FAKE_REFUSE,
	/* Waits until it is cancelled: TEEC_ERROR_CANCEL. */
	FAKE_WAIT,
};

/* Reset the fake. Everything must be closed before. */
void fake_reset(void);

/* Set capabilities and implementation of /dev/teeN; without @gen_caps it does not exist. */
void fake_set_device(unsigned int number, uint32_t gen_caps, uint32_t impl_id,
		     uint32_t impl_caps);

/* Let opening /dev/teeN fail with this errno. */
void fake_set_open_error(unsigned int number, int error);

/* Let the next @count ioctls of this kind fail with this errno. */
void fake_fail(unsigned long request, int error, unsigned int count);

/* Number of ioctls of this kind since fake_reset(). */
unsigned int fake_calls(unsigned long request);

/* Parameters of the last invocation or session, as the kernel got them. */
const struct tee_ioctl_param *fake_params(uint32_t *num_params);
const struct tee_ioctl_open_session_arg *fake_opening(void);

/* Number of open devices, sessions, shared memory and mappings of it. */
struct fake_count {
	unsigned int devices, sessions, memories, mappings;
};
struct fake_count fake_count(void);

/* Whether all allocated shared memory is zero. */
bool fake_memory_is_zero(void);

/* Wait until an invocation of FAKE_WAIT is in progress. */
void fake_await_waiter(void);

#endif
