/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that the test plugin accepts. */
#ifndef TESTS_SUPPLICANT_PLUGINS_H
#define TESTS_SUPPLICANT_PLUGINS_H

enum {
	PLUGIN_PING,		/* does nothing */
	PLUGIN_ADD,		/* adds the sub-command to each byte, and returns all bytes */
	PLUGIN_COUNT,		/* returns how often it was called since its start, in one byte */
	PLUGIN_CRASH,		/* aborts */
	PLUGIN_HANG,		/* never returns */
	PLUGIN_EXIT,		/* exits with the sub-command as its status */
	PLUGIN_SLEEP,		/* sleeps as many ms as the sub-command */
	PLUGIN_BREAK_CHANNEL,	/* sends invalid data to all of its sockets */
	PLUGIN_MORE,		/* returns a size larger than the buffer */
	PLUGIN_SIGNALS,		/* returns whether SIGPIPE and SIGIO are ignored, one byte each */
};

#endif
