/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the conduit module's files share.
 */
#ifndef TEE_CONDUIT_PRIVATE_H
#define TEE_CONDUIT_PRIVATE_H

#include <linux/tee_conduit.h>

/* smccc.c: the instructions, of which a machine may have one, both or none. */
int smccc_register_conduits(void);
void smccc_unregister_conduits(void);
bool smccc_knows(const char *name);
const struct tee_conduit *smccc_find(const char *name);

/* indirect.c */
int indirect_init(void);
void indirect_exit(void);

#endif /* TEE_CONDUIT_PRIVATE_H */
