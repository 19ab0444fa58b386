/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subcommands and their options. Each subcommand has one option table. The table drives the
 * parsing of the command line and the output of --help, and the tests compare it with the
 * man page.
 */
#ifndef GTEE_CLI_COMMAND_H
#define GTEE_CLI_COMMAND_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>

/* Exit statuses, as documented in gtee(1). */
enum gtee_status {
	GTEE_DONE = 0,
	GTEE_ANSWERED_ERROR = 1,	/* the TEE or the Trusted Application returned an error */
	GTEE_USAGE = 2,
	GTEE_NO_TEE = 3,		/* no matching TEE, or permission denied */
	GTEE_SYSTEM = 4,		/* a file, the kernel or memory allocation failed */
	GTEE_FAULTS = 5,		/* doctor found faults */
};

/**
 * struct gtee_option - option of a subcommand
 * @name:	long name without dashes; NULL ends a table
 * @letter:	short name, or a number above 255 if there is no short name
 * @argument:	placeholder of the argument in the help, or NULL if it takes none
 * @help:	one line
 */
struct gtee_option {
	const char *name;
	int letter;
	const char *argument;
	const char *help;
};

/* Options of every subcommand. */
#define GTEE_OPTION_JSON	{ "json", 'j', NULL, "print JSON" }
#define GTEE_OPTION_HELP	{ "help", 'h', NULL, "print this help" }
#define GTEE_OPTION_TEE \
	{ "tee", 't', "TEE", "select a TEE: teeN, tos:NAME, driver:NAME or name:NAME" }

/**
 * struct gtee_command - subcommand
 * @name:	name; "" for gtee itself, whose options precede the subcommand
 * @arguments:	arguments after the options, shown in the help, or NULL
 * @summary:	one line without a full stop
 * @details:	further lines of the help, or NULL
 * @options:	table that ends with a NULL name
 * @run:	runs the subcommand, whose name is @argv[0]; returns enum gtee_status
 */
struct gtee_command {
	const char *name;
	const char *arguments;
	const char *summary;
	const char *details;
	const struct gtee_option *options;
	int (*run)(const struct gtee_command *command, int argc, char **argv);
};

/* Return values of command_option() other than option letters. */
#define GTEE_OPTION_END		(-1)	/* no more options; operands begin at optind */
#define GTEE_OPTION_BAD		(-2)	/* invalid option; the error has been printed */
#define GTEE_OPTION_HELPED	(-3)	/* --help; the help has been printed */

/**
 * command_option() - get the next option of a subcommand
 * @command:	the subcommand
 * @argc:	as passed to @command->run
 * @argv:	as passed to @command->run
 *
 * Handles --json and --help itself, except that the caller prints the help of gtee. getopt's
 * optarg points to the option's argument.
 *
 * Return: the option's letter, or one of GTEE_OPTION_*.
 */
int command_option(const struct gtee_command *command, int argc, char **argv);

/**
 * command_has_operands() - reject operands of a subcommand that takes none
 * @command:	the subcommand, whose options have been parsed
 * @argc:	as passed to @command->run
 * @argv:	as passed to @command->run
 *
 * Prints an error if there are operands.
 *
 * Return: true if there are operands.
 */
bool command_has_operands(const struct gtee_command *command, int argc, char **argv);

/**
 * command_help_options() - print an option table
 * @option:	first entry of the table
 */
void command_help_options(const struct gtee_option *option);

/**
 * command_help() - print the help of a subcommand
 * @command:	the subcommand
 */
void command_help(const struct gtee_command *command);

/**
 * command_find_ta() - look up the Trusted Application that an argument names
 * @command:	the subcommand
 * @text:	a UUID or a name
 * @uuid:	[out] UUID of the Trusted Application
 *
 * Prints an error if the name is unknown.
 *
 * Return: GTEE_DONE or GTEE_USAGE.
 */
int command_find_ta(const struct gtee_command *command, const char *text,
		    uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * command_misused() - print a usage error
 * @command:	the subcommand
 * @format:	the error, as for printf()
 *
 * Return: GTEE_USAGE.
 */
int command_misused(const struct gtee_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
