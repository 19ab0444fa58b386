// SPDX-License-Identifier: BSD-2-Clause
/* softteed: options and start */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/sandbox/check.h"
#include "softteed/sandbox/sandbox.h"
#include "softteed/zygote/zygote.h"

static const char usage[] =
	"usage: softteed [OPTION...]\n"
	"A Trusted OS in software: runs Trusted Applications in sandboxed processes.\n"
	"\n"
	"  -s, --socket PATH    socket for clients (default: softteed/socket in\n"
	"                       $XDG_RUNTIME_DIR)\n"
	"  -a, --applications DIR\n"
	"                       directory with applications; can be repeated\n"
	"  -k, --key FILE       PEM file with the public key that applications (UUID.ta)\n"
	"                       must be signed with\n"
	"      --allow-unsigned take applications without a signature (UUID.so). For\n"
	"                       development: whoever can write to DIR can then read\n"
	"                       what an application keeps secret\n"
	"      --check          test each fence of the sandbox on this machine, and exit:\n"
	"                       with 0 if those that softteed needs hold, or 1\n"
	"  -v, --verbose        log instances and their ends\n"
	"  -h, --help           this text\n"
	"      --version        the version\n"
	"\n"
	"Exit status: 0 after SIGTERM or SIGINT, 1 if it can't run, 2 for wrong usage.\n";

enum { OPTION_UNSIGNED = 256, OPTION_VERSION, OPTION_CHECK };

static const struct option options[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "applications", required_argument, NULL, 'a' },
	{ "key", required_argument, NULL, 'k' },
	{ "allow-unsigned", no_argument, NULL, OPTION_UNSIGNED },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static int add_folder(struct broker_options *broker_options, const char *folder)
{
	for (size_t n = 0; n < BROKER_MAX_FOLDERS; n++) {
		if (!broker_options->folders[n]) {
			broker_options->folders[n] = folder;
			return 0;
		}
	}
	fprintf(stderr, "softteed: more than %d directories with applications\n",
		BROKER_MAX_FOLDERS);
	return -E2BIG;
}

/*
 * Test the sandbox. Return -EPERM if a fence that is in force and mandatory doesn't hold, or
 * -errno if a test can't be run.
 */
static int check_sandbox(FILE *out)
{
	uint32_t failed;
	int rc = sandbox_check_without(out, false, 0, &failed);

	if (rc < 0)
		fprintf(stderr, "softteed: can't test the sandbox: %s\n", strerror(-rc));
	for (int fence = 0; fence < SANDBOX_FENCES; fence++) {
		if (!(failed & SANDBOX_BIT(fence)))
			continue;
		fprintf(stderr, "softteed: sandbox: %s is set up here, but doesn't hold\n",
			sandbox_fence_name((enum sandbox_fence)fence));
		if (sandbox_fence_is_mandatory((enum sandbox_fence)fence))
			rc = -EPERM;
	}
	return rc < 0 ? rc : 0;
}

/* Test the sandbox before anything relies on it. If that's impossible, it's still set up. */
static bool is_safe(void)
{
	FILE *nowhere = fopen("/dev/null", "we");
	bool safe = nowhere && check_sandbox(nowhere) != -EPERM;

	if (nowhere)
		fclose(nowhere);
	if (!safe)
		fputs("softteed: the sandbox doesn't hold on this machine (softteed --check), "
		      "so nothing is started\n", stderr);
	return safe;
}

/* Return 0 to go on, or the exit status plus 1. */
static int parse(int argc, char **argv, struct broker_options *broker_options)
{
	int option;

	while ((option = getopt_long(argc, argv, "s:a:k:vh", options, NULL)) != -1) {
		switch (option) {
		case 's':
			broker_options->socket = optarg;
			break;
		case 'a':
			if (add_folder(broker_options, optarg))
				return 3;
			break;
		case 'k':
			broker_options->key_file = optarg;
			break;
		case OPTION_UNSIGNED:
			broker_options->allow_unsigned = true;
			break;
		case OPTION_CHECK:
			return check_sandbox(stdout) ? 2 : 1;
		case 'v':
			broker_options->verbose = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 1;
		case OPTION_VERSION:
			puts("softteed " SOFTTEED_VERSION);
			return 1;
		default:
			fputs("softteed --help shows the options\n", stderr);
			return 3;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, "softteed: unexpected argument '%s'; --help shows the options\n",
		argv[optind]);
	return 3;
}

/* The default socket, in a directory that only this user can enter */
static int default_socket(struct broker_options *broker_options)
{
	static char path[PATH_MAX];
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (broker_options->socket)
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

int main(int argc, char **argv)
{
	struct broker_options broker_options = { 0 };
	int rc = parse(argc, argv, &broker_options);
	int zygote, log;

	if (rc)
		return rc - 1;
	if (default_socket(&broker_options))
		return EXIT_FAILURE;
	if (!is_safe())
		return EXIT_FAILURE;
	if (broker_options.allow_unsigned)
		fputs("softteed: unsigned applications are allowed: for development only\n",
		      stderr);
	rc = zygote_start(&zygote, &log);
	if (!rc)
		rc = broker_run(&broker_options, zygote, log);
	if (rc)
		fprintf(stderr, "softteed: %s\n", strerror(-rc));
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
