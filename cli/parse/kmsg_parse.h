/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of the kernel's log (/dev/kmsg). Pure. */
#ifndef GTEE_CLI_KMSG_PARSE_H
#define GTEE_CLI_KMSG_PARSE_H

#include <stddef.h>

#define KMSG_TEXT_SIZE 200

enum kmsg_meaning {
	KMSG_ELSE,		/* not about a TEE, or nothing to worry about */
	KMSG_WARNING,
	KMSG_ERROR,
	KMSG_MIXED_MODULES,	/* a module does not fit the others */
};

/**
 * kmsg_parse() - what a record means for a TEE
 * @record:	"PRIORITY,SEQUENCE,TIME,FLAGS[,…];TEXT\n…"
 * @size:	of @record
 * @text:	[out] its first line, printable and cut where it is long
 *
 * Return: what it means.
 */
enum kmsg_meaning kmsg_parse(const char *record, size_t size, char text[KMSG_TEXT_SIZE]);

#endif
