/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The model of OP-TEE (../modules/optee_model), from user space: bind and unbind the driver,
 * set the knobs of the model, and make it misbehave. A "mischief" is one way to misbehave, which
 * a client chooses by the number of a command. Functions fail the test on error unless they
 * return the error.
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
 * A way to misbehave, from the model's file "mischiefs": the result of the call, the result of
 * the RPC, and the errno of the ioctl that are expected. See the model for @rpc_arg.
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
/* Whether the node in /dev can be opened. It appears later than the device in sysfs. */
bool model_can_be_opened(void);
int model_open(void);
/* Check that the model opens a session. */
void model_opens_a_session(void);
/* Get the number in a sysfs attribute of the model's device. */
long model_attribute(const char *name);
/* Open the model's device for a supplicant. */
int model_open_supplicant(void);

/* Get the name of the model's platform device. */
const char *model_platform_device(void);
/* Bind the driver to the model; -1 with errno if its probe fails. */
int model_bind(void);
/* Unbind the driver, and check that the model has no region, session or busy thread left. */
void model_unbind(void);
/* Reset all knobs, set one if @name is not NULL, and bind the driver anew. */
void model_bind_with(const char *name, unsigned int value);

/* Open a session, make the model misbehave in a call, check the result, and close the session. */
void model_invoke_mischief(int fd, const struct mischief *mischief, struct invoke_arg *invoke);
/* Do the same with the mischief of this name and a new descriptor, for child_start(). */
void model_call_mischief(void *name);

#endif /* MODEL_UTIL_H */
