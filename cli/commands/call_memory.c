// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory parameters for gtee call: read input files, share their contents with the
 * TEE, and write output files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "commands/call_memory.h"
#include "output.h"

static int failed(const char *file, int error)
{
	output_error(file, NULL, "%s", strerror(error));
	return GTEE_SYSTEM;
}

/*
 * Read to end of file. This may be a pipe (no size to go by) and it may be a key,
 * so outgrown buffers are wiped before they are freed.
 */
static int read_all(int fd, uint8_t **bytes, size_t *size)
{
	size_t room = 0, have = 0;
	uint8_t *buffer = NULL;

	for (;;) {
		ssize_t got;

		if (have == room) {
			size_t more = room ? 2 * room : 4096;
			uint8_t *bigger = have > CALL_MAX_SIZE ? NULL : malloc(more);

			if (!bigger) {
				int rc = have > CALL_MAX_SIZE ? -EFBIG : -ENOMEM;

				if (buffer)
					explicit_bzero(buffer, have);
				free(buffer);
				return rc;
			}
			if (buffer) {
				memcpy(bigger, buffer, have);
				explicit_bzero(buffer, have);
				free(buffer);
			}
			buffer = bigger;
			room = more;
		}
		got = read(fd, buffer + have, room - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			int rc = -errno;

			explicit_bzero(buffer, have);
			free(buffer);
			return rc;
		}
		if (!got)
			break;
		have += (size_t)got;
	}
	*bytes = buffer;
	*size = have;
	return 0;
}

static int read_file(struct call_param *param)
{
	const char *file = param->arg.file;
	int fd = STDIN_FILENO, rc;

	if (strcmp(file, "-")) {
		fd = open(file, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return failed(file, errno);
	}
	rc = read_all(fd, &param->read, &param->input_size);
	if (fd != STDIN_FILENO)
		close(fd);
	if (rc)
		return failed(file, -rc);
	param->input = param->read;
	return GTEE_DONE;
}

static int open_output(struct call_param *param)
{
	const char *file = param->arg.file;

	if (!strcmp(file, "-")) {
		param->output = STDOUT_FILENO;
		return GTEE_DONE;
	}
	param->output = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	return param->output < 0 ? failed(file, errno) : GTEE_DONE;
}

static int prepare_one(struct call_param *param)
{
	const struct call_arg *arg = &param->arg;
	int status = GTEE_DONE;

	switch (arg->kind) {
	case CALL_TEXT:
	case CALL_HEX:
		param->input = arg->bytes;
		param->input_size = arg->size;
		param->room = arg->size;
		break;
	case CALL_FILE_IN:
	case CALL_FILE_INOUT:
		status = read_file(param);
		param->room = param->input_size;
		break;
	case CALL_OUT:
		param->room = arg->size;
		break;
	default:
		break;
	}
	if (!status && arg->file && arg->kind != CALL_FILE_IN)
		status = open_output(param);
	return status;
}

int call_params_prepare(struct call_param *params, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		int status = prepare_one(&params[n]);

		if (status)
			return status;
	}
	return GTEE_DONE;
}

static uint64_t abi_type(enum call_kind kind)
{
	static const uint64_t types[] = {
		[CALL_NONE] = TEE_IOCTL_PARAM_ATTR_TYPE_NONE,
		[CALL_NULL] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
		[CALL_VALUE_IN] = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
		[CALL_VALUE_OUT] = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT,
		[CALL_VALUE_INOUT] = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		[CALL_TEXT] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
		[CALL_HEX] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
		[CALL_FILE_IN] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
		[CALL_OUT] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		[CALL_FILE_INOUT] = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
	};

	return types[kind];
}

int call_param_share(struct call_param *param, const struct client *client,
		     struct tee_ioctl_param *out)
{
	int rc;

	*out = (struct tee_ioctl_param) { .attr = abi_type(param->arg.kind) };
	switch (param->arg.kind) {
	case CALL_NONE:
	case CALL_VALUE_OUT:
		return 0;
	case CALL_NULL:
		out->c = TEE_MEMREF_NULL;
		return 0;
	case CALL_VALUE_IN:
	case CALL_VALUE_INOUT:
		out->a = param->arg.a;
		out->b = param->arg.b;
		return 0;
	default:
		break;
	}
	rc = client_share(client, param->room, &param->memory);
	if (rc)
		return rc;
	if (param->input_size)
		memcpy(param->memory.bytes, param->input, param->input_size);
	out->b = param->room;
	out->c = (uint64_t)param->memory.id;
	return 0;
}

int call_param_store(struct call_param *param, size_t size)
{
	const uint8_t *bytes = param->memory.bytes;
	struct stat status;
	size_t done = 0;

	if (param->output < 0)
		return GTEE_DONE;
	/*
	 * Cut off whatever is left from a longer old file. Pipes and terminals don't have
	 * that problem.
	 */
	if (!fstat(param->output, &status) && S_ISREG(status.st_mode) &&
	    param->output != STDOUT_FILENO && ftruncate(param->output, 0))
		return failed(param->arg.file, errno);
	while (done < size) {
		ssize_t wrote = write(param->output, bytes + done, size - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return failed(param->arg.file, errno);
		done += (size_t)wrote;
	}
	if (param->output != STDOUT_FILENO) {
		int rc = close(param->output);

		param->output = -1;
		if (rc)
			return failed(param->arg.file, errno);
	}
	return GTEE_DONE;
}

void call_param_end(struct call_param *param)
{
	client_unshare(&param->memory);
	if (param->output >= 0 && param->output != STDOUT_FILENO)
		close(param->output);
	if (param->read) {
		explicit_bzero(param->read, param->input_size);
		free(param->read);
	}
	if (param->arg.owned)
		explicit_bzero(param->arg.owned, param->arg.size);
	call_arg_free(&param->arg);
	*param = (struct call_param) { .output = -1, .memory = { .fd = -1 } };
}
