/* SPDX-License-Identifier: GPL-2.0-only */
/* Registry functions used within this module only */
#ifndef TEE_CONDUIT_REGISTRY_H
#define TEE_CONDUIT_REGISTRY_H

#include <linux/types.h>

void tee_conduits_init(void);
void tee_conduits_exit(void);
bool tee_conduit_is_instruction(const char *name);

#endif /* TEE_CONDUIT_REGISTRY_H */
