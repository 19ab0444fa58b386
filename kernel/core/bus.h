/* SPDX-License-Identifier: GPL-2.0-only */
/* tee bus registration */
#ifndef TEE_BUS_H
#define TEE_BUS_H

int tee_bus_init(void);
void tee_bus_exit(void);

#endif /* TEE_BUS_H */
