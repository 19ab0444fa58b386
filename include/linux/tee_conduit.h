/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conduits: how TEE drivers get into secure world.
 *
 * A conduit knows how to make a call on this platform, by SMC, HVC or some other way,
 * and nothing about the TEE on the far end. TEE drivers look up a conduit and call
 * through it, with registers as laid down in the SMC Calling Convention (Arm DEN 0028).
 * To write one yourself, see docs/conduits.md.
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

/* the kernel's <linux/tee.h> doesn't have TEE_IOC_IDENTITY */
#ifndef TEE_IOC_IDENTITY
#error "the kernel's own <linux/tee.h> came first: see docs/writing-a-driver.md, Build and load"
#endif

struct device;
struct module;
struct platform_device;
struct tee_conduit;
struct tee_conduit_state;

/**
 * struct tee_conduit_args - a call's registers on the way in
 * @a:		function id in a[0], arguments in a[1] to a[7]
 */
struct tee_conduit_args {
	unsigned long a[8];
};

/**
 * struct tee_conduit_result - a call's registers on the way out
 * @a:		a[0] to a[3]
 */
struct tee_conduit_result {
	unsigned long a[4];
};

/**
 * struct tee_conduit - a way into secure world
 * @name:	what drivers and device trees call it, e.g. "smc"
 * @owner:	its module
 * @dev:	the device whose probe registers the conduit, or NULL if there isn't
 *		one. Unbinding @dev's driver unbinds the conduit's users first
 * @call:	make the call. Can't sleep: it runs in any context, interrupt handlers
 *		included. tee_conduit_call() has checked the function id, but other
 *		conduits may call it with an id of the platform's own
 * @software:	there's a software model on the far end, without any isolation by
 *		hardware
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
 * tee_conduit_driver_type() - get the driver type to put into a TEE's identity
 * @conduit:	how the TEE is reached
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
 * @conduit:	filled in by the caller, who keeps ownership
 *
 * Drivers may start to use the conduit before this returns. A worker probes the platform
 * devices that have asked for a conduit with this name and aren't bound: their probe was
 * deferred for lack of the conduit, or they got unbound along with @conduit->dev.
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
 * Waits for the last user to let go. If the conduit has a device, that is no wait at
 * all. The users have device links to it, so the driver core has unbound them already.
 * A user without a link keeps the conduit's module loaded.
 *
 * Context: process, may sleep.
 */
void tee_conduit_unregister(struct tee_conduit *conduit);

/**
 * tee_conduit_get() - find a conduit by name
 * @consumer:	the device that wants it, in its probe. NULL if you make sure by other
 *		means to put the conduit in time
 * @name:	its name
 *
 * Context: process, may sleep.
 * Return: the conduit, valid until tee_conduit_put(), or ERR_PTR: -ENOENT if there's no
 * such conduit; -EOPNOTSUPP for "smc" or "hvc" on a machine that doesn't have it;
 * -ENODEV if the conduit's device is being removed.
 */
const struct tee_conduit *tee_conduit_get(struct device *consumer, const char *name);

/**
 * tee_conduit_get_by_node() - find the conduit named in a device's firmware node
 * @dev:	the device; "method" is one of its properties
 *
 * Context: process, may sleep.
 * Return: as tee_conduit_get(), but -EPROBE_DEFER for an unknown name, since its
 * conduit may be registered later. -ENXIO without the property.
 */
const struct tee_conduit *tee_conduit_get_by_node(struct device *dev);

/**
 * tee_conduit_put() - drop a conduit
 * @conduit:	the conduit, from tee_conduit_get() or tee_conduit_get_by_node(); NULL is
 *		allowed
 */
void tee_conduit_put(const struct tee_conduit *conduit);

/* internals of tee_conduit_call() */
DECLARE_TRACEPOINT(tee_conduit_call);
int tee_conduit_refuse(const struct tee_conduit *conduit, unsigned long function);
void tee_conduit_trace(const struct tee_conduit *conduit,
		       const struct tee_conduit_args *args,
		       const struct tee_conduit_result *result);

/**
 * tee_conduit_call() - call into secure world
 * @conduit:	the conduit
 * @args:	registers in
 * @result:	registers out
 *
 * Lets through Trusted Application calls (SMCCC owners 48 and 49) and Trusted OS calls
 * (50 to 63), nothing else.
 *
 * Context: any. Doesn't sleep, though a yielding call can keep the CPU for as long as
 * secure world likes.
 * Return: 0, or -EPERM for any other function id, which is logged and doesn't go any
 * further.
 */
static inline int tee_conduit_call(const struct tee_conduit *conduit,
				   const struct tee_conduit_args *args,
				   struct tee_conduit_result *result)
{
	/* inline, this is on the path of every call into a TEE */
	if (unlikely(!tee_smccc_is_trusted(args->a[0])))
		return tee_conduit_refuse(conduit, args->a[0]);
	this_cpu_inc(*conduit->calls);
	conduit->call(conduit, args, result);
	if (tracepoint_enabled(tee_conduit_call))
		tee_conduit_trace(conduit, args, result);
	return 0;
}

/**
 * struct tee_loopback_model - software that stands in for secure world
 * @owner:	its module
 * @dev:	the device whose probe attaches it. NULL for a model that is attached on
 *		module load. In that case the module is pinned while a driver uses the
 *		conduit, so unload the driver first
 * @device_name: platform device to register for the TEE's driver to bind to, with
 *		"method" set to the conduit's name. NULL if the TEE has a device already
 * @irq:	that device's interrupt, or 0
 * @data:	for the model itself
 * @answer:	handle a call. Same rules as for &tee_conduit.call: any context, several
 *		CPUs at a time
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
 * tee_loopback_attach() - register a model as conduit "loopback"
 * @model:	the model; the caller keeps ownership
 *
 * Context: process, may sleep.
 * Return: as tee_conduit_register(), where -EEXIST means that there is another model.
 * Also -EINVAL without @model->answer, and any error from registering the TEE's device.
 */
int tee_loopback_attach(struct tee_loopback_model *model);

/**
 * tee_loopback_detach() - unregister a model, and the TEE's device if we made it
 * @model:	the model
 *
 * Waits like tee_conduit_unregister().
 *
 * Context: process, may sleep.
 */
void tee_loopback_detach(struct tee_loopback_model *model);

#endif /* __TEE_CONDUIT_H */
