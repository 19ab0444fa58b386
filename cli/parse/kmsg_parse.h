/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for /dev/kmsg records, without the I/O */
#ifndef GTEE_CLI_KMSG_PARSE_H
#define GTEE_CLI_KMSG_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#define KMSG_TEXT_SIZE 200

enum kmsg_meaning {
	KMSG_ELSE,		/* harmless, or not about a TEE */
	KMSG_WARNING,
	KMSG_ERROR,
	KMSG_MIXED_MODULES,	/* this module doesn't match the others */
};

/**
 * kmsg_parse() - classify a record
 * @record:	"PRIORITY,SEQUENCE,TIME,FLAGS[,...];TEXT\n..."
 * @size:	bytes at @record
 * @text:	[out] the first line, made printable and truncated if need be
 *
 * Return: enum kmsg_meaning.
 */
enum kmsg_meaning kmsg_parse(const char *record, size_t size, char text[KMSG_TEXT_SIZE]);

/**
 * struct kmsg_tee - the TEE we care about
 * @driver:	its driver
 * @device:	its device, "teeN"
 * @supplicants: its supplicant's device, "teeprivN", or ""
 */
struct kmsg_tee {
	const char *driver;
	const char *device;
	const char *supplicants;
};

/**
 * kmsg_concerns() - check if a message could be about a TEE
 * @text:	the message, as kmsg_parse() returned it
 * @tee:	the TEE
 *
 * Return: false if this is clearly about another TEE or driver.
 */
bool kmsg_concerns(const char *text, const struct kmsg_tee *tee);

#endif
