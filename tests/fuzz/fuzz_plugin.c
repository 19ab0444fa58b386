// SPDX-License-Identifier: BSD-2-Clause
/*
 * Plugin requests, and replies from a plugin host that cannot be trusted. All a
 * reply may change is its own request's memory.
 */

#include <errno.h>
#include <sys/eventfd.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "services/plugin/plugin.h"
#include "services/plugin/plugin_link.h"
#include "stopping.h"
#include "supplicant_input.h"

static int always = -1;		/* always readable, so a reply seems to be waiting */
static int never = -1;
static struct input answers;
static uint32_t sequence;
static bool told;

int plugin_link_write(int fd, const void *data, size_t size)
{
	const struct plugin_link_request *request = data;

	check(fd == always);
	if (!told) {
		check(size == sizeof(*request) && request->size <= PLUGIN_MAX_DATA);
		sequence = request->sequence;
		told = true;
	} else {
		check(!size || data);
	}
	return 0;
}

/*
 * A reply without the request's sequence number is not accepted. Fill it in if
 * the reserved field is nonzero, which gets most replies through.
 */
int plugin_link_read(int fd, void *data, size_t size)
{
	struct plugin_link_answer *answer = data;

	check(fd == always);
	if (!answers.size)
		return -EPIPE;
	take(&answers, data, size);
	if (size == sizeof(*answer) && answer->reserved)
		answer->sequence = sequence;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct service_request before, after;
	const uint64_t one = 1;
	uint32_t result;

	if (always < 0) {
		always = eventfd(0, EFD_CLOEXEC);
		never = eventfd(0, EFD_CLOEXEC);
		stopping_set_fd(never);
		check(write(always, &one, sizeof(one)) == sizeof(one));
	}
	plugin_start(always);
	told = false;
	take_request(&input, &before);
	answers = input;
	after = before;
	result = supp_plugin(&after);
	/* for anything else it takes a host */
	check(told || result == TEEC_ERROR_BAD_PARAMETERS || result == TEEC_ERROR_NOT_SUPPORTED);
	check(after.params[3].size == before.params[3].size);
	free_request(&before);
	return 0;
}
