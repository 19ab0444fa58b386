// SPDX-License-Identifier: GPL-2.0-only
/*
 * All the ways in which the model can misbehave. Some run in steps, where each
 * step fills in an RPC message and returns the call's status. The others spoil
 * a call's result.
 */

#include <linux/io.h>
#include <linux/limits.h>
#include <linux/tee_result.h>

#include "model.h"

#define RPC(function)	(OPTEE_SMC_RPC_PREFIX | (function))
#define RPC_CMD		RPC(OPTEE_SMC_RPC_FUNC_CMD)
#define DONE		OPTEE_SMC_RETURN_OK

#define VALUE_IN	OPTEE_MSG_TYPE_VALUE_INPUT
#define VALUE_OUT	OPTEE_MSG_TYPE_VALUE_OUTPUT

#define BAD		TEEC_ERROR_BAD_PARAMETERS

static u32 request(struct model_thread *thread, u32 cmd, u32 num_params)
{
	struct optee_msg_arg *rpc = thread->rpc;

	*rpc = (struct optee_msg_arg){ .cmd = cmd, .num_params = num_params, .ret = ~0u };
	return RPC_CMD;
}

static u32 request_one(struct model_thread *thread, u32 cmd, u64 attr, u64 a, u64 b, u64 c)
{
	u32 status = request(thread, cmd, 1);

	thread->rpc->params[0] = (struct optee_msg_param){
		.attr = attr, .u.value = { .a = a, .b = b, .c = c },
	};
	return status;
}

/* Without a preallocated RPC message, spend a step on allocating one */
static bool needs_room(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (thread->rpc)
		return false;
	/* incremented to 0 before the first real step */
	thread->step = -1;
	result->a[1] = OPTEE_MSG_SIZE(MODEL_RPC_PARAMS);
	return true;
}

/* ONE(name, what): a single RPC, and done */
#define ONE(name, what)								\
static u32 name(struct model_thread *thread, struct tee_conduit_result *result)	\
{										\
	if (needs_room(thread, result))						\
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);				\
	return thread->step ? DONE : (what);					\
}

ONE(rpc_unknown_function, RPC(0x77))
ONE(rpc_with_countless_parameters, request(thread, OPTEE_RPC_CMD_GET_TIME, U32_MAX))
ONE(rpc_with_too_many_parameters, request(thread, OPTEE_RPC_CMD_GET_TIME, 200))
ONE(time_without_parameter, request(thread, OPTEE_RPC_CMD_GET_TIME, 0))
ONE(time_into_an_input, request_one(thread, OPTEE_RPC_CMD_GET_TIME, VALUE_IN, 0, 0, 0))
ONE(time_into_memory,
    request_one(thread, OPTEE_RPC_CMD_GET_TIME, OPTEE_MSG_TYPE_RMEM_OUTPUT, 0, 16, 1))
ONE(time_with_attributes,
    request_one(thread, OPTEE_RPC_CMD_GET_TIME, VALUE_OUT | OPTEE_MSG_ATTR_NONCONTIG, 0, 0, 0))
ONE(wait_for_a_key_too_high, request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 0, 64, 10))
ONE(wait_for_a_key_of_64_bits,
    request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 0, 1ull << 32, 10))
ONE(post_a_key_too_high, request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 1, 64, 0))
ONE(post_the_last_of_all_numbers,
    request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 1, U64_MAX, 0))
ONE(notify_neither_wait_nor_post,
    request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 7, 1, 0))
ONE(notify_with_memory,
    request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, OPTEE_MSG_TYPE_TMEM_INPUT, 0, 1, 0))
ONE(wait_in_vain, request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 0, 5, 2000))
ONE(suspend_without_a_time, request(thread, OPTEE_RPC_CMD_SUSPEND, 0))
ONE(alloc_of_an_unknown_type, request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN, 9, 4096, 0))
ONE(alloc_of_nothing, request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN, 1, 0, 0))
ONE(alloc_of_a_tebibyte, request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN, 1, 1ull << 40, 0))
ONE(alloc_of_everything, request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN, 1, U64_MAX, 0))
ONE(alloc_with_an_output, request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_OUT, 1, 4096, 0))
ONE(free_of_an_unknown_type, request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, 9, 1, 0))
ONE(free_of_cookie_0, request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, 1, 0, 0))
ONE(free_of_a_stale_cookie, request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, 1, 0x12345, 0))
ONE(free_of_the_highest_cookie,
    request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, 1, U64_MAX, 0))
ONE(request_with_a_stale_cookie,
    request_one(thread, 0, OPTEE_MSG_TYPE_RMEM_OUTPUT, 0, 4096, 0x12345))
ONE(request_with_a_physical_address,
    request_one(thread, 0, OPTEE_MSG_TYPE_TMEM_OUTPUT, 0x40000000, 4096, 0x12345))
ONE(request_with_an_unknown_type, request_one(thread, 0, 0x44, 0, 0, 0))
ONE(request_with_attributes, request_one(thread, 0, VALUE_IN | OPTEE_MSG_ATTR_META, 0, 0, 0))
ONE(request_that_nobody_serves, request_one(thread, 0x7777, VALUE_IN, 0, 0, 0))
ONE(request_with_five_parameters, request(thread, 0x7777, 5))
ONE(i2c_without_parameters, request(thread, OPTEE_RPC_CMD_I2C_TRANSFER, 0))
ONE(i2c_with_one_parameter, request_one(thread, OPTEE_RPC_CMD_I2C_TRANSFER, VALUE_IN, 0, 99, 0))
ONE(rpmb_in_the_kernel, request(thread, OPTEE_RPC_CMD_RPMB_PROBE_RESET, 0))

/* The ones that take several steps */

static u32 alloc_kernel(struct model_thread *thread)
{
	return request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN,
			   OPTEE_RPC_SHM_TYPE_KERNEL, 5000, 0);
}

/* Allocate memory, then call @misuse for it @times times */
static u32 misuse_memory(struct model_thread *thread, struct tee_conduit_result *result,
			 unsigned int times, u32 (*misuse)(struct model_thread *thread))
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	if (!thread->step)
		return alloc_kernel(thread);
	/* the allocation has just returned */
	if (thread->step == 1)
		thread->cookie = thread->rpc->params[0].u.tmem.shm_ref;
	return thread->step <= times ? misuse(thread) : DONE;
}

static u32 free_as(struct model_thread *thread, u64 type)
{
	return request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, type, thread->cookie, 0);
}

static u32 free_as_kernel(struct model_thread *thread)
{
	return free_as(thread, OPTEE_RPC_SHM_TYPE_KERNEL);
}

static u32 free_as_appl(struct model_thread *thread)
{
	return free_as(thread, OPTEE_RPC_SHM_TYPE_APPL);
}

static u32 hand_to_supplicant(struct model_thread *thread)
{
	return request_one(thread, 0, OPTEE_MSG_TYPE_RMEM_INPUT, 0, 16, thread->cookie);
}

static u32 free_twice(struct model_thread *thread, struct tee_conduit_result *result)
{
	return misuse_memory(thread, result, 2, free_as_kernel);
}

static u32 free_as_the_other_type(struct model_thread *thread,
				  struct tee_conduit_result *result)
{
	return misuse_memory(thread, result, 1, free_as_appl);
}

/* Watch the first page as well, to see if the driver frees it all the same */
static u32 never_free(struct model_thread *thread, struct tee_conduit_result *result)
{
	u32 status = misuse_memory(thread, result, 0, NULL);
	const struct optee_msg_page_list *list;
	const struct optee_msg_param *param;

	if (status != DONE)
		return status;
	if (thread->cookie && model.num_kept < MODEL_MOST_KEPT)
		model.kept[model.num_kept++] = thread->cookie;
	param = &thread->rpc->params[0];
	if (param->attr & OPTEE_MSG_ATTR_NONCONTIG) {
		list = phys_to_virt(ALIGN_DOWN(param->u.tmem.buf_ptr, OPTEE_MSG_PAGE_SIZE));
		model_hold_page(list->pages[0]);
	}
	return status;
}

/* Clean up after never_free(), one buffer per call */
static u32 free_what_was_kept(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (!model.num_kept)
		return DONE;
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	thread->cookie = model.kept[--model.num_kept];
	return free_as_kernel(thread);
}

static u32 request_with_the_kernels_memory(struct model_thread *thread,
					   struct tee_conduit_result *result)
{
	return misuse_memory(thread, result, 1, hand_to_supplicant);
}

/* 63 is the model's highest key, so this has to work */
static u32 post_and_wait_for_the_highest_key(struct model_thread *thread,
					     struct tee_conduit_result *result)
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	switch (thread->step) {
	case 0:
		return request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 1, 63, 0);
	case 1:
		return request_one(thread, OPTEE_RPC_CMD_NOTIFICATION, VALUE_IN, 0, 63, 20000);
	default:
		return DONE;
	}
}

static u32 thousands_of_interrupts(struct model_thread *thread,
				   struct tee_conduit_result *result)
{
	return thread->step < 20000 ? RPC(OPTEE_SMC_RPC_FUNC_FOREIGN_INTR) : DONE;
}

/* Returns to the driver all the time, otherwise nothing could end the test */
static u32 hangs(struct model_thread *thread, struct tee_conduit_result *result)
{
	return READ_ONCE(model.knobs.hang) ? RPC(OPTEE_SMC_RPC_FUNC_FOREIGN_INTR) : DONE;
}

/* Likewise, but with an RPC for the driver to serve each time */
static u32 asks_for_ever(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	if (thread->step && !READ_ONCE(model.knobs.hang))
		return DONE;
	return request_one(thread, OPTEE_RPC_CMD_GET_TIME, VALUE_OUT, 0, 0, 0);
}

/*
 * These two race: one call allocates, the other guesses the cookie and frees
 * the memory, perhaps before the first has seen the reply.
 */
static u64 last_cookie;
static bool allocating;

static u32 free_of(struct model_thread *thread, u64 cookie)
{
	return request_one(thread, OPTEE_RPC_CMD_SHM_FREE, VALUE_IN, OPTEE_RPC_SHM_TYPE_KERNEL,
			   cookie, 0);
}

static u32 alloc_again_and_again(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	WRITE_ONCE(allocating, thread->step < 100);
	if (thread->step == 100)
		return DONE;
	if (thread->step % 2 == 0)
		return request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN,
				   OPTEE_RPC_SHM_TYPE_KERNEL, 8 << 20, 0);
	WRITE_ONCE(last_cookie, thread->rpc->params[0].u.tmem.shm_ref);
	return free_of(thread, thread->rpc->params[0].u.tmem.shm_ref);
}

static u32 free_what_comes_next(struct model_thread *thread, struct tee_conduit_result *result)
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	/* Gives up sooner if the other call isn't allocating (yet) */
	if (thread->step < (READ_ONCE(allocating) ? 5000000 : 20000))
		return free_of(thread, READ_ONCE(last_cookie) + 1);
	return DONE;
}

/* Separate RPC message buffers, requested and misused */

static u32 room_of_no_size(struct model_thread *thread, struct tee_conduit_result *result)
{
	result->a[1] = 0;
	return thread->step ? DONE : RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
}

static u32 room_without_end(struct model_thread *thread, struct tee_conduit_result *result)
{
	result->a[1] = U32_MAX;
	return thread->step ? DONE : RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
}

static u32 room_given_back_twice(struct model_thread *thread,
				 struct tee_conduit_result *result)
{
	if (!thread->cookie && needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	/* It's gone after the first FREE, don't touch it */
	thread->cookie = thread->rpc_cookie;
	thread->rpc = NULL;
	result->a[1] = upper_32_bits(thread->cookie);
	result->a[2] = lower_32_bits(thread->cookie);
	return thread->step < 2 ? RPC(OPTEE_SMC_RPC_FUNC_FREE) : DONE;
}

static u32 message_with_a_stale_cookie(struct model_thread *thread,
				       struct tee_conduit_result *result)
{
	result->a[1] = 0;
	result->a[2] = 0x12345;
	return thread->step ? DONE : RPC_CMD;
}

/* The supplicant's memory, never returned */
static u32 alloc_of_the_supplicants(struct model_thread *thread,
				    struct tee_conduit_result *result)
{
	if (needs_room(thread, result))
		return RPC(OPTEE_SMC_RPC_FUNC_ALLOC);
	return thread->step ? DONE : request_one(thread, OPTEE_RPC_CMD_SHM_ALLOC, VALUE_IN,
						 OPTEE_RPC_SHM_TYPE_APPL, 4096, 0);
}

/* Calls that end normally, but with a spoilt result */

static u32 services_without_end(struct model_thread *thread)
{
	thread->msg->ret = model_list_services(thread->msg);
	return DONE;
}

static u32 unknown_status(struct model_thread *thread)
{
	return 0xdeadbeef;
}

static u32 status_of_a_fast_call(struct model_thread *thread)
{
	return OPTEE_SMC_RETURN_EBUSY;
}

static u32 memory_larger_than_memory(struct model_thread *thread)
{
	thread->msg->params[1].u.rmem.size = U64_MAX;
	return DONE;
}

static u32 types_changed(struct model_thread *thread)
{
	thread->msg->params[1].attr = VALUE_OUT;
	return DONE;
}

static u32 attributes_changed(struct model_thread *thread)
{
	thread->msg->params[1].attr |= 0x20;
	return DONE;
}

static u32 cookie_and_count_changed(struct model_thread *thread)
{
	thread->msg->params[1].u.rmem.shm_ref = 0x12345;
	thread->msg->params[1].u.rmem.offs = U64_MAX;
	thread->msg->num_params = U32_MAX;
	thread->msg->session = 0;
	return DONE;
}

static u32 odd_origin(struct model_thread *thread)
{
	thread->msg->ret_origin = 77;
	return DONE;
}

/* Table entries, for either kind */
#define STEPS(function, ...)	{ .name = #function, .next = function, ##__VA_ARGS__ }
#define SPOILS(function, ...)	{ .name = #function, .spoil = function, ##__VA_ARGS__ }

const struct mischief mischiefs[] = {
	STEPS(rpc_unknown_function, .rpc_ret = ~0u),
	STEPS(rpc_with_countless_parameters, .rpc_ret = BAD),
	STEPS(rpc_with_too_many_parameters, .rpc_ret = BAD),
	STEPS(time_without_parameter, .rpc_ret = BAD),
	STEPS(time_into_an_input, .rpc_ret = BAD),
	STEPS(time_into_memory, .rpc_ret = BAD),
	STEPS(time_with_attributes, .rpc_ret = BAD),
	STEPS(wait_for_a_key_too_high, .rpc_ret = BAD),
	STEPS(wait_for_a_key_of_64_bits, .rpc_ret = BAD),
	STEPS(post_a_key_too_high, .rpc_ret = BAD),
	STEPS(post_the_last_of_all_numbers, .rpc_ret = BAD),
	STEPS(notify_neither_wait_nor_post, .rpc_ret = BAD),
	STEPS(notify_with_memory, .rpc_ret = BAD),
	STEPS(wait_in_vain, .rpc_ret = TEE_ERROR_TIMEOUT),
	STEPS(suspend_without_a_time, .rpc_ret = BAD),
	STEPS(alloc_of_an_unknown_type, .rpc_ret = BAD),
	STEPS(alloc_of_nothing, .rpc_ret = BAD),
	STEPS(alloc_of_a_tebibyte, .rpc_ret = TEEC_ERROR_OUT_OF_MEMORY),
	STEPS(alloc_of_everything, .rpc_ret = TEEC_ERROR_OUT_OF_MEMORY),
	STEPS(alloc_with_an_output, .rpc_ret = BAD),
	STEPS(free_of_an_unknown_type, .rpc_ret = BAD),
	STEPS(free_of_cookie_0, .rpc_ret = BAD),
	STEPS(free_of_a_stale_cookie, .rpc_ret = BAD),
	STEPS(free_of_the_highest_cookie, .rpc_ret = BAD),
	STEPS(request_with_a_stale_cookie, .rpc_ret = BAD),
	STEPS(request_with_a_physical_address, .rpc_ret = BAD),
	STEPS(request_with_an_unknown_type, .rpc_ret = BAD),
	STEPS(request_with_attributes, .rpc_ret = BAD),
	STEPS(request_that_nobody_serves, .rpc_ret = TEEC_ERROR_COMMUNICATION),
	STEPS(request_with_five_parameters, .rpc_ret = BAD, .rpc_arg = -1),
	STEPS(i2c_without_parameters, .rpc_ret = BAD),
	STEPS(i2c_with_one_parameter, .rpc_ret = BAD),
	STEPS(rpmb_in_the_kernel, .rpc_ret = TEEC_ERROR_NOT_SUPPORTED),
	STEPS(free_twice, .rpc_ret = BAD),
	STEPS(free_as_the_other_type, .rpc_ret = BAD),
	STEPS(never_free),
	STEPS(free_what_was_kept),
	STEPS(request_with_the_kernels_memory, .rpc_ret = BAD),
	STEPS(post_and_wait_for_the_highest_key),
	STEPS(thousands_of_interrupts, .rpc_ret = ~0u),
	STEPS(hangs, .rpc_ret = ~0u),
	STEPS(asks_for_ever),
	STEPS(alloc_again_and_again),
	STEPS(free_what_comes_next, .rpc_ret = BAD),
	STEPS(room_of_no_size, .rpc_arg = -1),
	STEPS(room_without_end, .rpc_arg = -1),
	STEPS(room_given_back_twice, .rpc_ret = ~0u, .rpc_arg = -1),
	STEPS(message_with_a_stale_cookie, .rpc_ret = ~0u, .rpc_arg = -1),
	STEPS(alloc_of_the_supplicants, .rpc_ret = TEEC_ERROR_COMMUNICATION),
	SPOILS(services_without_end, .answer = BAD),
	SPOILS(unknown_status, .answer = TEEC_ERROR_COMMUNICATION),
	SPOILS(status_of_a_fast_call, .answer = TEEC_ERROR_COMMUNICATION),
	SPOILS(memory_larger_than_memory),
	SPOILS(types_changed, .answer = TEEC_ERROR_COMMUNICATION),
	SPOILS(attributes_changed, .answer = TEEC_ERROR_COMMUNICATION),
	SPOILS(cookie_and_count_changed),
	SPOILS(odd_origin),
};

const unsigned int num_mischiefs = ARRAY_SIZE(mischiefs);
