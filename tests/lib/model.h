/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User-space controls for the OP-TEE model (../modules/optee_model). These bind
 * and unbind the driver, turn the model's knobs and have it misbehave. Each way
 * to misbehave is called a mischief and has a command number that the caller
 * invokes.
 *
 * Everything here fails the test on error, except where a function is
 * documented to return it.
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

/* any will do, the model doesn't check */
extern const uint8_t some_uuid[UUID_LEN];

/*
 * One mischief, parsed from the model's "mischiefs" file, along with the
 * results that the call and the RPC should return and the errno that the ioctl
 * should fail with. @rpc_arg is explained in the model.
 */
struct mischief {
	unsigned int number;
	char name[64];
	uint32_t answer, rpc_ret;
	int err, rpc_arg;
};

/* List all mischiefs. Returns their number, or 0 without the model. */
unsigned int model_mischiefs(const struct mischief **list);
const struct mischief *model_find_mischief(const char *name);
void model_set_knob(const char *name, unsigned int value);

/* "teeN", or NULL while the driver is unbound */
const char *model_device(void);
/* True once the /dev node can be opened. It lags behind the sysfs entry. */
bool model_can_be_opened(void);
int model_open(void);
void model_opens_a_session(void);
/* Read a numeric sysfs attribute of the model's device. */
long model_attribute(const char *name);
int model_open_supplicant(void);

const char *model_platform_device(void);
/* Bind the driver; -1 with errno if probe fails. */
int model_bind(void);
/* Unbind, then make sure the model is left with no regions, sessions or busy threads. */
void model_unbind(void);
/* Rebind with default knobs, apart from @name (unless NULL), which is set to @value. */
void model_bind_with(const char *name, unsigned int value);

/* Invoke @mischief in a session of its own and check how the call ends. */
void model_invoke_mischief(int fd, const struct mischief *mischief, struct invoke_arg *invoke);
/* The same by name and on a new fd, with a signature that suits child_start() */
void model_call_mischief(void *name);

#endif /* MODEL_UTIL_H */
