// SPDX-License-Identifier: BSD-2-Clause
/* The TPM, with libtpms and a stub of trusted storage */

#include <stdlib.h>
#include <string.h>
#include <ta/tpm.h>

#include "ta/tpm/command.h"
#include "ta/tpm/engine.h"
#include "ta/tpm/state.h"
#include "unit.h"

#define NV_INDEX	0x01500016
#define NV_SIZE		8
#define RC_NV_DEFINED	0x14c
#define RC_VALUE	0x84
#define RC_COMMAND_SIZE	0x142

/* The storage: what's in it, what it answers, and how often it was written */
static uint8_t *stored;
static uint32_t stored_size;
static TEE_Result load_result, store_result;
static int stores;

static uint8_t command[TA_TPM_MAX_SIZE], response[TA_TPM_MAX_SIZE];
static uint32_t size, got;

TEE_Result tpm_state_load(uint8_t **state, uint32_t *state_size)
{
	if (load_result)
		return load_result;
	if (!stored)
		return TEE_ERROR_ITEM_NOT_FOUND;
	*state = malloc(stored_size);
	memcpy(*state, stored, stored_size);
	*state_size = stored_size;
	return TEE_SUCCESS;
}

TEE_Result tpm_state_store(const uint8_t *state, uint32_t state_size)
{
	if (store_result)
		return store_result;
	stored = realloc(stored, state_size);
	memcpy(stored, state, state_size);
	stored_size = state_size;
	stores++;
	return TEE_SUCCESS;
}

static void put(uint64_t value, int bytes)
{
	while (bytes--)
		command[size++] = (uint8_t)(value >> 8 * bytes);
}

static void begin(uint16_t tag, uint32_t code)
{
	size = 0;
	put(tag, 2);
	put(0, 4);
	put(code, 4);
}

/* An empty password */
static void put_password(void)
{
	put(9, 4);
	put(0x40000009, 4);
	put(0, 5);
}

static uint32_t run(void)
{
	uint32_t whole = size;

	size = 2;
	put(whole, 4);
	got = tpm_engine_run(command, whole, response);
	assert_in_range(got, TPM_HEADER_SIZE, sizeof(response));
	return tpm_response_code(response, got);
}

static uint32_t startup(void)
{
	size = tpm_command_startup(command);
	return run();
}

static uint32_t extend(uint32_t pcr)
{
	begin(0x8002, 0x182);
	put(pcr, 4);
	put_password();
	put(1, 4);
	put(0xb, 2);
	for (int n = 0; n < 4; n++)
		put(0x0123456789abcdef, 8);
	return run();
}

/* Return the first bytes of PCR 10. */
static uint64_t read_pcr(void)
{
	uint64_t value = 0;

	begin(0x8001, 0x17e);
	put(1, 4);
	put(0xb, 2);
	put(0x03000400, 4);
	assert_int_equal(run(), TPM_RC_SUCCESS);
	for (int n = 0; n < 8; n++)
		value = value << 8 | response[30 + n];
	return value;
}

static uint32_t define_nv(void)
{
	begin(0x8002, 0x12a);
	put(0x40000001, 4);	/* by the owner */
	put_password();
	put(0, 2);
	put(14, 2);
	put(NV_INDEX, 4);
	put(0xb, 2);
	put(0x02060006, 4);	/* read and written with either password, as often as one likes */
	put(0, 2);
	put(NV_SIZE, 2);
	return run();
}

static uint32_t write_nv(uint64_t value)
{
	begin(0x8002, 0x137);
	put(NV_INDEX, 4);
	put(NV_INDEX, 4);
	put_password();
	put(NV_SIZE, 2);
	put(value, NV_SIZE);
	put(0, 2);
	return run();
}

static uint32_t read_nv(uint64_t *value)
{
	uint32_t code;

	begin(0x8002, 0x14e);
	put(NV_INDEX, 4);
	put(NV_INDEX, 4);
	put_password();
	put(NV_SIZE, 2);
	put(0, 2);
	code = run();
	*value = 0;
	for (int n = 0; n < NV_SIZE; n++)
		*value = *value << 8 | response[16 + n];
	return code;
}

static int power_on(void **state)
{
	(void)state;
	return tpm_engine_start() || startup();
}

static int power_off(void **state)
{
	(void)state;
	tpm_engine_stop();
	return 0;
}

static int begin_test(void **state)
{
	load_result = store_result = TEE_SUCCESS;
	stores = 0;
	return power_on(state);
}

static int end_test(void **state)
{
	free(stored);
	stored = NULL;
	return power_off(state);
}

static void power_cycle(void)
{
	power_off(NULL);
	assert_int_equal(power_on(NULL), 0);
}

static void needs_no_storage_for_pcrs(void **state)
{
	uint64_t value;

	(void)state;
	load_result = store_result = TEE_ERROR_COMMUNICATION;
	power_cycle();
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
	value = read_pcr();
	assert_true(value);
	assert_int_equal(define_nv(), TPM_RC_NV_UNAVAILABLE);
	assert_int_equal(read_pcr(), value);
	load_result = store_result = TEE_SUCCESS;
	assert_int_equal(stores, 0);
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	assert_int_equal(read_pcr(), value);
	assert_true(stores > 0);
}

static void keeps_its_state(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	assert_int_equal(write_nv(42), TPM_RC_SUCCESS);
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
	power_cycle();
	assert_int_equal(read_pcr(), 0);
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
	value = read_pcr();
	assert_int_equal(define_nv(), RC_NV_DEFINED);
	assert_int_equal(read_pcr(), value);
	assert_int_equal(read_nv(&value), TPM_RC_SUCCESS);
	assert_int_equal(value, 42);
}

/* It neither works with a new state, nor overwrites the old one. */
static void refuse(TEE_Result result, uint32_t code)
{
	uint32_t old_size = stored_size;
	uint8_t *old = malloc(old_size);
	uint64_t value;

	memcpy(old, stored, old_size);
	load_result = result;
	stores = 0;
	power_cycle();
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
	value = read_pcr();
	for (int n = 0; n < 2; n++) {
		assert_int_equal(define_nv(), code);
		assert_int_equal(read_pcr(), value);
		assert_int_equal(extend(11), TPM_RC_SUCCESS);
	}
	assert_int_equal(stores, 0);
	assert_int_equal(stored_size, old_size);
	assert_memory_equal(stored, old, old_size);
	free(old);
	load_result = TEE_SUCCESS;
}

static void does_not_replace_a_state(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	assert_int_equal(write_nv(42), TPM_RC_SUCCESS);
	refuse(TEE_ERROR_STORAGE_NOT_AVAILABLE, TPM_RC_NV_UNAVAILABLE);
	refuse(TEE_ERROR_OUT_OF_MEMORY, TPM_RC_NV_UNAVAILABLE);
	refuse(TEE_ERROR_CORRUPT_OBJECT, TPM_RC_FAILURE);
	for (uint32_t cut = 1; cut < stored_size; cut += stored_size / 16) {
		uint32_t whole = stored_size;

		stored_size = cut;
		refuse(TEE_SUCCESS, TPM_RC_FAILURE);
		stored_size = whole;
	}
	assert_int_equal(read_nv(&value), TPM_RC_SUCCESS);
	assert_int_equal(value, 42);
}

static void says_what_was_not_stored(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	store_result = TEE_ERROR_STORAGE_NO_SPACE;
	assert_int_equal(write_nv(42), TPM_RC_NV_UNAVAILABLE);
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
	assert_int_equal(read_nv(&value), TPM_RC_NV_UNAVAILABLE);
	store_result = TEE_SUCCESS;
	assert_int_equal(read_nv(&value), TPM_RC_SUCCESS);
	assert_int_equal(value, 42);
	power_cycle();
	assert_int_equal(read_nv(&value), TPM_RC_SUCCESS);
	assert_int_equal(value, 42);
}

static void stores_nothing_for_pcrs(void **state)
{
	(void)state;
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	stores = 0;
	for (int n = 0; n < 1000; n++)
		assert_int_equal(extend(10), TPM_RC_SUCCESS);
	assert_int_equal(stores, 0);
}

/* Each part of a command by itself, and with a header that says it's all */
static void refuses_cut_commands(void **state)
{
	uint8_t whole[sizeof(command)];
	uint32_t whole_size;

	(void)state;
	assert_int_equal(define_nv(), TPM_RC_SUCCESS);
	whole_size = size = 45;
	memcpy(whole, command, whole_size);
	for (uint32_t cut = 0; cut < whole_size; cut++) {
		memcpy(command, whole, whole_size);
		got = tpm_engine_run(command, cut, response);
		assert_true(got >= TPM_HEADER_SIZE);
		assert_true(tpm_response_code(response, got) != TPM_RC_SUCCESS);
		if (cut < TPM_HEADER_SIZE)
			continue;
		size = cut;
		assert_true(run() != TPM_RC_SUCCESS);
	}
	assert_int_equal(extend(10), TPM_RC_SUCCESS);
}

static void refuses_other_tags(void **state)
{
	(void)state;
	begin(0x8003, 0x17b);
	put(16, 2);
	assert_int_equal(run(), RC_VALUE);
	begin(0x8001, 0x17b);
	put(16, 2);
	put(0, 2);
	assert_true(run() != TPM_RC_SUCCESS);
	begin(0x8001, 0x17b);
	put(16, 2);
	command[5]++;
	got = tpm_engine_run(command, size, response);
	assert_int_equal(tpm_response_code(response, got), RC_COMMAND_SIZE);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin_test, end_test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(needs_no_storage_for_pcrs),
		TEST(keeps_its_state),
		TEST(does_not_replace_a_state),
		TEST(says_what_was_not_stored),
		TEST(stores_nothing_for_pcrs),
		TEST(refuses_cut_commands),
		TEST(refuses_other_tags),
	};

	return RUN(tests);
}
