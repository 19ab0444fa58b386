/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands of the test application. They have no parameters, unless it says so. */
#ifndef COMMANDS_H
#define COMMANDS_H

enum {
	COMMAND_SOURCES,	/* all sources are in the application */
	COMMAND_LINKED,		/* call a library that it's linked with */
	COMMAND_OPENED,		/* call a library that it opens, and close that */
	COMMAND_MISSING,	/* open a library that isn't there */
	COMMAND_THREAD_LOCAL,	/* variables with __thread */
	COMMAND_EXCEPTIONS,	/* C++ exceptions, some from a library */
	COMMAND_CONSTRUCTORS,	/* of C++ objects */
	COMMAND_OBJECTS,	/* dl_iterate_phdr() */
	COMMAND_SOCKET,		/* value in: send "ping" to TCP port a here, receive it */
	COMMAND_PLUGIN,		/* have a plugin add numbers */
	COMMAND_PLUGIN_CRASH,	/* and crash */
};

/* The plugin, whose commands are these */
#define KIT_PLUGIN_UUID	{ 0x5f7d0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 9 } }

enum {
	PLUGIN_SUM,		/* data: bytes, the first of which becomes their sum */
	PLUGIN_CRASH,
};

#endif
