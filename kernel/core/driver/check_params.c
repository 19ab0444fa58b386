// SPDX-License-Identifier: GPL-2.0-only
/* Parameter type checks for drivers */

#include <linux/tee_core.h>

bool tee_params_have_types(const struct tee_param *param, u32 num_params,
			   const u64 *types, u32 num_types)
{
	u32 n;

	for (n = 0; n < num_types; n++) {
		u64 type = n < num_params ? param[n].attr : TEE_IOCTL_PARAM_ATTR_TYPE_NONE;

		if (type != types[n])
			return false;
	}
	return tee_params_are_none(param, num_types, num_params);
}
EXPORT_SYMBOL_GPL(tee_params_have_types);
