// SPDX-License-Identifier: BSD-2-Clause
/* gtee ta: run the tools for developers of Trusted Applications, which are installed apart */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "commands/ta.h"
#include "output.h"

static const struct gtee_option options[] = {
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

static const char *const tools[] = { "new", "build", "sign", "debug", "fuzz" };

#define WORDS "new, build, sign, debug or fuzz"

static bool is_tool(const char *name)
{
	for (size_t n = 0; n < sizeof(tools) / sizeof(tools[0]); n++)
		if (!strcmp(tools[n], name))
			return true;
	return false;
}

static int run(const struct gtee_command *command, int argc, char **argv)
{
	const char *directory = getenv("GTEE_TA_SDK");
	char path[4096];

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		command_help(command);
		return GTEE_DONE;
	}
	if (argc < 2)
		return command_misused(command, "what to do is missing: " WORDS);
	if (!is_tool(argv[1]))
		return command_misused(command, "unknown word '%s': expected " WORDS, argv[1]);
	if (!directory || !*directory)
		directory = GTEE_TA_SDK;
	if (snprintf(path, sizeof(path), "%s/ta-%s", directory, argv[1]) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
	} else {
		fflush(NULL);
		execv(path, argv + 1);
	}
	output_error(path, "Install gtee, or say where its SDK is with GTEE_TA_SDK: it's ta/ in "
		     "gtee's sources.", "%s", strerror(errno));
	return GTEE_SYSTEM;
}

const struct gtee_command gtee_ta = {
	.name = "ta",
	.arguments = "new|build|sign|debug|fuzz ...",
	.summary = "Make, build, sign and debug Trusted Applications",
	.details =
	"  new NAME     makes a directory with an application, its client and a test\n"
	"  build DIR    builds for softteed what 'new' has made, or a directory that was made\n"
	"               for OP-TEE's dev kit\n"
	"  sign         signs a file\n"
	"  debug DIR    runs a command with applications that have sanitizers, or with gdb\n"
	"  fuzz DIR     builds a directory with libFuzzer, and runs that\n"
	"Each has a --help of its own.",
	.options = options,
	.run = run,
};
