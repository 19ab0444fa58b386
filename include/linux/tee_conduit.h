/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conduits: how a platform reaches secure world.
 *
 * A conduit knows an instruction, or whatever else the platform demands, and
 * nothing of any TEE. A TEE driver looks one up and makes calls with registers
 * in and registers out, as the SMC Calling Convention (Arm DEN 0028) has them.
 */
#ifndef __TEE_CONDUIT_H
#define __TEE_CONDUIT_H

#include <linux/types.h>

struct device;
struct module;

/**
 * struct tee_conduit_args - the registers that go in
 * @a:	a[0] is the function id, a[1] to a[7] its arguments
 */
struct tee_conduit_args {
	unsigned long a[8];
};

/**
 * struct tee_conduit_result - the registers that come back
 * @a:	a[0] to a[3]
 */
struct tee_conduit_result {
	unsigned long a[4];
};

/**
 * struct tee_conduit - a way into secure world
 * @name:	what drivers and device trees call it, for instance "smc"
 * @owner:	its module
 * @call:	make the call. Any context; does not sleep. The caller has checked
 *		the function id.
 */
struct tee_conduit {
	const char *name;
	struct module *owner;
	void (*call)(const struct tee_conduit *conduit,
		     const struct tee_conduit_args *args,
		     struct tee_conduit_result *result);
};

/**
 * tee_conduit_get() - find a conduit by name
 * @name:	the name
 *
 * Return: the conduit, whose module stays until tee_conduit_put(), or ERR_PTR:
 * -ENOENT where no conduit has that name, -EOPNOTSUPP where this machine does not
 * have the instruction.
 */
const struct tee_conduit *tee_conduit_get(const char *name);

/**
 * tee_conduit_get_by_node() - find the conduit that a device's firmware node names
 * @dev:	the device; its property "method" names the conduit
 *
 * Return: as tee_conduit_get(), or ERR_PTR(-ENXIO) where there is no such property.
 */
const struct tee_conduit *tee_conduit_get_by_node(struct device *dev);

/**
 * tee_conduit_put() - give a conduit back
 * @conduit:	the conduit; NULL is fine
 */
void tee_conduit_put(const struct tee_conduit *conduit);

/**
 * tee_conduit_call() - make a call
 * @conduit:	the conduit
 * @args:	registers in
 * @result:	registers out
 *
 * Only Trusted Application calls (SMCCC owners 48 and 49) and Trusted OS calls
 * (owners 50 to 63) are made.
 *
 * Context: any; does not sleep, though a yielding call takes as long as it takes.
 * Return: 0, or -EPERM for any other function id; nothing has been issued then.
 */
int tee_conduit_call(const struct tee_conduit *conduit,
		     const struct tee_conduit_args *args,
		     struct tee_conduit_result *result);

#endif /* __TEE_CONDUIT_H */
