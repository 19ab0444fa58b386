/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the conduit module's files share.
 */
#ifndef TEE_CONDUIT_PRIVATE_H
#define TEE_CONDUIT_PRIVATE_H

#include <linux/tee_conduit.h>

/**
 * struct tee_conduit_kind - a conduit that the module brings along
 * @conduit:	the conduit
 * @exists:	whether this machine has it; it must not be called otherwise
 */
struct tee_conduit_kind {
	struct tee_conduit conduit;
	bool (*exists)(void);
};

/* smccc.c */
extern const struct tee_conduit_kind tee_conduit_smc;
extern const struct tee_conduit_kind tee_conduit_hvc;

#endif /* TEE_CONDUIT_PRIVATE_H */
