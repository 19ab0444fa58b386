// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shut down while a call is stuck in the model of OP-TEE, or while the real one is
 * busy with a long call. The helpers call the TEE, write a line to the kernel log
 * and then shut down. The run script looks at how much time passes between that
 * line and the last one in the log.
 */

#include <errno.h>
#include <signal.h>
#include <sys/reboot.h>

#include "counters.h"
#include "harness.h"
#include "model.h"
#include "supplicant.h"
#include "tee.h"

/* seconds, much longer than shutting down should take */
#define LONG_CALL	100u

static int say_and_go_down(int how)
{
	CHECK_OK(write_text("/dev/kmsg", "<0>shutdown-test: the machine goes down\n"));
	reboot(how);
	FAIL("the machine does not go down: %s", errno_name(errno));
}

static int go_down(int how)
{
	/* just our call, and it's still in there */
	CHECK_EQ(model_counter("threads"), 1);
	return say_and_go_down(how);
}

/* This one will not return. */
static pid_t start_call(void)
{
	int status;
	pid_t pid;

	model_bind_with(NULL, 0);
	model_set_knob("hang", 1);
	pid = child_start(model_call_mischief, "hangs");
	CHECK_MSG(!child_ended(pid, 1000, &status), "the call came back");
	return pid;
}

HELPER(reboot_in_a_call)
{
	start_call();
	return go_down(RB_AUTOBOOT);
}

HELPER(power_off_in_a_call)
{
	start_call();
	return go_down(RB_POWER_OFF);
}

/* The client is gone, and one of the driver's workers is stuck with its call. */
HELPER(reboot_in_a_killed_clients_call)
{
	pid_t pid = start_call();

	CHECK_OK(kill(pid, SIGKILL));
	child_wait(pid, 20, "a client whose call hung");
	return go_down(RB_AUTOBOOT);
}

/* The driver itself is stuck in a call, since the supplicant never answers. */
HELPER(reboot_while_services_wait_for_the_supplicant)
{
	struct supp_recv recv = { .arg.num_params = 6 };

	model_bind_with("enumeration",
			model_find_mischief("request_that_nobody_serves")->number + 1);
	recv.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	CHECK_OK(call_recv(model_open_supplicant(), &recv));
	return go_down(RB_AUTOBOOT);
}

static void wait_in_op_tee(void *arg)
{
	int fd = tee_open();
	struct invoke_arg invoke;

	(void)arg;
	invoke_arg_init(&invoke, session_open(fd, uuid_os_test), OS_TEST_CMD_WAIT, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, LONG_CALL * 1000,
		    0, 0);
	call_invoke(fd, &invoke);
}

/* Real OP-TEE, one client in a call and a few idle sessions */
HELPER(reboot_in_a_call_of_op_tee)
{
	int status;
	pid_t pid;

	supplicant_start();
	for (int n = 0; n < 3; n++)
		session_open(tee_open(), uuid_os_test);
	pid = child_start(wait_in_op_tee, NULL);
	CHECK_MSG(!child_ended(pid, 3000, &status), "the call came back");
	CHECK_EQ(sessions_now(), 4);
	return say_and_go_down(RB_AUTOBOOT);
}
