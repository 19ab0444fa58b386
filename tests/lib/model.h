/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control the OP-TEE model (../modules/optee_model) from user space: bind and unbind the driver,
 * set the knobs of the model, and make it misbehave. A "mischief" is one way to misbehave, which
 * a client selects with a command number. Functions fail the test on error unless they return
 * the error.
 */
#ifndef MODEL_UTIL_H
#define MODEL_UTIL_H

#include <stdbool.h>
#include <stdint.h>

#include "tee.h"

#define PLATFORM "/sys/bus/platform/"
#define DRIVER PLATFORM "drivers/optee/"

#define CMD_NOTHING	0
#define CMD_ECHO	1
#define CMD_MISCHIEF	0x100

/* The model accepts any UUID. */
extern const uint8_t some_uuid[UUID_LEN];

/*
 * A way to misbehave, as read from the model's file "mischiefs", with the expected result of the
 * call, the expected result of the RPC, and the expected errno of the ioctl. See the model for
 * @rpc_arg.
 */
struct mischief {
	unsigned int number;
	char name[64];
	uint32_t answer, rpc_ret;
	int err, rpc_arg;
};

/* Get all ways to misbehave; returns their number, 0 if the model is not loaded. */
unsigned int model_mischiefs(const struct mischief **list);
const struct mischief *model_find_mischief(const char *name);
void model_set_knob(const char *name, unsigned int value);

/* Get the name of the model's device, "teeN"; NULL if the driver is not bound. */
const char *model_device(void);
/* Return true if the node in /dev can be opened. It appears later than the device in sysfs. */
bool model_can_be_opened(void);
int model_open(void);
/* Check that a session with the model can be opened. */
void model_opens_a_session(void);
/* Read a number from a sysfs attribute of the model's device. */
long model_attribute(const char *name);
/* Open the model's supplicant device. */
int model_open_supplicant(void);

/* Get the name of the model's platform device. */
const char *model_platform_device(void);
/* Bind the driver to the model; -1 with errno if its probe fails. */
int model_bind(void);
/* Unbind the driver, and check that no region, session or busy thread remains in the model. */
void model_unbind(void);
/* Reset all knobs, set one knob if @name is not NULL, and rebind the driver. */
void model_bind_with(const char *name, unsigned int value);

/* Open a session, make the model misbehave in a call, check the result, and close the session. */
void model_invoke_mischief(int fd, const struct mischief *mischief, struct invoke_arg *invoke);
/*
 * Do the same for the mischief called @name, on a new descriptor. Can be passed to
 * child_start().
 */
void model_call_mischief(void *name);

#endif /* MODEL_UTIL_H */
