// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pass a TPM's commands from stdin to the Trusted Application "tpm", and its responses to stdout,
 * as tpm2-tools' transport "cmd" wants it.
 *
 * usage: tpm-pipe   the TEE is the default one, see TEEC_InitializeContext(3)
 *
 * Ends at the end of stdin, with 0; with 1 if a command can't be run, or isn't whole.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <ta/tpm.h>
#include <tee_client_api.h>
#include <unistd.h>

#define HEADER_SIZE	10

static bool read_all(uint8_t *bytes, size_t size)
{
	while (size) {
		ssize_t got = read(STDIN_FILENO, bytes, size);

		if (got <= 0)
			return false;
		bytes += got;
		size -= (size_t)got;
	}
	return true;
}

/* Return the command's size; 0 at the end, or if it's no command. */
static size_t read_command(uint8_t command[TA_TPM_MAX_SIZE])
{
	size_t size;

	if (!read_all(command, HEADER_SIZE))
		return 0;
	size = (size_t)command[2] << 24 | (size_t)command[3] << 16 | (size_t)command[4] << 8 |
	       command[5];
	if (size < HEADER_SIZE || size > TA_TPM_MAX_SIZE ||
	    !read_all(command + HEADER_SIZE, size - HEADER_SIZE))
		return 0;
	return size;
}

static bool submit(TEEC_Session *session, uint8_t *command, size_t size)
{
	uint8_t response[TA_TPM_MAX_SIZE];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { command, size },
		.params[1].tmpref = { response, sizeof(response) },
	};
	TEEC_Result res = TEEC_InvokeCommand(session, TA_TPM_CMD_SUBMIT, &operation, NULL);

	if (res) {
		fprintf(stderr, "tpm-pipe: the TPM doesn't answer: 0x%08x\n", res);
		return false;
	}
	size = operation.params[1].tmpref.size;
	return write(STDOUT_FILENO, response, size) == (ssize_t)size;
}

/* There's one session at a time, and the end of another program may not have been noticed yet. */
static TEEC_Result open_session(TEEC_Context *context, TEEC_Session *session)
{
	static const TEEC_UUID uuid = {
		0xbc50d971, 0xd4c9, 0x42c4, { 0x82, 0xcb, 0x34, 0x3f, 0xb7, 0xf3, 0x78, 0x96 },
	};
	TEEC_Result res;

	for (int n = 0; n < 100; n++) {
		res = TEEC_OpenSession(context, session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
				       NULL);
		if (res != TEEC_ERROR_BUSY)
			break;
		usleep(20000);
	}
	return res;
}

int main(void)
{
	uint8_t command[TA_TPM_MAX_SIZE];
	TEEC_Context context;
	TEEC_Session session;
	TEEC_Result res = TEEC_InitializeContext(NULL, &context);
	bool failed = false;
	size_t size;

	if (!res)
		res = open_session(&context, &session);
	if (res) {
		fprintf(stderr, "tpm-pipe: no session with the TPM: 0x%08x\n", res);
		return 1;
	}
	while (!failed && (size = read_command(command)))
		failed = !submit(&session, command, size);
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&context);
	return failed;
}
