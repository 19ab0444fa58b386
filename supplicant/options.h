/* SPDX-License-Identifier: BSD-2-Clause */
/* tee-supplicant's command line */
#ifndef SUPPLICANT_OPTIONS_H
#define SUPPLICANT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"

#define SUPP_DEFAULT_STORAGE	"/var/lib/optee-client/data/tee"
#define SUPP_DEFAULT_TA_PATH	"/usr/lib/optee_armtz:/lib/optee_armtz"
#define SUPP_DEFAULT_PLUGINS	"/usr/lib/tee-supplicant/plugins"
#define SUPP_DEFAULT_USER	"_teesupp"

/*
 * A stock OP-TEE 4 has translation tables for 6 MiB of shared memory and panics
 * when they run out. Leave some of that to the small regions, which aren't
 * counted against the limit.
 */
#define SUPP_DEFAULT_MAP_LIMIT	(6016ul << 10)

/* TA directories that -l can name */
#define SUPP_MAX_TA_DIRECTORIES	8

/**
 * struct supp_options - the parsed command line
 * @daemonize:	-d: run in the background, and return once requests are served
 * @help: @version: print that and exit
 * @sockets:	TAs may use the network; cleared by --no-sockets
 * @rpmb_device: --rpmb=device or -r: use a card's RPMB instead of emulating one
 * @has_cid:	-r: stick to the card with @cid
 * @program_key: --rpmb-program-key: let the TEE program that card's key
 * @device:	device node, or NULL for the first OP-TEE
 * @tee:	--tee: selector for tee_device_matches(), or NULL
 * @storage:	-f: REE file system directory
 * @ta_directories: absolute TA directory paths, NULL-terminated. From -l, or
 *		/lib/X and /usr/lib/X if -t is X
 * @map_limit:	--map-limit, in bytes: total size of the large shared memory
 *		regions that the TEE can map at a time
 * @plugins:	-p: plugin directory
 * @user:	--user: name or uid to run workers as, or NULL
 * @log_level:	--log-level
 * @cid:	-r: the eMMC card's CID register
 *
 * Strings live as long as the process: they are literals, from argv, or
 * allocated for good. options_free() frees only what @ta_directories points to.
 */
struct supp_options {
	bool daemonize;
	bool help;
	bool version;
	bool sockets;
	bool rpmb_device;
	bool has_cid;
	bool program_key;
	const char *device;
	const char *tee;
	const char *storage;
	const char *ta_directories[SUPP_MAX_TA_DIRECTORIES + 1];
	const char *plugins;
	const char *user;
	size_t map_limit;
	enum log_level log_level;
	uint8_t cid[16];
};

/**
 * options_parse() - parse the command line
 * @options:	[out] the result
 * @argc: @argv: from main()
 *
 * Return: 0, or -EINVAL after a message on stderr that points to --help.
 */
int options_parse(struct supp_options *options, int argc, char *argv[]);

/** options_free() - free and clear @options->ta_directories */
void options_free(struct supp_options *options);

/** options_usage() - print the --help text on stdout */
void options_usage(void);

#endif
