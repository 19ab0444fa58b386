// SPDX-License-Identifier: BSD-2-Clause
/* gtee: find the subcommand and run it, after any options in front of it */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "commands/bench.h"
#include "commands/call.h"
#include "commands/doctor.h"
#include "commands/info.h"
#include "commands/list.h"
#include "commands/ta.h"
#include "commands/top.h"
#include "commands/trace.h"
#include "output.h"

static const struct gtee_command *const commands[] = {
	&gtee_info, &gtee_list, &gtee_call, &gtee_top, &gtee_trace, &gtee_bench, &gtee_doctor,
	&gtee_ta,
};

#define COUNT (sizeof(commands) / sizeof(commands[0]))

/*
 * Options in front of the subcommand. Except for --version they go with any
 * subcommand but help.
 */
static const struct gtee_option options[] = {
	GTEE_OPTION_TEE,
	GTEE_OPTION_JSON,
	{ "version", 'v', NULL, "print the version" },
	GTEE_OPTION_HELP,
	{ NULL, 0, NULL, NULL },
};

static const struct gtee_command gtee_itself = { .name = "", .options = options };

static const struct gtee_command *find(const char *name)
{
	for (size_t n = 0; n < COUNT; n++)
		if (!strcmp(commands[n]->name, name))
			return commands[n];
	return NULL;
}

/* One letter missing, added or changed, or two swapped: probably a typo. */
static bool is_slip(const char *typed, const char *name)
{
	for (; *typed && *typed == *name; typed++, name++)
		;
	if (*typed && !strcmp(typed + 1, name))
		return true;
	if (!*name)
		return false;
	if (!strcmp(typed, name + 1))
		return true;
	return *typed && (!strcmp(typed + 1, name + 1) ||
			  (typed[1] == name[0] && typed[0] == name[1] &&
			   !strcmp(typed + 2, name + 2)));
}

static int unknown(const char *name)
{
	static const char next[] = "'gtee help' lists the subcommands.";
	const char *meant = is_slip(name, "help") ? "help" : NULL;

	for (size_t n = 0; n < COUNT && !meant; n++)
		if (is_slip(name, commands[n]->name))
			meant = commands[n]->name;
	if (meant)
		output_error(name, next, "unknown subcommand; did you mean '%s'?", meant);
	else
		output_error(name, next, "unknown subcommand");
	return GTEE_USAGE;
}

/* --tee or -t, also as --tee=tee0 or -ttee0 */
static bool is_tee_option(const char *word)
{
	return !strncmp(word, "-t", 2) || !strncmp(word, "--tee", 5);
}

/* @tee: a TEE was selected in front of "help" */
static int help(int argc, char **argv, bool tee)
{
	const struct gtee_command *command;

	for (int n = 1; n < argc; n++)
		tee |= is_tee_option(argv[n]);
	if (tee) {
		output_error("help", "gtee help [SUBCOMMAND], without --tee",
			     "cannot select a TEE: the help is the same for every TEE");
		return GTEE_USAGE;
	}
	if (argc > 2)
		return command_misused(&gtee_itself, "unexpected argument '%s'", argv[2]);
	if (argc > 1) {
		command = find(argv[1]);
		if (!command)
			return unknown(argv[1]);
		command_help(command);
		return GTEE_DONE;
	}
	printf("usage: gtee [options] SUBCOMMAND [options] ...\n\n"
	       "Inspects and uses the Trusted Execution Environments (TEEs) of this machine.\n\n");
	for (size_t n = 0; n < COUNT; n++)
		printf("  %-8s %s\n", commands[n]->name, commands[n]->summary);
	printf("  %-8s %s\n", "help",
	       "Print this help, or that of a subcommand: gtee help SUBCOMMAND");
	printf("\nBefore the subcommand:\n");
	command_help_options(options);
	printf("\nEvery subcommand except help and ta has --tee, --json and --help. Exit status:\n"
	       "0 success; 1 the TEE or the Trusted Application returned an error; 2 usage\n"
	       "error; 3 no such TEE, or permission denied; 4 a system call or a file failed;\n"
	       "5 doctor found faults. See gtee(1).\n");
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

/*
 * An error in the options should come out as JSON too, so look for --json before
 * parsing them.
 */
static void look_for_json(int argc, char **argv)
{
	for (int n = 1; n < argc && strcmp(argv[n], "--"); n++)
		if (!strcmp(argv[n], "--json") || !strcmp(argv[n], "-j"))
			output_want_json();
}

/* A --tee in front of the subcommand becomes its first option. */
static int run(int argc, char **argv, char *tee)
{
	const struct gtee_command *command = find(argv[0]);
	char **words;
	int count = 0, status;

	if (!command)
		return unknown(argv[0]);
	words = calloc((size_t)argc + 3, sizeof(*words));
	if (!words) {
		output_error(command->name, NULL, "%s", strerror(errno));
		return GTEE_SYSTEM;
	}
	words[count++] = argv[0];
	if (tee) {
		words[count++] = "--tee";
		words[count++] = tee;
	}
	for (int n = 1; n < argc; n++)
		words[count++] = argv[n];
	/* 0, not 1: getopt has to reinitialize, since the option string is a different one. */
	optind = 0;
	status = command->run(command, count, words);
	free(words);
	return status;
}

static int begin(int argc, char **argv)
{
	char *tee = NULL;
	int letter;

	look_for_json(argc, argv);
	while ((letter = command_option(&gtee_itself, argc, argv)) != GTEE_OPTION_END) {
		switch (letter) {
		case 't':
			tee = optarg;
			break;
		case 'v':
			puts("gtee " GTEE_VERSION);
			return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
		default:
			return letter == GTEE_OPTION_HELPED ? help(0, NULL, false) : GTEE_USAGE;
		}
	}
	argc -= optind;
	argv += optind;
	if (!argc) {
		output_error(NULL, "'gtee help' lists the subcommands.",
			     "missing subcommand");
		return GTEE_USAGE;
	}
	return strcmp(argv[0], "help") ? run(argc, argv, tee) : help(argc, argv, tee != NULL);
}

int main(int argc, char **argv)
{
	int status;

	/* Whoever starts gtee may ignore it. Then there'd be no child to wait for. */
	signal(SIGCHLD, SIG_DFL);
	output_setup();
	status = begin(argc, argv);
	/* EPIPE just means that the reader closed the pipe early, as head(1) does. */
	if (status == GTEE_SYSTEM && ferror(stdout) && errno != EPIPE)
		output_error("standard output", NULL, "%s", strerror(errno));
	return status;
}
