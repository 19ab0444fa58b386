// SPDX-License-Identifier: GPL-2.0-only
/* Module init and exit for the conduits that are built in: smc, hvc and the indirect one */

#include <linux/init.h>
#include <linux/module.h>

#include "conduit.h"
#include "consumers.h"
#include "indirect.h"
#include "smccc.h"

static int __init tee_conduit_init(void)
{
	int rc;

	rc = tee_consumers_init();
	if (rc)
		return rc;
	tee_conduits_init();
	rc = smccc_register_conduits();
	if (rc)
		goto exit_registry;
	rc = indirect_init();
	if (rc)
		goto unregister_instructions;
	return 0;

unregister_instructions:
	smccc_unregister_conduits();
exit_registry:
	tee_conduits_exit();
	tee_consumers_exit();
	return rc;
}
module_init(tee_conduit_init);

static void __exit tee_conduit_exit(void)
{
	indirect_exit();
	smccc_unregister_conduits();
	tee_conduits_exit();
	tee_consumers_exit();
}
module_exit(tee_conduit_exit);

MODULE_DESCRIPTION("Conduits: how a platform reaches secure world");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
