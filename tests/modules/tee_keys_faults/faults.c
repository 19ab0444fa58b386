// SPDX-License-Identifier: GPL-2.0-only
/*
 * Controls for the fault injection, as module parameters:
 *
 *	fail_nth	the Nth step from now on fails, once; counts down to 0
 *	live		allocations that haven't been freed (read-only)
 */

#include <linux/atomic.h>
#include <linux/moduleparam.h>

static atomic_t live = ATOMIC_INIT(0);
static atomic_t fail_nth = ATOMIC_INIT(0);

bool faults_hit(void)
{
	int left = atomic_read(&fail_nth);

	while (left > 0)
		if (atomic_try_cmpxchg(&fail_nth, &left, left - 1))
			return left == 1;
	return false;
}

void *faults_count(void *allocated)
{
	if (allocated)
		atomic_inc(&live);
	return allocated;
}

void faults_free(const void *allocated)
{
	if (allocated)
		atomic_dec(&live);
}

static int number_set(const char *value, const struct kernel_param *param)
{
	int number, rc = kstrtoint(value, 10, &number);

	if (!rc)
		atomic_set(param->arg, number);
	return rc;
}

static int number_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%d\n", atomic_read(param->arg));
}

static const struct kernel_param_ops number_ops = { .set = number_set, .get = number_get };
module_param_cb(fail_nth, &number_ops, &fail_nth, 0600);
MODULE_PARM_DESC(fail_nth, "The Nth step from now on fails");
module_param_cb(live, &number_ops, &live, 0400);
MODULE_PARM_DESC(live, "What is allocated");
