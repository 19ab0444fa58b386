/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fences, between the files of the sandbox, and for the launcher.
 */
#ifndef SOFTTEED_SANDBOX_FENCE_H
#define SOFTTEED_SANDBOX_FENCE_H

#include "softteed/sandbox/sandbox.h"

/**
 * typedef sandbox_step - set up one fence
 * @policy:	the process's rights
 * @report:	@report->fences[].step of the own fence names the step in progress
 *
 * Return: 0 or -errno.
 */
typedef int sandbox_step(const struct sandbox_policy *policy, struct sandbox_report *report);

sandbox_step sandbox_empty_environment;
sandbox_step sandbox_close_descriptors;
sandbox_step sandbox_enter_user;
sandbox_step sandbox_enter_network;
sandbox_step sandbox_enter_ipc;
sandbox_step sandbox_enter_host_name;
sandbox_step sandbox_change_root;
sandbox_step sandbox_limit_resources;
sandbox_step sandbox_drop_capabilities;
sandbox_step sandbox_refuse_privileges;
sandbox_step sandbox_refuse_dumps;
sandbox_step sandbox_die_with_parent;
sandbox_step sandbox_probe_secret;
sandbox_step sandbox_restrict_objects;
sandbox_step sandbox_filter_calls;

/**
 * sandbox_close_others() - close all descriptors but those listed
 * @keep: @num_keep: descriptors to leave open, at most 64
 *
 * Return: 0 or -errno.
 */
int sandbox_close_others(const int *keep, size_t num_keep);

/**
 * sandbox_set_death_signal() - get SIGKILL when the parent dies
 * @parent:	the parent that the caller expects; 0 for any
 *
 * Return: 0, -ESRCH if the parent has died, or another -errno.
 */
int sandbox_set_death_signal(pid_t parent);

/**
 * sandbox_change_user() - become the policy's user, keeping capabilities
 * @policy:	the process's rights
 *
 * Return: 0 or -errno.
 */
int sandbox_change_user(const struct sandbox_policy *policy);

/**
 * sandbox_filter_instance() - refuse what only the zygote needs
 *
 * Return: 0 or -errno.
 */
int sandbox_filter_instance(void);

/**
 * sandbox_filter_loaded() - see sandbox_loaded()
 *
 * Return: 0 or -errno.
 */
int sandbox_filter_loaded(void);

/**
 * sandbox_set_limit() - lower a soft and hard limit
 * @resource:	RLIMIT_*
 * @value:	new value; the hard limit's present value if that is lower
 *
 * Return: 0 or -errno.
 */
int sandbox_set_limit(int resource, unsigned long value);

/**
 * sandbox_clear_capabilities() - drop permitted, effective and inheritable sets
 *
 * Return: 0 or -errno.
 */
int sandbox_clear_capabilities(void);

#endif
