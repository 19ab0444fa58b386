// SPDX-License-Identifier: GPL-2.0-only
/* Core module init and exit */

#include <linux/init.h>
#include <linux/module.h>

#include "core/bus.h"
#include "core/class.h"
#include "core/client/timed.h"
#include "core/device.h"
#include "core/driver/removal.h"
#include "core/session/undo.h"

static int __init tee_init(void)
{
	int rc;

	rc = tee_timed_init();
	if (rc)
		return rc;
	rc = tee_undo_init();
	if (rc)
		goto exit_timed;
	rc = tee_removal_init();
	if (rc)
		goto exit_undo;
	rc = tee_class_init();
	if (rc)
		goto exit_removal;
	rc = tee_devices_init();
	if (rc)
		goto exit_class;
	rc = tee_bus_init();
	if (rc)
		goto exit_devices;
	return 0;

exit_devices:
	tee_devices_exit();
exit_class:
	tee_class_exit();
exit_removal:
	tee_removal_exit();
exit_undo:
	tee_undo_exit();
exit_timed:
	tee_timed_exit();
	return rc;
}

static void __exit tee_exit(void)
{
	tee_bus_exit();
	tee_devices_exit();
	tee_class_exit();
	tee_removal_exit();
	tee_undo_exit();
	tee_timed_exit();
}

subsys_initcall(tee_init);
module_exit(tee_exit);

MODULE_DESCRIPTION("Trusted Execution Environment subsystem");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
