/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text from elsewhere, made fit to be printed. Pure.
 *
 * A terminal obeys some bytes: names of processes and files, the kernel's and a TEE's texts
 * are shown only through these.
 */
#ifndef GTEE_CLI_PRINTABLE_H
#define GTEE_CLI_PRINTABLE_H

#include <stddef.h>

/**
 * printable() - text from elsewhere, for a terminal
 * @text:	bytes of any kind
 * @length:	how many
 * @room:	[out] where the result goes
 * @size:	of @room, at least 1
 *
 * Anything but printable ASCII becomes \xNN, a newline too. What does not fit is left out.
 *
 * Return: @room.
 */
const char *printable(const char *text, size_t length, char *room, size_t size);

/**
 * printable_json() - a JSON value with nothing in it but printable ASCII and spaces
 * @json:	the value, as text; bytes that are no UTF-8 may be in its strings
 *
 * Characters that are not ASCII become \uNNNN, bytes that are no character \ufffd.
 *
 * Return: the same value, to be freed with free(); NULL where there is no memory.
 */
char *printable_json(const char *json);

#endif
