// SPDX-License-Identifier: BSD-2-Clause
/* Sandbox policies and entry points of the helpers */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/major.h>
#include <linux/mmc/ioctl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "process/helper.h"
#include "process/sandbox.h"
#include "services/dump_files.h"
#include "services/plugin/plugin_host.h"
#include "services/rpmb/rpmb_card.h"
#include "services/socket/connector.h"

/*
 * Same as the worker's, since a compromised worker could pass its files on to a
 * helper. The helpers themselves write nothing but the log, if stderr is a
 * file. When that hits the limit, messages are lost, but SIGXFSZ must not kill
 * us.
 */
#define MAX_FILE_SIZE	DUMP_MAX_SIZE

static void outlive_long_log(void)
{
	signal(SIGXFSZ, SIG_IGN);
}

/*
 * /etc/resolv.conf is often a symlink into /run. Return: the directory where it
 * really is, or NULL if there's none.
 */
static const char *resolver_directory(char path[PATH_MAX])
{
	char *slash;

	if (!realpath("/etc/resolv.conf", path))
		return NULL;
	slash = strrchr(path, '/');
	if (slash == path)
		return NULL;
	*slash = 0;
	return path;
}

/*
 * These are the system calls that glibc's resolver needs. NSS modules can't be
 * loaded in the sandbox, since PROT_EXEC is off limits. We look up a name
 * beforehand to get them loaded. Without any module, glibc asks the servers in
 * resolv.conf.
 */
static int confine_connector(const struct helper_files *files)
{
	static const char *const calls[] = {
		"access", "clock_getres", "faccessat", "faccessat2", "getegid", "geteuid",
		"getgid", "getuid", "newfstatat", "fstatat64", "open", "openat", "pread64",
		"readlink", "readlinkat", "sendfile", "stat", "statfs", "statx",
		NULL
	};
	/* SIOCGIFINDEX: for IPv6 zones like fe80::1%eth0 */
	static const unsigned long ioctls[] = { FIONREAD, SIOCGIFINDEX, 0 };
	/* connector.c */
	static const struct sandbox_option gets[] = {
		{ SOL_SOCKET, SO_DOMAIN }, { SOL_SOCKET, SO_ERROR }, { SOL_SOCKET, SO_TYPE },
		{ 0, 0 }
	};
	/* glibc's resolver, to notice that a server is unreachable */
	static const struct sandbox_option sets[] = {
		{ IPPROTO_IP, IP_RECVERR }, { IPPROTO_IPV6, IPV6_RECVERR }, { 0, 0 }
	};
	char path[PATH_MAX];
	const char *const readable[] = { "/etc", "/lib", "/usr/lib", resolver_directory(path),
					 NULL };
	const struct sandbox_policy policy = {
		.name = "connector",
		.uid = files->uid,
		.gid = files->gid,
		.files = SANDBOX_SOME_TO_READ,
		.readable = readable,
		.network = true,
		.processes = true,
		.calls = calls,
		.gets = gets,
		.sets = sets,
		.ioctls = ioctls,
		.max_files = 256,
		.max_file_size = MAX_FILE_SIZE,
		.max_data = 64ul << 20,
		.max_tasks = 512,
	};
	struct addrinfo *list;

	if (!getaddrinfo("localhost", NULL, NULL, &list))
		freeaddrinfo(list);
	outlive_long_log();
	return sandbox_enter(&policy);
}

/*
 * Let go of the log. Its socket would allow a compromised connector to send to
 * any Unix socket on this machine, and so would 0, 1 or 2 if they are sockets.
 */
static int leave_log(int null)
{
	for (int fd = 0; fd <= 2; fd++)
		if (dup2(null, fd) != fd)
			return -errno;
	close(null);
	log_end();
	return 0;
}

int connector_main(const struct supp_options *options, const struct helper_files *files)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), rc;

	(void)options;
	if (null < 0)
		return 1;
	rc = confine_connector(files);
	if (!rc)
		rc = leave_log(null);
	if (!rc)
		rc = connector_serve(files->worker, WIRE_CONNECT_TIMEOUT_MS);
	return rc ? 1 : 0;
}

/* One ioctl for the card, plus I/O on the stream to the worker */
static int confine_card(const struct helper_files *files)
{
	static const unsigned long ioctls[] = { MMC_IOC_MULTI_CMD, 0 };
	const struct sandbox_policy policy = {
		.name = "card helper",
		.uid = files->uid,
		.gid = files->gid,
		.files = SANDBOX_NO_FILES,
		.ioctls = ioctls,
		.max_files = 16,
		.max_file_size = MAX_FILE_SIZE,
		.max_data = 16ul << 20,
		.max_tasks = 512,
	};

	outlive_long_log();
	return sandbox_enter(&policy);
}

int card_main(const struct supp_options *options, const struct helper_files *files)
{
	int rc = confine_card(files);

	if (!rc)
		rc = rpmb_card_serve(files->worker, files->card, options->program_key);
	return rc ? 1 : 0;
}

/*
 * Root installs the plugins, so they keep all of the user's rights. They just
 * can't become root or get at the supplicant's other processes.
 */
static int confine_plugins(const struct helper_files *files)
{
	const struct sandbox_policy policy = {
		.name = "plugin host",
		.uid = files->uid,
		.gid = files->gid,
		.files = SANDBOX_ALL_FILES,
		.any_calls = true,
		.max_files = 1024,
		.max_data = ~0ul,
	};

	return sandbox_enter(&policy);
}

int plugin_host_main(const struct supp_options *options, const struct helper_files *files)
{
	const struct plugin_host_config config = {
		.stream = files->worker,
		.directory = options->plugins,
		.only_roots = files->uid != (uid_t)-1,
		.load_timeout_ms = PLUGIN_LOAD_TIMEOUT_MS,
		.call_timeout_ms = PLUGIN_CALL_TIMEOUT_MS,
	};
	int rc;

	rc = confine_plugins(files);
	if (!rc)
		rc = plugin_host_serve(&config);
	return rc ? 1 : 0;
}
