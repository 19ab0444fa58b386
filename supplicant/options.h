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
 * OP-TEE 4 has tables for 6 MiB of what normal world shares with it, where it was built as usual,
 * and panics when they do not suffice. Some of it is for the small pieces of other requests.
 */
#define SUPP_DEFAULT_MAP_LIMIT	(6016ul << 10)

/* Folders in which Trusted Applications are sought, at most. */
#define SUPP_MAX_TA_FOLDERS	8

/**
 * struct supp_options - what the command line asks for
 * @daemonize:		-d: return once requests are served
 * @help: @version:	only say so
 * @sockets:		not --no-sockets: Trusted Applications may use the network
 * @rpmb_device:	--rpmb=device, or -r: the RPMB is a card's, not the emulated one
 * @has_cid:		-r was given: @cid is the card that counts
 * @program_key:	--rpmb-program-key: the TEE may program the key of the card @cid
 * @device:		the device's node, or NULL: the first of an OP-TEE
 * @tee:		--tee: a selector as in tee_device_matches(), or NULL
 * @storage:		-f: the folder of the REE file system
 * @ta_folders:		-l, or -t beneath /lib: absolute; NULL behind the last
 * @map_limit:		--map-limit: bytes that the TEE can map at once of large pieces
 * @plugins:		-p: the folder of plugins
 * @user:		--user: whom workers run as, a name or a number
 * @log_level:		--log-level
 * @cid:		-r: an eMMC card's CID, 16 bytes
 *
 * Strings are the command line's own, or allocated for the life of the process.
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
	const char *ta_folders[SUPP_MAX_TA_FOLDERS + 1];
	const char *plugins;
	const char *user;
	size_t map_limit;
	enum log_level log_level;
	uint8_t cid[16];
};

/**
 * options_parse() - read the command line
 * @options:	[out]
 * @argc: @argv: as main() has them
 *
 * Return: 0, or -EINVAL after an error message on standard error that names the
 * option, the reason and the next step.
 */
int options_parse(struct supp_options *options, int argc, char *argv[]);

/** options_free() - free the names of folders of Trusted Applications: there are none any more */
void options_free(struct supp_options *options);

/** options_usage() - print the help text on standard output */
void options_usage(void);

#endif
