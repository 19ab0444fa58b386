// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core should refuse: drivers that lack something mandatory or
 * contradict themselves
 */

#include <linux/err.h>
#include <linux/string.h>

#include "fake.h"

/* expects -EINVAL */
static void refused(struct seq_file *s, unsigned int *n, const char *name,
		    const struct tee_desc *desc, const struct tee_identity *identity,
		    struct tee_shm_pool *pool)
{
	struct tee_device *teedev;

	teedev = tee_device_alloc(desc, identity, &fake.pdev->dev, pool, NULL);
	tap_line(s, n, name, IS_ERR(teedev) && PTR_ERR(teedev) == -EINVAL,
		 PTR_ERR_OR_ZERO(teedev));
	if (!IS_ERR(teedev))
		tee_device_unregister(teedev);
}

static void refused_ops(struct seq_file *s, unsigned int *n, const char *name,
			const struct tee_driver_ops *ops, u32 flags)
{
	struct tee_desc desc = {
		.name = "incomplete", .ops = ops, .owner = THIS_MODULE, .flags = flags,
	};
	struct tee_identity identity;

	fake_identity(&identity);
	refused(s, n, name, &desc, &identity, fake.pool);
}

static void test_mandatory_operations(struct seq_file *s, unsigned int *n)
{
	struct tee_driver_ops ops;

	ops = fake_ops;
	ops.get_version = NULL;
	refused_ops(s, n, "driver_without_get_version_is_refused", &ops, 0);
	ops = fake_ops;
	ops.open = NULL;
	refused_ops(s, n, "driver_without_open_is_refused", &ops, 0);
	ops = fake_ops;
	ops.close = NULL;
	refused_ops(s, n, "driver_without_close_is_refused", &ops, 0);
	refused_ops(s, n, "driver_without_operations_is_refused", NULL, 0);
	refused_ops(s, n, "driver_with_an_unknown_flag_is_refused", &fake_ops, BIT(7));
}

static int op_system_session(struct tee_context *ctx, u32 session)
{
	return 0;
}

/* one broken rule each */
static void test_contradictory_operations(struct seq_file *s, unsigned int *n)
{
	struct tee_driver_ops ops;

	ops = fake_ops;
	ops.close_session = NULL;
	refused_ops(s, n, "driver_that_opens_but_cannot_close_sessions_is_refused", &ops, 0);
	ops = fake_ops;
	ops.invoke_func = NULL;
	refused_ops(s, n, "driver_that_opens_but_cannot_use_sessions_is_refused", &ops, 0);
	ops = fake_minimal_ops;
	ops.cancel_req = fake_ops.cancel_req;
	refused_ops(s, n, "driver_that_cancels_but_has_no_sessions_is_refused", &ops, 0);
	ops = fake_minimal_ops;
	ops.system_session = op_system_session;
	refused_ops(s, n, "driver_of_system_sessions_but_no_sessions_is_refused", &ops, 0);
	ops = fake_supplicant_ops;
	ops.supp_send = NULL;
	refused_ops(s, n, "driver_that_asks_but_takes_no_answers_is_refused", &ops,
		    TEE_DESC_PRIVILEGED);
	ops = fake_supplicant_ops;
	ops.supp_recv = NULL;
	refused_ops(s, n, "driver_that_answers_but_never_asks_is_refused", &ops,
		    TEE_DESC_PRIVILEGED);
	ops = fake_supplicant_ops;
	ops.supp_recv_undo = NULL;
	refused_ops(s, n, "driver_that_loses_what_is_not_received_is_refused", &ops,
		    TEE_DESC_PRIVILEGED);
	refused_ops(s, n, "supplicant_of_a_clients_device_is_refused",
		    &fake_supplicant_ops, 0);
	refused_ops(s, n, "supplicants_device_without_supplicant_is_refused", &fake_ops,
		    TEE_DESC_PRIVILEGED);
}

static void test_description(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	struct tee_identity identity;

	fake_identity(&identity);
	refused(s, n, "device_without_description_is_refused", NULL, &identity, fake.pool);
	refused(s, n, "device_without_identity_is_refused", &desc, NULL, fake.pool);
	refused(s, n, "device_without_shared_memory_is_refused", &desc, &identity, NULL);
	desc.owner = NULL;
	refused(s, n, "driver_without_module_is_refused", &desc, &identity, fake.pool);
	desc.owner = THIS_MODULE;
	desc.name = NULL;
	refused(s, n, "driver_without_name_is_refused", &desc, &identity, fake.pool);
}

#define TEXT(_field) { #_field, offsetof(struct tee_identity, _field), \
		       sizeof_field(struct tee_identity, _field) }

static const struct {
	const char *name;
	size_t offset, size;
} texts[] = {
	TEXT(driver_name), TEXT(driver_version), TEXT(conduit),
	TEXT(os_name), TEXT(os_version), TEXT(os_build),
};

/*
 * All the strings end up in sysfs and uevents. Try each without a NUL, with a
 * newline, and with something that isn't ASCII.
 */
static void test_texts(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	struct tee_identity identity;
	char name[80];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		char *text = (char *)&identity + texts[i].offset;

		fake_identity(&identity);
		memset(text, 'x', texts[i].size);
		snprintf(name, sizeof(name), "identity_%s_unterminated_is_refused",
			 texts[i].name);
		refused(s, n, name, &desc, &identity, fake.pool);
		strscpy(text, "a\nTEE_OS=b", texts[i].size);
		snprintf(name, sizeof(name), "identity_%s_of_two_lines_is_refused",
			 texts[i].name);
		refused(s, n, name, &desc, &identity, fake.pool);
		strscpy(text, "\xe9", texts[i].size);
		snprintf(name, sizeof(name), "identity_%s_that_is_not_ascii_is_refused",
			 texts[i].name);
		refused(s, n, name, &desc, &identity, fake.pool);
	}
}

static void test_identity(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	struct tee_identity identity;

	fake_identity(&identity);
	identity.driver_name[0] = '\0';
	refused(s, n, "identity_without_driver_is_refused", &desc, &identity, fake.pool);
	fake_identity(&identity);
	identity.os_name[0] = '\0';
	refused(s, n, "identity_without_trusted_os_is_refused", &desc, &identity, fake.pool);
	fake_identity(&identity);
	identity.conduit[0] = '\0';
	refused(s, n, "identity_without_conduit_is_refused", &desc, &identity, fake.pool);
	fake_identity(&identity);
	identity.driver_type = TEE_DRIVER_TYPE_SOFTWARE + 1;
	refused(s, n, "identity_of_an_unknown_type_is_refused", &desc, &identity, fake.pool);
	fake_identity(&identity);
	identity.max_shm_size = PAGE_SIZE + 1;
	refused(s, n, "identity_that_limits_memory_within_a_page_is_refused", &desc, &identity,
		fake.pool);
	fake_identity(&identity);
	identity.capabilities = TEE_CAP_SESSION;
	refused(s, n, "identity_that_names_capabilities_is_refused", &desc, &identity,
		fake.pool);
}

static void refused_pool(struct seq_file *s, unsigned int *n, const char *name,
			 const struct tee_shm_pool_ops *ops)
{
	struct tee_shm_pool *pool = tee_shm_pool_create(ops, NULL);

	tap_line(s, n, name, IS_ERR(pool) && PTR_ERR(pool) == -EINVAL,
		 PTR_ERR_OR_ZERO(pool));
	if (IS_ERR(pool))
		return;
	tee_shm_pool_close(pool);
	tee_shm_pool_put(pool);
}

static void test_pools(struct seq_file *s, unsigned int *n)
{
	struct tee_shm_pool_ops ops;

	ops = fake_pool_ops;
	ops.region_unregister = NULL;
	refused_pool(s, n, "pool_that_registers_but_cannot_unregister_is_refused", &ops);
	ops = fake_pool_ops;
	ops.region_register = NULL;
	refused_pool(s, n, "pool_that_unregisters_but_cannot_register_is_refused", &ops);
}

/* Allocated, never registered, and freed all the same */
static void test_never_registered(struct seq_file *s, unsigned int *n)
{
	struct tee_desc desc = { .name = "fake", .ops = &fake_ops, .owner = THIS_MODULE };
	int stops = atomic_read(&fake.counters.stops);
	struct tee_identity identity;
	long rc = 0;
	int i;

	fake_identity(&identity);
	/* there aren't that many device numbers */
	for (i = 0; i < 200 && !rc; i++) {
		struct tee_device *teedev;

		teedev = tee_device_alloc(&desc, &identity, &fake.pdev->dev, fake.pool,
					  NULL);
		rc = PTR_ERR_OR_ZERO(teedev);
		if (!rc)
			tee_device_unregister(teedev);
	}
	tap_line(s, n, "device_that_was_never_registered", !rc, rc);
	stops = atomic_read(&fake.counters.stops) - stops;
	tap_line(s, n, "no_operation_of_a_device_that_was_never_registered", !stops, stops);
	/* just shouldn't crash */
	tee_device_unregister(NULL);
	tap_line(s, n, "unregistering_no_device", true, 0);
}

void fake_test_refusals(struct seq_file *s, unsigned int *n)
{
	test_mandatory_operations(s, n);
	test_contradictory_operations(s, n);
	test_description(s, n);
	test_identity(s, n);
	test_texts(s, n);
	test_pools(s, n);
	test_never_registered(s, n);
}
