// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loopback conduit hands every call to a model in software. Tests use it, and so
 * can machines that have no secure world.
 */

#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/tee_conduit.h>

#define LOOPBACK_NAME	"loopback"

static const struct property_entry loopback_properties[] = {
	PROPERTY_ENTRY_STRING("method", LOOPBACK_NAME),
	{ }
};

static void loopback_call(const struct tee_conduit *conduit,
			  const struct tee_conduit_args *args,
			  struct tee_conduit_result *result)
{
	const struct tee_loopback_model *model =
		container_of_const(conduit, struct tee_loopback_model, conduit);

	model->answer(model, args, result);
}

/* The device that the TEE's driver will bind to */
static int make_device(struct tee_loopback_model *model)
{
	const struct resource irq = DEFINE_RES_IRQ(model->irq);
	const struct platform_device_info info = {
		.parent = model->dev,
		.name = model->device_name,
		.id = PLATFORM_DEVID_AUTO,
		.properties = loopback_properties,
		.res = &irq,
		.num_res = model->irq ? 1 : 0,
	};

	model->pdev = platform_device_register_full(&info);
	return PTR_ERR_OR_ZERO(model->pdev);
}

int tee_loopback_attach(struct tee_loopback_model *model)
{
	int rc;

	if (!model->answer)
		return -EINVAL;
	model->pdev = NULL;
	model->conduit = (struct tee_conduit){
		.name = LOOPBACK_NAME,
		.owner = model->owner,
		.dev = model->dev,
		.call = loopback_call,
		.software = true,
	};
	rc = tee_conduit_register(&model->conduit);
	if (rc || !model->device_name)
		return rc;
	rc = make_device(model);
	if (rc)
		tee_conduit_unregister(&model->conduit);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_loopback_attach);

void tee_loopback_detach(struct tee_loopback_model *model)
{
	/* the driver bound to the device still uses the conduit */
	platform_device_unregister(model->pdev);
	tee_conduit_unregister(&model->conduit);
}
EXPORT_SYMBOL_GPL(tee_loopback_detach);
