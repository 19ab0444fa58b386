// SPDX-License-Identifier: BSD-2-Clause
/* gtee: looks at the TEEs of a machine and uses them. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "output.h"

static const struct gtee_command *const commands[] = {
	&gtee_info, &gtee_list, &gtee_call, &gtee_top, &gtee_trace, &gtee_bench, &gtee_doctor,
};

#define COUNT (sizeof(commands) / sizeof(commands[0]))

static const struct gtee_command *find(const char *name)
{
	size_t n;

	for (n = 0; n < COUNT; n++)
		if (!strcmp(commands[n]->name, name))
			return commands[n];
	return NULL;
}

static int unknown(const char *name)
{
	fprintf(stderr, "gtee: there is no subcommand '%s'\n  'gtee help' lists those there are.\n",
		name);
	return GTEE_USAGE;
}

static int help(int argc, char **argv)
{
	const struct gtee_command *command;
	size_t n;

	if (argc > 1) {
		command = find(argv[1]);
		if (!command)
			return unknown(argv[1]);
		command_help(command);
		return GTEE_DONE;
	}
	printf("usage: gtee SUBCOMMAND [options] ...\n\n"
	       "Looks at the Trusted Execution Environments of this machine and uses them.\n\n");
	for (n = 0; n < COUNT; n++)
		printf("  %-8s %s\n", commands[n]->name, commands[n]->summary);
	printf("  %-8s %s\n", "help", "Say this, or how a subcommand is used: gtee help SUBCOMMAND");
	printf("\nEvery subcommand has --json and --help. Exit status: 0 done; 1 the TEE or the\n"
	       "Trusted Application answered with an error; 2 wrong usage; 3 no such TEE, or not\n"
	       "permitted; 4 a file or the kernel failed; 5 doctor found faults. See gtee(1).\n");
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

int main(int argc, char **argv)
{
	const struct gtee_command *command;

	output_setup();
	/* Before the subcommand, too: it is every one's. */
	while (argc > 1 && (!strcmp(argv[1], "--json") || !strcmp(argv[1], "-j"))) {
		output_want_json();
		argc--;
		argv++;
	}
	if (argc < 2) {
		fprintf(stderr, "usage: gtee SUBCOMMAND [options] ...\n  'gtee help' lists them.\n");
		return GTEE_USAGE;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help(argc - 1, argv + 1);
	if (!strcmp(argv[1], "--version")) {
		puts("gtee " GTEE_VERSION);
		return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
	}
	command = find(argv[1]);
	return command ? command->run(command, argc - 1, argv + 1) : unknown(argv[1]);
}
