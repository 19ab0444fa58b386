// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model's notification interrupt. Writing to "interrupt" in debugfs raises
 * it to request a DO_BOTTOM_HALF call, which is where real secure world drivers
 * do what they can't do in interrupt context.
 */

#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include "model.h"

static unsigned int interrupt;
static atomic_t calls_wanted;

int model_interrupt_init(void)
{
	int irq = irq_alloc_desc(NUMA_NO_NODE);

	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_modify_status(irq, IRQ_NOREQUEST, 0);
	interrupt = irq;
	return irq;
}

void model_interrupt_exit(void)
{
	irq_free_desc(interrupt);
}

void model_interrupt_answer(struct tee_conduit_result *result)
{
	if (atomic_dec_if_positive(&calls_wanted) < 0)
		return;
	result->a[1] = OPTEE_SMC_NOTIF_DO_BOTTOM_HALF;
	result->a[2] = OPTEE_SMC_NOTIF_VALID;
}

static ssize_t raise(struct file *file, const char __user *text, size_t size, loff_t *at)
{
	int rc;

	atomic_inc(&calls_wanted);
	rc = generic_handle_irq_safe(interrupt);
	return rc ?: size;
}

static const struct file_operations raise_fops = { .owner = THIS_MODULE, .write = raise };

void model_interrupt_make_control(struct dentry *dir)
{
	debugfs_create_file("interrupt", 0200, dir, NULL, &raise_fops);
}
