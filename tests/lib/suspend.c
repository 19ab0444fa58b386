// SPDX-License-Identifier: BSD-2-Clause
/* Freeze and thaw all tasks through /sys/power/pm_test */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "suspend.h"

#define FREEZE_TIMEOUT "/sys/power/pm_freeze_timeout"

void suspend_need_rehearsal(void)
{
	char text[256];

	if (!read_text("/sys/power/pm_test", text, sizeof(text)) ||
	    !strstr(text, "freezer"))
		SKIP("this kernel cannot rehearse suspend (no /sys/power/pm_test)");
	if (!read_text("/sys/power/state", text, sizeof(text)) ||
	    !strstr(text, "freeze"))
		SKIP("this kernel cannot suspend (/sys/power/state: %s)", text);
	write_text("/sys/module/suspend/parameters/pm_test_delay", "1");
}

void suspend_rehearse(const char *while_what)
{
	int rc, err;

	/* The default of 20 s would hide a task that is slow to freeze. */
	CHECK_OK(write_text(FREEZE_TIMEOUT, "5000"));
	CHECK_OK(write_text("/sys/power/pm_test", "freezer"));
	rc = write_text("/sys/power/state", "freeze");
	err = errno;
	write_text("/sys/power/pm_test", "none");
	write_text(FREEZE_TIMEOUT, "20000");
	CHECK_MSG(!rc, "freezing %s: expected success, got %s", while_what,
		  errno_name(err));
}
