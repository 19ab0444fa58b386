/* SPDX-License-Identifier: GPL-2.0-only */
/* Driver for "gtee,conduit-indirect" devices, see indirect.c */
#ifndef TEE_CONDUIT_INDIRECT_H
#define TEE_CONDUIT_INDIRECT_H

int indirect_init(void);
void indirect_exit(void);

#endif /* TEE_CONDUIT_INDIRECT_H */
