// SPDX-License-Identifier: BSD-2-Clause
/* softteed: options and start */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/defaults.h"
#include "softteed/files.h"
#include "softteed/sandbox/check.h"
#include "softteed/sandbox/sandbox.h"
#include "softteed/zygote/zygote.h"
#include "tee_socket.h"
#include "tee_uuid.h"

static const char usage[] =
	"usage: softteed [OPTION...]\n"
	"A Trusted OS in software: runs Trusted Applications in sandboxed processes.\n"
	"\n"
	"  -s, --socket PATH    socket for clients (default: softteed/socket in\n"
	"                       $XDG_RUNTIME_DIR, unless there's --vtee)\n"
	"      --vtee           serve a TEE device, /dev/teeN, by means of /dev/vtee. With\n"
	"                       --socket as well, both\n"
	"  -a, --applications DIR\n"
	"                       directory with applications; can be repeated (default:\n"
	"                       " SOFTTEED_APPLICATIONS ")\n"
	"      --network UUID   application that may use TCP and UDP sockets; can be\n"
	"                       repeated; all: every application\n"
	"      --plugins DIR    directory with plugins for applications\n"
	"  -k, --key FILE       PEM file with the public key that applications (UUID.ta)\n"
	"                       must be signed with\n"
	"      --allow-unsigned take applications without a signature (UUID.so). For\n"
	"                       development: whoever can write to DIR can then read\n"
	"                       what an application keeps secret\n"
	"      --no-sandbox     run applications without the sandbox, so that debuggers and\n"
	"                       sanitizers work. For development: they can do whatever\n"
	"                       softteed's user can\n"
	"      --wait-for-debugger\n"
	"                       the same, and each instance waits for a debugger once its\n"
	"                       application is loaded\n"
	"  -S, --storage DIR    directory of trusted storage (default: softteed in\n"
	"                       $XDG_STATE_HOME or ~/.local/state; root's is\n"
	"                       /var/lib/softteed)\n"
	"      --device-key FILE\n"
	"                       file with the key that protects it (default: device.key in\n"
	"                       DIR); created if it's missing and nothing is stored yet.\n"
	"                       Or keyring:NAME, the kernel's key of type \"user\" with this\n"
	"                       name. Or passphrase:FILE, computed from FILE's first line\n"
	"      --counters DIR   directory with a counter for each application, to detect\n"
	"                       that an old copy of its storage was put back (default:\n"
	"                       counters in DIR)\n"
	"      --accept-old-storage\n"
	"                       take what is stored for current, and set the counters: to\n"
	"                       start once with a backup that was put back on purpose\n"
	"      --check          test each fence of the sandbox on this machine, and exit:\n"
	"                       with 0 if those that softteed needs hold, or 1\n"
	"  -v, --verbose        log instances and their ends\n"
	"  -h, --help           this text\n"
	"      --version        the version\n"
	"\n"
	"Exit status: 0 after SIGTERM or SIGINT, 1 if it can't run, 2 for wrong usage.\n";

enum {
	OPTION_UNSIGNED = 256, OPTION_VTEE, OPTION_DEVICE_KEY, OPTION_COUNTERS,
	OPTION_ACCEPT_OLD, OPTION_NETWORK, OPTION_PLUGINS, OPTION_VERSION, OPTION_CHECK,
	OPTION_NO_SANDBOX, OPTION_WAIT,
};

static const struct option options[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "vtee", no_argument, NULL, OPTION_VTEE },
	{ "applications", required_argument, NULL, 'a' },
	{ "network", required_argument, NULL, OPTION_NETWORK },
	{ "plugins", required_argument, NULL, OPTION_PLUGINS },
	{ "key", required_argument, NULL, 'k' },
	{ "allow-unsigned", no_argument, NULL, OPTION_UNSIGNED },
	{ "no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX },
	{ "wait-for-debugger", no_argument, NULL, OPTION_WAIT },
	{ "storage", required_argument, NULL, 'S' },
	{ "device-key", required_argument, NULL, OPTION_DEVICE_KEY },
	{ "counters", required_argument, NULL, OPTION_COUNTERS },
	{ "accept-old-storage", no_argument, NULL, OPTION_ACCEPT_OLD },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

/*
 * struct choice - what the options say
 * @broker:	for the broker
 * @zygote:	for the zygote
 * @check:	only test the sandbox
 */
struct choice {
	struct broker_options broker;
	struct zygote_options zygote;
	bool check;
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

static int add_network(struct broker_options *broker_options, const char *text)
{
	if (!strcmp(text, "all")) {
		broker_options->network_for_all = true;
		return 0;
	}
	if (broker_options->num_network == BROKER_MAX_NETWORK) {
		fprintf(stderr, "softteed: more than %d applications that may use the network\n",
			BROKER_MAX_NETWORK);
		return -E2BIG;
	}
	if (!tee_uuid_parse(text, broker_options->network[broker_options->num_network])) {
		broker_options->num_network++;
		return 0;
	}
	fprintf(stderr, "softteed: --network %s: neither 'all' nor a UUID such as "
		"3a7d0c52-94e1-4f0b-8a6d-5c2be1f7a940\n", text);
	return -EINVAL;
}

/* Clients say unix:PATH. Here it'd be a directory "unix:", or a file of such a name. */
static int set_socket(struct broker_options *broker_options, const char *path)
{
	if (tee_socket_is_selector(path)) {
		fprintf(stderr, "softteed: --socket %s: give the path alone; '" TEE_SOCKET_PREFIX
			"' is for clients\n", path);
		return -EINVAL;
	}
	broker_options->socket = path;
	return 0;
}

/* Test the sandbox of a kind of process. Return as check_sandbox(). */
static int check_kind(enum sandbox_kind kind, FILE *out)
{
	const char *whose = kind == SANDBOX_BROKER ? "the broker's" : "the applications'";
	uint32_t failed;
	int rc = sandbox_check(kind, out, 0, &failed);

	if (rc < 0)
		fprintf(stderr, "softteed: can't test the sandbox: %s\n", strerror(-rc));
	for (int fence = 0; fence < SANDBOX_FENCES; fence++) {
		if (!(failed & SANDBOX_BIT(fence)))
			continue;
		fprintf(stderr, "softteed: sandbox: %s %s is set up here, but doesn't hold\n",
			whose, sandbox_fence_name((enum sandbox_fence)fence));
		if (sandbox_fence_is_mandatory((enum sandbox_fence)fence))
			rc = -EPERM;
	}
	return rc < 0 ? rc : 0;
}

/*
 * Test the sandbox. Return -EPERM if a fence that is in force and mandatory doesn't hold, or
 * -errno if a test can't be run.
 */
static int check_sandbox(FILE *out)
{
	int applications = check_kind(SANDBOX_ZYGOTE, out);
	int broker = check_kind(SANDBOX_BROKER, out);

	return applications == -EPERM || !broker ? applications : broker;
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

/* Options that end the program. Return the exit status plus 1. */
static int parse_last(int option)
{
	switch (option) {
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

/* An empty value comes from a variable that isn't set, and would be a path of its own. */
static bool is_empty(int option)
{
	const struct option *found = options;

	if (!optarg || *optarg)
		return false;
	while (found->val != option)
		found++;
	fprintf(stderr, "softteed: --%s '': the value is empty; leave the option out for its "
		"default, or see --help\n", found->name);
	return true;
}

/* Return 0 to go on, or the exit status plus 1. */
static int parse_option(int option, struct choice *choice)
{
	struct broker_options *broker_options = &choice->broker;

	switch (option) {
	case 's':
		return set_socket(broker_options, optarg) ? 3 : 0;
	case OPTION_VTEE:
		broker_options->vtee = true;
		return 0;
	case 'a':
		return add_folder(broker_options, optarg) ? 3 : 0;
	case OPTION_NETWORK:
		return add_network(broker_options, optarg) ? 3 : 0;
	case OPTION_PLUGINS:
		broker_options->plugins = optarg;
		return 0;
	case 'k':
		broker_options->key_file = optarg;
		return 0;
	case OPTION_UNSIGNED:
		broker_options->allow_unsigned = true;
		return 0;
	case OPTION_WAIT:
		choice->zygote.wait = true;
		choice->zygote.unconfined = true;
		return 0;
	case OPTION_NO_SANDBOX:
		choice->zygote.unconfined = true;
		return 0;
	case 'S':
		broker_options->store = optarg;
		return 0;
	case OPTION_DEVICE_KEY:
		broker_options->device_key = optarg;
		return 0;
	case OPTION_COUNTERS:
		broker_options->counters = optarg;
		return 0;
	case OPTION_ACCEPT_OLD:
		broker_options->accept_old = true;
		return 0;
	case OPTION_CHECK:
		choice->check = true;
		return 0;
	case 'v':
		broker_options->verbose = true;
		return 0;
	default:
		return parse_last(option);
	}
}

/* Return 0 to go on, or the exit status plus 1. */
static int parse(int argc, char **argv, struct choice *choice)
{
	int option, rc = 0;

	while (!rc && (option = getopt_long(argc, argv, "s:a:k:S:vh", options, NULL)) != -1)
		rc = is_empty(option) ? 3 : parse_option(option, choice);
	if (rc || optind == argc)
		return rc;
	fprintf(stderr, "softteed: unexpected argument '%s'; --help shows the options\n",
		argv[optind]);
	return 3;
}

/* With a socket from systemd, nothing listens on a path of ours. Returns 0 or -errno. */
static int set_defaults(struct broker_options *broker_options)
{
	int rc = broker_activation_socket();

	if (rc >= 0 && broker_options->socket) {
		fputs("softteed: --socket, although systemd passes a socket\n", stderr);
		return -EINVAL;
	}
	if (rc < 0 && rc != -ENOENT)
		return rc;
	broker_options->listening = rc == -ENOENT ? -1 : rc;
	if (!broker_options->folders[0] && !access(SOFTTEED_APPLICATIONS, X_OK))
		broker_options->folders[0] = SOFTTEED_APPLICATIONS;
	rc = rc == -ENOENT ? defaults_socket(broker_options) : 0;
	return rc ? rc : defaults_store(broker_options);
}

/*
 * The broker reads these signals as soon as it runs. Its children inherit the mask, so a signal
 * to the whole group doesn't end one of them before it ignores it.
 */
static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Say what is dangerous or useless about the options. */
static void warn(const struct choice *choice)
{
	if (!choice->broker.key_file && !choice->broker.allow_unsigned)
		fputs("softteed: neither --key nor --allow-unsigned, so there are no "
		      "applications\n", stderr);
	if (choice->zygote.unconfined)
		fputs("softteed: APPLICATIONS ARE NOT CONFINED: there is no sandbox, for "
		      "debugging only\n", stderr);
	if (choice->broker.allow_unsigned)
		fputs("softteed: unsigned applications are allowed: for development only\n",
		      stderr);
}

int main(int argc, char **argv)
{
	struct choice choice = { .broker.listening = -1 };
	int rc = parse(argc, argv, &choice);
	int zygote, log;

	if (rc)
		return rc - 1;
	/* Whoever starts softteed may ignore it. Then there'd be no child to wait for. */
	signal(SIGCHLD, SIG_DFL);
	if (choice.check)
		return check_sandbox(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (set_defaults(&choice.broker) || files_check_key(choice.broker.key_file) ||
	    files_check_plugins(choice.broker.plugins))
		return EXIT_FAILURE;
	warn(&choice);
	if (!choice.zygote.unconfined && !is_safe())
		return EXIT_FAILURE;
	choice.zygote.queues = choice.broker.vtee;
	block_signals();
	rc = zygote_start(&choice.zygote, &zygote, &log);
	if (rc) {
		fprintf(stderr, "softteed: can't start the zygote: %s\n", strerror(-rc));
		return EXIT_FAILURE;
	}
	return broker_run(&choice.broker, zygote, log) ? EXIT_FAILURE : EXIT_SUCCESS;
}
