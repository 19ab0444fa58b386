/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of tee-supplicant. */
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
 * In its default configuration, OP-TEE 4 has enough translation tables to map 6
 * MiB of shared memory, and panics if it runs out of them. Small regions need
 * some of that too.
 */
#define SUPP_DEFAULT_MAP_LIMIT	(6016ul << 10)

/* Maximum number of directories to search for TAs */
#define SUPP_MAX_TA_DIRECTORIES	8

/**
 * struct supp_options - the parsed command line
 * @daemonize:	-d: run in the background, and return once requests are served
 * @help: @version: only print the help text or the version
 * @sockets:	TAs may use the network; false after --no-sockets
 * @rpmb_device: --rpmb=device, or -r: use a card's RPMB, not the emulated one
 * @has_cid:	-r was given: use only the card whose CID is @cid
 * @program_key: --rpmb-program-key: the TEE may program the key of the card
 *		@cid
 * @device:	the device node; NULL: the first OP-TEE device
 * @tee:	--tee: a selector for tee_device_matches(), or NULL
 * @storage:	-f: the directory of the REE file system
 * @ta_directories:	absolute paths of the TA directories, terminated by NULL: those
 *		of -l or, for -t, one directory in /lib and one in /usr/lib
 * @map_limit:	--map-limit: total bytes of large regions of shared memory that
 *		the TEE can map at a time
 * @plugins:	-p: the directory of plugins
 * @user:	--user: name or number of the user that workers run as, or NULL
 * @log_level:	--log-level
 * @cid:	-r: the CID of an eMMC card, 16 bytes
 *
 * Strings are constants, command-line arguments, or allocated and never freed.
 * Only the paths in @ta_directories can be freed: see options_free().
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
 * @options:	[out] the parsed options
 * @argc: @argv: as passed to main()
 *
 * Return: 0, or -EINVAL after a message on standard error that names the
 * option, the reason and the next step.
 */
int options_parse(struct supp_options *options, int argc, char *argv[]);

/** options_free() - free the paths in @ta_directories, and make the list empty */
void options_free(struct supp_options *options);

/** options_usage() - print the help text to standard output */
void options_usage(void);

#endif
