/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conduits: how TEE drivers call into secure world.
 *
 * A conduit makes a call by an instruction or another mechanism of the platform, and does
 * not depend on the TEE behind it. A TEE driver looks up a conduit and makes calls, which
 * pass and return registers as specified by the SMC Calling Convention (Arm DEN 0028).
 * docs/conduits.md describes how to write a conduit.
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

/* The kernel has its own header with this name, which does not define TEE_IOC_IDENTITY. */
#ifndef TEE_IOC_IDENTITY
#error "the kernel's own <linux/tee.h> came first: see docs/writing-a-driver.md, Build and load"
#endif

struct device;
struct module;
struct platform_device;
struct tee_conduit;
struct tee_conduit_state;

/**
 * struct tee_conduit_args - registers that are passed to a call
 * @a:		a[0] is the function id, a[1] to a[7] its arguments
 */
struct tee_conduit_args {
	unsigned long a[8];
};

/**
 * struct tee_conduit_result - registers that a call returns
 * @a:		a[0] to a[3]
 */
struct tee_conduit_result {
	unsigned long a[4];
};

/**
 * struct tee_conduit - a mechanism for calls into secure world
 * @name:	the name by which drivers and device trees refer to it, for instance "smc"
 * @owner:	its module
 * @dev:	the device in whose probe the conduit is registered; NULL if the conduit
 *		does not depend on a device. When the driver of @dev is unbound, the users
 *		of the conduit are unbound first.
 * @call:	make a call. Runs in any context, interrupts included, and must not sleep.
 *		The function id has been checked.
 * @software:	the calls are answered by software without hardware isolation, a model
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
 * tee_conduit_driver_type() - get the driver type for the identity of a TEE
 * @conduit:	the conduit by which the TEE is reached
 *
 * Return: TEE_DRIVER_TYPE_SOFTWARE if @conduit leads to a model, otherwise
 * TEE_DRIVER_TYPE_TRUSTZONE.
 */
static inline u32 tee_conduit_driver_type(const struct tee_conduit *conduit)
{
	return conduit->software ? TEE_DRIVER_TYPE_SOFTWARE : TEE_DRIVER_TYPE_TRUSTZONE;
}

/**
 * tee_conduit_register() - register a conduit
 * @conduit:	the conduit, filled in; the caller keeps ownership
 *
 * Drivers may use the conduit before this returns. A platform device whose property
 * "method" is the conduit's name, and which has no driver, is probed by a worker: either
 * its probe was deferred because the conduit was missing, or it was unbound together with
 * @conduit->dev.
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL if the name or the call is missing, -EEXIST if the name is taken,
 * -ENOMEM.
 */
int tee_conduit_register(struct tee_conduit *conduit);

/**
 * tee_conduit_unregister() - unregister a conduit
 * @conduit:	a registered conduit
 *
 * Waits until the conduit has no users. If the conduit has a device, the driver core has
 * unbound its users before, because each of them has a device link to @conduit->dev. A
 * user without such a link keeps the conduit's module loaded.
 *
 * Context: process, may sleep.
 */
void tee_conduit_unregister(struct tee_conduit *conduit);

/**
 * tee_conduit_get() - find a conduit by name
 * @consumer:	the device whose driver will use the conduit, during its probe; NULL if
 *		the caller ensures by other means that it drops the conduit in time
 * @name:	the name
 *
 * Context: process, may sleep.
 * Return: the conduit, valid until tee_conduit_put(); or ERR_PTR: -ENOENT if no conduit
 * has that name, -EOPNOTSUPP if @name is an instruction that this machine does not have,
 * -ENODEV if the conduit's device is being removed.
 */
const struct tee_conduit *tee_conduit_get(struct device *consumer, const char *name);

/**
 * tee_conduit_get_by_node() - find the conduit named in a device's firmware node
 * @dev:	the device; its property "method" names the conduit
 *
 * Context: process, may sleep.
 * Return: as tee_conduit_get(), except that it returns -EPROBE_DEFER for an unknown name,
 * because a conduit with that name may be registered later; -ENXIO if the property does
 * not exist.
 */
const struct tee_conduit *tee_conduit_get_by_node(struct device *dev);

/**
 * tee_conduit_put() - drop a conduit
 * @conduit:	the conduit, from tee_conduit_get() or tee_conduit_get_by_node(); NULL is
 *		allowed
 */
void tee_conduit_put(const struct tee_conduit *conduit);

/* Used by tee_conduit_call() only. */
DECLARE_TRACEPOINT(tee_conduit_call);
int tee_conduit_refuse(const struct tee_conduit *conduit, unsigned long function);
void tee_conduit_trace(const struct tee_conduit *conduit,
		       const struct tee_conduit_args *args,
		       const struct tee_conduit_result *result);

/**
 * tee_conduit_call() - make a call
 * @conduit:	the conduit
 * @args:	registers in
 * @result:	registers out
 *
 * Only Trusted Application calls (SMCCC owners 48 and 49) and Trusted OS calls (owners 50
 * to 63) are permitted.
 *
 * Context: any; does not sleep, but a yielding call takes as long as secure world needs.
 * Return: 0; or -EPERM for any other function id, in which case no call is made and a
 * message is logged.
 */
static inline int tee_conduit_call(const struct tee_conduit *conduit,
				   const struct tee_conduit_args *args,
				   struct tee_conduit_result *result)
{
	/* Inline because it is part of every call into a TEE. */
	if (unlikely(!tee_smccc_is_trusted(args->a[0])))
		return tee_conduit_refuse(conduit, args->a[0]);
	this_cpu_inc(*conduit->calls);
	conduit->call(conduit, args, result);
	if (tracepoint_enabled(tee_conduit_call))
		tee_conduit_trace(conduit, args, result);
	return 0;
}

/**
 * struct tee_loopback_model - software that handles calls in place of secure world
 * @owner:	its module
 * @dev:	the device in whose probe it is attached; NULL if the model has no device, and is
 *		attached when its module is loaded. Then the module stays loaded while a driver
 *		uses the conduit: unload the driver first
 * @device_name: name of a platform device to register for the TEE's driver to bind to, with the
 *		property "method" that names the conduit; NULL if the TEE's device already
 *		exists
 * @irq:	interrupt of that device, 0 for none
 * @data:	the model's own data
 * @answer:	make a call: take its registers and return the result registers. Called
 *		like &tee_conduit.call: in any context, and concurrently on several
 *		processors.
 */
struct tee_loopback_model {
	struct module *owner;
	struct device *dev;
	const char *device_name;
	unsigned int irq;
	void *data;
	void (*answer)(const struct tee_loopback_model *model,
		       const struct tee_conduit_args *args,
		       struct tee_conduit_result *result);

	/* private: loopback.c's */
	struct tee_conduit conduit;
	struct platform_device *pdev;
};

/**
 * tee_loopback_attach() - register a model as the conduit "loopback"
 * @model:	the model; the caller keeps ownership
 *
 * Context: process, may sleep.
 * Return: as tee_conduit_register(); -EINVAL also if @model->answer is missing, -EEXIST if
 * another model is attached; or an errno of the registration of the TEE's device.
 */
int tee_loopback_attach(struct tee_loopback_model *model);

/**
 * tee_loopback_detach() - unregister a model and the TEE device registered with it
 * @model:	the model
 *
 * Waits as tee_conduit_unregister() does.
 *
 * Context: process, may sleep.
 */
void tee_loopback_detach(struct tee_loopback_model *model);

#endif /* __TEE_CONDUIT_H */
