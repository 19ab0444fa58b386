// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run compat.c's 32-bit program, installed next to this one
 */

#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

static void exec_compat(void *arg)
{
	(void)arg;
	execl("./compat-test", "compat-test", (char *)NULL);
	if (errno == ENOEXEC)
		_exit(78);
	FAIL("cannot start compat-test: %s", errno_name(errno));
}

TEST(ioctls_of_a_32_bit_program)
{
	int status;

	if (access("./compat-test", X_OK))
		SKIP("it was not built: the build machine has no clang");
	status = child_wait(child_start(exec_compat, NULL), 20, "compat-test");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 78)
		SKIP("this kernel runs no 32-bit programs");
	CHECK_MSG(!status, "compat-test: expected exit 0, got status 0x%x (see above)",
		  status);
}
