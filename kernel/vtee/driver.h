/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's operations */
#ifndef VTEE_DRIVER_H
#define VTEE_DRIVER_H

#include <linux/tee_core.h>

extern const struct tee_desc vtee_desc;
extern const struct tee_desc vtee_object_desc;

#endif /* VTEE_DRIVER_H */
