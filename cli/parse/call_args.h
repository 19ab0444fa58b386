/* SPDX-License-Identifier: BSD-2-Clause */
/* Call parameters on the command line. This only parses and never opens a file. */
#ifndef GTEE_CLI_CALL_ARGS_H
#define GTEE_CLI_CALL_ARGS_H

#include <stddef.h>
#include <stdint.h>

/* for one memory parameter, in bytes */
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
 * struct call_arg - a parsed parameter
 * @kind:	what it is
 * @a:		a value's first number
 * @b:		its second number
 * @bytes:	CALL_TEXT: part of the argument; CALL_HEX: same as @owned
 * @size:	size of @bytes; CALL_OUT: output size
 * @file:	file name (malloced) or NULL; "-" is stdin or stdout
 * @owned:	malloced memory, or NULL
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
 * @text:	the argument, which has to outlive @arg
 * @arg:	[out] the parameter on success, to be freed with call_arg_free()
 * @why:	[out] error message for -EINVAL
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int call_arg_parse(const char *text, struct call_arg *arg, const char **why);

/**
 * call_arg_free() - free and clear a parsed parameter
 * @arg:	the parameter
 */
void call_arg_free(struct call_arg *arg);

/**
 * call_number_parse() - parse an unsigned 32-bit number
 * @text:	the number in C syntax (12, 0x1f or 017)
 * @number:	[out] the number
 *
 * Return: 0, or -EINVAL.
 */
int call_number_parse(const char *text, uint32_t *number);

/**
 * call_size_parse() - parse a size
 * @text:	as for call_number_parse(), optionally followed by K (KiB) or M (MiB)
 * @size:	[out] size in bytes
 *
 * Return: 0, or -EINVAL if this isn't a size or it's above CALL_MAX_SIZE.
 */
int call_size_parse(const char *text, size_t *size);

/**
 * call_kind_name() - get a parameter kind's keyword
 * @kind:	the kind
 *
 * Return: the word in front of the first colon.
 */
const char *call_kind_name(enum call_kind kind);

#endif
