/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conduits: how a platform reaches secure world.
 *
 * A conduit knows an instruction, or whatever else the platform demands, and
 * nothing of any TEE. A TEE driver looks one up and makes calls with registers
 * in and registers out, as the SMC Calling Convention (Arm DEN 0028) has them.
 * docs/conduits.md has how to write one.
 */
#ifndef __TEE_CONDUIT_H
#define __TEE_CONDUIT_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/tee.h>
#include <linux/tee_smccc.h>
#include <linux/tracepoint-defs.h>
#include <linux/types.h>

struct device;
struct module;
struct tee_conduit;
struct tee_conduit_state;

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
 * @dev:	the device that it goes with, bound or in its probe; NULL for one that
 *		is always there. When the device's driver is unbound, those who use
 *		the conduit are unbound first.
 * @call:	make the call. Any context, interrupts included; does not sleep. The
 *		function id has been checked.
 * @software:	what answers is software that no hardware keeps apart: a model
 */
struct tee_conduit {
	const char *name;
	struct module *owner;
	struct device *dev;
	void (*call)(const struct tee_conduit *conduit,
		     const struct tee_conduit_args *args,
		     struct tee_conduit_result *result);
	bool software;

	/* private: the registry's */
	struct tee_conduit_state *state;
	u64 __percpu *calls;
};

/**
 * tee_conduit_driver_type() - what a TEE behind a conduit is, for its identity
 * @conduit:	the conduit
 *
 * Return: TEE_DRIVER_TYPE_TRUSTZONE, or TEE_DRIVER_TYPE_SOFTWARE where it is a model.
 */
static inline u32 tee_conduit_driver_type(const struct tee_conduit *conduit)
{
	return conduit->software ? TEE_DRIVER_TYPE_SOFTWARE : TEE_DRIVER_TYPE_TRUSTZONE;
}

/**
 * tee_conduit_register() - offer a conduit
 * @conduit:	the conduit, filled in; stays the caller's
 *
 * Drivers may use it before this returns. Those that wait for it are probed again
 * when @conduit->dev has been bound.
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL where something is missing, -EEXIST where the name is taken,
 * -ENOMEM.
 */
int tee_conduit_register(struct tee_conduit *conduit);

/**
 * tee_conduit_unregister() - take a conduit back
 * @conduit:	a registered conduit
 *
 * Waits until nobody uses it: who does has a device link to @conduit->dev and is
 * gone by now, or keeps the module from being removed.
 *
 * Context: process, may sleep.
 */
void tee_conduit_unregister(struct tee_conduit *conduit);

/**
 * tee_conduit_get() - find a conduit by name
 * @consumer:	the device whose driver will use it, in its probe; or NULL, where
 *		the caller has other means to outlive no conduit
 * @name:	the name
 *
 * Context: process, may sleep.
 * Return: the conduit, which stays until tee_conduit_put(), or ERR_PTR:
 * -ENOENT where no conduit has that name, -EOPNOTSUPP where this machine does not
 * have the instruction, -ENODEV where the conduit's device goes.
 */
const struct tee_conduit *tee_conduit_get(struct device *consumer, const char *name);

/**
 * tee_conduit_get_by_node() - find the conduit that a device's firmware node names
 * @dev:	the device; its property "method" names the conduit
 *
 * Context: process, may sleep.
 * Return: as tee_conduit_get(), or ERR_PTR: -ENXIO where there is no such property,
 * -EPROBE_DEFER where a conduit of that name may still come.
 */
const struct tee_conduit *tee_conduit_get_by_node(struct device *dev);

/**
 * tee_conduit_put() - give a conduit back
 * @conduit:	the conduit; NULL is fine
 */
void tee_conduit_put(const struct tee_conduit *conduit);

/* For tee_conduit_call(), and nobody else. */
DECLARE_TRACEPOINT(tee_conduit_call);
int tee_conduit_refuse(const struct tee_conduit *conduit);
void tee_conduit_trace(const struct tee_conduit *conduit,
		       const struct tee_conduit_args *args,
		       const struct tee_conduit_result *result);

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
static inline int tee_conduit_call(const struct tee_conduit *conduit,
				   const struct tee_conduit_args *args,
				   struct tee_conduit_result *result)
{
	/* In line, for it is a part of every call into a TEE. */
	if (unlikely(!tee_smccc_is_trusted(args->a[0])))
		return tee_conduit_refuse(conduit);
	this_cpu_inc(*conduit->calls);
	conduit->call(conduit, args, result);
	if (tracepoint_enabled(tee_conduit_call))
		tee_conduit_trace(conduit, args, result);
	return 0;
}

/**
 * struct tee_loopback_model - software that answers in place of secure world
 * @owner:	its module
 * @dev:	the device it goes with
 * @data:	its own
 * @answer:	take the registers of a call and give those of its answer. Called as
 *		&tee_conduit.call is: in any context, and on several processors at
 *		once.
 * @conduit:	private
 */
struct tee_loopback_model {
	struct module *owner;
	struct device *dev;
	void *data;
	void (*answer)(const struct tee_loopback_model *model,
		       const struct tee_conduit_args *args,
		       struct tee_conduit_result *result);
	struct tee_conduit conduit;
};

/**
 * tee_loopback_attach() - put a model behind the conduit "loopback"
 * @model:	the model
 *
 * Return: as tee_conduit_register(); -EEXIST where there is a model already.
 */
int tee_loopback_attach(struct tee_loopback_model *model);

/**
 * tee_loopback_detach() - take a model back
 * @model:	the model; as tee_conduit_unregister()
 */
void tee_loopback_detach(struct tee_loopback_model *model);

#endif /* __TEE_CONDUIT_H */
