/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subcommands and their options. Everything comes from one option table per
 * subcommand: parsing and --help use it, and a test checks the man page against it.
 */
#ifndef GTEE_CLI_COMMAND_H
#define GTEE_CLI_COMMAND_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>

/* exit status, see gtee(1) */
enum gtee_status {
	GTEE_DONE = 0,
	GTEE_ANSWERED_ERROR = 1,	/* error from the TEE or the TA */
	GTEE_USAGE = 2,
	GTEE_NO_TEE = 3,		/* no matching TEE, or no permission to open it */
	GTEE_SYSTEM = 4,		/* trouble with a file, the kernel or malloc() */
	GTEE_FAULTS = 5,		/* doctor found faults */
};

/**
 * struct gtee_option - a subcommand's option
 * @name:	long name without dashes, NULL at the end of a table
 * @letter:	short name; above 255 if there is none
 * @argument:	placeholder for the help, or NULL if it takes no argument
 * @help:	one line
 */
struct gtee_option {
	const char *name;
	int letter;
	const char *argument;
	const char *help;
};

/* every subcommand has these */
#define GTEE_OPTION_JSON	{ "json", 'j', NULL, "print JSON" }
#define GTEE_OPTION_HELP	{ "help", 'h', NULL, "print this help" }
#define GTEE_OPTION_TEE \
	{ "tee", 't', "TEE", "select a TEE: teeN, tos:NAME, driver:NAME, name:NAME, unix:PATH" }

/**
 * struct gtee_command - a gtee subcommand
 * @name:	name, or "" for gtee itself and the options before the subcommand
 * @arguments:	operands as the help shows them, or NULL
 * @summary:	one line without a full stop
 * @details:	more help text, or NULL
 * @takes_command: the operands are a command with options of its own
 * @options:	option table, ends with a NULL name
 * @run:	runs it with the subcommand's name in argv[0]; returns enum gtee_status
 */
struct gtee_command {
	const char *name;
	const char *arguments;
	const char *summary;
	const char *details;
	bool takes_command;
	const struct gtee_option *options;
	int (*run)(const struct gtee_command *command, int argc, char **argv);
};

/* command_option() returns these besides option letters. */
#define GTEE_OPTION_END		(-1)	/* that's all; operands start at optind */
#define GTEE_OPTION_BAD		(-2)	/* invalid, error already printed */
#define GTEE_OPTION_HELPED	(-3)	/* --help, already printed */

/**
 * command_option() - getopt_long() with a subcommand's table
 * @command:	the subcommand
 * @argc:	as passed to @command->run
 * @argv:	as passed to @command->run
 *
 * --json and --help are handled in here, except that gtee's own help is up to the caller. Option
 * arguments are in optarg as usual.
 *
 * Return: option letter or GTEE_OPTION_*.
 */
int command_option(const struct gtee_command *command, int argc, char **argv);

/**
 * command_has_operands() - complain about unexpected operands
 * @command:	the subcommand, after option parsing
 * @argc:	as passed to @command->run
 * @argv:	as passed to @command->run
 *
 * Return: true if there were operands, with the error printed.
 */
bool command_has_operands(const struct gtee_command *command, int argc, char **argv);

/**
 * command_help_options() - print an option table
 * @option:	first entry of the table
 */
void command_help_options(const struct gtee_option *option);

/**
 * command_help() - print a subcommand's help
 * @command:	the subcommand
 */
void command_help(const struct gtee_command *command);

/**
 * command_find_ta() - turn an argument into a TA's UUID
 * @command:	the subcommand
 * @text:	UUID or well-known name
 * @uuid:	[out] the UUID
 *
 * Prints an error if it can't.
 *
 * Return: GTEE_DONE or GTEE_USAGE.
 */
int command_find_ta(const struct gtee_command *command, const char *text,
		    uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * command_misused() - print a usage error
 * @command:	the subcommand
 * @format:	what is wrong, as for printf()
 *
 * Return: GTEE_USAGE.
 */
int command_misused(const struct gtee_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
