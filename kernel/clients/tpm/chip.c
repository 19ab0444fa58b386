// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chip that Linux's TPM core sees: /dev/tpm0, /dev/tpmrm0, IMA's PCRs, random numbers.
 *
 * Locks: the TPM core runs one operation of a chip at a time, with tpm_chip.tpm_mutex and
 * tpm_chip.ops_sem held, or just the latter, for writing, at the end. Both are held while a
 * command is in the TEE.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/unaligned.h>

#include "check.h"
#include "tpm.h"
#include "tpm_core.h"

/* What status() returns */
#define STATUS_COMPLETE	1

/**
 * struct tee_tpm - a chip, and its place in the device tree
 * @dev:	the chip's parent, a child of the TEE, whose driver data is the chip
 * @chip:	the chip
 * @service:	the TPM
 * @length:	of the response in @service that's to be received, bytes; 0: none
 */
struct tee_tpm {
	struct device dev;
	struct tpm_chip *chip;
	struct tee_tpm_service *service;
	size_t length;
};

static struct tee_tpm *tpm_of(struct tpm_chip *chip)
{
	return container_of(chip->dev.parent, struct tee_tpm, dev);
}

/* Runs the whole command. The TPM core logs errors, except for -EPIPE. */
static int tpm_send(struct tpm_chip *chip, u8 *command, size_t size)
{
	struct tee_tpm *tpm = tpm_of(chip);
	unsigned long budget;
	int rc;

	tpm->length = 0;
	rc = tee_tpm_check_command(size, TA_TPM_MAX_SIZE);
	if (rc)
		return rc;
	budget = tpm_calc_ordinal_duration(chip, get_unaligned_be32(command + 6));
	rc = tee_tpm_service_call(tpm->service, command, size, budget);
	if (rc < 0)
		return rc;
	tpm->length = rc;
	return 0;
}

static int tpm_receive(struct tpm_chip *chip, u8 *response, size_t room)
{
	struct tee_tpm *tpm = tpm_of(chip);
	size_t length = tpm->length;

	if (!length || length > room)
		return -EIO;
	tpm->length = 0;
	memcpy(response, tpm->service->response, length);
	memzero_explicit(tpm->service->response, length);
	return length;
}

/* tpm_send() returns with the response, so commands have been completed. */
static u8 tpm_status(struct tpm_chip *chip)
{
	return STATUS_COMPLETE;
}

static bool tpm_is_canceled(struct tpm_chip *chip, u8 status)
{
	return false;
}

static void tpm_cancel(struct tpm_chip *chip)
{
	tee_tpm_service_cancel(tpm_of(chip)->service);
}

static const struct tpm_class_ops tpm_ops = {
	.flags = TPM_OPS_AUTO_STARTUP,
	.req_complete_mask = STATUS_COMPLETE,
	.req_complete_val = STATUS_COMPLETE,
	.req_canceled = tpm_is_canceled,
	.send = tpm_send,
	.recv = tpm_receive,
	.status = tpm_status,
	.cancel = tpm_cancel,
};

/*
 * Processes are frozen by now, maybe one of them while it waits for the TEE, with the
 * chip's locks. It's going to have its response after resume, and nobody else gets to run
 * a command before. So don't wait for it.
 */
static int tpm_suspend(struct device *dev)
{
	struct tee_tpm *tpm = container_of(dev, struct tee_tpm, dev);

	if (!tee_tpm_service_is_used(tpm->service))
		return tpm_pm_suspend(dev);
	tpm->chip->flags |= TPM_CHIP_FLAG_SUSPENDED;
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(tpm_pm_ops, tpm_suspend, tpm_pm_resume);

static const struct device_type tpm_type = {
	.name = "tee_tpm",
	.pm = pm_sleep_ptr(&tpm_pm_ops),
};

static void tpm_release(struct device *dev)
{
	kfree(container_of(dev, struct tee_tpm, dev));
}

static int add_device(struct tee_tpm *tpm, struct device *tee)
{
	int rc;

	device_initialize(&tpm->dev);
	tpm->dev.parent = tee;
	tpm->dev.type = &tpm_type;
	tpm->dev.release = tpm_release;
	rc = dev_set_name(&tpm->dev, "%s-tpm", dev_name(tee));
	return rc ?: device_add(&tpm->dev);
}

static int add_chip(struct tee_tpm *tpm)
{
	int rc;

	tpm->chip = tpm_chip_alloc(&tpm->dev, &tpm_ops);
	if (IS_ERR(tpm->chip))
		return PTR_ERR(tpm->chip);
	/* the TEE keeps its memory during suspend, and with it the PCRs */
	tpm->chip->flags |= TPM_CHIP_FLAG_TPM2 | TPM_CHIP_FLAG_ALWAYS_POWERED;
	/*
	 * The least there is, as for tee_rng: we don't know what the TEE's random numbers are
	 * made of. 0 would be the most.
	 */
	tpm->chip->hwrng.quality = 1;
	dev_set_drvdata(&tpm->dev, tpm->chip);
	rc = tpm_chip_register(tpm->chip);
	/* That's what the TPM core makes of errors in its last command. Try again. */
	if (!rc && tpm_is_firmware_upgrade(tpm->chip)) {
		tpm_chip_unregister(tpm->chip);
		rc = -EIO;
	}
	if (rc)
		put_device(&tpm->chip->dev);
	return rc;
}

/* Look for a TPM before its chip is there: the TPM core would log each failure. */
static int try_service(struct tee_tpm_service *service)
{
	/* TPM2_GetCapability: one TPM property, TPM_PT_FAMILY_INDICATOR */
	static const u8 command[] = {
		0x80, 0x01, 0, 0, 0, 22, 0, 0, 0x01, 0x7a,
		0, 0, 0, 6, 0, 0, 0x01, 0, 0, 0, 0, 1,
	};
	int rc = tee_tpm_service_call(service, command, sizeof(command), 0);

	return min(rc, 0);
}

/**
 * tee_tpm_create() - make a chip of a TEE's TPM
 * @teedev:	the TEE; the caller makes sure that it stays until tee_tpm_destroy()
 *
 * Context: kthread, may sleep; ends early on a fatal signal.
 * Return: the chip, or ERR_PTR: as tee_tpm_service_open(), tee_tpm_service_call() and
 * tpm_chip_register().
 */
struct tee_tpm *tee_tpm_create(struct tee_device *teedev)
{
	struct device *tee = tee_device_get_dev(teedev);
	struct tee_tpm *tpm;
	int rc;

	tpm = kzalloc(sizeof(*tpm), GFP_KERNEL);
	if (!tpm)
		return ERR_PTR(-ENOMEM);
	tpm->service = tee_tpm_service_open(teedev);
	if (IS_ERR(tpm->service)) {
		rc = PTR_ERR(tpm->service);
		goto free_tpm;
	}
	rc = try_service(tpm->service);
	if (rc)
		goto close_service;
	rc = add_device(tpm, tee);
	if (rc)
		goto put_device;
	rc = add_chip(tpm);
	if (rc)
		goto delete_device;
	pr_info("%s: the TPM of %s, %s\n", dev_name(&tpm->chip->dev), dev_name(tee),
		tee_client_get_identity(tpm->service->ctx)->os_name);
	return tpm;

delete_device:
	device_del(&tpm->dev);
put_device:
	tee_tpm_service_close(tpm->service);
	put_device(&tpm->dev);
	return ERR_PTR(rc);
close_service:
	tee_tpm_service_close(tpm->service);
free_tpm:
	kfree(tpm);
	return ERR_PTR(rc);
}

/**
 * tee_tpm_destroy() - remove a chip
 * @tpm:	the chip
 *
 * The TPM core tells the TPM to shut down, if the TEE answers. If not, we don't wait for
 * longer than some seconds. Whoever still has the chip open gets -EPIPE.
 *
 * Context: process, may sleep.
 */
void tee_tpm_destroy(struct tee_tpm *tpm)
{
	pr_info("%s: gone\n", dev_name(&tpm->chip->dev));
	tee_tpm_service_hurry(tpm->service);
	tpm_chip_unregister(tpm->chip);
	put_device(&tpm->chip->dev);
	device_del(&tpm->dev);
	tee_tpm_service_close(tpm->service);
	put_device(&tpm->dev);
}
