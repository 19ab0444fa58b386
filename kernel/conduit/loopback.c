// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loopback conduit: a software model answers in place of secure world. It is for
 * tests, and for machines without secure world.
 */

#include <linux/module.h>
#include <linux/tee_conduit.h>

static void loopback_call(const struct tee_conduit *conduit,
			  const struct tee_conduit_args *args,
			  struct tee_conduit_result *result)
{
	const struct tee_loopback_model *model =
		container_of_const(conduit, struct tee_loopback_model, conduit);

	model->answer(model, args, result);
}

int tee_loopback_attach(struct tee_loopback_model *model)
{
	if (!model->answer || !model->dev)
		return -EINVAL;
	model->conduit = (struct tee_conduit){
		.name = "loopback",
		.owner = model->owner,
		.dev = model->dev,
		.call = loopback_call,
		.software = true,
	};
	return tee_conduit_register(&model->conduit);
}
EXPORT_SYMBOL_GPL(tee_loopback_attach);

void tee_loopback_detach(struct tee_loopback_model *model)
{
	tee_conduit_unregister(&model->conduit);
}
EXPORT_SYMBOL_GPL(tee_loopback_detach);
