/* SPDX-License-Identifier: GPL-2.0-only */
/* The TEE device that a server offers */
#ifndef VTEE_DEVICE_H
#define VTEE_DEVICE_H

#include "vtee/vtee.h"

#define VTEE_DRIVER_VERSION	"1.0"

int vtee_device_create(struct vtee *vtee, const struct vtee_create *create);
unsigned int vtee_device_number(const struct vtee *vtee);
void vtee_server_die(struct vtee *vtee);
void vtee_queue_remove(struct vtee_queue *queue);
int vtee_devices_init(void);
void vtee_devices_exit(void);

#endif /* VTEE_DEVICE_H */
