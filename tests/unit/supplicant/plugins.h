/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands for the test plugin */
#ifndef TESTS_SUPPLICANT_PLUGINS_H
#define TESTS_SUPPLICANT_PLUGINS_H

enum {
	PLUGIN_PING,		/* noop */
	PLUGIN_ADD,		/* add the sub-command to every byte of the buffer */
	PLUGIN_COUNT,		/* calls since the plugin was started (1 byte) */
	PLUGIN_CRASH,		/* abort() */
	PLUGIN_HANG,		/* loop forever */
	PLUGIN_EXIT,		/* exit(sub-command) */
	PLUGIN_SLEEP,		/* sleep, sub-command is in ms */
	PLUGIN_BREAK_CHANNEL,	/* send garbage to all of the plugin's sockets */
	PLUGIN_MORE,		/* claim more output than the buffer can hold */
	PLUGIN_SIGNALS,		/* are SIGPIPE and SIGIO ignored? 1 byte each */
};

#endif
