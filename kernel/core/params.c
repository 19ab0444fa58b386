// SPDX-License-Identifier: GPL-2.0-only
/* Check and decode ioctl arguments. See params.h. */

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

#include "core/params.h"

/**
 * tee_arg_size_is_sound() - check the size of an argument
 * @buf_len:	size of the argument, bytes
 * @header:	size of its fixed part, bytes
 * @num_params:	number of parameters that the fixed part specifies
 *
 * Return: true if @buf_len is exactly the sum of the two parts, and at most
 * TEE_MAX_ARG_SIZE.
 */
bool tee_arg_size_is_sound(u64 buf_len, size_t header, u32 num_params)
{
	if (buf_len < header || buf_len > TEE_MAX_ARG_SIZE)
		return false;
	return (buf_len - header) == (u64)num_params * sizeof(struct tee_ioctl_param);
}

/**
 * tee_param_attr_is_sound() - check the attributes of a parameter
 * @attr:	its attributes
 * @role:	whose parameter it is
 * @gen_caps:	capabilities of the TEE, TEE_GEN_CAP_*
 *
 * Return: true if such a parameter is permitted.
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
 * tee_param_has_memref() - check whether a parameter refers to shared memory
 * @attr:	its attributes
 *
 * Return: true for a memref.
 */
bool tee_param_has_memref(u64 attr)
{
	u64 type = attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

/**
 * tee_memref_id() - decode the id of a memref
 * @c:		the parameter's member c
 * @id:		set to the id
 *
 * Return: 0, or -EINVAL if @c is not a possible id; all 64 bits are checked.
 */
int tee_memref_id(u64 c, int *id)
{
	if (c > INT_MAX)
		return -EINVAL;
	*id = c;
	return 0;
}

/**
 * tee_memref_is_within() - check whether a range is within shared memory
 * @offset:	offset of the range, bytes
 * @size:	size of the range, bytes
 * @shm_size:	size of the memory, bytes
 *
 * Return: true if it is; an empty range may be at the very end.
 */
bool tee_memref_is_within(u64 offset, u64 size, size_t shm_size)
{
	return offset <= shm_size && size <= shm_size - offset;
}

/**
 * tee_param_decode() - decode a parameter, except for the memory to which it refers
 * @ip:		the program's parameter, with attributes that have been checked
 * @param:	filled in; the memory of a memref is NULL
 *
 * Return: 0, or -EINVAL if a number is too large for this machine.
 */
int tee_param_decode(const struct tee_ioctl_param *ip, struct tee_param *param)
{
	memset(param, 0, sizeof(*param));
	param->attr = ip->attr;
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT: /* in a supplicant's answer */
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
 * tee_param_encode() - encode the outputs of a parameter
 * @param:	the parameter after the call
 * @ip:		the program's parameter; outputs are updated
 *
 * Return: true if @ip must be written back.
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
