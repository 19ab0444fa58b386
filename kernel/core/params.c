// SPDX-License-Identifier: GPL-2.0-only
/* Check and decode ioctl arguments, see params.h. */

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

#include "core/params.h"

/**
 * tee_arg_size_is_sound() - check an argument's size
 * @buf_len:	total size, bytes
 * @header:	size of the fixed part, bytes
 * @num_params:	number of parameters that follow
 *
 * Return: true if @buf_len is exactly what the two parts add up to, and not more than
 * TEE_MAX_ARG_SIZE.
 */
bool tee_arg_size_is_sound(u64 buf_len, size_t header, u32 num_params)
{
	if (buf_len < header || buf_len > TEE_MAX_ARG_SIZE)
		return false;
	return (buf_len - header) == (u64)num_params * sizeof(struct tee_ioctl_param);
}

/**
 * tee_param_attr_is_sound() - check a parameter's attributes
 * @attr:	the attributes
 * @role:	who passed the parameter
 * @gen_caps:	the TEE's TEE_GEN_CAP_* flags
 *
 * Return: true if the parameter is allowed.
 */
bool tee_param_attr_is_sound(u64 attr, enum tee_param_role role, u32 gen_caps)
{
	u64 type = attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	if (attr & ~(u64)TEE_IOCTL_PARAM_ATTR_MASK)
		return false;
	if (role == TEE_PARAM_CLIENT && (attr & TEE_IOCTL_PARAM_ATTR_META))
		return false;
	switch (type) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return role != TEE_PARAM_SUPP_ROOM;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return role != TEE_PARAM_SUPP_ROOM && (gen_caps & TEE_GEN_CAP_OBJREF);
	default:
		return false;
	}
}

/**
 * tee_param_has_memref() - check if a parameter is a memref
 * @attr:	the attributes
 *
 * Return: true if it is.
 */
bool tee_param_has_memref(u64 attr)
{
	u64 type = attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

/**
 * tee_memref_id() - decode a memref's shared memory id
 * @c:		the parameter's c
 * @id:		[out] the id
 *
 * Return: 0, or -EINVAL if @c can't be an id (looking at all 64 bits).
 */
int tee_memref_id(u64 c, int *id)
{
	if (c > INT_MAX)
		return -EINVAL;
	*id = c;
	return 0;
}

/**
 * tee_memref_is_within() - check a range against shared memory's size
 * @offset:	where the range starts, bytes
 * @size:	its length, bytes
 * @shm_size:	size of the shared memory, bytes
 *
 * Return: true if it fits. An empty range at the very end does.
 */
bool tee_memref_is_within(u64 offset, u64 size, size_t shm_size)
{
	return offset <= shm_size && size <= shm_size - offset;
}

/**
 * tee_param_decode() - decode a parameter, but don't look up memory
 * @ip:		the program's parameter, with valid attributes
 * @param:	[out] the parameter, with shm set to NULL in memrefs
 *
 * Return: 0, or -EINVAL if a number doesn't fit (32-bit machines).
 */
int tee_param_decode(const struct tee_ioctl_param *ip, struct tee_param *param)
{
	memset(param, 0, sizeof(*param));
	param->attr = ip->attr;
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT: /* from the supplicant */
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		param->u.value.a = ip->a;
		param->u.value.b = ip->b;
		param->u.value.c = ip->c;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		if (ip->a > SIZE_MAX || ip->b > SIZE_MAX)
			return -EINVAL;
		param->u.memref.shm_offs = ip->a;
		param->u.memref.size = ip->b;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		if (ip->a > ULONG_MAX || ip->b > SIZE_MAX)
			return -EINVAL;
		param->u.ubuf.uaddr = (void __user *)(unsigned long)ip->a;
		param->u.ubuf.size = ip->b;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		param->u.objref.id = ip->a;
		param->u.objref.flags = ip->b;
		return 0;
	default:
		return 0;
	}
}

/**
 * tee_param_encode() - encode a parameter's outputs
 * @param:	the parameter, after the call
 * @ip:		the program's parameter, updated here
 *
 * Return: true if @ip has to be copied back.
 */
bool tee_param_encode(const struct tee_param *param, struct tee_ioctl_param *ip)
{
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		ip->a = param->u.value.a;
		ip->b = param->u.value.b;
		ip->c = param->u.value.c;
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		ip->b = param->u.memref.size;
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		ip->b = param->u.ubuf.size;
		return true;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		ip->a = param->u.objref.id;
		ip->b = param->u.objref.flags;
		return true;
	default:
		return false;
	}
}
