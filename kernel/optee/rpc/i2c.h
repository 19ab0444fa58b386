/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I2C transfers on behalf of secure world
 */
#ifndef OPTEE_I2C_H
#define OPTEE_I2C_H

struct optee;
struct optee_rpc_msg;

void optee_rpc_i2c(struct optee *optee, struct optee_rpc_msg *msg);

#endif /* OPTEE_I2C_H */
