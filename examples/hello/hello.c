// SPDX-License-Identifier: BSD-2-Clause
/*
 * Talks to a TEE and prints every step on the way: find the device, open a session with
 * a Trusted Application, pass it values and memory, compare the results, close
 * everything again. There's no library involved, only the ioctls.
 *
 * usage: hello TEXT SHA256     fails unless the TA's digest of TEXT is SHA256
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "trace.h"

#define DEVICE		"/dev/tee0"
#define CLASS		"/sys/class/tee/tee0"
#define STATS		"/sys/kernel/debug/tee/tee0/stats"
#define SHM_SIZE	4096
#define DIGEST_SIZE	32
#define MAX_PARAMS	4

/* "crypt" from OP-TEE's tests, and the commands we use */
static const uint8_t crypt_ta[TEE_IOCTL_UUID_LEN] = {
	0xcb, 0x3e, 0x5b, 0xa0, 0xad, 0xf1, 0x11, 0xe0,
	0x99, 0x8b, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b,
};
#define CRYPT_TA_NAME	"cb3e5ba0-adf1-11e0-998b-0002a5d5c51b"
#define CRYPT_SHA256	2	/* memory in, memory out */
#define CRYPT_REMEMBER	40	/* value in */
#define CRYPT_RECALL	41	/* value out */

struct client {
	int tee;
	uint32_t session;
	int shm_fd, shm_id;
	char *shm;
};

__attribute__((format(printf, 1, 2), noreturn))
static void fail(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("   FAILED      ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	trace_stop();
	exit(1);
}

static void step(const char *title)
{
	static unsigned int number;

	printf("\n%u. %s\n", ++number, title);
}

static void tell_version(const struct client *client)
{
	struct tee_ioctl_version_data version;

	if (ioctl(client->tee, TEE_IOC_VERSION, &version))
		fail("TEE_IOC_VERSION: %s", strerror(errno));
	tell("TEE", "implementation %u%s;%s%s%s%s", version.impl_id,
	     version.impl_id == TEE_IMPL_ID_OPTEE ? " (OP-TEE)" : "",
	     version.gen_caps & TEE_GEN_CAP_GP ? " supports GlobalPlatform" : "",
	     version.gen_caps & TEE_GEN_CAP_REG_MEM ? ", registers a client's memory" : "",
	     version.gen_caps & TEE_GEN_CAP_MEMREF_NULL ? ", supports null references" : "",
	     version.gen_caps & TEE_GEN_CAP_OBJREF ? ", supports objects" : "");
}

static void tell_attributes(void)
{
	struct dirent *entry;
	DIR *dir = opendir(CLASS);
	char path[512], target[512], value[160];

	if (!dir)
		fail("%s: %s", CLASS, strerror(errno));
	while ((entry = readdir(dir))) {
		FILE *file;
		struct stat status;

		snprintf(path, sizeof(path), CLASS "/%s", entry->d_name);
		if (lstat(path, &status) || !S_ISREG(status.st_mode) ||
		    !strcmp(entry->d_name, "uevent"))
			continue;
		file = fopen(path, "r");
		if (file && fgets(value, sizeof(value), file) && value[0] != '\n') {
			value[strcspn(value, "\n")] = '\0';
			tell("sysfs", "%-18s %s", entry->d_name, value);
		}
		if (file)
			fclose(file);
	}
	closedir(dir);
	if (realpath(CLASS, target))
		tell("sysfs", "%-18s %s", "place", target);
}

static void find_tee(struct client *client)
{
	struct stat status;

	step("Find the TEE: " DEVICE);
	client->tee = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (client->tee < 0)
		fail("open: %s (are the modules loaded?)", strerror(errno));
	if (fstat(client->tee, &status))
		fail("fstat: %s", strerror(errno));
	tell("client", "opened " DEVICE ", character device %u:%u",
	     major(status.st_rdev), minor(status.st_rdev));
	tell_version(client);
	tell_attributes();
	trace_tell();
}

static void open_session(struct client *client)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&arg,
		.buf_len = sizeof(arg),
	};

	step("Open a session with the Trusted Application " CRYPT_TA_NAME);
	memcpy(arg.uuid, crypt_ta, sizeof(arg.uuid));
	tell("client", "ioctl TEE_IOC_OPEN_SESSION with the UUID");
	if (ioctl(client->tee, TEE_IOC_OPEN_SESSION, &buf))
		fail("TEE_IOC_OPEN_SESSION: %s", strerror(errno));
	trace_tell();
	if (arg.ret)
		fail("the TEE returned 0x%08x (origin %u)", arg.ret, arg.ret_origin);
	client->session = arg.session;
	tell("OP-TEE", "verified the TA's signature and started it: session %u", arg.session);
}

static void invoke(const struct client *client, uint32_t command,
		   struct tee_ioctl_param *params, uint32_t num_params)
{
	struct {
		struct tee_ioctl_invoke_arg arg;
		struct tee_ioctl_param params[MAX_PARAMS];
	} call = {
		.arg = {
			.func = command,
			.session = client->session,
			.num_params = num_params,
		},
	};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&call,
		.buf_len = sizeof(call.arg) + num_params * sizeof(*params),
	};

	memcpy(call.params, params, num_params * sizeof(*params));
	if (ioctl(client->tee, TEE_IOC_INVOKE, &buf))
		fail("TEE_IOC_INVOKE: %s", strerror(errno));
	trace_tell();
	if (call.arg.ret)
		fail("the TEE returned 0x%08x (origin %u)", call.arg.ret, call.arg.ret_origin);
	memcpy(params, call.params, num_params * sizeof(*params));
}

static void pass_values(const struct client *client)
{
	struct tee_ioctl_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT };
	uint32_t secret;

	step("Invoke with values: the TA stores a number, then returns it");
	if (getrandom(&secret, sizeof(secret), 0) != sizeof(secret))
		fail("getrandom: %s", strerror(errno));
	secret &= 0x7fffffff;
	tell("client", "ioctl TEE_IOC_INVOKE, command %u: store the number %u",
	     CRYPT_REMEMBER, secret);
	param.a = secret;
	invoke(client, CRYPT_REMEMBER, &param, 1);
	tell("TA", "stored it in its memory, which Linux cannot read");

	tell("client", "ioctl TEE_IOC_INVOKE, command %u: return the number", CRYPT_RECALL);
	param = (struct tee_ioctl_param){ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT };
	invoke(client, CRYPT_RECALL, &param, 1);
	tell("TA", "returned %llu", (unsigned long long)param.a);
	if (param.a != secret)
		fail("expected the number %u", secret);
}

static void share_memory(struct client *client)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = SHM_SIZE };

	step("Share memory with the TEE");
	tell("client", "ioctl TEE_IOC_SHM_ALLOC, then mmap: %u bytes", SHM_SIZE);
	client->shm_fd = ioctl(client->tee, TEE_IOC_SHM_ALLOC, &arg);
	if (client->shm_fd < 0)
		fail("TEE_IOC_SHM_ALLOC: %s", strerror(errno));
	client->shm_id = arg.id;
	client->shm = mmap(NULL, SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			   client->shm_fd, 0);
	if (client->shm == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	trace_tell();
}

static void pass_memory(const struct client *client, const char *text, const char *expected)
{
	struct tee_ioctl_param params[] = {
		{
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
			.b = strlen(text),
			.c = (uint64_t)client->shm_id,
		}, {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
			.a = SHM_SIZE / 2,
			.b = DIGEST_SIZE,
			.c = (uint64_t)client->shm_id,
		},
	};
	const uint8_t *digest = (const uint8_t *)client->shm + SHM_SIZE / 2;
	char hex[2 * DIGEST_SIZE + 1];

	step("Invoke with memory: the TA computes the SHA-256 of a text");
	memcpy(client->shm, text, strlen(text));
	tell("client", "wrote \"%s\" to the shared memory", text);
	tell("client", "ioctl TEE_IOC_INVOKE, command %u: text at 0, digest to %u",
	     CRYPT_SHA256, SHM_SIZE / 2);
	invoke(client, CRYPT_SHA256, params, 2);
	for (size_t n = 0; n < DIGEST_SIZE; n++)
		snprintf(hex + 2 * n, 3, "%02x", digest[n]);
	tell("TA", "wrote %s", hex);
	tell("client", "expected %.*s, computed on the host",
	     2 * DIGEST_SIZE, expected);
	if (strcmp(hex, expected))
		fail("the digests differ");
}

static void close_all(struct client *client)
{
	struct tee_ioctl_close_session_arg arg = { .session = client->session };

	step("Close the session, the memory and the device");
	if (ioctl(client->tee, TEE_IOC_CLOSE_SESSION, &arg))
		fail("TEE_IOC_CLOSE_SESSION: %s", strerror(errno));
	if (munmap(client->shm, SHM_SIZE) || close(client->shm_fd) || close(client->tee))
		fail("close: %s", strerror(errno));
	trace_tell();
}

/* debugfs may be missing, or built without our statistics */
static void tell_stats(void)
{
	FILE *file = fopen(STATS, "r");
	char line[160];

	step("Statistics of the kernel since boot, " STATS);
	if (!file) {
		tell("kernel", "has no statistics: %s", strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		/* no point in printing the histogram's empty buckets */
		if (strncmp(line, "latency", 7) || strcmp(strrchr(line, ' '), " 0"))
			tell("kernel", "%s", line);
	}
	fclose(file);
}

int main(int argc, char **argv)
{
	struct client client = { 0 };

	if (argc != 3 || strlen(argv[1]) > SHM_SIZE / 2 || strlen(argv[2]) != 2 * DIGEST_SIZE) {
		fprintf(stderr, "usage: %s TEXT SHA256\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	trace_start();
	find_tee(&client);
	open_session(&client);
	pass_values(&client);
	share_memory(&client);
	pass_memory(&client, argv[1], argv[2]);
	close_all(&client);
	tell_stats();
	trace_stop();
	printf("\nAll answers of the Trusted Application in secure world were correct.\n");
	return 0;
}
