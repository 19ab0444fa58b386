// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake TEE's driver operations. They note their arguments and do what the
 * knobs say.
 */

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/tee_result.h>

#include "fake.h"


static void record_params(char **at, size_t *left, const struct tee_param *param, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const struct tee_param *p = param + i;
		int used;

		if (tee_param_is_memref(p))
			used = scnprintf(*at, *left, " [%llx memref %zx+%zx of %zx]",
					 p->attr, p->u.memref.shm_offs, p->u.memref.size,
					 p->u.memref.shm ?
					 tee_shm_get_size(p->u.memref.shm) : 0);
		else if (tee_param_is_value(p))
			used = scnprintf(*at, *left, " [%llx value %llx %llx %llx]",
					 p->attr, p->u.value.a, p->u.value.b,
					 p->u.value.c);
		else
			used = scnprintf(*at, *left, " [%llx]", p->attr);
		*at += used;
		*left -= used;
	}
}

static __printf(3, 4) void record(const struct tee_param *param, u32 n, const char *fmt, ...)
{
	char *at = fake.last_call;
	size_t left = sizeof(fake.last_call);
	va_list ap;
	int used;

	mutex_lock(&fake.lock);
	va_start(ap, fmt);
	used = vscnprintf(at, left, fmt, ap);
	va_end(ap);
	at += used;
	left -= used;
	record_params(&at, &left, param, n);
	mutex_unlock(&fake.lock);
}

static void op_get_version(struct tee_device *teedev, struct tee_ioctl_version_data *vers)
{
	vers->impl_id = FAKE_IMPL_ID;
	vers->impl_caps = 0;
	vers->gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL;
}

static int op_open(struct tee_context *ctx)
{
	if (fake.knobs.open_errno)
		return -(int)fake.knobs.open_errno;
	atomic_inc(&fake.counters.opens);
	return 0;
}

static void op_close(struct tee_context *ctx)
{
	atomic_inc(&fake.counters.closes);
}

static void op_stop(struct tee_device *teedev)
{
	atomic_inc(&fake.counters.stops);
	WRITE_ONCE(fake.stopped, teedev);
	wake_up_all(&fake.wait);
}

/* Hang until "release", a fatal signal, or op_stop() for this device */
static int hang(struct tee_device *teedev)
{
	unsigned int releases = READ_ONCE(fake.releases);
	int rc;

	rc = wait_event_killable(fake.wait, READ_ONCE(fake.stopped) == teedev ||
				 READ_ONCE(fake.releases) != releases);
	if (READ_ONCE(fake.stopped) == teedev)
		return -ENODEV;
	return rc ? -EINTR : 0;
}

static int op_open_session(struct tee_call *call, struct tee_ioctl_open_session_arg *arg,
			   struct tee_param *param)
{
	record(param, arg->num_params,
	       "open_session uuid %pUb client %pUb login %x cancel_id %x num_params %u",
	       arg->uuid, arg->clnt_uuid, arg->clnt_login, arg->cancel_id,
	       arg->num_params);
	if (fake.knobs.open_session_hang) {
		int rc = hang(call->ctx->teedev);

		if (rc)
			return rc;
	}
	if (fake.knobs.open_session_errno)
		return -(int)fake.knobs.open_session_errno;
	arg->ret = fake_has_service(arg->uuid) ? fake.knobs.open_session_ret :
						 TEEC_ERROR_ITEM_NOT_FOUND;
	arg->ret_origin = 4;
	if (arg->ret)
		return 0;
	arg->session = fake.knobs.same_session ?: atomic_inc_return(&fake.next_session);
	atomic_inc(&fake.counters.open_sessions);
	return 0;
}

/*
 * Fail with undo_errno this time? That makes the core hand it to a worker,
 * which waits without a timeout.
 */
static bool puts_off(enum tee_wait_mode wait_mode)
{
	if (!fake.knobs.undo_errno || wait_mode == TEE_WAIT_MODE_UNLIMITED)
		return false;
	atomic_inc(&fake.counters.put_off);
	return true;
}

static int op_close_session(struct tee_call *call, u32 session)
{
	if (puts_off(call->wait_mode))
		return -(int)fake.knobs.undo_errno;
	/* Not recorded, tests want to see the call before this one */
	atomic_inc(&fake.counters.close_sessions);
	return 0;
}

static void lie_about_sizes(struct tee_param *param, u32 n)
{
	u32 i, type;

	for (i = 0; i < n; i++) {
		type = param[i].attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;
		if (type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT ||
		    type == TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT)
			param[i].u.memref.size = fake.knobs.memref_none ?
						 0 : fake.knobs.memref_size;
	}
}

static int op_invoke(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
		     struct tee_param *param)
{
	int rc = 0;

	record(param, arg->num_params, "invoke func %x cancel_id %x num_params %u",
	       arg->func, arg->cancel_id, arg->num_params);
	fake.invoke_cancel_id = arg->cancel_id;
	atomic_inc(&fake.counters.invokes);
	atomic_inc(&fake.counters.invokes_running);
	if (fake.knobs.invoke_delay_ms)
		msleep(fake.knobs.invoke_delay_ms);
	if (fake.knobs.invoke_hang)
		rc = hang(call->ctx->teedev);
	atomic_dec(&fake.counters.invokes_running);
	if (rc)
		return rc;
	if (fake.knobs.invoke_errno)
		return -(int)fake.knobs.invoke_errno;
	fake_random(param, arg->num_params);
	if (fake.knobs.memref_size || fake.knobs.memref_none)
		lie_about_sizes(param, arg->num_params);
	arg->ret = fake.knobs.invoke_ret;
	arg->ret_origin = 4;
	return 0;
}

static int op_cancel(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	record(NULL, 0, "cancel cancel_id %x", cancel_id);
	atomic_inc(&fake.counters.cancels);
	if (fake.knobs.cancel_busy) {
		fake.knobs.cancel_busy--;
		return -EBUSY;
	}
	if (!fake.knobs.cancel_unknown)
		return 0;
	fake.knobs.cancel_unknown--;
	return -EINVAL;
}

const struct tee_driver_ops fake_ops = {
	.get_version = op_get_version,
	.open = op_open,
	.close = op_close,
	.stop = op_stop,
	.open_session = op_open_session,
	.close_session = op_close_session,
	.invoke_func = op_invoke,
	.cancel_req = op_cancel,
};

const struct tee_driver_ops fake_minimal_ops = {
	.get_version = op_get_version,
	.open = op_open,
	.close = op_close,
};

/* it never has anything to ask */
static int op_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
			struct tee_param *param)
{
	return -EAGAIN;
}

static void op_supp_recv_undo(struct tee_context *ctx, u32 num_params,
			      const struct tee_param *param)
{
}

static int op_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
			struct tee_param *param)
{
	return -ENOENT;
}

const struct tee_driver_ops fake_supplicant_ops = {
	.get_version = op_get_version,
	.open = op_open,
	.close = op_close,
	.supp_recv = op_supp_recv,
	.supp_recv_undo = op_supp_recv_undo,
	.supp_send = op_supp_send,
};

static int op_region_register(void *data, struct tee_region *region)
{
	if (fake.knobs.register_fail_nth && !--fake.knobs.register_fail_nth)
		return -ENOMEM;
	if (fake.knobs.register_fail_next) {
		fake.knobs.register_fail_next--;
		return -ENOMEM;
	}
	atomic_inc(&fake.counters.regions_registered);
	region->cookie = (u64)(uintptr_t)region;
	return 0;
}

static int op_region_unregister(void *data, struct tee_region *region,
				enum tee_wait_mode wait_mode)
{
	if (WARN(region->cookie != (u64)(uintptr_t)region,
		 "a region is unregistered that was not registered\n"))
		return -EINVAL;
	if (puts_off(wait_mode))
		return -(int)fake.knobs.undo_errno;
	region->cookie = 0;
	atomic_inc(&fake.counters.regions_unregistered);
	if (fake.knobs.unregister_delay_ms)
		msleep(fake.knobs.unregister_delay_ms);
	if (!fake.knobs.unregister_errno)
		return 0;
	fake.suspect = region->pages ? region->pages[0] : NULL;
	return -(int)fake.knobs.unregister_errno;
}

const struct tee_shm_pool_ops fake_pool_ops = {
	.region_register = op_region_register,
	.region_unregister = op_region_unregister,
};

/* no operations, no registered memory */
const struct tee_shm_pool_ops fake_minimal_pool_ops = { };

void fake_identity(struct tee_identity *identity)
{
	memset(identity, 0, sizeof(*identity));
	/*
	 * Junk after the string, as a real driver might have left it there from
	 * its stack. The core has to clear it.
	 */
	memset(identity->os_build + 1, 0xa5, sizeof(identity->os_build) - 1);
	strscpy(identity->driver_name, "tee_fake");
	strscpy(identity->driver_version, "1");
	strscpy(identity->conduit, "none");
	strscpy(identity->os_name, "fake OS");
	strscpy(identity->os_version, "0.1");
	identity->driver_type = TEE_DRIVER_TYPE_SOFTWARE;
	identity->max_params = 4;
	identity->max_sessions = 1000;
	identity->max_shm_size = 1ull << 40;
}

int fake_match(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == FAKE_IMPL_ID;
}
