// SPDX-License-Identifier: BSD-2-Clause
/* Find the interesting records in the kernel log. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "parse/kmsg_parse.h"
#include "printable.h"

#define LEVEL_ERROR	3
#define LEVEL_WARNING	4

/* These start with the module's name or with its device. */
static bool is_of_tee(const char *text)
{
	static const char *const begins[] = {
		"tee:", "tee ", "tee_conduit", "optee", "tsp:", "tsp ", "vtee:", "vtee ",
		"tee_client", "teepriv",
	};

	for (size_t n = 0; n < sizeof(begins) / sizeof(begins[0]); n++)
		if (!strncmp(text, begins[n], strlen(begins[n])))
			return true;
	return false;
}

/* "tee teeN: " or "tee teeprivN: " */
static bool is_of_device(const char *text, const char *device)
{
	size_t length = strlen(device);

	return !strncmp(text, device, length) && text[length] == ':';
}

bool kmsg_concerns(const char *text, const struct kmsg_tee *tee)
{
	static const char *const drivers[] = { "optee", "tsp", "vtee" };

	if (!strncmp(text, "tee tee", 7))
		return is_of_device(text + 4, tee->device) ||
		       (tee->supplicants[0] && is_of_device(text + 4, tee->supplicants));
	for (size_t n = 0; n < sizeof(drivers) / sizeof(drivers[0]); n++)
		if (!strncmp(text, drivers[n], strlen(drivers[n])))
			return !strcmp(tee->driver, drivers[n]);
	return true;
}

enum kmsg_meaning kmsg_parse(const char *record, size_t size, char text[KMSG_TEXT_SIZE])
{
	const char *semicolon = memchr(record, ';', size);
	char digits[8] = "";
	const char *end;
	size_t length;
	int level;

	text[0] = '\0';
	if (!semicolon || !isdigit((unsigned char)record[0]))
		return KMSG_ELSE;
	for (size_t n = 0; n < sizeof(digits) - 1 && isdigit((unsigned char)record[n]); n++)
		digits[n] = record[n];
	level = atoi(digits) & 7;

	length = size - (size_t)(semicolon + 1 - record);
	end = memchr(semicolon + 1, '\n', length);
	printable(semicolon + 1, end ? (size_t)(end - semicolon - 1) : length, text,
		  KMSG_TEXT_SIZE);
	if (level > LEVEL_WARNING || !is_of_tee(text))
		return KMSG_ELSE;
	if (strstr(text, "Unknown symbol") || strstr(text, "disagrees about version of symbol"))
		return KMSG_MIXED_MODULES;
	/* Every out-of-tree module gets these. */
	if (strstr(text, "taints kernel") || strstr(text, "tainting kernel"))
		return KMSG_ELSE;
	return level <= LEVEL_ERROR ? KMSG_ERROR : KMSG_WARNING;
}
