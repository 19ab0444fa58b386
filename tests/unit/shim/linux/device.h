/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_DEVICE_H
#define SHIM_DEVICE_H
#include <linux/types.h>
struct bus_type;
struct attribute_group;
struct device {
	void *unused;
};
struct device_driver {
	void *unused;
};
#endif
