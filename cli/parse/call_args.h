/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters of a call as they are typed. Pure: nothing is opened or read. */
#ifndef GTEE_CLI_CALL_ARGS_H
#define GTEE_CLI_CALL_ARGS_H

#include <stddef.h>
#include <stdint.h>

/* Most that a parameter may hold or ask for. */
#define CALL_MAX_SIZE (256u << 20)

enum call_kind {
	CALL_NONE,		/* none             an unused place */
	CALL_NULL,		/* null             a reference to no memory */
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
 * struct call_arg - a parameter as it was typed
 * @kind:	what it is
 * @a:		a value's first number
 * @b:		a value's second number
 * @bytes:	CALL_TEXT: within the argument; CALL_HEX: allocated
 * @size:	of @bytes; CALL_OUT: room for the result
 * @file:	allocated; NULL where there is none; "-" is standard input or output
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
 * call_arg_parse() - understand a parameter
 * @text:	as typed; must outlive @arg
 * @arg:	[out] to be ended with call_arg_free() where 0 is returned
 * @why:	[out] what is wrong with it, where -EINVAL is returned
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int call_arg_parse(const char *text, struct call_arg *arg, const char **why);

void call_arg_free(struct call_arg *arg);

/**
 * call_number_parse() - an unsigned number of 32 bits
 * @text:	decimal, or hexadecimal after 0x, or octal after 0; nothing behind it
 * @number:	[out]
 *
 * Return: 0, or -EINVAL.
 */
int call_number_parse(const char *text, uint32_t *number);

/**
 * call_size_parse() - a number of bytes
 * @text:	a number as above, and K or M behind it for KiB or MiB
 * @size:	[out]
 *
 * Return: 0, or -EINVAL, also above CALL_MAX_SIZE.
 */
int call_size_parse(const char *text, size_t *size);

/**
 * call_kind_name() - a kind as it is typed
 * @kind:	the kind
 *
 * Return: the word.
 */
const char *call_kind_name(enum call_kind kind);

#endif
