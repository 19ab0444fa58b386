// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conduits there are, by name, and the one door through which calls pass.
 */

#include <linux/module.h>
#include <linux/property.h>
#include <linux/string.h>

#include "conduit_private.h"
#include "smccc_filter.h"

static const struct tee_conduit_kind *const tee_conduits[] = {
	&tee_conduit_smc,
	&tee_conduit_hvc,
};

const struct tee_conduit *tee_conduit_get(const char *name)
{
	size_t n;

	for (n = 0; n < ARRAY_SIZE(tee_conduits); n++) {
		const struct tee_conduit *conduit = &tee_conduits[n]->conduit;

		if (strcmp(conduit->name, name))
			continue;
		if (!tee_conduits[n]->exists())
			return ERR_PTR(-EOPNOTSUPP);
		if (!try_module_get(conduit->owner))
			return ERR_PTR(-ENOENT);
		return conduit;
	}
	return ERR_PTR(-ENOENT);
}
EXPORT_SYMBOL_GPL(tee_conduit_get);

const struct tee_conduit *tee_conduit_get_by_node(struct device *dev)
{
	const char *name;

	if (device_property_read_string(dev, "method", &name))
		return ERR_PTR(-ENXIO);
	return tee_conduit_get(name);
}
EXPORT_SYMBOL_GPL(tee_conduit_get_by_node);

void tee_conduit_put(const struct tee_conduit *conduit)
{
	if (conduit)
		module_put(conduit->owner);
}
EXPORT_SYMBOL_GPL(tee_conduit_put);

int tee_conduit_call(const struct tee_conduit *conduit,
		     const struct tee_conduit_args *args,
		     struct tee_conduit_result *result)
{
	if (unlikely(!smccc_is_tee_call(args->a[0])))
		return -EPERM;
	conduit->call(conduit, args, result);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_conduit_call);

MODULE_DESCRIPTION("Conduits: how a platform reaches secure world");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
