/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Indirect conduits. Each of them is described by a device, and executes an instruction that
 * traps to the platform.
 */
#ifndef TEE_CONDUIT_INDIRECT_H
#define TEE_CONDUIT_INDIRECT_H

int indirect_init(void);
void indirect_exit(void);

#endif /* TEE_CONDUIT_INDIRECT_H */
