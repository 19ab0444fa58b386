// SPDX-License-Identifier: BSD-2-Clause
/* Option parsing, --help and usage errors, all driven by a subcommand's option table */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "names.h"
#include "output.h"

#define MAX_OPTIONS 16

/* what getopt_long() wants, built from a struct gtee_command */
struct getopt_tables {
	struct option longs[MAX_OPTIONS + 1];
	char shorts[2 * MAX_OPTIONS + 3];	/* the leading colon keeps getopt quiet */
};

static void fill_tables(const struct gtee_command *command, struct getopt_tables *tables)
{
	const struct gtee_option *options = command->options;
	size_t count = 0, end = 0;

	memset(tables, 0, sizeof(*tables));
	/* gtee itself stops at the subcommand, which parses the rest, as does a command. */
	if (!command->name[0] || command->takes_command)
		tables->shorts[end++] = '+';
	tables->shorts[end++] = ':';
	for (; options[count].name && count < MAX_OPTIONS - 1; count++) {
		tables->longs[count] = (struct option) {
			.name = options[count].name,
			.has_arg = options[count].argument ? required_argument : no_argument,
			.val = options[count].letter,
		};
		if (options[count].letter > 255)
			continue;
		tables->shorts[end++] = (char)options[count].letter;
		if (options[count].argument)
			tables->shorts[end++] = ':';
	}
}

int command_option(const struct gtee_command *command, int argc, char **argv)
{
	struct getopt_tables tables;
	int letter;

	fill_tables(command, &tables);
	letter = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
	switch (letter) {
	case -1:
		return GTEE_OPTION_END;
	case 'j':
		output_want_json();
		return command_option(command, argc, argv);
	case 'h':
		if (command->name[0])
			command_help(command);
		return GTEE_OPTION_HELPED;
	case ':':
		command_misused(command, "option '%s' needs an argument", argv[optind - 1]);
		return GTEE_OPTION_BAD;
	case '?':
		command_misused(command, "unknown option '%s'", argv[optind - 1]);
		return GTEE_OPTION_BAD;
	default:
		return letter;
	}
}

bool command_has_operands(const struct gtee_command *command, int argc, char **argv)
{
	if (optind >= argc)
		return false;
	command_misused(command, "unexpected argument '%s'", argv[optind]);
	return true;
}

void command_help_options(const struct gtee_option *option)
{
	for (; option->name; option++) {
		char letter[8] = "    ", left[48];

		if (option->letter <= 255)
			snprintf(letter, sizeof(letter), "-%c, ", option->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, option->name,
			 option->argument ? " " : "", option->argument ? option->argument : "");
		printf("  %-24s %s\n", left, option->help);
	}
}

void command_help(const struct gtee_command *command)
{
	printf("usage: gtee %s [options]%s%s\n\n%s.\n", command->name,
	       command->arguments ? " " : "", command->arguments ? command->arguments : "",
	       command->summary);
	if (command->details)
		printf("\n%s\n", command->details);
	printf("\nOptions:\n");
	command_help_options(command->options);
}

int command_find_ta(const struct gtee_command *command, const char *text,
		    uint8_t uuid[TEE_IOCTL_UUID_LEN])
{
	if (!ta_find(text, uuid))
		return GTEE_DONE;
	output_error(command->name, "'gtee list' shows the known names; a UUID also works.",
		     "'%s' is neither a UUID nor a known name", text);
	return GTEE_USAGE;
}

int command_misused(const struct gtee_command *command, const char *format, ...)
{
	char next[64];
	va_list args;

	snprintf(next, sizeof(next), "'gtee %s%s--help' shows the usage.", command->name,
		 command->name[0] ? " " : "");
	va_start(args, format);
	output_verror(command->name[0] ? command->name : NULL, next, format, args);
	va_end(args);
	return GTEE_USAGE;
}
