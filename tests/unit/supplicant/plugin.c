// SPDX-License-Identifier: BSD-2-Clause
/*
 * The test plugin. It is built several times, with different values for
 * PLUGIN_LAST (last byte of the UUID) and PLUGIN_INIT (a statement for the init
 * function).
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <tee_plugin_method.h>
#include <unistd.h>

#include "plugins.h"

static int count;

static TEEC_Result init(void)
{
	PLUGIN_INIT;
	return TEEC_SUCCESS;
}

static void add(unsigned char *data, size_t size, unsigned int what)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = (unsigned char)(data[i] + what);
}

static void break_channel(void)
{
	int fd;

	for (fd = 3; fd < 64; fd++)
		send(fd, "nonsense", 8, MSG_DONTWAIT | MSG_NOSIGNAL);
	pause();
}

/* abort(), as the sanitizers would complain about a real fault */
static void crash(void)
{
	abort();
}

static int is_ignored(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) && action.sa_handler == SIG_IGN;
}

static TEEC_Result invoke(unsigned int cmd, unsigned int sub_cmd, void *data, size_t in_len,
			  size_t *out_len)
{
	count++;
	switch (cmd) {
	case PLUGIN_PING:
		return TEEC_SUCCESS;
	case PLUGIN_ADD:
		add(data, in_len, sub_cmd);
		*out_len = in_len;
		return TEEC_SUCCESS;
	case PLUGIN_COUNT:
		*(unsigned char *)data = (unsigned char)count;
		*out_len = 1;
		return TEEC_SUCCESS;
	case PLUGIN_CRASH:
		crash();
		break;
	case PLUGIN_HANG:
		for (;;)
			pause();
	case PLUGIN_EXIT:
		_exit((int)sub_cmd);
	case PLUGIN_SLEEP:
		usleep(sub_cmd * 1000);
		return TEEC_SUCCESS;
	case PLUGIN_BREAK_CHANNEL:
		break_channel();
		break;
	case PLUGIN_MORE:
		*out_len = in_len + 1000;
		return TEEC_ERROR_SHORT_BUFFER;
	case PLUGIN_SIGNALS:
		((unsigned char *)data)[0] = is_ignored(SIGPIPE);
		((unsigned char *)data)[1] = is_ignored(SIGIO);
		*out_len = 2;
		return TEEC_SUCCESS;
	}
	return TEEC_ERROR_NOT_SUPPORTED;
}

__attribute__((visibility("default"))) struct plugin_method plugin_method = {
	.name = "test",
	.uuid = { 0x11223344, 0x5566, 0x7788,
		{ 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, PLUGIN_LAST } },
	.init = init,
	.invoke = invoke,
};
