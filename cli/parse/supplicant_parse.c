// SPDX-License-Identifier: BSD-2-Clause
/* Find the directories in a supplicant's command line. */
#include <stdio.h>
#include <string.h>

#include "parse/supplicant_parse.h"

/*
 * "--name=value", "--name value", "-nvalue" and "-n value" are all fine. NULL means
 * that this is some other option, or that its value is missing.
 */
static const char *option_value(const char *word, const char *next, const char *name,
				const char *letter)
{
	size_t length = strlen(name);

	if (!strncmp(word, name, length)) {
		if (word[length] == '=')
			return word + length + 1;
		return word[length] ? NULL : next;
	}
	if (strncmp(word, letter, 2))
		return NULL;
	return word[2] ? word + 2 : next;
}

void supplicant_parse(const char *cmdline, size_t size, struct supplicant *found)
{
	const char *word = cmdline, *end = cmdline + size;

	found->ta_path[0] = '\0';
	found->storage[0] = '\0';
	while (word < end) {
		const char *next = memchr(word, '\0', (size_t)(end - word)), *value;

		/*
		 * No NUL at the end means that we got a truncated command line. Ignore
		 * the partial word.
		 */
		if (!next)
			return;
		next++;
		if (next < end && !memchr(next, '\0', (size_t)(end - next)))
			return;
		value = option_value(word, next < end ? next : NULL, "--ta-path", "-l");
		if (value)
			snprintf(found->ta_path, sizeof(found->ta_path), "%s", value);
		value = option_value(word, next < end ? next : NULL, "--ta-dir", "-t");
		if (value)
			snprintf(found->ta_path, sizeof(found->ta_path), "/lib/%s", value);
		value = option_value(word, next < end ? next : NULL, "--fs-parent-path", "-f");
		if (value)
			snprintf(found->storage, sizeof(found->storage), "%s", value);
		word = next;
	}
}
