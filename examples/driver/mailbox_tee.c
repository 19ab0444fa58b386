// SPDX-License-Identifier: GPL-2.0-only
/* Example driver for a TEE with memory and an interrupt, see docs/writing-a-driver.md */

#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/tee_conduit.h>
#include <linux/tee_request.h>
#include <linux/tee_result.h>
#include <linux/xarray.h>

#include "mailbox.h"

static const uuid_t mailbox_ta = MAILBOX_TA_UUID;
static DEFINE_IDA(mailbox_sessions);	/* session ids */

/* An outstanding request, on the stack of the thread that waits for it */
struct mailbox_request {
	struct tee_request request;
	bool finished;
	u64 result;
};

struct mailbox {
	const struct tee_conduit *conduit;
	int irq;
	struct xarray requests;	/* by request number; taken with irqs off */
};

/* The arguments after @result go into the registers. Returns the TEE's status. */
#define mailbox_call(mailbox, result, ...) \
	call_tee(mailbox, &(const struct tee_conduit_args){ .a = { __VA_ARGS__ } }, result)
static unsigned long call_tee(struct mailbox *mailbox, const struct tee_conduit_args *args,
			      struct tee_conduit_result *result)
{
	*result = (struct tee_conduit_result){ .a = { MAILBOX_REFUSED } };
	tee_conduit_call(mailbox->conduit, args, result);
	return result->a[0];
}

/* Memory. The core makes sure that no region is larger than max_shm_size. */

static int mailbox_region_register(void *data, struct tee_region *region)
{
	u64 *list = (u64 *)__get_free_page(GFP_KERNEL);
	struct tee_conduit_result result;
	unsigned long status;
	size_t n;

	if (!list)
		return -ENOMEM;
	for (n = 0; n < region->num_pages; n++)
		list[n] = page_to_phys(region->pages[n]);
	status = mailbox_call(data, &result, MAILBOX_SHARE, virt_to_phys(list),
			      region->num_pages, region->offset, region->size);
	region->cookie = result.a[1];
	free_page((unsigned long)list);
	return status ? -ENOMEM : 0;
}

static int mailbox_region_unregister(void *data, struct tee_region *region,
				     enum tee_wait_mode wait_mode)
{
	struct tee_conduit_result result;

	return mailbox_call(data, &result, MAILBOX_UNSHARE, region->cookie) ? -EIO : 0;
}

static const struct tee_shm_pool_ops mailbox_memory = {
	.region_register = mailbox_region_register,
	.region_unregister = mailbox_region_unregister,
};

static irqreturn_t mailbox_interrupt(int irq, void *data)
{
	struct tee_conduit_result result;
	struct mailbox_request *request;
	struct mailbox *mailbox = data;
	irqreturn_t rc = IRQ_NONE;
	int n = 0;

	/* once RESULT is through, the number can be reused: don't drop the lock in between */
	xa_lock(&mailbox->requests);
	while (n++ < MAILBOX_REQUESTS &&
	       mailbox_call(mailbox, &result, MAILBOX_RESULT) == MAILBOX_OK) {
		rc = IRQ_HANDLED;
		request = xa_load(&mailbox->requests, result.a[1]);
		if (request) {
			request->result = result.a[2];
			WRITE_ONCE(request->finished, true);
			tee_request_wake(&request->request);
		}
	}
	xa_unlock(&mailbox->requests);
	return rc;
}

/* @delay is how long the TEE should take, in ms */
static int mailbox_sum(struct mailbox *mailbox, struct mailbox_request *request,
		       const struct tee_param_memref *memory, u64 delay)
{
	struct tee_conduit_result result;
	u32 number;
	int rc;

	rc = xa_alloc_irq(&mailbox->requests, &number, request, MAILBOX_NUMBERS, GFP_KERNEL);
	if (rc)
		return rc;
	rc = mailbox_call(mailbox, &result, MAILBOX_SUBMIT, number, tee_shm_get_cookie(memory->shm),
			  memory->shm_offs, memory->size, delay) ? -EBUSY :
	     tee_request_wait(&request->request, READ_ONCE(request->finished),
			      MAX_SCHEDULE_TIMEOUT);
	/* we can't return while the TEE may still touch the client's memory */
	if (rc)
		mailbox_call(mailbox, &result, MAILBOX_ABORT, number);
	xa_erase_irq(&mailbox->requests, number);
	return rc;
}

static int mailbox_invoke_func(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
			       struct tee_param *param)
{
	struct mailbox_request request = { };
	int rc;

	arg->ret_origin = TEEC_ORIGIN_TEE;
	arg->ret = TEEC_ERROR_BAD_PARAMETERS;
	if (arg->func != MAILBOX_CMD_SUM ||
	    !tee_params_are(param, arg->num_params, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
			    TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT))
		return 0;

	tee_request_begin(&request.request, call->ctx, arg->session, arg->cancel_id);
	rc = mailbox_sum(tee_get_drvdata(call->ctx->teedev), &request, &param[0].u.memref,
			 param[1].u.value.a);
	tee_request_end(&request.request);
	param[1].u.value.a = rc ? 0 : request.result;
	/* a TEE could report these two itself, anything else becomes an errno */
	arg->ret = rc == -EBUSY ? TEEC_ERROR_BUSY : rc == -ECANCELED ? TEEC_ERROR_CANCEL : 0;
	return arg->ret ? 0 : rc;
}

static int mailbox_open_session(struct tee_call *call, struct tee_ioctl_open_session_arg *arg,
				struct tee_param *param)
{
	int id;

	arg->ret_origin = TEEC_ORIGIN_TEE;
	/* we have no way to tell the TEE who the client is, so PUBLIC is all we take */
	arg->ret = memcmp(arg->uuid, &mailbox_ta, sizeof(mailbox_ta)) ? TEEC_ERROR_ITEM_NOT_FOUND :
		   arg->clnt_login != TEE_IOCTL_LOGIN_PUBLIC ? TEEC_ERROR_BAD_PARAMETERS : 0;
	if (arg->ret)
		return 0;
	id = ida_alloc_min(&mailbox_sessions, 1, GFP_KERNEL);
	arg->session = id;
	return min(id, 0);
}

static int mailbox_close_session(struct tee_call *call, u32 session)
{
	ida_free(&mailbox_sessions, session);
	return 0;
}

static void mailbox_get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	vers->gen_caps = TEE_GEN_CAP_GP;
}

static const struct tee_driver_ops mailbox_ops = {
	.get_version = mailbox_get_version,
	.open = tee_stateless_open, .close = tee_stateless_close,
	.open_session = mailbox_open_session, .close_session = mailbox_close_session,
	.invoke_func = mailbox_invoke_func, .cancel_req = tee_request_cancel,
};

static const struct tee_desc mailbox_desc = { .name = "mailbox", .ops = &mailbox_ops,
					      .owner = THIS_MODULE };

static void mailbox_release(void *data)
{
	struct mailbox *mailbox = data;

	free_irq(mailbox->irq, mailbox);
	tee_conduit_put(mailbox->conduit);
	kfree(mailbox);
}

static int mailbox_probe(struct platform_device *pdev)
{
	struct tee_identity identity = {
		.driver_name = "mailbox", .os_name = "mailbox example", .max_params = 4,
		.max_threads = MAILBOX_REQUESTS, .max_shm_size = MAILBOX_MAX_SIZE,
	};
	struct tee_conduit_result result;
	struct tee_device *teedev;
	struct mailbox *mailbox;
	int rc;

	/* an earlier instance of us may still own the irq, until its last call returns */
	rc = tee_removal_check(&pdev->dev);
	if (rc)
		return rc;
	mailbox = kzalloc(sizeof(*mailbox), GFP_KERNEL);
	if (!mailbox)
		return -ENOMEM;
	xa_init_flags(&mailbox->requests, XA_FLAGS_ALLOC | XA_FLAGS_LOCK_IRQ);
	mailbox->conduit = tee_conduit_get_by_node(&pdev->dev);
	rc = PTR_ERR_OR_ZERO(mailbox->conduit);
	if (rc)
		goto free_mailbox;
	rc = -ENODEV;
	if (mailbox_call(mailbox, &result, MAILBOX_ABOUT) || result.a[1] != MAILBOX_MAGIC)
		goto put_conduit;
	strscpy(identity.conduit, mailbox->conduit->name);
	identity.driver_type = tee_conduit_driver_type(mailbox->conduit);
	mailbox->irq = platform_get_irq(pdev, 0);
	rc = mailbox->irq < 0 ? mailbox->irq :
	     request_irq(mailbox->irq, mailbox_interrupt, 0, "mailbox", mailbox);
	if (rc)
		goto put_conduit;
	teedev = tee_device_offer(&mailbox_desc, &identity, &pdev->dev, &mailbox_memory, mailbox);
	platform_set_drvdata(pdev, teedev);
	rc = PTR_ERR_OR_ZERO(teedev);
	if (!rc)
		return 0;

	free_irq(mailbox->irq, mailbox);
put_conduit:
	tee_conduit_put(mailbox->conduit);
free_mailbox:
	kfree(mailbox);
	return dev_err_probe(&pdev->dev, rc, "cannot offer the TEE\n");
}

static void mailbox_remove(struct platform_device *pdev)
{
	tee_device_retire(platform_get_drvdata(pdev), mailbox_release);
}

static struct platform_driver mailbox_driver = {
	.probe = mailbox_probe, .remove = mailbox_remove, .driver = { .name = "mailbox" },
};
module_platform_driver(mailbox_driver);
MODULE_ALIAS("platform:mailbox");
MODULE_DESCRIPTION("Example of a TEE driver with memory and an interrupt");
MODULE_LICENSE("GPL");
