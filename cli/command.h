/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a subcommand is. Its table of options is the one place where they stand: it is
 * parsed by, printed by --help from, and compared with the man page.
 */
#ifndef GTEE_CLI_COMMAND_H
#define GTEE_CLI_COMMAND_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>

/* Exit statuses, as documented in gtee(1). */
enum gtee_status {
	GTEE_DONE = 0,
	GTEE_ANSWERED_ERROR = 1,	/* the TEE or the Trusted Application did */
	GTEE_USAGE = 2,
	GTEE_NO_TEE = 3,		/* none that was meant, or not for this user */
	GTEE_SYSTEM = 4,		/* a file, the kernel, memory */
	GTEE_FAULTS = 5,		/* doctor found some */
};

/**
 * struct gtee_option - an option of a subcommand
 * @name:	without the dashes; NULL ends a table
 * @letter:	its short form, or a number above 255 where it has none
 * @argument:	what stands for its argument in the help; NULL where it takes none
 * @help:	one line
 */
struct gtee_option {
	const char *name;
	int letter;
	const char *argument;
	const char *help;
};

/* Options that every subcommand has. */
#define GTEE_OPTION_JSON	{ "json", 'j', NULL, "print JSON" }
#define GTEE_OPTION_HELP	{ "help", 'h', NULL, "print this help" }
#define GTEE_OPTION_TEE \
	{ "tee", 't', "TEE", "select a TEE: teeN, tos:NAME, driver:NAME or name:NAME" }

/**
 * struct gtee_command - a subcommand
 * @name:	as it is typed; "" for gtee itself, whose options come before a subcommand
 * @arguments:	what follows its options, for the help
 * @summary:	one line
 * @details:	more lines for the help, or NULL
 * @options:	a table that ends with a NULL name
 * @run:	@argv[0] is the subcommand's name; returns enum gtee_status
 */
struct gtee_command {
	const char *name;
	const char *arguments;
	const char *summary;
	const char *details;
	const struct gtee_option *options;
	int (*run)(const struct gtee_command *command, int argc, char **argv);
};

/* What command_option() returns besides an option's letter. */
#define GTEE_OPTION_END		(-1)	/* no more; the rest begins at optind */
#define GTEE_OPTION_BAD		(-2)	/* wrong; has been said */
#define GTEE_OPTION_HELPED	(-3)	/* --help; has been printed */

/**
 * command_option() - the next option of a subcommand
 * @command:	the subcommand
 * @argc:	as @run got it
 * @argv:	as @run got it
 *
 * This function serves --json and --help itself, but for the help of gtee as a whole. getopt's
 * optarg is the option's argument.
 *
 * Return: its letter, or one of GTEE_OPTION_*.
 */
int command_option(const struct gtee_command *command, int argc, char **argv);

/**
 * command_has_operands() - say that a subcommand takes none, where there are some
 * @command:	the subcommand, whose options have been parsed
 * @argc:	as @run got it
 * @argv:	as @run got it
 *
 * Return: whether there are some.
 */
bool command_has_operands(const struct gtee_command *command, int argc, char **argv);

/**
 * command_help_options() - print a table of options
 * @option:	the first of them
 */
void command_help_options(const struct gtee_option *option);

/**
 * command_help() - print what a subcommand does, takes and has for options
 * @command:	the subcommand
 */
void command_help(const struct gtee_command *command);

/**
 * command_find_ta() - the Trusted Application that an argument means
 * @command:	the subcommand
 * @text:	a UUID or a name
 * @uuid:	[out] its UUID
 *
 * That there is none of that name is said on standard error.
 *
 * Return: GTEE_DONE or GTEE_USAGE.
 */
int command_find_ta(const struct gtee_command *command, const char *text,
		    uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * command_misused() - say that a subcommand was not called as it is to be
 * @command:	the subcommand
 * @format:	what is wrong, as for printf
 *
 * Return: GTEE_USAGE.
 */
int command_misused(const struct gtee_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
