// SPDX-License-Identifier: GPL-2.0-only
/* tee_fake's devices and debugfs files, see fake.h */

#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fake.h"

struct fake fake;

static struct dentry *fake_dir;

static const struct tee_desc fake_desc = {
	.name = "tee_fake",
	.ops = &fake_ops,
	.owner = THIS_MODULE,
};

static const struct tee_desc fake_minimal_desc = {
	.name = "tee_fake_minimal",
	.ops = &fake_minimal_ops,
	.owner = THIS_MODULE,
};

/* the way a kernel client would */
static long look_for_device(void)
{
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, fake_match, NULL, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	tee_client_close_context(ctx);
	return 0;
}

static int fake_device_register(struct tee_device **place, const struct tee_desc *desc,
			   struct tee_shm_pool *pool)
{
	struct tee_identity identity;
	struct tee_device *teedev;
	int rc;

	if (*place)
		return -EBUSY;
	fake_identity(&identity);
	teedev = tee_device_alloc(desc, &identity, &fake.pdev->dev, pool, &fake);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	WRITE_ONCE(fake.stopped, NULL);
	if (fake.knobs.probe_delay_ms) {
		fake.found_before_registration = look_for_device();
		msleep(fake.knobs.probe_delay_ms);
	}
	rc = tee_device_register(teedev);
	if (rc) {
		tee_device_unregister(teedev);
		return rc;
	}
	*place = teedev;
	return 0;
}

static int fake_device_unregister(struct tee_device **place)
{
	if (!*place)
		return -ENODEV;
	tee_device_unregister(*place);
	*place = NULL;
	return 0;
}

/* As if the parent had been hot-unplugged and plugged back in */
static int renew_parent(void)
{
	struct platform_device *pdev;

	if (fake.teedev[0] || fake.teedev[1] || fake.minimal)
		return -EBUSY;
	platform_device_unregister(fake.pdev);
	pdev = platform_device_register_simple("tee_fake", PLATFORM_DEVID_NONE, NULL, 0);
	fake.pdev = IS_ERR(pdev) ? NULL : pdev;
	return PTR_ERR_OR_ZERO(pdev);
}

static void reset(void)
{
	memset(&fake.knobs, 0, sizeof(fake.knobs));
	memset(&fake.counters, 0, sizeof(fake.counters));
	fake.suspect = NULL;
	fake.found_before_registration = 0;
}

static int release_calls(void)
{
	WRITE_ONCE(fake.releases, fake.releases + 1);
	wake_up_all(&fake.wait);
	return 0;
}

int fake_command(const char *word)
{
	if (!strcmp(word, "register"))
		return fake_device_register(&fake.teedev[0], &fake_desc, fake.pool);
	if (!strcmp(word, "unregister"))
		return fake_device_unregister(&fake.teedev[0]);
	if (!strcmp(word, "register2"))
		return fake_device_register(&fake.teedev[1], &fake_desc, fake.pool);
	if (!strcmp(word, "unregister2"))
		return fake_device_unregister(&fake.teedev[1]);
	if (!strcmp(word, "minimal"))
		return fake_device_register(&fake.minimal, &fake_minimal_desc,
				       fake.minimal_pool);
	if (!strcmp(word, "unminimal"))
		return fake_device_unregister(&fake.minimal);
	if (!strcmp(word, "renew_parent"))
		return renew_parent();
	if (!strcmp(word, "release"))
		return release_calls();
	if (!strcmp(word, "kernel_call"))
		return fake_kernel_call();
	if (!strcmp(word, "client_call"))
		return fake_client_call();
	if (!strcmp(word, "follow"))
		return fake_follow();
	if (!strcmp(word, "unfollow"))
		return fake_unfollow();
	if (!strcmp(word, "timed_call"))
		return fake_timed_call();
	if (!strcmp(word, "announce"))
		return fake_announce();
	if (!strcmp(word, "unannounce"))
		return fake_unannounce();
	if (!strcmp(word, "reset")) {
		reset();
		return 0;
	}
	return -EINVAL;
}

static ssize_t control_write(struct file *file, const char __user *from, size_t size,
			     loff_t *pos)
{
	char word[32] = { };
	int rc;

	if (size >= sizeof(word) || copy_from_user(word, from, size))
		return -EINVAL;
	rc = fake_command(strim(word));
	return rc ? rc : size;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = control_write,
};

static int results_show(struct seq_file *s, void *unused)
{
	unsigned int n = 0;

	fake_test_refusals(s, &n);
	fake_test_kernel_clients(s, &n);
	fake_test_identity(s, &n);
	fake_test_follow(s, &n);
	fake_test_timed(s, &n);
	fake_test_offers(s, &n);
	seq_printf(s, "1..%u\n", n);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

static int last_call_show(struct seq_file *s, void *unused)
{
	mutex_lock(&fake.lock);
	seq_printf(s, "%s\n", fake.last_call);
	mutex_unlock(&fake.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(last_call);

static int counters_show(struct seq_file *s, void *unused)
{
	struct fake_counters *c = &fake.counters;

	seq_printf(s, "opens %d\ncloses %d\n", atomic_read(&c->opens),
		   atomic_read(&c->closes));
	seq_printf(s, "open_sessions %d\nclose_sessions %d\n",
		   atomic_read(&c->open_sessions), atomic_read(&c->close_sessions));
	seq_printf(s, "invokes %d\ninvokes_running %d\ncancels %d\nstops %d\n",
		   atomic_read(&c->invokes), atomic_read(&c->invokes_running),
		   atomic_read(&c->cancels), atomic_read(&c->stops));
	seq_printf(s, "regions_registered %d\nregions_unregistered %d\n",
		   atomic_read(&c->regions_registered),
		   atomic_read(&c->regions_unregistered));
	seq_printf(s, "put_off %d\n", atomic_read(&c->put_off));
	seq_printf(s, "suspect_refs %d\n",
		   fake.suspect ? page_count(fake.suspect) : -1);
	seq_printf(s, "found_before_registration %ld\n", fake.found_before_registration);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static void make_knobs(void)
{
	struct dentry *dir = debugfs_create_dir("knobs", fake_dir);
	struct fake_knobs *k = &fake.knobs;

#define KNOB(name) debugfs_create_u32(#name, 0600, dir, &k->name)
	KNOB(probe_delay_ms);
	KNOB(open_errno);
	KNOB(open_session_errno);
	KNOB(open_session_ret);
	KNOB(open_session_hang);
	KNOB(invoke_errno);
	KNOB(invoke_ret);
	KNOB(invoke_delay_ms);
	KNOB(invoke_hang);
	KNOB(memref_size);
	KNOB(memref_none);
	KNOB(fill);
	KNOB(told_rate);
	KNOB(told_quality);
	KNOB(only_announced);
	KNOB(same_session);
	KNOB(register_fail_nth);
	KNOB(register_fail_next);
	KNOB(unregister_delay_ms);
	KNOB(unregister_errno);
	KNOB(undo_errno);
#undef KNOB
}

static void make_files(void)
{
	fake_dir = debugfs_create_dir("tee_fake", NULL);
	debugfs_create_file("control", 0200, fake_dir, NULL, &control_fops);
	debugfs_create_file("results", 0400, fake_dir, NULL, &results_fops);
	debugfs_create_file("last_call", 0400, fake_dir, NULL, &last_call_fops);
	debugfs_create_file("counters", 0400, fake_dir, NULL, &counters_fops);
	make_knobs();
}

static int __init fake_init(void)
{
	int rc;

	mutex_init(&fake.lock);
	init_waitqueue_head(&fake.wait);
	fake.pdev = platform_device_register_simple("tee_fake", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(fake.pdev))
		return PTR_ERR(fake.pdev);
	fake.pool = tee_shm_pool_create(&fake_pool_ops, &fake);
	if (IS_ERR(fake.pool)) {
		rc = PTR_ERR(fake.pool);
		goto unregister_pdev;
	}
	fake.minimal_pool = tee_shm_pool_create(&fake_minimal_pool_ops, &fake);
	if (IS_ERR(fake.minimal_pool)) {
		rc = PTR_ERR(fake.minimal_pool);
		goto close_pool;
	}
	rc = fake_device_register(&fake.teedev[0], &fake_desc, fake.pool);
	if (rc)
		goto close_minimal_pool;
	make_files();
	return 0;

close_minimal_pool:
	tee_shm_pool_close(fake.minimal_pool);
	tee_shm_pool_put(fake.minimal_pool);
close_pool:
	tee_shm_pool_close(fake.pool);
	tee_shm_pool_put(fake.pool);
unregister_pdev:
	platform_device_unregister(fake.pdev);
	return rc;
}
module_init(fake_init);

static void __exit fake_exit(void)
{
	debugfs_remove_recursive(fake_dir);
	reset();
	release_calls();
	fake_unannounce();
	fake_device_unregister(&fake.teedev[0]);
	fake_device_unregister(&fake.teedev[1]);
	fake_device_unregister(&fake.minimal);
	fake_wait_for_client_call();
	tee_shm_pool_close(fake.pool);
	tee_shm_pool_put(fake.pool);
	tee_shm_pool_close(fake.minimal_pool);
	tee_shm_pool_put(fake.minimal_pool);
	platform_device_unregister(fake.pdev);
}
module_exit(fake_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A TEE driver without a TEE, for tests of the TEE core");
