/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_MOD_DEVICETABLE_H
#define SHIM_MOD_DEVICETABLE_H
#include <linux/uuid.h>
struct tee_client_device_id {
	uuid_t uuid;
};
#endif
