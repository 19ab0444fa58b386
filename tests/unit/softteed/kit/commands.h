/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands of the test application. They have no parameters. */
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
};

#endif
