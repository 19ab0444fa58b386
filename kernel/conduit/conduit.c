// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conduit registry: register conduits, and find them by name.
 */

#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/refcount.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "conduit.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Interval between log messages while the removal of a conduit waits for its users, ms. */
#define UNUSED_WAIT_MS	10000

/**
 * struct tee_conduit_state - state of a registered conduit
 * @conduit:	the conduit
 * @link:	entry in the list of conduits
 * @refused:	per CPU: number of calls refused because of their function id
 * @users:	references: the registration's, and one for each user
 * @unused:	completed when the last reference is dropped
 * @debugfs:	file with the statistics
 * @probe:	probes the devices whose node names the conduit
 */
struct tee_conduit_state {
	struct tee_conduit *conduit;
	struct list_head link;
	u64 __percpu *refused;
	refcount_t users;
	struct completion unused;
	struct dentry *debugfs;
	struct work_struct probe;
};

/* List of conduits, guarded by tee_conduits_lock, which is a leaf lock. */
static LIST_HEAD(tee_conduits);
static DEFINE_MUTEX(tee_conduits_lock);
static struct dentry *tee_conduit_debugfs;

static u64 sum_up(u64 __percpu *counts)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(counts, cpu));
	return sum;
}

static int counts_show(struct seq_file *file, void *unused)
{
	struct tee_conduit_state *state = file->private;

	seq_printf(file, "calls %llu\nrefused %llu\n", sum_up(state->conduit->calls),
		   sum_up(state->refused));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counts);

static struct tee_conduit_state *find_conduit(const char *name)
{
	struct tee_conduit_state *state;

	lockdep_assert_held(&tee_conduits_lock);
	list_for_each_entry(state, &tee_conduits, link)
		if (!strcmp(state->conduit->name, name))
			return state;
	return NULL;
}

/**
 * tee_conduit_is_instruction() - check whether a conduit's name is an SMCCC instruction
 * @name:	name of a conduit
 *
 * Return: true for "smc" and "hvc", even if this machine does not have the instruction.
 */
bool tee_conduit_is_instruction(const char *name)
{
	return !strcmp(name, "smc") || !strcmp(name, "hvc");
}

static int probe_consumer(struct device *dev, void *name)
{
	const char *method;

	/*
	 * device_attach() leaves a bound device alone. A driver that is just probing the device
	 * must be waited for, because it may be about to fail: it may not have found the conduit
	 * yet.
	 */
	if (!device_property_read_string(dev, "method", &method) &&
	    !strcmp(method, name) && device_attach(dev) < 0)
		dev_dbg(dev, "no driver could be bound when conduit %s appeared\n", method);
	return 0;
}

/*
 * Probe the devices whose node names this conduit. The driver core does not do this by
 * itself: it retries a deferred probe only after some other device was bound, and it does
 * not rebind a consumer that it unbound because the conduit's device was unbound.
 */
static void probe_consumers(struct work_struct *work)
{
	struct tee_conduit_state *state = container_of(work, struct tee_conduit_state, probe);

	bus_for_each_dev(&platform_bus_type, NULL, (void *)state->conduit->name, probe_consumer);
}

int tee_conduit_register(struct tee_conduit *conduit)
{
	struct tee_conduit_state *state;
	u64 __percpu *calls;
	int rc = -ENOMEM;

	/* @owner may be NULL, because THIS_MODULE is NULL in built-in code. */
	if (!conduit->name || !conduit->name[0] || !conduit->call)
		return -EINVAL;
	state = kzalloc(sizeof(*state), GFP_KERNEL);
	if (!state)
		return rc;
	state->refused = alloc_percpu(u64);
	if (!state->refused)
		goto free_state;
	calls = alloc_percpu(u64);
	if (!calls)
		goto free_refused;
	state->conduit = conduit;
	refcount_set(&state->users, 1);
	init_completion(&state->unused);
	INIT_WORK(&state->probe, probe_consumers);

	mutex_lock(&tee_conduits_lock);
	rc = find_conduit(conduit->name) ? -EEXIST : 0;
	if (!rc) {
		conduit->state = state;
		conduit->calls = calls;
		state->debugfs = debugfs_create_file(conduit->name, 0444, tee_conduit_debugfs,
						     state, &counts_fops);
		list_add_tail(&state->link, &tee_conduits);
		/* This module registers the instructions before any driver can use them. */
		if (!tee_conduit_is_instruction(conduit->name))
			schedule_work(&state->probe);
	}
	mutex_unlock(&tee_conduits_lock);
	if (!rc)
		return 0;

	free_percpu(calls);
free_refused:
	free_percpu(state->refused);
free_state:
	kfree(state);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_conduit_register);

static void drop_user(struct tee_conduit_state *state)
{
	if (refcount_dec_and_test(&state->users))
		complete(&state->unused);
}

void tee_conduit_unregister(struct tee_conduit *conduit)
{
	struct tee_conduit_state *state = conduit->state;

	mutex_lock(&tee_conduits_lock);
	list_del(&state->link);
	mutex_unlock(&tee_conduits_lock);
	cancel_work_sync(&state->probe);
	debugfs_remove(state->debugfs);
	drop_user(state);
	while (!wait_for_completion_timeout(&state->unused, msecs_to_jiffies(UNUSED_WAIT_MS)))
		pr_warn("conduit %s is still in use: its removal waits until its users have gone\n",
			conduit->name);
	conduit->state = NULL;
	free_percpu(conduit->calls);
	free_percpu(state->refused);
	kfree(state);
}
EXPORT_SYMBOL_GPL(tee_conduit_unregister);

/*
 * Add a device link, so that the driver core unbinds the consumer before the conduit's
 * device. If that device is already being unbound, the driver core has finished unbinding
 * consumers and would miss this one.
 */
static int tie_consumer(struct device *consumer, const struct tee_conduit *conduit)
{
	struct device_link *link;

	if (!consumer || !conduit->dev)
		return 0;
	if (READ_ONCE(conduit->dev->links.status) == DL_DEV_UNBINDING)
		return -ENODEV;
	link = device_link_add(consumer, conduit->dev, DL_FLAG_AUTOREMOVE_CONSUMER);
	return link && READ_ONCE(link->status) != DL_STATE_SUPPLIER_UNBIND ? 0 : -ENODEV;
}

const struct tee_conduit *tee_conduit_get(struct device *consumer, const char *name)
{
	struct tee_conduit_state *state;
	const struct tee_conduit *conduit;
	int rc;

	mutex_lock(&tee_conduits_lock);
	state = find_conduit(name);
	if (state && try_module_get(state->conduit->owner))
		refcount_inc(&state->users);
	else
		state = NULL;
	mutex_unlock(&tee_conduits_lock);
	if (!state)
		return ERR_PTR(tee_conduit_is_instruction(name) ? -EOPNOTSUPP : -ENOENT);

	conduit = state->conduit;
	rc = tie_consumer(consumer, conduit);
	if (rc) {
		tee_conduit_put(conduit);
		return ERR_PTR(rc);
	}
	return conduit;
}
EXPORT_SYMBOL_GPL(tee_conduit_get);

const struct tee_conduit *tee_conduit_get_by_node(struct device *dev)
{
	const struct tee_conduit *conduit;
	const char *name;

	if (device_property_read_string(dev, "method", &name))
		return ERR_PTR(-ENXIO);
	conduit = tee_conduit_get(dev, name);
	/* The conduit may be in a module that is not loaded yet. */
	return conduit == ERR_PTR(-ENOENT) ? ERR_PTR(-EPROBE_DEFER) : conduit;
}
EXPORT_SYMBOL_GPL(tee_conduit_get_by_node);

void tee_conduit_put(const struct tee_conduit *conduit)
{
	struct module *owner;

	if (!conduit)
		return;
	/* The conduit may be freed as soon as this reference is dropped. */
	owner = conduit->owner;
	drop_user(conduit->state);
	module_put(owner);
}
EXPORT_SYMBOL_GPL(tee_conduit_put);

int tee_conduit_refuse(const struct tee_conduit *conduit, unsigned long function)
{
	this_cpu_inc(*conduit->state->refused);
	pr_warn_ratelimited("conduit %s: refused function id %#lx, which belongs to no Trusted OS "
			    "and no Trusted Application\n", conduit->name, function);
	return -EPERM;
}
EXPORT_SYMBOL_GPL(tee_conduit_refuse);

void tee_conduit_trace(const struct tee_conduit *conduit,
		       const struct tee_conduit_args *args,
		       const struct tee_conduit_result *result)
{
	trace_tee_conduit_call(conduit, args->a[0], result->a[0]);
}
EXPORT_SYMBOL_GPL(tee_conduit_trace);
EXPORT_TRACEPOINT_SYMBOL_GPL(tee_conduit_call);

void tee_conduits_init(void)
{
	tee_conduit_debugfs = debugfs_create_dir("tee_conduit", NULL);
}

void tee_conduits_exit(void)
{
	debugfs_remove(tee_conduit_debugfs);
}
