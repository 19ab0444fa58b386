/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Check and decode ioctl arguments: sizes, parameters and memory ranges. The unit tests
 * build this for the host, too, so keep kernel dependencies out.
 */
#ifndef TEE_PARAMS_H
#define TEE_PARAMS_H

#include <linux/tee.h>
#include <linux/types.h>

struct tee_param;

/**
 * enum tee_param_role - who passed a parameter
 * @TEE_PARAM_CLIENT: a client calling a Trusted Application
 * @TEE_PARAM_SUPP_ROOM: the supplicant, making room for a request
 * @TEE_PARAM_SUPP_ANSWER: the supplicant, replying to a request
 */
enum tee_param_role {
	TEE_PARAM_CLIENT,
	TEE_PARAM_SUPP_ROOM,
	TEE_PARAM_SUPP_ANSWER,
};

bool tee_arg_size_is_sound(u64 buf_len, size_t header, u32 num_params);
bool tee_param_attr_is_sound(u64 attr, enum tee_param_role role, u32 gen_caps);
bool tee_param_has_memref(u64 attr);
int tee_memref_id(u64 c, int *id);
bool tee_memref_is_within(u64 offset, u64 size, size_t shm_size);
int tee_param_decode(const struct tee_ioctl_param *ip, struct tee_param *param);
bool tee_param_encode(const struct tee_param *param, struct tee_ioctl_param *ip);

#endif /* TEE_PARAMS_H */
