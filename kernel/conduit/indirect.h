/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Indirect conduits. A device describes each of them; they call the platform by an
 * instruction.
 */
#ifndef TEE_CONDUIT_INDIRECT_H
#define TEE_CONDUIT_INDIRECT_H

int indirect_init(void);
void indirect_exit(void);

#endif /* TEE_CONDUIT_INDIRECT_H */
