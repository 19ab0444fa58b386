/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for kernel log records (/dev/kmsg). Does no I/O. */
#ifndef GTEE_CLI_KMSG_PARSE_H
#define GTEE_CLI_KMSG_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#define KMSG_TEXT_SIZE 200

enum kmsg_meaning {
	KMSG_ELSE,		/* not about a TEE, or harmless */
	KMSG_WARNING,
	KMSG_ERROR,
	KMSG_MIXED_MODULES,	/* a module does not match the others */
};

/**
 * kmsg_parse() - classify a record
 * @record:	"PRIORITY,SEQUENCE,TIME,FLAGS[,...];TEXT\n..."
 * @size:	bytes at @record
 * @text:	[out] first line of its text, made printable, and truncated if it does not fit
 *
 * Return: enum kmsg_meaning.
 */
enum kmsg_meaning kmsg_parse(const char *record, size_t size, char text[KMSG_TEXT_SIZE]);

/**
 * struct kmsg_tee - TEE that a message may be about
 * @driver:	name of its driver
 * @device:	its device, "teeN"
 * @supplicants: its supplicant's device, "teeprivN", or ""
 */
struct kmsg_tee {
	const char *driver;
	const char *device;
	const char *supplicants;
};

/**
 * kmsg_concerns() - check whether a message may be about a TEE
 * @text:	text of the message, from kmsg_parse()
 * @tee:	the TEE
 *
 * Return: false if the message is about another TEE or its driver.
 */
bool kmsg_concerns(const char *text, const struct kmsg_tee *tee);

#endif
