/* SPDX-License-Identifier: GPL-2.0-only */
/* Create and destroy the workqueues for timed calls of kernel clients. */
#ifndef TEE_TIMED_H
#define TEE_TIMED_H

int tee_timed_init(void);
void tee_timed_exit(void);

#endif /* TEE_TIMED_H */
