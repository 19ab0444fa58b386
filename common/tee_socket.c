// SPDX-License-Identifier: BSD-2-Clause
/* Selectors for a TEE behind a Unix socket, and the default selector. */
#define _GNU_SOURCE /* secure_getenv() */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tee_socket.h"

#define BLANKS	" \t\r\n"

bool tee_socket_is_selector(const char *selector)
{
	return selector && !strncmp(selector, TEE_SOCKET_PREFIX, strlen(TEE_SOCKET_PREFIX));
}

int tee_socket_path(const char *selector, char path[TEE_SOCKET_PATH_SIZE])
{
	const char *given = selector + strlen(TEE_SOCKET_PREFIX), *directory = "", *slash = "";
	int len;

	if (!*given) {
		directory = secure_getenv("XDG_RUNTIME_DIR");
		if (!directory || !*directory)
			return -ENOENT;
		given = TEE_SOCKET_DEFAULT;
		slash = "/";
	}
	len = snprintf(path, TEE_SOCKET_PATH_SIZE, "%s%s%s", directory, slash, given);
	return len < 0 || len >= TEE_SOCKET_PATH_SIZE ? -ENAMETOOLONG : 0;
}

static int copy_text(const char *text, size_t len, char *copy, size_t size)
{
	if (len >= size)
		return -ENAMETOOLONG;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return 0;
}

/* Returns the length of @line's value if its key is @key, or 0. */
static size_t find_value(const char *line, const char *key, const char **value)
{
	size_t len;

	line += strspn(line, BLANKS);
	if (strncmp(line, key, strlen(key)))
		return 0;
	line += strlen(key);
	line += strspn(line, BLANKS);
	if (*line != '=')
		return 0;
	line++;
	line += strspn(line, BLANKS);
	len = strlen(line);
	while (len && strchr(BLANKS, line[len - 1]))
		len--;
	*value = line;
	return len;
}

static int read_config(const char *config, char *selector, size_t size)
{
	FILE *file = fopen(config, "re");
	size_t room = 0;
	char *line = NULL;
	int rc = -ENOENT;

	if (!file)
		return errno == ENOTDIR ? -ENOENT : -errno;
	while (getline(&line, &room, file) >= 0) {
		const char *value;
		size_t len = find_value(line, "tee", &value);

		if (len)
			rc = copy_text(value, len, selector, size);
	}
	if (ferror(file))
		rc = -EIO;
	free(line);
	fclose(file);
	return rc;
}

int tee_socket_default(const char *config, char *selector, size_t size)
{
	const char *variable = secure_getenv("GTEE_TEE");

	if (variable && *variable)
		return copy_text(variable, strlen(variable), selector, size);
	return read_config(config, selector, size);
}
