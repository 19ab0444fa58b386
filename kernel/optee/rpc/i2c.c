// SPDX-License-Identifier: GPL-2.0-only
/*
 * I2C transfers on behalf of secure world, for devices that hang off a bus Linux owns
 */

#include <linux/i2c.h>
#include <linux/tee_result.h>

#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_rpc.h"
#include "optee/rpc/i2c.h"

#if IS_REACHABLE(CONFIG_I2C)

static int set_address(struct i2c_adapter *adapter, struct i2c_msg *transfer,
		       u64 address, u64 flags)
{
	bool ten_bit = flags & OPTEE_RPC_I2C_TEN_BIT;

	if (flags & ~(u64)OPTEE_RPC_I2C_TEN_BIT || address > (ten_bit ? 0x3ff : 0x7f))
		return -EINVAL;
	if (ten_bit && !i2c_check_functionality(adapter, I2C_FUNC_10BIT_ADDR))
		return -EOPNOTSUPP;
	transfer->addr = address;
	if (ten_bit)
		transfer->flags |= I2C_M_TEN;
	return 0;
}

static u32 transfer_bytes(struct tee_param *params)
{
	const struct tee_param_memref *memref = &params[2].u.memref;
	struct i2c_adapter *adapter;
	struct i2c_msg transfer = { };
	u32 ret = TEEC_ERROR_BAD_PARAMETERS;

	if (params[0].u.value.a > OPTEE_RPC_I2C_WRITE ||
	    params[0].u.value.b > INT_MAX || !memref->shm ||
	    !memref->size || memref->size > U16_MAX)
		return ret;
	transfer.buf = tee_shm_get_va(memref->shm, memref->shm_offs);
	if (IS_ERR(transfer.buf))
		return ret;
	transfer.len = memref->size;
	if (params[0].u.value.a == OPTEE_RPC_I2C_READ)
		transfer.flags = I2C_M_RD;

	adapter = i2c_get_adapter(params[0].u.value.b);
	if (!adapter)
		return ret;
	if (set_address(adapter, &transfer, params[0].u.value.c, params[1].u.value.a))
		goto put_adapter;
	ret = TEEC_ERROR_COMMUNICATION;
	if (i2c_transfer(adapter, &transfer, 1) == 1) {
		params[3].u.value.a = transfer.len;
		ret = TEEC_SUCCESS;
	}
put_adapter:
	i2c_put_adapter(adapter);
	return ret;
}

void optee_rpc_i2c(struct optee *optee, struct optee_rpc_msg *msg)
{
	static const u8 types[] = {
		OPTEE_MSG_TYPE_VALUE_INPUT,
		OPTEE_MSG_TYPE_VALUE_INPUT,
		OPTEE_MSG_TYPE_RMEM_INOUT,
		OPTEE_MSG_TYPE_VALUE_OUTPUT,
	};
	struct tee_param params[OPTEE_RPC_MAX_PARAMS];

	if (!optee_rpc_has_types(msg, types, ARRAY_SIZE(types)) ||
	    optee_rpc_get_params(optee, msg, params, BIT(OPTEE_MEMORY_KERNEL)))
		return;
	msg->ret = transfer_bytes(params);
	optee_rpc_encode_outputs(msg, params);
	optee_rpc_put_params(params, msg->num_params);
}

#else

void optee_rpc_i2c(struct optee *optee, struct optee_rpc_msg *msg)
{
	msg->ret = TEEC_ERROR_NOT_SUPPORTED;
}

#endif
