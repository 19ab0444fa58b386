/* SPDX-License-Identifier: GPL-2.0-only */
/* Module init and exit for deferred driver removal */
#ifndef TEE_REMOVAL_H
#define TEE_REMOVAL_H

int tee_removal_init(void);
void tee_removal_exit(void);

#endif /* TEE_REMOVAL_H */
