// SPDX-License-Identifier: BSD-2-Clause
/*
 * One client for any Trusted OS behind any conduit. It looks at the TEE's identity
 * to pick a service that can add up numbers, and lets it do that. TEEs with shared
 * memory get to add up a buffer as well.
 *
 * usage: client OS CONDUIT     (the TEE we expect to find)
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <linux/tee_tsp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* What to ask for a sum, and how. @sum puts the expected result into a. */
struct service {
	const char *os;
	const char *conduit;	/* NULL if any will do */
	uint8_t uuid[TEE_IOCTL_UUID_LEN];
	uint32_t command;
	uint64_t (*sum)(uint64_t a, uint64_t b);
};

static uint64_t both(uint64_t a, uint64_t b)
{
	return a + b;
}

static uint64_t twice(uint64_t a, uint64_t b)
{
	(void)b;
	return a + a;
}

static uint64_t one_more(uint64_t a, uint64_t b)
{
	(void)b;
	return a + 1;
}

static const struct service services[] = {
	{ "OP-TEE", "loopback", { 1 }, 1, one_more },
	{ "OP-TEE", NULL,
	  { 0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	    0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b }, 1, both },
	{ "TSP", NULL, TEE_TSP_UUID, TEE_TSP_CMD_ADD | TEE_TSP_CMD_YIELDING, twice },
};

static int find_tee(const char *os, const char *conduit, struct tee_ioctl_identity *id)
{
	char path[32];
	int fd;

	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/dev/tee%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		memset(id, 0, sizeof(*id));
		id->size = sizeof(*id);
		if (!ioctl(fd, TEE_IOC_IDENTITY, id) && !strcmp(id->os_name, os) &&
		    !strcmp(id->conduit, conduit))
			return fd;
		close(fd);
	}
	return -1;
}

static const struct service *find_service(const struct tee_ioctl_identity *id)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
		if (!strcmp(services[i].os, id->os_name) &&
		    (!services[i].conduit || !strcmp(services[i].conduit, id->conduit)))
			return &services[i];
	return NULL;
}

static int open_session(int fd, const struct service *service, uint32_t *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	struct tee_ioctl_buf_data buf = { (uintptr_t)&arg, sizeof(arg) };

	memcpy(arg.uuid, service->uuid, sizeof(arg.uuid));
	if (ioctl(fd, TEE_IOC_OPEN_SESSION, &buf) || arg.ret) {
		printf("# no session: %s, %#x\n", strerror(errno), arg.ret);
		return -1;
	}
	*session = arg.session;
	return 0;
}

static int add_up(int fd, const struct service *service, uint32_t session)
{
	struct {
		struct tee_ioctl_invoke_arg arg;
		struct tee_ioctl_param param;
	} call;
	struct tee_ioctl_buf_data buf = { (uintptr_t)&call, sizeof(call) };

	for (uint64_t a = 1; a < 1000; a++) {
		memset(&call, 0, sizeof(call));
		call.arg.func = service->command;
		call.arg.session = session;
		call.arg.num_params = 1;
		call.param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
		call.param.a = a;
		call.param.b = 7 * a;
		if (ioctl(fd, TEE_IOC_INVOKE, &buf) || call.arg.ret) {
			printf("# no answer: %s, %#x\n", strerror(errno), call.arg.ret);
			return -1;
		}
		if (call.param.a != service->sum(a, 7 * a)) {
			printf("# of %llu got %llu\n", (unsigned long long)a,
			       (unsigned long long)call.param.a);
			return -1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct tee_ioctl_identity id;
	const struct service *service;
	uint32_t session;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: client OS CONDUIT\n");
		return 2;
	}
	fd = find_tee(argv[1], argv[2], &id);
	if (fd < 0) {
		printf("# no %s through %s\n", argv[1], argv[2]);
		return 1;
	}
	printf("# driver %s %s; %s %s through %s\n", id.driver_name, id.driver_version,
	       id.os_name, id.os_version, id.conduit);
	service = find_service(&id);
	if (!service || open_session(fd, service, &session) || add_up(fd, service, session))
		return 1;
	return close(fd);
}
