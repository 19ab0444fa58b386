// SPDX-License-Identifier: BSD-2-Clause
/*
 * Command line parsing. Accepts the options of Debian's OP-TEE 4.5 supplicant,
 * plus a few of our own.
 */

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

enum { OPTION_FOREGROUND = 256, OPTION_LOG_LEVEL, OPTION_MAP_LIMIT, OPTION_NO_SOCKETS,
	OPTION_PROGRAM_KEY, OPTION_RPMB, OPTION_SOCKETS, OPTION_TEE, OPTION_USER, OPTION_VERSION };

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "daemonize", no_argument, NULL, 'd' },
	{ "fs-parent-path", required_argument, NULL, 'f' },
	{ "ta-path", required_argument, NULL, 'l' },
	{ "ta-dir", required_argument, NULL, 't' },
	{ "plugin-path", required_argument, NULL, 'p' },
	{ "rpmb-cid", required_argument, NULL, 'r' },
	{ "foreground", no_argument, NULL, OPTION_FOREGROUND },
	{ "log-level", required_argument, NULL, OPTION_LOG_LEVEL },
	{ "map-limit", required_argument, NULL, OPTION_MAP_LIMIT },
	{ "no-sockets", no_argument, NULL, OPTION_NO_SOCKETS },
	{ "rpmb", required_argument, NULL, OPTION_RPMB },
	{ "rpmb-program-key", no_argument, NULL, OPTION_PROGRAM_KEY },
	{ "sockets", no_argument, NULL, OPTION_SOCKETS },
	{ "tee", required_argument, NULL, OPTION_TEE },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

void options_usage(void)
{
	printf("Usage: tee-supplicant [options] [device]\n"
	       "Gives OP-TEE what it asks of Linux: Trusted Applications, files, and more.\n"
	       "\n"
	       "  -d, --daemonize            run in the background; "
	       "returns once requests are served\n"
	       "      --foreground           do not (default)\n"
	       "  -f, --fs-parent-path DIR   storage directory (%s)\n"
	       "  -l, --ta-path DIR[:DIR…]   directories of Trusted Applications\n"
	       "                             (%s)\n"
	       "  -t, --ta-dir DIR           a directory beneath /lib instead (optee_armtz)\n"
	       "  -p, --plugin-path DIR      directory of plugins (%s)\n"
	       "      --rpmb emulated|device what there is of an RPMB: a model of one in "
	       "the storage\n"
	       "                             directory (default), or that of an eMMC card\n"
	       "  -r, --rpmb-cid HEX         use the eMMC card with this CID, 32 digits\n"
	       "      --rpmb-program-key     let OP-TEE program the key of the card that -r\n"
	       "                             names: once, for good\n"
	       "      --no-sockets           do not let Trusted Applications use the network\n"
	       "      --tee SELECTOR         which TEE: tos:NAME, driver:NAME or name:NAME\n"
	       "      --map-limit KIB        total size of the large shared memory "
	       "regions that\n"
	       "                             OP-TEE can map at once (%lu)\n"
	       "      --user USER            whom to serve requests as (%s)\n"
	       "      --log-level LEVEL      error, warning, info (default) or debug\n"
	       "      --version              print the version\n"
	       "  -h, --help                 print this\n"
	       "\n"
	       "device is a node, by default the first /dev/teeprivN of an OP-TEE.\n",
	       SUPP_DEFAULT_STORAGE, SUPP_DEFAULT_TA_PATH, SUPP_DEFAULT_PLUGINS,
	       SUPP_DEFAULT_MAP_LIMIT >> 10, SUPP_DEFAULT_USER);
}

static int refuse(const char *option, const char *value, const char *why)
{
	fprintf(stderr, "tee-supplicant: %s '%s': %s; 'tee-supplicant --help' lists the options\n",
		option, value, why);
	return -EINVAL;
}

/*
 * We chdir("/") in the background, so relative paths have to go. Return: the
 * absolute path, to be freed; NULL if out of memory.
 */
static char *make_absolute(const char *directory)
{
	char *here = NULL, *path;

	if (directory[0] == '/')
		return strdup(directory);
	here = getcwd(NULL, 0);
	if (!here || asprintf(&path, "%s/%s", here, directory) < 0)
		path = NULL;
	free(here);
	return path;
}

void options_free(struct supp_options *options)
{
	for (size_t n = 0; options->ta_directories[n]; n++) {
		free((void *)(uintptr_t)options->ta_directories[n]);
		options->ta_directories[n] = NULL;
	}
}

/* Split a colon-separated list. Empty names are skipped, as in "a::b". */
static int take_ta_path(struct supp_options *options, const char *path)
{
	char *copy = strdup(path), *rest = copy, *directory;
	size_t count = 0;
	int rc = 0;

	options_free(options);
	if (!copy)
		return refuse("--ta-path", path, "out of memory");
	while (!rc && (directory = strsep(&rest, ":"))) {
		if (!directory[0])
			continue;
		if (count == SUPP_MAX_TA_DIRECTORIES) {
			rc = refuse("--ta-path", path, "more than eight directories");
			break;
		}
		options->ta_directories[count] = make_absolute(directory);
		if (!options->ta_directories[count++])
			rc = refuse("--ta-path", path, "out of memory");
	}
	free(copy);
	options->ta_directories[count] = NULL;
	if (!rc && !count)
		rc = refuse("--ta-path", path, "it names no directory");
	return rc;
}

static int take_ta_dir(struct supp_options *options, const char *dir)
{
	char *path;
	int rc;

	if (!dir[0] || dir[0] == '/' || strchr(dir, ':'))
		return refuse("--ta-dir", dir, "it has to be a name beneath /lib; "
			      "for another directory use --ta-path");
	if (asprintf(&path, "/lib/%s:/usr/lib/%s", dir, dir) < 0)
		return refuse("--ta-dir", dir, "out of memory");
	rc = take_ta_path(options, path);
	free(path);
	return rc;
}

static int take_directory(const char **where, const char *option, const char *directory)
{
	if (!directory[0])
		return refuse(option, directory, "it is empty");
	*where = make_absolute(directory);
	return *where ? 0 : refuse(option, directory, "out of memory");
}

static int take_cid(struct supp_options *options, const char *text)
{
	char byte[3] = "";

	if (strlen(text) != 2 * sizeof(options->cid) ||
	    strspn(text, "0123456789abcdefABCDEF") != strlen(text))
		return refuse("--rpmb-cid", text, "a CID has 32 hexadecimal digits, as in "
			      "/sys/class/mmc_host/mmc*/mmc*/cid");
	for (size_t n = 0; n < sizeof(options->cid); n++) {
		memcpy(byte, text + 2 * n, 2);
		options->cid[n] = (uint8_t)strtoul(byte, NULL, 16);
	}
	options->has_cid = true;
	return 0;
}

static int take_rpmb(const char **kind, const char *text)
{
	if (strcmp(text, "device") && strcmp(text, "emulated"))
		return refuse("--rpmb", text, "it is emulated or device");
	*kind = text;
	return 0;
}

/*
 * -r implies --rpmb=device, and --rpmb-program-key makes no sense without -r.
 * @kind is --rpmb's argument, or NULL.
 */
static int choose_rpmb(struct supp_options *options, const char *kind)
{
	bool emulated = kind && !strcmp(kind, "emulated");

	if (emulated && options->has_cid)
		return refuse("--rpmb", kind, "a card was named with --rpmb-cid; leave one out");
	options->rpmb_device = options->has_cid || (kind && !emulated);
	if (!options->program_key || options->has_cid)
		return 0;
	return refuse("--rpmb-program-key", "", options->rpmb_device ?
		      "name the card with --rpmb-cid: its key is programmed once, for good, and "
		      "which card that is must not be OP-TEE's choice" :
		      "an emulated card needs none; name a card with --rpmb-cid");
}

static int take_map_limit(struct supp_options *options, const char *text)
{
	char *end;
	unsigned long kib = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)text[0]) || *end || kib < 256 || kib > 1ul << 20)
		return refuse("--map-limit", text, "it is a number of KiB, from 256 to 1048576");
	options->map_limit = (size_t)kib << 10;
	return 0;
}

static int take_log_level(struct supp_options *options, const char *text)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		if (!strcmp(text, names[n])) {
			options->log_level = (enum log_level)n;
			return 0;
		}
	}
	return refuse("--log-level", text, "it is one of error, warning, info and debug");
}

static int take_text(const char **where, const char *option, const char *text)
{
	if (!text[0])
		return refuse(option, text, "it is empty");
	*where = text;
	return 0;
}

static int take_option(struct supp_options *options, int option, const char *value)
{
	switch (option) {
	case 'h':
		options->help = true;
		return 0;
	case 'd':
		options->daemonize = true;
		return 0;
	case OPTION_FOREGROUND:
		options->daemonize = false;
		return 0;
	case OPTION_VERSION:
		options->version = true;
		return 0;
	case OPTION_SOCKETS:
	case OPTION_NO_SOCKETS:
		options->sockets = option == OPTION_SOCKETS;
		return 0;
	case OPTION_PROGRAM_KEY:
		options->program_key = true;
		return 0;
	case 'f':
		return take_directory(&options->storage, "--fs-parent-path", value);
	case 'p':
		return take_directory(&options->plugins, "--plugin-path", value);
	case 'l':
		return take_ta_path(options, value);
	case 't':
		return take_ta_dir(options, value);
	case 'r':
		return take_cid(options, value);
	case OPTION_MAP_LIMIT:
		return take_map_limit(options, value);
	case OPTION_LOG_LEVEL:
		return take_log_level(options, value);
	case OPTION_TEE:
		return take_text(&options->tee, "--tee", value);
	case OPTION_USER:
		return take_text(&options->user, "--user", value);
	default:
		/* getopt_long() has complained already */
		fprintf(stderr, "tee-supplicant: 'tee-supplicant --help' lists the options\n");
		return -EINVAL;
	}
}

int options_parse(struct supp_options *options, int argc, char *argv[])
{
	bool ta_path = false, ta_dir = false;
	const char *rpmb = NULL;
	int option, rc;

	*options = (struct supp_options){
		.storage = SUPP_DEFAULT_STORAGE,
		.plugins = SUPP_DEFAULT_PLUGINS,
		.sockets = true,
		.map_limit = SUPP_DEFAULT_MAP_LIMIT,
		.log_level = LOG_LEVEL_INFO,
	};
	rc = take_ta_path(options, SUPP_DEFAULT_TA_PATH);
	if (rc)
		return rc;
	optind = 0;	/* makes glibc start over */
	while ((option = getopt_long(argc, argv, "hdf:l:t:p:r:", long_options, NULL)) != -1) {
		ta_path |= option == 'l';
		ta_dir |= option == 't';
		if (ta_path && ta_dir)
			return refuse("--ta-dir", optarg ? optarg : "",
				      "it cannot be used together with --ta-path");
		rc = option == OPTION_RPMB ? take_rpmb(&rpmb, optarg) :
		     take_option(options, option, optarg);
		if (rc)
			return rc;
	}
	if (optind < argc)
		options->device = argv[optind++];
	if (optind < argc)
		return refuse("argument", argv[optind], "there is one device only");
	if (options->device && options->tee)
		return refuse("--tee", options->tee, "a device was named too; leave one out");
	return choose_rpmb(options, rpmb);
}
