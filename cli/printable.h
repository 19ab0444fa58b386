/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Anything that a process, a file name, the kernel or a TEE gives us goes through
 * here before it is printed. A terminal would take some of those bytes as commands.
 * No I/O.
 */
#ifndef GTEE_CLI_PRINTABLE_H
#define GTEE_CLI_PRINTABLE_H

#include <stddef.h>

/**
 * printable() - escape text for a terminal
 * @text:	text, may be any bytes
 * @length:	its size
 * @room:	[out] the result
 * @size:	size of @room, at least 1
 *
 * Anything but printable ASCII comes out as \xNN, newlines included. Truncates if @room is
 * too small.
 *
 * Return: @room.
 */
const char *printable(const char *text, size_t length, char *room, size_t size);

/**
 * printable_json() - turn JSON text into plain ASCII
 * @json:	a value as text, perhaps with invalid UTF-8 in its strings
 *
 * Newlines between tokens stay. Everything else that isn't printable becomes \uNNNN, or \ufffd
 * for bytes that aren't UTF-8.
 *
 * Return: the same value in malloced memory, or NULL if there's none left.
 */
char *printable_json(const char *json);

#endif
