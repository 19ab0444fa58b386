// SPDX-License-Identifier: BSD-2-Clause
/* The TPM itself: libtpms, and when its state is read and written */

#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>
#include <libtpms/tpm_nvfilename.h>
#include <stdlib.h>
#include <string.h>
#include <ta/tpm.h>
#include <trace.h>

#include "command.h"
#include "engine.h"
#include "state.h"

/*
 * The library's PCRs: for each of 24, the values of SHA-1, SHA-256, SHA-384 and SHA-512. There is
 * no function to set them. The build checks their size.
 */
#define PCRS_SIZE	(24 * (20 + 32 + 48 + 64))
extern uint8_t s_pcrs[PCRS_SIZE];

/*
 * struct engine - the TPM
 * @state: @size: what outlives its power, as the library has it; NULL before it has made one up
 * @is_adopted:	the state is the one in storage, and changes are written there
 * @is_unstored: the newest change couldn't be written
 * @store_failed: during the command that runs
 * @is_started:	TPM2_Startup has succeeded
 */
static struct engine {
	uint8_t *state;
	uint32_t size;
	bool is_adopted;
	bool is_unstored;
	bool store_failed;
	bool is_started;
} engine;

static TPM_RESULT do_nothing(void)
{
	return TPM_SUCCESS;
}

/* The library frees the data. It makes up a state if there is none. */
static TPM_RESULT load(unsigned char **data, uint32_t *size, uint32_t number, const char *name)
{
	(void)number;
	if (strcmp(name, TPM_PERMANENT_ALL_NAME) || !engine.state)
		return TPM_RETRY;
	*data = malloc(engine.size);
	if (!*data)
		return TPM_SIZE;
	memcpy(*data, engine.state, engine.size);
	*size = engine.size;
	return TPM_SUCCESS;
}

static TEE_Result write_state(void)
{
	TEE_Result res = tpm_state_store(engine.state, engine.size);

	engine.is_unstored = res != TEE_SUCCESS;
	if (res)
		EMSG("the TPM's state can't be stored: %#x", (unsigned int)res);
	return res;
}

/*
 * The library takes an error for the end of the TPM, so it gets none from storage. The command
 * fails instead.
 */
static TPM_RESULT store(const unsigned char *data, uint32_t size, uint32_t number,
			const char *name)
{
	uint8_t *state;

	(void)number;
	if (strcmp(name, TPM_PERMANENT_ALL_NAME))
		return TPM_SUCCESS;
	state = realloc(engine.state, size);
	if (!state)
		return TPM_SIZE;
	memcpy(state, data, size);
	engine.state = state;
	engine.size = size;
	if (engine.is_adopted && write_state())
		engine.store_failed = true;
	return TPM_SUCCESS;
}

static TPM_RESULT delete(uint32_t number, const char *name, TPM_BOOL must_exist)
{
	(void)number;
	(void)name;
	(void)must_exist;
	return TPM_SUCCESS;
}

static TPM_RESULT get_locality(TPM_MODIFIER_INDICATOR *locality, uint32_t number)
{
	(void)number;
	*locality = 0;
	return TPM_SUCCESS;
}

static TPM_RESULT get_physical_presence(TPM_BOOL *is_present, uint32_t number)
{
	(void)number;
	*is_present = 0;
	return TPM_SUCCESS;
}

TEE_Result tpm_engine_start(void)
{
	struct libtpms_callbacks callbacks = {
		.sizeOfStruct = sizeof(callbacks),
		.tpm_nvram_init = do_nothing,
		.tpm_nvram_loaddata = load,
		.tpm_nvram_storedata = store,
		.tpm_nvram_deletename = delete,
		.tpm_io_init = do_nothing,
		.tpm_io_getlocality = get_locality,
		.tpm_io_getphysicalpresence = get_physical_presence,
	};

	if (TPMLIB_ChooseTPMVersion(TPMLIB_TPM_VERSION_2) ||
	    TPMLIB_RegisterCallbacks(&callbacks) || TPMLIB_MainInit())
		return TEE_ERROR_GENERIC;
	return TEE_SUCCESS;
}

void tpm_engine_stop(void)
{
	TPMLIB_Terminate();
	free(engine.state);
	engine = (struct engine){ 0 };
}

/* Have the library run a command. It keeps the buffer for the next response. */
static uint32_t run(uint8_t *command, uint32_t size, uint8_t *response)
{
	static unsigned char *buffer;
	static uint32_t buffer_size;
	uint32_t got = 0;

	if (TPMLIB_Process(&buffer, &got, &buffer_size, command, size) ||
	    got < TPM_HEADER_SIZE || got > TA_TPM_MAX_SIZE)
		return tpm_response_make(TPM_RC_FAILURE, response);
	memcpy(response, buffer, got);
	if (tpm_command_code(command, size) == TPM_CC_STARTUP &&
	    tpm_response_code(response, got) == TPM_RC_SUCCESS)
		engine.is_started = true;
	return got;
}

/* Start the library anew with the state. */
static TEE_Result restart(void)
{
	uint8_t command[TPM_STARTUP_SIZE], response[TA_TPM_MAX_SIZE];
	uint32_t size = tpm_command_startup(command);

	TPMLIB_Terminate();
	if (TPMLIB_MainInit())
		return TEE_ERROR_CORRUPT_OBJECT;
	if (!engine.is_started)
		return TEE_SUCCESS;
	size = run(command, size, response);
	return tpm_response_code(response, size) == TPM_RC_SUCCESS ?
	       TEE_SUCCESS : TEE_ERROR_CORRUPT_OBJECT;
}

/* Take a state from storage, which is the engine's now, instead of the made up one. PCRs stay. */
static TEE_Result adopt(uint8_t *state, uint32_t size)
{
	const struct engine made_up = engine;
	uint8_t pcrs[PCRS_SIZE];
	TEE_Result res;

	memcpy(pcrs, s_pcrs, sizeof(pcrs));
	engine.state = state;
	engine.size = size;
	res = restart();
	free(res ? engine.state : made_up.state);
	if (res) {
		engine = made_up;
		(void)restart();
	}
	memcpy(s_pcrs, pcrs, sizeof(pcrs));
	return res;
}

/* From now on, have the state in storage be the library's, and the other way round. */
static TEE_Result find_state(void)
{
	uint8_t *state = NULL;
	uint32_t size = 0;
	TEE_Result res = tpm_state_load(&state, &size);

	if (!res)
		res = adopt(state, size);
	else if (res == TEE_ERROR_ITEM_NOT_FOUND)
		res = TEE_SUCCESS;
	if (!res)
		res = write_state();
	engine.is_adopted = !res;
	return res;
}

static TEE_Result synchronize(void)
{
	TEE_Result res;

	if (engine.is_adopted)
		return engine.is_unstored ? write_state() : TEE_SUCCESS;
	res = find_state();
	if (res)
		EMSG("the TPM's state can't be used: %#x", (unsigned int)res);
	return res;
}

uint32_t tpm_engine_run(uint8_t *command, uint32_t size, uint8_t *response)
{
	TEE_Result res;

	engine.store_failed = false;
	if (tpm_command_needs_state(command, size)) {
		res = synchronize();
		if (res)
			return tpm_response_make(res == TEE_ERROR_CORRUPT_OBJECT ? TPM_RC_FAILURE :
						 TPM_RC_NV_UNAVAILABLE, response);
	}
	size = run(command, size, response);
	if (engine.store_failed)
		size = tpm_response_make(TPM_RC_NV_UNAVAILABLE, response);
	return size;
}
