// SPDX-License-Identifier: GPL-2.0-only
/*
 * A platform conduit that really reaches secure world. On the emulated machine
 * that takes an SMC, so that's what it issues, under a name of its own.
 */

#include <linux/arm-smccc.h>
#include <linux/module.h>
#include <linux/tee_conduit.h>

static void platform_call(const struct tee_conduit *conduit,
			  const struct tee_conduit_args *args,
			  struct tee_conduit_result *result)
{
	const unsigned long *a = args->a;
	struct arm_smccc_res res;

	arm_smccc_smc(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], &res);
	*result = (struct tee_conduit_result){ .a = { res.a0, res.a1, res.a2, res.a3 } };
}

static struct tee_conduit platform = {
	.name = "platform",
	.owner = THIS_MODULE,
	.call = platform_call,
};

static int __init platform_init(void)
{
	return tee_conduit_register(&platform);
}
module_init(platform_init);

static void __exit platform_exit(void)
{
	tee_conduit_unregister(&platform);
}
module_exit(platform_exit);

MODULE_DESCRIPTION("A conduit of a platform's own that reaches secure world");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
