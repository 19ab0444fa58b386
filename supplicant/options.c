// SPDX-License-Identifier: BSD-2-Clause
/* The command line: what Debian's supplicant of OP-TEE 4.5 takes, and some more. */

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

enum { OPTION_FOREGROUND = 256, OPTION_LOG_LEVEL, OPTION_NO_SOCKETS, OPTION_RPMB,
	OPTION_SOCKETS, OPTION_TEE, OPTION_USER, OPTION_VERSION };

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
	{ "no-sockets", no_argument, NULL, OPTION_NO_SOCKETS },
	{ "rpmb", required_argument, NULL, OPTION_RPMB },
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
	       "  -d, --daemonize            run in the background; returns once requests are served\n"
	       "      --foreground           do not (default)\n"
	       "  -f, --fs-parent-path DIR   storage folder (%s)\n"
	       "  -l, --ta-path DIR[:DIR…]   folders of Trusted Applications\n"
	       "                             (%s)\n"
	       "  -t, --ta-dir DIR           a folder beneath /lib instead (optee_armtz)\n"
	       "  -p, --plugin-path DIR      folder of plugins (%s)\n"
	       "      --rpmb emulated|device what there is of an RPMB: a model of one in the storage\n"
	       "                             folder (default), or that of an eMMC card\n"
	       "  -r, --rpmb-cid HEX         use the eMMC card with this CID, 32 digits\n"
	       "      --no-sockets           do not let Trusted Applications use the network\n"
	       "      --tee SELECTOR         which TEE: tos:NAME, driver:NAME or name:NAME\n"
	       "      --user USER            whom to serve requests as (%s)\n"
	       "      --log-level LEVEL      error, warning, info (default) or debug\n"
	       "      --version              print the version\n"
	       "  -h, --help                 print this\n"
	       "\n"
	       "device is a node, by default the first /dev/teeprivN of an OP-TEE.\n",
	       SUPP_DEFAULT_STORAGE, SUPP_DEFAULT_TA_PATH, SUPP_DEFAULT_PLUGINS,
	       SUPP_DEFAULT_USER);
}

static int refuse(const char *option, const char *value, const char *why)
{
	fprintf(stderr, "tee-supplicant: %s '%s': %s; 'tee-supplicant --help' lists the options\n",
		option, value, why);
	return -EINVAL;
}

/* Folders separated by colons. */
static int take_ta_path(struct supp_options *options, const char *path)
{
	char *copy = strdup(path), *rest = copy, *folder;
	size_t count = 0;

	if (!copy)
		return refuse("--ta-path", path, "out of memory");
	while ((folder = strsep(&rest, ":"))) {
		if (folder[0] != '/')
			return refuse("--ta-path", path, "each folder has to begin with '/'");
		if (count == SUPP_MAX_TA_FOLDERS)
			return refuse("--ta-path", path, "more than eight folders");
		options->ta_folders[count++] = folder;
	}
	options->ta_folders[count] = NULL;
	return 0;
}

static int take_ta_dir(struct supp_options *options, const char *dir)
{
	char *path;

	if (!dir[0] || dir[0] == '/' || strchr(dir, ':'))
		return refuse("--ta-dir", dir, "it has to be a name beneath /lib; "
			      "for another folder use --ta-path");
	if (asprintf(&path, "/lib/%s:/usr/lib/%s", dir, dir) < 0)
		return refuse("--ta-dir", dir, "out of memory");
	return take_ta_path(options, path);
}

static int take_folder(const char **where, const char *option, const char *folder)
{
	if (folder[0] != '/')
		return refuse(option, folder, "the folder has to begin with '/'");
	*where = folder;
	return 0;
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

static int take_rpmb(struct supp_options *options, const char *text)
{
	options->rpmb_device = !strcmp(text, "device");
	if (options->rpmb_device || !strcmp(text, "emulated"))
		return 0;
	return refuse("--rpmb", text, "it is emulated or device");
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
	case OPTION_RPMB:
		return take_rpmb(options, value);
	case 'f':
		return take_folder(&options->storage, "--fs-parent-path", value);
	case 'p':
		return take_folder(&options->plugins, "--plugin-path", value);
	case 'l':
		return take_ta_path(options, value);
	case 't':
		return take_ta_dir(options, value);
	case 'r':
		return take_cid(options, value);
	case OPTION_LOG_LEVEL:
		return take_log_level(options, value);
	case OPTION_TEE:
		return take_text(&options->tee, "--tee", value);
	case OPTION_USER:
		return take_text(&options->user, "--user", value);
	default:
		/* getopt has named the option and the reason. */
		fprintf(stderr, "tee-supplicant: 'tee-supplicant --help' lists the options\n");
		return -EINVAL;
	}
}

int options_parse(struct supp_options *options, int argc, char *argv[])
{
	bool ta_path = false, ta_dir = false;
	int option, rc;

	*options = (struct supp_options){
		.storage = SUPP_DEFAULT_STORAGE,
		.plugins = SUPP_DEFAULT_PLUGINS,
		.sockets = true,
		.log_level = LOG_LEVEL_INFO,
	};
	rc = take_ta_path(options, SUPP_DEFAULT_TA_PATH);
	if (rc)
		return rc;
	optind = 1;
	while ((option = getopt_long(argc, argv, "hdf:l:t:p:r:", long_options, NULL)) != -1) {
		ta_path |= option == 'l';
		ta_dir |= option == 't';
		if (ta_path && ta_dir)
			return refuse("--ta-dir", optarg ? optarg : "",
				      "it cannot be used together with --ta-path");
		rc = take_option(options, option, optarg);
		if (rc)
			return rc;
	}
	if (optind < argc)
		options->device = argv[optind++];
	if (optind < argc)
		return refuse("argument", argv[optind], "there is one device only");
	if (options->device && options->tee)
		return refuse("--tee", options->tee, "a device was named too; leave one out");
	return 0;
}
