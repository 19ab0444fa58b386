// SPDX-License-Identifier: GPL-2.0-only
/* Drivers that lack something mandatory are refused. */

#include <linux/err.h>
#include <linux/string.h>

#include "fake.h"

void fake_tap(struct seq_file *s, unsigned int *n, const char *name, bool ok, long came)
{
	seq_printf(s, "%sok %u - %s\n", ok ? "" : "not ", ++*n, name);
	if (!ok)
		seq_printf(s, "# %s: came %ld\n", name, came);
}

/* Tries to make a device; it must be refused with EINVAL. */
static void refused(struct seq_file *s, unsigned int *n, const char *name,
		    const struct tee_desc *desc, const struct tee_identity *identity,
		    struct tee_shm_pool *pool)
{
	struct tee_device *teedev;

	teedev = tee_device_alloc(desc, identity, &fake.pdev->dev, pool, NULL);
	fake_tap(s, n, name, IS_ERR(teedev) && PTR_ERR(teedev) == -EINVAL,
		 PTR_ERR_OR_ZERO(teedev));
	if (!IS_ERR(teedev))
		tee_device_unregister(teedev);
}

static void refused_ops(struct seq_file *s, unsigned int *n, const char *name,
			const struct tee_driver_ops *ops)
{
	struct tee_desc desc = { .name = "incomplete", .ops = ops, .owner = THIS_MODULE };
	struct tee_identity identity;

	fake_identity(&identity);
	refused(s, n, name, &desc, &identity, fake.pool);
}

static void test_operations(struct seq_file *s, unsigned int *n)
{
	struct tee_driver_ops ops;

	ops = fake_ops;
	ops.get_version = NULL;
	refused_ops(s, n, "driver_without_get_version_is_refused", &ops);
	ops = fake_ops;
	ops.open = NULL;
	refused_ops(s, n, "driver_without_open_is_refused", &ops);
	ops = fake_ops;
	ops.close = NULL;
	refused_ops(s, n, "driver_without_close_is_refused", &ops);
	ops = fake_ops;
	ops.close_session = NULL;
	refused_ops(s, n, "driver_that_opens_but_cannot_close_sessions_is_refused", &ops);
	refused_ops(s, n, "driver_without_operations_is_refused", NULL);
}

static void test_description(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	struct tee_identity identity;

	fake_identity(&identity);
	refused(s, n, "device_without_description_is_refused", NULL, &identity, fake.pool);
	refused(s, n, "device_without_identity_is_refused", &desc, NULL, fake.pool);
	refused(s, n, "device_without_shared_memory_is_refused", &desc, &identity, NULL);
	desc.name = NULL;
	refused(s, n, "driver_without_name_is_refused", &desc, &identity, fake.pool);
	desc.name = "fake";
	identity.driver_name[0] = '\0';
	refused(s, n, "identity_without_driver_is_refused", &desc, &identity, fake.pool);
	fake_identity(&identity);
	identity.os_name[0] = '\0';
	refused(s, n, "identity_without_trusted_os_is_refused", &desc, &identity, fake.pool);
}

/* A device that was reserved and never registered is given back. */
static void test_never_registered(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	int stops = atomic_read(&fake.counters.stops);
	struct tee_identity identity;
	long rc = 0;
	int i;

	fake_identity(&identity);
	/* More often than there are numbers. */
	for (i = 0; i < 200 && !rc; i++) {
		struct tee_device *teedev;

		teedev = tee_device_alloc(&desc, &identity, &fake.pdev->dev, fake.pool,
					  NULL);
		rc = PTR_ERR_OR_ZERO(teedev);
		if (!rc)
			tee_device_unregister(teedev);
	}
	fake_tap(s, n, "device_that_was_never_registered", !rc, rc);
	stops = atomic_read(&fake.counters.stops) - stops;
	fake_tap(s, n, "no_operation_of_a_device_that_was_never_registered", !stops, stops);
	tee_device_unregister(NULL);
	fake_tap(s, n, "unregistering_no_device", true, 0);
}

void fake_test_refusals(struct seq_file *s, unsigned int *n)
{
	test_operations(s, n);
	test_description(s, n);
	test_never_registered(s, n);
}
