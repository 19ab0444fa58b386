/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that make untrusted text printable. They do no I/O.
 *
 * A terminal interprets some bytes as commands. Therefore names of processes and files, and
 * text from the kernel or a TEE, is printed only through these functions.
 */
#ifndef GTEE_CLI_PRINTABLE_H
#define GTEE_CLI_PRINTABLE_H

#include <stddef.h>

/**
 * printable() - escape text for a terminal
 * @text:	any bytes
 * @length:	number of bytes
 * @room:	[out] the result
 * @size:	bytes at @room, at least 1
 *
 * Bytes other than printable ASCII, including newlines, become \xNN. The result is truncated
 * if it does not fit.
 *
 * Return: @room.
 */
const char *printable(const char *text, size_t length, char *room, size_t size);

/**
 * printable_json() - escape a JSON value so that it is printable ASCII
 * @json:	the value as text; its strings may contain invalid UTF-8
 *
 * Non-ASCII characters become \uNNNN, and invalid UTF-8 bytes become \ufffd.
 *
 * Return: the same value, which the caller frees with free(); NULL if memory runs out.
 */
char *printable_json(const char *json);

#endif
