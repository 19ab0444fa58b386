// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls. They fetch arguments from user space, call the core and copy the results
 * back. Nothing is fetched twice, and all checks are done on the copy.
 */

#include <linux/fs.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>

#include "core/device.h"
#include "core/identity.h"
#include "core/ioctl.h"
#include "core/memory/shm.h"
#include "core/memory/shm_fd.h"
#include "core/memory/shm_import.h"
#include "core/memory/shm_register.h"
#include "core/params.h"
#include "core/session/session.h"
#include "core/session/user.h"
#include "core/version.h"
#include "debug_delay.h"

/* Up to this many parameters (GlobalPlatform's maximum) don't need an allocation. */
#define TEE_FEW_PARAMS	4

#define TEE_SMALL_ARG \
	(sizeof(struct tee_ioctl_open_session_arg) + \
	 TEE_FEW_PARAMS * sizeof(struct tee_ioctl_param))

/**
 * struct tee_user_arg - kernel copy of a variable-size argument
 * @uptr:	the argument in user space
 * @copy:	its copy, either @small or allocated
 * @uparams:	the parameters in @copy
 * @uoffset:	their offset in the argument, bytes
 * @params:	decoded parameters, either @few or allocated
 * @num_params:	length of @uparams and @params
 * @small:	used for @copy if the argument fits
 * @few:	used for @params if there are no more than TEE_FEW_PARAMS
 */
struct tee_user_arg {
	void __user *uptr;
	void *copy;
	struct tee_ioctl_param *uparams;
	size_t uoffset;
	struct tee_param *params;
	u32 num_params;
	u8 small[TEE_SMALL_ARG] __aligned(8);
	struct tee_param few[TEE_FEW_PARAMS];
};

/*
 * Fetch an argument: the fixed part of @header bytes, followed by as many parameters as
 * the fixed part says. No byte is fetched twice. This is inline to make @header a
 * compile-time constant for each ioctl.
 */
static __always_inline int
user_arg_copy(struct tee_user_arg *arg, void __user *ubuf, size_t header, size_t num_params_at)
{
	struct tee_ioctl_buf_data buf;
	size_t len;

	/* for user_arg_free(), which runs even if we fail below */
	arg->copy = arg->small;
	arg->params = arg->few;

	if (copy_from_user(&buf, ubuf, sizeof(buf)))
		return -EFAULT;
	if (buf.buf_len < header || buf.buf_len > TEE_MAX_ARG_SIZE)
		return -EINVAL;
	len = buf.buf_len;
	arg->uptr = u64_to_user_ptr(buf.buf_ptr);
	if (len > sizeof(arg->small)) {
		arg->copy = kmalloc(len, GFP_KERNEL_ACCOUNT);
		if (!arg->copy)
			return -ENOMEM;
	}
	if (copy_from_user(arg->copy, arg->uptr, header))
		return -EFAULT;
	memcpy(&arg->num_params, arg->copy + num_params_at, sizeof(u32));
	if (!tee_arg_size_is_sound(len, header, arg->num_params))
		return -EINVAL;
	if (arg->num_params &&
	    copy_from_user(arg->copy + header, arg->uptr + header, len - header))
		return -EFAULT;
	arg->uoffset = header;
	arg->uparams = arg->copy + header;
	if (arg->num_params > TEE_FEW_PARAMS) {
		arg->params = kcalloc(arg->num_params, sizeof(*arg->params),
				      GFP_KERNEL_ACCOUNT);
		if (!arg->params)
			return -ENOMEM;
	}
	return 0;
}

static void user_arg_free(struct tee_user_arg *arg)
{
	if (arg->params != arg->few)
		kfree(arg->params);
	if (arg->copy != arg->small)
		kfree(arg->copy);
}

typedef int tee_user_arg_fn(struct tee_context *ctx, struct tee_user_arg *uarg);

static __always_inline int
with_user_arg(struct tee_context *ctx, void __user *ubuf, size_t header,
	      size_t num_params_at, tee_user_arg_fn *handle)
{
	/* Too big to be initialized for nothing. We never read what hasn't been written. */
	struct tee_user_arg uarg __uninitialized;
	int rc;

	rc = user_arg_copy(&uarg, ubuf, header, num_params_at);
	if (!rc)
		rc = handle(ctx, &uarg);
	user_arg_free(&uarg);
	return rc;
}

#define WITH_USER_ARG(_ctx, _ubuf, _type, _handle) \
	with_user_arg(_ctx, _ubuf, sizeof(_type), offsetof(_type, num_params), _handle)

/* Look up a memref's shared memory and check that the range fits. */
static int memref_get(struct tee_context *ctx, u64 c, struct tee_param *param)
{
	struct tee_param_memref *memref = &param->u.memref;
	struct tee_shm *shm;
	int id, rc;

	if (c == TEE_MEMREF_NULL) {
		if (!ctx->cap_memref_null)
			return -EINVAL;
		memref->shm_offs = 0;
		return 0;
	}
	rc = tee_memref_id(c, &id);
	if (rc)
		return rc;
	shm = tee_shm_get_from_id(ctx, id);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	if (!tee_memref_is_within(memref->shm_offs, memref->size, shm->size)) {
		tee_shm_put(shm);
		return -EINVAL;
	}
	memref->shm = shm;
	return 0;
}

/* Drop the memref references of the first @n parameters. */
static void params_put(struct tee_user_arg *arg, u32 n)
{
	while (n--)
		if (tee_param_has_memref(arg->params[n].attr))
			tee_shm_put(arg->params[n].u.memref.shm);
}

static u32 gen_caps(struct tee_context *ctx)
{
	return ctx->teedev->desc->ops->object_invoke_func ? TEE_GEN_CAP_OBJREF : 0;
}

/* Decode a client's parameters. Memrefs end up with a reference to their memory. */
static int params_get(struct tee_context *ctx, struct tee_user_arg *arg)
{
	u32 i;
	int rc;

	for (i = 0; i < arg->num_params; i++) {
		const struct tee_ioctl_param *ip = &arg->uparams[i];

		if (!tee_param_attr_is_sound(ip->attr, TEE_PARAM_CLIENT,
					     gen_caps(ctx))) {
			rc = -EINVAL;
			goto put_params;
		}
		rc = tee_param_decode(ip, &arg->params[i]);
		if (!rc && tee_param_has_memref(ip->attr))
			rc = memref_get(ctx, ip->c, &arg->params[i]);
		if (rc)
			goto put_params;
	}
	tee_debug_delay();
	return 0;

put_params:
	params_put(arg, i);
	return rc;
}

/* Copy the outputs back to user space. */
static int params_write(struct tee_user_arg *arg)
{
	struct tee_ioctl_param __user *uparams = arg->uptr + arg->uoffset;
	u32 i;

	for (i = 0; i < arg->num_params; i++) {
		struct tee_ioctl_param *ip = &arg->uparams[i];

		if (!tee_param_encode(&arg->params[i], ip))
			continue;
		if (copy_to_user(&uparams[i].a, &ip->a,
				 sizeof(*ip) - offsetof(struct tee_ioctl_param, a)))
			return -EFAULT;
	}
	return 0;
}

static __always_inline int
with_params(struct tee_context *ctx, struct tee_user_arg *uarg, tee_user_arg_fn *call)
{
	int rc;

	rc = params_get(ctx, uarg);
	if (rc)
		return rc;
	rc = call(ctx, uarg);
	params_put(uarg, uarg->num_params);
	return rc;
}

static int ioctl_version(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_version_data vers;

	tee_device_get_version(ctx->teedev, &vers);
	return copy_to_user(uptr, &vers, sizeof(vers)) ? -EFAULT : 0;
}

/*
 * Hand new shared memory over to user space. The id and the fd only come alive after
 * the copy has succeeded, since there's no way to take them back.
 */
static int shm_hand_over(struct tee_shm *shm, void __user *uptr,
			 const void *answer, size_t size)
{
	struct tee_shm_fd reserved;
	int rc;

	rc = tee_shm_fd_reserve(&reserved, shm);
	if (rc) {
		tee_shm_put(shm);
		return rc;
	}
	if (copy_to_user(uptr, answer, size)) {
		tee_shm_fd_cancel(&reserved);
		return -EFAULT;
	}
	return tee_shm_fd_publish(&reserved);
}

/* The pool may have to register new memory with the TEE. That's a call, hence the turn. */
static int ioctl_shm_alloc(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_alloc_data data;
	struct tee_shm *shm;
	struct tee_user *user;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags || !data.size || data.size > SIZE_MAX - PAGE_SIZE)
		return -EINVAL;
	user = tee_user_begin(ctx, TEE_USER_BRIEF);
	if (IS_ERR(user))
		return PTR_ERR(user);
	shm = tee_shm_alloc_user_buf(ctx, data.size);
	tee_user_end(user, TEE_USER_BRIEF);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	data.id = shm->id;
	data.size = shm->size;
	return shm_hand_over(shm, uptr, &data, sizeof(data));
}

static int ioctl_shm_register(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_register_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags || data.addr > ULONG_MAX || data.length > SIZE_MAX)
		return -EINVAL;
	shm = tee_shm_register_user_buf(ctx, data.addr, data.length);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	data.id = shm->id;
	data.length = shm->size;
	return shm_hand_over(shm, uptr, &data, sizeof(data));
}

static int ioctl_shm_register_fd(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uptr, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (data.fd < 0 || data.fd > INT_MAX)
		return -EBADF;
	shm = tee_shm_import_fd(ctx, data.fd);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	data.id = shm->id;
	data.size = shm->size;
	return shm_hand_over(shm, uptr, &data, sizeof(data));
}

static int open_session_params(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	struct tee_ioctl_open_session_arg *arg = uarg->copy;
	struct tee_ioctl_open_session_arg __user *up = uarg->uptr;
	struct tee_session *session;
	int rc;

	arg->ret = 0;
	arg->ret_origin = 0;
	rc = tee_session_open(ctx, arg, uarg->params, &session);
	if (rc)
		return rc;
	/* session, ret and ret_origin in one go */
	if (copy_to_user(&up->session, &arg->session, 3 * sizeof(u32)))
		rc = -EFAULT;
	if (!rc)
		rc = params_write(uarg);
	/* The program hasn't got the id and would never close this. */
	if (session && rc)
		tee_session_discard(session);
	else if (session)
		tee_session_publish(session);
	return rc;
}

static int open_session(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	const struct tee_ioctl_open_session_arg *arg = uarg->copy;

	if (arg->clnt_login >= TEE_IOCTL_LOGIN_REE_KERNEL_MIN &&
	    arg->clnt_login <= TEE_IOCTL_LOGIN_REE_KERNEL_MAX)
		return -EPERM;
	return with_params(ctx, uarg, open_session_params);
}

static int ioctl_open_session(struct tee_context *ctx, void __user *ubuf)
{
	return WITH_USER_ARG(ctx, ubuf, struct tee_ioctl_open_session_arg, open_session);
}

static int invoke_params(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	struct tee_ioctl_invoke_arg *arg = uarg->copy;
	struct tee_ioctl_invoke_arg __user *up = uarg->uptr;
	int rc;

	arg->ret = 0;
	arg->ret_origin = 0;
	rc = tee_session_invoke(ctx, arg, uarg->params);
	if (rc)
		return rc;
	/* ret and ret_origin in one go */
	if (copy_to_user(&up->ret, &arg->ret, 2 * sizeof(u32)))
		return -EFAULT;
	return params_write(uarg);
}

static int invoke(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	return with_params(ctx, uarg, invoke_params);
}

static int ioctl_invoke(struct tee_context *ctx, void __user *ubuf)
{
	return WITH_USER_ARG(ctx, ubuf, struct tee_ioctl_invoke_arg, invoke);
}

static int object_invoke_params(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	struct tee_ioctl_object_invoke_arg *arg = uarg->copy;
	struct tee_ioctl_object_invoke_arg __user *up = uarg->uptr;
	int rc;

	rc = tee_object_invoke(ctx, arg, uarg->params);
	if (rc)
		return rc;
	if (put_user(arg->ret, &up->ret))
		return -EFAULT;
	return params_write(uarg);
}

static int object_invoke(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	return with_params(ctx, uarg, object_invoke_params);
}

static int ioctl_object_invoke(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->object_invoke_func)
		return -EOPNOTSUPP;
	return WITH_USER_ARG(ctx, ubuf, struct tee_ioctl_object_invoke_arg, object_invoke);
}

static int ioctl_cancel(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_cancel_arg arg;

	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;
	return tee_session_cancel(ctx, arg.cancel_id, arg.session);
}

static int ioctl_close_session(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_close_session_arg arg;

	if (copy_from_user(&arg, uptr, sizeof(arg)))
		return -EFAULT;
	return tee_session_close(ctx, arg.session);
}

/* Check and decode the supplicant's parameters. */
static int supp_params_decode(struct tee_user_arg *uarg, enum tee_param_role role)
{
	u32 i;
	int rc;

	for (i = 0; i < uarg->num_params; i++) {
		if (!tee_param_attr_is_sound(uarg->uparams[i].attr, role, 0))
			return -EINVAL;
		rc = tee_param_decode(&uarg->uparams[i], &uarg->params[i]);
		if (rc)
			return rc;
	}
	return 0;
}

/* Encode a parameter that goes to the supplicant. */
static void param_encode_request(const struct tee_param *param,
				 struct tee_ioctl_param *ip)
{
	*ip = (struct tee_ioctl_param){ .attr = param->attr };
	if (tee_param_is_value(param)) {
		ip->a = param->u.value.a;
		ip->b = param->u.value.b;
		ip->c = param->u.value.c;
	} else if (tee_param_is_memref(param)) {
		struct tee_shm *shm = param->u.memref.shm;

		ip->a = shm ? param->u.memref.shm_offs : 0;
		ip->b = shm ? param->u.memref.size : 0;
		ip->c = shm ? (u64)shm->id : TEE_MEMREF_NULL;
	}
}

/*
 * Copy a request to the supplicant, front last, because that's what tells it that there
 * is one. If we fault, the buffer must look empty, even to another thread that reads it
 * after the receiving task has died.
 */
static int copy_request(void __user *to, const void *request, size_t size)
{
	size_t last = min(size, offsetof(struct tee_iocl_supp_recv_arg, params) +
				offsetof(struct tee_ioctl_param, a));

	if (copy_to_user(to + last, request + last, size - last) ||
	    copy_to_user(to, request, last))
		return -EFAULT;
	return 0;
}

static int supp_recv(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_iocl_supp_recv_arg *arg = uarg->copy;
	u32 num_params = uarg->num_params;
	u32 i;
	int rc;

	rc = supp_params_decode(uarg, TEE_PARAM_SUPP_ROOM);
	if (rc)
		return rc;
	rc = ops->supp_recv(ctx, &arg->func, &num_params, uarg->params);
	if (rc)
		return rc;
	tee_debug_delay();
	arg->num_params = num_params;
	for (i = 0; i < num_params; i++)
		param_encode_request(&uarg->params[i], &uarg->uparams[i]);
	/*
	 * Drop the driver's references first. Once copied, the request may be answered
	 * any time.
	 */
	params_put(uarg, num_params);
	rc = copy_request(uarg->uptr, arg, sizeof(*arg) + num_params * sizeof(*uarg->uparams));
	/* E.g. killed in a page fault. Let another thread have the request. */
	if (rc)
		ops->supp_recv_undo(ctx, num_params, uarg->params);
	return rc;
}

static int ioctl_supp_recv(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->supp_recv)
		return -EOPNOTSUPP;
	return WITH_USER_ARG(ctx, ubuf, struct tee_iocl_supp_recv_arg, supp_recv);
}

static int supp_send(struct tee_context *ctx, struct tee_user_arg *uarg)
{
	const struct tee_iocl_supp_send_arg *arg = uarg->copy;
	int rc;

	rc = supp_params_decode(uarg, TEE_PARAM_SUPP_ANSWER);
	if (rc)
		return rc;
	return ctx->teedev->desc->ops->supp_send(ctx, arg->ret, uarg->num_params, uarg->params);
}

static int ioctl_supp_send(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->supp_send)
		return -EOPNOTSUPP;
	return WITH_USER_ARG(ctx, ubuf, struct tee_iocl_supp_send_arg, supp_send);
}

/*
 * Ignore replies to unknown requests (-ENOENT). Either the request was completed
 * without one, or the program or the kernel is restarting us after a signal and the
 * first attempt has delivered it already.
 */
static int ioctl_supp_send_recv(struct tee_context *ctx, void __user *uptr)
{
	struct tee_ioctl_supp_send_recv_data __user *both = uptr;
	int rc;

	rc = ioctl_supp_send(ctx, &both->send);
	if (rc && rc != -ENOENT)
		return rc;
	return ioctl_supp_recv(ctx, &both->recv);
}

typedef int tee_ioctl_fn(struct tee_context *ctx, void __user *uptr);

struct tee_ioctl_entry {
	unsigned int cmd;
	tee_ioctl_fn *handle;
};

#define TEE_IOCTL(_cmd, _handle) \
	[_IOC_NR(_cmd)] = { .cmd = (_cmd), .handle = (_handle) }

static const struct tee_ioctl_entry tee_ioctls[] = {
	TEE_IOCTL(TEE_IOC_VERSION, ioctl_version),
	TEE_IOCTL(TEE_IOC_SHM_ALLOC, ioctl_shm_alloc),
	TEE_IOCTL(TEE_IOC_OPEN_SESSION, ioctl_open_session),
	TEE_IOCTL(TEE_IOC_INVOKE, ioctl_invoke),
	TEE_IOCTL(TEE_IOC_CANCEL, ioctl_cancel),
	TEE_IOCTL(TEE_IOC_CLOSE_SESSION, ioctl_close_session),
	TEE_IOCTL(TEE_IOC_SUPPL_RECV, ioctl_supp_recv),
	TEE_IOCTL(TEE_IOC_SUPPL_SEND, ioctl_supp_send),
	TEE_IOCTL(TEE_IOC_SHM_REGISTER_FD, ioctl_shm_register_fd),
	TEE_IOCTL(TEE_IOC_SHM_REGISTER, ioctl_shm_register),
	TEE_IOCTL(TEE_IOC_OBJECT_INVOKE, ioctl_object_invoke),
};

/* Our own ioctls have numbers way above the others. */
static noinline tee_ioctl_fn *ioctl_find_own(unsigned int cmd)
{
	if (cmd == TEE_IOC_SUPPL_SEND_RECV)
		return ioctl_supp_send_recv;
	/* The argument carries its own size, so don't compare size and direction. */
	if (_IOC_TYPE(cmd) != TEE_IOC_MAGIC ||
	    _IOC_NR(cmd) != _IOC_NR(TEE_IOC_IDENTITY))
		return NULL;
	return tee_ioctl_identity;
}

static __always_inline tee_ioctl_fn *ioctl_find(unsigned int cmd)
{
	unsigned int nr = _IOC_NR(cmd);

	if (unlikely(nr >= ARRAY_SIZE(tee_ioctls)))
		return ioctl_find_own(cmd);
	nr = array_index_nospec(nr, ARRAY_SIZE(tee_ioctls));
	return tee_ioctls[nr].cmd == cmd ? tee_ioctls[nr].handle : NULL;
}

/**
 * tee_ioctl() - handle an ioctl
 * @file:	the file
 * @cmd:	TEE_IOC_*
 * @arg:	argument, depends on @cmd
 *
 * Return: see <linux/tee.h>.
 */
long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tee_context *ctx = file->private_data;
	tee_ioctl_fn *handle = ioctl_find(cmd);
	int rc;

	if (!handle)
		return -ENOTTY;
	if (!tee_device_enter(ctx->teedev))
		return -ENODEV;
	rc = handle(ctx, (void __user *)arg);
	tee_device_exit(ctx->teedev);
	return rc;
}
