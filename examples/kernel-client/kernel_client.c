// SPDX-License-Identifier: GPL-2.0-only
/*
 * Example for a kernel client. It picks the first OP-TEE to show up, keeps it until it
 * goes away, and has a Trusted Application add up the bytes in a text:
 *
 *	insmod kernel_client.ko
 *	cat /sys/module/kernel_client/parameters/sum
 *	echo 'another text' >/sys/module/kernel_client/parameters/text
 *
 * docs/kernel-clients.md goes through it step by step.
 */

#include <linux/err.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#define TIMEOUT_MS	5000

/* OP-TEE's invocation test pseudo TA, and the one command we need */
static const uuid_t adder_uuid =
	UUID_INIT(0xd96a5b40, 0xc3e5, 0x21e3,
		  0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b);
#define CMD_SUM		1	/* memref inout, the sum ends up in its first byte */

/* @ctx is NULL while we have no TEE */
static struct {
	struct mutex lock;
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
} adder = { .lock = __MUTEX_INITIALIZER(adder.lock) };

static int open_adder(struct tee_context *ctx)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};
	int rc;

	export_uuid(arg.uuid, &adder_uuid);
	rc = tee_client_open_session_timeout(ctx, &arg, NULL, TIMEOUT_MS);
	if (rc)
		return rc;
	/* the call itself went fine, but the TEE may have said no */
	if (arg.ret)
		return -EIO;
	adder.session = arg.session;
	/* mapped here as well as in the TEE, so there's no copying */
	adder.shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);
	return PTR_ERR_OR_ZERO(adder.shm);
}

/* A matching TEE has appeared. Called in process context with no locks held. */
static int adder_arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	int rc = -EBUSY;

	mutex_lock(&adder.lock);
	if (!adder.ctx)
		rc = open_adder(ctx);
	if (!rc)
		adder.ctx = ctx;
	mutex_unlock(&adder.lock);
	if (!rc)
		pr_info("using %s\n", tee_client_get_identity(ctx)->os_name);
	/* if we fail, the core closes @ctx along with the session */
	return rc;
}

/*
 * The TEE is on its way out but still takes calls, so we can close the session
 * properly. The core would do it for us otherwise.
 */
static void adder_leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
	mutex_lock(&adder.lock);
	adder.ctx = NULL;
	tee_shm_free(adder.shm);
	tee_client_close_session(ctx, adder.session);
	mutex_unlock(&adder.lock);
}

static struct tee_client_watch adder_watch = {
	.match = {
		.os_name = "OP-TEE",
		.capabilities = TEE_CAP_SESSION | TEE_CAP_SHM_ALLOC,
	},
	.arrived = adder_arrived,
	.leaving = adder_leaving,
};

static int add_up(const char *text, size_t size)
{
	struct tee_ioctl_invoke_arg arg = { .func = CMD_SUM, .num_params = 1 };
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT };
	u8 *shared;
	int rc = -ENODEV;

	if (!size || size > PAGE_SIZE)
		return -EINVAL;
	mutex_lock(&adder.lock);
	if (!adder.ctx)
		goto unlock;
	shared = tee_shm_get_va(adder.shm, 0);
	memcpy(shared, text, size);
	arg.session = adder.session;
	param.u.memref.shm = adder.shm;
	param.u.memref.size = size;
	/* A pseudo TA wouldn't hang, but other TAs might. Always use a timeout. */
	rc = tee_client_invoke_timeout(adder.ctx, &arg, &param, TIMEOUT_MS);
	if (!rc)
		rc = arg.ret ? -EIO : shared[0];
unlock:
	mutex_unlock(&adder.lock);
	return rc;
}

static char sum[16] = "-";

static int text_set(const char *value, const struct kernel_param *param)
{
	size_t len = strcspn(value, "\n");
	int rc = add_up(value, len);

	if (rc < 0)
		return rc;
	scnprintf(sum, sizeof(sum), "%d", rc);
	return 0;
}

static const struct kernel_param_ops text_ops = { .set = text_set };
module_param_cb(text, &text_ops, NULL, 0200);
MODULE_PARM_DESC(text, "A text, whose bytes the Trusted Application adds up");
module_param_string(sum, sum, sizeof(sum), 0444);
MODULE_PARM_DESC(sum, "The last sum, modulo 256");

static int __init kernel_client_init(void)
{
	return tee_client_watch_register(&adder_watch);
}
module_init(kernel_client_init);

static void __exit kernel_client_exit(void)
{
	/* ends up in adder_leaving() if we have a TEE */
	tee_client_watch_unregister(&adder_watch);
}
module_exit(kernel_client_exit);

MODULE_DESCRIPTION("An example of a kernel client of a TEE");
MODULE_LICENSE("GPL");
