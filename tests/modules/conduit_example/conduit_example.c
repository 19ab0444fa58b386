// SPDX-License-Identifier: GPL-2.0-only
/*
 * About the smallest platform conduit that works. There is no mailbox or vendor
 * instruction behind it, it just hands the registers back.
 */

#include <linux/module.h>
#include <linux/tee_conduit.h>

static void example_call(const struct tee_conduit *conduit,
			 const struct tee_conduit_args *args,
			 struct tee_conduit_result *result)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(result->a); n++)
		result->a[n] = args->a[n];
}

static struct tee_conduit example = {
	.name = "example",
	.owner = THIS_MODULE,
	.call = example_call,
};

static int __init example_init(void)
{
	return tee_conduit_register(&example);
}
module_init(example_init);

static void __exit example_exit(void)
{
	tee_conduit_unregister(&example);
}
module_exit(example_exit);

MODULE_DESCRIPTION("A conduit of a platform's own, for example");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
