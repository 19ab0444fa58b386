/* SPDX-License-Identifier: BSD-2-Clause */
/* What the test plugin does for which command. */
#ifndef TESTS_SUPPLICANT_PLUGINS_H
#define TESTS_SUPPLICANT_PLUGINS_H

enum {
	PLUGIN_PING,		/* nothing */
	PLUGIN_ADD,		/* the sub-command to each byte; it gave all of them */
	PLUGIN_COUNT,		/* how often it was called since it was started, one byte */
	PLUGIN_CRASH,		/* a write to nowhere */
	PLUGIN_HANG,		/* for ever */
	PLUGIN_EXIT,		/* ends its process with the sub-command as its status */
	PLUGIN_SLEEP,		/* for as many ms as the sub-command says */
	PLUGIN_BREAK_CHANNEL,	/* writes nonsense into whatever sockets it has */
	PLUGIN_MORE,		/* says that it gave more than there is room for */
	PLUGIN_SIGNALS,		/* whether SIGPIPE and SIGIO are ignored, one byte each */
};

#endif
