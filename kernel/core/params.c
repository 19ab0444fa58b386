// SPDX-License-Identifier: GPL-2.0-only
/* The form of an ioctl's argument. See params.h. */

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

#include "core/params.h"

/**
 * tee_arg_size_is_sound() - whether an argument is as long as it says
 * @buf_len:	its length, bytes
 * @header:	the length of its fixed part
 * @num_params:	how many parameters it says follow
 *
 * Return: whether @buf_len is exactly the two together, and within bounds.
 */
bool tee_arg_size_is_sound(u64 buf_len, size_t header, u32 num_params)
{
	if (buf_len < header || buf_len > TEE_MAX_ARG_SIZE)
		return false;
	return (buf_len - header) == (u64)num_params * sizeof(struct tee_ioctl_param);
}

/**
 * tee_param_attr_is_sound() - whether a parameter may be of this type
 * @attr:	its attributes
 * @role:	whose it is
 * @gen_caps:	what the TEE can do, TEE_GEN_CAP_*
 *
 * Return: true or false.
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
 * tee_param_has_memref() - whether a parameter refers to shared memory
 * @attr:	its attributes
 *
 * Return: true or false.
 */
bool tee_param_has_memref(u64 attr)
{
	u64 type = attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;

	return type >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

/**
 * tee_memref_id() - read the id of a memref
 * @c:		the parameter's field
 * @id:		set to the id
 *
 * Return: 0, or -EINVAL where no memory can have that id: all 64 bits count.
 */
int tee_memref_id(u64 c, int *id)
{
	if (c > INT_MAX)
		return -EINVAL;
	*id = c;
	return 0;
}

/**
 * tee_memref_is_within() - whether a piece lies within shared memory
 * @offset:	where it begins, bytes
 * @size:	its size, bytes
 * @shm_size:	the size of the memory
 *
 * Return: true or false; an empty piece may stand at the very end.
 */
bool tee_memref_is_within(u64 offset, u64 size, size_t shm_size)
{
	return offset <= shm_size && size <= shm_size - offset;
}

/**
 * tee_param_decode() - read a parameter, but for the memory it refers to
 * @ip:		as the program gave it, its attributes sound
 * @param:	filled in; a memref's memory is NULL
 *
 * Return: 0, or -EINVAL where a number does not fit this machine.
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
 * tee_param_encode() - write what a call changed in a parameter
 * @param:	the parameter after the call
 * @ip:		as the program gave it; outputs are updated
 *
 * Return: whether anything is to be written back.
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
