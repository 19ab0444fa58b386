// SPDX-License-Identifier: BSD-2-Clause
/*
 * Call services from inside a worker's sandbox. ld's --wrap lets this file replace
 * the service that loads TAs, while the rest of the supplicant is the same as the
 * installed one. For each check there's a log line "probe NAME: ok" or "probe NAME:
 * FAILED".
 */

#include <errno.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "log.h"
#include "process/sandbox.h"
#include "request/request.h"
#include "services/dump.h"
#include "services/rpmb/rpmb.h"
#include "services/rpmb/rpmb_frame.h"

supp_service_fn __real_supp_load_ta, __wrap_supp_load_ta;

static void tell(const char *name, bool good)
{
	log_error("probe %s: %s", name, good ? "ok" : "FAILED");
}

struct packet {
	uint16_t command, device, block_count;
	struct rpmb_frame frame;
} __attribute__((packed));

static uint32_t ask_rpmb(const struct packet *packet, size_t size, void *answer,
			 size_t answer_size)
{
	struct service_request request = {
		.function = SUPP_RPMB,
		.num_params = 2,
		.params = {
			{ .kind = SUPP_MEMORY, .input = true,
			  .data = (void *)(uintptr_t)packet, .size = size },
			{ .kind = SUPP_MEMORY, .output = true, .data = answer,
			  .size = answer_size },
		},
	};

	return supp_rpmb(&request);
}

/*
 * What OP-TEE sends to set up a card. The first run programs the key, and later
 * ones find it already there.
 */
static void use_rpmb(void)
{
	struct packet packet = { .command = 1 };
	struct rpmb_frame answer = { 0 };
	uint8_t info[19] = { 0 };
	uint16_t before;

	tell("RPMB tells what it is",
	     !ask_rpmb(&packet, 6, info, sizeof(info)) && info[16] == 2 && !info[18]);
	packet.command = 0;
	rpmb_put16(packet.frame.type, RPMB_READ_COUNTER);
	tell("RPMB reads its counter",
	     !ask_rpmb(&packet, sizeof(packet), &answer, sizeof(answer)));
	before = rpmb_get16(answer.result);
	log_error("probe: a key is %s", before == RPMB_NO_KEY ? "not there yet" : "there");
	rpmb_put16(packet.frame.type, RPMB_PROGRAM_KEY);
	tell("RPMB takes a key once",
	     !ask_rpmb(&packet, sizeof(packet), &answer, sizeof(answer)) &&
	     rpmb_get16(answer.result) == (before ? RPMB_OK : RPMB_GENERAL_FAILURE));
}

static uint32_t dump(supp_service_fn *service, uint64_t *number, const char *text)
{
	static uint8_t uuid[16] = { 0x44, 0x33, 0x22, 0x11 };
	struct service_request request = {
		.num_params = 3,
		.params = {
			{ .kind = SUPP_VALUE, .input = true, .output = true, .a = *number },
			{ .kind = SUPP_MEMORY, .input = true, .data = uuid, .size = 16 },
			{ .kind = SUPP_MEMORY, .input = true,
			  .data = (void *)(uintptr_t)text, .size = strlen(text) },
		},
	};
	uint32_t result = service(&request);

	*number = request.params[0].a;
	return result;
}

static void use_dumps(void)
{
	uint64_t one = 0, two = 0, trace = 0;

	tell("a profile is written", !dump(supp_gprof, &one, "one ") &&
	     !dump(supp_gprof, &one, "file\n"));
	tell("a second profile is written", !dump(supp_gprof, &two, "two\n"));
	tell("a trace is written", !dump(supp_ftrace, &trace, "trace\n"));
}

static bool refused(long result)
{
	return result == -1 && errno == EPERM;
}

/* The worker gets a connected socket. It can't use it to talk to anyone else. */
static void use_socket(void)
{
	struct sockaddr_in other = { .sin_family = AF_INET, .sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct iovec data = { (char *)"x", 1 };
	struct msghdr message = { .msg_name = &other, .msg_namelen = sizeof(other),
		.msg_iov = &data, .msg_iovlen = 1 };
	int fd = broker_connect(WIRE_UDP, 4, "127.0.0.1", 9);

	if (fd == -EPERM) {
		tell("no socket comes where they are off", true);
		return;
	}
	tell("a socket comes from the connector", fd >= 0);
	tell("it is connected anew by the connector",
	     !broker_reconnect(fd, 4, "127.0.0.1", 10));
	tell("it sends to nobody else",
	     refused(sendto(fd, "x", 1, 0, (struct sockaddr *)&other, sizeof(other))));
	tell("nor with sendmsg", refused(sendmsg(fd, &message, 0)));
	tell("the channel that sends descriptors is not closed", refused(close(SANDBOX_SENDS)));
	tell("nor is its number taken with dup2", refused(dup2(fd, SANDBOX_SENDS)));
	close(fd);
}

uint32_t __wrap_supp_load_ta(struct service_request *request)
{
	static atomic_bool done;

	if (!atomic_exchange(&done, true)) {
		use_rpmb();
		use_dumps();
		use_socket();
		log_error("probe: done");
	}
	return __real_supp_load_ta(request);
}
