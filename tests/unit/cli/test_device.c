// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/parse/trace_device.c */
#include <stdio.h>

#include "parse/trace_device.h"
#include "unit.h"

static struct trace_device wanted;

/* Use different numbers for the two devices, tee1 and teepriv0. */
static int start(void **state)
{
	(void)state;
	wanted = (struct trace_device) {
		.device = "tee1", .supplicants = "teepriv0", .conduit = "smc",
	};
	return 0;
}

static bool take(enum trace_kind kind, const char *device, uint64_t client)
{
	struct trace_event event = { .kind = kind, .ctx = client };

	snprintf(event.device, sizeof(event.device), "%s", device);
	return trace_device_take(&wanted, &event);
}

static void events_that_name_the_tee(void **state)
{
	(void)state;
	assert_true(take(TRACE_OPEN, "tee1", 1));
	assert_false(take(TRACE_OPEN, "tee0", 2));
	assert_false(take(TRACE_INVOKE_END, "tee10", 3));
	assert_true(take(TRACE_REQUEST, "teepriv0", 0));
	assert_false(take(TRACE_REQUEST, "teepriv1", 0));
	assert_true(take(TRACE_LOST, "", 0));
	wanted.supplicants[0] = '\0';
	assert_false(take(TRACE_REQUEST, "teepriv0", 0));
	wanted.device[0] = '\0';
	assert_true(take(TRACE_REQUEST, "teepriv1", 0));
}

static void memory_belongs_to_the_client(void **state)
{
	(void)state;
	assert_false(take(TRACE_SHM_NEW, "registered", 7));
	take(TRACE_INVOKE_BEGIN, "tee1", 7);
	assert_true(take(TRACE_SHM_NEW, "registered", 7));
	/* Shared memory can outlive the client that registered it. */
	take(TRACE_CLOSE, "tee1", 7);
	assert_true(take(TRACE_SHM_FREE, "registered", 7));
	/* Client number 7 gets reused on a different TEE. */
	take(TRACE_OPEN, "tee0", 7);
	assert_false(take(TRACE_SHM_NEW, "registered", 7));
	assert_false(take(TRACE_SHM_NEW, "registered", 0));
	wanted.only = true;
	assert_true(take(TRACE_SHM_NEW, "registered", 0));
}

static void many_clients(void **state)
{
	(void)state;
	for (uint64_t client = 1; client <= TRACE_CLIENTS + 1; client++)
		take(TRACE_OPEN, "tee1", client);
	assert_false(take(TRACE_SHM_NEW, "registered", 1));
	assert_true(take(TRACE_SHM_NEW, "registered", 2));
	assert_true(take(TRACE_SHM_NEW, "registered", TRACE_CLIENTS + 1));
}

static void calls_name_the_conduit(void **state)
{
	(void)state;
	assert_true(take(TRACE_CONDUIT, "smc", 0));
	assert_false(take(TRACE_CONDUIT, "loopback", 0));
	wanted.conduit[0] = '\0';
	assert_true(take(TRACE_CONDUIT, "loopback", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(events_that_name_the_tee, start),
		cmocka_unit_test_setup(memory_belongs_to_the_client, start),
		cmocka_unit_test_setup(many_clients, start),
		cmocka_unit_test_setup(calls_name_the_conduit, start),
	};

	return RUN(tests);
}
