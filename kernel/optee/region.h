/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pool operations: (un)register regions with secure world
 */
#ifndef OPTEE_REGION_H
#define OPTEE_REGION_H

#include <linux/tee_core.h>

int optee_region_register(void *data, struct tee_region *region);
int optee_region_unregister(void *data, struct tee_region *region,
			    enum tee_wait_mode wait_mode);

#endif /* OPTEE_REGION_H */
