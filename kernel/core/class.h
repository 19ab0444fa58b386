/* SPDX-License-Identifier: GPL-2.0-only */
/* The "tee" device class */
#ifndef TEE_CLASS_H
#define TEE_CLASS_H

#include <linux/device/class.h>

extern const struct class tee_class;

int tee_class_init(void);
void tee_class_exit(void);

#endif /* TEE_CLASS_H */
