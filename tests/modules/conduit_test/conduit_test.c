// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests for the conduit registry, and for which calls get past it. Needs
 * conduit_example. Read /sys/kernel/debug/conduit_test/results to run them; the
 * output is TAP.
 */

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/tee_conduit.h>

#include "../tap.h"

#define OWNERS		64
#define FIRST_TRUSTED	48
#define YIELDING_32	0x00000000ul
#define YIELDING_64	0x40000000ul
#define FAST_32		0x80000000ul
#define FAST_64		0xc0000000ul

TAP_TESTS(run_tests);

static unsigned int calls_seen;

static void count_call(const struct tee_conduit *conduit,
		       const struct tee_conduit_args *args,
		       struct tee_conduit_result *result)
{
	calls_seen++;
	*result = (struct tee_conduit_result){ .a = { args->a[0] } };
}

/* Returns 1 if the call was issued, 0 if it was refused with -EPERM, -1 if it's neither */
static int try_call(const struct tee_conduit *conduit, unsigned long function)
{
	const struct tee_conduit_args args = { .a = { function } };
	struct tee_conduit_result result = { };
	unsigned int before = calls_seen;
	int rc = tee_conduit_call(conduit, &args, &result);

	if (!rc && calls_seen == before + 1 && result.a[0] == function)
		return 1;
	return rc == -EPERM && calls_seen == before && !result.a[0] ? 0 : -1;
}

static void test_owners(struct seq_file *s, const struct tee_conduit *conduit)
{
	static const unsigned long kinds[] = { YIELDING_32, YIELDING_64, FAST_32, FAST_64 };
	static const unsigned long numbers[] = { 0, 1, 0xff01, 0xffff };
	unsigned int owner, kind, number;
	long wrong = 0, passed = 0;

	for (owner = 0; owner < OWNERS; owner++)
		for (kind = 0; kind < ARRAY_SIZE(kinds); kind++)
			for (number = 0; number < ARRAY_SIZE(numbers); number++) {
				unsigned long function = kinds[kind] |
					(unsigned long)owner << 24 | numbers[number];
				int got = try_call(conduit, function);

				passed += got == 1;
				wrong += got != (owner >= FIRST_TRUSTED);
			}
	tap(s, "of_64_owners_fast_and_yielding_32_and_64_bit_the_trusted_ones_pass",
	    !wrong && passed == 16 * 4 * 4, wrong ?: passed);
	tap(s, "psci_version_is_refused", !try_call(conduit, 0x84000000ul), 0);
	tap(s, "psci_system_off_is_refused", !try_call(conduit, 0x84000008ul), 0);
	tap(s, "the_architectures_own_calls_are_refused", !try_call(conduit, 0x80008000ul), 0);
#ifdef CONFIG_64BIT
	tap(s, "an_id_of_more_than_32_bits_is_refused",
	    !try_call(conduit, 0x1ul << 32 | 0xb2000001ul), 0);
#endif
}

static struct tee_conduit counting = {
	.name = "conduit-test",
	.owner = THIS_MODULE,
	.call = count_call,
};

static void test_registry(struct seq_file *s)
{
	struct tee_conduit nameless = { .owner = THIS_MODULE, .call = count_call };
	struct tee_conduit callless = { .owner = THIS_MODULE, .name = "callless" };
	struct tee_conduit twin = {
		.owner = THIS_MODULE, .name = "conduit-test", .call = count_call,
	};
	const struct tee_conduit *conduit;
	long rc;

	rc = tee_conduit_register(&nameless);
	tap(s, "conduit_without_a_name_is_refused", rc == -EINVAL, rc);
	rc = tee_conduit_register(&callless);
	tap(s, "conduit_without_a_call_is_refused", rc == -EINVAL, rc);
	conduit = tee_conduit_get(NULL, "conduit-test");
	tap(s, "conduit_that_is_not_there_yet", PTR_ERR(conduit) == -ENOENT, PTR_ERR(conduit));

	rc = tee_conduit_register(&counting);
	tap(s, "conduit_is_registered", !rc, rc);
	if (rc)
		return;
	rc = tee_conduit_register(&twin);
	tap(s, "a_second_of_the_same_name_is_refused", rc == -EEXIST, rc);
	conduit = tee_conduit_get(NULL, "conduit-test");
	tap(s, "conduit_is_found_by_name", conduit == &counting, PTR_ERR_OR_ZERO(conduit));
	if (!IS_ERR(conduit)) {
		test_owners(s, conduit);
		tee_conduit_put(conduit);
	}
	tee_conduit_unregister(&counting);
	conduit = tee_conduit_get(NULL, "conduit-test");
	tap(s, "conduit_that_has_gone", PTR_ERR(conduit) == -ENOENT, PTR_ERR(conduit));
}

static void test_example(struct seq_file *s)
{
	const struct tee_conduit_args args = { .a = { 0xb2000000ul, 1, 2, 3 } };
	const struct tee_conduit *conduit = tee_conduit_get(NULL, "example");
	struct tee_conduit_result result = { };
	int rc = PTR_ERR_OR_ZERO(conduit);

	tap(s, "a_platforms_own_conduit_is_found", !rc, rc);
	if (rc)
		return;
	rc = tee_conduit_call(conduit, &args, &result);
	tap(s, "a_platforms_own_conduit_is_called", !rc && result.a[3] == 3, rc);
	tap(s, "a_conduits_module_stays_while_it_is_used",
	    module_refcount(conduit->owner) == 1, module_refcount(conduit->owner));
	tee_conduit_put(conduit);
}

static const struct property_entry method[] = {
	PROPERTY_ENTRY_STRING("method", "conduit-test"),
	{ }
};

static int add_and_delete_devices(void *unused)
{
	const struct platform_device_info info = {
		.name = "conduit-test", .id = PLATFORM_DEVID_AUTO, .properties = method,
	};
	struct platform_device *pdev;

	while (!kthread_should_stop()) {
		pdev = platform_device_register_full(&info);
		if (!IS_ERR(pdev))
			platform_device_unregister(pdev);
	}
	return 0;
}

#define REGISTRATIONS	500

/*
 * tee_conduit_register() probes waiting devices while others are deleted. It must not
 * read a software node that device_del() has freed, which only KASAN would notice.
 */
static void test_deletions(struct seq_file *s)
{
	struct task_struct *task = kthread_run(add_and_delete_devices, NULL, "conduit_test");
	long rc = PTR_ERR_OR_ZERO(task);
	int n;

	for (n = 0; n < REGISTRATIONS && !rc; n++) {
		rc = tee_conduit_register(&counting);
		if (rc)
			break;
		usleep_range(200, 2000);
		tee_conduit_unregister(&counting);
	}
	if (!IS_ERR(task))
		kthread_stop(task);
	tap(s, "devices_are_deleted_while_a_conduit_is_registered", !rc, rc);
}

static void run_tests(struct seq_file *s)
{
	test_registry(s);
	test_deletions(s);
	test_example(s);
}

MODULE_DESCRIPTION("Tests of the conduits");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
