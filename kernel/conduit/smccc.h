/* SPDX-License-Identifier: GPL-2.0-only */
/* Conduits "smc" and "hvc". Each is registered only if the machine has the instruction. */
#ifndef TEE_CONDUIT_SMCCC_H
#define TEE_CONDUIT_SMCCC_H

#include <linux/tee_conduit.h>

int smccc_register_conduits(void);
void smccc_unregister_conduits(void);
const struct tee_conduit *smccc_find(const char *name);

#endif /* TEE_CONDUIT_SMCCC_H */
