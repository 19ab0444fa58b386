// SPDX-License-Identifier: BSD-2-Clause
/* The model's conduit comes and goes underneath the OP-TEE driver */

#include <signal.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "model.h"
#include "tee.h"

#define CONDUIT PLATFORM "drivers/optee-model/"

/*
 * Have the driver core probe the OP-TEE device. With the driver's "bind", a deferred probe's
 * reason would leak in the driver core, unless another probe is deferred this way later.
 */
static int probe(void)
{
	return write_text(PLATFORM "drivers_probe", model_platform_device());
}

static void wait_for_device(void)
{
	for (int tries = 0; !model_can_be_opened(); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(), "the driver is not tried again");
		sleep_ms(20);
	}
}

/* The OP-TEE driver should follow without being bound by hand */
static void wait_for_rebound_conduit(void)
{
	CHECK_OK(write_text(CONDUIT "bind", "optee-model"));
	wait_for_device();
	model_opens_a_session();
}

/* Unbinding the conduit's device unbinds the OP-TEE device first */
TEST(conduit_goes_and_takes_its_users_along)
{
	struct open_arg open;
	int fd;

	model_bind_with(NULL, 0);
	fd = model_open();
	session_open(fd, some_uuid);
	CHECK_OK(write_text(CONDUIT "unbind", "optee-model"));
	CHECK_MSG(!model_device(), "the model's device is still there");
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), ENODEV);
	open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), ENODEV);
	CHECK_EQ(model_counter("sessions"), 0);
	CHECK_EQ(model_counter("regions"), 0);
	/* no conduit, so the probe is deferred */
	CHECK_OK(probe());
	CHECK_MSG(!model_device(), "the model's device is there without a conduit");
	wait_for_rebound_conduit();

	/* Once more, but this time nobody has tried (and failed) to bind it meanwhile */
	CHECK_OK(write_text(CONDUIT "unbind", "optee-model"));
	CHECK_MSG(!model_device(), "the model's device is still there");
	wait_for_rebound_conduit();
}

static void bind_all_the_time(void *unused)
{
	(void)unused;
	for (;;)
		model_bind();
}

/*
 * There are two races here. If the OP-TEE device could be bound while its
 * conduit is on the way out, nothing would unbind it. And if it was just
 * failing to bind when the conduit came back, it could get overlooked and never
 * be bound.
 */
TEST_LIMIT(conduit_goes_while_its_user_is_bound, 240)
{
	pid_t binder;

	model_bind_with(NULL, 0);
	for (int round = 0; round < 60; round++) {
		/* start half of the rounds without a device link */
		if (round % 2)
			CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
		binder = child_start(bind_all_the_time, NULL);
		CHECK_OK(write_text(CONDUIT "unbind", "optee-model"));
		CHECK_OK(write_text(CONDUIT "bind", "optee-model"));
		CHECK_OK(kill(binder, SIGKILL));
		child_wait(binder, 20, "the process that binds");
		wait_for_device();
	}
	/* free the reason that a deferred bind has left, see probe() */
	CHECK_OK(write_text(CONDUIT "unbind", "optee-model"));
	CHECK_OK(probe());
	wait_for_rebound_conduit();
}
