// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the TPM's commands. Each input is a list of commands; before each come a byte with
 * what the storage does meanwhile, and the size. The right size is put in the header of most.
 */

#include <stdlib.h>
#include <string.h>
#include <ta/tpm.h>

#include "check.h"
#include "ta/tpm/command.h"
#include "ta/tpm/engine.h"
#include "ta/tpm/state.h"

#define MAX_COMMANDS	6

/* Bits of the byte before a command */
#define CANT_LOAD	1
#define CANT_STORE	2
#define KEEP_SIZE	4

static uint8_t *stored;
static uint32_t stored_size;
static uint8_t storage;
static bool was_loaded;

TEE_Result tpm_state_load(uint8_t **state, uint32_t *size)
{
	if (storage & CANT_LOAD)
		return TEE_ERROR_COMMUNICATION;
	was_loaded = true;
	if (!stored)
		return TEE_ERROR_ITEM_NOT_FOUND;
	*state = malloc(stored_size);
	memcpy(*state, stored, stored_size);
	*size = stored_size;
	return TEE_SUCCESS;
}

/* The state isn't replaced by anybody who hasn't read it. */
TEE_Result tpm_state_store(const uint8_t *state, uint32_t size)
{
	check(was_loaded && size);
	if (storage & CANT_STORE)
		return TEE_ERROR_STORAGE_NO_SPACE;
	stored = realloc(stored, size);
	memcpy(stored, state, size);
	stored_size = size;
	return TEE_SUCCESS;
}

static uint32_t get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Making keys takes too long. */
static bool is_slow(const uint8_t *command, uint32_t size)
{
	uint32_t code = tpm_command_code(command, size);

	return code == 0x131 || code == 0x153 || code == 0x191;
}

static void run(uint8_t *command, uint32_t size)
{
	static uint8_t response[TA_TPM_MAX_SIZE];
	uint32_t got;

	if (is_slow(command, size))
		return;
	got = tpm_engine_run(command, size, response);
	check(got >= TPM_HEADER_SIZE && got <= sizeof(response));
	check(get_u32(response + 2) == got);
	check(response[0] == 0x80 || get_u32(response) >> 16 == 0xc4);
	if (tpm_command_needs_state(command, size) && !was_loaded)
		check(tpm_response_code(response, got) == TPM_RC_NV_UNAVAILABLE);
}

/* Return what's left of the input. The command is copied: its end is that of its memory. */
static size_t send(const uint8_t *data, size_t size)
{
	size_t whole = data[1] | (size_t)data[2] << 8;
	uint8_t *command;

	storage = data[0];
	if (whole > size - 3)
		whole = size - 3;
	command = malloc(whole ? whole : 1);
	memcpy(command, data + 3, whole);
	if (whole >= 6 && !(storage & KEEP_SIZE)) {
		command[2] = command[3] = 0;
		command[4] = (uint8_t)(whole >> 8);
		command[5] = (uint8_t)whole;
	}
	run(command, (uint32_t)whole);
	free(command);
	return size - 3 - whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t startup[TPM_STARTUP_SIZE];

	was_loaded = false;
	check(!tpm_engine_start());
	run(startup, tpm_command_startup(startup));
	for (int n = 0; n < MAX_COMMANDS && size > 3; n++) {
		size_t left = send(data, size);

		data += size - left;
		size = left;
	}
	tpm_engine_stop();
	free(stored);
	stored = NULL;
	return 0;
}
