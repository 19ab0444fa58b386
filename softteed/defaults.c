// SPDX-License-Identifier: BSD-2-Clause
/* Where softteed's socket and its trusted storage are if no option says so */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/defaults.h"

/* The default socket, in a directory that only this user can enter */
int defaults_socket(struct broker_options *broker_options)
{
	static char path[PATH_MAX];
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (broker_options->socket || broker_options->vtee)
		return 0;
	if (!runtime || !*runtime) {
		fputs("softteed: no XDG_RUNTIME_DIR: say where the socket goes with --socket\n",
		      stderr);
		return -ENOENT;
	}
	snprintf(path, sizeof(path), "%s/softteed", runtime);
	if (mkdir(path, 0700) && errno != EEXIST) {
		fprintf(stderr, "softteed: can't create %s: %s\n", path, strerror(errno));
		return -errno;
	}
	strncat(path, "/socket", sizeof(path) - strlen(path) - 1);
	broker_options->socket = path;
	return 0;
}

/* The default directory of trusted storage */
int defaults_store(struct broker_options *broker_options)
{
	static char path[PATH_MAX];
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (broker_options->store)
		return 0;
	if (!geteuid()) {
		broker_options->store = "/var/lib/softteed";
		return 0;
	}
	if (state && *state) {
		snprintf(path, sizeof(path), "%s/softteed", state);
	} else if (home && *home) {
		snprintf(path, sizeof(path), "%s/.local/state/softteed", home);
	} else {
		fputs("softteed: no HOME: say where trusted storage goes with --storage\n", stderr);
		return -ENOENT;
	}
	broker_options->store = path;
	return 0;
}
