// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registry for conduits. TEE drivers look them up here by name, usually the name in the
 * "method" property of the TEE's device tree node.
 */

#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/property.h>
#include <linux/refcount.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "conduit.h"
#include "consumers.h"
#include "debug_delay.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* How often tee_conduit_unregister() complains about remaining users, ms */
#define UNUSED_WAIT_MS	10000

/**
 * struct tee_conduit_state - what the registry knows about a conduit
 * @conduit:	the conduit
 * @link:	entry in the list of conduits
 * @refused:	per CPU: calls refused because of their function id
 * @users:	refcount: one for the registration, one per user
 * @unused:	completed when the last reference is dropped
 * @debugfs:	statistics file
 * @probe:	probes the devices whose drivers have asked for this conduit
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

/*
 * All registered conduits. None of our other locks is taken inside tee_conduits_lock,
 * only what debugfs and the workqueue code take for themselves.
 */
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
 * tee_conduit_is_instruction() - check whether a name stands for an SMCCC instruction
 * @name:	conduit name
 *
 * Return: true for "smc" and "hvc", even if this machine does not have the instruction.
 */
bool tee_conduit_is_instruction(const char *name)
{
	return !strcmp(name, "smc") || !strcmp(name, "hvc");
}

static void probe_consumers(struct work_struct *work)
{
	struct tee_conduit_state *state = container_of(work, struct tee_conduit_state, probe);

	tee_consumers_probe(state->conduit->name);
}

int tee_conduit_register(struct tee_conduit *conduit)
{
	struct tee_conduit_state *state;
	u64 __percpu *calls;
	int rc = -ENOMEM;

	/* @owner isn't checked: THIS_MODULE is NULL in built-in code */
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
		/* "smc" and "hvc" are ours and registered at init, too early for consumers */
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
		pr_warn("conduit %s is still in use: its removal waits for its users\n",
			conduit->name);
	conduit->state = NULL;
	free_percpu(conduit->calls);
	free_percpu(state->refused);
	kfree(state);
}
EXPORT_SYMBOL_GPL(tee_conduit_unregister);

/*
 * Link the consumer to the conduit's device, which makes the driver core unbind the
 * consumer first. Once the device is DL_DEV_UNBINDING that's too late: the core has
 * already unbound the consumers it knew of, and would overlook a new one.
 */
static int tie_consumer(struct device *consumer, const struct tee_conduit *conduit)
{
	struct device_link *link;

	if (!consumer || !conduit->dev)
		return 0;
	if (READ_ONCE(conduit->dev->links.status) == DL_DEV_UNBINDING)
		return -ENODEV;
	tee_debug_delay();
	link = device_link_add(consumer, conduit->dev, DL_FLAG_AUTOREMOVE_CONSUMER);
	return link && READ_ONCE(link->status) != DL_STATE_SUPPLIER_UNBIND ? 0 : -ENODEV;
}

static void put_refused(void *conduit)
{
	tee_conduit_put(conduit);
}

const struct tee_conduit *tee_conduit_get(struct device *consumer, const char *name)
{
	struct tee_conduit_state *state;
	const struct tee_conduit *conduit;
	int rc;

	/* Do this first: if we just miss a conduit below, its registration probes us. */
	if (consumer && !tee_conduit_is_instruction(name)) {
		rc = tee_consumer_remember(consumer, name);
		if (rc)
			return ERR_PTR(rc);
	}
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
	if (!rc)
		return conduit;
	/*
	 * Keep the reference until the failed probe has ended and the driver core has removed
	 * its device links. The driver core must not find a link to the consumer after the
	 * conduit's device has been unbound.
	 */
	return ERR_PTR(devm_add_action_or_reset(consumer, put_refused, (void *)conduit) ?: rc);
}
EXPORT_SYMBOL_GPL(tee_conduit_get);

const struct tee_conduit *tee_conduit_get_by_node(struct device *dev)
{
	const struct tee_conduit *conduit;
	const char *name;

	if (device_property_read_string(dev, "method", &name))
		return ERR_PTR(-ENXIO);
	conduit = tee_conduit_get(dev, name);
	/* its module may simply not be loaded yet */
	return conduit == ERR_PTR(-ENOENT) ? ERR_PTR(-EPROBE_DEFER) : conduit;
}
EXPORT_SYMBOL_GPL(tee_conduit_get_by_node);

void tee_conduit_put(const struct tee_conduit *conduit)
{
	struct module *owner;

	if (!conduit)
		return;
	/* drop_user() lets tee_conduit_unregister() free the conduit */
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
