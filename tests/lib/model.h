/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests share that have the model of OP-TEE: its device, which is bound and
 * unbound as a test needs it, its knobs, and its ways to misbehave; see
 * ../modules/optee_model/model.h.
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

/* The model's application answers to any UUID. */
extern const uint8_t some_uuid[UUID_LEN];

/* A way to misbehave, as the model lists it. */
struct mischief {
	unsigned int number;
	char name[64];
	uint32_t answer, rpc_ret;
	int err, rpc_arg;
};

/* All of them, and how many they are; 0 where the model is not loaded. */
unsigned int model_mischiefs(const struct mischief **list);
/* Each fails the test where it cannot. */
const struct mischief *model_find_mischief(const char *name);
void model_set_knob(const char *name, unsigned int value);

/* The name of the model's device, "teeN"; NULL where it is not bound. */
const char *model_device(void);
/* Programs see a device by its name in sysfs before they can open it. */
bool model_can_be_opened(void);
int model_open(void);
/* A number among what its device says of itself in sysfs. */
long model_attribute(const char *name);
/* The supplicant's device, of the model. */
int model_open_supplicant(void);

/* The model's platform device; the real OP-TEE's comes from firmware. */
const char *model_platform_device(void);
/* -1 with errno where the driver does not take it. */
int model_bind(void);
/* Nothing of the instance is left in the model then. */
void model_unbind(void);
/* A model that behaves, freshly bound, but for one knob. */
void model_bind_with(const char *name, unsigned int value);

/* A session in which the model misbehaves; then all of it is given back. */
void model_invoke_mischief(int fd, const struct mischief *mischief, struct invoke_arg *invoke);
/* In a process of its own: the same, of the mischief of that name. */
void model_call_mischief(void *name);

#endif /* MODEL_UTIL_H */
