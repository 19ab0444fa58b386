/* SPDX-License-Identifier: GPL-2.0-only */
/* Module init and exit for timed calls. */
#ifndef TEE_TIMED_H
#define TEE_TIMED_H

int tee_timed_init(void);
void tee_timed_exit(void);

#endif /* TEE_TIMED_H */
