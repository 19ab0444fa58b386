/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for call parameters on the command line. Does no I/O, so it does not open files. */
#ifndef GTEE_CLI_CALL_ARGS_H
#define GTEE_CLI_CALL_ARGS_H

#include <stddef.h>
#include <stdint.h>

/* Maximum size of a memory parameter in bytes. */
#define CALL_MAX_SIZE (256u << 20)

enum call_kind {
	CALL_NONE,		/* none             unused */
	CALL_NULL,		/* null             null memory reference */
	CALL_VALUE_IN,		/* value:A[,B] */
	CALL_VALUE_OUT,		/* value-out */
	CALL_VALUE_INOUT,	/* value-inout:A[,B] */
	CALL_TEXT,		/* text:TEXT        memory in */
	CALL_HEX,		/* hex:DIGITS       memory in */
	CALL_FILE_IN,		/* in:FILE          memory in */
	CALL_OUT,		/* out:[FILE:]SIZE  memory out */
	CALL_FILE_INOUT,	/* inout:FILE       memory in and out */
};

/**
 * struct call_arg - parsed parameter
 * @kind:	kind of parameter
 * @a:		first number of a value
 * @b:		second number of a value
 * @bytes:	CALL_TEXT: points into the argument; CALL_HEX: @owned
 * @size:	number of bytes at @bytes; CALL_OUT: size of the output
 * @file:	file name, allocated, or NULL; "-" is standard input or output
 * @owned:	allocated memory that the parameter owns, or NULL
 */
struct call_arg {
	enum call_kind kind;
	uint32_t a, b;
	const uint8_t *bytes;
	size_t size;
	char *file;
	uint8_t *owned;
};

/**
 * call_arg_parse() - parse a parameter
 * @text:	the argument; must outlive @arg
 * @arg:	[out] the parameter, if 0 is returned; the caller frees it with call_arg_free()
 * @why:	[out] error message, if -EINVAL is returned
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int call_arg_parse(const char *text, struct call_arg *arg, const char **why);

/**
 * call_arg_free() - free a parsed parameter, and clear it
 * @arg:	the parameter
 */
void call_arg_free(struct call_arg *arg);

/**
 * call_number_parse() - parse an unsigned 32-bit number
 * @text:	the number: decimal, hexadecimal with prefix 0x, or octal with prefix 0
 * @number:	[out] the number
 *
 * Return: 0, or -EINVAL.
 */
int call_number_parse(const char *text, uint32_t *number);

/**
 * call_size_parse() - parse a number of bytes
 * @text:	a number as for call_number_parse(), with an optional suffix K (KiB) or M (MiB)
 * @size:	[out] the number of bytes
 *
 * Return: 0, or -EINVAL if @text is invalid or the number exceeds CALL_MAX_SIZE.
 */
int call_size_parse(const char *text, size_t *size);

/**
 * call_kind_name() - get the keyword of a parameter kind
 * @kind:	the kind
 *
 * Return: the word that begins such a parameter on the command line.
 */
const char *call_kind_name(enum call_kind kind);

#endif
