// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keep the real OP-TEE busy from the kernel while user space does the same.
 * Files in /sys/kernel/debug/tee_client_load:
 *
 *	alike	any write issues the call that tests/clients issues by ioctl
 *	run	"normal TA MS" or "system TA MS" calls back to back in one session
 *		for MS milliseconds, where TA is pta or sims. Reading it returns the
 *		number of calls, the longest one in microseconds, and how many took
 *		longer than SLOW_US.
 *		"sessions single MS" keeps opening sessions with a TA that takes only
 *		one, and reading returns the longest wait instead of the longest
 *		call. If the TA stays busy until the timeout, the write fails with
 *		EBUSY.
 */

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_result.h>
#include <linux/uaccess.h>
#include <linux/uuid.h>

/* OP-TEE's "invoke tests" pseudo TA, and a single-instance TA as shipped by Debian */
static const uuid_t pta_uuid = UUID_INIT(0xd96a5b40, 0xc3e5, 0x21e3,
					 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b);
static const uuid_t sims_uuid = UUID_INIT(0xe6a33ed4, 0x562b, 0x463a,
					  0xbb, 0x7e, 0xff, 0x5e, 0x15, 0xa4, 0x93, 0xc8);

/* Debian's storage TA: single instance, and one session at a time */
static const uuid_t single_uuid = UUID_INIT(0x731e279e, 0xaafb, 0x4575,
					    0xa7, 0x71, 0x38, 0xca, 0xa6, 0xf0, 0xcc, 0xa6);

#define SINGLE_CMD_NONE		0xffff	/* not a command, the TA returns an error */
#define SESSION_TIMEOUT_MS	5000	/* on top of the run time */
#define TEEC_ORIGIN_TRUSTED_APP	4

#define PTA_CMD_TRACE		0
#define PTA_CMD_PARAMS		1
#define SIMS_CMD_GET_COUNTER	3

static const struct tee_identity_match optee = { .os_name = "OP-TEE" };
static struct dentry *load_dir;
static unsigned int calls;
static u64 longest_us;

#define SLOW_US	150000

static unsigned int slow_calls;

static void count_call(u64 began_ns)
{
	u64 us = (ktime_get_ns() - began_ns) / 1000;

	longest_us = max(longest_us, us);
	slow_calls += us > SLOW_US;
}

static struct tee_context *open_session(const uuid_t *uuid, u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	struct tee_context *ctx = tee_client_open_by_identity_wait(&optee, 5000);
	int rc;

	if (IS_ERR(ctx))
		return ctx;
	export_uuid(arg.uuid, uuid);
	rc = tee_client_open_session(ctx, &arg, NULL);
	if (!rc && arg.ret)
		rc = -EIO;
	if (rc) {
		tee_client_close_context(ctx);
		return ERR_PTR(rc);
	}
	*session = arg.session;
	return ctx;
}

static ssize_t alike_write(struct file *file, const char __user *from, size_t size,
			   loff_t *pos)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = PTA_CMD_PARAMS, .cancel_id = 7, .num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value = { .a = 40, .b = 2, .c = 0x123456789ull },
	};
	struct tee_context *ctx = open_session(&pta_uuid, &arg.session);
	int rc;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	rc = tee_client_invoke_func(ctx, &arg, &param);
	if (!rc && (arg.ret || param.u.value.a != 42))
		rc = -EIO;
	tee_client_close_session(ctx, arg.session);
	tee_client_close_context(ctx);
	return rc ?: size;
}

static const struct file_operations alike_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = alike_write,
};

static int call_once(struct tee_context *ctx, u32 session, u32 func)
{
	struct tee_ioctl_invoke_arg arg = { .func = func, .session = session };
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT };
	u64 began = ktime_get_ns();
	int rc;

	if (func == SIMS_CMD_GET_COUNTER)
		arg.num_params = 1;
	rc = tee_client_invoke_func(ctx, &arg, &param);
	count_call(began);
	calls++;
	return rc ?: (arg.ret ? -EIO : 0);
}

/* One round: open (this may have to wait), use, close */
static int session_once(struct tee_context *ctx, unsigned int timeout_ms)
{
	struct tee_ioctl_open_session_arg open = { .clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL };
	struct tee_ioctl_invoke_arg invoke = { .func = SINGLE_CMD_NONE };
	u64 began = ktime_get_ns();
	int rc;

	export_uuid(open.uuid, &single_uuid);
	rc = tee_client_open_session_timeout(ctx, &open, NULL, timeout_ms);
	count_call(began);
	if (rc || open.ret)
		return rc ?: open.ret == TEEC_ERROR_BUSY ? -EBUSY : -EIO;
	invoke.session = open.session;
	rc = tee_client_invoke_func(ctx, &invoke, NULL);
	if (!rc && invoke.ret_origin != TEEC_ORIGIN_TRUSTED_APP)
		rc = -EIO;
	calls++;
	return tee_client_close_session(ctx, open.session) ?: rc;
}

static int run_sessions(unsigned int ms)
{
	struct tee_context *ctx = tee_client_open_by_identity_wait(&optee, 5000);
	unsigned long end = jiffies + msecs_to_jiffies(ms);
	int rc = 0;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	calls = 0;
	longest_us = 0;
	slow_calls = 0;
	while (!rc && time_before(jiffies, end))
		rc = session_once(ctx, SESSION_TIMEOUT_MS + ms);
	tee_client_close_context(ctx);
	return rc;
}

static int run(bool system, const char *ta, unsigned int ms)
{
	bool pta = !strcmp(ta, "pta");
	u32 func = pta ? PTA_CMD_TRACE : SIMS_CMD_GET_COUNTER;
	struct tee_context *ctx;
	unsigned long end;
	u32 session;
	int rc = 0;

	ctx = open_session(pta ? &pta_uuid : &sims_uuid, &session);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	if (system)
		rc = tee_client_system_session(ctx, session);
	/* Warm up. The first call isn't counted. */
	rc = rc ?: call_once(ctx, session, func);
	calls = 0;
	longest_us = 0;
	slow_calls = 0;
	end = jiffies + msecs_to_jiffies(ms);
	while (!rc && time_before(jiffies, end))
		rc = call_once(ctx, session, func);
	tee_client_close_context(ctx);
	return rc;
}

static ssize_t run_write(struct file *file, const char __user *from, size_t size, loff_t *pos)
{
	char text[64] = { }, class[16], ta[16];
	unsigned int ms;
	int rc;

	if (size >= sizeof(text) || copy_from_user(text, from, size) ||
	    sscanf(text, "%15s %15s %u", class, ta, &ms) != 3)
		return -EINVAL;
	if (!strcmp(class, "sessions"))
		rc = run_sessions(ms);
	else
		rc = run(!strcmp(class, "system"), ta, ms);
	return rc ?: size;
}

static int run_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "%u %llu %u\n", calls, longest_us, slow_calls);
	return 0;
}

static int run_open(struct inode *inode, struct file *file)
{
	return single_open(file, run_show, NULL);
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = run_open,
	.read = seq_read,
	.write = run_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init client_load_init(void)
{
	load_dir = debugfs_create_dir("tee_client_load", NULL);
	debugfs_create_file("alike", 0200, load_dir, NULL, &alike_fops);
	debugfs_create_file("run", 0600, load_dir, NULL, &run_fops);
	return 0;
}
module_init(client_load_init);

static void __exit client_load_exit(void)
{
	debugfs_remove_recursive(load_dir);
}
module_exit(client_load_exit);

MODULE_DESCRIPTION("Tests of kernel clients beside programs");
MODULE_LICENSE("GPL");
